"""Customers that may be one person, until somebody decides."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import Index, UniqueConstraint

from gateway.columns import Scalar
from gateway.entity import Audience, Entity, exposed, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer

STAFF = Audience.STAFF


@described(
    {
        "OPEN": "Nobody has decided yet; withdrawn by itself when the customers no longer look alike.",
        "ACCEPTED": "They are one person.",
        "REJECTED": "They are two people; never suggested again.",
    }
)
class SuggestionStatus(StrEnum):
    """What was decided about a suggestion."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class IdentitySuggestion(Entity, table=True):
    """A customer that may be the same person as another. Each pair is there twice, once for each of the two."""

    __prefix__: ClassVar[str] = "sug"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"

    customer_id: str = exposed(
        "Id of the customer that the suggestion is made for.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
        visible_to=STAFF,
    )
    candidate_id: str = exposed(
        "Id of the customer that may be the same person.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
        visible_to=STAFF,
    )
    customer: Optional["Customer"] = related(
        "Customer that may be the same person.", by="IdentitySuggestion.candidate_id", visible_to=STAFF
    )
    score: int = exposed(
        "How much they are alike, from 0 to 100.",
        filterable=True,
        sortable=True,
        visible_to=STAFF,
        check="score BETWEEN 0 AND 100",
    )
    reasons: Any = exposed(
        "What speaks for it and against it: a list of `code` and the two values compared, this customer's first.",
        scalar=Scalar.JSON,
        visible_to=STAFF,
    )
    status: SuggestionStatus = exposed(
        "What was decided.", default=SuggestionStatus.OPEN, filterable=True, visible_to=STAFF
    )
    suggested_at: datetime = exposed(
        "When it was suggested first.", filterable=True, sortable=True, visible_to=STAFF
    )
    decided_at: datetime | None = exposed("When it was decided.", filterable=True, visible_to=STAFF)
    decided_by: Any | None = exposed(
        "Who decided: the application, and the user that it acted for.", scalar=Scalar.JSON, visible_to=STAFF
    )

    __table_args__ = (
        UniqueConstraint("customer_id", "candidate_id", name="uq_identity_suggestion_pair"),
        Index("ix_identity_suggestion_candidate", "candidate_id"),
    )

"""The records of the source systems, kept whole."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import Index, UniqueConstraint

from gateway.columns import Scalar
from gateway.entity import Audience, Entity, exposed, internal, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer

STAFF = Audience.STAFF


@described(
    {
        "RUTTER": "Rutter, a connector to shops and marketplaces.",
        "COMMERCE_LAYER": "Commerce Layer, a shop engine.",
        "VOUCHERIFY": "Voucherify, a loyalty engine.",
        "BUSINESS": "The business-management platform WIIL, with bookings and a back office.",
    }
)
class SourceSystem(StrEnum):
    """A system that customers come from."""

    RUTTER = "RUTTER"
    COMMERCE_LAYER = "COMMERCE_LAYER"
    VOUCHERIFY = "VOUCHERIFY"
    BUSINESS = "BUSINESS"


class SourceRecord(Entity, table=True):
    """What a source system sent about one thing, unchanged."""

    __prefix__: ClassVar[str] = "src"
    __visible_to__: ClassVar[Audience] = STAFF
    __owner__: ClassVar[str | None] = "customer_id"

    system: SourceSystem = exposed("System that sent the record.", filterable=True, visible_to=STAFF)
    connection: str = exposed(
        "Account or connection within the system that the record belongs to; empty where there is only one.",
        default="",
        filterable=True,
        visible_to=STAFF,
    )
    kind: str = exposed(
        "What it is in the system's words, such as `customer`.", filterable=True, visible_to=STAFF
    )
    external_id: str = exposed("Identifier in the system.", filterable=True, visible_to=STAFF)
    payload: Any = exposed("The record as it was sent.", scalar=Scalar.JSON, visible_to=STAFF)
    content_hash: str = internal("Tells whether a record that is sent again has changed.")
    received_at: datetime = exposed(
        "When it was received last.", filterable=True, sortable=True, visible_to=STAFF
    )
    source_updated_at: datetime | None = exposed(
        "When the system says it changed the record.", filterable=True, visible_to=STAFF
    )
    resource_id: str | None = exposed(
        "Id of the record of ours that was made from it.", scalar=Scalar.ID, filterable=True, visible_to=STAFF
    )
    customer_id: str | None = exposed(
        "Id of the customer it is about.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="SET NULL",
        visible_to=STAFF,
    )
    customer: Optional["Customer"] = related(
        "Customer it is about.", by="SourceRecord.customer_id", visible_to=STAFF
    )

    __table_args__ = (
        UniqueConstraint(
            "environment", "system", "connection", "kind", "external_id", name="uq_source_record_external_id"
        ),
        Index("ix_source_record_resource", "resource_id"),
        Index("ix_source_record_external_id", "environment", "external_id", "system"),
    )

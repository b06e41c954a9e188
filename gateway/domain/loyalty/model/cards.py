"""Loyalty cards and what happens to their points."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from sqlalchemy import CheckConstraint, Index, text

from gateway.columns import Scalar
from gateway.domain.loyalty.model.campaigns import Campaign, LoyaltyTier
from gateway.domain.referenced import Referenced
from gateway.entity import Audience, Entity, exposed, internal, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer
    from gateway.domain.loyalty.model.standing import CustomerLoyalty


class LoyaltyCard(Referenced, table=True):
    """An account of points in one campaign."""

    __prefix__: ClassVar[str] = "lcd"
    __owner__: ClassVar[str | None] = "customer_id"

    code: str | None = exposed("Code on the card.", filterable=True, sortable=True)
    code_claim: str | None = internal(
        "Code that this card alone holds; null for a card that another system brought."
    )
    balance: int = exposed("Points that can be spent.", default=0, filterable=True, sortable=True)
    points: int = exposed("Points ever earned.", default=0, filterable=True, sortable=True)
    expired_points: int = exposed("Points that ran out.", default=0)
    subtracted_points: int = exposed("Points taken away by hand.", default=0)
    redeemed_points: int = exposed("Points spent.", default=0)
    pending_points: int = exposed("Points earned that cannot be spent yet.", default=0)
    next_expiration_date: date | None = exposed(
        "Day on which points run out next.", filterable=True, sortable=True
    )
    next_expiration_points: int | None = exposed("Points that run out on that day.", filterable=True)
    campaign_id: str | None = exposed(
        "Id of the campaign.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="campaign.id",
        ondelete="SET NULL",
    )
    campaign: Optional["Campaign"] = related("Campaign the card belongs to.", by="LoyaltyCard.campaign_id")
    tier_id: str | None = exposed(
        "Id of the tier reached.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="loyalty_tier.id",
        ondelete="SET NULL",
    )
    tier: Optional["LoyaltyTier"] = related("Tier reached with the card.", by="LoyaltyCard.tier_id")
    transactions: list["LoyaltyTransaction"] = related(
        "What happened to its points, the latest first.", by="LoyaltyTransaction.loyalty_card_id"
    )
    loyalty_id: str | None = internal(
        "Standing that lists the card.",
        scalar=Scalar.ID,
        foreign_key="customer_loyalty.id",
        ondelete="CASCADE",
    )
    loyalty: Optional["CustomerLoyalty"] = related(
        "The customer's standing in loyalty programmes.", by="LoyaltyCard.loyalty_id"
    )
    customer_id: str = exposed(
        "Id of the customer who holds the card.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
    )
    customer: Optional["Customer"] = related("Customer who holds the card.", by="LoyaltyCard.customer_id")

    __table_args__ = (
        CheckConstraint(
            "balance >= 0 AND balance = points - expired_points - subtracted_points - redeemed_points",
            name="ck_loyalty_card_balance",
        ),
        Index("ix_loyalty_card_code", "environment", "code"),
        # Two accounts of a loyalty system may have one code; here it names one card.
        Index(
            "uq_loyalty_card_code_claim",
            "environment",
            "code_claim",
            unique=True,
            sqlite_where=text("code_claim IS NOT NULL"),
            postgresql_where=text("code_claim IS NOT NULL"),
        ),
    )


@described(
    {
        "POINTS_ACCRUAL": "Earned by a rule of the campaign.",
        "POINTS_REDEMPTION": "Spent.",
        "POINTS_REFUND": "Given back after a purchase was undone.",
        "POINTS_ADDITION": "Added by hand.",
        "POINTS_REMOVAL": "Taken away by hand.",
        "POINTS_EXPIRATION": "Ran out.",
        "POINTS_TRANSFER_IN": "Came from another card.",
        "POINTS_TRANSFER_OUT": "Went to another card.",
        "PENDING_POINTS_ACTIVATION": "Earned before, and can be spent from now on.",
    }
)
class LoyaltyTransactionType(StrEnum):
    """Why the points of a card changed."""

    POINTS_ACCRUAL = "POINTS_ACCRUAL"
    POINTS_REDEMPTION = "POINTS_REDEMPTION"
    POINTS_REFUND = "POINTS_REFUND"
    POINTS_ADDITION = "POINTS_ADDITION"
    POINTS_REMOVAL = "POINTS_REMOVAL"
    POINTS_EXPIRATION = "POINTS_EXPIRATION"
    POINTS_TRANSFER_IN = "POINTS_TRANSFER_IN"
    POINTS_TRANSFER_OUT = "POINTS_TRANSFER_OUT"
    PENDING_POINTS_ACTIVATION = "PENDING_POINTS_ACTIVATION"


class LoyaltyTransaction(Entity, table=True):
    """A change of the points of a card."""

    __prefix__: ClassVar[str] = "ltx"
    __owner__: ClassVar[str | None] = "customer_id"

    type: LoyaltyTransactionType = exposed("Why the points changed.", filterable=True, sortable=True)
    points: int | None = exposed(
        "Points by which the balance changed; negative when it fell.", filterable=True
    )
    balance: int | None = exposed("Points that could be spent after the change.")
    source_id: str | None = exposed("Identifier that the caller of the loyalty system gave.", filterable=True)
    reason: str | None = exposed("What was said about the change.")
    source: str | None = exposed("Where the change was made, in the loyalty system's words.", filterable=True)
    related_transaction_id: str | None = exposed(
        "Identifier of the transaction this one undoes or answers: the loyalty system's, or the id of one made here."
    )
    details: Any | None = exposed(
        "All that the loyalty system says about the change.", scalar=Scalar.JSON, visible_to=Audience.STAFF
    )
    loyalty_card_id: str = exposed(
        "Id of the card.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="loyalty_card.id",
        ondelete="CASCADE",
    )
    loyalty_card: Optional["LoyaltyCard"] = related(
        "Card it happened to.", by="LoyaltyTransaction.loyalty_card_id"
    )
    customer_id: str = internal(
        "Who holds the card.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE"
    )

"""Where a customer stands in the loyalty programmes."""

from typing import TYPE_CHECKING, ClassVar, Optional

from sqlalchemy import Index

from gateway.columns import Scalar
from gateway.domain.loyalty.model.campaigns import LoyaltyTier
from gateway.domain.loyalty.model.cards import LoyaltyCard
from gateway.entity import Entity, exposed, internal, related

if TYPE_CHECKING:
    from gateway.domain.customers.model import Customer


class CustomerLoyalty(Entity, table=True):
    """What a customer has earned in all loyalty programmes together."""

    __prefix__: ClassVar[str] = "loy"
    __owner__: ClassVar[str | None] = "customer_id"

    points: int = exposed(
        "Points on all cards, without those that ran out.", default=0, filterable=True, sortable=True
    )
    referred_customers: int = exposed(
        "Customers brought by this one.", default=0, filterable=True, sortable=True
    )
    campaigns: list["LoyaltyCampaignStanding"] = related(
        "Standing in each campaign, by its name.",
        by="LoyaltyCampaignStanding.loyalty_id",
        order_by="campaign",
        listed=True,
    )
    cards: list["LoyaltyCard"] = related("Loyalty cards, newest first.", by="LoyaltyCard.loyalty_id")
    customer_id: str = exposed(
        "Id of the customer.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE", unique=True
    )
    customer: Optional["Customer"] = related("The customer.", by="CustomerLoyalty.customer_id")


class LoyaltyCampaignStanding(Entity, table=True):
    """Where a customer stands in one campaign."""

    __prefix__: ClassVar[str] = "lcs"
    __owner__: ClassVar[str | None] = "customer_id"

    campaign: str = exposed("Name of the campaign.", filterable=True)
    points: int | None = exposed("Points in the campaign.")
    loyalty_tier: str | None = exposed("Tier reached, as the loyalty system names it.")
    referred_customers: int | None = exposed("Customers brought to the campaign.")
    tier_id: str | None = internal(
        "Tier reached, when it is known here.",
        scalar=Scalar.ID,
        foreign_key="loyalty_tier.id",
        ondelete="SET NULL",
    )
    tier: Optional["LoyaltyTier"] = related(
        "Tier reached, when it is known here.", by="LoyaltyCampaignStanding.tier_id"
    )
    loyalty_id: str = internal(
        "Standing it is part of.", scalar=Scalar.ID, foreign_key="customer_loyalty.id", ondelete="CASCADE"
    )
    customer_id: str = internal(
        "Whose standing it is.", scalar=Scalar.ID, foreign_key="customer.id", ondelete="CASCADE"
    )

    # A tier that comes later is looked for by what standings call it.
    __table_args__ = (Index("ix_loyalty_campaign_standing_loyalty_tier", "loyalty_tier"),)

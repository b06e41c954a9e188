"""Campaigns and the tiers within them."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import Granted, exposed, related
from gateway.enumeration import described
from gateway.viewer import nothing


@described(
    {
        "DISCOUNT_COUPONS": "Hands out discount codes.",
        "REFERRAL_PROGRAM": "Rewards customers who bring others.",
        "GIFT_VOUCHERS": "Hands out gift cards.",
        "PROMOTION": "Discounts without a code.",
        "LOYALTY_PROGRAM": "Rewards purchases with points.",
    }
)
class CampaignType(StrEnum):
    """What a campaign does."""

    DISCOUNT_COUPONS = "DISCOUNT_COUPONS"
    REFERRAL_PROGRAM = "REFERRAL_PROGRAM"
    GIFT_VOUCHERS = "GIFT_VOUCHERS"
    PROMOTION = "PROMOTION"
    LOYALTY_PROGRAM = "LOYALTY_PROGRAM"


class Campaign(Referenced, table=True):
    """A campaign of the loyalty system."""

    __prefix__: ClassVar[str] = "cmp"
    __granted__: ClassVar[Granted | None] = nothing
    __roots__: ClassVar[tuple[str, str] | None] = ("campaign", "campaigns")

    name: str | None = exposed("Name of the campaign.", filterable=True, sortable=True)
    type: CampaignType | None = exposed("What the campaign does.", filterable=True, sortable=True)
    description: str | None = exposed("What the campaign is about.")
    starts_at: datetime | None = exposed("When it starts.", filterable=True, sortable=True)
    expires_at: datetime | None = exposed("When it ends.", filterable=True, sortable=True)
    tiers: list["LoyaltyTier"] = related(
        "Tiers of the campaign, the lowest first.", by="LoyaltyTier.campaign_id", order_by="points_from"
    )


class LoyaltyTier(Referenced, table=True):
    """A step in a loyalty campaign that a number of points leads to."""

    __prefix__: ClassVar[str] = "ltr"
    __granted__: ClassVar[Granted | None] = nothing

    name: str | None = exposed("Name of the tier.", filterable=True, sortable=True)
    points_from: int | None = exposed(
        "Points from which the tier is reached.", filterable=True, sortable=True
    )
    points_to: int | None = exposed(
        "Points up to which the tier reaches; null for the highest.", filterable=True
    )
    campaign_id: str | None = exposed(
        "Id of the campaign.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="campaign.id",
        ondelete="CASCADE",
    )
    campaign: Optional["Campaign"] = related("Campaign the tier is part of.", by="LoyaltyTier.campaign_id")

"""Tables of the loyalty programmes."""

from gateway.domain.loyalty.model.campaigns import Campaign, CampaignType, LoyaltyTier
from gateway.domain.loyalty.model.cards import LoyaltyCard, LoyaltyTransaction, LoyaltyTransactionType
from gateway.domain.loyalty.model.referrals import CustomerReferrals, Referral
from gateway.domain.loyalty.model.standing import CustomerLoyalty, LoyaltyCampaignStanding
from gateway.domain.loyalty.model.summary import CustomerSummary

__all__ = [
    "Campaign",
    "CampaignType",
    "CustomerLoyalty",
    "CustomerReferrals",
    "CustomerSummary",
    "LoyaltyCampaignStanding",
    "LoyaltyCard",
    "LoyaltyTier",
    "LoyaltyTransaction",
    "LoyaltyTransactionType",
    "Referral",
]

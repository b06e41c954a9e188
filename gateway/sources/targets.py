"""The rows that records of any source become."""

from gateway.domain.customers.model import (
    Attachment,
    Channel,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    Referral,
)
from gateway.sources.fields import Target

CUSTOMERS = Target(Customer)
CHANNELS = Target(Channel)
GROUPS = Target(CustomerGroup)

PRIMARY_ADDRESS = Target(CustomerAddress, "address", parent="customer_id", where={"is_primary": True})
ADDRESS_BOOK = Target(CustomerAddress, "addresses", parent="customer_id")
TAGS = Target(CustomerTag, "tags", parent="customer_id", key=("name",), value="name")
NEWSLETTERS = Target(CustomerSubscription, "subscriptions", parent="customer_id")
WALLET = Target(CustomerPaymentSource, "paymentSources", parent="customer_id")
ATTACHMENTS = Target(Attachment, "attachments", parent="customer_id")
WISH_LISTS = Target(SkuList, "skuLists", parent="customer_id")
WISHES = Target(SkuListItem, "items", parent="sku_list_id", also_customer=True)

SUMMARY = Target(CustomerSummary, "summary", parent="customer_id", new={"currency": "XXX"})
LOYALTY = Target(CustomerLoyalty, "loyalty", parent="customer_id")
STANDINGS = Target(
    LoyaltyCampaignStanding, "campaigns", parent="loyalty_id", key=("campaign",), also_customer=True
)
REFERRALS = Target(CustomerReferrals, "referrals", parent="customer_id")
REFERRED = Target(
    Referral,
    "campaigns",
    parent="referrals_id",
    key=("campaign_id", "referrer_id", "related_object_id", "related_object_type", "date"),
    also_customer=True,
)
"""Nothing names a referral but all that is said of it."""

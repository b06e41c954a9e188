"""The rows that records of any source become."""

from gateway.domain.bookings.model import Appointment, Reservation
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
    Campaign,
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTier,
    LoyaltyTransaction,
    Referral,
)
from gateway.domain.orders.model import (
    Market,
    Order,
    OrderAddress,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
    StockLocation,
)
from gateway.domain.records.model import SourceSystem
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

MARKETS = Target(Market)
STOCK_LOCATIONS = Target(StockLocation)
_ORDERS = {
    system: Target(
        Order, "orders", parent="customer_id", new={"system": system.value, "total": 0, "currency": "XXX"}
    )
    for system in SourceSystem
}


def orders_of(system: SourceSystem) -> Target:
    """Orders, each of which says in which system it was made."""
    return _ORDERS[system]


LINES = Target(OrderLine, "lines", parent="order_id", key=("position",), also_customer=True)
SHIPPING_ADDRESS = Target(
    OrderAddress, "shippingAddress", parent="order_id", where={"kind": "SHIPPING"}, also_customer=True
)
BILLING_ADDRESS = Target(
    OrderAddress, "billingAddress", parent="order_id", where={"kind": "BILLING"}, also_customer=True
)
RECURRING_ORDERS = Target(OrderSubscription, "orderSubscriptions", parent="customer_id")
RECURRING_ITEMS = Target(
    OrderSubscriptionItem, "items", parent="order_subscription_id", key=("position",), also_customer=True
)
RETURNS = Target(Return, "returns", parent="customer_id")
RETURN_LINES = Target(ReturnLine, "lines", parent="return_id", key=("position",), also_customer=True)

CAMPAIGNS = Target(Campaign)
TIERS = Target(LoyaltyTier)
CARDS = Target(LoyaltyCard, "loyaltyCards", parent="customer_id")
TRANSACTIONS = Target(LoyaltyTransaction, "transactions", parent="loyalty_card_id", also_customer=True)

APPOINTMENTS = Target(Appointment, "appointments", parent="customer_id")
RESERVATIONS = Target(Reservation, "reservations", parent="customer_id")

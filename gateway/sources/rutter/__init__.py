"""Rutter: customers and orders of shop platforms behind connections, as its Unified API of 2023-03-14 sends them."""

from gateway.domain.records.model import SourceSystem
from gateway.sources.rutter.customer import CUSTOMER
from gateway.sources.rutter.order import ORDER
from gateway.sources.rutter.shop import CONNECTION, CUSTOMER_GROUP, STORE
from gateway.sources.rutter.subscription import SUBSCRIPTION
from gateway.sources.source import Signs, Source

RUTTER = Source(
    SourceSystem.RUTTER,
    kinds=(CUSTOMER, ORDER, SUBSCRIPTION, STORE, CUSTOMER_GROUP, CONNECTION),
    lists={
        "customers": "customer",
        "customer": "customer",
        "orders": "order",
        "order": "order",
        "subscriptions": "subscription",
        "subscription": "subscription",
        "customer_groups": "customer_group",
        "customer_group": "customer_group",
        "stores": "store",
        "store": "store",
    },
    envelope=("next_cursor", "connection"),
    # What a payment gateway answered may hold what pays again.
    secrets=("access_token", "link_token", "gateway_data"),
    signs=Signs(
        # In the second line of each as its own clients for programs spell them.
        strong=(
            *("platform_id", "platform_data", "platform_customer_id", "iso_currency_code"),
            *("platformId", "platformData", "platformCustomerId", "isoCurrencyCode"),
        ),
        pairs=(("store_name", "default_currency"), ("storeName", "defaultCurrency")),
        weak=(
            *("first_name", "last_name", "full_name", "line_items", "order_number", "fulfillment_status"),
            *("firstName", "lastName", "fullName", "lineItems", "orderNumber", "fulfillmentStatus"),
        ),
    ),
)

"""Commerce Layer: customers, orders and all around them, of the shop engine, as JSON:API resources."""

from gateway.domain.records.model import SourceSystem
from gateway.sources.commerce_layer.audit import EVENT, EVENT_STORE
from gateway.sources.commerce_layer.belongings import (
    ADDRESS,
    ATTACHMENT,
    CUSTOMER_ADDRESS,
    CUSTOMER_PAYMENT_SOURCE,
    CUSTOMER_SUBSCRIPTION,
    SKU_LIST,
    SKU_LIST_ITEM,
)
from gateway.sources.commerce_layer.customer import CUSTOMER
from gateway.sources.commerce_layer.kept import KEPT
from gateway.sources.commerce_layer.order import LINE_ITEM, ORDER
from gateway.sources.commerce_layer.recurring import ORDER_SUBSCRIPTION, ORDER_SUBSCRIPTION_ITEM
from gateway.sources.commerce_layer.returns import RETURN, RETURN_LINE_ITEM
from gateway.sources.commerce_layer.shop import CUSTOMER_GROUP, MARKET, STOCK_LOCATION
from gateway.sources.source import Signs, Source

COMMERCE_LAYER = Source(
    SourceSystem.COMMERCE_LAYER,
    kinds=(
        CUSTOMER,
        CUSTOMER_GROUP,
        CUSTOMER_ADDRESS,
        ADDRESS,
        CUSTOMER_SUBSCRIPTION,
        CUSTOMER_PAYMENT_SOURCE,
        SKU_LIST,
        SKU_LIST_ITEM,
        ATTACHMENT,
        ORDER,
        LINE_ITEM,
        ORDER_SUBSCRIPTION,
        ORDER_SUBSCRIPTION_ITEM,
        RETURN,
        RETURN_LINE_ITEM,
        MARKET,
        STOCK_LOCATION,
        EVENT,
        EVENT_STORE,
        *KEPT,
    ),
    lists={"data": None},
    envelope=("included", "meta", "links", "jsonapi"),
    passwords=("password", "customer_password"),
    secrets=(
        # Of customers.
        "reset_password_token",
        "_reset_password_token",
        # Of payment gateways: with some of these one can pay.
        "customer_token",
        "payment_source_token",
        "client_token",
        "client_secret",
        "auth_token",
        "session_data",
        "payment_method_nonce",
        # Of orders: whoever has the token opens the order, whoever has the code spends the card.
        "token",
        "gift_card_code",
        "gift_card_or_coupon_code",
        # Of the shop's callbacks.
        "shared_secret",
    ),
    # Every resource has one, and whoever works with the shop writes into it what they like.
    free=("attributes.metadata",),
    # Of JSON:API, in which all of its records come.
    signs=Signs(
        pairs=(("attributes", "type"), ("attributes", "relationships")),
        weak=("relationships", "links"),
    ),
)

__all__ = ["COMMERCE_LAYER"]

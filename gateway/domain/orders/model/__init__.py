"""Tables of the orders."""

from gateway.domain.orders.model.markets import Market, StockLocation
from gateway.domain.orders.model.order import AddressKind, Order, OrderAddress, OrderLine
from gateway.domain.orders.model.returns import Return, ReturnLine, ReturnStatus
from gateway.domain.orders.model.status import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.orders.model.subscriptions import (
    OrderSubscription,
    OrderSubscriptionItem,
    OrderSubscriptionStatus,
)

__all__ = [
    "AddressKind",
    "FulfillmentStatus",
    "Market",
    "Order",
    "OrderAddress",
    "OrderLine",
    "OrderStatus",
    "OrderSubscription",
    "OrderSubscriptionItem",
    "OrderSubscriptionStatus",
    "PaymentStatus",
    "Return",
    "ReturnLine",
    "ReturnStatus",
    "StockLocation",
]

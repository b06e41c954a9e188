"""Which status of an order, a payment, a delivery, a recurring order or a return may follow which."""

from gateway.domain.orders.model.returns import ReturnStatus
from gateway.domain.orders.model.status import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.orders.model.subscriptions import OrderSubscriptionStatus
from gateway.domain.transitions import Transitions, may_become, stays

_O = OrderStatus
ORDER: Transitions = {
    _O.DRAFT: may_become(_O.PENDING, _O.PLACING, _O.PLACED, _O.CANCELLED),
    _O.PENDING: may_become(_O.DRAFT, _O.PLACING, _O.PLACED, _O.CONFIRMED, _O.CANCELLED),
    _O.PLACING: may_become(_O.PENDING, _O.PLACED, _O.CANCELLED),
    _O.PLACED: may_become(_O.EDITING, _O.APPROVED, _O.CONFIRMED, _O.COMPLETED, _O.CANCELLED, _O.ARCHIVED),
    _O.EDITING: may_become(_O.PLACED, _O.CANCELLED),
    _O.APPROVED: may_become(_O.PREPARING, _O.COMPLETED, _O.CANCELLED, _O.RETURNED, _O.ARCHIVED),
    _O.CONFIRMED: may_become(_O.PREPARING, _O.READY, _O.COMPLETED, _O.CANCELLED),
    _O.PREPARING: may_become(_O.READY, _O.OUT_FOR_DELIVERY, _O.CANCELLED),
    _O.READY: may_become(_O.OUT_FOR_DELIVERY, _O.COMPLETED, _O.CANCELLED),
    _O.OUT_FOR_DELIVERY: may_become(_O.COMPLETED, _O.RETURNED),
    _O.COMPLETED: may_become(_O.RETURNED, _O.ARCHIVED),
    _O.CANCELLED: may_become(_O.ARCHIVED),
    _O.RETURNED: may_become(_O.ARCHIVED),
    _O.ARCHIVED: stays,
    _O.UNKNOWN: may_become(_O.PLACED, _O.COMPLETED, _O.CANCELLED, _O.ARCHIVED),
}

_P = PaymentStatus
PAYMENT: Transitions = {
    _P.UNPAID: may_become(
        _P.PENDING, _P.AUTHORIZED, _P.PARTIALLY_AUTHORIZED, _P.PAID, _P.PARTIALLY_PAID, _P.FREE, _P.FAILED
    ),
    _P.PENDING: may_become(
        _P.UNPAID, _P.AUTHORIZED, _P.PARTIALLY_AUTHORIZED, _P.PAID, _P.PARTIALLY_PAID, _P.FAILED
    ),
    _P.AUTHORIZED: may_become(_P.PAID, _P.PARTIALLY_PAID, _P.VOIDED, _P.PARTIALLY_VOIDED, _P.FAILED),
    _P.PARTIALLY_AUTHORIZED: may_become(
        _P.AUTHORIZED, _P.PAID, _P.PARTIALLY_PAID, _P.VOIDED, _P.PARTIALLY_VOIDED, _P.FAILED
    ),
    _P.PAID: may_become(_P.REFUNDED, _P.PARTIALLY_REFUNDED),
    _P.PARTIALLY_PAID: may_become(_P.PAID, _P.REFUNDED, _P.PARTIALLY_REFUNDED),
    _P.VOIDED: may_become(_P.PENDING, _P.AUTHORIZED, _P.PARTIALLY_AUTHORIZED, _P.PAID),
    _P.PARTIALLY_VOIDED: may_become(_P.PAID, _P.PARTIALLY_PAID, _P.VOIDED),
    _P.REFUNDED: stays,
    _P.PARTIALLY_REFUNDED: may_become(_P.REFUNDED),
    _P.FREE: may_become(_P.UNPAID),
    _P.FAILED: may_become(
        _P.PENDING, _P.AUTHORIZED, _P.PARTIALLY_AUTHORIZED, _P.PAID, _P.PARTIALLY_PAID, _P.FREE
    ),
    _P.UNKNOWN: may_become(_P.UNPAID, _P.PAID, _P.PARTIALLY_PAID, _P.REFUNDED, _P.FAILED),
}

_F = FulfillmentStatus
FULFILLMENT: Transitions = {
    _F.UNFULFILLED: may_become(_F.IN_PROGRESS, _F.PARTIALLY_FULFILLED, _F.FULFILLED, _F.NOT_REQUIRED),
    _F.IN_PROGRESS: may_become(_F.UNFULFILLED, _F.PARTIALLY_FULFILLED, _F.FULFILLED),
    _F.PARTIALLY_FULFILLED: may_become(_F.IN_PROGRESS, _F.FULFILLED),
    _F.FULFILLED: stays,
    _F.NOT_REQUIRED: may_become(_F.UNFULFILLED),
    _F.UNKNOWN: may_become(_F.UNFULFILLED, _F.PARTIALLY_FULFILLED, _F.FULFILLED),
}

_S = OrderSubscriptionStatus
ORDER_SUBSCRIPTION: Transitions = {
    _S.DRAFT: may_become(_S.ACTIVE, _S.CANCELLED),
    _S.INACTIVE: may_become(_S.ACTIVE, _S.CANCELLED),
    _S.ACTIVE: may_become(_S.RUNNING, _S.INACTIVE, _S.CANCELLED),
    _S.RUNNING: may_become(_S.ACTIVE, _S.INACTIVE, _S.CANCELLED),
    _S.CANCELLED: stays,
}

_R = ReturnStatus
RETURN: Transitions = {
    _R.DRAFT: may_become(_R.REQUESTED, _R.CANCELLED),
    _R.REQUESTED: may_become(_R.APPROVED, _R.REJECTED, _R.CANCELLED),
    _R.APPROVED: may_become(_R.SHIPPED, _R.RECEIVED, _R.CANCELLED),
    _R.CANCELLED: stays,
    _R.SHIPPED: may_become(_R.RECEIVED, _R.REJECTED),
    _R.REJECTED: stays,
    _R.RECEIVED: may_become(_R.REFUNDED, _R.REJECTED),
    _R.REFUNDED: stays,
}

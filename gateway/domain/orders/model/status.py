"""The states of an order, of its payment and of its delivery: one scale for what four systems say.

Most words are the systems' own. These are translated:

    Rutter                 order: active → PLACED · fulfillment: partial → PARTIALLY_FULFILLED
    Voucherify             CREATED → PENDING · PAID → PLACED, payment PAID
                           FULFILLED → COMPLETED, fulfillment FULFILLED · CANCELED → CANCELLED
    business management    payment: partial → PARTIALLY_PAID
"""

from enum import StrEnum

from gateway.enumeration import described


@described(
    {
        "DRAFT": "A cart that holds nothing yet, or no longer. Commerce Layer.",
        "PENDING": "A cart under way, or an order to be confirmed. Commerce Layer, business management; "
        "Voucherify's `CREATED`.",
        "EDITING": "A placed order that is being changed. Commerce Layer.",
        "PLACING": "Checkout has been submitted and is being carried out. Commerce Layer.",
        "PLACED": "The customer has bought. Commerce Layer; Rutter's `active`; Voucherify's `PAID`.",
        "APPROVED": "Accepted by the shop. Commerce Layer.",
        "CONFIRMED": "Accepted by the business. Business management.",
        "PREPARING": "Being made or packed. Business management.",
        "READY": "Waits to be collected or sent. Business management.",
        "OUT_FOR_DELIVERY": "On its way to the customer. Business management.",
        "COMPLETED": "Delivered and done. Business management; Voucherify's `FULFILLED`.",
        "CANCELLED": "Called off. Every system; Voucherify spells it with one L.",
        "RETURNED": "Given back as a whole. Business management.",
        "ARCHIVED": "Put away by the shop platform. Rutter.",
        "UNKNOWN": "The system sent no state, or one that is not known here. Rutter.",
    }
)
class OrderStatus(StrEnum):
    """Where an order stands."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    EDITING = "EDITING"
    PLACING = "PLACING"
    PLACED = "PLACED"
    APPROVED = "APPROVED"
    CONFIRMED = "CONFIRMED"
    PREPARING = "PREPARING"
    READY = "READY"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    RETURNED = "RETURNED"
    ARCHIVED = "ARCHIVED"
    UNKNOWN = "UNKNOWN"


@described(
    {
        "UNPAID": "Nothing has been paid. Commerce Layer.",
        "PENDING": "A payment is under way. Rutter, business management.",
        "AUTHORIZED": "The whole amount is reserved. Commerce Layer.",
        "PARTIALLY_AUTHORIZED": "A part of the amount is reserved. Commerce Layer.",
        "PAID": "The whole amount has been paid. Every system.",
        "PARTIALLY_PAID": "A part of the amount is paid. Commerce Layer; business management's `partial`.",
        "VOIDED": "The reservation has been released. Commerce Layer.",
        "PARTIALLY_VOIDED": "A part of the reservation has been released. Commerce Layer.",
        "REFUNDED": "The money has been given back. Commerce Layer, business management; "
        "in Rutter also when only a part was.",
        "PARTIALLY_REFUNDED": "A part of the money has been given back. Commerce Layer.",
        "FREE": "There is nothing to pay. Commerce Layer.",
        "FAILED": "The payment did not succeed. Rutter, business management.",
        "UNKNOWN": "The system sent no state, or one that is not known here. Rutter.",
    }
)
class PaymentStatus(StrEnum):
    """Where the payment of an order stands."""

    UNPAID = "UNPAID"
    PENDING = "PENDING"
    AUTHORIZED = "AUTHORIZED"
    PARTIALLY_AUTHORIZED = "PARTIALLY_AUTHORIZED"
    PAID = "PAID"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    VOIDED = "VOIDED"
    PARTIALLY_VOIDED = "PARTIALLY_VOIDED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    FREE = "FREE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@described(
    {
        "UNFULFILLED": "Nothing has been sent. Commerce Layer, Rutter.",
        "IN_PROGRESS": "Being packed or sent. Commerce Layer.",
        "PARTIALLY_FULFILLED": "A part has been sent. Rutter's `partial`.",
        "FULFILLED": "All has been sent. Commerce Layer, Rutter, Voucherify.",
        "NOT_REQUIRED": "There is nothing to send. Commerce Layer.",
        "UNKNOWN": "The system sent no state, or one that is not known here. Rutter.",
    }
)
class FulfillmentStatus(StrEnum):
    """Where the delivery of an order stands."""

    UNFULFILLED = "UNFULFILLED"
    IN_PROGRESS = "IN_PROGRESS"
    PARTIALLY_FULFILLED = "PARTIALLY_FULFILLED"
    FULFILLED = "FULFILLED"
    NOT_REQUIRED = "NOT_REQUIRED"
    UNKNOWN = "UNKNOWN"

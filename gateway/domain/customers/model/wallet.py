"""Saved means of payment."""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import exposed, internal, related
from gateway.enumeration import described

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer


@described(
    {
        "ADYEN": "Adyen.",
        "AXERVE": "Axerve.",
        "BRAINTREE": "Braintree.",
        "CHECKOUT_COM": "Checkout.com.",
        "EXTERNAL": "A gateway connected through the shop's own interface.",
        "KLARNA": "Klarna.",
        "PAYPAL": "PayPal.",
        "SATISPAY": "Satispay.",
        "STRIPE": "Stripe.",
        "WIRE_TRANSFER": "A bank transfer.",
        "OTHER": "A processor that has no value of its own here.",
    }
)
class PaymentProcessor(StrEnum):
    """Who carries out a payment."""

    ADYEN = "ADYEN"
    AXERVE = "AXERVE"
    BRAINTREE = "BRAINTREE"
    CHECKOUT_COM = "CHECKOUT_COM"
    EXTERNAL = "EXTERNAL"
    KLARNA = "KLARNA"
    PAYPAL = "PAYPAL"
    SATISPAY = "SATISPAY"
    STRIPE = "STRIPE"
    WIRE_TRANSFER = "WIRE_TRANSFER"
    OTHER = "OTHER"


class CustomerPaymentSource(Referenced, table=True):
    """A means of payment in a customer's wallet. The tokens that could pay with it are never shown."""

    __prefix__: ClassVar[str] = "cps"
    __owner__: ClassVar[str | None] = "customer_id"

    name: str | None = exposed(
        "Masked label, such as the last digits of a card.", filterable=True, sortable=True
    )
    processor: PaymentProcessor | None = exposed("Who carries out payments with it.", filterable=True)
    customer_token: str | None = internal("Secret that names the customer to the payment gateway.")
    payment_source_token: str | None = internal("Secret that pays with this source.")
    customer_id: str = exposed(
        "Id of the customer whose wallet it is in.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
    )
    customer: Optional["Customer"] = related(
        "Customer whose wallet it is in.", by="CustomerPaymentSource.customer_id"
    )

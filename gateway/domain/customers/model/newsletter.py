"""Newsletters that customers signed up for."""

from typing import TYPE_CHECKING, ClassVar, Optional

from gateway.columns import Scalar
from gateway.domain.referenced import Referenced
from gateway.entity import exposed, related

if TYPE_CHECKING:
    from gateway.domain.customers.model.customer import Customer


class CustomerSubscription(Referenced, table=True):
    """A sign-up for a newsletter, whose topic `reference` names. Recurring orders are `OrderSubscription`."""

    __prefix__: ClassVar[str] = "cns"
    __owner__: ClassVar[str | None] = "customer_id"

    customer_email: str | None = exposed(
        "E-mail address that was signed up.", scalar=Scalar.EMAIL_ADDRESS, filterable=True
    )
    customer_id: str = exposed(
        "Id of the customer who signed up.",
        scalar=Scalar.ID,
        filterable=True,
        foreign_key="customer.id",
        ondelete="CASCADE",
    )
    customer: Optional["Customer"] = related("Customer who signed up.", by="CustomerSubscription.customer_id")

"""What can be done to newsletter sign-ups: a customer has one of a topic."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.customers.contact import normalise_email
from gateway.domain.customers.model import Customer, CustomerSubscription
from gateway.domain.customers.operations.belongings import find_and_check, given, hold
from gateway.domain.customers.rules import NEWSLETTER
from gateway.domain.rows import INPUT, Row, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]


def create_subscription(act: Act, customer_id: str, values: Values) -> str:
    """Signs a customer up for the topic that `reference` names, with the customer's e-mail address if none is given.

    Raises:
        Rejected: there is no such customer, it is signed up for the topic already, it has no e-mail address, the
            address given is not its own to give, or a value breaks a rule.
    """
    values = given(values)
    customer = find_and_check(
        lambda: hold(act, Customer, customer_id, *INPUT, "customerId"),
        CustomerSubscription,
        NEWSLETTER,
        values,
        is_new=True,
    )
    email = _email_of(act, customer, values.get("customer_email"))
    key = {"customer": customer_id, "reference": values["reference"]}
    if act.transaction.select("newsletter of a customer", _find, key):
        message = f"The customer is signed up for {values['reference']!r} already."
        refuse(UserErrorCode.TAKEN, message, *INPUT, "reference")
    columns = {**values, "customer_email": email, "customer_id": customer_id}
    return str(rows.add(act, CustomerSubscription, columns)["id"])


def delete_subscription(act: Act, subscription_id: str, expected_version: int | None) -> str:
    """Ends a sign-up. Returns its id.

    Raises:
        Rejected: there is no such sign-up, or it was changed meanwhile.
    """
    row = rows.find(act, CustomerSubscription, subscription_id, expected_version=expected_version)
    rows.remove(act, CustomerSubscription, row)
    return subscription_id


def _email_of(act: Act, customer: Row, told: str | None) -> str:
    """The address to sign up. Customers cannot sign up somebody else's."""
    path = (*INPUT, "customerEmail")
    if told and not act.viewer.is_staff and normalise_email(told) != customer["email_normalized"]:
        refuse(UserErrorCode.FORBIDDEN, "customerEmail is not the customer's own e-mail address.", *path)
    email: str | None = told or customer["email"]
    if not email:
        message = "customerEmail is missing; the customer has no e-mail address of its own."
        refuse(UserErrorCode.REQUIRED, message, *path)
    return email


_SUBSCRIPTIONS = table_of(CustomerSubscription)


def _find() -> Any:
    return select(_SUBSCRIPTIONS.c.id).where(
        _SUBSCRIPTIONS.c.customer_id == bindparam("customer"),
        _SUBSCRIPTIONS.c.reference == bindparam("reference"),
    )

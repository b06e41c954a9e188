"""What can be done to saved means of payment. Their tokens are written, and never told again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.domain import rows
from gateway.domain.customers.model import Customer, CustomerPaymentSource
from gateway.domain.customers.operations.belongings import find_and_check, given, hold, let_go
from gateway.domain.customers.rules import PAYMENT_SOURCE
from gateway.domain.orders.model import OrderSubscription
from gateway.domain.rows import INPUT
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act

Values = Mapping[str, Any]

_CARD_NUMBER = re.compile(r"(?:\d[ .-]?){12,}")
"""The shortest card numbers have twelve digits."""


def create_payment_source(act: Act, customer_id: str, values: Values) -> str:
    """Saves a means of payment in a customer's wallet.

    Raises:
        Rejected: there is no such customer, or a value breaks a rule.
    """
    values = given(values)
    find_and_check(
        lambda: hold(act, Customer, customer_id, *INPUT, "customerId"),
        CustomerPaymentSource,
        PAYMENT_SOURCE,
        values,
        *_unmasked(values),
    )
    return str(rows.add(act, CustomerPaymentSource, {**values, "customer_id": customer_id})["id"])


def update_payment_source(act: Act, source_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears. A new token raises the version and is not in the event.

    Raises:
        Rejected: there is no such means of payment, it was changed meanwhile, or a value breaks a rule.
    """
    row = find_and_check(
        lambda: rows.find(act, CustomerPaymentSource, source_id, expected_version=expected_version),
        CustomerPaymentSource,
        PAYMENT_SOURCE,
        values,
        *_unmasked(values),
    )
    rows.change(act, CustomerPaymentSource, row, values)
    return source_id


def delete_payment_source(act: Act, source_id: str, expected_version: int | None) -> str:
    """Forgets a means of payment; recurring orders that are paid with it have none then, with an event each.

    Raises:
        Rejected: there is no such means of payment, it was changed meanwhile, or too many recurring orders use it.
    """
    row = rows.find(act, CustomerPaymentSource, source_id, expected_version=expected_version)
    let_go(act, source_id, ((OrderSubscription, "payment_source_id"),), "payment source")
    rows.remove(act, CustomerPaymentSource, row)
    return source_id


def _unmasked(values: Values) -> Iterator[UserError]:
    """The label is shown: it must not be a card's number, and the refusal does not repeat it."""
    if _CARD_NUMBER.search(values.get("name") or ""):
        message = "name holds a whole card number; expected a masked label such as XXXX-XXXX-XXXX-1111."
        yield UserError(message, (*INPUT, "name"), UserErrorCode.INVALID)

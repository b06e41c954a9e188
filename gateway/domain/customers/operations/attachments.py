"""What can be done to files and remarks about a customer."""

from collections.abc import Mapping
from typing import Any

from gateway.domain import rows
from gateway.domain.customers.model import Attachment, Customer
from gateway.domain.customers.operations.belongings import find_and_check, given, hold
from gateway.domain.customers.rules import ATTACHMENT
from gateway.domain.rows import INPUT
from gateway.events.act import Act

Values = Mapping[str, Any]


def create_attachment(act: Act, customer_id: str, values: Values) -> str:
    """Attaches a file or a remark to a customer.

    Raises:
        Rejected: there is no such customer, or a value breaks a rule.
    """
    values = given(values)
    find_and_check(
        lambda: hold(act, Customer, customer_id, *INPUT, "customerId"),
        Attachment,
        ATTACHMENT,
        values,
        is_new=True,
    )
    return str(rows.add(act, Attachment, {**values, "customer_id": customer_id})["id"])


def update_attachment(act: Act, attachment_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears.

    Raises:
        Rejected: there is no such attachment, it was changed meanwhile, or a value breaks a rule.
    """
    row = find_and_check(
        lambda: rows.find(act, Attachment, attachment_id, expected_version=expected_version),
        Attachment,
        ATTACHMENT,
        values,
    )
    rows.change(act, Attachment, row, values)
    return attachment_id


def delete_attachment(act: Act, attachment_id: str, expected_version: int | None) -> str:
    """Takes an attachment away; the file itself is elsewhere and stays.

    Raises:
        Rejected: there is no such attachment, or it was changed meanwhile.
    """
    row = rows.find(act, Attachment, attachment_id, expected_version=expected_version)
    rows.remove(act, Attachment, row)
    return attachment_id

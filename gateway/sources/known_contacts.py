"""Addresses and numbers by which records know a customer, and which it does not show."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, delete

from gateway.database import Transaction
from gateway.domain.records.model import KNOWN_CONTACTS
from gateway.sources.derive import Contribution, Derived


def write_known_contacts(
    transaction: Transaction,
    environment: str,
    customer_id: str,
    contributions: Iterable[Contribution],
    derived: Derived,
) -> None:
    """Addresses and numbers by which records know the customer, and which it does not show."""
    names = ("email_normalized", "phone_normalized")
    said = {one.reading.values.get(name) for one in contributions for name in names}
    said -= {None, *(derived.values.get(name) for name in names)}
    transaction.run("forget contacts", _forget_contacts, {"customer": customer_id})
    rows = [
        {"environment": environment, "contact": each, "customer_id": customer_id}
        for each in sorted(said, key=str)
    ]
    transaction.insert_many(KNOWN_CONTACTS, rows)


def _forget_contacts() -> Any:
    return (
        delete(KNOWN_CONTACTS)
        .where(KNOWN_CONTACTS.c.customer_id == bindparam("customer"))
        .returning(KNOWN_CONTACTS.c.customer_id)
    )

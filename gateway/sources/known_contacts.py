"""Addresses and numbers by which records know a customer, and which it does not show."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.records.model import KNOWN_CONTACTS
from gateway.sources.derive import Contribution, Derived

CONTACTS: Mapping[str, str] = {"email": "email_normalized", "phone": "phone_normalized"}
"""Field → the column by whose value others are compared with it."""


def write_known_contacts(
    transaction: Transaction,
    environment: str,
    customer_id: str,
    contributions: Iterable[Contribution],
    derived: Derived,
) -> None:
    """Addresses and numbers by which records know the customer, and which it does not show."""
    names = CONTACTS.values()
    said = {one.reading.values.get(name) for one in contributions for name in names}
    said -= {None, *(derived.values.get(name) for name in names)}
    transaction.run("forget contacts", _forget_contacts, {"customer": customer_id})
    rows = [
        {"environment": environment, "contact": each, "customer_id": customer_id}
        for each in sorted(said, key=str)
    ]
    transaction.insert_many(KNOWN_CONTACTS, rows)


def note_contact(transaction: Transaction, row: Mapping[str, Any], contact: str) -> None:
    """A record has it, and the customer does not show it."""
    key = {"environment": row["environment"], "of_contact": contact, "customer": row["id"]}
    transaction.change("note a contact", _note_contact, key)


def forget_contact(transaction: Transaction, row: Mapping[str, Any], contact: str) -> None:
    key = {"customer": row["id"], "of_contact": contact}
    transaction.change("forget a contact", _forget_contact, key)


def _note_contact() -> Any:
    # A record that comes at the same time may have brought it.
    row: dict[str, Any] = {
        "environment": bindparam("environment"),
        "contact": bindparam("of_contact"),
        "customer_id": bindparam("customer"),
    }
    return insert(KNOWN_CONTACTS).values(row).on_conflict_do_nothing()


def _forget_contact() -> Any:
    of_customer = KNOWN_CONTACTS.c.customer_id == bindparam("customer")
    return delete(KNOWN_CONTACTS).where(of_customer, KNOWN_CONTACTS.c.contact == bindparam("of_contact"))


def _forget_contacts() -> Any:
    return (
        delete(KNOWN_CONTACTS)
        .where(KNOWN_CONTACTS.c.customer_id == bindparam("customer"))
        .returning(KNOWN_CONTACTS.c.customer_id)
    )

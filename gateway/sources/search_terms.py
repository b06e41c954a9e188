"""The words by which a customer is found, written with its row."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.domain.customers.search import search_terms
from gateway.sources.tables import delete_terms
from gateway.sources.writer import Writer

SEARCHED = frozenset({"first_name", "last_name", "name", "email", "phone", "phone_normalized", "company"})
"""Columns that they are made of."""


def write_terms(writer: Writer, customer_id: str) -> None:
    """The words by which a customer is found, anew."""
    writer.flush()
    row = writer.transaction.get(Customer, customer_id)
    if row is not None:
        delete_terms(writer.transaction, customer_id)
        find_by(writer, row)
        writer.flush()


def find_by(writer: Writer, row: Mapping[str, Any]) -> None:
    terms = search_terms(
        names=[row["first_name"], row["last_name"], row["name"]],
        email=row["email"],
        phone=row["phone_normalized"] or row["phone"],
        company=row["company"],
    )
    writer.terms += [
        {"environment": row["environment"], "term": term, "customer_id": row["id"]} for term in sorted(terms)
    ]

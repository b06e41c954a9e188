"""What a write stores beside the customer's own columns: derived columns, search terms, and the event."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from gateway.domain.customers.contact import normalise_email, normalise_phone
from gateway.domain.customers.model import Customer
from gateway.domain.customers.rules import CUSTOMER
from gateway.domain.customers.search import search_terms
from gateway.domain.rules import check
from gateway.errors import Rejected

ENVIRONMENT = "LIVE"

COLUMNS: Mapping[str, str] = {
    "email": "email",
    "firstName": "first_name",
    "lastName": "last_name",
    "company": "company",
    "phone": "phone",
    "notes": "notes",
}
"""Fields of an input → columns. This app knows no others."""

FIELDS = {column: field for field, column in COLUMNS.items()} | {"is_validated_names": "isValidatedNames"}

DEFAULTS: Mapping[str, Any] = {
    "preferred_language": "en",
    "preferred_contact_method": "EMAIL",
    "is_validated_names": False,
    "status": "PROSPECT",
}
"""What a new customer has that is told nothing else."""

DEFAULT_FIELDS: Mapping[str, str] = {
    "preferred_language": "preferredLanguage",
    "preferred_contact_method": "preferredContactMethod",
    "is_validated_names": "isValidatedNames",
    "status": "status",
}

WHO = '{"application":{"kind":"open","id":null}}'
"""Who did it, where nobody signs in."""

SEARCHED = frozenset({"first_name", "last_name", "email", "phone", "company"})


def read_input(given: Mapping[str, Any]) -> dict[str, Any]:
    """An input → columns.

    Raises:
        Rejected: a value breaks a rule.
    """
    values = {COLUMNS[field]: value for field, value in given.items() if field != "id"}
    check(Customer, CUSTOMER, values)
    return values


def derive(values: Mapping[str, Any]) -> dict[str, Any]:
    derived: dict[str, Any] = {}
    if "email" in values:
        derived["email_normalized"] = normalise_email(values["email"]) if values["email"] else None
        derived["email_claim"] = derived["email_normalized"]
    if "phone" in values:
        derived["phone_normalized"] = normalise_phone(values["phone"]) if values["phone"] else None
    return derived


def find_terms(row: Mapping[str, Any]) -> list[str]:
    return sorted(
        search_terms(
            names=[row.get("first_name"), row.get("last_name"), row.get("name")],
            email=row.get("email"),
            phone=row.get("phone_normalized") or row.get("phone"),
            company=row.get("company"),
        )
    )


def find_changes(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What differs; a change of name makes the names unchecked."""
    after = {column: value for column, value in values.items() if before[column] != value}
    if before["is_validated_names"] and not after.keys().isdisjoint({"first_name", "last_name"}):
        after["is_validated_names"] = False
    return after


def write_creation(values: Mapping[str, Any]) -> str:
    """The event's changes, when a customer is new."""
    return orjson.dumps(show_creation(values)).decode()


def show_creation(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    fields = {DEFAULT_FIELDS[column]: value for column, value in DEFAULTS.items()}
    fields |= {"totalOrdersCount": 0}
    fields |= {FIELDS[column]: value for column, value in values.items()}
    return {field: {"from": None, "to": value} for field, value in fields.items()}


def write_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return orjson.dumps(
        {FIELDS[column]: {"from": before[column], "to": value} for column, value in after.items()}
    ).decode()


def write_payload(act: str, customer: str, errors: str = "[]") -> str:
    return f'{{"data":{{"{act}":{{"customer":{customer},"userErrors":{errors}}}}}}}'


def write_refusal(act: str, rejected: Rejected) -> str:
    errors = [
        {"message": error.message, "field": error.field, "code": error.code} for error in rejected.errors
    ]
    return write_payload(act, "null", orjson.dumps(errors).decode())


def write_missing(act: str, identifier: str) -> str:
    error = {
        "message": f"There is no customer {identifier!r}.",
        "field": ["input", "id"],
        "code": "NOT_FOUND",
    }
    return write_payload(act, "null", orjson.dumps([error]).decode())


def this_instant() -> datetime:
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)

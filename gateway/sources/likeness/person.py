"""What is compared of a customer."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """A customer, or a record that may become one, as far as people are told apart by it."""

    id: str
    first: str | None = None
    last: str | None = None
    name: str | None = None
    """The whole name in one text, where no system told its parts."""
    company: str | None = None
    email_normalized: str | None = None
    phone_normalized: str | None = None
    """E.164."""
    birthdate: date | None = None
    line1: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    """ISO 3166-1, two letters."""


CUSTOMER_COLUMNS = (
    "first_name",
    "last_name",
    "name",
    "company",
    "email_normalized",
    "phone_normalized",
    "birthdate",
)
"""What a customer's row tells of a person, in the order of the fields after its id."""

"""What clients send → the columns that operations take."""

from dataclasses import fields
from enum import Enum
from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.schema.payloads import STAFF_ONLY

CONTROL = frozenset({"id", "expected_version", "idempotency_key"})
"""Fields of an input that are about the act, not about the record."""


def field(description: str, *, staff_only: bool = False, **options: Any) -> Any:
    """A field of an input. One that is `staff_only` is refused with FORBIDDEN when a sales channel sends it."""
    return strawberry.field(description=description, metadata={STAFF_ONLY: staff_only}, **options)


@strawberry.input
class Repeatable:
    """An act that may be sent again when its answer was lost."""

    idempotency_key: Maybe[str | None] = field(
        "Makes a retry within 24 hours return the first answer instead of acting again."
    )


@strawberry.input
class Existing(Repeatable):
    """An act on a record that is there."""

    id: ID = field("The record's id.")
    expected_version: Maybe[int | None] = field(
        "Refuses the act with CONFLICT when the record has another version."
    )


def values_of(given: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """An input → the columns that it gives; what was left out is absent, null is None."""
    values = {}
    for each in fields(given):
        value = getattr(given, each.name)
        if each.name in CONTROL or each.name in without or value is None or value is strawberry.UNSET:
            continue
        if isinstance(value, strawberry.Some):
            value = value.value
        values[each.name] = value.value if isinstance(value, Enum) else value
    return values


def expected_of(given: Any) -> int | None:
    """The version that the caller expects, if any."""
    return given.expected_version.value if given.expected_version else None


def some(maybe: Any) -> Any:
    """The value of a field that may have been left out; None for that as well."""
    return maybe.value if maybe else None

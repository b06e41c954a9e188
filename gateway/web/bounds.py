"""A count and its maximum → nothing, or the error that names both."""

from collections.abc import Sequence
from typing import Any

from gateway.errors import LimitExceeded
from gateway.settings import Settings

SATURATED = 10**12
"""Counters stop here: a fan-out of fragments doubles at every level."""


def check(limit: str, actual: int, maximum: int, what: str) -> None:
    if actual > maximum:
        raise exceeded(limit, maximum, what, actual)


def check_string(value: str, limits: Settings) -> None:
    check("string_length", len(value), limits.max_string_length, "characters in a string")


def check_list(values: Sequence[Any], limits: Settings) -> None:
    check("list_items", len(values), limits.max_list_items, "items in a list")


def exceeded(limit: str, maximum: int, what: str, actual: int | None = None) -> LimitExceeded:
    """Name the limit; `actual` is left out where it is not known."""
    if actual is None:
        return LimitExceeded(f"More than {maximum:,} {what}.", limit=limit, maximum=maximum)
    if actual >= SATURATED:
        return LimitExceeded(f"Far more than {maximum:,} {what}.", limit=limit, maximum=maximum)
    return LimitExceeded(
        f"{actual:,} {what}; at most {maximum:,} are allowed.", limit=limit, maximum=maximum, actual=actual
    )

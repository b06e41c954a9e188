"""What a customer's values must be: each rule says what is wrong, where, and with which code."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import pycountry
from email_validator import EmailNotValidError, validate_email

from gateway.errors import Rejected, UserError, UserErrorCode

LONGEST: Mapping[str, int] = {
    "email": 254,
    "first_name": 255,
    "last_name": 255,
    "name": 255,
    "company": 255,
    "phone": 64,
    "notes": 10_000,
    "description": 10_000,
    "tax_exemption_code": 255,
    "reference": 255,
    "reference_origin": 255,
    "shopper_reference": 128,
    "profile_id": 255,
    "external_customer_id": 255,
    "source_id": 255,
}
"""Longest text of a column, in characters."""

MOST_TAGS = 100
LONGEST_TAG = 100

Problem = tuple[UserErrorCode, str]


def check(values: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Checks the values of columns; `names` gives each its name in the input.

    Raises:
        Rejected: with every problem there is.
    """
    errors = [
        UserError(message, ("input", names[column]), code)
        for column, value in values.items()
        if value is not None
        for code, message in _problems(column, names[column], value)
    ]
    if errors:
        raise Rejected(*errors)


def _problems(column: str, name: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, str) and "\0" in value:
        yield UserErrorCode.INVALID, f"{name} holds a NUL character; expected text without one."
        return
    longest = LONGEST.get(column)
    if longest is not None and len(value) > longest:
        yield UserErrorCode.TOO_LONG, f"{name} has {len(value)} characters; expected at most {longest}."
        return
    rule = _RULES.get(column)
    expectation = rule(value) if rule else None
    if expectation:
        yield UserErrorCode.INVALID, f"{name} is {value!r}; expected {expectation}."


def _email(value: str) -> str | None:
    try:
        # example.com and the like are as good as any other here: nothing is sent.
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return "an e-mail address such as ada@example.com"
    return None


def _language(value: str) -> str | None:
    known = len(value) == len("en") and pycountry.languages.get(alpha_2=value) is not None
    return None if known else "an ISO 639-1 code such as en"


def _time_zone(value: str) -> str | None:
    return None if value in _zones() else "an IANA time zone such as Europe/Berlin"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _shopper_reference(value: str) -> str | None:
    return None if len(value) >= len("abc") else "3 to 128 characters"


def _tags(value: list[str]) -> str | None:
    good = len(value) <= MOST_TAGS and all(
        tag.strip() and len(tag) <= LONGEST_TAG and "\0" not in tag for tag in value
    )
    return None if good else f"at most {MOST_TAGS} tags of 1 to {LONGEST_TAG} characters"


def _object(value: Any) -> str | None:
    return None if isinstance(value, dict) else "a JSON object"


_RULES: Mapping[str, Callable[[Any], str | None]] = {
    "email": _email,
    "preferred_language": _language,
    "timezone": _time_zone,
    "shopper_reference": _shopper_reference,
    "tags": _tags,
    "metadata": _object,
    "custom_fields": _object,
}

"""What values must be: each rule says what it expects when a value is not that.

An entity's `Rules` list its columns; what a column's scalar promises (a currency, a time zone …) needs no line.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
import pycountry
from email_validator import EmailNotValidError, validate_email

from gateway.columns import Scalar
from gateway.domain.customers.contact import read_phone
from gateway.entity import Entity
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.naming import camel
from gateway.view import table_of

Rule = Callable[[Any], str | None]
"""A value → what was expected instead, or None when it is good."""

LONGEST_TEXT = 255
"""Longest text of a column for which nothing else is said, in characters."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the columns of an entity must be, beyond what their scalars promise."""

    longest: Mapping[str, int] = field(default_factory=dict)
    """Longest text of a column, in characters."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    """Columns that may not be cleared, and that a new row must have."""


def check(
    entity: type[Entity],
    rules: Rules,
    values: Mapping[str, Any],
    *,
    is_new: bool = False,
    path: tuple[str, ...] = ("input",),
    names: Mapping[str, str] | None = None,
) -> None:
    """Checks the values of columns. `names` gives a column's name in the input where it is not its own in camel case.

    Raises:
        Rejected: with every problem there is, each at its place in the input.
    """
    scalars = _scalars(entity)
    errors = [
        UserError(message, (*path, name), code)
        for column, value in values.items()
        for name in [(names or {}).get(column) or camel(column)]
        for code, message in _problems(rules, column, scalars.get(column), name, value)
    ]
    missing = (rules.required - values.keys()) if is_new else frozenset()
    for column in sorted(missing):
        name = (names or {}).get(column) or camel(column)
        errors.append(UserError(f"{name} is missing.", (*path, name), UserErrorCode.REQUIRED))
    if errors:
        raise Rejected(*errors)


def _problems(
    rules: Rules, column: str, scalar: Scalar | None, name: str, value: Any
) -> Iterator[tuple[UserErrorCode, str]]:
    if value is None or (column in rules.required and value == ""):
        if column in rules.required:
            yield UserErrorCode.REQUIRED, f"{name} is missing."
        return
    if isinstance(value, str):
        if "\0" in value:
            yield UserErrorCode.INVALID, f"{name} holds a NUL character; expected text without one."
            return
        longest = rules.longest.get(column, LONGEST_TEXT)
        if len(value) > longest:
            yield UserErrorCode.TOO_LONG, f"{name} has {len(value)} characters; expected at most {longest}."
            return
    rule = rules.rules.get(column) or (_BY_SCALAR.get(scalar) if scalar else None)
    expectation = rule(value) if rule else None
    if expectation:
        told = value.isoformat() if isinstance(value, date) else repr(value)
        yield UserErrorCode.INVALID, f"{name} is {told}; expected {expectation}."


@cache
def _scalars(entity: type[Entity]) -> Mapping[str, Scalar]:
    return {
        column.name: column.info["scalar"] for column in table_of(entity).columns if "scalar" in column.info
    }


# ── Rules ──────────────────────────────────────────────────────────────────────────────────────────────────────


def email(value: str) -> str | None:
    try:
        # example.com and the like are as good as any other here: nothing is sent.
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return "an e-mail address such as ada@example.com"
    return None


def language(value: str) -> str | None:
    known = len(value) == len("en") and pycountry.languages.get(alpha_2=value) is not None
    return None if known else "an ISO 639-1 code such as en"


def country(value: str) -> str | None:
    known = len(value) == len("DE") and value.isupper() and pycountry.countries.get(alpha_2=value) is not None
    return None if known else "an ISO 3166-1 alpha-2 code such as DE"


NO_MONEY = frozenset({"XXX", "XTS"})
"""Codes of ISO 4217 for no currency, and for tests. Records of systems that tell none have the first."""


def currency(value: str) -> str | None:
    known = (
        len(value) == len("EUR")
        and value.isupper()
        and value not in NO_MONEY
        and pycountry.currencies.get(alpha_3=value) is not None
    )
    return None if known else "an ISO 4217 code such as EUR"


_ANY_PHONE = (
    "a telephone number such as +442079460018, or of 5 digits or more as it is dialled within its country"
)
_AS_DIALLED = re.compile(r"[\d ().\-/]+(?:(?:ext\.?|x|#) ?\d{1,7})?", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 5, 17


def phone(value: str, region: str | None = None) -> str | None:
    """A telephone number that could be one, whether or not anybody can have it: `+1 (132) 222-2222`.

    `region` is the country (ISO 3166-1 alpha-2) whose numbers are written without one. Where none is known, what is
    written as within some country is taken as it is: 5 digits or more, nothing else but spaces, `()-./`, and an
    extension. It is kept, but cannot be compared with others.
    """
    known = region if region in phonenumbers.SUPPORTED_REGIONS else None
    number = read_phone(value, known)
    is_possible = number is not None and phonenumbers.is_possible_number(number)
    if is_possible or (number is None and known is None and _is_dialled(value)):
        return None
    return f"a telephone number of {known}, or one such as +442079460018" if known else _ANY_PHONE


def phone_of(region: str | None) -> Rule:
    """A telephone number of a country, or of any with its own country."""
    return partial(phone, region=region)


def _is_dialled(value: str) -> bool:
    digits = len(re.findall(r"\d", value))
    return _AS_DIALLED.fullmatch(value.strip()) is not None and _FEWEST_DIGITS <= digits <= _MOST_DIGITS


EARLIEST_BIRTH = date(1800, 1, 1)
_EARLIEST_ZONE = timedelta(hours=14)
"""Where the day begins first: nobody is refused because it is still yesterday here."""


def birthdate(value: date) -> str | None:
    today = (datetime.now(UTC) + _EARLIEST_ZONE).date()
    good = EARLIEST_BIRTH <= value <= today
    return None if good else f"a date from {EARLIEST_BIRTH.year} on that is not in the future"


def time_zone(value: str) -> str | None:
    return None if value in _zones() else "an IANA time zone such as Europe/Berlin"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
    except ValueError:
        return "an http or https address"
    good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(value) & set(" \t\n\r")
    return None if good else "an http or https address"


def json_object(value: Any) -> str | None:
    return None if isinstance(value, dict) else "a JSON object"


def at_least(least: int) -> Rule:
    """A whole number that is not smaller."""
    return lambda value: None if value >= least else f"a whole number from {least}"


def one_of(*known: str) -> Rule:
    return lambda value: None if value in known else f"one of {', '.join(known)}"


_BY_SCALAR: Mapping[Scalar, Rule] = {
    Scalar.EMAIL_ADDRESS: email,
    Scalar.COUNTRY_CODE: country,
    Scalar.CURRENCY: currency,
    Scalar.TIME_ZONE: time_zone,
    Scalar.URL: url,
}

"""The scalars of the graph, with the names and specifications that clients' libraries know."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal as PythonDecimal
from decimal import InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from gateway.columns import Scalar, parse_instant

DateTime = NewType("DateTime", datetime)
Date = NewType("Date", date)
EmailAddress = NewType("EmailAddress", str)
PhoneNumber = NewType("PhoneNumber", str)
URL = NewType("URL", str)
JSON = NewType("JSON", object)
Decimal = NewType("Decimal", str)
BigInt = NewType("BigInt", int)
Currency = NewType("Currency", str)
CountryCode = NewType("CountryCode", str)
TimeZone = NewType("TimeZone", str)


def _refuse(name: str, value: Any, expected: str) -> GraphQLError:
    shown = repr(value)
    return GraphQLError(f"{name} cannot represent {shown[:80]}; expected {expected}.")


def _instant(value: Any) -> datetime:
    try:
        return parse_instant(value)
    except (TypeError, ValueError, OverflowError):
        raise _refuse("DateTime", value, "ISO 8601 with a zone, such as 2026-01-31T09:30:00Z") from None


def _date(value: Any) -> date:
    try:
        if len(value) != len("2026-01-31"):
            raise ValueError(value)
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _refuse("Date", value, "a day such as 2026-01-31") from None


def _text(name: str, expected: str, pattern: str | None = None) -> Callable[[Any], str]:
    shape = re.compile(pattern) if pattern else None

    def parse(value: Any) -> str:
        if not isinstance(value, str) or (shape and not shape.fullmatch(value)):
            raise _refuse(name, value, expected)
        return value

    return parse


def _big_int(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise _refuse("BigInt", value, "a whole number of at most 64 bits")
    return value


_MOST_DIGITS = 100


def _decimal(value: Any) -> str:
    try:
        number = PythonDecimal(str(value))
    except InvalidOperation:
        raise _refuse("Decimal", value, 'a decimal number such as "12.50"') from None
    # Written out, 1e999999 would be a million digits.
    if isinstance(value, bool) or not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise _refuse("Decimal", value, 'a decimal number such as "12.50"')
    return format(number, "f")


def _same(value: Any) -> Any:
    return value


def _define(
    scalar: Scalar, description: str, specification: str, parse: Callable[[Any], Any]
) -> ScalarDefinition:
    return strawberry.scalar(
        name=scalar.value,
        description=description,
        specified_by_url=specification,
        serialize=_same,
        parse_value=parse,
    )


SCALARS: Mapping[object, ScalarDefinition] = {
    DateTime: _define(
        Scalar.DATE_TIME,
        "An instant: ISO 8601 in UTC with milliseconds, such as 2026-01-31T09:30:00.000Z.",
        "https://scalars.graphql.org/andimarek/date-time.html",
        _instant,
    ),
    Date: _define(
        Scalar.DATE,
        "A day without a time, such as 2026-01-31.",
        "https://scalars.graphql.org/andimarek/local-date.html",
        _date,
    ),
    EmailAddress: _define(
        Scalar.EMAIL_ADDRESS,
        "An e-mail address, shown as it was received.",
        "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
        _text("EmailAddress", "text"),
    ),
    PhoneNumber: _define(
        Scalar.PHONE_NUMBER,
        "A telephone number: E.164 where it can be normalised, as it was received elsewhere.",
        "https://www.itu.int/rec/T-REC-E.164",
        _text("PhoneNumber", "text"),
    ),
    URL: _define(Scalar.URL, "An address on the web.", "https://url.spec.whatwg.org/", _text("URL", "text")),
    JSON: _define(
        Scalar.JSON,
        "Any JSON value.",
        "https://ecma-international.org/publications-and-standards/standards/ecma-404/",
        _same,
    ),
    Decimal: _define(
        Scalar.DECIMAL,
        'A decimal number, as text so that no digit is lost: "12.50".',
        "https://en.wikipedia.org/wiki/Decimal",
        _decimal,
    ),
    BigInt: _define(
        Scalar.BIG_INT,
        "A whole number of up to 64 bits.",
        "https://tc39.es/ecma262/#sec-bigint-objects",
        _big_int,
    ),
    Currency: _define(
        Scalar.CURRENCY,
        "A currency's three-letter code, such as EUR.",
        "https://www.iso.org/iso-4217-currency-codes.html",
        _text("Currency", "three capital letters such as EUR", "[A-Z]{3}"),
    ),
    CountryCode: _define(
        Scalar.COUNTRY_CODE,
        "A country's two-letter code, such as DE.",
        "https://www.iso.org/iso-3166-country-codes.html",
        _text("CountryCode", "two capital letters such as DE", "[A-Z]{2}"),
    ),
    TimeZone: _define(
        Scalar.TIME_ZONE,
        "A time zone's name, such as Europe/Berlin.",
        "https://www.iana.org/time-zones",
        _text("TimeZone", "a name such as Europe/Berlin"),
    ),
}

ANNOTATIONS: Mapping[Scalar, str] = {
    Scalar.ID: "ID",
    Scalar.STRING: "str",
    Scalar.INT: "int",
    Scalar.BOOLEAN: "bool",
}
"""How a scalar is written in an annotation, where it is not its own name."""


def annotation(scalar: Scalar) -> str:
    """`Scalar.STRING` → `str`, `Scalar.DATE_TIME` → `DateTime`."""
    return ANNOTATIONS.get(scalar, scalar.value)

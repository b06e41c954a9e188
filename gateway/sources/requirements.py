"""Kinds of rules by which a system would refuse a customer, and what they find.

required("email", "an e-mail address")    →    REQUIRED, "email is missing; expected an e-mail address."
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gateway.domain.countries import WITHOUT_POSTAL_CODES
from gateway.enumeration import described
from gateway.naming import camel
from gateway.told import shown

Values = Mapping[str, Any]


@described(
    {
        "READ_ONLY": "The system takes no customers from outside.",
        "REQUIRED": "The system requires a value, and there is none.",
        "INVALID": "The value is not of the form that the system takes.",
        "TOO_SHORT": "The value has fewer characters than the system takes.",
        "TOO_LONG": "The value has more characters than the system takes.",
        "TOO_MANY": "There are more of them than the system takes.",
        "IMMUTABLE": "The system has another value, which nobody can change.",
        "UNKNOWN": "The value, or that there is none any more, cannot be said in the system's words.",
    }
)
class ReadinessCode(StrEnum):
    """Why a system would refuse a customer."""

    READ_ONLY = "READ_ONLY"
    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    TOO_MANY = "TOO_MANY"
    IMMUTABLE = "IMMUTABLE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class ReadinessProblem:
    """Something for which a system would refuse the customer."""

    field: list[str] = shown(
        "Where in the customer it is: `email`, or `addresses`, the address's id and `line1`; empty for all of it."
    )
    code: ReadinessCode = shown("What is wrong.")
    message: str = shown("What is wrong, with what the system expects.")
    value: object | None = shown("The value that is wrong; null where there is none.")


@dataclass(frozen=True, slots=True)
class Subject:
    """A customer, as far as rules look at it."""

    customer: Values
    tags: Sequence[str]
    addresses: Sequence[Values]
    address: Values | None = None
    """The one that stands in the customer's own document, as the system would read it."""


Rule = Callable[[Subject], Iterator[ReadinessProblem]]


# ── The kinds of rules ──────────────────────────────────────────────────────────────────────────────────────


def problem_of(
    field: Sequence[str], code: ReadinessCode, expected: str, value: Any = None
) -> ReadinessProblem:
    """What is wrong with a value, or that there is none."""
    name = ".".join(field)
    message = (
        f"{name} is missing; expected {expected}."
        if value is None
        else f"{name} is {value!r}; expected {expected}."
    )
    return ReadinessProblem(list(field), code, message, value)


def read_only(name: str) -> Rule:
    def rule(_: Subject) -> Iterator[ReadinessProblem]:
        yield ReadinessProblem([], ReadinessCode.READ_ONLY, f"{name} takes no customers from outside.", None)

    return rule


def required(column: str, expected: str) -> Rule:
    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        if not subject.customer[column]:
            yield problem_of([camel(column)], ReadinessCode.REQUIRED, expected)

    return rule


def matching(column: str, pattern: str, expected: str, as_written: Callable[[str], str] = str) -> Rule:
    """A value, where there is one, as it would be written."""
    form = re.compile(pattern)

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        value = subject.customer[column]
        if value and not form.fullmatch(as_written(value)):
            yield problem_of([camel(column)], ReadinessCode.INVALID, expected, value)

    return rule


def long(column: str, least: int, most: int) -> Rule:
    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        value, expected = subject.customer[column], f"{least} to {most} characters"
        if value is not None and len(value) < least:
            yield problem_of([camel(column)], ReadinessCode.TOO_SHORT, expected, value)
        elif value is not None and len(value) > most:
            yield problem_of([camel(column)], ReadinessCode.TOO_LONG, expected, value)

    return rule


def labels(most: int, longest: int, pattern: str, letters: str) -> Rule:
    form = re.compile(pattern)

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        if len(subject.tags) > most:
            yield ReadinessProblem(
                ["tags"],
                ReadinessCode.TOO_MANY,
                f"There are {len(subject.tags)} labels; expected at most {most}.",
                len(subject.tags),
            )
        for tag in subject.tags:
            if len(tag) > longest:
                yield problem_of(["tags"], ReadinessCode.TOO_LONG, f"at most {longest} characters", tag)
            if not form.fullmatch(tag):
                yield problem_of(["tags"], ReadinessCode.INVALID, letters, tag)

    return rule


def flat(column: str) -> Rule:
    """An object without objects in it."""

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        for key, value in (subject.customer[column] or {}).items():
            if isinstance(value, dict) or (
                isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
            ):
                yield problem_of([camel(column), key], ReadinessCode.INVALID, "a plain value", value)

    return rule


def address_parts(least: int, required: Sequence[str], optional: Sequence[str] = ()) -> Rule:
    """Parts of the address in the customer's own document, where it has one."""

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        for column in (*required, *optional) if subject.address else ():
            value, field = (subject.address or {}).get(column), ["address", camel(column)]
            expected = f"at least {least} characters"
            if value is None and column in required:
                yield problem_of(field, ReadinessCode.REQUIRED, expected)
            elif value is not None and len(value) < least:
                yield problem_of(field, ReadinessCode.TOO_SHORT, expected, value)

    return rule


def address_book(*columns: str) -> Rule:
    """Every address has these, and a company if it is of a business, first and last name if it is not.

    A postal code only where the country has some.
    """

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        for row in subject.addresses:
            named = ("company",) if row["business"] else ("first_name", "last_name")
            needless = {"postal_code"} if row["country_code"] in WITHOUT_POSTAL_CODES else ()
            for column in (*named, *columns):
                if not row[column] and column not in needless:
                    field = ["addresses", row["id"], camel(column)]
                    yield problem_of(field, ReadinessCode.REQUIRED, "a text")

    return rule

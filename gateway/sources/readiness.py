"""Told field `readiness`: the rules by which a system would refuse a customer, and which of them one breaks.

    RULES[SourceSystem.COMMERCE_LAYER]    e-mail address required, at most ten labels of 25 characters …

Nothing here hinders anybody from writing such a customer here: labels of one system are no labels of another.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gateway.domain.customers.contact import normalise_phone
from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.domain.records.model import SourceSystem
from gateway.domain.rows import ANONYMIZED
from gateway.enumeration import described
from gateway.naming import camel
from gateway.sources import source_of
from gateway.sources.documents.changed import changes_to
from gateway.sources.documents.telling import ARGUMENTS, MATERIAL, labels_of, ours_of, records_of
from gateway.told import shown

__all__ = ["ARGUMENTS", "MATERIAL", "ReadinessCode", "ReadinessProblem", "tell_readiness"]

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
        "UNKNOWN": "The value names something that the system does not know.",
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

    @property
    def primary(self) -> Values | None:
        return next((row for row in self.addresses if row["is_primary"]), None)


Rule = Callable[[Subject], Iterator[ReadinessProblem]]


# ── The kinds of rules ──────────────────────────────────────────────────────────────────────────────────────


def _problem(field: Sequence[str], code: ReadinessCode, expected: str, value: Any = None) -> ReadinessProblem:
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
            yield _problem([camel(column)], ReadinessCode.REQUIRED, expected)

    return rule


def matching(column: str, pattern: str, expected: str, as_written: Callable[[str], str] = str) -> Rule:
    """A value, where there is one, as it would be written."""
    form = re.compile(pattern)

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        value = subject.customer[column]
        if value and not form.fullmatch(as_written(value)):
            yield _problem([camel(column)], ReadinessCode.INVALID, expected, value)

    return rule


def long(column: str, least: int, most: int) -> Rule:
    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        value, expected = subject.customer[column], f"{least} to {most} characters"
        if value is not None and len(value) < least:
            yield _problem([camel(column)], ReadinessCode.TOO_SHORT, expected, value)
        elif value is not None and len(value) > most:
            yield _problem([camel(column)], ReadinessCode.TOO_LONG, expected, value)

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
                yield _problem(["tags"], ReadinessCode.TOO_LONG, f"at most {longest} characters", tag)
            if not form.fullmatch(tag):
                yield _problem(["tags"], ReadinessCode.INVALID, letters, tag)

    return rule


def flat(column: str) -> Rule:
    """An object without objects in it."""

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        for key, value in (subject.customer[column] or {}).items():
            if isinstance(value, dict) or (
                isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
            ):
                yield _problem([camel(column), key], ReadinessCode.INVALID, "a plain value", value)

    return rule


def address_parts(least: int, *columns: str) -> Rule:
    """Parts of the primary address, where they are given."""

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        for column in columns if subject.primary else ():
            value = (subject.primary or {})[column]
            if value is not None and len(value) < least:
                expected = f"at least {least} characters"
                yield _problem(["address", camel(column)], ReadinessCode.TOO_SHORT, expected, value)

    return rule


def address_book(*columns: str) -> Rule:
    """Every address has these, and a company if it is of a business, first and last name if it is not."""

    def rule(subject: Subject) -> Iterator[ReadinessProblem]:
        for row in subject.addresses:
            named = ("company",) if row["business"] else ("first_name", "last_name")
            for column in (*named, *columns):
                if not row[column]:
                    field = ["addresses", row["id"], camel(column)]
                    yield _problem(field, ReadinessCode.REQUIRED, "a text")

    return rule


# ── The rules ───────────────────────────────────────────────────────────────────────────────────────────────

_EMAIL = r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+"


def _international(value: str) -> str:
    return normalise_phone(value) or value


RULES: Mapping[SourceSystem, tuple[Rule, ...]] = {
    # The commerce customers of its Unified API can be listed and got, nothing else.
    SourceSystem.RUTTER: (read_only("Rutter"),),
    SourceSystem.COMMERCE_LAYER: (
        # The one attribute that creating a customer requires.
        required("email", "an e-mail address"),
        matching("email", _EMAIL, "an e-mail address"),
        # "Tagging resources": at most ten for each, A–Z a–z 0–9 _ - : in 25 characters; names are lower-cased there.
        labels(10, 25, r"[A-Za-z0-9_:-]*", "letters from A to Z, digits, _, - and :"),
        # Identifies the shopper to payment gateways.
        long("shopper_reference", 3, 128),
        # `addresses`: what is required to create one.
        address_book("line1", "city", "postal_code", "region", "country_code", "phone"),
    ),
    SourceSystem.VOUCHERIFY: (
        # Creating requires nothing. Custom attributes of imports and segments are plain values or lists of those.
        flat("metadata"),
    ),
    SourceSystem.BUSINESS: (
        # The vendor's own schema of a customer: e-mail address, telephone number and parts of the address.
        matching("email", _EMAIL, "an e-mail address"),
        matching("phone", r"\+?[1-9]\d{1,14}", "a number that begins with its country", _international),
        address_parts(2, "line1", "line2", "city", "region", "postal_code", "country"),
    ),
}


def problems(system: SourceSystem, subject: Subject) -> list[ReadinessProblem]:
    """Everything for which a system would refuse the customer."""
    return [problem for rule in RULES[system] for problem in rule(subject)]


def tell_readiness(material: dict[str, Any], arguments: dict[str, Any]) -> list[ReadinessProblem]:
    """The rules that are broken, and what was changed here that the system cannot be told."""
    system = SourceSystem(arguments["system"])
    if material["anonymization_status"] in ANONYMIZED:
        return []
    found = problems(system, Subject(material, labels_of(material), material["addresses"]))
    source, ours = source_of(system), ours_of(material)
    for stored in records_of(material, source):
        for column in changes_to(source, stored, ours).unwritten:
            known = FIELD_OF_COLUMN.get(column)
            field = [known.name if known else column]
            value = ours.columns().get(column)
            found.append(_problem(field, ReadinessCode.UNKNOWN, "what the system has a record of", value))
        if system is SourceSystem.VOUCHERIFY:
            found += _fixed(stored.payload, material, "source_id")
    return list({repr(each): each for each in found}.values())


def _fixed(payload: Values, customer: Values, column: str) -> Iterator[ReadinessProblem]:
    """An identifier that was given when the customer was made, or never can be."""
    written = (customer["own_values"] or {}).get(column)
    if written is not None and written["value"] != payload.get(column):
        expected = f"{payload.get(column)!r}, which it has from the beginning"
        yield _problem([camel(column)], ReadinessCode.IMMUTABLE, expected, written["value"])

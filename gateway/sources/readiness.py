"""Told field `readiness`: the rules by which a system would refuse a customer, and which of them one breaks.

    RULES[SourceSystem.COMMERCE_LAYER]    e-mail address required, at most ten labels of 25 characters …

Nothing here hinders anybody from writing such a customer here: labels of one system are no labels of another.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.domain.customers.contact import normalise_phone
from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.domain.records.model import SourceSystem
from gateway.domain.rows import ANONYMIZED
from gateway.naming import camel
from gateway.sources import source_of
from gateway.sources.documents.changed import Changed, changes_to
from gateway.sources.documents.created import creation
from gateway.sources.documents.edits import edited
from gateway.sources.documents.names import is_unsayable
from gateway.sources.documents.ours import Ours
from gateway.sources.documents.telling import ARGUMENTS, MATERIAL, labels_of, ours_of, records_of
from gateway.sources.refusal import Refused
from gateway.sources.requirements import (
    ReadinessCode,
    ReadinessProblem,
    Rule,
    Subject,
    Values,
    address_book,
    address_parts,
    flat,
    labels,
    long,
    matching,
    problem_of,
    read_only,
    required,
)
from gateway.sources.source import Source
from gateway.sources.targets import PRIMARY_ADDRESS

__all__ = ["ARGUMENTS", "MATERIAL", "ReadinessProblem", "tell_readiness"]

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
        # `addresses`: what is required to create one, the postal code "but for some countries".
        address_book("line1", "city", "postal_code", "country_code", "phone"),
    ),
    SourceSystem.VOUCHERIFY: (
        # Creating requires nothing. Custom attributes of imports and segments are plain values or lists of those.
        flat("metadata"),
    ),
    SourceSystem.BUSINESS: (
        # The vendor's own schema of a customer: e-mail address, telephone number and parts of the address, of which
        # the second line alone may be missing.
        matching("email", _EMAIL, "an e-mail address"),
        matching("phone", r"\+?[1-9]\d{1,14}", "a number that begins with its country", _international),
        address_parts(2, ("line1", "city", "region", "postal_code", "country"), optional=("line2",)),
    ),
}


_KNOWN = "what the system has a record of"
_SAYABLE = {
    "name": "a first and a last name, since the system knows no other",
    "tags": "labels without a comma",
}
"""Column → what of it the system can be told."""


def problems(system: SourceSystem, subject: Subject) -> list[ReadinessProblem]:
    """Everything for which a system would refuse the customer."""
    return [problem for rule in RULES[system] for problem in rule(subject)]


def tell_readiness(material: dict[str, Any], arguments: dict[str, Any]) -> list[ReadinessProblem]:
    """The rules that are broken, and what was changed here that the system cannot be told."""
    system = SourceSystem(arguments["system"])
    if material["anonymization_status"] in ANONYMIZED:
        return []
    source, ours, tags = source_of(system), ours_of(material), labels_of(material)
    stored = [(each, changes_to(source, each, ours)) for each in records_of(material, source)]
    documents = [edited(each.payload, changed.edits) for each, changed in stored]
    found = [
        problem
        for document in documents or [creation(source, material, tags, ours)]
        for problem in problems(
            system, Subject(material, tags, material["addresses"], _address_in(source, document))
        )
    ]
    if not stored and is_unsayable(source, ours, material):
        found += _unsaid(Changed(unwritten=("name",)), ours)
    for each, changed in stored:
        found += _unsaid(changed, ours)
        if system is SourceSystem.VOUCHERIFY:
            found += _fixed(each.payload, material, "source_id")
    return list({repr(each): each for each in found}.values())


def _address_in(source: Source, document: Values) -> Values | None:
    try:
        part = source.customer.read(document, []).rows.get(PRIMARY_ADDRESS)
    except Refused:
        return None
    return part.values if part else None


def _unsaid(changed: Changed, ours: Ours) -> Iterator[ReadinessProblem]:
    """What was changed here and cannot be told."""
    for column in changed.unwritten:
        value = _with_commas(ours) if column == "tags" else ours.columns().get(column)
        yield problem_of([_field_of(column)], ReadinessCode.UNKNOWN, _SAYABLE.get(column, _KNOWN), value)
    for column in changed.cleared:
        name = _field_of(column)
        message = (
            f"{name} is empty here; the system takes no null, and keeps what it has where nothing is said."
        )
        yield ReadinessProblem([name], ReadinessCode.UNKNOWN, message, None)


def _with_commas(ours: Ours) -> list[str]:
    return [name for names in ours.labels() for name in names if "," in name]


def _field_of(column: str) -> str:
    known = FIELD_OF_COLUMN.get(column)
    return known.name if known else column


def _fixed(payload: Values, customer: Values, column: str) -> Iterator[ReadinessProblem]:
    """An identifier that was given when the customer was made, or never can be."""
    written = (customer["own_values"] or {}).get(column)
    if written is not None and written["value"] != payload.get(column):
        expected = f"{payload.get(column)!r}, which it has from the beginning"
        yield problem_of([camel(column)], ReadinessCode.IMMUTABLE, expected, written["value"])

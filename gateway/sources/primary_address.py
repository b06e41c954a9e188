"""What is said of a customer's primary address → whose counts, and who says otherwise."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.sources.derive import Candidate, Contribution
from gateway.sources.likeness.folding import latin, street_text
from gateway.sources.reading import Reading

Values = Mapping[str, Any]

COLUMNS = (
    "line1",
    "line2",
    "city",
    "region",
    "postal_code",
    "country",
    "country_code",
    "first_name",
    "last_name",
    "company",
    "phone",
    "email",
    "business",
    "notes",
    "billing_info",
    "lat",
    "lng",
)
"""What is said of an address."""


def address_candidates(
    primary: Values | None,
    holder: Contribution | None,
    addresses: Sequence[tuple[Contribution, Reading | None]],
    own: Mapping[str, Any],
) -> list[Candidate]:
    """The address that counts, and those that other records hold for the customer in its place.

    `primary` is the row, `holder` the record of its own that it was made from, where it has one. One that was made or
    changed here counts as it is here; what its record says comes next.
    """
    if primary is None:
        return []
    removed = frozenset(own.get("addresses", {}).get("value", {}).get("removed", ()))
    held = [
        Candidate(part.values, one, one.changed_at)
        for one, part in addresses
        if part is not None and not part.is_empty and one.record_id not in removed
    ]
    source_id = primary["source_record_id"]
    if source_id is None and holder is not None:
        held.insert(0, Candidate(holder.reading.values, holder, holder.changed_at))
        source_id = holder.record_id
    held.sort(key=lambda each: each.contribution is None or each.contribution.record_id != source_id)
    is_held = bool(held) and held[0].contribution is not None and held[0].contribution.record_id == source_id
    if is_held and not primary["own_columns"]:
        return held
    return [Candidate({column: primary[column] for column in COLUMNS}, None, primary["updated_at"]), *held]


def is_written_here(primary: Values, holder: Contribution | None) -> bool:
    """Whether the address was made here, or changed."""
    return bool(primary["own_columns"]) or (primary["source_record_id"] is None and holder is None)


def contradict(candidates: Sequence[Candidate]) -> bool:
    """Whether two name different places when spelling is looked past. What one leaves out is no contradiction.

    `Hauptstr. 5, 10115 Berlin` and `Hauptstraße 5, BERLIN, DE` are one place.
    """
    pairs = itertools.combinations([each.values for each in candidates], 2)
    return any(_differ(one, other) for one, other in pairs)


def _differ(one: Values, other: Values) -> bool:
    return (
        _unlike(_folded(one, "city"), _folded(other, "city"))
        or _unlike(_postal_code(one), _postal_code(other))
        or _differ_in_country(one, other)
        or _differ_in_street(one, other)
    )


def _differ_in_street(one: Values, other: Values) -> bool:
    """A flat may stand in a line of its own, behind the street, or nowhere."""
    if _street(one, "line1", "line2") == _street(other, "line1", "line2"):
        return False
    lines = ("line1", "line2")
    return any(_unlike(_street(one, line), _street(other, line)) for line in lines)


def _differ_in_country(one: Values, other: Values) -> bool:
    if one.get("country_code") and other.get("country_code"):
        return bool(one["country_code"] != other["country_code"])
    return _unlike(_folded(one, "country"), _folded(other, "country"))


def _street(values: Values, *lines: str) -> str:
    return street_text(" ".join(values.get(line) or "" for line in lines))


def _folded(values: Values, column: str) -> str:
    return latin(values.get(column) or "")


def _postal_code(values: Values) -> str:
    return _folded(values, "postal_code").replace(" ", "")


def _unlike(one: str, other: str) -> bool:
    return bool(one and other) and one != other

"""A customer's material, understood once: for each field who says what, and whose value the customer has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gateway.columns import parse_instant
from gateway.domain.customers.fields import Field
from gateway.domain.customers.model import Customer
from gateway.domain.new_rows import blank
from gateway.events.changes import plain
from gateway.sources.commerce_layer.customer import HASH_ELSEWHERE
from gateway.sources.conflicts import ADDRESS
from gateway.sources.derive import Candidate, Choice, Contribution, choose, choose_tags, ranked_parts
from gateway.sources.explaining.material import PASSWORD, contributions_in, own_values_in
from gateway.sources.explaining.shapes import ProvenanceReason
from gateway.sources.primary_address import COLUMNS, address_candidates, is_written_here
from gateway.sources.survivorship import Policy, read_policy
from gateway.sources.targets import PRIMARY_ADDRESS

Values = Mapping[str, Any]

TAGS = Field("tags", ("tags",))
"""Labels are rows of their own; here they are told as any field."""
_SET_HERE = ""
"""Stands for a password that was set here."""
_DEFAULTS = blank(Customer)
_TIMES = frozenset({"created_at", "updated_at"})
"""A customer has these even if nobody says so."""
_REASONS: Mapping[str, ProvenanceReason] = {
    "status": ProvenanceReason.ORDERS,
    "total_orders_count": ProvenanceReason.ORDERS,
    PASSWORD: ProvenanceReason.PASSWORD,
    "anonymization_status": ProvenanceReason.REQUEST,
    "updated_at": ProvenanceReason.CHANGE,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value of the customer comes from."""

    value: Any
    winner: Candidate | None
    """Who says it; None for the gateway itself."""
    reason: ProvenanceReason | None
    """Of the gateway itself, why."""
    others: Sequence[Candidate]


@dataclass(frozen=True)
class Known:
    """What there is to know of one customer. What nobody asks for is not looked at."""

    material: Values
    policy: Policy

    @cached_property
    def own(self) -> Mapping[str, Any]:
        return own_values_in(self.material)

    @cached_property
    def contributions(self) -> Sequence[Contribution]:
        return contributions_in(self.material["links"])

    @property
    def has_records(self) -> bool:
        return bool(self.material["links"])

    # ── Fields

    @cached_property
    def _spoken(self) -> frozenset[str]:
        """Columns that somebody speaks of: most are nobody's."""
        return frozenset(self.own).union(*(one.reading.values for one in self.contributions))

    @cached_property
    def _choices(self) -> dict[str, Choice | None]:
        return {}

    def choice(self, field: Field) -> Choice | None:
        """All that is said of a field."""
        if field.name not in self._choices:
            self._choices[field.name] = self._choose(field)
        return self._choices[field.name]

    def _choose(self, field: Field) -> Choice | None:
        if field is TAGS:
            return choose_tags(self.contributions, self.own, self.policy)
        if self._spoken.isdisjoint(field.columns) and not (field.columns[0] in _TIMES and self.own):
            return None
        return choose(field, self.contributions, self.own, self.policy)

    def origin(self, field: Field) -> Origin | None:
        """Where the customer's value comes from; None where there is none and nobody speaks of it."""
        first, choice = field.columns[0], self.choice(field)
        stored = self._stored(first)
        candidates = choice.candidates if choice else ()
        if choice and candidates:
            place = self._place_of(first, stored, choice)
            if place is not None:
                others = [each for number, each in enumerate(candidates) if number != place]
                return Origin(stored, candidates[place], None, others)
        elif stored in (None, []) or stored == plain(_DEFAULTS.get(first)) or first in _TIMES:
            return None
        return Origin(stored, None, self._reason(first, stored), candidates)

    def _place_of(self, first: str, stored: Any, choice: Choice) -> int | None:
        """Who says what the customer has: what counts now, or what counted when it was derived last."""
        if plain(choice.values.get(first)) == stored:
            return 0
        says = (number for number, each in enumerate(choice.candidates) if plain(each.value(first)) == stored)
        return next(says, None) if first != TAGS.name else None

    def _stored(self, column: str) -> Any:
        if column == TAGS.name:
            return [each["name"] for each in self.material["labels"]]
        if column != PASSWORD:
            return self.material[column]
        if not self.material["has_password"]:
            return None
        return HASH_ELSEWHERE if self.material["marks"] else _SET_HERE

    def _reason(self, column: str, stored: Any) -> ProvenanceReason:
        kept = ProvenanceReason.KEPT
        return _REASONS.get(column, kept) if stored is not None else kept

    # ── The primary address

    @cached_property
    def primary(self) -> Values | None:
        rows = self.material["addresses"]
        return {**rows[0], "updated_at": parse_instant(rows[0]["updated_at"])} if rows else None

    @cached_property
    def _holder(self) -> Contribution | None:
        """The record of its own that the address was made from."""
        return next(iter(contributions_in(self.material["addresses"])), None)

    @cached_property
    def addresses(self) -> Sequence[Candidate]:
        """The address that counts, and the others'."""
        held = ranked_parts(PRIMARY_ADDRESS, self.contributions, self.policy)
        return address_candidates(self.primary, self._holder, held, self.own)

    @property
    def is_address_chosen(self) -> bool:
        return self.primary is not None and self.own.get(ADDRESS, {}).get("value") == self.primary["id"]

    def is_written(self, column: str | None) -> bool:
        """Whether the address, or one of its columns, was written here."""
        if self.primary is None:
            return False
        if column is None or not self.primary["own_columns"]:
            return is_written_here(self.primary, self._holder) and not self._is_of_lost_record
        return column in self.primary["own_columns"]

    @property
    def _is_of_lost_record(self) -> bool:
        """Whether it was made from a record that can no longer be read."""
        if self.primary is None or self.primary["own_columns"] or self._holder:
            return False
        return any(row["record"] for row in self.material["addresses"])

    def address_origin(self, column: str | None) -> Origin | None:
        """The same for the primary address, or for one of its columns."""
        if self.primary is None:
            return None
        value = self.primary[column] if column else address_of(self.primary)
        first, *others = self.addresses
        if first.contribution is None and column and not self.is_written(column) and others:
            # Of an address that was changed here, this is what its record says.
            first, *others = others
        if column:
            others = [each for each in others if each.value(column) is not None]
            if value is None and not others and not self.is_written(column):
                return None
        if first.contribution is None and self.is_written(column):
            return Origin(value, first, None, others)
        if first.contribution is not None and _says(first, self.primary, column):
            return Origin(value, first, None, others)
        rest = others if first.contribution is None else [first, *others]
        return Origin(value, None, ProvenanceReason.KEPT, rest)


def know(survivorship_file: Path | None, material: Values) -> Known:
    """A customer's material, with the policy by which its values were chosen."""
    return Known(material, read_policy(survivorship_file))


def address_of(values: Values) -> dict[str, Any]:
    """What is said of an address, as its columns hold it; whether it is a company's is never unknown."""
    return {column: values.get(column) for column in COLUMNS} | {"business": bool(values.get("business"))}


def _says(candidate: Candidate, primary: Values, column: str | None) -> bool:
    """Whether the record says what the row has; a record that is silent on something contradicts nothing."""
    columns = [column] if column else [name for name in candidate.values if name in COLUMNS]
    return all((plain(candidate.values.get(name)) or None) == (primary[name] or None) for name in columns)

"""What several records say of one customer, and what was written here → the values that count, and why.

    derive([commerce_layer, voucherify], own, policy)
        .values["email"]            "ada@example.com"
        .candidates["email"]        both records' values, the winning one first

Pure: the same records give the same customer in whatever order they came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from gateway.columns import Scalar, parse_instant
from gateway.domain.customers.fields import FIELDS, Field
from gateway.domain.customers.model import Customer
from gateway.domain.customers.own_values import arranged
from gateway.sources.fields import Target
from gateway.sources.memberships import united
from gateway.sources.reading import Reading
from gateway.sources.survivorship import Policy, Rule
from gateway.sources.targets import PRIMARY_ADDRESS, TAGS
from gateway.view import table_of

_COLUMNS = table_of(Customer).columns
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

OwnValues = Mapping[str, Mapping[str, Any]]
"""First column of a field, or `tags` → `{"value": …, "at": instant, "by": who}`."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one record says."""

    record_id: str
    system: str
    connection: str
    external_id: str
    changed_at: datetime | None
    reading: Reading

    @property
    def age(self) -> tuple[datetime, str, str, str]:
        """Orders by time of change; where that is the same, by what never changes."""
        return (self.changed_at or _LONG_AGO, self.system, self.connection, self.external_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a record has, or that was written here (`contribution` is None)."""

    values: Mapping[str, Any]
    """The columns of the field."""
    contribution: Contribution | None
    at: datetime | None

    def value(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(slots=True)
class Derived:
    """A customer as its records and what was written here make it."""

    values: dict[str, Any] = field(default_factory=dict)
    """Column → value, for every column that somebody speaks of."""
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    """Field, or `tags` → all values that there are; the winning one first."""
    addresses: list[tuple[Contribution, Reading | None]] = field(default_factory=list)
    """The address that each record holds in itself, the one that counts first; None where it says there is none."""
    parts: dict[Target, tuple[Contribution, Reading | None]] = field(default_factory=dict)
    tags: list[str] | None = None
    """None where nobody speaks of them."""

    @property
    def changed_at(self) -> datetime | None:
        """When somebody changed something last, a system or somebody here."""
        at: datetime | None = self.values.get("updated_at")
        return at

    @property
    def told_at(self) -> datetime | None:
        """The same of systems alone: what is written here with the same value as before changes nothing."""
        said = self.candidates.get("updatedAt")
        if said is None:
            return self.changed_at
        return next((one.value("updated_at") for one in said if one.contribution is not None), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of one field."""

    candidates: Sequence[Candidate]
    """All values that there are; the winning one first."""
    values: Mapping[str, Any]
    """The columns that count; nulls where somebody speaks of one and nobody has a value."""


def derive(contributions: Sequence[Contribution], own: OwnValues, policy: Policy) -> Derived:
    """The customer that the records and the own values make."""
    derived = Derived()
    for each in FIELDS:
        choice = choose(each, contributions, own, policy)
        if choice is not None:
            derived.values |= choice.values
            if choice.candidates:
                derived.candidates[each.name] = list(choice.candidates)
    _choose_parts(contributions, policy, derived)
    tags = choose_tags(contributions, own, policy)
    if tags is not None:
        derived.tags = tags.values["tags"]
        if tags.candidates:
            derived.candidates["tags"] = list(tags.candidates)
    return derived


def derive_one(contribution: Contribution) -> Derived:
    """The same of a single record and nothing written here, which needs no choice."""
    reading = contribution.reading
    derived = Derived(dict(reading.values))
    for target, part in reading.rows.items():
        if target is PRIMARY_ADDRESS:
            derived.addresses.append((contribution, part))
        else:
            derived.parts[target] = (contribution, part)
    tags = reading.lists.get(TAGS)
    derived.tags = None if tags is None else [tag["name"] for tag in tags]
    return derived


# ── Fields


def choose(
    each: Field, contributions: Sequence[Contribution], own: OwnValues, policy: Policy
) -> Choice | None:
    """Whose value of a field counts; None where nobody speaks of it."""
    first = each.columns[0]
    mentioned = [one for one in contributions if not one.reading.values.keys().isdisjoint(each.columns)]
    mine = _own_candidate(each, own)
    if not mentioned and mine is None:
        return None
    wholes = [{column: one.reading.values.get(column) for column in each.columns} for one in mentioned]
    candidates = [
        Candidate(whole, one, one.changed_at)
        for whole, one in zip(wholes, mentioned, strict=True)
        if any(value is not None for value in whole.values())
    ]
    is_compared = policy.rule(each.name) in (Rule.EARLIEST, Rule.LATEST)
    if mine and is_compared:
        candidates.append(mine)
    if len(candidates) > 1:
        candidates = _ranked(each.name, candidates, first, policy)
        # What stands beside a value counts for itself only where nobody has one.
        candidates.sort(key=lambda one: one.value(first) is None)
    if mine and not is_compared:
        candidates.insert(0, mine)
    values = _combined(each, candidates, policy) if candidates else dict.fromkeys(each.columns)
    if mine is None and len(each.columns) > 1:
        # Columns that nobody mentions stay as they are.
        spoken = frozenset().union(*(one.reading.values for one in mentioned))
        values = {column: value for column, value in values.items() if column in spoken}
    return Choice(candidates, values)


def _own_candidate(each: Field, own: OwnValues) -> Candidate | None:
    first = each.columns[0]
    if first == "updated_at":
        times = [parse_instant(written["at"]) for written in own.values()]
        return Candidate({first: max(times)}, None, max(times)) if times else None
    written = own.get(first)
    if written is None:
        return None
    value = written["value"]
    given = value if len(each.columns) > 1 and isinstance(value, dict) else {first: value}
    columns = {column: _typed(column, given.get(column)) for column in each.columns}
    return Candidate(columns, None, parse_instant(written["at"]))


def _typed(column: str, value: Any) -> Any:
    """JSON of an own value → the column's value."""
    scalar = _COLUMNS[column].info["scalar"]
    if value is not None and scalar is Scalar.DATE:
        return date.fromisoformat(value)
    return parse_instant(value) if value is not None and scalar is Scalar.DATE_TIME else value


def _ranked(name: str, candidates: list[Candidate], first: str, policy: Policy) -> list[Candidate]:
    """The winning one first."""
    rule = policy.rule(name)

    def rank(one: Candidate) -> tuple[int, Any]:
        place = policy.rank(name, one.contribution.system) if one.contribution else -1
        return (-place, _age(one))

    if rule is Rule.MOST_RECENT:
        return sorted(candidates, key=_age, reverse=True)
    if rule is Rule.MOST_COMPLETE:
        return sorted(candidates, key=lambda one: (_size(one.value(first)), rank(one)), reverse=True)
    if rule in (Rule.EARLIEST, Rule.LATEST):
        return sorted(candidates, key=lambda one: (one.value(first), _age(one)), reverse=rule is Rule.LATEST)
    return sorted(candidates, key=rank, reverse=True)


def _age(one: Candidate) -> Any:
    return one.contribution.age if one.contribution else (one.at or _LONG_AGO, "", "", "")


def _size(value: Any) -> int:
    if isinstance(value, str | list | dict):
        return len(value)
    return 0 if value is None else 1


def _combined(each: Field, candidates: Sequence[Candidate], policy: Policy) -> Mapping[str, Any]:
    first = each.columns[0]
    if policy.rule(each.name) is not Rule.MERGED or candidates[0].contribution is None:
        return candidates[0].values
    merged: dict[str, Any] = {}
    for one in reversed(candidates):
        value = one.value(first)
        if not isinstance(value, dict):
            return candidates[0].values
        merged |= value
    # The winning record's keys come first, in its own order.
    order = dict.fromkeys(key for one in candidates for key in one.value(first))
    return {first: {key: merged[key] for key in order}}


# ── Addresses, other parts and labels


def ranked_parts(
    target: Target, contributions: Iterable[Contribution], policy: Policy
) -> list[tuple[Contribution, Reading | None]]:
    """What each record says of a part, the one that counts first in front; None where it says there is none."""
    parts = [(one, one.reading.rows[target]) for one in contributions if target in one.reading.rows]
    if len(parts) < 2:
        return parts
    return sorted(
        parts,
        key=lambda pair: (
            pair[1] is not None and not pair[1].is_empty,
            -policy.rank(target.shown_as, pair[0].system),
            pair[0].age,
        ),
        reverse=True,
    )


def _choose_parts(contributions: Sequence[Contribution], policy: Policy, derived: Derived) -> None:
    for target in dict.fromkeys(target for one in contributions for target in one.reading.rows):
        ranked = ranked_parts(target, contributions, policy)
        if target is PRIMARY_ADDRESS:
            derived.addresses = ranked
        else:
            derived.parts[target] = _united(target, ranked)


def _united(
    target: Target, ranked: Sequence[tuple[Contribution, Reading | None]]
) -> tuple[Contribution, Reading | None]:
    """What all records make together that say something; one that came through two connections is one."""
    told: dict[tuple[str, str], Reading] = {}
    for one, part in ranked:
        if part is not None and not part.is_empty:
            told.setdefault((one.system, one.external_id), part)
    parts = list(told.values())
    return (ranked[0][0], united(target, parts)) if parts else ranked[0]


def told_labels(contributions: Iterable[Contribution]) -> frozenset[str]:
    return frozenset(tag["name"] for one in contributions for tag in one.reading.lists.get(TAGS, ()))


def choose_tags(contributions: Sequence[Contribution], own: OwnValues, policy: Policy) -> Choice | None:
    """All labels of all records, the first system's first; then what was added here, without what was taken away.

    Where somebody wrote them here, in the order in which they were written.
    """
    speaking = [one for one in contributions if TAGS in one.reading.lists]
    written = own.get("tags")
    if not speaking and written is None:
        return None
    ranked = sorted(
        speaking, key=lambda one: (policy.rank("tags", one.system), one.connection, one.external_id)
    )
    told = [(one, [tag["name"] for tag in one.reading.lists[TAGS]]) for one in ranked]
    change = written["value"] if written is not None else {}
    gone = frozenset(change.get("removed", ()))
    names = dict.fromkeys((*(name for _, list_ in told for name in list_), *change.get("added", ())))
    tags = arranged([name for name in names if name not in gone], change.get("order", ()))
    candidates = [Candidate({"tags": list_}, one, one.changed_at) for one, list_ in told if list_]
    if written is not None:
        candidates.insert(0, Candidate({"tags": tags}, None, parse_instant(written["at"])))
    return Choice(candidates, {"tags": tags})

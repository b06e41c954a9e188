"""A customer's records and own values → for each field, whose value counts, and who says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gateway.columns import Scalar
from gateway.domain.customers.fields import FIELD_BY_NAME, FIELDS, Field
from gateway.domain.customers.model.conflicts import ConflictField
from gateway.domain.records.model import SourceSystem
from gateway.errors import BadUserInput
from gateway.events.changes import plain
from gateway.sources.conflicts import NAME_OF, conflicts_of
from gateway.sources.derive import Candidate, Derived, derive
from gateway.sources.explaining.material import contributions_in, own_values_in
from gateway.sources.survivorship import read_policy
from gateway.told import shown


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """What one system, or somebody through the gateway, says of a field."""

    value: object | None = shown(
        "The value; of `tags` the list of this record alone. Null for one that is never told, such as a password's"
        " hash."
    )
    system: SourceSystem | None = shown("System that says so; null for what was written through the gateway.")
    record_id: str | None = shown("Id of the record.", scalar=Scalar.ID)
    external_id: str | None = shown("Identifier of the record in its system.")
    changed_at: datetime | None = shown(
        "When the system changed its record, or when it was written here; null when that is not known."
    )
    by: object | None = shown("Who wrote it here; null for a system's value.")
    is_pinned: bool = shown("Whether it was written through the gateway, and counts until it is released.")


@dataclass(frozen=True, slots=True)
class FieldProvenance:
    """Where the value of a field comes from."""

    field: str = shown("Name of the field, such as `email`.")
    value: object | None = shown(
        "The value that counts; of `tags` the labels of all. Null for one that is never told."
    )
    system: SourceSystem | None = shown("System whose value it is; null for the gateway itself.")
    record_id: str | None = shown("Id of the record that it was taken from.", scalar=Scalar.ID)
    external_id: str | None = shown("Identifier of that record in its system.")
    changed_at: datetime | None = shown("When the record was changed, or the value written here.")
    by: object | None = shown("Who wrote it here; null for a system's value.")
    is_pinned: bool = shown("Whether it was written through the gateway, and counts until it is released.")
    candidates: list[FieldCandidate] = shown("Every other value, the one that would count next first.")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field of which not all say the same."""

    field: ConflictField = shown("The field.")
    values: list[FieldCandidate] = shown("All that is said of it, the value that counts first.")


TAGS = Field("tags", ("tags",))
"""Labels are rows of their own; here they are told as any field."""
_ASKED_AS = {
    **FIELD_BY_NAME,
    TAGS.name: TAGS,
    "channel": FIELD_BY_NAME["channelId"],
    "customerGroup": FIELD_BY_NAME["customerGroupId"],
}
"""Name → field; what is named by its id goes by its own name, too."""
_NEVER = frozenset({"hasPassword"})
"""Of these it is told whose counts, and not what it is."""

Material = Mapping[str, Any]


def tell_provenance(
    survivorship_file: Path | None, material: Material, arguments: Mapping[str, Any]
) -> list[FieldProvenance]:
    fields = _asked(arguments["fields"])
    derived = _derived(survivorship_file, material)
    own = own_values_in(material)
    return [
        _provenance(each, derived, derived.candidates[each.name], own)
        for each in fields
        if each.name in derived.candidates
    ]


def tell_conflicts(
    survivorship_file: Path | None, material: Material, _: Mapping[str, Any]
) -> list[FieldConflict]:
    if not material["links"]:
        return []
    candidates = _derived(survivorship_file, material).candidates
    own = own_values_in(material)
    return [
        FieldConflict(
            each,
            [_candidate(FIELD_BY_NAME[NAME_OF[each]], one, own) for one in candidates[NAME_OF[each]]],
        )
        for each in conflicts_of(candidates)
    ]


def _asked(names: Sequence[str] | None) -> Sequence[Field]:
    if names is None:
        return (*FIELDS, TAGS)
    for name in names:
        if name not in _ASKED_AS:
            raise BadUserInput(
                f"fields has {name!r}; expected names of fields of a customer, such as 'email'."
            )
    return list(dict.fromkeys(_ASKED_AS[name] for name in names))


def _derived(survivorship_file: Path | None, material: Material) -> Derived:
    policy = read_policy(survivorship_file)
    return derive(contributions_in(material), own_values_in(material), policy)


def _provenance(
    each: Field, derived: Derived, candidates: Sequence[Candidate], own: Mapping[str, Any]
) -> FieldProvenance:
    winner, *others = [_candidate(each, one, own) for one in candidates]
    counting = derived.tags if each is TAGS else derived.values[each.columns[0]]
    value = None if each.name in _NEVER else plain(counting)
    return FieldProvenance(
        each.name,
        value,
        winner.system,
        winner.record_id,
        winner.external_id,
        winner.changed_at,
        winner.by,
        winner.is_pinned,
        others,
    )


def _candidate(each: Field, candidate: Candidate, own: Mapping[str, Any]) -> FieldCandidate:
    first = each.columns[0]
    value = None if each.name in _NEVER else plain(candidate.value(first))
    one = candidate.contribution
    if one is None:
        by = own.get(first, {}).get("by")
        return FieldCandidate(value, None, None, None, candidate.at, by, is_pinned=first in own)
    system = SourceSystem(one.system)
    return FieldCandidate(value, system, one.record_id, one.external_id, candidate.at, None, is_pinned=False)

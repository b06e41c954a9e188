"""What is known of a customer → for each field, whose value counts, and who says otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.domain.customers.fields import FIELD_BY_NAME, FIELDS, Field
from gateway.domain.customers.model.conflicts import ConflictField
from gateway.domain.records.model import SourceSystem
from gateway.errors import BadUserInput
from gateway.events.changes import plain
from gateway.naming import camel
from gateway.sources.conflicts import ADDRESS, COMPARED, NAME_OF, conflicts_of
from gateway.sources.derive import Candidate
from gateway.sources.explaining.known import TAGS, Known, Origin, address_of
from gateway.sources.explaining.shapes import FieldCandidate, FieldConflict, FieldProvenance
from gateway.sources.primary_address import COLUMNS

_ADDRESS = Field(ADDRESS, (ADDRESS,))
_IN_ADDRESS = {
    f"{ADDRESS}.{camel(column)}": Field(f"{ADDRESS}.{camel(column)}", (column,)) for column in COLUMNS
}
_ASKED_AS = {
    **FIELD_BY_NAME,
    _ADDRESS.name: _ADDRESS,
    **_IN_ADDRESS,
    TAGS.name: TAGS,
    "channel": FIELD_BY_NAME["channelId"],
    "customerGroup": FIELD_BY_NAME["customerGroupId"],
}
"""Name → field; what is named by its id goes by its own name, too."""
_WHETHER = frozenset({"hasPassword"})
"""Of these it is told whether there is one, and not what it is."""


def tell_provenance(known: Known, arguments: Mapping[str, Any]) -> list[FieldProvenance]:
    return list(_provenances(known, _asked(arguments["fields"])))


def tell_conflicts(known: Known, _: Mapping[str, Any]) -> list[FieldConflict]:
    if not known.has_records:
        return []
    candidates: dict[str, Sequence[Candidate]] = {ADDRESS: known.addresses}
    for name in COMPARED:
        choice = known.choice(FIELD_BY_NAME[name])
        if choice:
            candidates[name] = choice.candidates
    return [FieldConflict(each, _contradicting(known, each)) for each in conflicts_of(candidates)]


def _contradicting(known: Known, each: ConflictField) -> list[FieldCandidate]:
    field = _ASKED_AS[NAME_OF[each]]
    origin = known.address_origin(None) if field is _ADDRESS else known.origin(field)
    if origin is None:
        return []
    said = [origin.winner, *origin.others] if origin.winner else origin.others
    return [_candidate(known, field, one) for one in said]


def _asked(names: Sequence[str] | None) -> Sequence[Field]:
    if names is None:
        return (*FIELDS, _ADDRESS, TAGS)
    for name in names:
        if name not in _ASKED_AS:
            raise BadUserInput(
                f"fields has {name!r}; expected names of fields of a customer, such as 'email'."
            )
    return list(dict.fromkeys(_ASKED_AS[name] for name in names))


def _provenances(known: Known, fields: Sequence[Field]) -> Iterator[FieldProvenance]:
    for field in fields:
        if field is _ADDRESS or field.name in _IN_ADDRESS:
            origin = known.address_origin(None if field is _ADDRESS else field.columns[0])
        else:
            origin = known.origin(field)
        if origin is not None:
            yield _provenance(known, field, origin)


def _provenance(known: Known, field: Field, origin: Origin) -> FieldProvenance:
    others = [_candidate(known, field, one) for one in origin.others]
    value = _shown(field, origin.value)
    if origin.winner is None:
        return FieldProvenance(
            field.name,
            value,
            None,
            None,
            None,
            None,
            None,
            is_pinned=False,
            reason=origin.reason,
            candidates=others,
        )
    winner = _candidate(known, field, origin.winner)
    is_chosen = field is _ADDRESS and known.is_address_chosen
    return FieldProvenance(
        field.name,
        value,
        winner.system,
        winner.record_id,
        winner.external_id,
        winner.changed_at,
        known.own[ADDRESS]["by"] if is_chosen else winner.by,
        is_pinned=winner.is_pinned or is_chosen,
        reason=None,
        candidates=others,
    )


def _candidate(known: Known, field: Field, candidate: Candidate) -> FieldCandidate:
    value = _shown(field, candidate.values if field is _ADDRESS else candidate.value(field.columns[0]))
    one = candidate.contribution
    if one is not None:
        return FieldCandidate(
            value,
            SourceSystem(one.system),
            one.record_id,
            one.external_id,
            candidate.at,
            None,
            is_pinned=False,
        )
    if field is _ADDRESS or field.name in _IN_ADDRESS:
        return FieldCandidate(value, None, None, None, candidate.at, None, is_pinned=True)
    written = known.own.get(field.columns[0])
    return FieldCandidate(
        value, None, None, None, candidate.at, (written or {}).get("by"), is_pinned=written is not None
    )


def _shown(field: Field, value: Any) -> Any:
    if field.name in _WHETHER:
        return value is not None
    if field is _ADDRESS:
        return {camel(column): plain(each) for column, each in address_of(value).items()}
    return plain(value)

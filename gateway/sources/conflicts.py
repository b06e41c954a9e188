"""In which fields those who speak of a customer contradict each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.customers.model.conflicts import ConflictField
from gateway.naming import camel
from gateway.sources.derive import Candidate

NAME_OF: Mapping[ConflictField, str] = {each: camel(each.value.lower()) for each in ConflictField}
"""Constant → the field's name in the graph."""


def conflicts_of(candidates: Mapping[str, Sequence[Candidate]]) -> list[ConflictField]:
    """The fields of which not all say the same, once it is written the same way."""
    return [each for each, name in NAME_OF.items() if differ(name, candidates.get(name, ()))]


def differ(name: str, candidates: Iterable[Candidate]) -> bool:
    """Whether several values of a field are left when only their spelling is looked past."""
    return len({_compared(name, each) for each in candidates} - {None}) > 1


def _compared(name: str, candidate: Candidate) -> Any:
    """` Ada  Lind` → `Ada Lind`; an address and a number as they are normalised."""
    columns = FIELD_BY_NAME[name].columns
    value = candidate.value(columns[0])
    if len(columns) > 1 and candidate.value(columns[1]) is not None:
        value = candidate.value(columns[1])
    if isinstance(value, str):
        return " ".join(value.split()) or None
    return value

"""In which fields those who speak of a customer contradict each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select

from gateway.database import Transaction
from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.customers.model.conflicts import CONFLICTS, ConflictField
from gateway.naming import camel
from gateway.sources.derive import Candidate, Derived

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


def write_conflicts(transaction: Transaction, row: Mapping[str, Any], derived: Derived) -> None:
    """In which fields those who speak of the customer contradict each other now."""
    key = {"customer": row["id"]}
    before = {name for (name,) in transaction.select("conflicts of a customer", _conflicts, key)}
    after = {each.value for each in conflicts_of(derived.candidates)}
    if before == after:
        return
    transaction.run("forget conflicts", _forget_conflicts, key)
    rows = [
        {"environment": row["environment"], "customer_id": row["id"], "field": each} for each in sorted(after)
    ]
    transaction.insert_many(CONFLICTS, rows)


def _conflicts() -> Any:
    return select(CONFLICTS.c.field).where(CONFLICTS.c.customer_id == bindparam("customer"))


def _forget_conflicts() -> Any:
    return (
        delete(CONFLICTS)
        .where(CONFLICTS.c.customer_id == bindparam("customer"))
        .returning(CONFLICTS.c.customer_id)
    )

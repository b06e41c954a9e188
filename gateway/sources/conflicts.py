"""In which fields those who speak of a customer contradict each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, null, select, union_all

from gateway.database import Transaction
from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.customers.model import Customer
from gateway.domain.customers.model.conflicts import CONFLICTS, ConflictField
from gateway.domain.new_rows import blank
from gateway.domain.records.model import IdentityLink
from gateway.naming import camel
from gateway.sources.derive import Candidate, Derived
from gateway.view import table_of

_LINKS = table_of(IdentityLink)
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
    return _spelled(value)


def _spelled(value: Any) -> Any:
    return " ".join(value.split()) or None if isinstance(value, str) else value


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


def follow_first_values(
    transaction: Transaction, before: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]
) -> bool:
    """The same for fields that were written here for the first time; whether it could be told that way.

    What stood in such a field is what the records say, so that none of them needs to be read. A contradiction among
    them stays one.
    """
    own, default = before["own_values"] or {}, blank(Customer)
    fields = [name for name in NAME_OF.values() if name in changes]
    for name in fields:
        first, *rest = FIELD_BY_NAME[name].columns
        if rest or first in own or default[first] is not None:
            return False
    found = {name for (name,) in transaction.select("what is known", _known, {"customer": before["id"]})}
    if None not in found:
        return True
    fresh = [
        {"environment": before["environment"], "customer_id": before["id"], "field": each.value}
        for each, name in NAME_OF.items()
        if name in fields and each.value not in found and _contradicts(changes[name])
    ]
    transaction.insert_many(CONFLICTS, fresh)
    return True


def _contradicts(told: Mapping[str, Any]) -> bool:
    return len({_spelled(each) for each in told.values()} - {None}) > 1


def _known() -> Any:
    """The fields in which somebody contradicts, and NULL when there are records at all."""
    linked = select(null()).where(
        exists(select(_LINKS.c.id).where(_LINKS.c.customer_id == bindparam("customer")))
    )
    return union_all(_conflicts(), linked)


def _conflicts() -> Any:
    return select(CONFLICTS.c.field).where(CONFLICTS.c.customer_id == bindparam("customer"))


def _forget_conflicts() -> Any:
    return (
        delete(CONFLICTS)
        .where(CONFLICTS.c.customer_id == bindparam("customer"))
        .returning(CONFLICTS.c.customer_id)
    )

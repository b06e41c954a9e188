"""In which fields those who speak of a customer contradict each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, null, select, union_all
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.customers.model.conflicts import CONFLICTS, ConflictField
from gateway.domain.new_rows import blank
from gateway.domain.records.model import IdentityLink
from gateway.naming import camel
from gateway.sources.derive import Candidate, Derived
from gateway.sources.primary_address import address_candidates, contradict
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import RECORDS, find_rows
from gateway.view import table_of

_LINKS, _ADDRESSES = table_of(IdentityLink), table_of(CustomerAddress)
NAME_OF: Mapping[ConflictField, str] = {each: camel(each.value.lower()) for each in ConflictField}
"""Constant → the field's name in the graph."""
ADDRESS = NAME_OF[ConflictField.ADDRESS]
COMPARED = tuple(name for name in NAME_OF.values() if name != ADDRESS)
"""Those that are columns of the customer."""


def conflicts_of(candidates: Mapping[str, Sequence[Candidate]]) -> list[ConflictField]:
    """The fields of which not all say the same, once it is written the same way."""
    return [each for each, name in NAME_OF.items() if differ(name, candidates.get(name, ()))]


def differ(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether several values of a field are left when only their spelling is looked past."""
    if len(candidates) < 2:
        return False
    if name == ADDRESS:
        return contradict(candidates)
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
    candidates = {**derived.candidates, ADDRESS: _spoken_addresses(transaction, row, derived)}
    after = {each.value for each in conflicts_of(candidates)}
    for name in sorted(before - after):
        transaction.change("forget a conflict", _forget_conflict, key | {"of_field": name})
    _add_conflicts(transaction, row, after - before)


def _spoken_addresses(
    transaction: Transaction, row: Mapping[str, Any], derived: Derived
) -> Sequence[Candidate]:
    where = {"customer_id": row["id"], "is_primary": True}
    primary = next(iter(find_rows(transaction, _ADDRESSES, where)), None)
    if primary is None:
        return ()
    holder = None
    if primary["own_columns"] and primary["source_record_id"] is None:
        stored = find_rows(transaction, RECORDS, {"resource_id": primary["id"]})
        holder = next((contribution_of(transaction, each) for each in stored), None)
    return address_candidates(primary, holder, derived.addresses, row["own_values"] or {})


def follow_first_values(
    transaction: Transaction, before: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]
) -> bool:
    """The same for fields that were written here for the first time; whether it could be told that way.

    What stood in such a field is what the records say, so that none of them needs to be read. A contradiction among
    them stays one.
    """
    own, default = before["own_values"] or {}, blank(Customer)
    fields = [name for name in COMPARED if name in changes]
    for name in fields:
        first, *rest = FIELD_BY_NAME[name].columns
        if rest or first in own or default[first] is not None:
            return False
    found = {name for (name,) in transaction.select("what is known", _known, {"customer": before["id"]})}
    if None not in found:
        return True
    fresh = [each.value for each, name in NAME_OF.items() if name in fields and _contradicts(changes[name])]
    _add_conflicts(transaction, before, {each for each in fresh if each not in found})
    return True


def _add_conflicts(transaction: Transaction, row: Mapping[str, Any], fields: Iterable[str]) -> None:
    key = {"environment": row["environment"], "customer": row["id"]}
    for name in sorted(fields):
        transaction.change("note a conflict", _note_conflict, key | {"of_field": name})


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


def _note_conflict() -> Any:
    # A record that comes at the same time may have brought the same contradiction.
    row: dict[str, Any] = {
        "environment": bindparam("environment"),
        "customer_id": bindparam("customer"),
        "field": bindparam("of_field"),
    }
    return insert(CONFLICTS).values(row).on_conflict_do_nothing()


def _forget_conflict() -> Any:
    of_customer = CONFLICTS.c.customer_id == bindparam("customer")
    return delete(CONFLICTS).where(of_customer, CONFLICTS.c.field == bindparam("of_field"))

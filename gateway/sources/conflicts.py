"""In which fields those who speak of a customer contradict each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.customers.model import CustomerAddress
from gateway.domain.customers.model.conflicts import CONFLICTS, OVERRULED, ConflictField
from gateway.naming import camel
from gateway.sources.derive import Candidate, Derived
from gateway.sources.primary_address import address_candidates, contradict
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import RECORDS, find_rows
from gateway.view import table_of

Values = Mapping[str, Any]

_ADDRESSES = table_of(CustomerAddress)
NAME_OF: Mapping[ConflictField, str] = {each: camel(each.value.lower()) for each in ConflictField}
"""Constant → the field's name in the graph."""
ADDRESS = NAME_OF[ConflictField.ADDRESS]
CONSTANT_OF: Mapping[str, str] = {name: each.value for each, name in NAME_OF.items() if name != ADDRESS}
"""The other way round, for those that are columns of the customer."""
COMPARED = tuple(CONSTANT_OF)


def conflicts_of(candidates: Mapping[str, Sequence[Candidate]]) -> list[ConflictField]:
    """The fields of which not all say the same, once it is written the same way."""
    return [each for each, name in NAME_OF.items() if differ(name, candidates.get(name, ()))]


def differ(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether several values of a field are left when only their spelling is looked past."""
    if len(candidates) < 2:
        return False
    if name == ADDRESS:
        return contradict(candidates)
    return len({compared(name, each.values) for each in candidates} - {None}) > 1


def compared(name: str, values: Values) -> Any:
    """` Ada  Lind` → `Ada Lind`; an address and a number as they are normalised. `values` are columns."""
    found = (values.get(column) for column in reversed(FIELD_BY_NAME[name].columns))
    value = next((each for each in found if each is not None), None)
    return " ".join(value.split()) or None if isinstance(value, str) else value


def write_conflicts(transaction: Transaction, row: Values, derived: Derived) -> None:
    """In which fields those who speak of the customer contradict each other now."""
    key = {"customer": row["id"]}
    before = {name for (name,) in transaction.select("conflicts of a customer", _conflicts, key)}
    candidates = {**derived.candidates, ADDRESS: _spoken_addresses(transaction, row, derived)}
    after = {each.value for each in conflicts_of(candidates)}
    for name in sorted(before - after):
        forget_conflict(transaction, row, name)
    for name in sorted(after - before):
        note_conflict(transaction, row, name)
    if row["own_values"]:
        # A record may be read in another way than before.
        transaction.change("forget what is overruled", _forget_overruled, key)


def _spoken_addresses(transaction: Transaction, row: Values, derived: Derived) -> Sequence[Candidate]:
    where = {"customer_id": row["id"], "is_primary": True}
    primary = next(iter(find_rows(transaction, _ADDRESSES, where)), None)
    if primary is None:
        return ()
    holder = None
    if primary["source_record_id"] is None:
        stored = find_rows(transaction, RECORDS, {"resource_id": primary["id"]})
        holder = next((contribution_of(transaction, each) for each in stored), None)
    return address_candidates(primary, holder, derived.addresses, row["own_values"] or {})


def note_conflict(transaction: Transaction, row: Values, field: str) -> None:
    """Somebody contradicts somebody in a field, told by its constant."""
    key = {"environment": row["environment"], "customer": row["id"], "of_field": field}
    transaction.change("note a conflict", _note_conflict, key)


def forget_conflict(transaction: Transaction, row: Values, field: str) -> None:
    key = {"customer": row["id"], "of_field": field}
    transaction.change("forget a conflict", _forget_conflict, key)


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


def _forget_overruled() -> Any:
    return delete(OVERRULED).where(OVERRULED.c.customer_id == bindparam("customer"))

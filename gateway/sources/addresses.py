"""The address that each record of a customer holds in itself, and which of all their addresses is the primary one."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.domain.customers.model import CustomerAddress
from gateway.events.changes import Changes, change, shown_row
from gateway.sources.derive import Contribution, Derived
from gateway.sources.parts import Owner, with_values, write_part
from gateway.sources.reading import Reading
from gateway.sources.tables import find_rows
from gateway.sources.targets import PRIMARY_ADDRESS
from gateway.sources.writer import Writer
from gateway.view import table_of


def write_addresses(
    writer: Writer,
    owner: Owner,
    derived: Derived,
    own: Mapping[str, Any],
    changes: Changes,
    *,
    is_single: bool,
    is_whole: bool,
) -> bool:
    """The address that each record holds in itself, and which of all is the primary one.

    Returns whether one of those that were there was written here: then it may contradict its record.
    """
    removed = frozenset(own.get("addresses", {}).get("value", {}).get("removed", ()))
    derived.addresses = [pair for pair in derived.addresses if pair[0].record_id not in removed]
    if not derived.addresses and "address" not in own and not is_whole:
        return False
    found = find_rows(writer.transaction, table_of(CustomerAddress), {"customer_id": owner.customer_id})
    is_own = any(row["own_columns"] for row in found)
    by_record = {row["source_record_id"]: row for row in found if row["source_record_id"]}
    if is_single and len(derived.addresses) == 1:
        ((one, part),) = derived.addresses
        row = by_record.get(one.record_id)
        if row["is_primary"] if row else not any(each["is_primary"] for each in found):
            held = with_values(part, {"source_record_id": one.record_id})
            write_part(writer, owner, PRIMARY_ADDRESS, held, changes, is_new=row is None)
            return is_own
    primary_id = _primary_of(derived, own, found, by_record)
    for one, part in derived.addresses:
        _write_address(writer, owner, one, part, by_record.get(one.record_id), changes)
    writer.flush()
    _appoint(writer, owner, primary_id or _first_of(writer, owner, derived), changes)
    return is_own


def _write_address(
    writer: Writer,
    owner: Owner,
    one: Contribution,
    part: Reading | None,
    row: dict[str, Any] | None,
    changes: Changes,
) -> None:
    if part is None or part.is_empty:
        # One that was changed here stays.
        if row is not None and not row["own_columns"]:
            writer.transaction.delete(CustomerAddress, row["id"])
            changes[f"addresses.{row['id']}"] = change(shown_row(CustomerAddress, row), None)
        return
    if row is None:
        values = {
            **writer.times(part.values),
            "customer_id": owner.customer_id,
            "source_record_id": one.record_id,
            "is_primary": False,
        }
        row = writer.insert(CustomerAddress, owner.environment, values)
        changes[f"addresses.{row['id']}"] = change(None, shown_row(CustomerAddress, row))
        return
    inner = writer.change_found(CustomerAddress, row, part.values)
    changes |= {f"addresses.{row['id']}.{name}": each for name, each in inner.items()}


def _primary_of(
    derived: Derived,
    own: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    by_record: Mapping[str, Mapping[str, Any]],
) -> str | None:
    """The address that staff chose, or else the one that counts first; None while that one has no row."""
    chosen = own.get("address", {}).get("value")
    if chosen is not None and any(row["id"] == chosen for row in found):
        return str(chosen)
    first = next((one for one, part in derived.addresses if part is not None and not part.is_empty), None)
    if first is None:
        current = next((row["id"] for row in found if row["is_primary"]), None)
        return current or next((row["id"] for row in found), None)
    row = by_record.get(first.record_id)
    return str(row["id"]) if row is not None else None


def _first_of(writer: Writer, owner: Owner, derived: Derived) -> str | None:
    first = next((one for one, part in derived.addresses if part is not None and not part.is_empty), None)
    if first is None:
        return None
    where = {"customer_id": owner.customer_id, "source_record_id": first.record_id}
    rows = find_rows(writer.transaction, table_of(CustomerAddress), where)
    return str(rows[0]["id"]) if rows else None


def _appoint(writer: Writer, owner: Owner, primary_id: str | None, changes: Changes) -> None:
    """Makes one address primary, and no other: first the others, since at no moment may two be."""
    found = find_rows(writer.transaction, table_of(CustomerAddress), {"customer_id": owner.customer_id})
    if not any(row["id"] == primary_id for row in found):
        return
    for row in sorted(found, key=lambda each: each["id"] == primary_id):
        inner = writer.change_found(CustomerAddress, row, {"is_primary": row["id"] == primary_id})
        changes |= {f"addresses.{row['id']}.{name}": each for name, each in inner.items()}

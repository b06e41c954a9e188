"""The address that each record of a customer holds in itself, and which of all their addresses is the primary one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.domain.customers.model import CustomerAddress
from gateway.events.changes import Changes, below, change, shown_row
from gateway.sources.derive import Derived
from gateway.sources.parts import Owner, with_values, write_part
from gateway.sources.reading import Reading
from gateway.sources.tables import find_by_resource_ids, find_rows
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
    if is_single and len(derived.addresses) == 1:
        ((one, part),) = derived.addresses
        row = next((each for each in found if each["source_record_id"] == one.record_id), None)
        is_first = row["is_primary"] if row else not any(each["is_primary"] for each in found)
        if is_first and (_is_place(part) or not found):
            held = with_values(part, {"source_record_id": one.record_id})
            write_part(writer, owner, PRIMARY_ADDRESS, held, changes, is_new=row is None)
            return is_own
    entries = _entries(derived, found)
    primary = _primary_of(writer, owner, entries, found, own, is_whole=is_whole)
    # At no moment may two be primary.
    for entry in sorted(entries, key=lambda each: each is primary):
        of_place = {} if primary is None else {"is_primary": entry is primary}
        _write_entry(writer, owner, entry, of_place, changes)
    writer.flush()
    return is_own


@dataclass(frozen=True, slots=True)
class _Entry:
    """An address as it is, and what is said of it by the record that holds it in itself."""

    row: dict[str, Any] | None
    record_id: str | None = None
    part: Reading | None = None

    @property
    def is_going(self) -> bool:
        """Its record holds it no more. One that was changed here stays."""
        if self.record_id is None or _is_place(self.part):
            return False
        return self.row is None or not self.row["own_columns"]


def _entries(derived: Derived, found: Sequence[dict[str, Any]]) -> list[_Entry]:
    """Those that records hold in themselves, the one that counts first in front; then all others."""
    by_record = {row["source_record_id"]: row for row in found if row["source_record_id"]}
    held = [_Entry(by_record.get(one.record_id), one.record_id, part) for one, part in derived.addresses]
    told = {each.record_id for each in held}
    return [*held, *(_Entry(row) for row in found if row["source_record_id"] not in told)]


def _primary_of(
    writer: Writer,
    owner: Owner,
    entries: Sequence[_Entry],
    found: Sequence[Mapping[str, Any]],
    own: Mapping[str, Any],
    *,
    is_whole: bool,
) -> _Entry | None:
    """The one that staff chose; else the first that a record holds in itself; else the one that is.

    No other entry of a system's address book: nobody says of it that it is the customer's primary address.
    """
    chosen = own.get("address", {}).get("value")
    staying = {each.row["id"]: each for each in entries if each.row is not None and not each.is_going}
    if chosen in staying:
        return staying[chosen]
    first = next((each for each in entries if _is_place(each.part)), None)
    current = next((row["id"] for row in found if row["is_primary"]), None)
    if first is not None or current in staying:
        return first or staying[current]
    is_lost = chosen is not None or current is not None
    return _heir_of(writer, owner, staying) if is_whole or is_lost else None


def _heir_of(writer: Writer, owner: Owner, entries: Mapping[str, _Entry]) -> _Entry | None:
    """Of the addresses that no record became, the one that was changed last: as when one is deleted here."""
    made = find_by_resource_ids(writer.transaction, owner.environment, entries)
    told = {each["resource_id"] for each in made}
    ours = [each.row for key, each in entries.items() if key not in told and each.row is not None]
    newest = max(ours, key=lambda row: (row["updated_at"], row["id"]), default=None)
    return entries[newest["id"]] if newest is not None else None


def _write_entry(
    writer: Writer, owner: Owner, entry: _Entry, of_place: Mapping[str, bool], changes: Changes
) -> None:
    row, part = entry.row, entry.part
    if entry.is_going:
        if row is not None:
            writer.transaction.delete(CustomerAddress, row["id"])
            changes[f"addresses.{row['id']}"] = change(shown_row(CustomerAddress, row), None)
        return
    said = part.values if part is not None and _is_place(part) else {}
    if row is not None:
        inner = writer.change_found(CustomerAddress, row, {**said, **of_place})
        changes |= below(f"addresses.{row['id']}", inner)
        return
    values = {
        **writer.times(said),
        "customer_id": owner.customer_id,
        "source_record_id": entry.record_id,
        "is_primary": False,
        **of_place,
    }
    row = writer.insert(CustomerAddress, owner.environment, values)
    changes[f"addresses.{row['id']}"] = change(None, shown_row(CustomerAddress, row))


def _is_place(part: Reading | None) -> bool:
    return part is not None and not part.is_empty

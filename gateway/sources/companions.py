"""What belongs to a customer → rows: parts of a record, records beside it, and those that come by themselves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select

from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.orders.model import Order
from gateway.domain.records.model import WAITING, SourceRecord
from gateway.entity import Entity
from gateway.events.changes import Changes, change, shown_row
from gateway.events.store import NewEvent
from gateway.sources.changes import shown_list
from gateway.sources.fields import Target
from gateway.sources.holding import hand_over, release_cards
from gateway.sources.outcome import Outcome
from gateway.sources.prepared import Key, Prepared
from gateway.sources.reading import Reading
from gateway.sources.rereading import read_again
from gateway.sources.tables import find_by_external_ids, find_by_names, find_rows, read_record
from gateway.sources.targets import ADDRESS_BOOK
from gateway.sources.writer import Writer
from gateway.view import table_of


@dataclass(frozen=True, slots=True)
class Owner:
    """The row that others hang on."""

    id: str | None
    customer_id: str | None
    environment: str
    external_id: str | None
    """Of the customer's record that it all belongs to."""

    def columns(self, target: Target) -> dict[str, str | None]:
        columns = {target.parent: self.id} if target.parent else {}
        if target.also_customer:
            columns["customer_id"] = self.customer_id
        return columns

    def of(self, row_id: str) -> "Owner":
        """A row of this customer that others hang on."""
        return Owner(row_id, self.customer_id, self.environment, self.external_id)


class Companions(Writer):
    """Writes what belongs to customers. Customers themselves are written by who knows which one a record is about."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.twins: dict[Key, str] = {}
        """Records of things that another system sent too → the row that was made of it."""
        self.adopted: dict[Key, str] = {}
        """Records of things whose row was made from another system's record of lower standing."""
        self.held: dict[Key, list[Prepared]] = {}
        """Record that has not come → those that wait for it, of this batch."""
        self.touched: set[str] = set()
        """Customers whose orders changed."""
        self.holders: set[str] = set()
        """Customers whose loyalty cards changed."""

    def look_up(self, records: Iterable[Prepared]) -> None:
        records = list(records)
        super().look_up(records)
        self._look_up_twins([each for record in records for each in record.all()])

    def _look_up_twins(self, records: list[Prepared]) -> None:
        """Finds the orders that came through another system too."""
        orders = [each for each in records if each.kind.target and each.kind.target.entity is Order]
        by_environment: dict[str, list[Prepared]] = {}
        for each in orders:
            by_environment.setdefault(each.key[0], []).append(each)
        system = self.source.system.value
        for environment, group in by_environment.items():
            named = {each.names.rpartition("/")[2]: each for each in group if each.names}
            for found in find_by_external_ids(self.transaction, environment, named) if named else ():
                one = named[found["external_id"]]
                if (
                    found["resource_id"]
                    and one.names == f"{found['system']}/{found['kind']}/{found['external_id']}"
                ):
                    self.twins[one.key] = found["resource_id"]
            by_name = {f"{system}/{each.key[2]}/{each.key[3]}": each for each in group}
            for found in find_by_names(self.transaction, environment, by_name):
                if found["resource_id"]:
                    self.adopted[by_name[found["names"]].key] = found["resource_id"]

    # ── Records that come by themselves

    def write_companion(self, record: Prepared) -> Outcome:
        """A record that is no customer's own."""
        if record.key in self.erased or (record.owner is not None and record.owner in self.erased):
            return Outcome.SKIPPED
        known = self.known.get(record.key)
        if known is not None and all(self.is_unchanged(each) for each in record.all()):
            return Outcome.UNCHANGED
        if self.is_outdated(record):
            return Outcome.OUTDATED
        is_new = known is None
        self.place(record)
        return Outcome.CREATED if is_new else Outcome.UPDATED

    def place(self, record: Prepared) -> None:
        """Writes a record where it belongs; keeps it as it is while that is not known."""
        owner, target = self._owner_of(record), record.kind.target
        if target is None or owner is None or not self._can_stand(target, owner):
            self._keep_whole(record, owner)
            return
        changes: Changes = {}
        row_id, is_new = self.write_child(record, owner, changes)
        self._note_companion(record, row_id, owner, changes, is_new=is_new)

    def _keep_whole(self, record: Prepared, owner: Owner | None) -> None:
        """Keeps a record that becomes no row, or not yet; one that was made before stays with whom it was."""
        known = self.known.get(record.key)
        if owner is None and known is not None and (known.resource_id or known.customer_id):
            self.keep(record, known.resource_id, known.customer_id, known.owner_external_id)
            return
        found = self.keep(record, known.resource_id if known else None, *self._customer_of(owner))
        self._keep_beside(record, owner)
        if owner is None and record.owner is not None:
            self._keep_along(record)
            self._wait(record, found.id, [record.owner])

    def _keep_along(self, record: Prepared) -> None:
        """What came with a record that waits: when that is read again, these are looked for among the stored ones."""
        for each in record.all():
            known = self.known.get(each.key)
            is_here = known is not None and known.resource_id is not None
            if each is not record and not each.is_stub and not is_here and each.key not in self.erased:
                self.keep(each, None, None)

    def _owner_of(self, record: Prepared) -> Owner | None:
        """The row that a record hangs on; none where it is named and not here."""
        environment = record.key[0]
        if record.owner is None and (known := self._known_owner(record)):
            return known
        if record.kind.is_shared or record.owner is None:
            return Owner(None, None, environment, None)
        found = self.known.get(record.owner)
        if found is None:
            return None
        if record.owner[2].partition(".")[0] == self.source.customer.kind:
            if found.customer_id is None:
                return None
            return Owner(found.customer_id, found.customer_id, environment, found.external_id)
        if found.resource_id is None and record.kind.target is not None:
            return None
        return Owner(found.resource_id, found.customer_id, environment, found.owner_external_id)

    def _known_owner(self, record: Prepared) -> Owner | None:
        """Whose a record is that was here before, and does not tell this time."""
        known, target = self.known.get(record.key), record.kind.target
        if known is None or known.customer_id is None or target is None or target.parent != "customer_id":
            return None
        return Owner(known.customer_id, known.customer_id, record.key[0], known.owner_external_id)

    def _customer_of(self, owner: Owner | None) -> tuple[str | None, str | None]:
        return (owner.customer_id, owner.external_id) if owner else (None, None)

    def _can_stand(self, target: Target, owner: Owner) -> bool:
        """Whether a row may be there with no other to hang on."""
        columns = table_of(target.entity).columns
        return all(
            value is not None or columns[name].nullable for name, value in owner.columns(target).items()
        )

    def _note_companion(
        self, record: Prepared, row_id: str, owner: Owner, changes: Changes, *, is_new: bool
    ) -> None:
        target = record.kind.target
        if target is None or not changes:
            return
        name = table_of(target.entity).name
        prefix = f"{target.shown_as}.{row_id}"
        told: Changes = {}
        for path, each in changes.items():
            if path == prefix and isinstance(each["to"], dict):
                told |= {inner: change(None, value) for inner, value in each["to"].items()}
            else:
                told[path.removeprefix(f"{prefix}.")] = each
        act, done = ("create", "created") if is_new else ("update", "updated")
        version = 1 if is_new else self._version_of(target.entity, row_id)
        self.record_event(
            owner.environment,
            NewEvent(f"{name}.{done}", act, name, row_id, owner.customer_id, version, told),
        )

    def _version_of(self, entity: type[Entity], row_id: str) -> int:
        self.flush()
        row = self.transaction.get(entity, row_id)
        return int(row["version"]) if row else 1

    # ── Waiting

    def _wait(self, record: Prepared, record_id: str, keys: Iterable[Key]) -> None:
        for key in keys:
            self.held.setdefault(key, []).append(record)
            self.transaction_waits(key, record_id)

    def transaction_waits(self, key: Key, record_id: str) -> None:
        environment, connection, kind, external_id = key
        values = {
            "environment": environment,
            "system": self.source.system.value,
            "connection": connection,
            "kind": kind,
            "external_id": external_id,
            "record_id": record_id,
        }
        self.flush()
        if not find_waiting(self, key, record_id):
            self.transaction.insert(WAITING, values)

    def settle(self, records: Iterable[Prepared]) -> None:
        """Writes what waited for records that are here now, and what waited for those."""
        self.flush()
        if not self.held and not is_waited(self):
            return
        arrived = {key for record in records for each in record.all() for key in each.named_by}
        while arrived:
            waiting = [record for key in arrived for record in self._waiting_for(key)]
            arrived = set()
            for record in waiting:
                self.look_up([record])
                self.place(record)
                arrived |= {key for each in record.all() for key in each.named_by}

    def _waiting_for(self, key: Key) -> Iterator[Prepared]:
        found = self.known.get(key)
        if found is None or (found.resource_id is None and found.customer_id is None):
            return
        own = {record.key for record in self.held.pop(key, ())}
        self.flush()
        for record_id in find_waiting(self, key):
            stored = read_record(self.transaction, record_id)
            self.transaction.run("wait no more", _no_more, {"record": record_id, **_named(self, key)})
            if stored is not None:
                record = read_again(self.transaction, self.source, stored)
                own.discard(record.key)
                yield record

    # ── The parts of a record

    def write_parts(self, owner: Owner, reading: Reading, changes: Changes, *, is_new: bool) -> None:
        """The rows that a record itself holds: an address, a summary, lines."""
        for target, part in reading.rows.items():
            self.write_part(owner, target, part, changes, is_new=is_new)
        for target, items in reading.lists.items():
            self.write_list(owner, target, items, changes, is_new=is_new)

    def write_part(
        self, owner: Owner, target: Target, part: Reading | None, changes: Changes, *, is_new: bool
    ) -> None:
        """At most one row."""
        entity = target.entity
        found = (
            []
            if is_new
            else find_rows(self.transaction, table_of(entity), owner.columns(target) | target.where)
        )
        if part is None or part.is_empty:
            if found and (part is None or part.values) and not found[0].get("own_columns"):
                release_cards(self.transaction, entity, found[0]["id"])
                self.transaction.delete(entity, found[0]["id"])
                changes[target.shown_as] = change(shown_row(entity, found[0]), None)
            return
        inner: Changes = {}
        if found:
            row_id = found[0]["id"]
            inner |= self.change_found(entity, found[0], part.values)
        else:
            values = self.times(_on_top(target.new, part.values)) | target.where | owner.columns(target)
            row = self.insert(entity, owner.environment, values)
            row_id = row["id"]
            inner |= {name: change(None, value) for name, value in shown_row(entity, row).items()}
        self.write_parts(owner.of(row_id), part, inner, is_new=not found)
        changes |= {f"{target.shown_as}.{name}": each for name, each in inner.items()}

    def write_list(
        self, owner: Owner, target: Target, items: list[dict[str, Any]], changes: Changes, *, is_new: bool
    ) -> None:
        """As many rows as there are items."""
        entity, columns = target.entity, owner.columns(target)
        found = [] if is_new else find_rows(self.transaction, table_of(entity), columns)
        left = {tuple(row[name] for name in target.key): row for row in found}
        for item in items:
            row = left.pop(tuple(item[name] for name in target.key), None)
            if row is None:
                values = self.times(_on_top(target.new, item)) | target.where | columns
                self.insert(entity, owner.environment, values)
            else:
                self.change_found(entity, row, item)
        for row in left.values():
            self.transaction.delete(entity, row["id"])
        before, after = shown_list(target, found), shown_list(target, items)
        if before != after:
            changes[target.shown_as] = change(before, after)

    # ── Records that belong to another and have ids of their own

    def write_children(self, record: Prepared, owner: Owner, changes: Changes) -> None:
        for child in record.children:
            if child.kind.target and child.key not in self.erased:
                self.write_child(child, owner, changes)
        for kind, ids in record.child_ids.items():
            self._delete_others(record, kind, ids, owner, changes)
        self._keep_beside(record, owner)

    def write_child(self, child: Prepared, owner: Owner, changes: Changes) -> tuple[str, bool]:
        """The row of a record; tells its id and whether it is new."""
        target, reading = child.kind.target, child.reading
        if target is None or reading is None:
            raise LookupError(f"{child.kind.kind} becomes no row.")
        twin = self.twins.get(child.key)
        if twin is not None:
            # The other system's own record counts; this one only says it once more.
            self.keep(child, twin, owner.customer_id, owner.external_id)
            return twin, False
        self._inherit(child)
        values = {**reading.values, **self.references(child), **self._points(child)}
        adopted = self._adopt(child, target)
        known = self.known.get(child.key)
        row = None
        if known is not None and known.resource_id and adopted is None:
            self.flush()
            row = self.transaction.get(target.entity, known.resource_id)
            if row is None and target is ADDRESS_BOOK:
                # It was deleted here: the system's record does not bring it back.
                self.keep(child, known.resource_id, owner.customer_id, owner.external_id)
                return known.resource_id, False
        inner: Changes = {}
        if row is None:
            new = self.times(_on_top(target.new, values)) | target.where | owner.columns(target)
            row = self.insert(target.entity, owner.environment, new, adopted)
            changes[f"{target.shown_as}.{row['id']}"] = change(None, shown_row(target.entity, row))
            self.write_parts(owner.of(row["id"]), reading, {}, is_new=True)
            self.keep(child, row["id"], owner.customer_id, owner.external_id)
            self.write_children(child, owner.of(row["id"]), {})
            is_new = True
        else:
            columns = {name: value for name, value in owner.columns(target).items() if value is not None}
            if owner.customer_id and row.get("customer_id") != owner.customer_id:
                hand_over(self.transaction, target.entity, row["id"], owner.customer_id, owner.external_id)
            inner |= self.change_found(target.entity, row, values | columns)
            self.write_parts(owner.of(row["id"]), reading, inner, is_new=False)
            self.keep(child, row["id"], owner.customer_id, owner.external_id)
            self.write_children(child, owner.of(row["id"]), inner)
            changes |= {f"{target.shown_as}.{row['id']}.{name}": each for name, each in inner.items()}
            is_new = False
        missing = [key for column, key in child.points.items() if key and values[column] is None]
        missing += [key for column, key in child.inherited.items() if column not in reading.values]
        if missing:
            self._wait(child, self.known[child.key].id, missing)
        if owner.customer_id and target.entity in (Order, LoyaltyCard):
            (self.touched if target.entity is Order else self.holders).add(owner.customer_id)
        return str(row["id"]), is_new

    def _points(self, record: Prepared) -> dict[str, str | None]:
        """Columns that name the rows of other records, as far as those are here."""
        found = {column: self.known.get(key) if key else None for column, key in record.points.items()}
        return {column: each.resource_id if each else None for column, each in found.items()}

    def _inherit(self, record: Prepared) -> None:
        """Takes what a record that came before lends to this one, and to those that came along with it."""
        for column, key in record.inherited.items():
            found, kind = self.known.get(key), self.source.kind(key[2])
            if found is None or found.resource_id is None or kind is None or kind.target is None:
                continue
            self.flush()
            row = self.transaction.get(kind.target.entity, found.resource_id)
            if row is None:
                continue
            for each in (record, *record.children):
                target = each.kind.target
                if each.reading is not None and target and column in table_of(target.entity).columns:
                    each.reading.values.setdefault(column, row[column])

    def _adopt(self, record: Prepared, target: Target) -> str | None:
        """Makes room for a row whose id stays: so far it was made from another system's record of the same thing."""
        row_id = self.adopted.pop(record.key, None)
        if row_id is None:
            return None
        self.flush()
        self.transaction.delete(target.entity, row_id)
        return row_id

    def references(self, record: Prepared) -> dict[str, str | None]:
        """Columns that name what others name too; it is made where it is not known."""
        return {column: self._shared(shared) if shared else None for column, shared in record.shared.items()}

    def _shared(self, shared: Prepared) -> str | None:
        known = self.known.get(shared.key)
        if known is not None and known.resource_id and self.is_unchanged(shared):
            return known.resource_id
        target = shared.kind.target
        if target is None:
            self.keep(shared, None, None)
            return None
        values = shared.reading.values if shared.reading else {}
        if known is not None and known.resource_id:
            self.flush()
            self.change_row(target.entity, known.resource_id, values)
            resource_id = known.resource_id
        else:
            resource_id = str(self.insert(target.entity, shared.key[0], self.times(values))["id"])
        self.keep(shared, resource_id, None)
        return resource_id

    def _delete_others(
        self, record: Prepared, kind_name: str, ids: list[str], owner: Owner, changes: Changes
    ) -> None:
        """Rows that the record listed once and lists no more."""
        kind = self.source.kind(kind_name)
        if kind is None or kind.target is None or record.key not in self.known or owner.customer_id is None:
            return
        environment, connection, *_ = record.key
        where = {
            "environment": environment,
            "system": self.source.system.value,
            "connection": connection,
            "kind": kind_name,
            "customer_id": owner.customer_id,
        }
        self.flush()
        for found in find_rows(self.transaction, table_of(SourceRecord), where):
            if found["external_id"] in ids or not found["resource_id"]:
                continue
            row = self.transaction.get(kind.target.entity, found["resource_id"])
            if row is not None and all(
                row[name] == value for name, value in owner.columns(kind.target).items()
            ):
                if row.get("own_columns"):
                    continue
                self.transaction.delete(kind.target.entity, row["id"])
                changes[f"{kind.target.shown_as}.{row['id']}"] = change(
                    shown_row(kind.target.entity, row), None
                )
                self.transaction.delete(SourceRecord, found["id"])

    def _keep_beside(self, record: Prepared, owner: Owner | None) -> None:
        for beside in record.beside:
            if not self.is_unchanged(beside) and beside.key not in self.erased:
                is_shared = beside.kind.is_shared
                self.keep(beside, None, *((None, None) if is_shared else self._customer_of(owner)))


# ── The table of those that wait


def _named(work: Companions, key: Key) -> Mapping[str, str]:
    environment, connection, kind, external_id = key
    return {
        "in_environment": environment,
        "in_system": work.source.system.value,
        "in_connection": connection,
        "of_kind": kind,
        "with_id": external_id,
    }


def is_waited(work: Companions) -> bool:
    """Whether anything waits at all; mostly nothing does, and no record needs to be asked about."""
    return bool(work.transaction.select("any that wait", _any_waiting, {}))


def _any_waiting() -> Any:
    return select(WAITING.c.record_id).limit(1)


def find_waiting(work: Companions, key: Key, record_id: str | None = None) -> list[str]:
    """Ids of the records that wait for this one; or only whether that one does."""
    rows = work.transaction.select("records that wait", _waiting, _named(work, key))
    return [found for (found,) in rows if record_id is None or found == record_id]


def _is_key() -> Any:
    return (
        (WAITING.c.environment == bindparam("in_environment"))
        & (WAITING.c.system == bindparam("in_system"))
        & (WAITING.c.connection == bindparam("in_connection"))
        & (WAITING.c.kind == bindparam("of_kind"))
        & (WAITING.c.external_id == bindparam("with_id"))
    )


def _waiting() -> Any:
    return select(WAITING.c.record_id).where(_is_key()).order_by(WAITING.c.record_id)


def _no_more() -> Any:
    return (
        delete(WAITING)
        .where(_is_key(), WAITING.c.record_id == bindparam("record"))
        .returning(WAITING.c.record_id)
    )


def _on_top(defaults: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, and what stands in for those that are missing."""
    return {**values, **{name: each for name, each in defaults.items() if values.get(name) is None}}

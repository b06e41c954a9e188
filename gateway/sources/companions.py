"""What belongs to a customer → rows: parts of a record, records beside it, and those that come by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.new_rows import completed
from gateway.domain.orders.model import Order
from gateway.domain.rows import ANONYMIZED
from gateway.events.changes import Changes, below, change, shown_row
from gateway.sources.fields import Target
from gateway.sources.holding import delete_parts, hand_over
from gateway.sources.leaving import Leaving
from gateway.sources.lending import Lending
from gateway.sources.outcome import Outcome
from gateway.sources.owners import can_stand, customer_of, owner_of
from gateway.sources.parts import Owner, new_values, write_parts
from gateway.sources.pointing import inherit, points_of
from gateway.sources.prepared import Key, Prepared
from gateway.sources.shared_rows import references
from gateway.sources.targets import ADDRESS_BOOK
from gateway.sources.twins import Twins, find_twins, give_way
from gateway.sources.unlisted import delete_others, gone_since, is_gone_from
from gateway.sources.waiting import wait


class Companions(Lending):
    """Writes what belongs to customers. Customers themselves are written by who knows which one a record is about."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.twins = Twins()
        self.touched: set[str] = set()
        """Customers whose orders changed."""
        self.holders: set[str] = set()
        """Customers whose loyalty cards changed."""
        self.leaving = Leaving()

    def look_up(self, records: Iterable[Prepared]) -> None:
        records = list(records)
        super().look_up(records)
        found = find_twins(
            self.transaction, self.system, [each for record in records for each in record.all()]
        )
        self.twins.made.update(found.made)
        self.twins.adopted.update(found.adopted)
        self.twins.surplus.update(found.surplus)

    # ── Records that come by themselves

    def write_companion(self, record: Prepared) -> Outcome:
        """A record that is no customer's own."""
        if record.key in self.erased or (record.owner is not None and record.owner in self.erased):
            return Outcome.SKIPPED
        known = self.known.get(record.key)
        is_here = known is not None and not self.is_removed(record)
        if is_here and all(self.is_unchanged(each) for each in record.all()):
            return Outcome.UNCHANGED
        if self.is_outdated(record):
            self.take_news(record)
            return Outcome.OUTDATED
        is_new = known is None
        self.place(record)
        return Outcome.CREATED if is_new else Outcome.UPDATED

    def take_news(self, record: Prepared) -> None:
        """Takes what came along with a document that is outdated, and is not outdated itself, as if by itself."""
        known = self.known.get(record.key)
        if known is None:
            return
        gone = gone_since(self, record)
        for child in record.children:
            if self.is_gone(child) or all(self.is_unchanged(each) for each in child.all()):
                continue
            if self.is_outdated(child):
                self.take_news(child)
                continue
            if child.key in gone:
                continue
            child.owner = child.owner or record.key
            self.place(child)
        # Whose it is, its newer document said.
        self._keep_beside(record, known.customer_id, known.owner_external_id)

    def place(self, record: Prepared) -> None:
        """Writes a record where it belongs; keeps it as it is while that is not known."""
        owner, target = owner_of(self, record), record.kind.target
        if target is None or owner is None or not can_stand(target, owner):
            self._keep_whole(record, owner)
            if target is None:
                self.lend(record.key)
            return
        changes: Changes = {}
        row_id, is_new = self.write_child(record, owner, changes)
        self.note_companion(record, row_id, owner, changes, is_new=is_new)

    def _keep_whole(self, record: Prepared, owner: Owner | None) -> None:
        """Keeps a record that becomes no row, or not yet; one that was made before stays with whom it was."""
        known = self.known.get(record.key)
        is_untold = owner is None or (record.owner is None and not record.kind.is_shared)
        if is_untold and known is not None and (known.resource_id or known.customer_id):
            is_news = known.content_hash != record.content_hash
            self.keep(record, known.resource_id, known.customer_id, known.owner_external_id)
            if is_news and owner is None and record.owner is not None:
                # It will be another's, who has not come.
                self._keep_along(record)
                self._wait(known.id, [record.owner])
            return
        found = self.keep(record, known.resource_id if known else None, *customer_of(owner))
        self._keep_beside(record, *customer_of(owner))
        if owner is None and record.owner is not None:
            self._keep_along(record)
            self._wait(found.id, [record.owner])

    def _keep_along(self, record: Prepared) -> None:
        """What came with a record that waits: when that is read again, these are looked for among the stored ones."""
        for each in record.all():
            if each is record or each.is_stub or self.is_gone(each):
                continue
            known = self.known.get(each.key)
            if known is None or known.resource_id is None:
                self.keep(each, None, None)
            elif not self.is_unchanged(each) and not self.is_outdated(each):
                self.keep(each, known.resource_id, known.customer_id, known.owner_external_id)

    # ── Waiting

    def _wait(self, record_id: str, keys: Sequence[Key]) -> None:
        if keys:
            self.flush()
        for key in keys:
            wait(self.transaction, self.system, key, record_id)

    # ── Records that belong to another and have ids of their own

    def write_children(
        self, record: Prepared, owner: Owner, changes: Changes, *, is_new: bool = False
    ) -> None:
        """Rows of the records that belong to one; one that `is_new` had none before."""
        for child in record.children:
            if child.kind.target is None or is_gone_from(self, record, child):
                continue
            known = self.known.get(child.key)
            if known is None:
                self.write_child(child, owner, changes)
            elif self._is_as_before(child, owner):
                self._pass_over(child, known.resource_id, child.kind.target, owner, changes)
            elif self.is_outdated(child):
                self.take_news(child)
            else:
                self.write_child(child, owner, changes)
        for kind, ids in () if is_new else record.child_ids.items():
            delete_others(self, record, kind, ids, owner, changes)
        self._keep_beside(record, *customer_of(owner))

    def _is_as_before(self, child: Prepared, owner: Owner) -> bool:
        """Whether one that is listed says nothing new, of itself and of whose it is."""
        known = self.known[child.key]
        is_its = known.resource_id is not None and known.customer_id == owner.customer_id
        return is_its and known.content_hash == child.content_hash

    def _pass_over(
        self, child: Prepared, row_id: str | None, target: Target, owner: Owner, changes: Changes
    ) -> None:
        """The row stays as it was changed here since, or deleted; what hangs on it may have news."""
        if all(self.is_unchanged(each) for each in child.all()) and not child.handed:
            return
        self.flush()
        row = self.transaction.get(target.entity, row_id) if row_id else None
        if row is None:
            return
        references(self, child)
        said = self.news_of_lent(child)
        inner = self.change_found(target.entity, row, {**(child.handed or {}), **said.values})
        write_parts(self, owner.of(row["id"]), said, inner, is_new=False)
        self.note_contradicted(target, row, owner)
        self.write_children(child, owner.of(row["id"]), inner)
        changes |= below(f"{target.shown_as}.{row['id']}", inner)

    def write_child(self, child: Prepared, owner: Owner, changes: Changes) -> tuple[str, bool]:
        """The row of a record; tells its id and whether it is new."""
        target, reading = child.kind.target, child.reading
        if target is None or reading is None:
            raise LookupError(f"{child.kind.kind} becomes no row.")
        twin, known = self.twins.made.get(child.key), self.known.get(child.key)
        if twin is not None:
            # The other system's own record counts; this one only says it once more.
            self._let_go_of(target, [known.resource_id] if known and known.resource_id else [], twin)
            self.keep(child, twin, owner.customer_id, owner.external_id)
            return twin, False
        inherit(self, child)
        unlent = self.borrow(child, owner)
        values = {**reading.values, **references(self, child), **points_of(self, child)}
        row = self._adopt(child, target)
        if row is not None:
            self._let_go_of(target, self.twins.surplus.pop(child.key, []), row["id"])
            values = self._as_new(target, values, owner)
        elif known is not None and known.resource_id:
            self.flush()
            row = self.transaction.get(target.entity, known.resource_id)
            if row is None:
                # It was deleted here: the system's record does not bring it back.
                is_left = target is ADDRESS_BOOK or child.kind.is_shared
            else:
                is_left = self._is_of_forgotten(row, owner)
            if is_left:
                self.keep(child, known.resource_id, owner.customer_id, owner.external_id)
                return known.resource_id, False
        inner: Changes = {}
        if row is None:
            new = new_values(self, target, values) | owner.columns(target)
            row = self.insert(target.entity, owner.environment, new)
            changes[f"{target.shown_as}.{row['id']}"] = change(None, shown_row(target.entity, row))
            write_parts(self, owner.of(row["id"]), reading, {}, is_new=True)
            self.keep(child, row["id"], owner.customer_id, owner.external_id)
            self.write_children(child, owner.of(row["id"]), {}, is_new=True)
            is_new = True
        else:
            columns = {name: value for name, value in owner.columns(target).items() if value is not None}
            self._note_held(target, row.get("customer_id"))
            self.leaving.note(self, target.entity, row, {**row, **values, **columns})
            held_by = (row.get("customer_id"), known.owner_external_id if known else None)
            if owner.customer_id and held_by != (owner.customer_id, owner.external_id):
                whose = owner.customer_id, self.system, owner.external_id
                hand_over(self.transaction, target.entity, row["id"], *whose)
            inner |= self.change_found(target.entity, row, values | columns)
            write_parts(self, owner.of(row["id"]), reading, inner, is_new=False)
            self.keep(child, row["id"], owner.customer_id, owner.external_id)
            self.write_children(child, owner.of(row["id"]), inner)
            changes |= below(f"{target.shown_as}.{row['id']}", inner)
            self.note_contradicted(target, row, owner)
            is_new = False
        missing = [key for column, key in child.points.items() if key and values.get(column) is None]
        missing += [key for column, key in child.inherited.items() if column not in reading.values] + unlent
        self._wait(self.known[child.key].id, [key for key in missing if key not in self.erased])
        self._note_held(target, owner.customer_id)
        return str(row["id"]), is_new

    def _let_go_of(self, target: Target, row_ids: Sequence[str], twin: str) -> None:
        """Rows of what turned out to be another row's."""
        for row_id in row_ids:
            row = give_way(self, target, row_id, twin) if row_id != twin else None
            if row is not None and row["customer_id"]:
                self._note_held(target, row["customer_id"])
                self.leaving.lessened.add(row["customer_id"])

    def _is_of_forgotten(self, row: Mapping[str, Any], owner: Owner) -> bool:
        """Whether a row that a record would take from somebody is of one who was anonymized."""
        holder = row.get("customer_id")
        if not holder or holder == owner.customer_id:
            return False
        found = self.transaction.get(Customer, holder)
        return found is not None and found["anonymization_status"] in ANONYMIZED

    def _note_held(self, target: Target, customer_id: str | None) -> None:
        """Whose standing may follow."""
        if customer_id and target.entity in (Order, LoyaltyCard):
            (self.touched if target.entity is Order else self.holders).add(customer_id)

    def _adopt(self, record: Prepared, target: Target) -> dict[str, Any] | None:
        """The row that another system's record of the same thing made, without what that one said of its parts."""
        row_id = self.twins.adopted.pop(record.key, None)
        if row_id is None:
            return None
        self.flush()
        delete_parts(self.transaction, target.entity, row_id)
        return self.transaction.get(target.entity, row_id)

    def _as_new(self, target: Target, values: Mapping[str, Any], owner: Owner) -> dict[str, Any]:
        """All columns as a new row would have them, whatever the other record said; it stays whose it is."""
        new = completed(target.entity, new_values(self, target, values))
        kept = ("id", "environment", "version", *owner.columns(target))
        return {name: value for name, value in new.items() if name not in kept}

    def _keep_beside(self, record: Prepared, customer_id: str | None, owner_id: str | None) -> None:
        for beside in record.beside:
            if self.is_unchanged(beside) or self.is_outdated(beside) or beside.key in self.erased:
                continue
            was_here = beside.key in self.known
            is_shared = beside.kind.is_shared
            self.keep(beside, None, *((None, None) if is_shared else (customer_id, owner_id)))
            if was_here:
                self.lend(beside.key)

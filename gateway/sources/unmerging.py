"""A merged customer comes back: every row of both is what it was, but for what was changed or made in between.

That stays where it was made: of a row that was changed since, the columns that changed; a row that was made here since
stays with the kept customer. Where a record changed or brought something meanwhile, both customers are derived from
their records anew, and what it brought goes with it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.records.model import MERGED
from gateway.events.changes import Changes, below, change, changes_of, shown_row
from gateway.events.store import NewEvent
from gateway.sources.claims import take_back
from gateway.sources.customers import Customers
from gateway.sources.merging import record_versions
from gateway.sources.record_rows import forget_choice, give_adopted, give_rows
from gateway.sources.remembering import (
    ADDRESSES,
    CUSTOMERS,
    SINGLE,
    Row,
    is_unchanged,
    remember,
    restored,
    typed,
)
from gateway.sources.returning import Memory, put_back
from gateway.sources.search_terms import write_terms
from gateway.sources.tables import RECORDS, customer_records, find_rows
from gateway.sources.twins import TWINS
from gateway.view import table_of

_ADOPTABLE = tuple(f"{table_of(entity).name}.customer_id" for entity in TWINS)


def unmerge_customer(work: Customers, alias: Row) -> None:
    """Brings a merged customer back; `alias` is what is remembered of it."""
    work.flush()
    undoing = _Undoing(work, alias)
    undoing.customers()
    undoing.rows()
    undoing.tell()


class _Undoing:
    def __init__(self, work: Customers, alias: Row) -> None:
        self.work, self.transaction = work, work.transaction
        self.alias = alias
        self.memory = memory = Memory(
            self.transaction, alias, remember(self.transaction, alias["customer_id"])
        )
        self.kept_id, self.merged_id, self.content = memory.kept_id, memory.merged_id, memory.content
        self.is_changed = (
            self.content["records"] != record_versions(work, self.kept_id)
            or self._has_new_record()
            or self._has_lost_row()
        )
        self.shown: Changes = {}
        self.arrived: Changes = {}
        self.version = 1

    # ── What came since

    def _has_new_record(self) -> bool:
        """Whether a system sent what belongs to one's record, and came with neither or with the other's."""
        links = self.memory.before["identity_link"].values()
        names = ("system", "connection", "external_id")
        whose = {tuple(link[name] for name in names): link["customer_id"] for link in links}
        known = frozenset(self.content["moved"]["source_record.customer_id"])
        found = self.transaction.select("owners of records", _select_owners, {"customer": self.kept_id})
        return any(
            whose.get((*place, owner)) == (self.kept_id if key in known else self.merged_id)
            for key, *place, owner in found
        )

    def _has_lost_row(self) -> bool:
        """Whether something of which a customer has one is gone."""
        after, now = self.memory.after, self.memory.now
        return any(after[table.name].keys() - now[table.name].keys() for table in SINGLE)

    def _has_new_row(self) -> bool:
        """Whether something of which a customer has one was made, or the merge made it and it was changed."""
        before, after, now = self.memory.before, self.memory.after, self.memory.now
        return any(
            key not in before[name] and not (key in after[name] and is_unchanged(after[name][key], row))
            for name in (table.name for table in SINGLE)
            for key, row in now[name].items()
        )

    # ── The two customers

    def customers(self) -> None:
        kept = self.transaction.get(Customer, self.kept_id)
        if kept is None:
            raise LookupError(f"There is no customer {self.kept_id}.")
        before, now = self.memory.before["customer"][self.kept_id], self.memory.now["customer"][self.kept_id]
        after = self.memory.after["customer"][self.kept_id]
        values = restored(before, after, now)
        if now["total_orders_count"] != after["total_orders_count"]:
            # Those that were bought before the merge were counted along: all that are left are counted anew.
            values |= {name: before[name] for name in ("status", "total_orders_count")}
            self.work.leaving.lessened.add(self.kept_id)
        if now["own_values"] != after["own_values"]:
            values["own_values"] = self._parted(now["own_values"]) or None
            self.is_changed = True
        elif self.is_changed:
            values["own_values"] = self.content["own"]["kept"] or None
        new = typed(CUSTOMERS, values)
        if "email_claim" in new:
            new["email_claim"] = self._take_back(kept["environment"], new["email_claim"])
        self.shown = changes_of(Customer, kept, new)
        had = kept["password_hash"] is not None
        if "password_hash" in new and had != (new["password_hash"] is not None):
            self.shown["hasPassword"] = change(had, not had)
        self.version = kept["version"] + 1
        raised = {"version": self.version, "updated_at": self.work.at}
        self.transaction.update(Customer, self.kept_id, new | raised)
        self._bring_back()

    def _bring_back(self) -> None:
        row = typed(CUSTOMERS, self.memory.before["customer"][self.merged_id])
        row |= {"version": row["version"] + 1, "updated_at": self.work.at}
        if self.is_changed:
            row["own_values"] = self.content["own"]["merged"]
        row["email_claim"] = self._take_back(row["environment"], row["email_claim"])
        self.transaction.insert(Customer, row)

    def _take_back(self, environment: str, address: str | None) -> str | None:
        return take_back(self.transaction, environment, address, self.content.get("claims", {}))

    def _parted(self, now: Mapping[str, Any] | None) -> dict[str, Any]:
        """The kept customer's own values without those that came with the other, but for what was written since."""
        own = self.content["own"]
        before, united = own["kept"] or {}, own["united"] or {}
        parted = {}
        for name, value in (now or {}).items():
            if value != united.get(name):
                parted[name] = value
            elif name in before:
                parted[name] = before[name]
        return parted

    # ── Their rows

    def rows(self) -> None:
        is_any_new = self.is_changed or self._has_new_row()
        has_other_cards = self.memory.now["loyalty_card"] != self.memory.after["loyalty_card"]
        self.shown |= put_back(self.transaction, self.memory)
        if is_any_new:
            self._follow_records()
        moved = [key for name in _ADOPTABLE for key in self.content["moved"].get(name, ())]
        if give_adopted(self.work, moved, self.merged_id, self.kept_id):
            self.work.leaving.lessened.add(self.merged_id)
        if is_any_new or has_other_cards:
            self.work.holders |= {self.kept_id, self.merged_id}
        # Orders may have been bought since.
        self.work.touched |= {self.kept_id, self.merged_id}
        forget_choice(self.work, self.kept_id, self.merged_id)
        self.transaction.run("forget merged", _forget, {"key": self.merged_id})
        self._forget_in_others()

    def _follow_records(self) -> None:
        """What a record of the merged customer brought since goes back with it, and what now is the other's stays."""
        for old, new, gone, arrived in (
            (self.kept_id, self.merged_id, self.shown, self.arrived),
            (self.merged_id, self.kept_id, self.arrived, self.shown),
        ):
            staying = {
                key
                for table in SINGLE
                for key, row in self.memory.before[table.name].items()
                if row["customer_id"] == old
            }
            for record in customer_records(self.transaction, new):
                moved = give_rows(self.work, record, old, new, staying=staying)
                gone.update(moved.gone)
                arrived.update(moved.arrived)

    def _forget_in_others(self) -> None:
        """What later merges remember of the kept customer is what it would have been without this one."""
        later = select(MERGED).where(
            MERGED.c.into_id == self.kept_id, MERGED.c.merged_at >= self.alias["merged_at"]
        )
        was, became = (rows["customer"][self.kept_id] for rows in (self.memory.before, self.memory.after))
        for other in self.transaction.fetch(later):
            content = other["content"]
            row = content and content["before"]["customer"].get(self.kept_id)
            if not row or other["id"] == self.merged_id:
                continue
            content["before"]["customer"][self.kept_id] = row | restored(was, became, row)
            statement = update(MERGED).where(MERGED.c.id == other["id"]).values(content=content)
            self.transaction.execute(statement)

    # ── What is told

    def tell(self) -> None:
        work, environment = self.work, self.alias["environment"]
        kind, act = "customer.unmerged", "unmerge"
        version = self.memory.before["customer"][self.merged_id]["version"] + 1
        work.record_event(
            environment,
            NewEvent(
                kind,
                act,
                "customer",
                self.kept_id,
                self.kept_id,
                self.version,
                self.shown,
                {"unmerged": self.merged_id},
            ),
        )
        work.record_event(
            environment,
            NewEvent(
                kind,
                act,
                "customer",
                self.merged_id,
                self.merged_id,
                version,
                self._changes_of_own() | self.arrived | self._address_changes(),
                {"from": self.kept_id},
            ),
        )
        is_readdressed = self.memory.now["customer_address"] != self.memory.after["customer_address"]
        if not self.is_changed and not is_readdressed:
            return
        for key, own in ((self.kept_id, "kept"), (self.merged_id, "merged")):
            if self.is_changed and (self.content["own"][own] or customer_records(self.transaction, key)):
                work.bring_up(key, is_whole=True)
                write_terms(work, key)
            else:
                # What was written since was held against the records of both.
                work.flush()
                work.compare_again(key)

    def _changes_of_own(self) -> Changes:
        """What the merged customer had, and went while its row was not there to be told of."""
        had = self.memory.let_go.get(self.merged_id, {})
        return changes_of(Customer, had, dict.fromkeys(had))

    def _address_changes(self) -> Changes:
        """What became of the merged customer's addresses while they were the kept one's, whose events alone tell it."""
        self.work.flush()
        mine = {"customer_id": self.merged_id}
        now = {row["id"]: row for row in find_rows(self.transaction, ADDRESSES, mine)}
        was = {
            key: typed(ADDRESSES, row)
            for key, row in self.memory.before["customer_address"].items()
            if row["customer_id"] == self.merged_id
        }
        told: Changes = {}
        for key in {**was, **now}:
            path = f"addresses.{key}"
            if key in was and key in now:
                differing = {name: value for name, value in now[key].items() if was[key].get(name) != value}
                told |= below(path, changes_of(CustomerAddress, was[key], differing))
            else:
                rows = (each and shown_row(CustomerAddress, each) for each in (was.get(key), now.get(key)))
                told[path] = change(*rows)
        return told


def _select_owners() -> Any:
    columns = (RECORDS.c[name] for name in ("id", "system", "connection", "owner_external_id"))
    return select(*columns).where(RECORDS.c.customer_id == bindparam("customer"))


def _forget() -> Any:
    return delete(MERGED).where(MERGED.c.id == bindparam("key")).returning(MERGED.c.id)

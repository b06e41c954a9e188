"""A merged customer comes back: every row of both is what it was, but for what was changed or made in between.

That stays where it was made: of a row that was changed since, the columns that changed; a row that came since stays
with the kept customer. Where a record changed meanwhile, both customers are derived from their records anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.records.model import MERGED, SourceRecord
from gateway.events.changes import Changes, change, changes_of, shown_row
from gateway.events.store import NewEvent
from gateway.sources.claims import take_back
from gateway.sources.customers import Customers
from gateway.sources.merging import record_versions
from gateway.sources.remembering import (
    ADDRESSES,
    CARDS,
    CUSTOMERS,
    REMEMBERED,
    SUGGESTIONS,
    TAGS,
    WORDS,
    Row,
    Rows,
    is_unchanged,
    remember,
    restored,
    typed,
    united_since,
    words_of,
)
from gateway.sources.tables import LINKS, customer_records
from gateway.view import table_of

_RECORDS = table_of(SourceRecord)


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
        self.kept_id, self.merged_id = alias["customer_id"], alias["id"]
        self.alias, content = alias, alias["content"]
        self.content: dict[str, Any] = content
        self.before: Rows = content["before"]
        self.after: Rows = content["after"]
        self.now: Rows = remember(self.transaction, self.kept_id)
        self.is_changed = content["records"] != record_versions(work, self.kept_id)
        self.shown: Changes = {}
        self.version = 1

    # ── The two customers

    def customers(self) -> None:
        kept = self.transaction.get(Customer, self.kept_id)
        if kept is None:
            raise LookupError(f"There is no customer {self.kept_id}.")
        before, now = self.before["customer"][self.kept_id], self.now["customer"][self.kept_id]
        values = restored(before, self.after["customer"][self.kept_id], now)
        if now["own_values"] != self.after["customer"][self.kept_id]["own_values"]:
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
        row = typed(CUSTOMERS, self.before["customer"][self.merged_id])
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
        self._clear_primary()
        for table in REMEMBERED:
            if table is TAGS:
                self._tags()
            elif table is not CUSTOMERS:
                self._table(str(table.name))
        for name, ids in self.content["moved"].items():
            self._move_back(name, ids)
        for table in reversed(REMEMBERED):
            if table not in (TAGS, CUSTOMERS):
                self._take_away(str(table.name))
        self._appoint()
        self.transaction.run("records follow back", _records_back, {"new": self.merged_id})
        for key in (self.kept_id, self.merged_id):
            self._words(key)
        self.transaction.run("forget merged", _forget, {"key": self.merged_id})
        self._forget_in_others()

    def _table(self, name: str) -> None:
        table = SQLModel.metadata.tables[name]
        before, after, now = self.before[name], self.after[name], self.now[name]
        for key, row in before.items():
            if key in now:
                values = restored(row, after.get(key, row), now[key])
                values.pop("is_primary", None)
                if values:
                    new = typed(table, values)
                    raised = {"version": now[key]["version"] + 1} if "version" in now[key] else {}
                    self.transaction.update(table, key, new | raised)
                    self._note_address(name, key, now[key], new)
            elif key not in after and not self._is_impossible(name, row):
                new = typed(table, row)
                self.transaction.insert(table, new)
                if name == "customer_address" and row["customer_id"] == self.kept_id:
                    self.shown[f"addresses.{key}"] = change(None, shown_row(CustomerAddress, new))

    def _note_address(self, name: str, key: str, now: Row, new: Row) -> None:
        if name != "customer_address":
            return
        row = typed(ADDRESSES, now)
        if new.get("customer_id") == self.merged_id:
            self.shown[f"addresses.{key}"] = change(shown_row(CustomerAddress, row), None)
        else:
            inner = changes_of(CustomerAddress, row, new)
            self.shown |= {f"addresses.{key}.{path}": each for path, each in inner.items()}

    def _is_impossible(self, name: str, row: Row) -> bool:
        """A suggestion whose other customer is no more, or that was made anew."""
        if name != SUGGESTIONS.name:
            return False
        ends = [row["customer_id"], row["candidate_id"]]
        there = self.transaction.fetch(select(CUSTOMERS.c.id).where(CUSTOMERS.c.id.in_(ends)))
        again = select(SUGGESTIONS.c.id).where(
            SUGGESTIONS.c.customer_id == ends[0], SUGGESTIONS.c.candidate_id == ends[1]
        )
        return len(there) < len(set(ends)) or bool(self.transaction.fetch(again))

    def _take_away(self, name: str) -> None:
        """Rows that only the merge made."""
        table = SQLModel.metadata.tables[name]
        for key, row in self.after[name].items():
            now = self.now[name].get(key)
            if key in self.before[name] or now is None or not is_unchanged(row, now):
                continue
            if name == "customer_loyalty":
                self.transaction.run("release cards", _release, {"key": key})
            if name == "customer_address":
                shown = shown_row(CustomerAddress, typed(ADDRESSES, now))
                self.shown[f"addresses.{key}"] = change(shown, None)
            self.transaction.delete(table, key)

    def _clear_primary(self) -> None:
        # At no moment may two be.
        self.transaction.run("no primary address", _no_primary, {"customer": self.kept_id})

    def _appoint(self) -> None:
        """The address that was primary before is so again, but for a choice that was made since."""
        name = "customer_address"
        was, is_ = _primary(self.before[name]), _primary(self.now[name])
        chosen_since = is_.get(self.kept_id) != _primary(self.after[name]).get(self.kept_id)
        for customer_id in (self.kept_id, self.merged_id):
            key = was.get(customer_id)
            if customer_id == self.kept_id and chosen_since:
                key = is_.get(customer_id, key)
            if key:
                values = {"key": key, "customer": customer_id}
                self.transaction.run("appoint address", _appointed, values)
        old, new = is_.get(self.kept_id), was.get(self.kept_id)
        if not chosen_since and old != new:
            for key, is_so in ((old, False), (new, True)):
                if key and f"addresses.{key}" not in self.shown:
                    self.shown[f"addresses.{key}.isPrimary"] = change(not is_so, is_so)

    def _tags(self) -> None:
        """Labels: those of before, with what was added since and without what was taken away since."""
        before, after, now = (
            sorted(rows["customer_tag"].values(), key=lambda row: row["position"])
            for rows in (self.before, self.after, self.now)
        )
        mine = [row["name"] for row in before if row["customer_id"] == self.kept_id]
        names = united_since(mine, (row["name"] for row in after), (row["name"] for row in now))
        self.transaction.run("forget labels", _no_tags, {"customer": self.kept_id})
        known = {row["name"]: row for row in (*now, *before) if row["customer_id"] == self.kept_id}
        rows = [{**known[name], "position": place} for place, name in enumerate(names)]
        rows += [row for row in before if row["customer_id"] == self.merged_id]
        self.transaction.insert_many(TAGS, [typed(TAGS, row) for row in rows])
        if names != (shown := [row["name"] for row in now]):
            self.shown["tags"] = change(shown, names)

    def _move_back(self, name: str, ids: Iterable[str]) -> None:
        table_name, _, column = name.partition(".")
        of = SQLModel.metadata.tables[table_name].c[column]
        for key in ids:
            values = {"key": key, "old": self.kept_id, "new": self.merged_id}
            self.transaction.run(f"move back {name}", lambda: _moved_back(of), values)

    def _words(self, customer_id: str) -> None:
        """By what it is found and known: as before, with what came since."""
        known, row = self.content["words"], self.before["customer"][customer_id]
        for name, column in WORDS.items():
            words = known["before"][customer_id][name]
            if customer_id == self.kept_id:
                words = united_since(
                    words, known["after"][name], words_of(self.transaction, column, customer_id)
                )
            table = column.table
            self.transaction.execute(delete(table).where(table.c.customer_id == customer_id))
            for word in words:
                values = {"environment": row["environment"], "customer_id": customer_id, column.key: word}
                self.transaction.execute(insert(table).values(values))

    def _forget_in_others(self) -> None:
        """What later merges remember of the kept customer is what it would have been without this one."""
        later = select(MERGED).where(
            MERGED.c.into_id == self.kept_id, MERGED.c.merged_at >= self.alias["merged_at"]
        )
        was, became = (rows["customer"][self.kept_id] for rows in (self.before, self.after))
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
        version = self.before["customer"][self.merged_id]["version"] + 1
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
                kind, act, "customer", self.merged_id, self.merged_id, version, {}, {"from": self.kept_id}
            ),
        )
        if not self.is_changed:
            return
        for key, own in ((self.kept_id, "kept"), (self.merged_id, "merged")):
            if self.content["own"][own] or customer_records(self.transaction, key):
                work.bring_up(key, is_whole=True)
                work.write_terms(key)


def _primary(rows: Mapping[str, Row]) -> dict[str, str]:
    return {row["customer_id"]: key for key, row in rows.items() if row["is_primary"]}


# ── Statements


def _moved_back(column: Column[Any]) -> Any:
    (key,) = column.table.primary_key.columns
    is_row = key == bindparam("key")
    statement = update(column.table).where(is_row, column == bindparam("old"))
    return statement.values({column.key: bindparam("new")}).returning(key)


def _no_primary() -> Any:
    mine = (ADDRESSES.c.customer_id == bindparam("customer")) & ADDRESSES.c.is_primary
    return update(ADDRESSES).where(mine).values(is_primary=False).returning(ADDRESSES.c.id)


def _appointed() -> Any:
    is_row = (ADDRESSES.c.id == bindparam("key")) & (ADDRESSES.c.customer_id == bindparam("customer"))
    return update(ADDRESSES).where(is_row).values(is_primary=True).returning(ADDRESSES.c.id)


def _no_tags() -> Any:
    return delete(TAGS).where(TAGS.c.customer_id == bindparam("customer")).returning(TAGS.c.id)


def _release() -> Any:
    hung = CARDS.c.loyalty_id == bindparam("key")
    return update(CARDS).where(hung).values(loyalty_id=None).returning(CARDS.c.id)


def _records_back() -> Any:
    linked = select(LINKS.c.source_record_id).where(LINKS.c.customer_id == bindparam("new"))
    return (
        update(_RECORDS)
        .where(_RECORDS.c.id.in_(linked))
        .values(resource_id=bindparam("new"))
        .returning(_RECORDS.c.id)
    )


def _forget() -> Any:
    return delete(MERGED).where(MERGED.c.id == bindparam("key")).returning(MERGED.c.id)

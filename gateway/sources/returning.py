"""The rows of two customers that were one → as they were before, but for what was changed or made in between.

put_back(transaction, memory)     what the kept customer's history says of it
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, insert, select, update
from sqlmodel import SQLModel

from gateway.database import Transaction
from gateway.domain.customers.model import CustomerAddress
from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.domain.records.model import SourceRecord
from gateway.events.changes import Changes, below, change, changes_of, shown_row
from gateway.sources.holding import give_parts, release_cards
from gateway.sources.remembering import (
    ADDRESSES,
    BELOW_SINGLE,
    CUSTOMERS,
    REMEMBERED,
    SINGLE,
    SUGGESTIONS,
    TAGS,
    WORDS,
    Row,
    Rows,
    is_unchanged,
    restored,
    typed,
    united_since,
    words_of,
)
from gateway.sources.tables import LINKS, find_rows
from gateway.view import table_of

_RECORDS, _LOYALTY = table_of(SourceRecord), table_of(CustomerLoyalty)


class Memory:
    """What is remembered of a merge, beside what is there now."""

    def __init__(self, transaction: Transaction, alias: Row, now: Rows) -> None:
        self.kept_id, self.merged_id = alias["customer_id"], alias["id"]
        self.content: dict[str, Any] = alias["content"]
        self.before: Rows = self.content["before"]
        self.let_go = _let_go(transaction, self.before)
        """Customer → column → what it pointed to before, and what went since."""
        self.after: Rows = self.content["after"]
        self.now = now


def _let_go(transaction: Transaction, before: Rows) -> dict[str, Row]:
    """What went since, as a group that was deleted, is pointed to no more: as the database does it with rows."""
    of_customers: dict[str, Row] = {}
    for table in REMEMBERED:
        for key in table.foreign_keys:
            if key.ondelete != "SET NULL":
                continue
            name, target = key.parent.key, key.column.table
            returning = before.get(str(target.name), {})
            for row_id, row in before[str(table.name)].items():
                if row[name] and row[name] not in returning and transaction.get(target, row[name]) is None:
                    if table is CUSTOMERS:
                        of_customers.setdefault(row_id, {})[name] = row[name]
                    row[name] = None
    return of_customers


def put_back(transaction: Transaction, memory: Memory) -> Changes:
    """Both customers' own rows must be there again. Gives what changed of the kept one's, as its history shows it."""
    returning = _Returning(transaction, memory)
    returning.rows()
    for customer_id in (memory.kept_id, memory.merged_id):
        returning.words(customer_id)
    return returning.shown


class _Returning:
    def __init__(self, transaction: Transaction, memory: Memory) -> None:
        self.transaction = transaction
        self.content = memory.content
        self.kept_id, self.merged_id = memory.kept_id, memory.merged_id
        self.before, self.after, self.now = memory.before, memory.after, memory.now
        self.shown: Changes = {}

    def rows(self) -> None:
        self._clear_primary()
        self._make_room()
        for table in REMEMBERED:
            if table is TAGS:
                self._tags()
            elif table is not CUSTOMERS:
                self._table(str(table.name))
        self._parts_follow()
        for name, ids in self.content["moved"].items():
            self._move_back(name, ids)
        for table in reversed(REMEMBERED):
            if table not in (TAGS, CUSTOMERS):
                self._take_away(str(table.name))
        self._appoint()
        self.transaction.run("records follow back", _records_back, {"new": self.merged_id})

    def _make_room(self) -> None:
        """A customer has at most one row of some tables: one that came since goes before that of before comes back."""
        for table in SINGLE:
            name = str(table.name)
            before, after, now = self.before[name], self.after[name], self.now[name]
            returns = any(
                row["customer_id"] == self.kept_id and key not in after and key not in now
                for key, row in before.items()
            )
            for key in [key for key in now if key not in before]:
                if returns or (key in after and is_unchanged(after[key], now[key])):
                    self._delete_single(table, key)

    def _delete_single(self, table: Table, key: str) -> None:
        """With its parts; what it said is derived anew, and the cards find the standing of their holder."""
        for part in BELOW_SINGLE:
            names = [column.key for column in part.columns if column.references(_key_of(table))]
            rows = self.now[str(part.name)]
            for each in [each for each, row in rows.items() if any(row[name] == key for name in names)]:
                del rows[each]
        if table is _LOYALTY:
            release_cards(self.transaction, CustomerLoyalty, key)
        self.transaction.delete(table, key)
        del self.now[str(table.name)][key]

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
            elif key not in after and not self._is_impossible(table, row):
                new = typed(table, row)
                self.transaction.insert(table, new)
                if name == "customer_address" and row["customer_id"] == self.kept_id:
                    self.shown[f"addresses.{key}"] = change(None, shown_row(CustomerAddress, new))

    def _parts_follow(self) -> None:
        """Parts that came since go back with what they are part of."""
        for whole in SINGLE:
            for row in find_rows(self.transaction, whole, {"customer_id": self.merged_id}):
                for part in BELOW_SINGLE:
                    give_parts(self.transaction, part, whole, row["id"], self.merged_id)

    def _note_address(self, name: str, key: str, now: Row, new: Row) -> None:
        if name != "customer_address":
            return
        row = typed(ADDRESSES, now)
        if new.get("customer_id") == self.merged_id:
            self.shown[f"addresses.{key}"] = change(shown_row(CustomerAddress, row), None)
        else:
            inner = changes_of(CustomerAddress, row, new)
            self.shown |= below(f"addresses.{key}", inner)

    def _is_impossible(self, table: Table, row: Row) -> bool:
        """A part of what went since; a suggestion whose other customer is no more, or that was made anew."""
        if table in BELOW_SINGLE:
            wholes = [
                key for column in table.columns for key in column.foreign_keys if key.column.table in SINGLE
            ]
            return any(self.transaction.get(key.column.table, row[key.parent.key]) is None for key in wholes)
        if table is not SUGGESTIONS:
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
        going = {key for key, row in self.before[name].items() if row["customer_id"] == self.merged_id}
        for customer_id in (self.kept_id, self.merged_id):
            key = was.get(customer_id)
            if customer_id == self.kept_id and chosen_since and is_.get(customer_id) not in going:
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

    def words(self, customer_id: str) -> None:
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


def _key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _primary(rows: Mapping[str, Row]) -> dict[str, str]:
    return {row["customer_id"]: key for key, row in rows.items() if row["is_primary"]}


# ── Statements


def _moved_back(column: Column[Any]) -> Any:
    key = _key_of(column.table)
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


def _records_back() -> Any:
    linked = select(LINKS.c.source_record_id).where(LINKS.c.customer_id == bindparam("new"))
    return (
        update(_RECORDS)
        .where(_RECORDS.c.id.in_(linked))
        .values(resource_id=bindparam("new"))
        .returning(_RECORDS.c.id)
    )

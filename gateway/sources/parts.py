"""What a record itself holds beside its own columns → rows: an address, a summary, lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.events.changes import Changes, below, came, change, shown_row
from gateway.sources.changes import shown_list
from gateway.sources.fields import Target
from gateway.sources.holding import is_held_up, release_cards
from gateway.sources.reading import Reading
from gateway.sources.tables import find_rows
from gateway.sources.targets import STANDINGS
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

    def place(self, target: Target) -> dict[str, str | None]:
        """By which its rows are found: whose they are may be nobody's, and nothing is equal to null."""
        return {target.parent: self.id} if target.parent else self.columns(target)

    def of(self, row_id: str) -> "Owner":
        """A row of this customer that others hang on."""
        return Owner(row_id, self.customer_id, self.environment, self.external_id)


def write_parts(writer: Writer, owner: Owner, reading: Reading, changes: Changes, *, is_new: bool) -> None:
    """The rows that a record itself holds: an address, a summary, lines."""
    for target, part in reading.rows.items():
        write_part(writer, owner, target, part, changes, is_new=is_new)
    for target, items in reading.lists.items():
        write_list(writer, owner, target, items, changes, is_new=is_new)


def write_part(
    writer: Writer, owner: Owner, target: Target, part: Reading | None, changes: Changes, *, is_new: bool
) -> None:
    """At most one row."""
    entity = target.entity
    found = (
        [] if is_new else find_rows(writer.transaction, table_of(entity), owner.place(target) | target.where)
    )
    if part is None or part.is_empty:
        if found and (part is None or part.values) and not found[0].get("own_columns"):
            if is_held_up(writer.transaction, entity, found[0]):
                changes |= below(target.shown_as, _leave_to_cards(writer, owner, found[0]))
                return
            release_cards(writer.transaction, entity, found[0]["id"])
            writer.transaction.delete(entity, found[0]["id"])
            changes[target.shown_as] = change(shown_row(entity, found[0]), None)
        return
    inner: Changes = {}
    if found:
        row_id = found[0]["id"]
        inner |= writer.change_found(entity, found[0], part.values)
    else:
        values = new_values(writer, target, part.values) | owner.columns(target)
        row = writer.insert(entity, owner.environment, values)
        row_id = row["id"]
        inner |= came(entity, row)
    write_parts(writer, owner.of(row_id), part, inner, is_new=not found)
    changes |= below(target.shown_as, inner)


def _leave_to_cards(writer: Writer, owner: Owner, row: Mapping[str, Any]) -> Changes:
    """A standing of which no system tells any more, as its cards alone make it; the points follow them later."""
    inner = writer.change_found(CustomerLoyalty, row, {"referred_customers": None})
    write_list(writer, owner.of(row["id"]), STANDINGS, [], inner, is_new=False)
    return inner


def write_list(
    writer: Writer,
    owner: Owner,
    target: Target,
    items: list[dict[str, Any]],
    changes: Changes,
    *,
    is_new: bool,
) -> None:
    """As many rows as there are items."""
    entity, columns = target.entity, owner.columns(target)
    found = [] if is_new else find_rows(writer.transaction, table_of(entity), owner.place(target))
    left = {tuple(row[name] for name in target.key): row for row in found}
    for item in items:
        row = left.pop(tuple(item[name] for name in target.key), None)
        if row is None:
            values = new_values(writer, target, item) | columns
            writer.insert(entity, owner.environment, values)
        else:
            writer.change_found(entity, row, item)
    for row in left.values():
        writer.transaction.delete(entity, row["id"])
    before, after = shown_list(target, found), shown_list(target, items)
    if before != after:
        changes[target.shown_as] = change(before, after)


def new_values(writer: Writer, target: Target, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new row of the target has: the values, what stands in for those that are missing, and its times."""
    stand_ins = {name: each for name, each in target.new.items() if values.get(name) is None}
    return writer.times({**values, **stand_ins}) | target.where


def with_values(part: Reading | None, values: Mapping[str, Any]) -> Reading | None:
    """The part of a record, with columns that say where it is from."""
    if part is None or part.is_empty or not values:
        return part
    return Reading({**part.values, **values}, part.rows, part.lists, part.links)

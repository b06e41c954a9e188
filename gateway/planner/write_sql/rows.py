"""Where a row's values are read from, and the columns that it must bring so that its entries can be written."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, literal_column, select

from gateway.planner.fields import KeysField, Link, ValueField
from gateway.planner.json_text import Sql
from gateway.planner.plan import Entries, Group, Leaf, Listing, Money, One, Page, Told, Values

# Without one, SQLAlchemy binds a 0 of its own on SQLite.
NO_OFFSET: Sql = literal_column("0")


class Row:
    """Where a row's values are read from: a table, or a subquery that has picked the columns already."""

    def __init__(self, source: Any, *, is_picked: bool) -> None:
        self.source = source
        self.columns = source.c
        self.is_picked = is_picked

    def value(self, field: ValueField) -> Sql:
        return self.column(field.column) if self.is_picked else field.read(self.columns)

    def column(self, name: str) -> Sql:
        column: Sql = self.columns[name]
        return column


NO_ROW = Row(select().subquery("nothing"), is_picked=True)


def linked(link: Link | None, row: Row, parent: Row | None) -> Iterator[Sql]:
    """What makes a row one of its parent's; nothing for a row that is read on its own."""
    if link is not None and parent is not None:
        yield row.column(link.remote) == parent.column(link.local)


def pick(row: Row, entries: Iterable[Entries], keys: tuple[tuple[str, Sql], ...] = ()) -> Select[Any]:
    """The columns that the entries are written from, and the sort keys."""
    columns: dict[str, Sql] = {}
    for field_or_column in (of for group in entries for of in _columns(group)):
        if isinstance(field_or_column, str):
            columns.setdefault(field_or_column, row.column(field_or_column))
        else:
            columns.setdefault(field_or_column.column, row.value(field_or_column))
    if not columns and not keys:
        columns["id"] = row.column("id")
    return select(*(value.label(name) for name, value in (*columns.items(), *keys)))


def _columns(entries: Entries) -> Iterator[ValueField | str]:
    for _, value in entries:
        if isinstance(value, Leaf):
            yield value.field
        elif isinstance(value, Money):
            yield value.units
            yield value.currency
        elif isinstance(value, Group):
            if value.field.present is not None:
                yield value.field.present
            yield from _columns(value.entries)
        elif isinstance(value, Told):
            yield from _columns(value.material)
        elif isinstance(value, Values):
            yield value.field.column if isinstance(value.field, KeysField) else value.field.link.local
        elif isinstance(value, One | Listing | Page) and value.link is not None:
            yield value.link.local
            if value.link.named is not None:
                yield value.link.named.of

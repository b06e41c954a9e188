"""A row before anything is said of it, and what stands where nothing is."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnDefault

from gateway.entity import Entity
from gateway.view import table_of

Values = Mapping[str, Any]


@cache
def blank(entity: type[Entity]) -> Mapping[str, Any]:
    """A row of which nothing is known: each column with its default."""
    columns = [column for column in table_of(entity).columns if column.computed is None]
    return {column.key: _default_of(column) for column in columns}


def _default_of(column: Column[Any]) -> Any:
    default = column.default
    value = default.arg if isinstance(default, ColumnDefault) else None
    return str(value) if isinstance(value, str) else value


@cache
def _stand_ins(entity: type[Entity]) -> tuple[tuple[str, Any], ...]:
    """Columns that hold no null, and what stands there where nothing is said."""
    needed = (column.key for column in table_of(entity).columns if not column.nullable)
    return tuple((name, blank(entity).get(name)) for name in needed)


def completed(entity: type[Entity], values: Values) -> dict[str, Any]:
    """A whole new row: where the values say nothing, or null and the column holds none, the default."""
    row = {**blank(entity), **values}
    for name, default in _stand_ins(entity):
        if default is not None and row[name] is None:
            row[name] = default
    return row


def filled(entity: type[Entity], values: Values) -> dict[str, Any]:
    """The values as the table takes them: null becomes the default where a column holds none, or says nothing."""
    taken = dict(values)
    for name, default in _stand_ins(entity):
        if name in taken and taken[name] is None:
            if default is None:
                del taken[name]
            else:
                taken[name] = default
    return taken

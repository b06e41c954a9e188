"""What an event says of rows: each field that changed, by its name in the graph, with before and after."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from gateway.columns import Scalar, format_instant
from gateway.entity import Entity, exposure_of
from gateway.naming import dotted
from gateway.view import table_of

Changes = dict[str, dict[str, Any]]
"""Field → `{"from": …, "to": …}`."""

Values = Mapping[str, Any]


def change(before: Any, after: Any) -> dict[str, Any]:
    return {"from": before, "to": after}


def changes_of(entity: type[Entity], row: Values, values: Values) -> Changes:
    names = shown_columns(entity)
    return {
        names[column]: change(_plain_of(entity, column, row[column]), _plain_of(entity, column, value))
        for column, value in values.items()
        if column in names
    }


@cache
def shown_columns(entity: type[Entity]) -> Mapping[str, str]:
    """Column → its name in the graph, with a dot where an object opens; bookkeeping is not there."""
    columns = [column for column in table_of(entity).columns if exposure_of(column)]
    return {column.key: dotted(column.key) for column in columns if column.key not in _BOOKKEEPING}


_BOOKKEEPING = frozenset({"id", "environment", "version", "customer_id", "position"})


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it."""
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _plain_of(entity: type[Entity], column: str, value: Any) -> Any:
    # SQLite reads true back as 1.
    return bool(value) if value is not None and column in _booleans(entity) else plain(value)


@cache
def _booleans(entity: type[Entity]) -> frozenset[str]:
    columns = table_of(entity).columns
    return frozenset(column.key for column in columns if column.info.get("scalar") is Scalar.BOOLEAN)


def shown_row(entity: type[Entity], row: Values) -> dict[str, Any]:
    """What an event says of a row that came or went."""
    names, booleans = _told_columns(entity), _booleans(entity)
    return {
        names[column]: bool(value) if column in booleans else plain(value)
        for column, value in row.items()
        if value is not None and column in names
    }


@cache
def _told_columns(entity: type[Entity]) -> Mapping[str, str]:
    names = shown_columns(entity)
    return {column: name for column, name in names.items() if column not in ("created_at", "updated_at")}

"""What an event says of rows: each field that changed, by its name in the graph, with before and after."""

from collections.abc import Callable, Mapping
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


def below(name: str, changes: Changes) -> Changes:
    """`loyalty`, `{"points": …}` → `{"loyalty.points": …}`"""
    return {f"{name}.{inner}": each for inner, each in changes.items()}


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
    told: dict[str, Any] = {}
    for column, name, convert in _told_columns(entity):
        value = row.get(column)
        if value is not None:
            told[name] = value if convert is None else convert(value)
    return told


def came(entity: type[Entity], row: Values) -> Changes:
    """The changes of a row that was not there before."""
    return {name: {"from": None, "to": value} for name, value in shown_row(entity, row).items()}


def went(entity: type[Entity], row: Values) -> Changes:
    """The changes of a row that is there no more."""
    return {name: change(value, None) for name, value in shown_row(entity, row).items()}


@cache
def _told_columns(entity: type[Entity]) -> tuple[tuple[str, str, Callable[[Any], Any] | None], ...]:
    """Column, its name in the graph, and what its values need to be JSON."""
    columns, booleans = table_of(entity).columns, _booleans(entity)
    return tuple(
        (column, name, bool if column in booleans else _converted(columns[column].info.get("scalar")))
        for column, name in shown_columns(entity).items()
        if column not in ("created_at", "updated_at")
    )


def _converted(scalar: Scalar | None) -> Callable[[Any], Any] | None:
    return plain if scalar in (None, Scalar.DATE, Scalar.DATE_TIME) else None

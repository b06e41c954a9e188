"""Rows on their way to a database: plain values, by table, each table's in one order of columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlmodel import SQLModel

from gateway.entity import Entity
from gateway.seed.dice import Dice
from gateway.seed.moment import spell_instant
from gateway.view import table_of

Value = str | int | bool | None
"""Instants, days and JSON are texts: SQLite stores them so, PostgreSQL reads them."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


class Rows:
    """Collects rows of many tables."""

    def __init__(self) -> None:
        self._tables: dict[str, TableRows] = {}

    def add(self, table: str, row: dict[str, Any]) -> None:
        columns = tuple(row)
        known = self._tables.get(table)
        if known is None:
            known = self._tables[table] = TableRows(table, columns, [])
        elif known.columns != columns:
            raise TypeError(f"A row of {table} has the columns {columns}; expected {known.columns}.")
        known.rows.append(tuple(row.values()))

    def __iter__(self) -> Iterator[TableRows]:
        return iter(self._tables.values())


class Writer:
    """Adds rows of one environment, with ids drawn from one key's dice."""

    __slots__ = ("dice", "environment", "rows")

    def __init__(self, environment: str, dice: Dice, rows: Rows) -> None:
        self.environment = environment
        self.dice = dice
        self.rows = rows

    def add(
        self, entity: type[Entity], at: int, updated_at: int | None = None, version: int = 1, **columns: Value
    ) -> str:
        """Adds a row that was made at the millisecond `at`; returns its id."""
        return self.add_as(
            self.dice.identifier(entity.__prefix__, at), entity, at, updated_at, version, **columns
        )

    def add_as(
        self,
        known_id: str,
        entity: type[Entity],
        at: int,
        updated_at: int | None,
        version: int,
        /,
        **columns: Value,
    ) -> str:
        """The same, of a row whose id is known already."""
        created = spell_instant(at)
        row = {
            "id": known_id,
            "environment": self.environment,
            "version": version,
            "created_at": created,
            "updated_at": created if updated_at is None else spell_instant(updated_at),
            **columns,
        }
        self.rows.add(name_of(entity), row)
        return known_id


@cache
def name_of(entity: type[SQLModel]) -> str:
    """Name of an entity's table."""
    return table_of(entity).name


def json_text(value: Any) -> str:
    return orjson.dumps(value).decode()

"""Seeds databases and reads what came of it."""

import asyncio
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rich.console import Console
from sqlalchemy import Connection, Table, select, text
from sqlmodel import SQLModel

from gateway.domain import ENTITIES
from gateway.domain.customers.model import CustomerSearchTerm
from gateway.entity import Entity
from gateway.events.store import POSITIONS
from gateway.migrations import upgrade
from gateway.seed import SeedSummary, is_empty, seed
from gateway.settings import Settings
from gateway.view import table_of, view_of
from tests.databases import connected

CUSTOMERS = 60
TABLES: tuple[Table, ...] = (
    *(table_of(entity) for entity in ENTITIES if view_of(table_of(entity)) is None),
    table_of(CustomerSearchTerm),
    POSITIONS,
)
"""Every table with rows of ours."""

Row = dict[str, Any]


def fill(url: str, customers: int, number: int = 1, console: Console | None = None) -> SeedSummary:
    """Makes the tables and seeds them."""
    upgrade(url)
    return asyncio.run(seed(Settings(database_url=url), customers=customers, seed=number, console=console))


def is_empty_database(url: str) -> bool:
    return asyncio.run(is_empty(Settings(database_url=url)))


def rows_of(url: str, model: type[SQLModel] | Table, environment: str | None = "LIVE") -> list[Row]:
    """The rows of a table in the order of their keys, as Python has them; of both environments for None."""
    table = model if isinstance(model, Table) else table_of(model)
    statement = select(table).order_by(*table.primary_key.columns)
    if environment:
        statement = statement.where(table.c.environment == environment)

    def read(connection: Connection) -> list[Row]:
        return [dict(row) for row in connection.execute(statement).mappings()]

    return connected(url, read)


def by_customer(url: str, model: type[Entity]) -> dict[str, list[Row]]:
    """The same by customer, without what nobody has for himself; those who have none have an empty list."""
    from gateway.domain.customers.model import Customer

    found: dict[str, list[Row]] = {row["id"]: [] for row in rows_of(url, Customer)}
    for row in rows_of(url, model):
        if row["customer_id"] is not None:
            found[row["customer_id"]].append(row)
    return found


def every_row(url: str) -> dict[str, list[Row]]:
    return {table.name: rows_of(url, table, None) for table in TABLES}


def digest(url: str) -> str:
    """A hash of every stored byte of every row of a SQLite database."""
    total = sha256()

    def read(connection: Connection) -> None:
        for table in TABLES:
            keys = ", ".join(column.name for column in table.primary_key.columns)
            for row in connection.execute(text(f'SELECT * FROM "{table.name}" ORDER BY {keys}')):  # noqa: S608
                total.update(repr(tuple(row)).encode())

    connected(url, read)
    return total.hexdigest()


def counts(url: str) -> Mapping[str, int]:
    """Table → rows."""
    return {name: len(rows) for name, rows in every_row(url).items()}

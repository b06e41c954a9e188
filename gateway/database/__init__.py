"""Engines and connections: one statement for a read, one transaction for a write, committed at this edge.

    read(sql, arguments)   at once if it is short, else in a thread (SQLite); one round trip (PostgreSQL)
    write(work, show)      `work(transaction)` happens whole or not at all; `show` reads what it left behind

`work` is plain synchronous code on both databases: in the writer's own thread on SQLite, in a greenlet on PostgreSQL.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from gateway.database.connection import Database, StatementTimeout
from gateway.database.postgresql import PostgresDatabase
from gateway.database.sealing_key import load_seal
from gateway.database.seals import Seal
from gateway.database.sqlite import SqliteDatabase
from gateway.database.transaction import ConstraintViolated, StaleRow, Transaction
from gateway.errors import SettingsError
from gateway.settings import Settings

__all__ = [
    "ConstraintViolated",
    "Database",
    "PostgresDatabase",
    "Seal",
    "SqliteDatabase",
    "StaleRow",
    "StatementTimeout",
    "Transaction",
    "connected",
    "load_seal",
    "open_database",
]


def open_database(settings: Settings) -> Database:
    """The database that the settings name, not connected yet.

    Raises:
        SettingsError: the address is of no database that the gateway knows.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise SettingsError("GATEWAY_DATABASE_URL names no file; expected sqlite+aiosqlite:///PATH.")
        return SqliteDatabase(Path(url.database), settings)
    if url.get_backend_name() == "postgresql":
        return PostgresDatabase(
            url.set(drivername="postgresql").render_as_string(hide_password=False), settings
        )
    raise SettingsError(
        f"GATEWAY_DATABASE_URL is {settings.database_url!r}; expected sqlite+aiosqlite:///PATH or postgresql+asyncpg://…"
    )


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Database]:
    """The database that the settings name, as long as it is needed.

    Raises:
        SettingsError: there is none, or it cannot be reached.
    """
    database = open_database(settings)
    await database.open()
    try:
        yield database
    finally:
        await database.close()

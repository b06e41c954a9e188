"""Rows → a SQLite file.

One transaction with a rollback journal: pages that are new need no journal, so that the file is written once, memory
stays at the size of the cache however many customers there are, and a break leaves the empty database behind.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from gateway.errors import SettingsError
from gateway.seed.rows import TableRows
from gateway.seed.target import FORGET_POSITIONS, IS_EMPTY, Target, not_empty, not_migrated

T = TypeVar("T")

_CACHE_KIBIBYTES = 256 * 1024


class SqliteTarget(Target):
    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._journal = "delete"

    @staticmethod
    def render(rows: Sequence[TableRows]) -> list[TableRows]:
        # Rows in the order of their ids meet the pages of an index one after the other.
        return [replace(table, rows=sorted(table.rows, key=lambda row: row[:3])) for table in rows]

    async def __aenter__(self) -> Self:
        self._connection = await asyncio.to_thread(_connect, self.path)
        try:
            self._journal = await self._do(_begin)
        except BaseException:
            self._connection.close()
            raise
        return self

    async def write(self, rendered: list[TableRows]) -> None:
        await self._do(lambda connection: _insert(connection, rendered))

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        try:
            if kind is None:
                await self._do(_finish)
            else:
                await self._do(lambda connection: connection.execute("ROLLBACK"))
            await self._do(lambda connection: connection.execute(f"PRAGMA journal_mode = {self._journal}"))
        finally:
            await self._do(lambda connection: connection.close())

    async def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        assert self._connection is not None, "The database is not open."  # noqa: S101
        return await asyncio.to_thread(work, self._connection)


def is_sqlite_empty(path: Path) -> bool:
    connection = _connect(path)
    try:
        return _is_empty(connection)
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise SettingsError(f"{path} does not exist; run `gateway migrate` first.")
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _is_empty(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute(IS_EMPTY).fetchone()[0])
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise not_migrated() from None
        raise


def _begin(connection: sqlite3.Connection) -> str:
    """Begins to fill; returns how the database kept its journal until now."""
    if not _is_empty(connection):
        raise not_empty()
    ((journal,),) = connection.execute("PRAGMA journal_mode").fetchall()
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise SettingsError(f"The database is in use ({error}); stop the server and seed again.") from None
    if not _is_empty(connection):
        raise not_empty()
    connection.execute(FORGET_POSITIONS)
    return str(journal)


def _insert(connection: sqlite3.Connection, chunk: Sequence[TableRows]) -> None:
    for table in chunk:
        columns = ", ".join(f'"{column}"' for column in table.columns)
        places = ", ".join("?" * len(table.columns))
        # Names come from our own tables.
        sql = f'INSERT INTO "{table.table}" ({columns}) VALUES ({places})'  # noqa: S608
        connection.executemany(sql, table.rows)


def _finish(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.execute("ANALYZE")

"""SQLite: one file, one connection that writes, and readers that never wait for it."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gateway.database.connection import Database
from gateway.database.sqlite_readers import ShortReader, ThreadedReaders, TooLong
from gateway.database.sqlite_writer import Job, SqliteWriter, empty_log
from gateway.database.transaction import Transaction
from gateway.errors import SettingsError
from gateway.settings import Settings

T = TypeVar("T")
Shown = TypeVar("Shown")


class SqliteDatabase(Database):
    """Short reads run where they are asked for, long ones in threads, and all writes in one thread."""

    dialect_name = "sqlite"
    works_by_itself = False

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._short: ShortReader | None = None
        self._threads: ThreadedReaders | None = None
        self._writer: SqliteWriter | None = None

    async def open(self) -> None:
        if not self.path.exists():
            raise SettingsError(f"{self.path} does not exist; run `gateway migrate` first.")
        settings = self.settings
        self._writer = SqliteWriter(self.path, settings.sqlite_synchronous)
        self._short = ShortReader(self.path)
        self._threads = await ThreadedReaders.open(
            self.path, settings.reader_connections, settings.statement_timeout
        )

    async def close(self) -> None:
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)
        if self._short is not None:
            self._short.close()
        if self._threads is not None:
            await self._threads.close()
        self._writer = self._short = self._threads = None

    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        if self._short is None or self._threads is None:
            raise RuntimeError("The database is not open.")
        text = self._short.read(sql, arguments)
        if isinstance(text, TooLong):
            return await self._threads.read(sql, arguments)
        return text

    async def sweep(self, tables: Sequence[str]) -> None:
        """What is deleted is overwritten at once; the log that still holds it is emptied."""
        await asyncio.to_thread(empty_log, self.path)

    async def count_anew(self) -> None:
        """Statements are planned by the indexes that there are, whatever number of rows they hold."""

    async def write(
        self, work: Callable[[Transaction], T], show: Callable[[Transaction, T], Shown] | None = None
    ) -> Any:
        if self._writer is None:
            raise RuntimeError("The database is not open.")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._writer.submit(Job(work, show, loop, answer))
        return await answer

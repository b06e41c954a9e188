"""A statement on SQLite → its one text: short ones at once, long ones in threads of their own."""

import asyncio
import math
import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import aiosqlite

from gateway.database.connection import StatementTimeout
from gateway.database.sqlite_functions import add_functions
from gateway.database.sqlite_writer import CACHED_STATEMENTS

STEPS_OF_A_TICK = 1000
"""Steps of SQLite's machine between two counts."""
TICKS_OF_A_SHORT_READ = 16
"""A short read takes fewer steps than these, which is well under a millisecond."""
SECONDS_OF_A_SHORT_READ = 0.02
"""For pages that come from a slow disk; less would be taken from us by the machine's other work now and then."""
SECONDS_REMEMBERED = 5.0
_MOST_REMEMBERED = 2000


class TooLong:
    """What a read that is not short gives instead of a text."""


TOO_LONG: Final = TooLong()


class ShortReader:
    """Reads on the event loop itself, and gives up what turns out to be long.

    A key look-up takes 10 µs and the way to a thread and back five to ten times as much, so a read is tried here first.
    SQLite counts its steps: a read that has used up what a short one may is stopped, and goes to a thread for a while.
    """

    def __init__(self, path: Path) -> None:
        self._connection = _connect(path)
        # Whoever waits here makes everybody wait: what is locked is read in a thread.
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._connection.set_progress_handler(self._tick, STEPS_OF_A_TICK)
        self._ticks = 0
        self._long_until: dict[str, float] = {}

    def close(self) -> None:
        self._connection.close()

    def read(self, sql: str, arguments: Sequence[Any]) -> str | TooLong | None:
        started = time.monotonic()
        if started < self._look_up(sql):
            return TOO_LONG
        self._ticks = 0
        try:
            rows = self._connection.execute(sql, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                self._long_until[sql] = started + SECONDS_REMEMBERED
            elif error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return TOO_LONG
        if time.monotonic() - started > SECONDS_OF_A_SHORT_READ:
            self._long_until[sql] = started + SECONDS_REMEMBERED
        return rows[0][0] if rows else None

    def _look_up(self, sql: str) -> float:
        until = self._long_until.get(sql)
        if until is None:
            if len(self._long_until) >= _MOST_REMEMBERED:
                self._long_until.clear()
            # A search is one step of the machine, however many rows it finds.
            until = self._long_until[sql] = math.inf if " MATCH " in sql else 0.0
        return until

    def _tick(self) -> int:
        # SQLite counts on from one run of a statement to the next, so a first tick says nothing about this run.
        self._ticks += 1
        return self._ticks > TICKS_OF_A_SHORT_READ


class ThreadedReaders:
    """Connections in threads of their own: a read waits for one that is free."""

    def __init__(self, readers: list[aiosqlite.Connection], seconds: float) -> None:
        self._readers = readers
        self._idle = list(readers)
        self._waiting: deque[asyncio.Future[aiosqlite.Connection]] = deque()
        self._seconds = seconds

    @classmethod
    async def open(cls, path: Path, count: int, seconds: float) -> "ThreadedReaders":
        """`seconds` is how long a read may take."""
        readers = [
            await aiosqlite.Connection(lambda: _connect(path), iter_chunk_size=64) for _ in range(count)
        ]
        return cls(readers, seconds)

    async def close(self) -> None:
        for reader in self._readers:
            await reader.close()

    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        reader = await self._take()
        loop = asyncio.get_running_loop()
        # A coroutine that gives up does not stop SQLite; an interrupt does.
        deadline = loop.call_later(self._seconds, reader._conn.interrupt)  # noqa: SLF001
        try:
            # Fetched to the end: SQLite forgets an interrupt only when no statement is open.
            rows: Any = await reader.execute_fetchall(sql, arguments)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise StatementTimeout(f"The statement took more than {self._seconds} s.") from None
            raise
        finally:
            deadline.cancel()
            self._give_back(reader)
        return rows[0][0] if rows else None

    async def _take(self) -> aiosqlite.Connection:
        if self._idle:
            return self._idle.pop()
        waiter: asyncio.Future[aiosqlite.Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._give_back(waiter.result())
            raise

    def _give_back(self, reader: aiosqlite.Connection) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(reader)
                return
        self._idle.append(reader)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, cached_statements=CACHED_STATEMENTS, check_same_thread=False
    )
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA busy_timeout = 5000")
    add_functions(connection)
    return connection

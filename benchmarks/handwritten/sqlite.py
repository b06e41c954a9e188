"""The hand-written answers on SQLite: readers in threads of aiosqlite, one thread that writes."""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiosqlite

from benchmarks.handwritten import drafts
from benchmarks.handwritten import sqlite_statements as sql
from benchmarks.handwritten.customers import Given
from benchmarks.handwritten.pages import BY_CREATION, BY_LAST_NAME, read_cursor, read_seal, write_rows
from gateway.columns import format_instant, parse_instant
from gateway.database import Seal
from gateway.errors import Rejected
from gateway.identifier import new_id

READERS = 4
_STATEMENTS = 512

Row = Sequence[Any]
Work = Callable[[sqlite3.Connection], str]


class SqliteCustomers(ABC):
    """The answers; how a statement gets to the database is another matter."""

    seal: Seal

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    async def fetch(self, statement: str, arguments: Sequence[Any]) -> Sequence[Row]: ...

    @abstractmethod
    async def write(self, work: Work) -> str: ...

    async def customer(self, given: Given) -> str:
        return await self._one(sql.CUSTOMER, given["id"])

    async def profile(self, given: Given) -> str:
        return await self._one(sql.PROFILE, given["id"])

    async def _one(self, statement: str, identifier: str) -> str:
        rows = await self.fetch(statement, (identifier,))
        return f'{{"data":{{"customer":{rows[0][0] if rows else "null"}}}}}'

    async def page(self, given: Given) -> str:
        return await self._page(sql.PAGE, sql.PAGE_AFTER, given)

    async def orders(self, given: Given) -> str:
        return await self._page(sql.ORDERS, sql.ORDERS_AFTER, given)

    async def _page(self, first_page: str, next_page: str, given: Given) -> str:
        size, after = given["first"], given.get("after")
        if after is None:
            rows = await self.fetch(first_page, (size + 1,))
        else:
            rows = await self.fetch(next_page, (*read_cursor(after, self.seal), size + 1))
        return write_rows(rows, size, BY_CREATION, self.seal)

    async def filtered(self, given: Given) -> str:
        since = format_instant(parse_instant(given["since"]))
        size = given["first"]
        rows = await self.fetch(sql.FILTERED, (given["status"], since, size + 1))
        return write_rows(rows, size, BY_LAST_NAME, self.seal)

    async def create(self, given: Given) -> str:
        try:
            values = drafts.read_input(given["input"])
        except Rejected as rejected:
            return drafts.write_refusal("customerCreate", rejected)
        return await self.write(lambda connection: _create(connection, values))

    async def update(self, given: Given) -> str:
        identifier = given["input"]["id"]
        try:
            values = drafts.read_input(given["input"])
        except Rejected as rejected:
            return drafts.write_refusal("customerUpdate", rejected)
        return await self.write(lambda connection: _update(connection, identifier, values))


def _create(connection: sqlite3.Connection, values: dict[str, Any]) -> str:
    values = {column: value for column, value in values.items() if value is not None}
    at = format_instant(drafts.this_instant())
    row = {
        **dict.fromkeys((*drafts.COLUMNS.values(), "email_normalized", "email_claim", "phone_normalized")),
        **drafts.DEFAULTS,
        **values,
        **drafts.derive(values),
        "id": new_id("cus"),
        "at": at,
    }
    shown = connection.execute(sql.INSERT_CUSTOMER, row).fetchall()[0][0]
    connection.executemany(sql.INSERT_TERM, [(term, row["id"]) for term in drafts.find_terms(row)])
    _record(connection, row["id"], 1, at, "created", "create", drafts.write_creation(values))
    return drafts.write_payload("customerCreate", shown)


def _update(connection: sqlite3.Connection, identifier: str, values: dict[str, Any]) -> str:
    found = connection.execute(sql.SELECT_CUSTOMER, (identifier,))
    rows = found.fetchall()
    if not rows:
        return drafts.write_missing("customerUpdate", identifier)
    before = dict(zip([column[0] for column in found.description], rows[0], strict=True))
    after = drafts.find_changes(before, values)
    if not after:
        shown = connection.execute(sql.SHOW_CUSTOMER, (identifier,)).fetchall()[0][0]
        return drafts.write_payload("customerUpdate", shown)
    at = format_instant(drafts.this_instant())
    changed = {**after, **drafts.derive(after)}
    statement = sql.update_customer(tuple(changed))
    shown = connection.execute(statement, {**changed, "id": identifier, "at": at}).fetchall()[0][0]
    if not drafts.SEARCHED.isdisjoint(after):
        connection.execute(sql.DELETE_TERMS, (identifier,))
        terms = drafts.find_terms({**before, **changed})
        connection.executemany(sql.INSERT_TERM, [(term, identifier) for term in terms])
    changes = drafts.write_changes(before, after)
    _record(connection, identifier, before["version"] + 1, at, "updated", "update", changes)
    return drafts.write_payload("customerUpdate", shown)


def _record(
    connection: sqlite3.Connection,
    identifier: str,
    version: int,
    at: str,
    happened: str,
    act: str,
    changes: str,
) -> None:
    position = connection.execute(sql.TAKE_POSITION).fetchall()[0][0]
    event = (new_id("evs"), at, at, position, f"customer.{happened}", act)
    connection.execute(sql.INSERT_EVENT, (*event, identifier, version, changes, drafts.WHO, identifier))


class PooledSqliteCustomers(SqliteCustomers):
    """Readers as the gateway has them, and a writer thread with one transaction for each write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers: list[aiosqlite.Connection] = []
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._thread = ThreadPoolExecutor(1)
        self._writer: sqlite3.Connection | None = None

    async def open(self) -> None:
        self.seal = await read_seal(f"sqlite+aiosqlite:///{self._path}")
        self._writer = connect_writer(self._path)
        for _ in range(READERS):
            reader = await aiosqlite.connect(
                self._path, isolation_level=None, cached_statements=_STATEMENTS, check_same_thread=False
            )
            for pragma in READER_PRAGMAS:
                await reader.execute(pragma)
            self._readers.append(reader)
            self._idle.put_nowait(reader)

    async def close(self) -> None:
        self._thread.shutdown()
        for reader in self._readers:
            await reader.close()
        if self._writer is not None:
            self._writer.close()

    async def fetch(self, statement: str, arguments: Sequence[Any]) -> Sequence[Row]:
        reader = await self._idle.get()
        try:
            rows: Any = await reader.execute_fetchall(statement, arguments)
            return rows  # type: ignore[no-any-return]
        finally:
            self._idle.put_nowait(reader)

    async def write(self, work: Work) -> str:
        assert self._writer is not None, "The database is not open."  # noqa: S101
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, commit, self._writer, work)


class DirectSqliteCustomers(SqliteCustomers):
    """Every statement runs on the event loop: nothing is faster, and one slow statement holds up everyone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None

    async def open(self) -> None:
        self.seal = await read_seal(f"sqlite+aiosqlite:///{self._path}")
        self._writer = connect_writer(self._path)
        self._reader = sqlite3.connect(self._path, isolation_level=None, cached_statements=_STATEMENTS)
        for pragma in READER_PRAGMAS:
            self._reader.execute(pragma)

    async def close(self) -> None:
        for connection in (self._reader, self._writer):
            if connection is not None:
                connection.close()

    async def fetch(self, statement: str, arguments: Sequence[Any]) -> Sequence[Row]:
        assert self._reader is not None, "The database is not open."  # noqa: S101
        return self._reader.execute(statement, arguments).fetchall()

    async def write(self, work: Work) -> str:
        assert self._writer is not None, "The database is not open."  # noqa: S101
        return commit(self._writer, work)


READER_PRAGMAS = ("PRAGMA query_only = ON", "PRAGMA busy_timeout = 5000")


def connect_writer(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, cached_statements=_STATEMENTS, check_same_thread=False
    )
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def commit(connection: sqlite3.Connection, work: Work) -> str:
    """Runs work in one transaction, which is on the disk when this returns."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = work(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return answer

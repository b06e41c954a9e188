"""Engines and connections: one statement for a read, one transaction for a write, committed at this edge.

    read(sql, arguments)   one hop to a reader's thread (SQLite), one round trip on a pooled connection (PostgreSQL)
    write(work)            `work(transaction)` runs whole or not at all; what it returns is returned once it is durable

`work` is plain synchronous code on both databases: in the writer's own thread on SQLite, in a greenlet on PostgreSQL.
"""

import asyncio
import contextlib
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import aiosqlite
import asyncpg
from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.util import await_only, greenlet_spawn

from gateway.entity import Entity
from gateway.errors import GatewayError, SettingsError
from gateway.settings import Settings

T = TypeVar("T")
Values = Mapping[str, Any]


class StatementTimeout(GatewayError):
    """A statement ran longer than allowed and was cancelled in the database."""

    code = "TIMEOUT"


class ConstraintViolated(GatewayError):
    """The database refused a row. `constraint` is the name or the columns that it gave."""

    code = "CONSTRAINT"

    def __init__(self, constraint: str) -> None:
        super().__init__(f"The database refused the row: {constraint}.")
        self.constraint = constraint


class _Text:
    """A compiled statement: SQL, the names of its parameters in order, and how each value is bound."""

    __slots__ = ("binds", "sql")

    def __init__(self, statement: Insert | Update | Delete | Select[Any], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.binds = tuple(
            (
                name,
                compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect),
                compiled.binds[name],
            )
            for name in compiled.positiontup or ()
        )

    def arguments(self, values: Values) -> list[Any]:
        bound = []
        for name, process, parameter in self.binds:
            value = values.get(name, parameter.effective_value)
            bound.append(process(value) if process else value)
        return bound


class _Texts:
    """The statements that writes are made of, compiled once per table and set of columns."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: dict[tuple[Any, ...], _Text] = {}

    def _get(self, key: tuple[Any, ...], make: Callable[[], Any]) -> _Text:
        if key not in self._known:
            self._known[key] = _Text(make(), self.dialect)
        return self._known[key]

    def named(self, key: str, make: Callable[[], Any]) -> _Text:
        return self._get(("named", key), make)

    def insert(self, table: Table, columns: Iterable[str]) -> _Text:
        names = tuple(columns)
        return self._get(
            ("insert", table.name, names),
            lambda: insert(table).values({name: bindparam(name) for name in names}),
        )

    def update(self, table: Table, columns: Iterable[str]) -> _Text:
        names = tuple(columns)
        return self._get(
            ("update", table.name, names),
            lambda: (
                update(table)
                .where(table.c.id == bindparam("key_id"))
                .values({name: bindparam(f"new_{name}") for name in names})
            ),
        )

    def delete(self, table: Table) -> _Text:
        return self._get(
            ("delete", table.name), lambda: delete(table).where(table.c.id == bindparam("key_id"))
        )

    def get(self, table: Table) -> _Text:
        # PostgreSQL locks the row until the end of the transaction; SQLite has one writer.
        return self._get(
            ("get", table.name),
            lambda: select(table).where(table.c.id == bindparam("key_id")).with_for_update(),
        )


class Transaction(ABC):
    """What an operation may do to the rows. All of it is committed together, or none."""

    texts: _Texts

    @abstractmethod
    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        """Runs a statement and returns its rows."""

    @abstractmethod
    def _run_many(self, sql: str, arguments: list[list[Any]]) -> None:
        """Runs a statement once for each set of arguments."""

    def insert(self, table: type[Entity] | Table, values: Values) -> None:
        """Inserts one row.

        Raises:
            ConstraintViolated: a constraint does not hold.
        """
        text = self.texts.insert(_table(table), values)
        self._run(text.sql, text.arguments(values))

    def insert_many(self, table: type[Entity] | Table, rows: Sequence[Values]) -> None:
        """Inserts rows that all have the same columns."""
        if rows:
            text = self.texts.insert(_table(table), rows[0])
            self._run_many(text.sql, [text.arguments(row) for row in rows])

    def update(self, table: type[Entity] | Table, key: str, values: Values) -> None:
        """Sets columns of the row with this id."""
        text = self.texts.update(_table(table), values)
        self._run(
            text.sql,
            text.arguments({"key_id": key} | {f"new_{name}": value for name, value in values.items()}),
        )

    def delete(self, table: type[Entity] | Table, key: str) -> None:
        """Deletes the row with this id, and by the foreign keys what hangs on it."""
        text = self.texts.delete(_table(table))
        self._run(text.sql, text.arguments({"key_id": key}))

    def get(self, table: type[Entity] | Table, key: str) -> dict[str, Any] | None:
        """The row with this id, by column, locked until the end of the transaction."""
        table = _table(table)
        text = self.texts.get(table)
        rows = self._run(text.sql, text.arguments({"key_id": key}))
        return _record(table.columns, rows[0], self.texts.dialect) if rows else None

    def run(self, key: str, make: Callable[[], Any], values: Values) -> list[Sequence[Any]]:
        """Runs a statement with named parameters; it is made and compiled once, under `key`. Rows are the driver's."""
        text = self.texts.named(key, make)
        return self._run(text.sql, text.arguments(values))

    def fetch(self, statement: Select[Any]) -> list[dict[str, Any]]:
        """The rows of any SELECT, by column."""
        text = _Text(statement, self.texts.dialect)
        rows = self._run(text.sql, text.arguments({}))
        return [_record(statement.selected_columns, row, self.texts.dialect) for row in rows]

    def execute(self, statement: Insert | Update | Delete) -> None:
        """Any change."""
        text = _Text(statement, self.texts.dialect)
        self._run(text.sql, text.arguments({}))

    def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        """The one text of a finished statement, as seen by this transaction."""
        rows = self._run(sql, arguments)
        return rows[0][0] if rows else None


def _table(table: type[Entity] | Table) -> Table:
    return table if isinstance(table, Table) else table.__table__  # type: ignore[attr-defined]


def _record(columns: Iterable[Any], row: Sequence[Any], dialect: Dialect) -> dict[str, Any]:
    record = {}
    for column, value in zip(columns, row, strict=True):
        process = column.type.dialect_impl(dialect).result_processor(dialect, None)
        record[column.name] = process(value) if process else value
    return record


class Database(ABC):
    """Where the data is."""

    dialect_name: str

    @abstractmethod
    async def open(self) -> None:
        """Connects.

        Raises:
            SettingsError: the database cannot be reached.
        """

    @abstractmethod
    async def close(self) -> None:
        """Lets running work finish and disconnects."""

    @abstractmethod
    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        """Runs one statement and returns its one text, or None for no row.

        Raises:
            StatementTimeout: it took too long and was cancelled.
        """

    @abstractmethod
    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` in one transaction. What it raises undoes all it did, and is raised here."""

    async def ready(self) -> str | None:
        """None when a statement can be answered, else why not."""
        try:
            await self.read("SELECT '1'", ())
        except Exception:  # noqa: BLE001 (whatever it is, the answer is the same, and readiness must not fail)
            return "The database does not answer."
        return None


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


# ── SQLite ─────────────────────────────────────────────────────────────────────────────────────────────────────

_CACHED_STATEMENTS = 512


class SqliteDatabase(Database):
    """Readers in threads of their own, and one writer thread that owns the only connection that writes."""

    dialect_name = "sqlite"

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._readers: list[aiosqlite.Connection] = []
        self._idle: list[aiosqlite.Connection] = []
        self._waiting: deque[asyncio.Future[aiosqlite.Connection]] = deque()
        self._writer: _SqliteWriter | None = None

    async def open(self) -> None:
        if not self.path.exists():
            raise SettingsError(f"{self.path} does not exist; run `gateway migrate` first.")
        self._writer = _SqliteWriter(self.path, self.settings.sqlite_synchronous)
        for _ in range(self.settings.reader_connections):
            reader = await aiosqlite.connect(
                self.path, isolation_level=None, cached_statements=_CACHED_STATEMENTS, check_same_thread=False
            )
            await reader.execute("PRAGMA query_only = ON")
            await reader.execute("PRAGMA busy_timeout = 5000")
            await reader.execute("PRAGMA mmap_size = 268435456")
            self._readers.append(reader)
        self._idle = list(self._readers)

    async def close(self) -> None:
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)
        for reader in self._readers:
            await reader.close()
        self._readers, self._idle = [], []

    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        reader = await self._take()
        loop = asyncio.get_running_loop()
        # A coroutine that gives up does not stop SQLite; an interrupt does.
        deadline = loop.call_later(self.settings.statement_timeout, reader._conn.interrupt)  # noqa: SLF001
        try:
            rows: Any = await reader.execute_fetchall(sql, arguments)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise StatementTimeout(
                    f"The statement took more than {self.settings.statement_timeout} s."
                ) from None
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

    async def write(self, work: Callable[[Transaction], T]) -> T:
        assert self._writer is not None, "The database is not open."  # noqa: S101
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._writer.submit(_Job(work, loop, answer))
        return await answer


class _Job:
    """A write that waits for its turn, and where its result goes."""

    __slots__ = ("answer", "loop", "work")

    def __init__(
        self, work: Callable[[Transaction], Any], loop: asyncio.AbstractEventLoop, answer: Any
    ) -> None:
        self.work, self.loop, self.answer = work, loop, answer

    def finish(self, result: Any, error: BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is gone: nobody waits any more.
            self.loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: Any, error: BaseException | None) -> None:
        if self.answer.done():
            return
        if error is None:
            self.answer.set_result(result)
        else:
            self.answer.set_exception(error)


_LARGEST_BATCH = 64


class _SqliteWriter:
    """The thread that writes. Work that arrives while a commit is being made durable shares the next one.

    Each piece of work is a savepoint of its own: one that fails is undone alone, and nobody is answered before the
    commit that holds the work is on the disk.
    """

    def __init__(self, path: Path, synchronous: str) -> None:
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._connection = sqlite3.connect(
            path, isolation_level=None, cached_statements=_CACHED_STATEMENTS, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(f"PRAGMA synchronous = {synchronous}")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA busy_timeout = 10000")
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, job: _Job) -> None:
        self._queue.put(job)

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        is_open = True
        while is_open:
            job = self._queue.get()
            batch: list[_Job] = []
            while job is not None:
                batch.append(job)
                if self._queue.empty() or len(batch) >= _LARGEST_BATCH:
                    break
                job = self._queue.get()
            is_open = job is not None
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Job]) -> None:
        execute = self._connection.execute
        done: list[tuple[_Job, Any, BaseException | None]] = []
        try:
            execute("BEGIN IMMEDIATE")
            transaction = SqliteTransaction(self._connection)
            for job in batch:
                # One after the other: a batch is as many transactions as it has jobs.
                done += [(job, *self._attempt(job, transaction))]
            execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            done = [(job, None, error) for job in batch]
        for job, result, failure in done:
            job.finish(result, failure)

    def _attempt(self, job: _Job, transaction: "SqliteTransaction") -> tuple[Any, BaseException | None]:
        execute = self._connection.execute
        execute("SAVEPOINT work")
        try:
            result = job.work(transaction)
        except Exception as error:  # noqa: BLE001 (it is raised again where the work was asked for)
            execute("ROLLBACK TO work")
            execute("RELEASE work")
            return None, error
        execute("RELEASE work")
        return result, None


class SqliteTransaction(Transaction):
    texts = _Texts(SQLiteDialect_aiosqlite())

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        try:
            return self._connection.execute(sql, arguments).fetchall()
        except sqlite3.IntegrityError as error:
            raise ConstraintViolated(str(error)) from error

    def _run_many(self, sql: str, arguments: list[list[Any]]) -> None:
        try:
            self._connection.executemany(sql, arguments)
        except sqlite3.IntegrityError as error:
            raise ConstraintViolated(str(error)) from error


# ── PostgreSQL ─────────────────────────────────────────────────────────────────────────────────────────────────


async def _keep(_: asyncpg.Connection) -> None:
    """Nothing is left behind on a connection, so none of asyncpg's cleaning round trip is needed between uses."""


class PostgresDatabase(Database):
    """A pool of connections with prepared statements."""

    dialect_name = "postgresql"

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self.settings = settings
        self._pool: asyncpg.Pool | None = None

    async def open(self) -> None:
        milliseconds = str(int(self.settings.statement_timeout * 1000))
        try:
            self._pool = await asyncpg.create_pool(
                self.url,
                min_size=min(2, self.settings.reader_connections),
                max_size=self.settings.reader_connections,
                statement_cache_size=_CACHED_STATEMENTS,
                max_inactive_connection_lifetime=0,
                reset=_keep,
                server_settings={
                    "application_name": "gateway",
                    "statement_timeout": milliseconds,
                    "datestyle": "ISO, YMD",
                    "timezone": "UTC",
                    "jit": "off",
                },
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise SettingsError(f"GATEWAY_DATABASE_URL cannot be reached: {error}") from error

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        assert self._pool is not None, "The database is not open."  # noqa: S101
        async with self._pool.acquire() as connection:
            yield connection

    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        assert self._pool is not None, "The database is not open."  # noqa: S101
        try:
            async with self._pool.acquire() as connection:
                answer: str | None = await connection.fetchval(sql, *arguments)
                return answer
        except asyncpg.QueryCanceledError:
            raise StatementTimeout(
                f"The statement took more than {self.settings.statement_timeout} s."
            ) from None

    async def write(self, work: Callable[[Transaction], T]) -> T:
        async with self._connection() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                result = await greenlet_spawn(work, PostgresTransaction(connection))
            except BaseException:
                await transaction.rollback()
                raise
            await transaction.commit()
            return result


class PostgresTransaction(Transaction):
    texts = _Texts(PGDialect_asyncpg())  # type: ignore[no-untyped-call]

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        try:
            return await_only(self._connection.fetch(sql, *arguments))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise ConstraintViolated(error.constraint_name or str(error)) from error

    def _run_many(self, sql: str, arguments: list[list[Any]]) -> None:
        try:
            await_only(self._connection.executemany(sql, arguments))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise ConstraintViolated(error.constraint_name or str(error)) from error

"""PostgreSQL: a pool of connections with prepared statements; a write is as few round trips as it can be.

Changes are collected and sent together, as one statement of several parts (`WITH a AS (INSERT …), b AS (UPDATE …)`),
which PostgreSQL does whole or not at all. Rows that were read before are not locked meanwhile: the change of such a row
names the version that was read; one that finds no row ends the statement, undoes it all, and the work is done again.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Table,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import await_only, greenlet_spawn

from gateway.columns import format_instant, parse_instant
from gateway.database.connection import Database, StatementTimeout
from gateway.database.postgresql_pool import ConnectionPool
from gateway.database.transaction import (
    ConstraintViolated,
    StaleRow,
    Text,
    Texts,
    Transaction,
    Values,
    table_of,
)
from gateway.entity import Entity
from gateway.errors import SettingsError
from gateway.settings import Settings

T = TypeVar("T")
Shown = TypeVar("Shown")

_CACHED_STATEMENTS = 512
_ATTEMPTS = 10
_WRITES_AT_ONCE = 4
"""Writes of a process that run at the same time. They commit one after the other, since each takes the next number of
its event from one row: more of them make the server wake and queue them, a fifth slower, and leave reads without a
connection."""


async def _spell_times(connection: asyncpg.Connection) -> None:
    """Instants and days travel as text: asyncpg would send those of the years 1 and 9999 as infinite."""
    await connection.set_type_codec(
        "timestamptz", schema="pg_catalog", encoder=format_instant, decoder=parse_instant, format="text"
    )
    await connection.set_type_codec(
        "date", schema="pg_catalog", encoder=date.isoformat, decoder=date.fromisoformat, format="text"
    )


class PostgresDatabase(Database):
    dialect_name = "postgresql"

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self.settings = settings
        self._pool: ConnectionPool | None = None
        self._writes = asyncio.Semaphore(_WRITES_AT_ONCE)

    async def open(self) -> None:
        pool = ConnectionPool(self._connect, self.settings.pool_connections)
        try:
            async with pool.acquire():
                pass
        except (OSError, asyncpg.PostgresError) as error:
            raise SettingsError(f"GATEWAY_DATABASE_URL cannot be reached: {error}") from error
        self._pool = pool

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(
            self.url,
            statement_cache_size=_CACHED_STATEMENTS,
            server_settings={
                "application_name": "gateway",
                "statement_timeout": str(int(self.settings.statement_timeout * 1000)),
                "datestyle": "ISO, YMD",
                "timezone": "UTC",
                "jit": "off",
            },
        )
        await _spell_times(connection)
        return connection

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        pool = self._opened()
        connection = await pool.take()
        try:
            answer: str | None = await connection.fetchval(sql, *arguments)
        except asyncpg.QueryCanceledError:
            raise StatementTimeout(
                f"The statement took more than {self.settings.statement_timeout} s."
            ) from None
        except asyncio.CancelledError:
            pool.give_up(connection)
            raise
        finally:
            pool.give_back(connection)
        return answer

    def _opened(self) -> ConnectionPool:
        if self._pool is None:
            raise RuntimeError("The database is not open.")
        return self._pool

    async def write(
        self, work: Callable[[Transaction], T], show: Callable[[Transaction, T], Shown] | None = None
    ) -> Any:
        async with self._writes, self._opened().acquire() as connection:
            result = await self._attempt(connection, work)
            if show is None:
                return result
            return await greenlet_spawn(show, PostgresTransaction(connection), result)

    async def sweep(self, tables: Sequence[str]) -> None:
        """Takes away dead rows. Their bytes stay in the files until PostgreSQL uses the place again."""
        connection = await asyncpg.connect(self.url, server_settings={"application_name": "gateway sweep"})
        try:
            for table in tables:
                await connection.execute(f'VACUUM "{table}"')
        finally:
            await connection.close()

    async def _attempt(self, connection: asyncpg.Connection, work: Callable[[Transaction], T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            transaction = PostgresTransaction(connection)
            try:
                result: T = await greenlet_spawn(work, transaction)
                await greenlet_spawn(transaction.commit)
            except (StaleRow, asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                await transaction.rollback()
                if attempt == _ATTEMPTS:
                    raise
            except BaseException:
                await transaction.rollback()
                raise
            else:
                return result
        raise AssertionError("The loop returns or raises.")


_PARAMETER = re.compile(r"\$(\d+)")


class PostgresTransaction(Transaction):
    texts = Texts(PGDialect_asyncpg())  # type: ignore[no-untyped-call]

    def __init__(self, connection: asyncpg.Connection) -> None:
        super().__init__()
        self._connection = connection
        self._open: Any = None
        self._parts: list[tuple[str, list[Any], str, bool]] = []
        """Statement, arguments, name and whether it must find its row."""
        self._holds: dict[str, tuple[str, list[Any]]] = {}
        """Ids of rows that must be as they were read → statement and arguments that find and lock them."""

    def commit(self) -> None:
        """Makes all of it happen. Changes of a transaction that was never begun are one statement, whole by itself."""
        if self._parts or self._open is not None:
            self._flush(self._take_holds())
        if self._open is not None:
            await_only(self._open.commit())
            self._open = None

    async def rollback(self) -> None:
        self._parts.clear()
        self._holds.clear()
        if self._open is not None:
            await self._open.rollback()
            self._open = None

    def _begin(self) -> None:
        if self._open is None:
            self._open = self._connection.transaction()
            await_only(self._open.start())

    def _is_locking(self) -> bool:
        return self._open is not None

    def _read(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        return self._run(sql, arguments) if self._parts else self._send(sql, arguments)

    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        self._begin()
        self._flush()
        return self._send(sql, arguments)

    def _change(self, text: Text, values: Values, *, guarded: bool = False) -> None:
        self._add(text.sql, text.arguments(values), f"part_{len(self._parts)}", guarded=guarded)

    def _add(self, sql: str, arguments: list[Any], name: str, *, guarded: bool = False) -> None:
        self._parts.append((sql, arguments, name, guarded))

    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        names = tuple(rows[0])
        text = self.texts.get(("insert many", table.name, names), lambda: _insert_arrays(table, names))
        one = self.texts.insert(table, names)
        bound = [one.arguments(row) for row in rows]
        order = one.names
        columns = dict(zip(order, zip(*bound, strict=True), strict=True))
        self._add(text.sql, [list(columns[name]) for name in text.names], f"part_{len(self._parts)}")

    def stand_still(self) -> None:
        # A row that somebody else changes meanwhile cannot be written then: the work is done again.
        self._run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", ())

    def lock(self, name: str) -> None:
        self._run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", (name,))

    def hold(self, key: str, name: str, make: Callable[[], Any], values: Values) -> None:
        text = self.texts.get(("named", name), make)
        self._holds[key] = (text.sql, text.arguments(values))

    def update(self, table: type[Entity] | Table, key: str, values: Values) -> None:
        # To lock what is updated for sharing first would let two that do so wait for each other.
        if key in self._versions:
            self._holds.pop(key, None)
        super().update(table, key, values)

    def delete(self, table: type[Entity] | Table, key: str) -> None:
        self._holds.pop(key, None)
        super().delete(table, key)

    def _take_holds(self) -> list[tuple[str, list[Any], str, bool]]:
        """In the order of their ids, so that no two transactions wait for each other."""
        held, self._holds = sorted(self._holds.items()), {}
        return [(sql, given, f"held_{index}", True) for index, (_, (sql, given)) in enumerate(held)]

    def insert_numbered(self, table: type[Entity] | Table, row: Values, counter: Table, key: str) -> None:
        if any(name == "taken" for _, _, name, _ in self._parts):
            self._begin()
            self._flush()
        table, names = table_of(table), tuple(row)
        taken = self.texts.get(("take", counter.name), lambda: _take(counter))
        numbered = self.texts.get(("numbered", table.name, names), lambda: _insert_taken(table, names))
        self._add(taken.sql, taken.arguments({"key": key}), "taken")
        self._add(numbered.sql, numbered.arguments(row), f"part_{len(self._parts)}", guarded=True)

    def _flush(self, holds: Sequence[tuple[str, list[Any], str, bool]] = ()) -> None:
        """Sends the changes that were collected, as one statement; before them, what must be as it was read."""
        # A row that the same statement has changed already would not be found.
        parts, self._parts = [*holds, *self._parts], []
        if not parts:
            return
        if len(parts) == 1 and not parts[0][3]:
            self._send(parts[0][0], parts[0][1])
            return
        self._send(
            _join(tuple((sql, len(given), name, is_guarded) for sql, given, name, is_guarded in parts)),
            [argument for _, given, _, _ in parts for argument in given],
        )

    def _send(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        try:
            rows: list[Sequence[Any]] = await_only(self._connection.fetch(sql, *arguments))
        except asyncpg.DivisionByZeroError:
            raise StaleRow("The row was changed by somebody else.") from None
        except asyncpg.IntegrityConstraintViolationError as error:
            raise ConstraintViolated(error.constraint_name or str(error)) from error
        return rows


@lru_cache(maxsize=_CACHED_STATEMENTS)
def _join(parts: tuple[tuple[str, int, str, bool], ...]) -> str:
    """Changes (SQL, number of arguments, name, whether it must find its row) → one statement that makes them all."""
    written, checks = [], []
    arguments = 0
    for sql, count, name, is_guarded in parts:
        is_telling = "RETURNING" in sql or sql.startswith("SELECT")
        written.append(f"{name} AS ({_shift(sql, arguments)}{'' if is_telling else ' RETURNING 1'})")
        arguments += count
        # Asked for in their order, the parts are done in their order: the counter of events, which is locked until
        # the commit, is taken last.
        found = f"(SELECT count(*) FROM {name})"  # noqa: S608 (the names are made here)
        checks.append(f"{found} = 1" if is_guarded else f"{found} >= 0")
    # A guarded change that found no row divides by zero: the statement fails, and nothing of it stays.
    return f"WITH {', '.join(written)} SELECT 1 / CASE WHEN {' AND '.join(checks)} THEN 1 ELSE 0 END"


def _shift(sql: str, by: int) -> str:
    """`$1 … $2`, 3 → `$4 … $5`"""
    return _PARAMETER.sub(lambda match: f"${int(match[1]) + by}", sql) if by else sql


def _insert_arrays(table: Table, names: tuple[str, ...]) -> Any:
    """One array a column → as many rows as they are long."""
    arrays = [cast(bindparam(name), ARRAY(table.c[name].type)) for name in names]
    rows = func.unnest(*arrays).table_valued(*names).render_derived(name="given")
    return insert(table).from_select(list(names), select(*(rows.c[name] for name in names)))


def _take(counter: Table) -> Any:
    return (
        update(counter)
        .where(counter.c.environment == bindparam("key"))
        .values(position=counter.c.position + cast(1, BigInteger()))
        .returning(counter.c.position)
    )


def _insert_taken(table: Table, names: tuple[str, ...]) -> Any:
    taken = table_named("taken", column("position", BigInteger()))
    values = [cast(bindparam(name, type_=table.c[name].type), table.c[name].type) for name in names]
    return insert(table).from_select([*names, "position"], select(*values, taken.c.position))

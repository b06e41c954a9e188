"""PostgreSQL: a pool of connections with prepared statements; a write whose rows changed meanwhile is done again."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.util import greenlet_spawn

from gateway.database.connection import Database, StatementTimeout
from gateway.database.postgresql_parts import CACHED_STATEMENTS
from gateway.database.postgresql_pool import ConnectionPool
from gateway.database.postgresql_times import count_times
from gateway.database.postgresql_transaction import PostgresTransaction
from gateway.database.transaction import StaleRow, Transaction
from gateway.errors import SettingsError
from gateway.settings import Settings

T = TypeVar("T")
Shown = TypeVar("Shown")

_ATTEMPTS = 10
_HOPEFUL_ATTEMPTS = 3
"""After these the rows are locked as they are read: whoever loses again and again must get its turn."""
_WRITES_AT_ONCE = 4
"""Writes of a process that run at the same time. They commit one after the other, since each takes the next number of
its event from one row: more of them make the server wake and queue them, a fifth slower, and leave reads without a
connection."""

_GROWN = """
SELECT CAST(CAST(oid AS regclass) AS text)
FROM pg_class
WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)
AND pg_relation_size(oid) >= 4 * greatest(relpages, 8) * CAST(current_setting('block_size') AS bigint)
ORDER BY relname
"""
"""Tables that are four times as large as when their rows were counted last."""


class PostgresDatabase(Database):
    dialect_name = "postgresql"
    works_by_itself = True

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
            statement_cache_size=CACHED_STATEMENTS,
            server_settings={
                "application_name": "gateway",
                "statement_timeout": str(int(self.settings.statement_timeout * 1000)),
                "datestyle": "ISO, YMD",
                "timezone": "UTC",
                "jit": "off",
            },
        )
        await count_times(connection)
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
        """Takes away dead rows, and what the planner's statistics sampled of them.

        Their bytes stay in the files until PostgreSQL uses the place again. A table or index that is empty now keeps
        its statistics until it is filled again.
        """
        await self._maintain("sweep", (f'VACUUM (ANALYZE) "{table}"' for table in tables))

    async def count_anew(self) -> None:
        # The server's own daemon does so too, once a minute. Until then a plan that was made for an empty table stays,
        # and an import reads the whole table again for each of its batches.
        async with self._opened().acquire() as connection:
            grown = [table for (table,) in await connection.fetch(_GROWN)]
        if grown:
            # It is for speed alone: whoever may not open one more connection imports all the same.
            with contextlib.suppress(OSError, asyncpg.PostgresError):
                await self._maintain("counting", (f"ANALYZE {table}" for table in grown))

    async def _maintain(self, name: str, statements: Iterable[str]) -> None:
        """Runs statements that may take as long as they need, each by itself."""
        connection = await asyncpg.connect(self.url, server_settings={"application_name": f"gateway {name}"})
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def _attempt(self, connection: asyncpg.Connection, work: Callable[[Transaction], T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            transaction = PostgresTransaction(connection)
            try:
                if attempt > _HOPEFUL_ATTEMPTS:
                    await greenlet_spawn(transaction.begin)
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

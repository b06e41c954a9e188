"""Rows → PostgreSQL, by COPY in its text format: it reads the same texts that SQLite stores."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import asyncpg

from gateway.errors import SettingsError
from gateway.seed.rows import TableRows, Value
from gateway.seed.target import FORGET_POSITIONS, IS_EMPTY, Target, not_empty, not_migrated

_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class _Text:
    """Rows of one table as COPY reads them."""

    table: str
    columns: tuple[str, ...]
    content: bytes


class PostgresTarget(Target):
    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: asyncpg.Connection | None = None
        self._transaction: asyncpg.transaction.Transaction | None = None

    @staticmethod
    def render(rows: Sequence[TableRows]) -> list[_Text]:
        return [_Text(table.table, table.columns, copy_text(table.rows)) for table in rows]

    async def __aenter__(self) -> Self:
        self._connection = await _connect(self.url)
        try:
            self._transaction = self._connection.transaction()
            await self._transaction.start()
            try:
                await self._connection.execute("LOCK TABLE customer IN SHARE ROW EXCLUSIVE MODE")
            except asyncpg.UndefinedTableError:
                raise not_migrated() from None
            if not await _is_empty(self._connection):
                raise not_empty()
            await self._connection.execute(FORGET_POSITIONS)
            await _trust_references(self._connection)
        except BaseException:
            await self._connection.close()
            raise
        return self

    async def write(self, rendered: list[_Text]) -> None:
        assert self._connection is not None, "The database is not open."  # noqa: S101
        for text in rendered:
            await self._connection.copy_to_table(
                text.table, source=io.BytesIO(text.content), columns=text.columns, format="text"
            )

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        connection, transaction = self._connection, self._transaction
        assert connection is not None, "The database is not open."  # noqa: S101
        assert transaction is not None, "The database is not open."  # noqa: S101
        try:
            if kind is None:
                await transaction.commit()
                await connection.execute("ANALYZE")
            else:
                await transaction.rollback()
        finally:
            await connection.close()


async def is_postgres_empty(url: str) -> bool:
    connection = await _connect(url)
    try:
        return await _is_empty(connection)
    except asyncpg.UndefinedTableError:
        raise not_migrated() from None
    finally:
        await connection.close()


async def _connect(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(
            url, server_settings={"application_name": "gateway seed", "timezone": "UTC"}
        )
    except (OSError, asyncpg.PostgresError) as error:
        raise SettingsError(f"GATEWAY_DATABASE_URL cannot be reached: {error}") from error


async def _trust_references(connection: asyncpg.Connection) -> None:
    """Looks up no foreign key in this transaction, where the role may say so; that saves a quarter of the time."""
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")


async def _is_empty(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval(IS_EMPTY))


def copy_text(rows: Sequence[tuple[Value, ...]]) -> bytes:
    """`("a\\tb", None, 3)` → `a\\\\tb`, tab, `\\\\N`, tab, `3`, newline."""
    return "".join(["\t".join([_spelled(value) for value in row]) + "\n" for row in rows]).encode()


def _spelled(value: Value) -> str:
    if value is None:
        return _NULL
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)

"""Sessions on the same databases with the same durability."""

from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

Sessions = async_sessionmaker[AsyncSession]

READERS = 4


class Sessionmakers:
    """One for reads and one for writes: SQLite has one writer, which must say so when it begins."""

    def __init__(self, database_url: str) -> None:
        is_sqlite = make_url(database_url).get_backend_name() == "sqlite"
        self._reading = create_async_engine(database_url, pool_size=READERS, max_overflow=0)
        self._writing = (
            create_async_engine(database_url, pool_size=1, max_overflow=0) if is_sqlite else self._reading
        )
        if is_sqlite:
            _prepare_sqlite(self._reading, "PRAGMA query_only = ON")
            _prepare_sqlite(self._writing, "PRAGMA synchronous = FULL")
            event.listen(self._writing.sync_engine, "begin", _begin_immediate)
        self.reading = Sessions(self._reading, class_=AsyncSession, expire_on_commit=False)
        self.writing = Sessions(self._writing, class_=AsyncSession, expire_on_commit=False)

    async def close(self) -> None:
        await self._reading.dispose()
        await self._writing.dispose()


def _prepare_sqlite(engine: AsyncEngine, pragma: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA busy_timeout = 10000",
            pragma,
        ):
            cursor.execute(statement)
        cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")

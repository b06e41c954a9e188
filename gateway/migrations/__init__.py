"""The schema's history: brings a database to the newest schema, and tells whether it is there.

Migrations go forward only. `python -m gateway.migrations MESSAGE` writes the next one from the models.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from gateway.errors import SettingsError

T = TypeVar("T")

_UPGRADE_LOCK = 8_317_402_211
"""Number of PostgreSQL's advisory lock that lets one upgrade run at a time. SQLite has one writer anyway."""


def upgrade(url: str) -> None:
    """Brings a database to the newest schema, whole or not at all. A missing SQLite file is made.

    Must not be called inside a running event loop.

    Raises:
        SettingsError: the address is not one of a SQLite or PostgreSQL database.
    """
    if is_current(url):
        return
    address = make_url(url)
    if _file(address):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    run(address, _upgrade)


def is_current(url: str) -> bool:
    """Whether a database has the newest schema. Nothing is made where there is no database yet."""
    address = make_url(url)
    file = _file(address)
    if file and not file.exists():
        return False
    return run(address, _heads) == set(ScriptDirectory.from_config(configuration()).get_heads())


def configuration(connection: Connection | None = None) -> Config:
    """What Alembic needs to know."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "gateway:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def run(address: URL, work: Callable[[Connection], T]) -> T:
    """Does work in one transaction on a connection of its own."""
    backend = address.get_backend_name()
    if backend == "sqlite":
        return _run_on_sqlite(address.set(drivername="sqlite"), work)
    if backend == "postgresql":
        return asyncio.run(_run_on_postgresql(address.set(drivername="postgresql+asyncpg"), work))
    raise SettingsError(f"The database is {backend!r}; expected sqlite or postgresql.")


def _run_on_sqlite(address: URL, work: Callable[[Connection], T]) -> T:
    engine = create_engine(address, poolclass=NullPool, connect_args={"timeout": 60})

    # Left alone, Python's driver would commit before CREATE TABLE and leave half a migration behind.
    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        return work(connection)


async def _run_on_postgresql(address: URL, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(address, poolclass=NullPool)
    async with engine.begin() as connection:
        return await connection.run_sync(work)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADE_LOCK})
    command.upgrade(configuration(connection), "head")


def _heads(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _file(address: URL) -> Path | None:
    """The file of a SQLite database that has one."""
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))

"""The schema's history: brings a database to the newest schema, and tells whether it is there.

Migrations go forward only. `python -m gateway.migrations MESSAGE` writes the next one from the models.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from gateway.errors import SettingsError

if TYPE_CHECKING:
    from alembic.config import Config

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
    return run(address, _read_version) == newest_version()


def newest_version() -> str:
    """Number of the newest migration, `0001`. The server asks at every start, and Alembic takes long to import."""
    return max(path.name.split("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


def configuration(connection: Connection | None = None) -> "Config":
    """What Alembic needs to know."""
    from alembic.config import Config

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
    from alembic import command

    command.upgrade(configuration(connection), "head")


def _read_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _file(address: URL) -> Path | None:
    """The file of a SQLite database that has one."""
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))

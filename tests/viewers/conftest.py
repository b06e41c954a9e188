"""Demo data behind a server that asks for tokens, once for each kind of database; tests only read it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select

from gateway.app import make_app, make_catalog
from gateway.database import load_seal, open_database
from gateway.seed import seed
from gateway.settings import Settings
from tests.databases import connected, migrate, named_database
from tests.viewers.served import SECRET, Rows, Seeded, Served

CUSTOMERS = 40


def _fill(url: str, directory: Path) -> Seeded:
    migrate(url)
    settings = Settings(
        database_url=url, data_directory=directory, token_secret=SecretStr(SECRET), max_cost=10**9
    )
    asyncio.run(seed(settings, customers=CUSTOMERS))
    return Seeded(settings, connected(url, _read_rows))


def _read_rows(connection: Connection) -> Rows:
    rows = {}
    for type_ in make_catalog().types.values():
        statement = select(type_.table).where(type_.table.c.environment == "LIVE")
        rows[type_.name] = [dict(row) for row in connection.execute(statement).mappings()]
    return rows


@pytest.fixture(scope="session")
def seeded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    directory = tmp_path_factory.mktemp("viewers")
    return _fill(f"sqlite+aiosqlite:///{directory}/gateway.db", directory)


@pytest.fixture(scope="session")
def seeded_postgres(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    with named_database(postgres) as url:
        yield _fill(url, tmp_path_factory.mktemp("viewers"))


@asynccontextmanager
async def serve(seeded: Seeded) -> AsyncIterator[Served]:
    settings = seeded.settings
    database = open_database(settings)
    await database.open()
    await load_seal(database)
    try:
        yield Served(make_app(settings, database), settings, database, seeded.rows)
    finally:
        await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def seeded(request: pytest.FixtureRequest) -> Seeded:
    """The same customers in either database."""
    found: Seeded = request.getfixturevalue(
        "seeded_sqlite" if request.param == "sqlite" else "seeded_postgres"
    )
    return found


@pytest.fixture
async def served(seeded: Seeded) -> AsyncIterator[Served]:
    """A server before them."""
    async with serve(seeded) as each:
        yield each

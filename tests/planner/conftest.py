"""The toy's databases: filled once for all tests, which only read."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import connected, fresh_database
from tests.planner.asking import Asked, asking
from tests.planner.toy_rows import Rows, crowd, fill, known_rows


def _sqlite(directory: Path, rows: Rows) -> str:
    url = f"sqlite+aiosqlite:///{directory}/toy.db"
    connected(url, lambda connection: fill(connection, rows))
    return url


@pytest.fixture(scope="session")
def known_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _sqlite(tmp_path_factory.mktemp("known"), known_rows())


@pytest.fixture(scope="session")
def crowded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _sqlite(tmp_path_factory.mktemp("crowd"), crowd())


@pytest.fixture(scope="session")
def known_postgres(postgres: str) -> Iterator[str]:
    with fresh_database(postgres) as url:
        connected(url, lambda connection: fill(connection, known_rows()))
        yield url


@pytest.fixture(scope="session")
def crowded_postgres(postgres: str) -> Iterator[str]:
    with fresh_database(postgres) as url:
        connected(url, lambda connection: fill(connection, crowd()))
        yield url


@pytest.fixture
async def sqlite(known_sqlite: str) -> AsyncIterator[Asked]:
    """A pipeline over the known rows in SQLite."""
    async with asking(known_sqlite) as asked:
        yield asked


@pytest.fixture
async def postgresql(known_postgres: str) -> AsyncIterator[Asked]:
    """A pipeline over the known rows in PostgreSQL."""
    async with asking(known_postgres) as asked:
        yield asked


@pytest.fixture(params=["sqlite", "postgresql"])
def known_url(request: pytest.FixtureRequest) -> str:
    """The known rows in either database: the test runs on both."""
    url: str = request.getfixturevalue("known_sqlite" if request.param == "sqlite" else "known_postgres")
    return url


@pytest.fixture
async def toy(known_url: str) -> AsyncIterator[Asked]:
    """A pipeline over the known rows: the test runs on both databases."""
    async with asking(known_url) as asked:
        yield asked

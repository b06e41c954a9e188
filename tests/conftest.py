"""Databases that tests ask for by name: each test has an empty one of its own. None changes another's logs."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.databases import fresh_database, named_database, postgres_server


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Commands and servers that a test runs in this process set up its logs, to a stream that ends with the test."""
    root, server = logging.getLogger(), logging.getLogger("uvicorn")
    handlers, levels = root.handlers[:], (root.level, server.level)
    yield
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(levels[0])
    server.setLevel(levels[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The server that all tests of a session share."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path}/gateway.db"


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A PostgreSQL database that is not there yet: `migrate` makes it."""
    with named_database(postgres) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    """An empty PostgreSQL database, without a table."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of either kind that is not there yet: the test runs on both."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url

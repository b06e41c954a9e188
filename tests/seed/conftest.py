"""One seeded database that all tests which only look share, and makers of others."""

from pathlib import Path

import pytest

from gateway.migrations import upgrade
from tests.seed.seeded import CUSTOMERS, fill


@pytest.fixture
def postgres_url(empty_postgres_url: str) -> str:
    """The tests make the tables themselves."""
    return empty_postgres_url


@pytest.fixture(scope="session")
def seeded_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite database with customers of seed 1; tests only read it."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('seeded')}/gateway.db"
    fill(url, CUSTOMERS)
    return url


@pytest.fixture
def other_url(tmp_path: Path) -> str:
    """A second SQLite file for the test, not made yet."""
    return f"sqlite+aiosqlite:///{tmp_path}/other.db"


@pytest.fixture
def migrated_url(database_url: str) -> str:
    """An empty database of either kind that has its tables."""
    upgrade(database_url)
    return database_url

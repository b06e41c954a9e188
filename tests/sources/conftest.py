"""A database for each test, and an import into it."""

from collections.abc import AsyncIterator

import pytest

from gateway.database import open_database
from gateway.settings import Settings
from tests.databases import migrate
from tests.sources.imports import Imports


@pytest.fixture
def migrated_url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
async def imports(migrated_url: str) -> AsyncIterator[Imports]:
    """Imports into an empty database, on both kinds of database."""
    database = open_database(Settings(database_url=migrated_url))
    await database.open()
    yield Imports(database)
    await database.close()


@pytest.fixture
def sqlite_migrated_url(sqlite_url: str) -> str:
    migrate(sqlite_url)
    return sqlite_url


@pytest.fixture
async def sqlite_imports(sqlite_migrated_url: str) -> AsyncIterator[Imports]:
    """The same on SQLite alone, where the kind of database makes no difference."""
    database = open_database(Settings(database_url=sqlite_migrated_url, sqlite_synchronous="NORMAL"))
    await database.open()
    yield Imports(database)
    await database.close()

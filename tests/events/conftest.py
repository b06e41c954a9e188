"""A database of either kind with every table, and a gateway on it."""

from collections.abc import AsyncIterator

import pytest

from gateway.database import Database, open_database
from gateway.settings import Settings
from tests.app.conftest import gateway, settings
from tests.databases import migrate
from tests.sources.imports import Imports

__all__ = ["gateway", "settings"]


@pytest.fixture
def url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = open_database(Settings(database_url=url))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def imports(database: Database) -> Imports:
    return Imports(database)

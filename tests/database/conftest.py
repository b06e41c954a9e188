"""A database of either kind with every table."""

from collections.abc import AsyncIterator

import pytest

from gateway.database import Database, connected
from gateway.settings import Settings
from tests.databases import migrate


@pytest.fixture
def url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with connected(Settings(database_url=url)) as database:
        yield database

"""A database of either kind, and the gateway that serves it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway.app import make_app
from gateway.database import Database, open_database
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.databases import migrate
from tests.serving import serving


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Requests to anonymize are due at once, and nobody looks for them but the test."""
    migrate(database_url)
    return Settings(
        database_url=database_url,
        data_directory=tmp_path,
        anonymization_delay=0,
        anonymization_interval=3600,
    )


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    with serving(make_app(settings)) as url:
        yield Gateway(url)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The same database, by other connections."""
    database = open_database(settings)
    await database.open()
    yield database
    await database.close()

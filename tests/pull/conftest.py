"""A stand-in of each system that is being served, and pulls into a database."""

from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.database import open_database
from gateway.settings import Settings
from tests.databases import migrate
from tests.fakes.business import Business
from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.rutter import Rutter
from tests.fakes.voucherify import Voucherify
from tests.pull.pulls import Pulls, waits

__all__ = ["waits"]


@pytest.fixture
def shop() -> Iterator[CommerceLayer]:
    fake = CommerceLayer()
    with fake.serving():
        yield fake


@pytest.fixture
def points() -> Iterator[Voucherify]:
    fake = Voucherify()
    with fake.serving():
        yield fake


@pytest.fixture
def market() -> Iterator[Rutter]:
    fake = Rutter()
    with fake.serving():
        yield fake


@pytest.fixture
def office() -> Iterator[Business]:
    fake = Business()
    with fake.serving():
        yield fake


@pytest.fixture
def sqlite_migrated_url(sqlite_url: str) -> str:
    migrate(sqlite_url)
    return sqlite_url


@pytest.fixture
def migrated_url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
async def pulls(sqlite_migrated_url: str) -> AsyncIterator[Pulls]:
    """Pulls into an empty SQLite file, where the kind of database makes no difference."""
    database = open_database(Settings(database_url=sqlite_migrated_url, sqlite_synchronous="NORMAL"))
    await database.open()
    yield Pulls(database)
    await database.close()


@pytest.fixture
async def pulls_on_both(migrated_url: str) -> AsyncIterator[Pulls]:
    """Pulls into an empty database of either kind."""
    database = open_database(Settings(database_url=migrated_url))
    await database.open()
    yield Pulls(database)
    await database.close()

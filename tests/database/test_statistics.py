"""What PostgreSQL plans by, after many rows came at once."""

import asyncio
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import text

from gateway.database import Database, Transaction
from gateway.database.sealing_key import KEYS
from gateway.sources import batches
from tests.databases import connected, migrate
from tests.sources.documents import rutter_customer
from tests.sources.imports import Imports


@pytest.fixture
def url(postgres_url: str) -> str:
    migrate(postgres_url)
    # Otherwise the server may count at any moment.
    off = text(f"ALTER TABLE {KEYS.name} SET (autovacuum_enabled = false)")
    connected(postgres_url, lambda write: write.execute(off))
    return postgres_url


async def counted(url: str, table: str) -> float:
    """The rows of a table as the server last counted them."""
    statement = text("SELECT reltuples FROM pg_class WHERE relname = :name").bindparams(name=table)
    found = await asyncio.to_thread(connected, url, lambda read: read.execute(statement).scalar_one())
    return float(found)


async def fill(database: Database, first: int, last: int) -> None:
    rows = [{"purpose": f"{number}", "key": "x" * 200} for number in range(first, last)]

    def work(transaction: Transaction) -> None:
        transaction.insert_many(KEYS, rows)

    await database.write(work)


async def test_a_table_that_has_grown_is_counted(database: Database, url: str) -> None:
    await fill(database, 0, 2_000)
    await database.count_anew()
    assert await counted(url, KEYS.name) == 2_000
    await fill(database, 2_000, 3_000)
    await database.count_anew()
    assert await counted(url, KEYS.name) == 2_000, "as large as half of it again is not worth it"
    await fill(database, 3_000, 9_000)
    await database.count_anew()
    assert await counted(url, KEYS.name) == 9_000


async def test_what_has_not_grown_is_left_alone(database: Database, url: str) -> None:
    before = await counted(url, KEYS.name)
    await fill(database, 0, 100)
    await database.count_anew()
    assert await counted(url, KEYS.name) == before


@pytest.mark.parametrize(("size", "times"), [(500, 2), (1_001, 0)])
async def test_a_large_import_has_them_counted(
    database: Database, size: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for each batch that is full; what a delivery brings fills none."""
    monkeypatch.setattr(batches, "BATCH_SIZE", size)
    count_anew = AsyncMock(wraps=database.count_anew)
    monkeypatch.setattr(database, "count_anew", count_anew)
    people = (
        rutter_customer(id=str(number), email=f"weaver{number}@looms.example") for number in range(1_000)
    )
    assert (await Imports(database).take("rutter", *people)).created == 1_000
    assert count_anew.await_count == times

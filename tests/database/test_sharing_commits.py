"""SQLite: work that waits while a commit is made shares the next one; what fails is undone, and nothing else is."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.domain.customers.model import CustomerGroup
from tests.database.test_writes import group, names

Work = Callable[[Transaction], Any]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """PostgreSQL's writes have commits of their own."""
    return sqlite_url


def adding(*rows: dict[str, Any]) -> Work:
    def work(transaction: Transaction) -> None:
        for row in rows:
            transaction.insert(CustomerGroup, row)

    return work


def on_a_full_disk(work: Work) -> Work:
    """The same while the database may not grow by a single page."""

    def limited(transaction: Transaction) -> Any:
        pages = transaction.read("PRAGMA page_count", ())
        transaction.read(f"PRAGMA max_page_count = {pages}", ())
        try:
            return work(transaction)
        finally:
            transaction.read("PRAGMA max_page_count = 1000000000", ())

    return limited


async def in_one_commit(database: Database, *works: Work) -> list[Any]:
    """What becomes of works that all wait while another one is done."""
    has_begun, may_end = threading.Event(), threading.Event()

    def hold(_: Transaction) -> None:
        has_begun.set()
        may_end.wait()

    held = asyncio.ensure_future(database.write(hold))
    await asyncio.to_thread(has_begun.wait)
    waiting = [asyncio.ensure_future(database.write(work)) for work in works]
    await asyncio.sleep(0)
    may_end.set()
    await held
    return list(await asyncio.gather(*waiting, return_exceptions=True))


GOLD_AND_A_FOREIGNER = (group("Gold"), group("Silver", environment="MARS"))
BIG = group("Big", metadata={"text": "x" * 100_000})


async def test_work_that_fails_among_others_is_undone_alone(database: Database) -> None:
    answers = await in_one_commit(
        database, adding(group("first")), adding(*GOLD_AND_A_FOREIGNER), adding(group("last"))
    )
    assert [type(answer) for answer in answers] == [type(None), ConstraintViolated, type(None)]
    assert await names(database) == ["first", "last"]


async def test_work_that_fails_by_itself_is_undone_whole_and_the_next_goes_in(database: Database) -> None:
    with pytest.raises(ConstraintViolated):
        await database.write(adding(*GOLD_AND_A_FOREIGNER))
    await database.write(adding(group("next")))
    assert await names(database) == ["next"]


async def test_a_full_disk_stops_the_work_that_met_it_and_no_other(database: Database) -> None:
    await database.write(adding(group("before")))
    with pytest.raises(sqlite3.OperationalError, match="disk is full"):
        await database.write(on_a_full_disk(adding(group("Gold"), BIG)))
    answers = await in_one_commit(
        database, adding(group("first")), on_a_full_disk(adding(group("Silver"), BIG)), adding(group("last"))
    )
    assert [str(answer) for answer in answers] == ["None", "database or disk is full", "None"]
    assert await names(database) == ["before", "first", "last"]

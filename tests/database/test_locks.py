"""A lock on a name lets one transaction after the other through, on both databases."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.database import Database, Transaction
from gateway.domain.customers.model import CustomerGroup
from gateway.entity import now
from gateway.identifier import new_id

GROUPS: Any = CustomerGroup.__table__  # type: ignore[attr-defined]


def add(transaction: Transaction, name: str) -> None:
    at = now()
    row = {"environment": "LIVE", "version": 1, "created_at": at, "updated_at": at, "name": name}
    transaction.insert(CustomerGroup, {"id": new_id("cgr"), **row})


def count(transaction: Transaction) -> int:
    (row,) = transaction.select("count groups", lambda: select(func.count()).select_from(GROUPS), {})
    return int(row[0])


def add_the_only_one(transaction: Transaction) -> bool:
    transaction.lock("the only group")
    if count(transaction):
        return False
    add(transaction, "The only one")
    return True


async def test_of_many_that_make_the_first_row_under_a_lock_one_does(database: Database) -> None:
    results = await asyncio.gather(*(database.write(add_the_only_one) for _ in range(12)))
    assert sorted(results) == [False] * 11 + [True]
    assert await database.write(count) == 1


async def test_a_lock_ends_with_its_transaction_even_when_that_fails(database: Database) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.lock("the only group")
        add(transaction, "Never")
        raise LookupError("changed my mind")

    with pytest.raises(LookupError, match="changed my mind"):
        await database.write(fail)
    assert await database.write(add_the_only_one) is True
    assert await database.write(count) == 1


async def test_a_lock_may_be_taken_twice_and_after_a_change(database: Database) -> None:
    def work(transaction: Transaction) -> int:
        transaction.lock("one")
        add(transaction, "Gold")
        transaction.lock("two")
        transaction.lock("one")
        return count(transaction)

    assert await database.write(work) == 1

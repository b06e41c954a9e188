"""What is sent ahead of the rest is done with it or not at all, on both databases."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.database.postgresql_times import decode_day, decode_instant, encode_day, encode_instant
from gateway.database.postgresql_transaction import PostgresTransaction
from gateway.domain.customers.model import Customer, CustomerGroup
from gateway.domain.new_rows import completed
from gateway.entity import Entity
from gateway.view import table_of
from tests.rows import row

MANY = 60
"""Enough new rows of a table to be copied into it."""
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
BEFORE_2000 = datetime(1999, 12, 31, 23, 59, 59, 1999, tzinfo=UTC)


def customers(count: int = MANY, **given: Any) -> list[dict[str, Any]]:
    return [completed(Customer, row(Customer, name=f"Weaver {number}", **given)) for number in range(count)]


def group(name: str) -> dict[str, Any]:
    return completed(CustomerGroup, row(CustomerGroup, name=name))


async def all_of(database: Database, entity: type[Entity]) -> list[dict[str, Any]]:
    statement = select(table_of(entity)).order_by(table_of(entity).c.id)
    return await database.write(lambda transaction: transaction.fetch(statement))


@pytest.mark.parametrize("count", [1, MANY])
async def test_rows_sent_ahead_are_as_they_were_given(database: Database, count: int) -> None:
    given = customers(count, birthdate=date(1950, 4, 5), metadata={"till": [1, None, "‖"]}, notes=None)
    given[-1] |= {"created_at": BEFORE_2000}
    given[0] |= {"created_at": FIRST, "updated_at": LAST, "birthdate": date(1, 1, 1)}

    def work(transaction: Transaction) -> None:
        transaction.lock("a batch")
        transaction.insert_many(Customer, given)
        transaction.send_ahead()
        transaction.give_way()

    await database.write(work)
    found = await all_of(database, Customer)
    cut = {each["id"]: each for each in given}
    assert len(found) == count
    for each in found:
        expected = cut[each["id"]]
        times = {
            name: expected[name].replace(microsecond=expected[name].microsecond // 1000 * 1000)
            for name in ("created_at", "updated_at")
        }
        assert {name: each[name] for name in expected} == expected | times


async def test_changes_are_made_in_the_order_in_which_they_were_asked_for(database: Database) -> None:
    gold = group("Gold")
    members = customers(customer_group_id=gold["id"])

    def work(transaction: Transaction) -> None:
        transaction.lock("a batch")
        transaction.insert(CustomerGroup, gold)
        transaction.insert_many(Customer, members)
        transaction.update(Customer, members[7]["id"], {"notes": "changed", "version": 2})
        transaction.send_ahead()
        transaction.update(Customer, members[8]["id"], {"notes": "changed later", "version": 2})

    await database.write(work)
    found = {each["id"]: each for each in await all_of(database, Customer)}
    assert {each["customer_group_id"] for each in found.values()} == {gold["id"]}
    assert [found[members[place]["id"]]["notes"] for place in (6, 7, 8)] == [None, "changed", "changed later"]


async def test_what_is_read_afterwards_sees_what_was_sent_ahead(database: Database) -> None:
    given = customers()

    def work(transaction: Transaction) -> Any:
        transaction.lock("a batch")
        transaction.insert_many(Customer, given)
        transaction.send_ahead()
        found = transaction.get(Customer, given[-1]["id"])
        return found and found["name"]

    assert await database.write(work) == given[-1]["name"]


@pytest.mark.parametrize("count", [1, MANY])
async def test_what_is_sent_ahead_and_refused_leaves_nothing(database: Database, count: int) -> None:
    twice = customers(count)

    def work(transaction: Transaction) -> None:
        transaction.insert(CustomerGroup, group("Gold"))
        transaction.lock("a batch")
        transaction.insert_many(Customer, twice)
        transaction.send_ahead()
        transaction.insert_many(Customer, [*customers(count - 1), twice[0]])
        transaction.send_ahead()

    with pytest.raises(ConstraintViolated):
        await database.write(work)
    assert await all_of(database, Customer) == await all_of(database, CustomerGroup) == []
    # The connection is as good as before.
    await database.write(lambda transaction: transaction.insert_many(Customer, twice))
    assert len(await all_of(database, Customer)) == count


async def test_work_that_fails_while_something_is_on_its_way_leaves_nothing(database: Database) -> None:
    def work(transaction: Transaction) -> None:
        transaction.insert_many(Customer, customers())
        transaction.send_ahead()
        raise LookupError("No such thing.")

    with pytest.raises(LookupError, match="No such thing"):
        await database.write(work)
    assert await all_of(database, Customer) == []


class TestPostgres:
    @pytest.fixture
    def database_url(self, postgres_url: str) -> str:
        """SQLite has nobody to send ahead to."""
        return postgres_url

    async def test_the_server_finishes_while_the_caller_goes_on(self, database: Database) -> None:
        """Table after table, with nothing but its turns, and without the caller's waiting for any."""
        seen: list[int] = []

        def work(transaction: Transaction) -> None:
            assert isinstance(transaction, PostgresTransaction)
            gold = group("Gold")
            transaction.insert(CustomerGroup, gold)
            transaction.begin()
            transaction.insert_many(Customer, customers(1000, customer_group_id=gold["id"]))
            transaction.insert_many(CustomerGroup, [group(str(number)) for number in range(MANY)])
            transaction.send_ahead()
            ahead = transaction._wire._ahead  # noqa: SLF001 (that nobody waits for it is the point)
            assert ahead is not None
            while not ahead.done():
                transaction.give_way()
                seen.append(1)

        await asyncio.wait_for(database.write(work), 30)
        assert len(seen) > 1
        assert (len(await all_of(database, Customer)), len(await all_of(database, CustomerGroup))) == (
            1000,
            MANY + 1,
        )

    async def test_cancelled_while_something_is_on_its_way_it_leaves_nothing(
        self, database: Database
    ) -> None:
        def work(transaction: Transaction) -> None:
            while True:
                transaction.insert_many(Customer, customers())
                transaction.send_ahead()
                transaction.give_way()

        writing = asyncio.create_task(database.write(work))
        await asyncio.sleep(0.05)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await all_of(database, Customer) == []


@pytest.mark.parametrize(
    "instant", [FIRST, LAST, BEFORE_2000, datetime(2000, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC)]
)
def test_an_instant_is_cut_to_its_millisecond(instant: datetime) -> None:
    cut = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert decode_instant(encode_instant(instant)) == cut
    assert encode_instant(cut) == encode_instant(instant)


def test_an_instant_of_no_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        encode_instant(datetime(2026, 1, 31))  # noqa: DTZ001 (the point)


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2000, 1, 1), date.max])
def test_a_day_comes_back(day: date) -> None:
    assert decode_day(encode_day(day)) == day


def test_days_and_instants_are_counted_from_2000() -> None:
    assert (encode_day(date(2000, 1, 2)), encode_day(date(1999, 12, 31))) == ((1,), (-1,))
    assert encode_instant(datetime(2000, 1, 1, 0, 0, 1, tzinfo=UTC)) == (1_000_000,)
    assert encode_instant(datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)) == (-1000,)

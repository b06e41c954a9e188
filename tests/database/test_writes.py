"""A write happens whole or not at all, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select, update

from gateway.database import ConstraintViolated, Database, StatementTimeout, Transaction, open_database
from gateway.domain.customers.model import Channel, CustomerGroup
from gateway.entity import now
from gateway.events.event import EventStore
from gateway.events.store import POSITIONS, NewEvent, append
from gateway.identifier import new_id
from gateway.settings import Settings

GROUPS: Any = CustomerGroup.__table__  # type: ignore[attr-defined]


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = open_database(Settings(database_url=url, statement_timeout=1.0))
    await database.open()
    yield database
    await database.close()


def group(name: str, **given: Any) -> dict[str, Any]:
    at = now()
    row = {"environment": "LIVE", "version": 1, "created_at": at, "updated_at": at, "name": name}
    return {"id": new_id("cgr"), **row, **given}


async def names(database: Database) -> list[str]:
    rows = await database.write(
        lambda transaction: transaction.fetch(select(GROUPS.c.name).order_by(GROUPS.c.name))
    )
    return [row["name"] for row in rows]


async def test_what_work_did_is_there_when_it_is_answered(database: Database) -> None:
    row = group("Gold")
    await database.write(lambda transaction: transaction.insert(CustomerGroup, row))
    assert await database.read("SELECT name FROM customer_group", ()) == "Gold"
    found = await database.write(lambda transaction: transaction.get(CustomerGroup, row["id"]))
    assert found is not None
    assert {name: found[name] for name in row} == row


async def test_work_that_raises_leaves_nothing(database: Database) -> None:
    def work(transaction: Transaction) -> None:
        transaction.insert(CustomerGroup, group("Gold"))
        transaction.fetch(select(GROUPS))
        transaction.insert(CustomerGroup, group("Silver"))
        raise LookupError("changed my mind")

    with pytest.raises(LookupError, match="changed my mind"):
        await database.write(work)
    assert await names(database) == []


async def test_a_row_that_breaks_a_rule_takes_the_whole_work_with_it_and_no_other(database: Database) -> None:
    def bad(transaction: Transaction) -> None:
        transaction.insert(CustomerGroup, group("Gold"))
        transaction.insert(CustomerGroup, group("Silver", environment="MARS"))

    def good(transaction: Transaction) -> None:
        transaction.insert(CustomerGroup, group("Bronze"))

    results = await asyncio.gather(
        *(database.write(work) for work in (good, bad, good)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), ConstraintViolated, type(None)]
    assert await names(database) == ["Bronze", "Bronze"]


async def test_work_reads_what_it_has_written(database: Database) -> None:
    def work(transaction: Transaction) -> list[dict[str, Any]]:
        transaction.insert_many(CustomerGroup, [group("Gold"), group("Silver", code="S")][:1])
        transaction.insert(CustomerGroup, group("Silver", code="S"))
        return transaction.fetch(select(GROUPS.c.name, GROUPS.c.code).order_by(GROUPS.c.name))

    assert await database.write(work) == [{"name": "Gold", "code": None}, {"name": "Silver", "code": "S"}]


async def test_many_rows_of_every_kind_of_column_come_back_as_they_went_in(database: Database) -> None:
    rows = [
        group(f"Group {number}", metadata={"number": number, "text": 'a "b" {c}'}) for number in range(50)
    ]
    await database.write(lambda transaction: transaction.insert_many(CustomerGroup, rows))
    found = await database.write(
        lambda transaction: transaction.fetch(
            select(*(GROUPS.c[name] for name in rows[0])).order_by(GROUPS.c.id)
        )
    )
    assert found == rows


async def test_booleans_and_json_survive_a_single_row(database: Database) -> None:
    at = now()
    row: dict[str, Any] = {
        "id": new_id("cha"),
        "environment": "TEST",
        "version": 1,
        "created_at": at,
        "updated_at": at,
        "recording_enabled": True,
    }
    await database.write(lambda transaction: transaction.insert(Channel, row))
    found = await database.write(lambda transaction: transaction.get(Channel, row["id"]))
    assert found is not None
    assert bool(found["recording_enabled"]) is True


async def test_the_first_and_the_last_instant_are_instants_like_any_other(database: Database) -> None:
    ends = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)]
    rows = [group("end", updated_at=end) for end in ends]
    await database.write(lambda transaction: transaction.insert(CustomerGroup, rows[0]))
    await database.write(lambda transaction: transaction.insert_many(CustomerGroup, rows[1:]))
    found = await database.write(
        lambda transaction: transaction.fetch(
            select(GROUPS.c.updated_at).where(GROUPS.c.updated_at >= ends[0]).order_by(GROUPS.c.updated_at)
        )
    )
    assert [row["updated_at"] for row in found] == ends


async def test_work_on_one_row_by_many_at_once_loses_no_change(database: Database) -> None:
    row = group("0")
    await database.write(lambda transaction: transaction.insert(CustomerGroup, row))

    def work(transaction: Transaction) -> None:
        found = transaction.get(CustomerGroup, row["id"])
        assert found is not None
        values = {"name": str(int(found["name"]) + 1), "version": found["version"] + 1}
        transaction.update(CustomerGroup, row["id"], values)

    for _ in range(4):
        await asyncio.gather(*(database.write(work) for _ in range(4)))
    found = await database.write(lambda transaction: transaction.get(CustomerGroup, row["id"]))
    assert found is not None
    assert (found["name"], found["version"]) == ("16", 17)


async def test_events_are_numbered_without_gaps_by_many_at_once(database: Database) -> None:
    def event(number: int) -> NewEvent:
        return NewEvent(
            "group.created", "create", "group", f"cgr_{number}", None, 1, {"name": {"from": None, "to": "x"}}
        )

    def work(number: int) -> Any:
        def append_some(transaction: Transaction) -> None:
            append(transaction, "LIVE", {"test": True}, [event(number)] * (1 + number % 3))
            if number % 5 == 0:
                raise LookupError

        return append_some

    await asyncio.gather(*(database.write(work(number)) for number in range(20)), return_exceptions=True)
    table: Any = EventStore.__table__  # type: ignore[attr-defined]
    found = await database.write(
        lambda transaction: transaction.fetch(select(table.c.position).order_by(table.c.position))
    )
    kept = sum(1 + number % 3 for number in range(20) if number % 5)
    assert [row["position"] for row in found] == list(range(1, kept + 1))
    last = await database.write(
        lambda transaction: transaction.fetch(
            select(POSITIONS.c.position).where(POSITIONS.c.environment == "LIVE")
        )
    )
    assert last == [{"position": kept}]


async def test_a_statement_can_run_any_change_with_named_values(database: Database) -> None:
    await database.write(lambda transaction: transaction.insert_many(CustomerGroup, [group("a"), group("b")]))

    def rename() -> Any:
        return update(GROUPS).where(GROUPS.c.name == bindparam("old")).values(name=func.upper(GROUPS.c.name))

    await database.write(lambda transaction: transaction.change("rename groups", rename, {"old": "b"}))
    assert await names(database) == ["B", "a"]


async def test_show_sees_what_work_did(database: Database) -> None:
    row = group("Gold")

    def work(transaction: Transaction) -> str:
        transaction.insert(CustomerGroup, row)
        return "done"

    def show(transaction: Transaction, result: str) -> str:
        found = transaction.get(CustomerGroup, row["id"])
        assert found is not None
        return f"{result}: {found['name']}"

    assert await database.write(work, show) == "done: Gold"


SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)::text",
}


async def test_a_statement_that_takes_too_long_is_cancelled_and_the_connection_stays_good(
    database: Database,
) -> None:
    with pytest.raises(StatementTimeout, match=r"more than 1\.0 s"):
        await database.read(SLOW[database.dialect_name], ())
    answers = await asyncio.gather(*(database.read("SELECT 'here'", ()) for _ in range(8)))
    assert answers == ["here"] * 8


async def test_a_database_that_is_closed_is_not_ready(url: str) -> None:
    database = open_database(Settings(database_url=url))
    await database.open()
    assert await database.ready() is None
    await database.close()
    assert await database.ready() == "The database does not answer."


async def test_reading_apart_sends_nothing_early_and_loses_nothing(database: Database) -> None:
    def count(transaction: Transaction) -> int:
        return len(transaction.fetch(select(GROUPS.c.name)))

    def work(transaction: Transaction) -> list[int]:
        transaction.insert(CustomerGroup, group("Gold"))
        with transaction.apart():
            seen = count(transaction)
        return [seen, count(transaction)]

    # SQLite collects nothing: there a change is made at once.
    at_once = 1 if database.dialect_name == "sqlite" else 0
    assert await database.write(work) == [at_once, 1]
    assert await names(database) == ["Gold"]


async def test_what_is_held_matters_only_where_something_is_written(database: Database) -> None:
    def no_row() -> Any:
        return select(GROUPS.c.id).where(GROUPS.c.id == bindparam("id"))

    def work(transaction: Transaction) -> str:
        transaction.hold("cgr_nobody", "a group that is not there", no_row, {"id": "cgr_nobody"})
        return "done"

    assert await database.write(work) == "done"

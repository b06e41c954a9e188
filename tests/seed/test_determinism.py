"""The same seed makes the same people: on every run, in every process, on both databases, in any number."""

from datetime import UTC, datetime

import pytest

from gateway.columns import format_instant
from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order
from gateway.identifier import prefix_of
from gateway.seed import filling
from gateway.seed.dice import Dice
from gateway.seed.moment import DAY, END, START, spell_day, spell_instant
from gateway.seed.person import count_events, count_updates
from tests.seed.seeded import CUSTOMERS, TABLES, digest, every_row, fill, rows_of


def test_a_seed_makes_the_same_bytes_each_time(seeded_url: str, sqlite_url: str) -> None:
    fill(sqlite_url, CUSTOMERS)
    assert digest(sqlite_url) == digest(seeded_url)


def test_another_seed_makes_other_people(sqlite_url: str, other_url: str) -> None:
    fill(sqlite_url, 10, number=1)
    fill(other_url, 10, number=2)
    people = [{row["id"]: row["email"] for row in rows_of(url, Customer)} for url in (sqlite_url, other_url)]
    assert people[0].keys().isdisjoint(people[1].keys())
    assert set(people[0].values()) != set(people[1].values())


def test_a_larger_population_begins_with_the_smaller(sqlite_url: str, other_url: str) -> None:
    """Every row about the first customers is the same, and so is what all share."""
    fill(sqlite_url, 20)
    fill(other_url, 33)
    few, many = every_row(sqlite_url), every_row(other_url)
    owners = {row["id"] for row in few["customer"]}
    assert len(owners) == 20 + 10
    for table in TABLES:
        if table.name == "event_position":
            continue
        owner = "id" if table.name == "customer" else "customer_id"
        theirs = [row for row in many[table.name] if row.get(owner) is None or row[owner] in owners]
        assert theirs == few[table.name], table.name


def test_a_process_beside_makes_the_same_rows(
    seeded_url: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the customers are divided among chunks."""
    monkeypatch.setattr(filling, "CHUNK_SIZE", 25)
    summary = fill(sqlite_url, CUSTOMERS)
    assert summary.tables == {name: len(rows) for name, rows in every_row(seeded_url).items()}
    assert digest(sqlite_url) == digest(seeded_url)


def test_postgresql_holds_the_same_rows(seeded_url: str, postgres_url: str) -> None:
    fill(postgres_url, CUSTOMERS)
    assert every_row(postgres_url) == every_row(seeded_url)


def test_ids_are_of_their_time(seeded_url: str) -> None:
    """They tell the type, and sort as the rows were made."""
    orders = rows_of(seeded_url, Order)
    assert {prefix_of(row["id"]) for row in orders} == {"ord"}
    assert [row["created_at"] for row in orders] == sorted(row["created_at"] for row in orders)
    assert len({row["id"] for row in orders}) == len(orders)


def test_instants_are_spelled_as_columns_spell_them() -> None:
    dice = Dice("instants")
    for at in (START, END, 0, *(dice.between(START, END) for _ in range(200))):
        moment = datetime.fromtimestamp(at // 1000, UTC).replace(microsecond=at % 1000 * 1000)
        assert spell_instant(at) == format_instant(moment)
        assert spell_day(at // DAY) == moment.date().isoformat()


def test_positions_follow_from_the_index() -> None:
    """So that each customer's events have their places, whoever else is there."""
    expected = 0
    for index in range(100):
        assert count_events(index) == expected
        expected += 1 + count_updates(index)

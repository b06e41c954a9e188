"""Two customers become one, and two again, as if nothing had been."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings, strategies

from gateway.database import open_database
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard
from gateway.settings import Settings
from gateway.sources.fates import FATES, columns_naming_customers
from gateway.sources.identity import operations
from tests.databases import migrate
from tests.identity.deciding import PARTS, decide, everything, fill
from tests.sources.imports import Imports

parts = strategies.frozensets(strategies.sampled_from(PARTS))
columns = strategies.fixed_dictionaries(
    {},
    optional={
        "email": strategies.none(),
        "first_name": strategies.none(),
        "phone": strategies.none(),
        "password_hash": strategies.none(),
    },
)


async def _there_and_back(url: str, one: Any, other: Any) -> None:
    database = open_database(Settings(database_url=url, sqlite_synchronous="NORMAL"))
    await database.open()
    try:
        kept = await fill(database, 1, *one)
        merged = await fill(database, 2, *other)
        before = await everything(database)
        await decide(database, lambda act: operations.merge(act, kept, merged))
        between = await everything(database)
        assert [row["id"] for row in between["customer"] if row["id"] in (kept, merged)] == [kept]
        await decide(database, lambda act: operations.unmerge(act, merged))
        # What is kept to save reading the records is made again when it is needed.
        assert await everything(database) == {**before, "overruled_value": []}
    finally:
        await database.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database; each example has a copy of it."""
    path = tmp_path_factory.mktemp("merging") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(one=strategies.tuples(parts, columns), other=strategies.tuples(parts, columns))
def test_undoing_a_merge_leaves_no_trace_in_the_rows(template: Path, one: Any, other: Any) -> None:
    with tempfile.TemporaryDirectory() as directory:
        copy = shutil.copy(template, Path(directory) / "a.db")
        asyncio.run(_there_and_back(f"sqlite:///{copy}", one, other))


def test_undoing_a_merge_of_two_that_have_everything(database_url: str) -> None:
    migrate(database_url)
    asyncio.run(_there_and_back(database_url, (frozenset(PARTS), {}), (frozenset(PARTS), {})))


async def _points_are_told(url: str) -> None:
    database = open_database(Settings(database_url=url, sqlite_synchronous="NORMAL"))
    await database.open()
    try:
        imports = Imports(database)
        kept, merged = [await fill(database, number, frozenset({"loyalty_card"}), {}) for number in (1, 2)]
        await decide(database, lambda act: operations.merge(act, kept, merged))
        cards = await imports.rows(LoyaltyCard)
        points = sum(card["points"] - card["expired_points"] for card in cards)
        (standing,) = await imports.rows(CustomerLoyalty)
        assert (len(cards), standing["customer_id"], standing["points"]) == (2, kept, points)
        (event,) = [each for each in await imports.events() if each["resource_id"] == kept]
        assert event["kind"] == "customer.merged"
        assert event["changes"]["loyalty.points"] == {"from": None, "to": points}
    finally:
        await database.close()


def test_the_points_of_both_are_told_with_the_merge(database_url: str) -> None:
    """Where no system tells them, they are those on all cards."""
    migrate(database_url)
    asyncio.run(_points_are_told(database_url))


def test_every_column_that_names_a_customer_has_a_fate() -> None:
    assert sorted(FATES) == sorted(columns_naming_customers())

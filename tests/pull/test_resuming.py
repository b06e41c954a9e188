"""Where a run goes on: after it was killed, on either database, and apart from every other connection."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.sources.pull import pulling
from gateway.viewer import Environment
from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.rutter import Rutter
from tests.pull.pulls import Killed, Pulls, connection_to, killed_at


async def test_a_run_that_was_killed_goes_on_at_its_page(
    shop: CommerceLayer, pulls_on_both: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third page was fetched and never imported: it comes again, and the two before do not."""
    pulls = pulls_on_both
    added = sorted((shop.add() for _ in range(60)), key=lambda row: str(row["id"]))
    with killed_at(3, monkeypatch):
        await pulls.run(connection_to(shop))
    cursor = await pulls.cursor()
    assert cursor["place"] == {"after": added[49]["id"]}
    assert (cursor["pages"], cursor["records"], cursor["finished_at"]) == (2, 50, None)

    shop.asked.clear()
    (pulled,) = await pulls.run(connection_to(shop))
    assert [query["filter[q][id_gt]"] for query in shop.paths(of="/api/customers")] == [added[49]["id"]]
    assert (pulled.summary.created, pulled.summary.unchanged) == (10, 0)
    assert len(await pulls.emails()) == 60
    cursor = await pulls.cursor()
    assert (cursor["pages"], cursor["records"], cursor["place"]) == (3, 60, None)
    assert cursor["finished_at"] >= cursor["started_at"]


async def test_a_run_that_was_killed_between_import_and_cursor_loses_nothing(
    shop: CommerceLayer, pulls: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records of the page are there, the cursor is not behind them: they come again and change nothing."""
    for _ in range(30):
        shop.add()

    async def dying(*given: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(pulling, "store", dying)
        with pytest.raises(Killed):
            await pulls.run(connection_to(shop))
    assert len(await pulls.emails()) == 25
    assert (await pulls.cursor())["pages"] == 0
    (pulled,) = await pulls.run(connection_to(shop))
    assert (pulled.summary.created, pulled.summary.unchanged) == (5, 25)


async def test_what_changes_during_a_run_is_fetched_by_the_next(shop: CommerceLayer, pulls: Pulls) -> None:
    added = sorted((shop.add() for _ in range(30)), key=lambda row: str(row["id"]))

    class Changing(list[tuple[str, int]]):
        def append(self, what: tuple[str, int]) -> None:
            super().append(what)
            if what == ("customers", 1):
                shop.change(added[0], email="late@shop.example")

    pulls.advances = Changing()
    await pulls.run(connection_to(shop))
    assert "late@shop.example" not in await pulls.emails()
    await pulls.run(connection_to(shop))
    assert "late@shop.example" in await pulls.emails()


async def test_changes_are_asked_for_with_an_overlap(shop: CommerceLayer, pulls: Pulls) -> None:
    pulls.overlap = timedelta(minutes=5)
    shop.add()
    await pulls.run(connection_to(shop))
    await pulls.run(connection_to(shop))
    asked = shop.paths(of="/api/customers")[-1]
    assert asked["filter[q][updated_at_gteq]"] == "2026-03-01T11:55:01.000Z"


async def test_a_system_whose_clock_is_ahead_is_asked_from_our_start(
    shop: CommerceLayer, pulls: Pulls
) -> None:
    shop.clock = datetime(2099, 1, 1, tzinfo=UTC)
    shop.add()
    await pulls.run(connection_to(shop))
    cursor = await pulls.cursor()
    assert cursor["newest_at"] == datetime(2099, 1, 1, 0, 0, 1, tzinfo=UTC)
    await pulls.run(connection_to(shop))
    assert (await pulls.cursor())["since"] == cursor["started_at"]


async def test_two_connections_of_one_system_stay_apart(market: Rutter, pulls_on_both: Pulls) -> None:
    pulls = pulls_on_both
    first, second = (
        connection_to(market, name="one"),
        connection_to(market, name="two", access_token="access-two"),
    )
    market.add(email="one@market.example")
    market.add(shop="access-two", email="two@market.example")
    await pulls.run(first)
    assert [row["connection"] for row in await pulls.cursors()] == ["one"]
    assert await pulls.emails() == ["one@market.example"]
    await pulls.run(second)
    assert [(row["connection"], row["records"]) for row in await pulls.cursors()] == [("one", 1), ("two", 1)]
    assert [row["since"] for row in await pulls.cursors()] == [None, None]
    assert await pulls.emails() == ["one@market.example", "two@market.example"]


async def test_test_and_live_stay_apart(shop: CommerceLayer, pulls: Pulls) -> None:
    shop.add()
    for environment in Environment:
        await pulls.run(connection_to(shop, environment=environment))
    assert {row["environment"] for row in await pulls.cursors()} == {"TEST", "LIVE"}
    assert [row["since"] for row in await pulls.cursors()] == [None, None]


async def test_a_refused_record_is_reported_and_does_not_stop_the_run(market: Rutter, pulls: Pulls) -> None:
    market.add(email=5)
    market.add(email="good@market.example")
    (pulled,) = await pulls.run(connection_to(market))
    assert (pulled.summary.created, pulled.summary.refused) == (1, 1)
    assert [str(refusal.position) for refusal in pulls.refusals] == ["customers page 1, line 1, index 0"]
    assert (await pulls.cursor())["refused"] == 1

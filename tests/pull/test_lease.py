"""Of runs over one connection at once only one fetches: the others are refused until it ends or its lease does."""

import os
import re
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.domain.customers.model import Customer
from gateway.domain.records.pulls import CURSORS, LEASES
from gateway.entity import now
from gateway.sources.importer import import_records
from gateway.sources.pull import cursor, lease, pulling
from gateway.sources.pull.declaration import PullError
from gateway.sources.pull.lease import LIFE, ConnectionBusy, Lease, LeaseLost, confirm, held, release, take
from gateway.sources.summary import Summary
from gateway.view import table_of
from gateway.viewer import Environment
from tests.databases import connected
from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.rutter import Rutter
from tests.pull.pulls import Pulls, Row, connection_to
from tests.pull.test_command import connections, gateway, started

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def leases(pulls: Pulls) -> list[Row]:
    return await pulls.database.write(lambda transaction: transaction.fetch(select(LEASES)))


# ── The lease


async def test_a_lease_is_one_run_s_until_it_is_over(shop: CommerceLayer, pulls_on_both: Pulls) -> None:
    """To the millisecond: a moment before it is over it is held, and then whoever comes next has it."""
    database = pulls_on_both.database
    one, two = (Lease(connection_to(shop), holder) for holder in ("one", "two"))
    await database.write(lambda transaction: take(transaction, one, AT))
    refused = (
        "connection 'main' of commerce_layer is being fetched by another run, one, since 2026-11-21T12:00:00.000Z;"
        " unless it gives another sign of life, the connection is free at 2026-11-21T12:02:00.000Z."
    )
    with pytest.raises(ConnectionBusy, match=re.escape(refused)):
        await database.write(lambda transaction: take(transaction, two, AT + LIFE - SECOND / 1000))
    (row,) = await leases(pulls_on_both)
    assert (row["holder"], row["taken_at"], row["expires_at"]) == ("one", AT, AT + LIFE)
    await database.write(lambda transaction: take(transaction, two, AT + LIFE))
    (row,) = await leases(pulls_on_both)
    assert (row["holder"], row["taken_at"], row["expires_at"]) == ("two", AT + LIFE, AT + 2 * LIFE)


async def test_a_sign_of_life_makes_it_longer(shop: CommerceLayer, pulls_on_both: Pulls) -> None:
    database = pulls_on_both.database
    one, two = (Lease(connection_to(shop), holder) for holder in ("one", "two"))
    await database.write(lambda transaction: take(transaction, one, AT))
    await database.write(lambda transaction: confirm(transaction, one, AT + LIFE - SECOND))
    with pytest.raises(ConnectionBusy):
        await database.write(lambda transaction: take(transaction, two, AT + LIFE))
    (row,) = await leases(pulls_on_both)
    assert (row["taken_at"], row["expires_at"]) == (AT, AT + 2 * LIFE - SECOND)


async def test_whoever_was_late_and_lost_it_neither_renews_nor_releases_it(
    shop: CommerceLayer, pulls_on_both: Pulls
) -> None:
    database = pulls_on_both.database
    one, two = (Lease(connection_to(shop), holder) for holder in ("one", "two"))
    await database.write(lambda transaction: take(transaction, one, AT))
    await database.write(lambda transaction: take(transaction, two, AT + LIFE))
    before = await leases(pulls_on_both)
    lost = "connection 'main' of commerce_layer was taken over by another run, since this one gave no sign of life"
    with pytest.raises(LeaseLost, match=lost):
        await database.write(lambda transaction: confirm(transaction, one, AT + LIFE))
    await database.write(lambda transaction: release(transaction, one))
    assert await leases(pulls_on_both) == before


# ── Runs


async def run_within(
    pulls: Pulls, first: Any, second: Any, monkeypatch: pytest.MonkeyPatch
) -> ConnectionBusy | None:
    """Runs over the second connection while the first run imports its first page; why that was refused."""
    refused: list[ConnectionBusy] = []
    others = Pulls(pulls.database)

    async def importing(*given: Any, **named: Any) -> Summary:
        monkeypatch.setattr(pulling, "import_records", import_records)
        try:
            await others.run(second)
        except ConnectionBusy as busy:
            refused.append(busy)
        return await import_records(*given, **named)

    monkeypatch.setattr(pulling, "import_records", importing)
    await pulls.run(first)
    return refused[0] if refused else None


async def test_a_second_run_is_refused_and_asks_for_nothing(
    shop: CommerceLayer, pulls_on_both: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(30):
        shop.add()
    connection = connection_to(shop)
    busy = await run_within(pulls_on_both, connection, connection, monkeypatch)
    assert busy is not None
    assert busy.code == "PULL_RUNNING"
    assert len(shop.paths(of="/api/customers")) == 2
    assert len(await pulls_on_both.emails()) == 30
    assert (await pulls_on_both.cursor())["pages"] == 2


@pytest.mark.parametrize("error", [timedelta(days=1), -timedelta(days=1)], ids=["fast", "slow"])
async def test_a_machine_whose_clock_is_wrong_takes_nothing_over(
    shop: CommerceLayer, pulls_on_both: Pulls, monkeypatch: pytest.MonkeyPatch, error: timedelta
) -> None:
    """What time it is the database says, to whoever holds a lease and whoever wants it."""

    def wrong() -> datetime:
        return now() + error

    for module in (lease, cursor, pulling):
        monkeypatch.setattr(module, "now", wrong, raising=False)
    before = now()
    async with held(pulls_on_both.database, connection_to(shop)):
        (row,) = await leases(pulls_on_both)
        assert abs(row["taken_at"] - before) < timedelta(hours=1)
        assert row["expires_at"] == row["taken_at"] + LIFE
        monkeypatch.undo()
        with pytest.raises(ConnectionBusy):
            await Pulls(pulls_on_both.database).run(connection_to(shop))
        for module in (lease, cursor, pulling):
            monkeypatch.setattr(module, "now", wrong, raising=False)
        with pytest.raises(ConnectionBusy):
            await Pulls(pulls_on_both.database).run(connection_to(shop))
    assert shop.paths(of="/api/customers") == []


async def test_the_lease_goes_with_its_run(shop: CommerceLayer, pulls: Pulls) -> None:
    await pulls.run(connection_to(shop))
    assert await leases(pulls) == []


async def test_the_lease_goes_when_a_run_fails(market: Rutter, pulls: Pulls) -> None:
    market.answer(b"<html>")
    with pytest.raises(PullError):
        await pulls.run(connection_to(market))
    assert await leases(pulls) == []


@pytest.mark.parametrize(
    "other", [{"name": "second"}, {"environment": Environment.TEST}], ids=["name", "environment"]
)
async def test_another_connection_is_fetched_at_the_same_time(
    shop: CommerceLayer, pulls: Pulls, monkeypatch: pytest.MonkeyPatch, other: Any
) -> None:
    shop.add()
    assert await run_within(pulls, connection_to(shop), connection_to(shop, **other), monkeypatch) is None
    assert len(await pulls.cursors()) == 2


async def test_a_run_gives_signs_of_life_while_a_page_takes_long(
    shop: CommerceLayer, pulls_on_both: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease moves on while the page is still being imported."""
    shop.add()
    expiries: list[datetime] = []

    async def importing(*given: Any, **named: Any) -> Summary:
        while len(set(expiries)) < 3:
            expiries.append((await leases(pulls_on_both))[0]["expires_at"])
        return await import_records(*given, **named)

    monkeypatch.setattr(lease, "RENEWAL", timedelta())
    monkeypatch.setattr(pulling, "import_records", importing)
    await pulls_on_both.run(connection_to(shop))
    assert expiries == sorted(expiries)
    assert await leases(pulls_on_both) == []


async def test_a_run_that_lost_its_lease_leaves_the_other_s_place_alone(
    shop: CommerceLayer, pulls_on_both: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was stopped for so long that another run took over and is two pages further."""
    pulls = pulls_on_both
    for _ in range(60):
        shop.add()

    async def importing(*given: Any, **named: Any) -> Summary:
        def work(transaction: Any) -> None:
            transaction.execute(update(LEASES).values(holder="other"))
            transaction.execute(update(CURSORS).values(pages=2, place={"after": "zz"}))

        await pulls.database.write(work)
        return await import_records(*given, **named)

    monkeypatch.setattr(pulling, "import_records", importing)
    with pytest.raises(LeaseLost):
        await pulls.run(connection_to(shop))
    cursor = await pulls.cursor()
    assert (cursor["pages"], cursor["place"]) == (2, {"after": "zz"})
    assert [row["holder"] for row in await leases(pulls)] == ["other"]


async def test_a_run_that_lost_its_lease_imports_no_other_page(
    shop: CommerceLayer, pulls: Pulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.add()

    async def page(*_: Any) -> bytes:
        await pulls.database.write(
            lambda transaction: transaction.execute(update(LEASES).values(holder="other"))
        )
        return b'{"data": [{"type": "customers", "id": "aBc", "attributes": {"email": "a@a.example"}}]}'

    monkeypatch.setattr(pulling.Pull, "_page", page)
    with pytest.raises(LeaseLost):
        await pulls.run(connection_to(shop))
    assert await pulls.emails() == []


# ── Processes


def test_of_two_processes_one_fetches_and_what_is_killed_is_taken_over(
    market: Rutter, migrated_url: str, tmp_path: Path
) -> None:
    """The second ends with a code and exit code 1, also after the first was killed; when its lease is over, it runs."""
    market.add()
    market.hang()
    file = connections(tmp_path, market.url, one="access-one")
    first = started(migrated_url, file, "rutter")
    try:
        while not market.asked:
            assert first.poll() is None
            time.sleep(0.01)
        busy = gateway(migrated_url, file, "rutter")
        os.kill(first.pid, signal.SIGKILL)
        first.communicate(timeout=60)
        still_busy = gateway(migrated_url, file, "rutter")
    finally:
        first.kill()
        first.communicate(timeout=60)
    for each in (busy, still_busy):
        assert (each.returncode, each.stdout) == (1, "")
        (line,) = each.stderr.splitlines()
        assert line.startswith(
            "gateway: PULL_RUNNING: connection 'one' of rutter is being fetched by another run, "
        )
        assert f"/{first.pid}/" in line
    assert len(market.asked) == 1
    over = {"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}
    connected(migrated_url, lambda connection: connection.execute(update(LEASES).values(over)))
    done = gateway(migrated_url, file, "rutter")
    assert done.stderr.splitlines() == [
        "one customers: 1 page, 1 records: 1 created, 0 updated, 0 unchanged, 0 refused."
    ]
    assert (done.returncode, len(market.asked)) == (0, 2)
    customers = select(table_of(Customer).c.email)
    assert connected(migrated_url, lambda connection: connection.execute(customers).scalars().all()) == [
        "nia1@market.example"
    ]
    assert connected(migrated_url, lambda connection: connection.execute(select(LEASES)).all()) == []


def test_a_run_that_is_interrupted_gives_the_connection_back(
    market: Rutter, sqlite_migrated_url: str, tmp_path: Path
) -> None:
    market.hang()
    process = started(sqlite_migrated_url, connections(tmp_path, market.url, one="access-one"), "rutter")
    try:
        while not market.asked:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate(timeout=60)
    assert process.returncode != 0
    assert connected(sqlite_migrated_url, lambda connection: connection.execute(select(LEASES)).all()) == []

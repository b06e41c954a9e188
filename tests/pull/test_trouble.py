"""A system that is slow, overloaded, broken or not what it was: what is waited for, and what ends the run."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.sources.pull.client import wait_asked_for
from gateway.sources.pull.declaration import PullError, Unauthorized
from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.rutter import Rutter
from tests.fakes.voucherify import Voucherify
from tests.pull.pulls import FAST, Pulls, connection_to


async def test_too_many_requests_are_waited_for(points: Voucherify, pulls: Pulls, waits: list[float]) -> None:
    points.add()
    points.fail(429, times=2, retry_after="7")
    (pulled,) = await pulls.run(connection_to(points))
    assert pulled.summary.created == 1
    assert waits == [7.0, 7.0]


async def test_a_wait_until_an_instant(points: Voucherify, pulls: Pulls, waits: list[float]) -> None:
    points.add()
    points.fail(503, retry_after="Sat, 21 Nov 2015 11:30:00 GMT")
    (pulled,) = await pulls.run(connection_to(points))
    assert pulled.summary.created == 1
    # It has passed.
    assert waits == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Sat, 21 Nov 2026 11:30:00 GMT", 90.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        (None, None),
    ],
)
def test_what_a_retry_after_asks_for(header: str | None, seconds: float | None) -> None:
    assert wait_asked_for(header, datetime(2026, 11, 21, 11, 28, 30, tzinfo=UTC)) == seconds


async def test_a_wait_that_is_too_long_ends_the_run(
    points: Voucherify, pulls: Pulls, waits: list[float]
) -> None:
    points.fail(429, retry_after="3600")
    message = "/v1/customers answered 429 and asks to wait 3600 seconds; expected at most 300"
    with pytest.raises(PullError, match=message):
        await pulls.run(connection_to(points))
    assert waits == []


async def test_a_server_that_stumbles_is_asked_again(
    points: Voucherify, pulls: Pulls, waits: list[float]
) -> None:
    """Each wait is twice as long as the one before, and up to half a second by chance."""
    points.add()
    points.fail(502, times=3)
    (pulled,) = await pulls.run(connection_to(points))
    assert pulled.summary.created == 1
    assert [low <= wait <= low + 0.5 for wait, low in zip(waits, (0.5, 1.0, 2.0), strict=True)] == [True] * 3


async def test_a_server_that_stays_down_ends_the_run_and_keeps_its_place(
    shop: CommerceLayer, pulls: Pulls, waits: list[float]
) -> None:
    for _ in range(60):
        shop.add()
    shop.work()
    shop.fail(500, times=4)
    with pytest.raises(PullError, match="connection 'main' of commerce_layer: /api/customers answered 500"):
        await pulls.run(connection_to(shop))
    assert len(waits) == 3
    cursor = await pulls.cursor()
    assert (cursor["pages"], cursor["records"], cursor["finished_at"]) == (1, 25, None)
    assert len(await pulls.emails()) == 25
    (pulled,) = await pulls.run(connection_to(shop))
    assert (pulled.pages, pulled.summary.created, pulled.summary.unchanged) == (2, 35, 0)


async def test_a_connection_that_breaks_is_asked_again(
    points: Voucherify, pulls: Pulls, waits: list[float]
) -> None:
    points.add()
    points.drop()
    (pulled,) = await pulls.run(connection_to(points))
    assert (pulled.summary.created, len(waits)) == (1, 1)


async def test_an_answer_that_does_not_come_is_asked_for_again(
    points: Voucherify, pulls: Pulls, waits: list[float]
) -> None:
    points.add()
    points.hang()
    (pulled,) = await pulls.run(connection_to(points), limits=replace(FAST, read_timeout=0.2))
    assert (pulled.summary.created, len(waits)) == (1, 1)


async def test_credentials_that_are_not_accepted_name_the_connection(
    points: Voucherify, pulls: Pulls
) -> None:
    with pytest.raises(Unauthorized, match="connection 'second' of voucherify: /v1/customers answered 401"):
        await pulls.run(connection_to(points, name="second", app_token="guessed-token"))
    assert len(points.paths(of="/v1/customers")) == 1
    assert await pulls.emails() == []


async def test_an_application_that_may_not_sign_in(shop: CommerceLayer, pulls: Pulls) -> None:
    with pytest.raises(Unauthorized, match="commerce_layer: /oauth/token answered 401"):
        await pulls.run(connection_to(shop, client_secret="guessed-secret"))
    assert shop.paths(of="/api/customers") == []


async def test_credentials_do_not_travel_to_another_host(
    points: Voucherify, market: Rutter, pulls: Pulls
) -> None:
    points.redirect(f"{market.url}/v1/customers")
    with pytest.raises(PullError, match="was sent on to another place, which gets no credentials"):
        await pulls.run(connection_to(points))
    assert market.asked == []


async def test_another_path_of_the_same_host_is_followed(points: Voucherify, pulls: Pulls) -> None:
    points.add()
    points.redirect("/v1/customers?limit=100&order=created_at&moved=yes")
    (pulled,) = await pulls.run(connection_to(points))
    assert pulled.summary.created == 1
    assert points.paths(of="/v1/customers")[1]["moved"] == "yes"


async def test_a_resource_that_is_refused_does_not_keep_from_the_others(
    market: Rutter, pulls: Pulls, waits: list[float]
) -> None:
    """Not every shop has everything; it is asked once, told, and asked again by the next run."""
    market.fail(400)
    customers, orders = await pulls.run(connection_to(market, "customers", "orders"))
    assert (
        customers.problem == "connection 'main' of rutter: /versioned/customers answered 400; expected 200."
    )
    assert (orders.problem, orders.pages, waits) == (None, 1, [])
    assert [row["finished_at"] is None for row in await pulls.cursors()] == [True, False]


async def test_an_endless_answer_is_refused(points: Voucherify, pulls: Pulls) -> None:
    points.answer(b'{"customers": []}' + b" " * 5000)
    with pytest.raises(PullError, match="answered with more than 4000 bytes"):
        await pulls.run(connection_to(points), limits=replace(FAST, largest_body=4000))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html>", "it is no JSON"),
        (b"[]", "it is no object"),
        (b'{"object": "list"}', "it has no list at customers"),
    ],
)
async def test_an_answer_that_is_no_page(points: Voucherify, pulls: Pulls, body: bytes, problem: str) -> None:
    """The run ends, and the cursor stays: a page that was not understood must not count as read."""
    points.answer(body)
    with pytest.raises(PullError, match=f"page 1 of customers is not understood: {problem}"):
        await pulls.run(connection_to(points))
    assert (await pulls.cursor())["pages"] == 0


async def test_a_page_that_leads_to_itself_ends_the_run(market: Rutter, pulls: Pulls) -> None:
    for _ in range(2):
        market.answer(b'{"customers": [], "next_cursor": "again"}')
    with pytest.raises(PullError, match="page 2 of customers leads to itself"):
        await pulls.run(connection_to(market))


async def test_no_secret_is_written_anywhere(
    market: Rutter, pulls: Pulls, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the log of the HTTP client, which writes addresses, nor in an error, nor in a connection's text."""
    caplog.set_level(logging.DEBUG)
    connection = connection_to(market, access_token="access-two")
    market.fail(500, times=4)
    with pytest.raises(PullError) as failed:
        await pulls.run(connection)
    said = caplog.text + str(failed.value) + repr(failed.value) + repr(connection) + str(connection)
    secrets = ("access-two", market.client_secret, "Basic ")
    assert [secret for secret in secrets if secret in said] == []

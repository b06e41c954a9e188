"""The whole way over HTTP: a delivery becomes a customer that the graph shows, and goes with it."""

import asyncio
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from gateway.app import make_app
from gateway.database import Database
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.settings import Settings
from tests.app.client import Gateway, post
from tests.serving import serving
from tests.sources.documents import commerce_layer_customer, link, resource, voucherify_customer
from tests.webhooks.inbox import Inbox
from tests.webhooks.signing import COMMERCE_LAYER, VOUCHERIFY, event_body, resource_body, signed

PATIENCE = 30.0


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    with serving(make_app(settings)) as url:
        yield Gateway(url)


def send(gateway: Gateway, system: str, body: bytes, topic: str | None = None) -> int:
    headers = [*signed(system, body), *([("x-commercelayer-topic", topic)] if topic else [])]
    answer = post(f"{gateway.url}/webhooks/{system}", content=body, headers=headers)
    return answer.status_code


async def deliver(gateway: Gateway, inbox: Inbox, system: str, body: bytes, topic: str | None = None) -> None:
    """Waits until the server has worked on it."""
    assert await asyncio.to_thread(send, gateway, system, body, topic) == 202
    end = time.monotonic() + PATIENCE
    while None in await inbox.outcomes():
        assert time.monotonic() < end, "The server did not work on the delivery."
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("system", "body", "email"),
    [
        (COMMERCE_LAYER, resource_body(), "mira@shop.example"),
        (VOUCHERIFY, event_body(), "mira@okafor.example"),
    ],
)
async def test_a_delivery_becomes_a_customer_of_the_graph(
    gateway: Gateway, inbox: Inbox, system: str, body: bytes, email: str
) -> None:
    await deliver(gateway, inbox, system, body)
    data = await asyncio.to_thread(gateway.ask, "{ customers { nodes { email } } }")
    assert data == {"customers": {"nodes": [{"email": email}]}}


async def test_the_same_delivery_over_many_connections_makes_one_event(
    gateway: Gateway, inbox: Inbox
) -> None:
    posts = (asyncio.to_thread(send, gateway, VOUCHERIFY, event_body()) for _ in range(8))
    assert sorted(await asyncio.gather(*posts)) == [200] * 7 + [202]
    await deliver(gateway, inbox, VOUCHERIFY, event_body(event="whs_last"))
    assert await inbox.event_kinds() == ["customer.created"]


async def test_a_server_takes_up_what_an_earlier_one_left(settings: Settings, inbox: Inbox) -> None:
    await inbox.receive(VOUCHERIFY, event_body())
    with serving(make_app(settings)) as url:
        await deliver(Gateway(url), inbox, VOUCHERIFY, event_body(event="whs_last"))
    assert await inbox.outcomes() == ["IMPORTED", "UNCHANGED"]


@pytest.mark.parametrize("system", [VOUCHERIFY, COMMERCE_LAYER])
async def test_a_deletion_over_the_wire_removes_the_customer(
    gateway: Gateway, inbox: Inbox, system: str
) -> None:
    await deliver(gateway, inbox, system, event_body() if system == VOUCHERIFY else resource_body())
    customer = (await inbox.rows.customer())["id"]
    if system == VOUCHERIFY:
        await deliver(gateway, inbox, system, event_body("customer.deleted"))
    else:
        await deliver(gateway, inbox, system, resource_body(), "customers.destroy")
    assert await inbox.outcomes() == ["IMPORTED", "REMOVED"]
    find = "query($id: ID!) { customer(id: $id) { id } }"
    assert await asyncio.to_thread(gateway.ask, find, id=customer) == {"customer": None}


def test_a_body_that_never_comes_is_not_waited_for(settings: Settings) -> None:
    """Whoever has no signature yet may not hold a connection for long."""
    impatient = settings.model_copy(update={"body_timeout": 0.2})
    with serving(make_app(impatient)) as url, _connected(url) as connection:
        connection.sendall(b"POST /webhooks/voucherify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"REQUEST_TIMEOUT"' in answer


def _connected(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), PATIENCE)


# ── Customers that were anonymized


async def anonymize(gateway: Gateway, database: Database, settings: Settings, customer: str) -> None:
    payload = await asyncio.to_thread(gateway.act, "customerRequestAnonymization", id=customer)
    assert payload["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == 1


async def test_a_delivery_does_not_bring_back_who_was_anonymized(
    gateway: Gateway, inbox: Inbox, database: Database, settings: Settings
) -> None:
    await deliver(gateway, inbox, VOUCHERIFY, event_body())
    await anonymize(gateway, database, settings, (await inbox.rows.customer())["id"])
    before = await inbox.rows.customer()
    newer = voucherify_customer(updated_at="2027-01-01T00:00:00.000Z")
    await deliver(gateway, inbox, VOUCHERIFY, event_body(customer=newer))
    assert await inbox.outcomes() == ["IMPORTED", "SKIPPED"]
    assert [row["body"] for row in await inbox.deliveries()] == [None, None]
    assert await inbox.rows.customer() == before


async def test_what_is_included_with_an_order_of_who_was_anonymized_does_not_hide_that_it_was_skipped(
    gateway: Gateway, inbox: Inbox, database: Database, settings: Settings
) -> None:
    customer = commerce_layer_customer()
    await deliver(gateway, inbox, COMMERCE_LAYER, resource_body(customer))
    await anonymize(gateway, database, settings, (await inbox.rows.customer())["id"])
    order = resource("orders", "oRdEr", {"customer": {"data": link("customers", customer["id"])}}, number="7")
    included = [customer, resource("addresses", "aDdReSsAbC", last_name="Okafor")]
    await deliver(gateway, inbox, COMMERCE_LAYER, resource_body(order, included=included))
    assert await inbox.outcomes() == ["IMPORTED", "SKIPPED"]
    assert "Okafor" not in str(await inbox.rows.records())


async def test_a_body_that_was_kept_goes_with_its_customer(
    gateway: Gateway, inbox: Inbox, database: Database, settings: Settings
) -> None:
    broken = voucherify_customer(updated_at="soon")
    await deliver(gateway, inbox, VOUCHERIFY, event_body(customer=broken))
    (failed,) = await inbox.deliveries()
    assert (failed["outcome"], failed["customer_id"]) == ("FAILED", None)
    await deliver(gateway, inbox, VOUCHERIFY, event_body())
    customer = (await inbox.rows.customer())["id"]
    await inbox.run()
    assert await inbox.customer_of(failed) == customer
    await anonymize(gateway, database, settings, customer)
    assert [row["outcome"] for row in await inbox.deliveries()] == ["IMPORTED"]


async def test_a_body_that_was_kept_follows_its_record_to_another_customer(
    gateway: Gateway, inbox: Inbox
) -> None:
    await deliver(gateway, inbox, VOUCHERIFY, event_body())
    await deliver(gateway, inbox, VOUCHERIFY, event_body(customer=voucherify_customer(updated_at="soon")))
    old = (await inbox.rows.customer())["id"]
    failed = (await inbox.deliveries())[1]
    assert (failed["outcome"], failed["customer_id"]) == ("FAILED", old)
    # With a value of its own it stays when its only record is taken from it.
    await asyncio.to_thread(gateway.act, "customerUpdate", id=old, notes="Own")
    query = "query($id: ID!) { customer(id: $id) { identity { links { id } } } }"
    found = await asyncio.to_thread(gateway.ask, query, id=old)
    (link_id,) = (each["id"] for each in found["customer"]["identity"]["links"])
    payload = await asyncio.to_thread(gateway.act, "customerUnlink", "customer { id }", linkId=link_id)
    assert payload["customer"]["id"] != old
    assert await inbox.customer_of(failed) == payload["customer"]["id"]


async def test_a_body_of_an_order_follows_it_when_its_system_names_another_customer(
    gateway: Gateway, inbox: Inbox
) -> None:
    customers = [
        commerce_layer_customer(external_id=key, email=f"{key}@shop.example") for key in ("cOne", "cTwo")
    ]
    for each in customers:
        await deliver(gateway, inbox, COMMERCE_LAYER, resource_body(each))
    named = [{"customer": {"data": link("customers", each["id"])}} for each in customers]
    times = ("2024-01-01T00:00:00.000Z", "2024-01-02T00:00:00.000Z")
    orders = [
        resource("orders", "oRdEr", whose, number="7", status="placed", currency_code="EUR", updated_at=at)
        for whose, at in zip(named, times, strict=True)
    ]
    await deliver(gateway, inbox, COMMERCE_LAYER, resource_body(orders[0]))
    broken = resource("orders", "oRdEr", named[0], number="7", status="placed", updated_at="soon")
    await deliver(gateway, inbox, COMMERCE_LAYER, resource_body(broken))
    failed = (await inbox.deliveries())[-1]
    records = {row["external_id"]: row["customer_id"] for row in await inbox.rows.records()}
    assert (failed["outcome"], failed["customer_id"]) == ("FAILED", records["cOne"])
    await deliver(gateway, inbox, COMMERCE_LAYER, resource_body(orders[1]))
    assert await inbox.customer_of(failed) == records["cTwo"]

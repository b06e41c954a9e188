"""What the door lets in: signed bytes of a system that is set up, once; all else is refused and leaves nothing."""

import asyncio
from collections.abc import Sequence

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route

from gateway.database import Database
from gateway.settings import Settings
from gateway.web.webhooks import WebhookEndpoint
from tests.web.asgi import Reply, call
from tests.webhooks.inbox import Inbox
from tests.webhooks.signing import (
    COMMERCE_LAYER,
    HEADERS,
    VOUCHERIFY,
    event_body,
    in_hex,
    resource_body,
    signed,
)

SAFE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class Door:
    """The endpoint alone: nobody works on what it takes in."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.wakings = 0
        endpoint = WebhookEndpoint(database, settings, self.wake)
        self.app = Starlette(routes=[Route("/webhooks/{system}", endpoint)])

    def wake(self) -> None:
        self.wakings += 1

    async def post(
        self,
        system: str,
        body: bytes | Sequence[bytes],
        headers: Sequence[tuple[str, str]] | None = None,
        method: str = "POST",
    ) -> Reply:
        """Rightly signed, unless other headers are given."""
        if headers is None:
            headers = signed(system, body if isinstance(body, bytes) else b"".join(body))
        return await call(self.app, body, path=f"/webhooks/{system}", headers=headers, method=method)


@pytest.fixture
def door(database: Database, settings: Settings) -> Door:
    return Door(database, settings)


BODIES = pytest.mark.parametrize(
    ("system", "body"), [(COMMERCE_LAYER, resource_body()), (VOUCHERIFY, event_body())]
)


@BODIES
async def test_a_signed_delivery_is_written_down_and_answered_before_it_is_worked_on(
    door: Door, inbox: Inbox, system: str, body: bytes
) -> None:
    reply = await door.post(system, body)
    assert (reply.status, reply.json) == (202, {"status": "accepted"})
    assert reply.headers.items() >= SAFE.items()
    (delivery,) = await inbox.deliveries()
    assert (delivery["system"], delivery["body"]) == (system.upper(), body.decode())
    assert (delivery["attempts"], delivery["outcome"]) == (0, None)
    assert await inbox.emails() == []
    assert door.wakings == 1


@BODIES
async def test_what_was_written_down_can_be_worked_on(
    door: Door, inbox: Inbox, system: str, body: bytes
) -> None:
    await door.post(system, body)
    (delivery,) = await inbox.deliveries()
    inbox.at = delivery["received_at"]
    assert await inbox.run() == 1
    assert await inbox.outcomes() == ["IMPORTED"]


@BODIES
async def test_a_repeated_delivery_is_known(door: Door, inbox: Inbox, system: str, body: bytes) -> None:
    await door.post(system, body)
    before = await inbox.deliveries()
    reply = await door.post(system, body)
    assert (reply.status, reply.json) == (200, {"status": "known"})
    assert await inbox.deliveries() == before
    assert door.wakings == 1


async def test_of_deliveries_at_the_same_time_one_is_new(door: Door, inbox: Inbox) -> None:
    replies = await asyncio.gather(*(door.post(VOUCHERIFY, event_body()) for _ in range(10)))
    assert sorted(reply.status for reply in replies) == [200] * 9 + [202]
    assert len(await inbox.deliveries()) == 1


async def test_the_topic_of_a_header_is_written_down(door: Door, inbox: Inbox) -> None:
    headers = [*signed(COMMERCE_LAYER, resource_body()), ("x-commercelayer-topic", "customers.create")]
    await door.post(COMMERCE_LAYER, resource_body(), headers)
    (delivery,) = await inbox.deliveries()
    assert delivery["topic"] == "customers.create"


@pytest.mark.parametrize("topics", [["customers create"], ["a" * 101], ["caf\xe9.x"], [""], ["a.b", "a.c"]])
async def test_a_topic_that_is_no_word_is_none(door: Door, inbox: Inbox, topics: list[str]) -> None:
    headers = [
        *signed(COMMERCE_LAYER, resource_body()),
        *(("x-commercelayer-topic", topic) for topic in topics),
    ]
    assert (await door.post(COMMERCE_LAYER, resource_body(), headers)).status == 202
    (delivery,) = await inbox.deliveries()
    assert delivery["topic"] is None


# ── What is refused


def headers_with(*signatures: str) -> list[tuple[str, str]]:
    return [("content-type", "application/json"), *((HEADERS[VOUCHERIFY], each) for each in signatures)]


RIGHT = in_hex(event_body()).decode()
UNSIGNED = [
    ("none", headers_with()),
    ("empty", headers_with("")),
    ("wrong", headers_with("0" * 64)),
    ("truncated", headers_with(RIGHT[:-2])),
    ("twice", headers_with(RIGHT, RIGHT)),
    ("another secret", headers_with(in_hex(event_body(), "guess").decode())),
    ("another body", headers_with(in_hex(event_body("customer.created")).decode())),
    ("in the other system's header", [(HEADERS[COMMERCE_LAYER], RIGHT)]),
]


@pytest.mark.parametrize("headers", [case[1] for case in UNSIGNED], ids=[case[0] for case in UNSIGNED])
async def test_without_the_right_signature_nothing_is_written_down(
    door: Door, inbox: Inbox, headers: list[tuple[str, str]]
) -> None:
    reply = await door.post(VOUCHERIFY, event_body(), headers)
    assert (reply.status, reply.code) == (401, "UNAUTHENTICATED")
    assert reply.headers["www-authenticate"] == "Signature"
    assert await inbox.deliveries() == []
    assert door.wakings == 0


@pytest.mark.parametrize("system", ["rutter", "business", "nobody", "COMMERCE_LAYER", "commerce-layer"])
async def test_a_system_without_webhooks_is_not_found(door: Door, inbox: Inbox, system: str) -> None:
    reply = await door.post(system, event_body(), signed(VOUCHERIFY, event_body()))
    assert (reply.status, reply.code) == (404, "NOT_FOUND")
    assert await inbox.deliveries() == []


@pytest.mark.parametrize("system", [COMMERCE_LAYER, VOUCHERIFY])
async def test_a_system_without_a_secret_is_to_come_again(
    database: Database, settings: Settings, inbox: Inbox, system: str
) -> None:
    door = Door(database, settings.model_copy(update={f"{system}_webhook_secrets": ()}))
    reply = await door.post(system, event_body(), signed(system, event_body()))
    assert (reply.status, reply.code) == (503, "NOT_CONFIGURED")
    assert await inbox.deliveries() == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_only_posts_are_taken(door: Door, inbox: Inbox, method: str) -> None:
    reply = await door.post(VOUCHERIFY, event_body(), method=method)
    assert (reply.status, reply.code) == (405, "METHOD_NOT_ALLOWED")
    assert reply.headers["allow"] == "POST"
    assert await inbox.deliveries() == []


@pytest.mark.parametrize("pieces", [1, 3], ids=["declared", "chunked"])
async def test_a_body_is_as_long_as_the_limit_at_most(
    database: Database, settings: Settings, inbox: Inbox, pieces: int
) -> None:
    body = event_body()
    parts: bytes | list[bytes] = body if pieces == 1 else [body[:100], body[100:200], body[200:]]
    below = Door(database, settings.model_copy(update={"max_webhook_bytes": len(body) - 1}))
    refused = await below.post(VOUCHERIFY, parts)
    assert (refused.status, refused.code) == (413, "LIMIT_EXCEEDED")
    assert refused.headers["connection"] == "close"
    assert await inbox.deliveries() == []
    exact = Door(database, settings.model_copy(update={"max_webhook_bytes": len(body)}))
    assert (await exact.post(VOUCHERIFY, parts)).status == 202


@pytest.mark.parametrize("body", [b'{"type":"caf\xe9"}', b'{"type":"\0"}'], ids=["no UTF-8", "NUL"])
async def test_signed_bytes_that_are_no_text_are_refused(door: Door, inbox: Inbox, body: bytes) -> None:
    reply = await door.post(VOUCHERIFY, body)
    assert (reply.status, reply.code) == (400, "BAD_USER_INPUT")
    assert await inbox.deliveries() == []


async def test_both_secrets_are_accepted_while_one_takes_the_other_s_place(
    database: Database, settings: Settings, inbox: Inbox
) -> None:
    both = (SecretStr("new"), SecretStr("old"))
    door = Door(database, settings.model_copy(update={"voucherify_webhook_secrets": both}))
    for secret, event in (("old", "whs_1"), ("new", "whs_2")):
        body = event_body(event=event)
        reply = await door.post(VOUCHERIFY, body, headers_with(in_hex(body, secret).decode()))
        assert reply.status == 202
    assert len(await inbox.deliveries()) == 2


async def test_a_database_that_fails_is_masked_and_the_system_sends_again(
    door: Door, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("disk full at /data")

    monkeypatch.setattr(database, "write", fail)
    reply = await door.post(VOUCHERIFY, event_body())
    assert (reply.status, reply.code) == (500, "INTERNAL_SERVER_ERROR")
    assert b"disk" not in reply.body


def test_secrets_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_VOUCHERIFY_WEBHOOK_SECRETS", " new, old ,")
    monkeypatch.setenv("GATEWAY_COMMERCE_LAYER_WEBHOOK_SECRETS", "")
    settings = Settings()
    assert [each.get_secret_value() for each in settings.voucherify_webhook_secrets] == ["new", "old"]
    assert settings.commerce_layer_webhook_secrets == ()

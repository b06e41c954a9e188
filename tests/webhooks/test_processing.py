"""A delivery is imported once, the newest document stays, and what cannot be taken in is tried again and then kept."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.records.deliveries import LIFE
from gateway.domain.retention import forget_expired
from gateway.sources.webhooks import processing
from gateway.sources.webhooks.inbox import ATTEMPTS, LEASE, delay_after
from gateway.sources.webhooks.processing import DeliveryProcessor
from tests.sources.documents import commerce_layer_customer, link, resource, voucherify_customer
from tests.webhooks.inbox import Inbox
from tests.webhooks.signing import COMMERCE_LAYER, VOUCHERIFY, event_body, resource_body

MAY, JUNE = "2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"


def of_shop(updated_at: str, email: str) -> bytes:
    return resource_body(commerce_layer_customer(updated_at=updated_at, email=email))


def of_cards(updated_at: str | None, email: str, *, event: str = "whs_a1", **fields: Any) -> bytes:
    customer = voucherify_customer(updated_at=updated_at, email=email, **fields)
    return event_body(customer=customer, event=event)


BODIES = pytest.mark.parametrize(
    ("system", "body_of"),
    [(COMMERCE_LAYER, of_shop), (VOUCHERIFY, of_cards)],
    ids=[COMMERCE_LAYER, VOUCHERIFY],
)


class Killed(BaseException):
    """The process ends here."""


# ── What is imported


@BODIES
async def test_a_delivery_becomes_a_customer(inbox: Inbox, system: str, body_of: Any) -> None:
    delivery = await inbox.take(system, body_of(MAY, "mira@looms.example"))
    assert delivery["outcome"] == "IMPORTED"
    assert await inbox.emails() == ["mira@looms.example"]
    assert await inbox.event_kinds() == ["customer.created"]


async def test_the_body_goes_once_it_is_imported(inbox: Inbox) -> None:
    delivery = await inbox.take(VOUCHERIFY, of_cards(MAY, "mira@looms.example"))
    left = {name: value for name, value in delivery.items() if value is not None}
    assert left.keys() == {"digest", "system", "received_at", "attempts", "processed_at", "outcome"}


async def test_what_is_included_is_imported_too(inbox: Inbox) -> None:
    group = resource("customer_groups", "gRoUp", name="Weavers")
    customer = commerce_layer_customer(
        relationships={"customer_group": {"data": link("customer_groups", "gRoUp")}}
    )
    await inbox.take(COMMERCE_LAYER, resource_body(customer, included=[group]), "customers.create")
    (row,) = [row for row in await inbox.rows.records() if row["kind"] == "customer_groups"]
    assert row["external_id"] == "gRoUp"


async def test_what_is_included_and_is_no_record_does_not_hide_that_the_delivery_was_imported(
    inbox: Inbox,
) -> None:
    body = resource_body(commerce_layer_customer(), included=[{"id": "nAmElEsSaB"}])
    delivery = await inbox.take(COMMERCE_LAYER, body, "customers.create")
    assert delivery["outcome"] == "IMPORTED"
    assert delivery["error"] == (
        "WRONG_KIND: A record of `included` is refused: type is None; expected the kind of a record."
    )


async def test_what_is_included_and_is_nobodys_does_not_hide_that_the_delivery_was_imported(
    inbox: Inbox,
) -> None:
    body = resource_body(commerce_layer_customer(), included=[resource("addresses", "aDdReSsAbC")])
    delivery = await inbox.take(COMMERCE_LAYER, body, "customers.create")
    assert delivery["outcome"] == "IMPORTED"
    assert delivery["error"].startswith("UNCLAIMED: A record of `included` is refused: ")
    assert await inbox.rows.records("addresses") == []


async def test_a_customer_who_comes_beside_an_order_is_imported(inbox: Inbox) -> None:
    order = resource("orders", "oRdEr", {"customer": {"data": link("customers", "wXyZabCdEf")}}, number="7")
    body = resource_body(order, included=[commerce_layer_customer()])
    assert (await inbox.take(COMMERCE_LAYER, body, "orders.place"))["outcome"] == "IMPORTED"
    (record,) = await inbox.rows.records("orders")
    assert record["customer_id"] == (await inbox.rows.customer())["id"]


async def test_the_record_is_kept_as_the_system_spelled_it(inbox: Inbox) -> None:
    body = of_cards(MAY, "mira@looms.example", metadata={"rate": 1.5}).replace(b"1.5", b"1.50")
    await inbox.take(VOUCHERIFY, body)
    (record,) = await inbox.rows.records("customer")
    assert record["external_id"] == voucherify_customer()["id"]
    text = await inbox.rows.database.read(
        "SELECT CAST(payload AS TEXT) FROM source_record WHERE kind = 'customer'", ()
    )
    assert text is not None
    assert '"rate":1.50' in text


@pytest.mark.parametrize(("mode", "environment"), [("test", "TEST"), ("live", "LIVE")])
async def test_commerce_layer_says_which_environment_it_is(inbox: Inbox, mode: str, environment: str) -> None:
    await inbox.take(COMMERCE_LAYER, resource_body(commerce_layer_customer(mode=mode)))
    assert (await inbox.rows.customer())["environment"] == environment


async def test_elsewhere_the_environment_is_that_of_the_settings(inbox: Inbox) -> None:
    inbox.settings = inbox.settings.model_copy(update={"environment": "test"})
    await inbox.take(VOUCHERIFY, event_body())
    assert (await inbox.rows.customer())["environment"] == "TEST"


# ── In which order


@BODIES
async def test_an_older_document_does_not_replace_a_newer_one(
    inbox: Inbox, system: str, body_of: Any
) -> None:
    await inbox.take(system, body_of(JUNE, "new@looms.example"))
    before = (await inbox.rows.customer(), await inbox.rows.records(), await inbox.rows.events())
    await inbox.take(system, body_of(MAY, "old@looms.example"))
    assert await inbox.outcomes() == ["IMPORTED", "OUTDATED"]
    assert (await inbox.rows.customer(), await inbox.rows.records(), await inbox.rows.events()) == before


@BODIES
async def test_a_newer_document_replaces_an_older_one(inbox: Inbox, system: str, body_of: Any) -> None:
    await inbox.take(system, body_of(MAY, "old@looms.example"))
    await inbox.take(system, body_of(JUNE, "new@looms.example"))
    assert await inbox.outcomes() == ["IMPORTED", "IMPORTED"]
    assert await inbox.emails() == ["new@looms.example"]


async def test_without_a_change_the_creation_counts(inbox: Inbox) -> None:
    await inbox.take(VOUCHERIFY, of_cards(JUNE, "new@looms.example", created_at=MAY))
    await inbox.take(VOUCHERIFY, of_cards(None, "old@looms.example", created_at=MAY))
    assert await inbox.outcomes() == ["IMPORTED", "OUTDATED"]
    assert await inbox.emails() == ["new@looms.example"]


async def test_the_same_document_in_another_event_changes_nothing(inbox: Inbox) -> None:
    await inbox.take(VOUCHERIFY, of_cards(MAY, "mira@looms.example", event="whs_a1"))
    before = (await inbox.rows.customer(), await inbox.rows.events())
    await inbox.take(VOUCHERIFY, of_cards(MAY, "mira@looms.example", event="whs_a2"))
    assert await inbox.outcomes() == ["IMPORTED", "UNCHANGED"]
    assert (await inbox.rows.customer(), await inbox.rows.events()) == before


async def test_the_oldest_delivery_comes_first(inbox: Inbox) -> None:
    for number in range(3):
        updated_at = f"2026-05-0{number + 1}T00:00:00.000Z"
        await inbox.receive(VOUCHERIFY, of_cards(updated_at, f"mira{number}@looms.example"))
    assert await inbox.run() == 3
    assert await inbox.outcomes() == ["IMPORTED", "IMPORTED", "IMPORTED"]
    assert await inbox.emails() == ["mira2@looms.example"]


# ── What is not imported


async def test_a_repeated_delivery_is_not_worked_on_again(inbox: Inbox) -> None:
    assert await inbox.receive(VOUCHERIFY, event_body())
    await inbox.run()
    assert not await inbox.receive(VOUCHERIFY, event_body())
    assert await inbox.run() == 0
    assert len(await inbox.deliveries()) == 1


async def test_of_one_body_each_topic_is_a_delivery_of_its_own(inbox: Inbox) -> None:
    """A system tells of a deletion with the document that it told of last."""
    await inbox.take(COMMERCE_LAYER, resource_body(), "customers.metadata_update")
    deleted = await inbox.take(COMMERCE_LAYER, resource_body(), "customers.destroy")
    assert deleted["outcome"] == "REMOVED"


@pytest.mark.parametrize("kind", ["customer.rewarded", "segment.entered", "voucher.created"])
async def test_an_event_without_a_whole_customer_is_ignored(inbox: Inbox, kind: str) -> None:
    delivery = await inbox.take(VOUCHERIFY, event_body(kind, {"id": "cust_1", "name": "Mira"}))
    assert (delivery["outcome"], delivery["body"]) == ("IGNORED", None)
    assert delivery["error"] == f"type is '{kind}'; only customer.created and customer.updated are imported."
    assert await inbox.emails() == []


BROKEN = [
    ("no JSON", COMMERCE_LAYER, b"{", "The body is not JSON: "),
    ("no object", COMMERCE_LAYER, b"[]", "The body is []; expected an object."),
    ("no resource", COMMERCE_LAYER, b'{"data":null}', "data.type is None; expected the kind of a resource."),
    ("no customer", VOUCHERIFY, event_body(customer=[]), "data.customer is []; expected an object."),  # type: ignore[arg-type]  # what a system should not send
    ("no id", VOUCHERIFY, event_body(customer={"object": "customer"}), "MISSING_ID: "),
    ("bad value", VOUCHERIFY, event_body(customer=voucherify_customer(updated_at="soon")), "INVALID_VALUE: "),
    ("bad mode", COMMERCE_LAYER, resource_body(commerce_layer_customer(mode="draft")), "INVALID_VALUE: "),
]


@pytest.mark.parametrize(
    ("system", "body", "reason"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
async def test_what_is_wrong_in_itself_fails_at_once_and_is_kept(
    inbox: Inbox, system: str, body: bytes, reason: str
) -> None:
    delivery = await inbox.take(system, body)
    assert (delivery["outcome"], delivery["attempts"], delivery["body"]) == ("FAILED", 1, body.decode())
    assert delivery["next_attempt_at"] is None
    assert delivery["error"].startswith(reason)
    assert await inbox.emails() == []


async def test_one_that_fails_does_not_keep_others_back(inbox: Inbox) -> None:
    await inbox.receive(VOUCHERIFY, b"{")
    await inbox.receive(VOUCHERIFY, event_body())
    await inbox.run()
    assert await inbox.outcomes() == ["FAILED", "IMPORTED"]


# ── Again


async def test_a_run_that_ends_before_the_mark_imports_once_more_and_changes_nothing(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: Any, **__: Any) -> None:
        raise Killed

    await inbox.receive(VOUCHERIFY, event_body())
    with monkeypatch.context() as patch:
        patch.setattr(DeliveryProcessor, "_settle", end)
        with pytest.raises(Killed):
            await inbox.run()
    before = (await inbox.rows.customer(), await inbox.rows.records(), await inbox.rows.events())
    assert await inbox.run(after=LEASE - timedelta(seconds=1)) == 0
    assert await inbox.run(after=timedelta(seconds=1)) == 1
    (delivery,) = await inbox.deliveries()
    assert (delivery["outcome"], delivery["attempts"], delivery["body"]) == ("UNCHANGED", 2, None)
    assert (await inbox.rows.customer(), await inbox.rows.records(), await inbox.rows.events()) == before


async def test_a_delivery_that_ends_every_run_fails_in_the_end(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: Any, **__: Any) -> None:
        raise Killed

    await inbox.receive(VOUCHERIFY, event_body())
    with monkeypatch.context() as patch:
        patch.setattr(processing, "content_of", end)
        for _ in range(ATTEMPTS):
            with pytest.raises(Killed):
                await inbox.run(after=LEASE)
    assert await inbox.run(after=LEASE) == 1
    (delivery,) = await inbox.deliveries()
    assert delivery["outcome"] == "FAILED"
    assert delivery["error"] == "The work on it ended in the middle 10 times."
    assert await inbox.emails() == []


async def test_what_cannot_be_imported_now_is_tried_again_later_and_later(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("The disk is full.")

    await inbox.receive(VOUCHERIFY, event_body())
    waits: list[timedelta] = []
    with monkeypatch.context() as patch:
        patch.setattr(processing, "import_records", fail)
        for attempt in range(1, ATTEMPTS):
            assert await inbox.run() == 1
            (delivery,) = await inbox.deliveries()
            assert (delivery["attempts"], delivery["outcome"]) == (attempt, None)
            assert delivery["error"] == "OSError: The disk is full."
            waits.append(delivery["next_attempt_at"] - inbox.at)
            assert await inbox.run(after=waits[-1] - timedelta(milliseconds=1)) == 0
            inbox.at += timedelta(milliseconds=1)
        assert await inbox.run() == 1
    (delivery,) = await inbox.deliveries()
    assert (delivery["attempts"], delivery["outcome"]) == (ATTEMPTS, "FAILED")
    assert delivery["body"] == event_body().decode()
    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680]
    assert await inbox.run(after=timedelta(days=1)) == 0


async def test_it_goes_in_when_the_trouble_is_over(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("The disk is full.")

    await inbox.receive(VOUCHERIFY, event_body())
    with monkeypatch.context() as patch:
        patch.setattr(processing, "import_records", fail)
        await inbox.run()
    await inbox.run(after=delay_after(1))
    (delivery,) = await inbox.deliveries()
    assert (delivery["outcome"], delivery["error"], delivery["body"]) == ("IMPORTED", None, None)


def test_no_wait_is_longer_than_six_hours() -> None:
    assert delay_after(40) == timedelta(hours=6)


async def test_several_runs_share_the_work(inbox: Inbox) -> None:
    for number in range(6):
        customer = voucherify_customer(
            id=f"cust_{number}", source_id=f"crm-{number}", email=f"m{number}@x.example"
        )
        await inbox.receive(VOUCHERIFY, event_body(customer=customer))
    counts = await asyncio.gather(*(inbox.processor().run_due() for _ in range(3)))
    assert sum(counts) == 6
    assert [row["attempts"] for row in await inbox.deliveries()] == [1] * 6
    assert sorted(await inbox.emails()) == [f"m{number}@x.example" for number in range(6)]


# ── For how long


async def test_a_delivery_is_forgotten_after_thirty_days_whatever_became_of_it(inbox: Inbox) -> None:
    await inbox.take(VOUCHERIFY, event_body())
    failed = await inbox.take(VOUCHERIFY, b"{")
    over = failed["received_at"] + LIFE

    await inbox.database.write(lambda transaction: forget_expired(transaction, over))
    assert await inbox.outcomes() == ["FAILED"]
    after = over + timedelta(milliseconds=1)
    await inbox.database.write(lambda transaction: forget_expired(transaction, after))
    assert await inbox.deliveries() == []

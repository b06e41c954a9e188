"""A deletion that a system tells of removes the record, once, and no older document brings it back."""

from typing import Any

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.records.deliveries import LIFE
from gateway.domain.records.removals import REMOVED
from gateway.domain.retention import forget_expired
from tests.sources.documents import commerce_layer_customer, resource, voucherify_customer
from tests.webhooks.inbox import START, Inbox
from tests.webhooks.signing import COMMERCE_LAYER, VOUCHERIFY, compact, event_body, resource_body

MAY, JUNE = "2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"
Told = tuple[str, bytes, str | None]


def told_by(system: str, *, updated_at: str = MAY, email: str = "mira@looms.example", **how: Any) -> Told:
    """What a system tells of a customer: that it is there, or that it `is_deleted`."""
    fields: dict[str, Any] = {"updated_at": updated_at, "email": email}
    if system == COMMERCE_LAYER:
        topic = "customers.destroy" if how.get("is_deleted") else "customers.update"
        return system, resource_body(commerce_layer_customer(**fields)), topic
    kind = "customer.deleted" if how.get("is_deleted") else "customer.updated"
    return system, event_body(kind, voucherify_customer(**fields), how.get("event", "whs_a1")), None


BOTH = pytest.mark.parametrize("system", [COMMERCE_LAYER, VOUCHERIFY])


@BOTH
async def test_a_customer_that_only_this_system_knows_goes(inbox: Inbox, system: str) -> None:
    await inbox.take(*told_by(system))
    delivery = await inbox.take(*told_by(system, is_deleted=True))
    assert (delivery["outcome"], delivery["body"], delivery["error"]) == ("REMOVED", None, None)
    assert await inbox.rows.rows(Customer) == []
    assert [row for row in await inbox.rows.records() if row["customer_id"]] == []
    assert await inbox.event_kinds() == ["customer.created", "customer.deleted"]


async def test_a_customer_that_another_system_knows_stays_without_what_this_one_told(inbox: Inbox) -> None:
    shop = commerce_layer_customer(updated_at=MAY, email="mira@looms.example")
    await inbox.take(COMMERCE_LAYER, resource_body(shop), "customers.create")
    card = voucherify_customer(updated_at=MAY, email="mira@looms.example", name="Mira Okafor")
    await inbox.take(VOUCHERIFY, event_body(customer=card))
    before = await inbox.rows.customer()
    assert before["name"] == "Mira Okafor"
    await inbox.take(VOUCHERIFY, event_body("customer.deleted", card))
    after = await inbox.rows.customer()
    assert (after["id"], after["email"], after["name"]) == (before["id"], before["email"], None)
    event = (await inbox.rows.events())[-1]
    assert (event["kind"], event["changes"]["name"]) == (
        "customer.record_removed",
        {"from": "Mira Okafor", "to": None},
    )
    assert event["payload"]["externalId"] == card["id"]


@BOTH
async def test_a_deletion_that_is_told_once_more_changes_nothing(inbox: Inbox, system: str) -> None:
    await inbox.take(*told_by(system))
    await inbox.take(*told_by(system, is_deleted=True))
    before = (await inbox.rows.records(), await inbox.rows.events())
    delivery = await inbox.take(*told_by(system, is_deleted=True, event="whs_a2", updated_at=JUNE))
    assert (delivery["outcome"], delivery["error"]) == ("IGNORED", "There is no such record here.")
    assert (await inbox.rows.records(), await inbox.rows.events()) == before


@BOTH
async def test_an_older_document_that_comes_later_brings_nobody_back(inbox: Inbox, system: str) -> None:
    """The deletion overtook the message of the customer's creation."""
    deletion = await inbox.take(*told_by(system, is_deleted=True))
    assert deletion["outcome"] == "IGNORED"
    delivery = await inbox.take(*told_by(system, email="late@looms.example"))
    assert (delivery["outcome"], delivery["error"]) == (
        "OUTDATED",
        "The system deleted the record since.",
    )
    assert await inbox.rows.rows(Customer) == []
    assert await inbox.rows.records() == []


@BOTH
async def test_a_newer_document_does(inbox: Inbox, system: str) -> None:
    await inbox.take(*told_by(system))
    await inbox.take(*told_by(system, is_deleted=True))
    delivery = await inbox.take(*told_by(system, updated_at=JUNE, email="again@looms.example"))
    assert delivery["outcome"] == "IMPORTED"
    assert await inbox.emails() == ["again@looms.example"]


async def test_a_deletion_in_test_mode_leaves_the_live_record(inbox: Inbox) -> None:
    await inbox.take(COMMERCE_LAYER, resource_body(commerce_layer_customer(mode="live")))
    body = resource_body(commerce_layer_customer(mode="test"))
    delivery = await inbox.take(COMMERCE_LAYER, body, "customers.destroy")
    assert delivery["outcome"] == "IGNORED"
    assert len(await inbox.emails()) == 1


async def test_what_belongs_to_no_one_customer_is_left(inbox: Inbox) -> None:
    group = resource("customer_groups", "gRoUp", name="Weavers")
    await inbox.take(COMMERCE_LAYER, resource_body(group), "customer_groups.create")
    before = await inbox.rows.records()
    delivery = await inbox.take(COMMERCE_LAYER, resource_body(group), "customer_groups.destroy")
    assert (delivery["outcome"], delivery["error"]) == (
        "IGNORED",
        "What belongs to no one customer is left as it is.",
    )
    assert await inbox.rows.records() == before


async def test_a_deletion_without_an_id_fails_and_is_kept(inbox: Inbox) -> None:
    body = compact({"type": "customer.deleted", "data": {"customer": {"object": "customer"}}})
    delivery = await inbox.take(VOUCHERIFY, body)
    assert (delivery["outcome"], delivery["body"]) == ("FAILED", body.decode())
    assert delivery["error"] == "It does not tell which record was deleted; expected its id."


async def test_what_is_left_of_a_deletion_names_nobody(inbox: Inbox) -> None:
    await inbox.take(*told_by(VOUCHERIFY))
    delivery = await inbox.take(*told_by(VOUCHERIFY, is_deleted=True))
    assert (delivery["kind"], delivery["external_id"]) == (None, None)
    (mark,) = await inbox.rows.rows_of(REMOVED, "digest")
    assert mark["digest"].startswith("erased:")
    assert mark["removed_at"] == delivery["received_at"]
    assert str(voucherify_customer()["id"]) not in repr((await inbox.deliveries(), mark))


async def test_what_is_left_of_a_deletion_stays_longer_than_the_delivery(inbox: Inbox) -> None:
    """A document that comes years later is as old as one of the next day."""
    await inbox.take(*told_by(VOUCHERIFY, is_deleted=True))
    inbox.at = START + 12 * LIFE
    await inbox.database.write(lambda transaction: forget_expired(transaction, inbox.at))
    assert await inbox.deliveries() == []
    delivery = await inbox.take(*told_by(VOUCHERIFY))
    assert delivery["outcome"] == "OUTDATED"
    assert await inbox.rows.rows(Customer) == []

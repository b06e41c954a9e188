"""Voucherify's orders, cards and points in the database, in whatever order they come."""

from typing import Any

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import (
    Campaign,
    CustomerLoyalty,
    LoyaltyCard,
    LoyaltyTier,
    LoyaltyTransaction,
)
from gateway.domain.orders.model import Order, OrderLine
from gateway.sources.summary import Summary
from tests.sources import documents_voucherify as sent
from tests.sources.documents import Document, voucherify_customer
from tests.sources.imports import Imports, Row

LATER = "2025-06-06T07:08:09.010Z"


async def take(imports: Imports, *documents: Document) -> Summary:
    summary = await imports.take("voucherify", *documents)
    assert imports.refusals == []
    return summary


async def only(imports: Imports, entity: Any) -> Row:
    (row,) = await imports.rows(entity)
    return row


async def test_an_order_becomes_a_row_with_its_lines(imports: Imports) -> None:
    await take(imports, voucherify_customer(), sent.order())
    customer, order = await only(imports, Customer), await only(imports, Order)
    assert (order["customer_id"], order["system"], order["status"], order["payment_status"]) == (
        customer["id"],
        "VOUCHERIFY",
        "PLACED",
        "PAID",
    )
    assert (order["currency"], order["subtotal"], order["discount"], order["total"]) == (
        "XXX",
        12000,
        -1500,
        10500,
    )
    lines = await imports.rows(OrderLine)
    assert [
        (line["order_id"], line["customer_id"], line["position"], line["sku"], line["total"])
        for line in lines
    ] == [
        (order["id"], customer["id"], 1, "LINEN-BLUE", 9000),
        (order["id"], customer["id"], 2, "WEFT-2", 9000),
    ]


async def test_an_order_of_nobody_is_an_order_all_the_same(imports: Imports) -> None:
    await take(imports, sent.order(customer=None, customer_id=None))
    assert (await only(imports, Order))["customer_id"] is None


async def test_an_order_that_is_paid_later_changes(imports: Imports) -> None:
    created = sent.order(status="CREATED", updated_at=None)
    await take(imports, voucherify_customer(), created)
    assert (await only(imports, Order))["placed_at"] is None
    await take(imports, sent.order(items=[sent.line(quantity=6)]))
    order = await only(imports, Order)
    assert (order["status"], order["placed_at"]) == ("PLACED", order["created_at"])
    assert [line["quantity"] for line in await imports.rows(OrderLine)] == [6]


_ALL = {
    "customer": voucherify_customer(),
    "card": sent.card(),
    "transaction": sent.transaction(),
    "campaign": sent.campaign(),
}


@pytest.mark.parametrize(
    "names",
    [
        "transaction card customer campaign",
        "transaction customer card campaign",
        "card transaction campaign customer",
        "campaign card customer transaction",
    ],
)
async def test_a_card_comes_together_in_any_order(sqlite_imports: Imports, names: str) -> None:
    """Whoever comes before the one it belongs to waits for it."""
    for name in names.split():
        await take(sqlite_imports, _ALL[name])
    customer, card = await only(sqlite_imports, Customer), await only(sqlite_imports, LoyaltyCard)
    campaign, transaction = (
        await only(sqlite_imports, Campaign),
        await only(sqlite_imports, LoyaltyTransaction),
    )
    assert (card["customer_id"], card["campaign_id"], card["balance"]) == (
        customer["id"],
        campaign["id"],
        250,
    )
    assert (transaction["loyalty_card_id"], transaction["customer_id"]) == (card["id"], customer["id"])
    assert campaign["name"] == "Loom Club"


async def test_a_card_becomes_a_row_with_what_happened_to_it(imports: Imports) -> None:
    await take(imports, *_ALL.values())
    card, transaction = await only(imports, LoyaltyCard), await only(imports, LoyaltyTransaction)
    assert (card["code"], card["code_claim"], card["points"], card["redeemed_points"]) == (
        "LOOM-1",
        None,
        400,
        70,
    )
    assert (transaction["type"], transaction["points"], transaction["balance"]) == ("POINTS_ACCRUAL", 90, 250)
    records = {record["kind"]: record["resource_id"] for record in await imports.records()}
    assert records["loyalty_card"] == card["id"]


async def test_numbers_that_do_not_add_up_are_no_reason_to_refuse_a_card(imports: Imports) -> None:
    """The raw record keeps what was sent."""
    points = {"points": 10, "balance": 40, "subtracted_points": 7}
    await take(imports, voucherify_customer(), sent.card(points, redemption=None))
    card = await only(imports, LoyaltyCard)
    assert (card["points"], card["balance"], card["subtracted_points"]) == (47, 40, 7)
    (record,) = await imports.records("loyalty_card")
    assert record["payload"]["loyalty_card"] == points


async def test_cards_may_have_one_code(imports: Imports) -> None:
    await take(imports, voucherify_customer(), sent.card(), sent.card(id="v_Other"))
    assert [(row["code"], row["code_claim"]) for row in await imports.rows(LoyaltyCard)] == [
        ("LOOM-1", None)
    ] * 2


async def test_a_card_that_nobody_holds_is_kept_until_somebody_does(imports: Imports) -> None:
    await take(imports, voucherify_customer(), sent.card(holder_id=None), sent.transaction())
    assert await imports.rows(LoyaltyCard) == await imports.rows(LoyaltyTransaction) == []
    await take(imports, sent.card(updated_at="2025-06-06T07:08:09.010Z"))
    customer, transaction = await only(imports, Customer), await only(imports, LoyaltyTransaction)
    assert (await only(imports, LoyaltyCard))["customer_id"] == transaction["customer_id"] == customer["id"]


async def test_a_tier_brings_its_campaign_which_is_named_later(imports: Imports) -> None:
    await take(imports, sent.tier())
    campaign, tier = await only(imports, Campaign), await only(imports, LoyaltyTier)
    assert (campaign["name"], tier["campaign_id"], tier["points_to"]) == (None, campaign["id"], 499)
    await take(imports, sent.campaign())
    assert (await only(imports, Campaign))["name"] == "Loom Club"


async def test_lists_tell_what_is_in_them(imports: Imports) -> None:
    """Vouchers lie beside each other, whatever their type; `data` holds anything."""
    vouchers = {
        "object": "list",
        "data_ref": "vouchers",
        "vouchers": [sent.card(), sent.gift_voucher()],
        "total": 2,
    }
    data = {"object": "list", "data_ref": "data", "data": [sent.tier(), sent.segment()], "has_more": False}
    await take(imports, voucherify_customer(), vouchers, data)
    kinds = sorted(record["kind"] for record in await imports.records())
    assert kinds == ["campaign", "customer", "loyalty_card", "loyalty_tier", "segment", "voucher"]


@pytest.mark.parametrize(
    "document",
    [sent.gift_voucher(), sent.redemption(), sent.redeemable(), sent.activity(), sent.deletion_receipt()],
    ids=lambda document: str(document["id"]),
)
async def test_what_is_kept_is_kept_with_its_customer(sqlite_imports: Imports, document: Document) -> None:
    await take(sqlite_imports, voucherify_customer(), document)
    (record,) = [each for each in await sqlite_imports.records() if each["kind"] != "customer"]
    assert record["payload"] == document
    assert (record["resource_id"], record["customer_id"]) == (
        None,
        (await only(sqlite_imports, Customer))["id"],
    )


@pytest.mark.parametrize("document", [sent.bucket(), sent.pending_points()], ids=["bucket", "pending"])
async def test_what_hangs_on_a_card_is_kept_with_who_holds_it(
    sqlite_imports: Imports, document: Document
) -> None:
    await take(sqlite_imports, voucherify_customer(), sent.card(), document)
    (record,) = [each for each in await sqlite_imports.records() if each["payload"] == document]
    assert record["customer_id"] == (await only(sqlite_imports, Customer))["id"]


async def test_segments_belong_to_nobody(sqlite_imports: Imports) -> None:
    await take(sqlite_imports, sent.segment())
    (record,) = await sqlite_imports.records("segment")
    assert record["customer_id"] is None


async def test_the_same_documents_change_nothing(imports: Imports) -> None:
    documents = (*_ALL.values(), sent.order(), sent.tier(), sent.bucket())
    await take(imports, *documents)
    tables = (Customer, LoyaltyCard, LoyaltyTransaction, Campaign, LoyaltyTier, Order, OrderLine)
    before = await imports.everything(*tables)
    await take(imports, *documents)
    assert await imports.everything(*tables) == before


async def test_points_that_follow_cards_are_told(imports: Imports) -> None:
    """Where the system says nothing of a holder's points, each change of their sum is in the customer's history."""
    holder = voucherify_customer()
    del holder["loyalty"]
    await take(imports, holder, sent.card())
    await take(imports, sent.card({"points": 500, "balance": 440, "expired_points": 60}, updated_at=LATER))
    await take(imports, sent.card({"points": 500, "balance": 440, "expired_points": 60}, updated_at=LATER))
    standing, customer = await only(imports, CustomerLoyalty), await only(imports, Customer)
    told = [
        (event["kind"], event["entity_version"], event["changes"]["loyalty.points"])
        for event in await imports.events()
        if "loyalty.points" in event["changes"]
    ]
    assert told == [
        ("customer.updated", 2, {"from": None, "to": 340}),
        ("customer.updated", 3, {"from": 340, "to": 440}),
    ]
    assert (standing["points"], standing["version"], customer["version"]) == (440, 2, 3)


async def test_points_that_the_system_tells_do_not_follow_cards(imports: Imports) -> None:
    await take(imports, voucherify_customer(), sent.card())
    assert (await only(imports, CustomerLoyalty))["points"] == 310
    assert [event["kind"] for event in await imports.events()] == ["customer.created", "loyalty_card.created"]

"""Customers without one of their records: what it alone told goes, what others tell stays."""

from typing import Any

import pytest

from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.customers.model.conflicts import CONFLICTS
from gateway.domain.loyalty.model import Campaign, CustomerLoyalty, LoyaltyCard
from gateway.domain.new_rows import blank
from gateway.domain.orders.model import Order, OrderLine, Return
from gateway.domain.records.model import KNOWN_CONTACTS, WAITING, IdentityLink, SourceRecord
from gateway.entity import now
from gateway.sources import SOURCES
from gateway.sources.customers import Customers
from gateway.sources.merging import merge_customers
from gateway.sources.removal import remove_record
from gateway.sources.survivorship import DEFAULT
from tests.rows import row
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as rutter
from tests.sources import documents_voucherify as sent
from tests.sources.documents import (
    commerce_layer_customer,
    resource,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.documents_commerce_layer import order, returned, whole_order
from tests.sources.imports import Imports
from tests.sources.test_one_person import DOCUMENTS
from tests.survivorship.test_recompute import rebuild

SHOP, CARDS, DESK = "commerce_layer", "voucherify", "business"
ADDRESS = {"city": "Borås", "line_1": "Väverigatan 3"}


async def remove(imports: Imports, system: str, kind: str = "") -> str | None:
    """Takes the system's record of the only customer away, or the only one of another kind."""
    rows = [row for row in await imports.records() if row["system"] == system.upper()]
    linked = {row["source_record_id"] for row in await imports.rows(IdentityLink)}
    (record,) = [row for row in rows if (row["kind"] == kind if kind else row["id"] in linked)]
    return await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))


async def last_event(imports: Imports) -> dict[str, Any]:
    return (await imports.events())[-1]


def merge(transaction: Transaction, kept: str, merged: str) -> None:
    work = Customers(transaction, SOURCES[0], now(), {"worker": {"type": "test"}}, policy=DEFAULT)
    merge_customers(work, kept, merged, is_chosen=True)
    work.finish()


# ── A customer of several systems


async def test_the_customer_is_what_the_others_make(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    await imports.take(DESK, DOCUMENTS[DESK] | {"customerId": None, "email": "nora.lind@mail.example"})
    before = await imports.customer()
    assert before["last_name"] == "Lind"
    assert await remove(imports, DESK) == before["id"]
    after = await imports.customer()
    assert (after["id"], after["last_name"], after["email"]) == (before["id"], None, before["email"])
    assert await imports.rows(CustomerAddress) == []
    assert [row["system"] for row in await imports.rows(IdentityLink)] == ["COMMERCE_LAYER"]


async def test_the_history_says_which_record_went_and_what_changed(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    await imports.take(DESK, DOCUMENTS[DESK] | {"customerId": None, "email": "nora.lind@mail.example"})
    await remove(imports, DESK)
    event, customer = await last_event(imports), await imports.customer()
    assert (event["kind"], event["event"]) == ("customer.record_removed", "remove_record")
    assert (event["who"], event["entity_version"]) == ({"worker": {"type": "removal"}}, customer["version"])
    told = {"system": "BUSINESS", "connection": "", "kind": "contact", "externalId": "cust_77aa"}
    assert event["payload"] == told | {"kind": event["payload"]["kind"]}
    assert event["changes"]["lastName"] == {"from": "Lind", "to": None}


async def test_contradictions_go_with_who_contradicted(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    await imports.take(CARDS, DOCUMENTS[CARDS])
    assert [row["field"] for row in await imports.rows_of(CONFLICTS, "field")] == ["EMAIL"]
    assert [row["contact"] for row in await imports.rows_of(KNOWN_CONTACTS, "contact")] == [
        "nora@other.example"
    ]
    await remove(imports, CARDS)
    assert await imports.rows_of(CONFLICTS, "field") == []
    assert await imports.rows_of(KNOWN_CONTACTS, "contact") == []


async def test_a_standing_that_only_the_record_told_goes(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    await imports.take(CARDS, DOCUMENTS[CARDS])
    assert [row["points"] for row in await imports.rows(CustomerLoyalty)] == [120]
    await remove(imports, CARDS)
    assert await imports.rows(CustomerLoyalty) == []
    assert (await last_event(imports))["changes"]["loyalty"]["to"] is None


@pytest.mark.parametrize(("gone", "left"), [("cust_1", 2), ("cust_2", 1)])
async def test_of_two_memberships_the_points_of_the_other_are_left(
    imports: Imports, gone: str, left: int
) -> None:
    for number in (1, 2):
        fields = {"id": f"cust_{number}", "source_id": f"crm-{number}", "loyalty": {"points": number}}
        person = {"email": f"m{number}@x.example", "phone": None, "name": f"Mira {number}"}
        await imports.take(CARDS, voucherify_customer(**fields, **person))
    one, two = [row["id"] for row in await imports.rows(Customer)]
    await imports.database.write(lambda transaction: merge(transaction, one, two))
    (before,) = await imports.rows(CustomerLoyalty)
    (record,) = [row for row in await imports.records("customer") if row["external_id"] == gone]
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    (after,) = await imports.rows(CustomerLoyalty)
    assert (before["points"], after["points"]) == (3, left)


async def test_of_the_addresses_that_are_left_one_is_primary(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    await imports.take(CARDS, DOCUMENTS[CARDS])
    customer = await imports.customer()
    (first,) = await imports.rows(CustomerAddress)
    mine = first | {"id": "adr_00000000000000000000000001", "is_primary": False, "source_record_id": None}
    await imports.database.write(lambda transaction: transaction.insert(CustomerAddress, mine))
    await remove(imports, CARDS)
    (left,) = await imports.rows(CustomerAddress)
    assert (left["id"], left["is_primary"], left["customer_id"]) == (mine["id"], True, customer["id"])


# ── The last record


async def test_a_customer_whom_nobody_knows_any_more_goes(imports: Imports) -> None:
    await imports.take(DESK, DOCUMENTS[DESK])
    await remove(imports, DESK)
    assert await imports.rows(Customer) == []
    assert await imports.rows(IdentityLink) == []
    assert [row for row in await imports.rows(SourceRecord) if row["customer_id"]] == []
    events = await imports.events()
    assert (events[-1]["kind"], events[-1]["event"], events[-1]["changes"]) == (
        "customer.deleted",
        "destroy",
        {},
    )
    assert "Lind" not in repr(events)


async def test_a_customer_with_orders_stays_as_it_is(imports: Imports) -> None:
    await imports.take(SHOP, commerce_layer_customer(), order())
    before, orders = await imports.customer(), await imports.rows(Order)
    await remove(imports, SHOP)
    after = await imports.customer()
    clocks = {"version": after["version"], "updated_at": after["updated_at"]}
    assert after == before | clocks
    assert after["version"] == before["version"] + 1
    assert await imports.rows(Order) == orders
    assert [row["kind"] for row in await imports.records() if row["customer_id"]] == ["orders"]
    assert (await last_event(imports))["event"] == "remove_record"


async def test_what_was_written_here_is_left(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    customer = await imports.customer()
    own = {"notes": {"value": "Calls on Fridays.", "at": "2026-01-01T00:00:00.000Z", "by": {}}}
    await imports.change(Customer, customer["id"], own_values=own, notes="Calls on Fridays.", version=2)
    await remove(imports, SHOP)
    after = await imports.customer()
    assert (after["notes"], after["email"]) == ("Calls on Fridays.", None)


# ── What belongs to a customer


async def test_an_order_goes_with_its_lines(imports: Imports) -> None:
    await imports.take(SHOP, commerce_layer_customer(), whole_order())
    assert len(await imports.rows(OrderLine)) == 2
    await remove(imports, SHOP, "orders")
    assert await imports.rows(Order) == []
    assert await imports.rows(OrderLine) == []
    assert await imports.records("line_items") == []
    (name,) = [name for name in (await last_event(imports))["changes"] if name.startswith("orders.")]
    assert name.startswith("orders.ord_")


async def test_an_order_that_a_return_needs_stays_without_its_record(imports: Imports) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), order(), returned())
    (bought,), (back,) = await imports.rows(Order), await imports.rows(Return)
    assert back["order_id"] == bought["id"]
    (record,) = await imports.records("orders")
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    assert (await imports.rows(Order), await imports.rows(Return)) == ([bought], [back])
    assert await imports.records("orders") == []
    assert await rebuild(imports) == {}
    assert (await imports.rows(Order), await imports.rows(Return)) == ([bought], [back])


async def test_what_another_system_says_of_the_same_order_counts_once_its_own_record_is_gone(
    imports: Imports,
) -> None:
    await imports.take(SHOP, commerce_layer_customer(), whole_order(number="77"))
    person = rutter.buyer(platform_id=shop.CUSTOMER_ID)
    said = rutter.order(platform_id=shop.ORDER_ID, order_number="1041", customer=person)
    await imports.take("rutter", rutter.page("COMMERCELAYER", customers=[rutter_customer(**person)]))
    await imports.take("rutter", rutter.page("COMMERCELAYER", orders=[said]))
    (before,) = await imports.rows(Order)
    assert (before["number"], before["coupon_code"]) == ("77", "LOOM10")
    (record,) = await imports.records("orders")
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    (after,) = await imports.rows(Order)
    assert (after["id"], after["number"], after["coupon_code"]) == (before["id"], "1041", None)
    assert [row["name"] for row in await imports.rows(OrderLine)] == ["Reed, 12 dents"]
    event = await last_event(imports)
    assert (event["kind"], event["changes"]["number"]) == ("order.updated", {"from": "77", "to": "1041"})
    assert await rebuild(imports) == {}
    assert await imports.rows(Order) == [after]


async def test_an_entry_whose_address_went_follows_when_it_comes_again(imports: Imports) -> None:
    """As if it had never come; a rebuild finds nothing else."""

    def postal(city: str, year: int) -> dict[str, Any]:
        return shop.address(city=city, updated_at=f"{year}-01-01T00:00:00.000Z")

    names = {"customer": shop.to_one("customers", shop.CUSTOMER_ID)}
    names["address"] = shop.to_one("addresses", "aDdReSsAbC")
    entry = resource("customer_addresses", "cUsToMeRaD", names, name="Home")
    await imports.take(SHOP, commerce_layer_customer(external_id=shop.CUSTOMER_ID), entry)
    await imports.take(SHOP, postal("Lund", 2024))
    await remove(imports, SHOP, "addresses")
    (waiting,) = before = await imports.rows_of(WAITING, "external_id")
    assert waiting["external_id"] == "aDdReSsAbC"
    assert await rebuild(imports) == {}
    assert await imports.rows_of(WAITING, "external_id") == before
    await imports.take(SHOP, postal("Malmö", 2031))
    (row,) = await imports.rows(CustomerAddress)
    assert row["city"] == "Malmö"
    assert await imports.rows_of(WAITING, "external_id") == []


async def test_a_record_that_is_gone_is_removed_once(imports: Imports) -> None:
    await imports.take(DESK, DOCUMENTS[DESK])
    (record,) = [row for row in await imports.records() if row["customer_id"]]
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    events = len(await imports.events())
    again = await imports.database.write(
        lambda transaction: remove_record(transaction, record["id"], DEFAULT)
    )
    assert (again, len(await imports.events())) == (None, events)


async def test_cards_outlive_the_standing(imports: Imports) -> None:
    await imports.take(SHOP, DOCUMENTS[SHOP])
    await imports.take(CARDS, DOCUMENTS[CARDS])
    customer = await imports.customer()
    (standing,) = await imports.rows(CustomerLoyalty)
    points = {"code": "LOOM-1", "points": 30, "balance": 30}
    held = {"customer_id": customer["id"], "loyalty_id": standing["id"]}
    new_card = {**blank(LoyaltyCard), **row(LoyaltyCard, **points, **held)}
    await imports.database.write(lambda transaction: transaction.insert(LoyaltyCard, new_card))
    await remove(imports, CARDS)
    (card,), (new,) = await imports.rows(LoyaltyCard), await imports.rows(CustomerLoyalty)
    assert (card["loyalty_id"], new["points"]) == (new["id"], 30)
    assert new["id"] != standing["id"]


# ── What many name


async def test_a_campaign_that_cards_name_is_empty_until_it_comes_again(imports: Imports) -> None:
    await imports.take(CARDS, voucherify_customer(id=sent.HOLDER), sent.card(), sent.campaign())
    (before,), (card,) = await imports.rows(Campaign), await imports.rows(LoyaltyCard)
    assert (before["name"], card["campaign_id"]) == ("Loom Club", before["id"])
    (record,) = await imports.records("campaign")
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    (empty,), (named,) = await imports.rows(Campaign), await imports.records("campaign")
    told = ("name", "type", "description", "starts_at", "metadata")
    assert (empty["id"], [empty[name] for name in told]) == (before["id"], [None] * 5)
    assert (named["id"], named["payload"], named["content_hash"]) == (record["id"], {"id": sent.CAMPAIGN}, "")
    assert await imports.rows(LoyaltyCard) == [card]
    assert await rebuild(imports) == {}
    assert await imports.rows(Campaign) == [empty]
    # What was on its way is older than the removal; what changed since is not.
    summary = await imports.take(CARDS, sent.campaign())
    assert (summary.outdated, await imports.rows(Campaign)) == (1, [empty])
    await imports.take(
        CARDS, sent.campaign() | {"name": "New Club", "updated_at": "2099-01-01T00:00:00.000Z"}
    )
    (again,) = await imports.rows(Campaign)
    assert (again["id"], again["name"]) == (before["id"], "New Club")


async def test_a_campaign_that_nobody_names_goes(imports: Imports) -> None:
    await imports.take(CARDS, sent.campaign())
    (record,) = await imports.records("campaign")
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))
    assert (await imports.rows(Campaign), await imports.records("campaign")) == ([], [])


# ── Who is left without a record


async def test_what_a_former_record_told_goes_once_another_tells(imports: Imports) -> None:
    await imports.take(SHOP, commerce_layer_customer(email="mira@looms.example"), order())
    await remove(imports, SHOP, "customers")
    left = await imports.customer()
    assert (left["email"], left["profile_id"]) == ("mira@looms.example", "profile-2")
    await imports.take(CARDS, voucherify_customer(email="mira@looms.example"))
    after = await imports.customer()
    assert (after["id"], after["name"], after["profile_id"]) == (left["id"], "Mira Okafor", None)
    assert await rebuild(imports) == {}
    assert await imports.customer() == after

"""What systems told between a merge and its undoing: each row is with the customer whose record told it."""

from typing import Any

import pytest

from gateway.database import Database
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    Referral,
)
from gateway.domain.loyalty.operations.cards import create_card, delete_card
from gateway.domain.orders.model import Order
from gateway.domain.records.model import IdentityLink
from gateway.entity import Entity
from gateway.sources.identity import operations
from tests.app.client import Gateway
from tests.identity.deciding import decide, everything
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as seller
from tests.sources import documents_voucherify as sent
from tests.sources.documents import (
    Document,
    business_customer,
    commerce_layer_customer,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.documents_business import menu_order
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild

LATER, LATEST = "2025-01-01T00:00:00.000Z", "2025-02-01T00:00:00.000Z"
BARE: Document = {"loyalty": None, "summary": None, "referrals": None, "address": None}


class Merging:
    """A member of a loyalty programme and a customer of a shop, who become one and two again."""

    def __init__(self, database: Database) -> None:
        self.database, self.imports = database, Imports(database)
        self.member = self.other = self.merged = ""

    async def begin(self, **fields: Any) -> None:
        await self.imports.take("commerce_layer", commerce_layer_customer())
        await self.imports.take("voucherify", voucherify_customer(**fields))
        records = await self.imports.records()
        found = {row["system"]: row["customer_id"] for row in records if row["customer_id"]}
        self.member, self.other = found["VOUCHERIFY"], found["COMMERCE_LAYER"]

    async def merge(self, *, is_member_kept: bool) -> None:
        kept, self.merged = (self.member, self.other) if is_member_kept else (self.other, self.member)
        await decide(self.database, lambda act: operations.merge(act, kept, self.merged))

    async def unmerge(self) -> None:
        await decide(self.database, lambda act: operations.unmerge(act, self.merged))

    async def take(self, *documents: Document) -> None:
        await self.imports.take("voucherify", *documents)
        assert self.imports.refusals == []

    async def of_member(self, entity: type[Entity], column: str) -> list[Any]:
        """What the member's rows hold; nobody else has such a row."""
        rows = await self.imports.rows(entity)
        assert {row["customer_id"] for row in rows} <= {self.member}
        return [row[column] for row in rows]


@pytest.fixture
def merging(database: Database) -> Merging:
    return Merging(database)


both_ways = pytest.mark.parametrize("is_member_kept", [True, False], ids=["kept", "merged"])


@both_ways
async def test_a_standing_of_cards_is_exactly_what_it_was(merging: Merging, is_member_kept: bool) -> None:
    await merging.begin(**BARE)
    await merging.take(sent.card())
    before = await everything(merging.database)
    await merging.merge(is_member_kept=is_member_kept)
    await merging.unmerge()
    assert await everything(merging.database) == before


async def test_a_standing_that_went_by_the_merge_comes_back_in_place_of_one_that_was_made_since(
    merging: Merging,
) -> None:
    await merging.begin(**BARE)
    card = await decide(merging.database, lambda act: create_card(act, merging.member, {}))
    await decide(merging.database, lambda act: delete_card(act, card, None))
    (before,) = await merging.of_member(CustomerLoyalty, "id")
    await merging.merge(is_member_kept=True)
    assert await merging.imports.rows(CustomerLoyalty) == []
    await merging.take(sent.card())
    assert await merging.of_member(CustomerLoyalty, "id") != [before]
    await merging.unmerge()
    assert await merging.of_member(CustomerLoyalty, "id") == [before]
    assert await merging.of_member(CustomerLoyalty, "points") == [340]
    assert await merging.of_member(LoyaltyCard, "loyalty_id") == [before]


@both_ways
async def test_a_card_that_came_since_goes_with_the_standing_that_was_made_of_it(
    merging: Merging, is_member_kept: bool
) -> None:
    await merging.begin(**BARE)
    await merging.merge(is_member_kept=is_member_kept)
    await merging.take(sent.card())
    await merging.unmerge()
    assert await merging.of_member(CustomerLoyalty, "points") == [340]
    (standing,) = await merging.of_member(CustomerLoyalty, "id")
    assert await merging.of_member(LoyaltyCard, "loyalty_id") == [standing]


@both_ways
async def test_points_of_a_card_that_changed_since_are_the_holder_s(
    merging: Merging, is_member_kept: bool
) -> None:
    await merging.begin(**BARE)
    await merging.take(sent.card())
    own = await decide(merging.database, lambda act: create_card(act, merging.other, {}))
    await merging.merge(is_member_kept=is_member_kept)
    told = {"points": 500, "balance": 500, "expired_points": 0, "subtracted_points": 0}
    await merging.take(sent.card(told, updated_at="2025-06-06T00:00:00.000Z"))
    await merging.unmerge()
    rows = await merging.imports.rows(CustomerLoyalty)
    assert {row["customer_id"]: row["points"] for row in rows} == {merging.member: 500, merging.other: 0}
    cards = {row["id"]: row["customer_id"] for row in await merging.imports.rows(LoyaltyCard)}
    assert cards.pop(own) == merging.other
    assert list(cards.values()) == [merging.member]


@both_ways
@pytest.mark.parametrize("first", [BARE, {}], ids=["nothing before", "told before"])
async def test_what_a_record_told_since_is_its_customer_s(
    merging: Merging, first: Document, is_member_kept: bool
) -> None:
    """Standing, summary, referrals and address are there once, whether they were taken back meanwhile or not."""
    await merging.begin(**first)
    await merging.merge(is_member_kept=is_member_kept)
    await merging.take(voucherify_customer(**BARE, updated_at=LATER))
    await merging.take(voucherify_customer(updated_at=LATEST))
    await merging.unmerge()
    assert await merging.of_member(CustomerLoyalty, "points") == [310]
    assert await merging.of_member(LoyaltyCampaignStanding, "campaign") == ["Spring", "Autumn"]
    assert await merging.of_member(CustomerSummary, "orders__total_count") == [6]
    assert await merging.of_member(CustomerReferrals, "total") == [2]
    assert await merging.of_member(CustomerAddress, "is_primary") == [True]


@both_ways
async def test_a_campaign_that_came_since_is_part_of_its_standing(
    merging: Merging, is_member_kept: bool
) -> None:
    await merging.begin()
    await merging.merge(is_member_kept=is_member_kept)
    standing = {"points": 7, "referred_customers": 0, "campaigns": {"Winter": {"points": 7}}}
    await merging.take(voucherify_customer(loyalty=standing, updated_at=LATER))
    await merging.unmerge()
    (standing_id,) = await merging.of_member(CustomerLoyalty, "id")
    assert await merging.of_member(LoyaltyCampaignStanding, "campaign") == ["Winter"]
    assert await merging.of_member(LoyaltyCampaignStanding, "loyalty_id") == [standing_id]


@both_ways
async def test_an_order_that_came_since_goes_with_its_record(merging: Merging, is_member_kept: bool) -> None:
    await merging.begin()
    await merging.merge(is_member_kept=is_member_kept)
    await merging.take(sent.order())
    await merging.unmerge()
    assert await merging.of_member(Order, "total") == [10500]


async def test_the_choice_of_an_address_that_goes_back_is_forgotten(merging: Merging) -> None:
    await merging.begin()
    await merging.merge(is_member_kept=False)
    (address,) = await merging.imports.rows(CustomerAddress)

    def choose(act: Any) -> None:
        row = act.transaction.get(Customer, merging.other)
        chosen = {"address": {"value": address["id"], "at": LATER, "by": {}}}
        act.transaction.update(Customer, merging.other, {"own_values": chosen, "version": row["version"]})

    await decide(merging.database, choose)
    await merging.unmerge()
    own = {row["id"]: row["own_values"] for row in await merging.imports.rows(Customer)}
    assert own == {merging.other: None, merging.member: None}
    assert await merging.of_member(CustomerAddress, "is_primary") == [True]


def test_what_was_bought_since_counts_where_it_stays(gateway: Gateway) -> None:
    """An order that was made here is the kept customer's, who had bought nothing before."""
    kept, other = (gateway.act("customerCreate", lastName=name)["customer"]["id"] for name in ("Kay", "Zed"))
    gateway.act("customerMerge", customerId=kept, otherId=other)
    line = {"name": "Reed", "quantity": 1, "unitPrice": "1.00"}
    made = gateway.act("orderCreate", "order { id }", customerId=kept, currency="EUR", lines=[line])
    assert gateway.act("orderPlace", "order { id }", id=made["order"]["id"])["userErrors"] == []
    gateway.act("customerUnmerge", id=other)
    query = "query($id: ID!) { customer(id: $id) { totalOrdersCount status } }"
    assert gateway.ask(query, id=kept)["customer"] == {"totalOrdersCount": 1, "status": "ACQUIRED"}
    assert gateway.ask(query, id=other)["customer"] == {"totalOrdersCount": 0, "status": "PROSPECT"}


async def test_what_was_bought_since_counts_without_what_the_other_had_bought(
    gateway: Gateway, merging: Merging
) -> None:
    """Of two who are known to systems, and of two who are not."""
    line = {"name": "Reed", "quantity": 1, "unitPrice": "1.00"}

    def buy(customer: str) -> None:
        made = gateway.act("orderCreate", "order { id }", customerId=customer, currency="EUR", lines=[line])
        assert gateway.act("orderPlace", "order { id }", id=made["order"]["id"])["userErrors"] == []

    bare: Document = {"status": "prospect", "total_orders_count": 0}
    for key in ("oNeCuStOmR", "tWoCuStOmR"):
        one = commerce_layer_customer(external_id=key, email=f"{key}@shop.example", **bare)
        await merging.imports.take("commerce_layer", one)
    known = [row["id"] for row in await merging.imports.rows(Customer)]
    made = [gateway.act("customerCreate", lastName=name)["customer"]["id"] for name in ("Kay", "Zed")]
    query = "query($id: ID!) { customer(id: $id) { totalOrdersCount status } }"
    for kept, other in (known, made):
        buy(other)
        gateway.act("customerMerge", customerId=kept, otherId=other)
        buy(kept)
        assert gateway.ask(query, id=kept)["customer"] == {"totalOrdersCount": 2, "status": "REPEAT"}
        gateway.act("customerUnmerge", id=other)
        for each in (kept, other):
            assert gateway.ask(query, id=each)["customer"] == {"totalOrdersCount": 1, "status": "ACQUIRED"}
    assert await rebuild(merging.imports) == {}


async def test_what_was_written_since_contradicts_nobody_who_went(
    gateway: Gateway, merging: Merging, database: Database
) -> None:
    """Neither the record that went back, nor one that was linked to somebody else meanwhile."""
    imports = merging.imports
    await imports.take("voucherify", voucherify_customer(**BARE))
    apart = {"phone_number": None, "customerId": None, "email": "zed@kay.example", "firstname": "Zed"}
    await imports.take("business", business_customer(**apart, timezone="Europe/London"))
    records = {row["system"]: row for row in await imports.records("customer")}
    kept, other = (records[system]["customer_id"] for system in ("VOUCHERIFY", "BUSINESS"))
    assert kept != other
    gateway.act("customerMerge", customerId=kept, otherId=other)
    gateway.act("customerUpdate", id=kept, timezone="Europe/Paris")
    query = "{ customers(filter: { hasConflict: { field: TIMEZONE } }) { nodes { id } } }"
    assert gateway.ask(query)["customers"]["nodes"] == [{"id": kept}]
    third = gateway.act("customerCreate", lastName="Third")["customer"]["id"]
    payload = gateway.act(
        "customerLink", "customer { id }", recordId=records["VOUCHERIFY"]["id"], customerId=third
    )
    assert payload["userErrors"] == []
    gateway.act("customerUnmerge", id=other)
    assert gateway.ask(query)["customers"]["nodes"] == []


async def test_groups_that_were_deleted_since_have_nobody_who_comes_back(
    gateway: Gateway, merging: Merging
) -> None:
    """Of two who are known to systems, and of two who are not."""
    for key in ("oNeCuStOmR", "tWoCuStOmR"):
        one = commerce_layer_customer(external_id=key, email=f"{key}@shop.example")
        await merging.imports.take("commerce_layer", one)
    known = [row["id"] for row in await merging.imports.rows(Customer)]
    made = [gateway.act("customerCreate", lastName=name)["customer"]["id"] for name in ("Kay", "Zed")]
    for pair in (known, made):
        groups = []
        for each in pair:
            group = gateway.act("customerGroupCreate", "customerGroup { id }", name=each)["customerGroup"][
                "id"
            ]
            gateway.act("customerGroupAddCustomers", "", id=group, customerIds=[each])
            groups.append(group)
        kept, other = pair
        assert gateway.act("customerMerge", customerId=kept, otherId=other)["userErrors"] == []
        for group in groups:
            assert gateway.act("customerGroupDelete", "", id=group)["userErrors"] == []
        assert gateway.act("customerUnmerge", id=other)["userErrors"] == []
    assert [row["customer_group_id"] for row in await merging.imports.rows(Customer)] == [None] * 4
    assert await rebuild(merging.imports) == {}


def test_a_group_that_was_deleted_meanwhile_is_still_seen_in_the_past(gateway: Gateway) -> None:
    kept, other = (gateway.act("customerCreate", lastName=name)["customer"]["id"] for name in ("Kay", "Zed"))
    group = gateway.act("customerGroupCreate", "customerGroup { id }", name="Gold")["customerGroup"]["id"]
    gateway.act("customerGroupAddCustomers", "", id=group, customerIds=[other])
    query = "query($id: ID!, $at: DateTime) { customer(id: $id, asOf: $at) { updatedAt customerGroupId } }"
    at = gateway.ask(query, id=other, at=None)["customer"]["updatedAt"]
    assert gateway.act("customerMerge", customerId=kept, otherId=other)["userErrors"] == []
    assert gateway.act("customerGroupDelete", "", id=group)["userErrors"] == []
    assert gateway.act("customerUnmerge", id=other)["userErrors"] == []
    assert gateway.ask(query, id=other, at=None)["customer"]["customerGroupId"] is None
    assert gateway.ask(query, id=other, at=at)["customer"] == {"updatedAt": at, "customerGroupId": group}


async def test_an_order_that_the_shop_s_own_record_took_over_meanwhile_stays_with_that_one_s_customer(
    merging: Merging,
) -> None:
    """Before the merge a connector said that it was the other's."""
    await merging.imports.take("commerce_layer", commerce_layer_customer())
    buyer = seller.buyer(email="ada@two.example")
    person = rutter_customer(id=buyer["id"], platform_id="elsewhere", email="ada@two.example")
    await merging.imports.take("rutter", seller.page("COMMERCELAYER", customers=[person]))
    said = seller.order(platform_id=shop.ORDER_ID, customer=buyer)
    await merging.imports.take("rutter", seller.page("COMMERCELAYER", orders=[said]))
    kept, other = [row["id"] for row in await merging.imports.rows(Customer)]
    (order,) = await merging.imports.rows(Order)
    assert order["customer_id"] == other
    await decide(merging.database, lambda act: operations.merge(act, kept, other))
    await merging.imports.take("commerce_layer", shop.order(status="approved"))
    await decide(merging.database, lambda act: operations.unmerge(act, other))
    (order,) = await merging.imports.rows(Order)
    assert (order["customer_id"], order["status"]) == (kept, "APPROVED")
    before = await merging.imports.everything(Customer, Order)
    assert await rebuild(merging.imports) == {}
    assert await merging.imports.everything(Customer, Order) == before


async def test_a_referral_by_somebody_who_was_deleted_since_comes_back(
    gateway: Gateway, merging: Merging
) -> None:
    """As it would be had it stayed: it names nobody."""
    names = ("cust_Friend1", "cust_Kept1", "cust_Other1")
    by_friend = {"campaign_id": "camp_1", "referrer_id": names[0], "date": None}
    for name in names:
        named = {"id": name, "source_id": None, "email": f"{name}@weave.example", "phone": None, "name": name}
        referrals = None if name == names[0] else {"total": 1, "campaigns": [by_friend]}
        await merging.take(voucherify_customer(**(BARE | named | {"referrals": referrals})))
    friend, kept, other = (row["id"] for row in await merging.imports.rows(Customer))
    assert {row["referrer_customer_id"] for row in await merging.imports.rows(Referral)} == {friend}
    assert gateway.act("customerMerge", customerId=kept, otherId=other)["userErrors"] == []
    assert gateway.act("customerDelete", "", id=friend)["userErrors"] == []
    assert gateway.act("customerUnmerge", id=other)["userErrors"] == []
    rows = await merging.imports.rows(Referral)
    assert [(row["customer_id"], row["referrer_id"], row["referrer_customer_id"]) for row in rows] == [
        (kept, None, None),
        (other, None, None),
    ]


async def test_what_both_bought_is_counted_where_no_system_counts(gateway: Gateway, merging: Merging) -> None:
    await merging.imports.take(
        "business", business_customer(), menu_order(customerId=business_customer()["id"])
    )
    (other,) = [row["id"] for row in await merging.imports.rows(Customer)]
    gateway.act("customerAddressCreate", "", customerId=other, city="Lund", isPrimary=True)
    (link,) = [row["id"] for row in await merging.imports.rows(IdentityLink)]
    kept = gateway.act("customerUnlink", "customer { id }", linkId=link)["customer"]["id"]
    line = {"name": "Thing", "quantity": 1, "unitPrice": "1.00"}
    order = gateway.act("orderCreate", "order { id }", customerId=other, currency="EUR", lines=[line])
    gateway.act("orderPlace", "", id=order["order"]["id"])
    assert await standings(merging.imports) == {kept: ("ACQUIRED", 1), other: ("ACQUIRED", 1)}
    assert gateway.act("customerMerge", customerId=kept, otherId=other)["userErrors"] == []
    assert await standings(merging.imports) == {kept: ("REPEAT", 2)}
    assert await rebuild(merging.imports) == {}
    assert gateway.act("customerUnmerge", id=other)["userErrors"] == []
    assert await standings(merging.imports) == {kept: ("ACQUIRED", 1), other: ("ACQUIRED", 1)}


async def standings(imports: Imports) -> dict[str, tuple[str, int]]:
    return {row["id"]: (row["status"], row["total_orders_count"]) for row in await imports.rows(Customer)}

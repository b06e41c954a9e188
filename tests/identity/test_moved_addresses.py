"""Addresses that go with a record to another customer, by linking and unlinking: where they were is remembered."""

import asyncio
import time
from typing import Any

import pytest

from gateway.columns import format_instant
from gateway.database import Database
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.entity import now
from tests.app.client import Gateway
from tests.sources.documents import Document, business_customer, voucherify_customer
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild

BOOK_ENTRY: Document = {
    "id": "sa_1",
    "customerId": "cust_mo8812",
    "street": "5 Reed Lane",
    "city": "Leeds",
    "isPrimary": False,
    "createdAt": 1709856000000,
    "updatedAt": 1709856000000,
}
STREETS = """query($id: ID!, $at: DateTime) { customer(id: $id, asOf: $at) {
  address { line1 } addresses { nodes { id line1 isPrimary } } tags } }"""


CONTRADICTORY = (
    """{ customers(filter: { hasConflict: { field: ADDRESS } }) { nodes { id conflicts { field } } } }"""
)


class Pair:
    """A customer of Voucherify and one of the business system who have nothing in common."""

    def __init__(self, gateway: Gateway, database: Database) -> None:
        self.gateway, self.imports = gateway, Imports(database)
        self.receiver = self.giver = ""

    async def take(self, *, has_address: bool, address: Document | None = None, **fields: Any) -> None:
        """The receiver with an address or without, and the giver with a book entry beside the address given."""
        held = {} if has_address else {"address": None}
        await self.imports.take("voucherify", voucherify_customer(**held))
        unlike = {"firstname": "Zed", "lastname": "Kay", "phone_number": None, "customerId": None}
        await self.imports.take(
            "business", business_customer(**unlike, address=address, **fields), BOOK_ENTRY
        )
        assert self.imports.refusals == []
        records = await self.imports.records("customer")
        holders = {row["system"]: row["customer_id"] for row in records}
        self.receiver, self.giver = holders["VOUCHERIFY"], holders["BUSINESS"]
        (entry,) = [row for row in await self.imports.rows(CustomerAddress) if row["line1"] == "5 Reed Lane"]
        payload = self.gateway.act("customerAddressSetPrimary", "customerAddress { id }", id=entry["id"])
        assert payload["userErrors"] == []

    async def link(self, customer_id: str) -> None:
        (record,) = [row for row in await self.imports.records("customer") if row["system"] == "BUSINESS"]
        answer = self.gateway.act(
            "customerLink", "customer { id }", recordId=record["id"], customerId=customer_id
        )
        assert answer == {"customer": {"id": customer_id}, "userErrors": []}

    def unlink(self) -> str:
        """The id of the customer that is made."""
        query = "query($id: ID!) { customer(id: $id) { identity { links { id system } } } }"
        links = self.gateway.ask(query, id=self.receiver)["customer"]["identity"]["links"]
        (link,) = [each["id"] for each in links if each["system"] == "BUSINESS"]
        made: str = self.gateway.act("customerUnlink", "customer { id }", linkId=link)["customer"]["id"]
        return made

    def streets(self, customer_id: str) -> dict[str, bool]:
        """Each street, and whether its address is the primary one."""
        nodes = self.seen(customer_id)["addresses"]["nodes"]
        return {node["line1"]: node["isPrimary"] for node in nodes}

    def seen(self, customer_id: str, at: str | None = None) -> Any:
        found = self.gateway.ask(STREETS, id=customer_id, at=at)["customer"]
        if found:
            # When a row was made is not remembered, which is what they are in order of.
            found["addresses"]["nodes"].sort(key=lambda node: node["line1"])
        return found


@pytest.fixture
def pair(gateway: Gateway, database: Database) -> Pair:
    return Pair(gateway, database)


def moment() -> str:
    time.sleep(0.005)
    found = format_instant(now())
    time.sleep(0.005)
    return found


async def test_a_primary_address_is_not_primary_where_the_receiver_has_one(pair: Pair) -> None:
    await pair.take(has_address=True)
    await pair.link(pair.receiver)
    assert pair.streets(pair.receiver) == {"4 Weaver Row": True, "5 Reed Lane": False}
    assert pair.streets(pair.giver) == {}


async def test_a_primary_address_stays_primary_where_the_receiver_has_none(pair: Pair) -> None:
    await pair.take(has_address=False)
    await pair.link(pair.receiver)
    assert pair.streets(pair.receiver) == {"5 Reed Lane": True}


async def test_an_address_of_the_giver_is_primary_in_place_of_the_one_that_left(pair: Pair) -> None:
    await pair.take(has_address=True)
    own = {"line1": "1 Own Street", "city": "York", "customerId": pair.giver}
    pair.gateway.act("customerAddressCreate", "customerAddress { id }", **own)
    assert pair.streets(pair.giver) == {"1 Own Street": False, "5 Reed Lane": True}
    await pair.link(pair.receiver)
    assert pair.streets(pair.giver) == {"1 Own Street": True}


async def test_the_choice_of_an_address_that_left_is_forgotten(pair: Pair) -> None:
    await pair.take(has_address=True)
    pair.gateway.act("customerUpdate", id=pair.giver, notes="Rings once.")
    await pair.link(pair.receiver)
    own = {row["id"]: row["own_values"] for row in await pair.imports.rows(Customer)}
    assert list(own[pair.giver]) == ["notes"]
    assert own[pair.receiver] is None


async def test_unlinking_gives_the_addresses_to_the_customer_that_is_made(pair: Pair) -> None:
    await pair.take(has_address=True)
    await pair.link(pair.receiver)
    made = pair.unlink()
    assert pair.streets(pair.receiver) == {"4 Weaver Row": True}
    assert pair.streets(made) == {"5 Reed Lane": True}


async def test_labels_that_only_the_record_told_go_with_it(pair: Pair) -> None:
    await pair.take(has_address=True)
    await pair.link(pair.receiver)
    assert pair.seen(pair.receiver)["tags"] == ["wholesale", "linen"]
    at = moment()
    made = pair.unlink()
    assert (pair.seen(pair.receiver)["tags"], pair.seen(made)["tags"]) == ([], ["wholesale", "linen"])
    assert pair.seen(pair.receiver, at)["tags"] == ["wholesale", "linen"]


async def test_both_customers_are_remembered_as_they_were_before_between_and_after(pair: Pair) -> None:
    """A record goes to another customer and comes back."""
    held = {"street": "9 Old Road", "city": "York", "postalCode": "Y1", "country": "GB"}
    await pair.take(has_address=True, address=held)
    pair.gateway.act("customerUpdate", id=pair.giver, notes="Rings once.")
    moments = []
    for to in (None, pair.receiver, pair.giver):
        if to:
            await pair.link(to)
        moments.append((moment(), pair.seen(pair.receiver), pair.seen(pair.giver)))
    before, between, after = [[set(_lines(each)) for each in (one, other)] for _, one, other in moments]
    assert before == after == [{"4 Weaver Row"}, {"9 Old Road", "5 Reed Lane"}]
    assert between == [{"4 Weaver Row", "9 Old Road", "5 Reed Lane"}, set()]
    for at, receiver, giver in moments:
        assert (at, pair.seen(pair.receiver, at)) == (at, receiver)
        assert (at, pair.seen(pair.giver, at)) == (at, giver)


async def test_who_is_made_of_a_record_has_no_past_in_which_the_address_was_another_s(pair: Pair) -> None:
    await pair.take(has_address=True)
    before = moment()
    await pair.link(pair.receiver)
    between, joined = moment(), pair.seen(pair.receiver)
    made = pair.unlink()
    assert _lines(pair.seen(pair.receiver, before)) == ["4 Weaver Row"]
    assert pair.seen(pair.receiver, between) == joined
    assert [pair.seen(made, at) for at in (before, between)] == [None, None]
    assert _lines(pair.seen(pair.giver, before)) == ["5 Reed Lane"]
    assert _lines(pair.seen(pair.giver, between)) == []


async def test_events_tell_who_gave_an_address_and_who_has_it(pair: Pair) -> None:
    await pair.take(has_address=True)
    (entry,) = [row for row in await pair.imports.rows(CustomerAddress) if row["line1"] == "5 Reed Lane"]
    seen = len(await pair.imports.events())
    await pair.link(pair.receiver)
    told = {
        event["resource_id"]: event["changes"][f"addresses.{entry['id']}"]
        for event in (await pair.imports.events())[seen:]
        if event["kind"] == "customer.updated"
    }
    shown = {"line1": "5 Reed Lane", "city": "Leeds", "business": False}
    assert told[pair.giver] == {"from": shown | {"isPrimary": True}, "to": None}
    assert told[pair.receiver] == {"from": None, "to": shown | {"isPrimary": False}}


def _lines(seen: Any) -> list[str]:
    return [node["line1"] for node in seen["addresses"]["nodes"]]


@pytest.mark.parametrize("act", ["customerAddressUpdate", "customerAddressDelete"])
def test_the_past_of_who_came_back_has_its_addresses_as_they_were(gateway: Gateway, act: str) -> None:
    """Whatever became of them while they were the other one's."""
    kept, other = (gateway.act("customerCreate", lastName=name)["customer"]["id"] for name in ("Kay", "Zed"))
    made = gateway.act(
        "customerAddressCreate", "customerAddress { id }", customerId=other, line1="5 Reed Lane", city="Leeds"
    )
    address = made["customerAddress"]["id"]
    time.sleep(0.002)
    before = format_instant(now())
    time.sleep(0.002)
    gateway.act("customerMerge", customerId=kept, otherId=other)
    changes = {"line1": "6 Reed Lane"} if act == "customerAddressUpdate" else {}
    assert gateway.act(act, "userErrors { code }", id=address, **changes)["userErrors"] == []
    gateway.act("customerUnmerge", id=other)
    query = (
        "query($id: ID!, $at: DateTime) { customer(id: $id, asOf: $at) { addresses { nodes { id line1 } } } }"
    )

    def streets(customer_id: str, at: str | None) -> Any:
        found = gateway.ask(query, id=customer_id, at=at)["customer"]["addresses"]["nodes"]
        return [(row["id"], row["line1"]) for row in found]

    left = [(address, "6 Reed Lane")] if changes else []
    assert (streets(other, None), streets(kept, None)) == (left, [])
    assert (streets(other, before), streets(kept, before)) == ([(address, "5 Reed Lane")], [])


async def test_an_address_that_its_record_has_no_more_is_the_same_in_the_past(
    gateway: Gateway, database: Database
) -> None:
    imports = Imports(database)
    await imports.take("voucherify", voucherify_customer())
    (held,) = await imports.rows(CustomerAddress)
    await asyncio.sleep(0.002)
    before = format_instant(now())
    await asyncio.sleep(0.002)
    customer = (await imports.customer())["id"]
    shown = gateway.ask(STREETS, id=customer)["customer"]
    assert [row["id"] for row in shown["addresses"]["nodes"]] == [held["id"]]
    await imports.take("voucherify", voucherify_customer(address=None, updated_at="2025-06-01T00:00:00.000Z"))
    assert await imports.rows(CustomerAddress) == []
    assert gateway.ask(STREETS, id=customer, at=before)["customer"] == shown


@pytest.mark.parametrize("is_chosen", [True, False], ids=["chosen", "listed"])
async def test_an_entry_whose_record_names_another_customer_goes_to_them(
    gateway: Gateway, database: Database, is_chosen: bool
) -> None:
    imports = Imports(database)
    unlike = {"phone_number": None, "customerId": None, "address": None, "email": None}
    giver = business_customer(**unlike, id="cust_mo8812", firstname="Zed", lastname="Kay")
    place = {"street": "4 Weaver Row", "city": "Leeds"}
    receiver = business_customer(**(unlike | {"address": place}), id="cust_receiver", firstname="Ona")
    await imports.take("business", giver, receiver, BOOK_ENTRY)
    ids = {row["external_id"]: row["customer_id"] for row in await imports.records("customer")}
    old, new = ids["cust_mo8812"], ids["cust_receiver"]
    (entry,) = [row for row in await imports.rows(CustomerAddress) if row["line1"] == "5 Reed Lane"]
    if is_chosen:
        gateway.act("customerAddressSetPrimary", "customerAddress { id }", id=entry["id"])
    await asyncio.sleep(0.002)
    before = format_instant(now())
    await asyncio.sleep(0.002)
    shown = {each: gateway.ask(STREETS, id=each)["customer"] for each in (old, new)}
    await imports.take("business", BOOK_ENTRY | {"customerId": "cust_receiver", "updatedAt": 1893456000000})
    assert imports.refusals == []
    assert gateway.ask(STREETS, id=old)["customer"]["addresses"]["nodes"] == []
    there = gateway.ask(STREETS, id=new)["customer"]["addresses"]["nodes"]
    assert {row["line1"]: row["isPrimary"] for row in there} == {"4 Weaver Row": True, "5 Reed Lane": False}
    for each in (old, new):
        assert gateway.ask(STREETS, id=each, at=before)["customer"] == shown[each]
    everything = await imports.everything(Customer, CustomerAddress)
    assert await rebuild(imports) == {}
    assert await imports.everything(Customer, CustomerAddress) == everything


async def test_an_address_that_was_changed_while_two_were_one_contradicts_its_record_afterwards(
    gateway: Gateway, database: Database
) -> None:
    imports = Imports(database)
    await imports.take("voucherify", voucherify_customer())
    unlike = {"firstname": "Zed", "lastname": "Kay", "phone_number": None, "customerId": None, "email": None}
    await imports.take("business", business_customer(**unlike))
    holders = {row["system"]: row["customer_id"] for row in await imports.records("customer")}
    kept, other = holders["BUSINESS"], holders["VOUCHERIFY"]
    (address,) = [row for row in await imports.rows(CustomerAddress) if row["customer_id"] == other]
    gateway.act("customerMerge", customerId=kept, otherId=other)
    gateway.act("customerAddressUpdate", "customerAddress { id }", id=address["id"], line1="9 Reed Lane")
    assert gateway.ask(CONTRADICTORY) == {"customers": {"nodes": []}}
    gateway.act("customerUnmerge", id=other)
    found = gateway.ask(CONTRADICTORY)["customers"]["nodes"]
    assert found == [{"id": other, "conflicts": [{"field": "ADDRESS"}]}]

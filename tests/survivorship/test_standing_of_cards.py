"""Where no system tells how many points a customer has, they are those on the cards, whichever come when."""

import itertools
from functools import partial
from typing import Any

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCampaignStanding, LoyaltyCard
from tests.sources import documents_voucherify as sent
from tests.sources.documents import Document, voucherify_customer
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild


def without_standing(**fields: Any) -> Document:
    document = voucherify_customer(id=sent.HOLDER, **fields)
    del document["loyalty"]
    return document


def card(number: int, points: int, updated_at: str = "2025-05-06T07:08:09.010Z") -> Document:
    told = {"points": points, "balance": points, "expired_points": 0, "subtracted_points": 0}
    return sent.card(told, id=f"v_Loom{number:04}", code=f"LOOM-{number}", updated_at=updated_at)


async def take(imports: Imports, *documents: Document) -> None:
    await imports.take("voucherify", *documents)
    assert imports.refusals == []


async def points(imports: Imports) -> int:
    (row,) = await imports.rows(CustomerLoyalty)
    return int(row["points"])


async def test_a_card_that_comes_later_brings_its_points(imports: Imports) -> None:
    await take(imports, without_standing(), card(1, 100))
    assert await points(imports) == 100
    await take(imports, card(2, 40))
    assert await points(imports) == 140
    await take(imports, card(1, 70, "2025-06-06T07:08:09.010Z"))
    assert await points(imports) == 110


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
async def test_the_order_of_arrival_does_not_matter(sqlite_imports: Imports, order: tuple[int, ...]) -> None:
    documents = [without_standing(), card(1, 100), card(2, 40)]
    for place in order:
        await take(sqlite_imports, documents[place])
    assert await points(sqlite_imports) == 140


async def test_what_a_system_tells_stays(imports: Imports) -> None:
    """It knows cards that are not here."""
    await take(imports, voucherify_customer(id=sent.HOLDER), card(1, 100))
    await take(imports, card(2, 40))
    assert await points(imports) == 310


async def test_a_rebuild_gives_the_same(imports: Imports) -> None:
    await take(imports, without_standing(), card(1, 100))
    await take(imports, card(2, 40))
    everything = partial(imports.everything, Customer, CustomerLoyalty, LoyaltyCard)
    before = await everything()
    assert (await rebuild(imports), await everything()) == ({}, before)


async def test_a_standing_of_cards_stays_when_a_document_says_once_more_that_it_tells_none(
    imports: Imports,
) -> None:
    document = voucherify_customer(id=sent.HOLDER, loyalty=None)
    await take(imports, document, card(1, 100))
    standing = await imports.rows(CustomerLoyalty)
    seen = len(await imports.events())
    newer = {"description": "Buys in autumn.", "updated_at": "2025-06-01T00:00:00.000Z"}
    await take(imports, document | newer)
    assert await imports.rows(CustomerLoyalty) == standing
    (event,) = (await imports.events())[seen:]
    assert sorted(event["changes"]) == ["description", "updatedAt"]


async def test_a_rebuild_leaves_the_standing_of_cards_alone_where_the_document_tells_none(
    imports: Imports,
) -> None:
    await take(imports, voucherify_customer(id=sent.HOLDER, loyalty=None), card(1, 100))
    everything = partial(imports.everything, Customer, CustomerLoyalty, LoyaltyCard)
    before, seen = await everything(), len(await imports.events())
    assert (await rebuild(imports), await everything()) == ({}, before)
    assert len(await imports.events()) == seen


async def test_a_standing_that_is_told_no_more_is_left_to_the_cards(imports: Imports) -> None:
    document = voucherify_customer(id=sent.HOLDER)
    await take(imports, document, card(1, 100))
    (before,) = await imports.rows(CustomerLoyalty)
    seen = len(await imports.events())
    await take(imports, document | {"loyalty": None, "updated_at": "2025-06-01T00:00:00.000Z"})
    (after,) = await imports.rows(CustomerLoyalty)
    assert (after["id"], after["points"], after["referred_customers"]) == (before["id"], 100, 0)
    assert await imports.rows(LoyaltyCampaignStanding) == []
    told = {
        name: each for event in (await imports.events())[seen:] for name, each in event["changes"].items()
    }
    assert told["loyalty.referredCustomers"] == {"from": 5, "to": 0}
    assert told["loyalty.campaigns"]["to"] == []
    assert told["loyalty.points"] == {"from": 310, "to": 100}


async def test_a_standing_that_is_told_no_more_and_has_no_cards_goes(imports: Imports) -> None:
    document = voucherify_customer(id=sent.HOLDER)
    await take(imports, document)
    await take(imports, document | {"loyalty": None, "updated_at": "2025-06-01T00:00:00.000Z"})
    assert await imports.rows(CustomerLoyalty) == []


async def test_with_the_last_card_the_standing_goes_to_its_new_holder(imports: Imports) -> None:
    other = without_standing() | {"id": "cust_other", "source_id": None, "email": None, "phone": None}
    await take(imports, without_standing(), other, card(1, 100))
    holders = {row["external_id"]: row["customer_id"] for row in await imports.records("customer")}
    (standing,) = await imports.rows(CustomerLoyalty)
    seen = len(await imports.events())
    moved = card(1, 100, "2025-06-01T00:00:00.000Z") | {"holder_id": "cust_other"}
    await take(imports, moved)
    (row,), (held,) = await imports.rows(CustomerLoyalty), await imports.rows(LoyaltyCard)
    assert (row["customer_id"], row["points"]) == (holders["cust_other"], 100)
    assert (held["customer_id"], held["loyalty_id"]) == (holders["cust_other"], row["id"])
    told = [event for event in (await imports.events())[seen:] if "loyalty" in event["changes"]]
    assert [(event["customer_id"], event["changes"]["loyalty"]["to"]) for event in told] == [
        (standing["customer_id"], None)
    ]
    before = await imports.everything(Customer, CustomerLoyalty, LoyaltyCard)
    assert await rebuild(imports) == {}
    assert await imports.everything(Customer, CustomerLoyalty, LoyaltyCard) == before

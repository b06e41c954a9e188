"""A document of another system is refused by its shape, and what little any system may send is taken."""

import copy
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order
from gateway.domain.records.model import SourceRecord
from gateway.events.event import EventStore
from gateway.sources import SOURCES, source_named
from gateway.sources.business import BUSINESS
from gateway.sources.recognition import refuse_others
from gateway.sources.refusal import Refused
from gateway.sources.rutter import RUTTER
from gateway.sources.source import Source
from gateway.sources.voucherify import VOUCHERIFY
from tests.sources import documents_business as back_office
from tests.sources import documents_rutter as shops
from tests.sources import documents_voucherify as club
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.documents_commerce_layer import order as shop_order
from tests.sources.documents_of_all_kinds import DOCUMENTS
from tests.sources.imports import Imports

CUSTOMERS = {
    "rutter": rutter_customer(),
    "commerce_layer": commerce_layer_customer(),
    "voucherify": voucherify_customer(),
    "business": business_customer(),
}
ORDERS = {
    "rutter": shops.order(),
    "commerce_layer": shop_order(),
    "voucherify": club.order(),
    "business": back_office.product_order(),
}
ENVELOPES: dict[str, Any] = {
    "rutter": shops.page("SHOPIFY", customers=[rutter_customer()]),
    "commerce_layer": {"data": [commerce_layer_customer()], "meta": {"record_count": 1}, "links": {}},
    "voucherify": {
        "object": "list",
        "data_ref": "customers",
        "customers": [voucherify_customer()],
        "total": 1,
    },
    "business": {
        "success": True,
        "data": {"data": [business_customer()], "meta": {"page": 1}},
        "metadata": {"version": "v1"},
    },
}
PAIRS = list(permutations(CUSTOMERS, 2))
RECORDS = {word: [each for each in documents if "id" in each] for word, documents in DOCUMENTS.items()}
"""Without the answers."""
KEYS = sorted(
    {name for documents in RECORDS.values() for document in documents for name in document}
    | {name for source in SOURCES for name in (*source.signs.words, *source.signs.strong, *source.signs.weak)}
    | {name for source in SOURCES for pair in source.signs.pairs for name in pair}
)
VALUES = VOUCHERIFY.signs.words
WRITTEN = (Customer, Order, SourceRecord, EventStore)


@pytest.mark.parametrize("documents", [CUSTOMERS, ORDERS, ENVELOPES], ids=["customers", "orders", "answers"])
@pytest.mark.parametrize(("sender", "taker"), PAIRS)
async def test_a_document_of_another_system_is_refused(
    sqlite_imports: Imports, sender: str, taker: str, documents: dict[str, Any]
) -> None:
    """It is named what was found and what was expected, and nothing is written."""
    before = await sqlite_imports.everything(*WRITTEN)
    summary = await sqlite_imports.take(taker, copy.deepcopy(documents[sender]))
    (refusal,) = sqlite_imports.refusals
    assert summary.refused == 1
    assert summary.created == summary.linked == summary.updated == 0
    assert await sqlite_imports.everything(*WRITTEN) == before
    if documents is not ENVELOPES:
        assert refusal.code == "WRONG_KIND"
        assert f"records of {sender} have; expected one of {taker}" in refusal.reason
        assert refusal.external_id == documents[sender]["id"]


async def test_the_reason_names_what_was_found(sqlite_imports: Imports) -> None:
    await sqlite_imports.take("voucherify", rutter_customer())
    (refusal,) = sqlite_imports.refusals
    assert refusal.reason == (
        "The record has platform_id, platform_data and first_name, as records of rutter have; expected one of"
        " voucherify, with object, system_metadata or loyalty_card."
    )


@pytest.mark.parametrize(
    ("taker", "document", "sender"),
    [
        (
            "business",
            {"id": "1", "platformId": "9", "firstName": "Mira", "lastName": "Okafor"}
            | {"email": "mira@example.com", "createdAt": "2024-01-01T00:00:00Z"},
            "rutter",
        ),
        ("business", voucherify_customer(createdAt=1709856000), "voucherify"),
        (
            "business",
            {"id": "cust_1", "object": "customer", "source_id": "crm-5", "createdAt": 1, "updatedAt": 1},
            "voucherify",
        ),
        ("voucherify", rutter_customer(source_id=None), "rutter"),
        ("voucherify", {"id": "1", "platform_id": "9", "source_id": None}, "rutter"),
        ("voucherify", shops.order(customer_id="7"), "rutter"),
        ("rutter", business_customer(first_name="Mira"), "business"),
        (
            "rutter",
            commerce_layer_customer() | {"first_name": "Mira", "full_name": "Mira Okafor"},
            "commerce_layer",
        ),
        ("commerce_layer", voucherify_customer(links={}, relationships=None), "voucherify"),
    ],
)
async def test_a_weak_sign_of_the_takers_admits_nothing(
    sqlite_imports: Imports, taker: str, document: dict[str, Any], sender: str
) -> None:
    """What every system may come to write does not make a record one of the taker's."""
    before = await sqlite_imports.everything(*WRITTEN)
    await sqlite_imports.take(taker, copy.deepcopy(document))
    (refusal,) = sqlite_imports.refusals
    assert refusal.code == "WRONG_KIND"
    assert f"records of {sender} have; expected one of {taker}" in refusal.reason
    assert await sqlite_imports.everything(*WRITTEN) == before


@pytest.mark.parametrize(
    ("taker", "document"),
    [
        (
            "voucherify",
            {"object": "list", "data_ref": "data"}
            | {"data": [{"id": "cust_1", "email": "mira@example.com", "createdAt": "2024-01-01T00:00:00Z"}]},
        ),
        ("voucherify", {"id": "cust_1", "email": "mira@example.com", "name": "Mira", "links": {}}),
        (
            "rutter",
            {"id": "1", "email": "mira@example.com", "createdAt": 1709856000, "updatedAt": 1709856000},
        ),
        ("business", {"id": "cust_1", "email": "mira@example.com", "birthdate": "1988-04-05"}),
    ],
)
async def test_a_poor_record_with_what_is_new_at_its_source_is_taken(
    sqlite_imports: Imports, taker: str, document: dict[str, Any]
) -> None:
    """Another system has such a key; one or two of them say nothing."""
    summary = await sqlite_imports.take(taker, document)
    assert (summary.created, summary.refused) == (1, 0)
    assert (await sqlite_imports.customer())["email"] == "mira@example.com"


async def test_a_file_of_two_systems_is_taken_in_part(sqlite_imports: Imports) -> None:
    summary = await sqlite_imports.take("business", rutter_customer(), business_customer())
    assert (summary.created, summary.refused) == (1, 1)
    assert (await sqlite_imports.customer())["email"] == "mira@looms.example"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.word)
def test_every_kind_of_its_own_is_taken(source: Source) -> None:
    for document in DOCUMENTS[source.word]:
        refuse_others(source, document)


@pytest.mark.parametrize(("sender", "taker"), PAIRS)
def test_every_kind_of_another_is_refused(sender: str, taker: str) -> None:
    for document in RECORDS[sender]:
        with pytest.raises(Refused, match=f"as records of {sender} have; expected one of {taker}"):
            refuse_others(source_named(taker), document)


@given(st.data())
def test_a_key_of_another_system_refuses_no_record(data: st.DataObject) -> None:
    """Whichever one of them a source adds to whichever record of its own, and whatever is in it."""
    source = data.draw(st.sampled_from(SOURCES))
    document = data.draw(st.sampled_from(RECORDS[source.word]))
    name = data.draw(st.sampled_from(KEYS))
    added = data.draw(st.sampled_from(VALUES.get(name, (None,))) | st.text() | st.lists(st.text()))
    refuse_others(source, {name: added} | document)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.word)
@pytest.mark.parametrize(
    "sparse", [{"id": "1"}, {"id": "1", "email": "mira@example.com"}], ids=["id", "email"]
)
def test_little_is_taken_by_every_system(source: Source, sparse: dict[str, Any]) -> None:
    """With any one of the weak signs, too."""
    refuse_others(source, sparse)
    for name in (name for other in SOURCES for name in other.signs.weak):
        refuse_others(source, {**sparse, name: None})


@pytest.mark.parametrize(
    ("source", "document"),
    [
        (RUTTER, {"id": "1", "email": "mira@example.com"}),
        (RUTTER, {"id": "1", "name": "Mills"}),
        (RUTTER, {"id": "1", "first_name": None, "birthdate": "1988-04-05", "customerId": "7"}),
        (RUTTER, {"id": "1", "platformId": "1", "createdAt": "2024-01-01T00:00:00Z"}),
        (VOUCHERIFY, {"id": "cust_1", "name": "Mira", "phone": None, "metadata": {}}),
        (VOUCHERIFY, {"id": "cust_1", "object": "customer", "first_name": "Mira", "attributes": {}}),
        (VOUCHERIFY, {"id": "cust_1", "source_id": "a", "unheard_of": 1}),
        (BUSINESS, {"id": "cust_1", "email": "mira@example.com", "tags": ["a"], "notes": None}),
        (BUSINESS, {"id": "cust_1", "firstname": "Mira", "first_name": "Mira", "object": "x"}),
    ],
)
def test_what_a_system_may_send_is_taken(source: Source, document: dict[str, Any]) -> None:
    """Few fields, older ones, and new ones beside its own."""
    refuse_others(source, document)


def test_one_strong_sign_of_another_system_is_enough() -> None:
    with pytest.raises(Refused, match="The record has object, as records of voucherify have"):
        refuse_others(BUSINESS, {"id": "cust_1", "object": "customer", "email": "mira@example.com"})
    with pytest.raises(
        Refused, match="The record has attributes and type, as records of commerce_layer have"
    ):
        refuse_others(RUTTER, {"id": "1", "type": "customers", "attributes": {}})


def test_three_weak_signs_of_another_system_are_enough() -> None:
    customer = {"id": "cust_1", "firstname": "Mira", "lastname": "Okafor", "createdAt": 1709856000}
    with pytest.raises(
        Refused, match="The record has createdAt, firstname and lastname, as records of business"
    ):
        refuse_others(VOUCHERIFY, customer)


def test_as_many_weak_signs_of_its_own_hold_against_them() -> None:
    customer = {"id": "cust_1", "firstname": "Mira", "lastname": "Okafor", "createdAt": 1709856000}
    refuse_others(VOUCHERIFY, {**customer, "source_id": None, "birthdate": None, "loyalty": {}})


def test_the_loudest_of_the_others_is_named() -> None:
    with pytest.raises(Refused, match="as records of voucherify have"):
        refuse_others(BUSINESS, voucherify_customer(platform_id="9"))


async def test_an_empty_customer_is_not_made_of_them(imports: Imports) -> None:
    """On both databases."""
    await imports.take("voucherify", rutter_customer(), business_customer(), commerce_layer_customer())
    assert len(imports.refusals) == 3
    assert await imports.rows(Customer) == []

"""A document of another system is refused by its shape, and what little any system may send is taken."""

import copy
from itertools import permutations
from typing import Any

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order
from gateway.domain.records.model import SourceRecord
from gateway.events.event import EventStore
from gateway.sources import SOURCES
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
        "The record has platform_id, first_name and last_name, as records of rutter have; expected one of voucherify,"
        " with object, source_id or system_metadata."
    )


async def test_a_file_of_two_systems_is_taken_in_part(sqlite_imports: Imports) -> None:
    summary = await sqlite_imports.take("business", rutter_customer(), business_customer())
    assert (summary.created, summary.refused) == (1, 1)
    assert (await sqlite_imports.customer())["email"] == "mira@looms.example"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.word)
def test_every_kind_of_its_own_is_taken(source: Source) -> None:
    for document in DOCUMENTS[source.word]:
        refuse_others(source, document)


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


def test_one_name_that_only_another_system_writes_is_enough() -> None:
    with pytest.raises(Refused, match="The record has source_id, as records of voucherify have"):
        refuse_others(BUSINESS, {"id": "cust_1", "source_id": "crm-5", "email": "mira@example.com"})
    with pytest.raises(Refused, match="The record has attributes, as records of commerce_layer have"):
        refuse_others(RUTTER, {"id": "1", "type": "customers", "attributes": {}})


async def test_an_empty_customer_is_not_made_of_them(imports: Imports) -> None:
    """On both databases."""
    await imports.take("voucherify", rutter_customer(), business_customer(), commerce_layer_customer())
    assert len(imports.refusals) == 3
    assert await imports.rows(Customer) == []

"""A rebuild right after an act changes nothing: what was written here is what the customer is."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.domain.customers.model import CustomerAddress, CustomerGroup
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import commerce_layer_customer, resource, voucherify_customer
from tests.sources.imports import Imports, Row
from tests.survivorship.test_own_values import take, work
from tests.survivorship.test_recompute import rebuild
from tests.survivorship.test_removal import remove

__all__ = ["gateway", "settings"]

LATER = "2031-03-01T00:00:00.000Z"
NAME = voucherify_customer()["name"]
Act = Callable[[Gateway, str, str], Any]


def choose_own(gateway: Gateway, customer: str, _: str) -> None:
    gateway.act("customerAddressCreate", "", customerId=customer, city="Lund", isPrimary=True)


def choose_theirs(gateway: Gateway, customer: str, address: str) -> None:
    choose_own(gateway, customer, address)
    gateway.act("customerAddressSetPrimary", "", id=address)


def delete_theirs(gateway: Gateway, _: str, address: str) -> None:
    gateway.act("customerAddressDelete", "", id=address)


def pin(gateway: Gateway, customer: str, _: str) -> None:
    gateway.act("customerUpdate", id=customer, name=NAME)


def update(gateway: Gateway, customer: str, _: str) -> None:
    gateway.act("customerUpdate", id=customer, company="Lind AB", addTags=["regular"])


def release(gateway: Gateway, customer: str, address: str) -> None:
    update(gateway, customer, address)
    choose_own(gateway, customer, address)
    gateway.act("customerReleaseFields", id=customer, fields=["company", "address"])


@pytest.mark.parametrize(
    "act", [choose_own, choose_theirs, delete_theirs, pin, update, release], ids=lambda act: act.__name__
)
def test_a_rebuild_right_after_an_act_changes_nothing(gateway: Gateway, settings: Any, act: Act) -> None:
    customer = take(settings, "voucherify", voucherify_customer())
    (address,) = work(settings, lambda imports: imports.rows(CustomerAddress))
    act(gateway, customer, address["id"])
    before = work(settings, everything)
    assert work(settings, rebuild) == {}
    assert work(settings, everything) == before


def test_what_was_pinned_does_not_count_as_changed_when_a_record_says_something_new(
    gateway: Gateway, settings: Any
) -> None:
    customer = take(settings, "voucherify", voucherify_customer())
    pin(gateway, customer, "")
    later = "2024-06-01T00:00:00.000Z"
    take(settings, "voucherify", voucherify_customer(updated_at=later, object="customer"))
    query = "query($id: ID!) { customer(id: $id) { updatedAt } }"
    assert gateway.ask(query, id=customer) == {"customer": {"updatedAt": later}}


def test_the_origin_of_a_reference_that_stands_alone_stays_when_something_is_written_here(
    gateway: Gateway, settings: Any
) -> None:
    alone = commerce_layer_customer(reference=None, reference_origin="crm")
    customer = take(settings, "commerce_layer", alone)
    gateway.act("customerUpdate", id=customer, company="Lind AB")
    assert work(settings, rebuild) == {}
    query = "query($id: ID!) { customer(id: $id) { reference referenceOrigin } }"
    assert gateway.ask(query, id=customer)["customer"] == {"reference": None, "referenceOrigin": "crm"}


async def test_a_group_that_was_removed_comes_back_with_who_names_it_since(imports: Imports) -> None:
    group = resource("customer_groups", "gRoUpAbCdE", name="Gold", updated_at="2024-01-01T00:00:00.000Z")
    await imports.take("commerce_layer", commerce_layer_customer(), group)
    await remove(imports, "commerce_layer", "customer_groups")
    assert await imports.rows(CustomerGroup) == []
    named = {"customer_group": shop.to_one("customer_groups", "gRoUpAbCdE")}
    await imports.take("commerce_layer", commerce_layer_customer(relationships=named, updated_at=LATER))
    await imports.take(
        "commerce_layer", resource("customer_groups", "gRoUpAbCdE", name="New", updated_at=LATER)
    )
    (row,) = await imports.rows(CustomerGroup)
    assert (row["name"], (await imports.customer())["customer_group_id"]) == ("New", row["id"])
    assert await rebuild(imports) == {}


async def everything(imports: Imports) -> tuple[list[Row], list[Row], int]:
    addresses = await imports.rows(CustomerAddress)
    return [await imports.customer()], addresses, len(await imports.events())


def test_a_group_that_was_removed_and_had_nobody_is_not_made_anew(gateway: Gateway, settings: Any) -> None:
    """The record of a customer who was put elsewhere here names it still."""
    group = resource("customer_groups", "gRoUpAbCdE", name="Gold")
    named = {"customer_group": shop.to_one("customer_groups", "gRoUpAbCdE")}
    whole = {"data": commerce_layer_customer(relationships=named), "included": [group]}
    customer = take(settings, "commerce_layer", whole)
    gateway.act("customerUpdate", id=customer, customerGroupId=None)
    work(settings, lambda imports: remove(imports, "commerce_layer", "customer_groups"))
    assert work(settings, lambda imports: imports.rows(CustomerGroup)) == []
    assert work(settings, rebuild) == {}
    assert work(settings, lambda imports: imports.rows(CustomerGroup)) == []
    take(settings, "commerce_layer", group | {"attributes": {"name": "Gold", "updated_at": LATER}})
    gateway.act("customerReleaseFields", id=customer, fields=["customerGroupId"])
    (row,) = work(settings, lambda imports: imports.rows(CustomerGroup))
    assert work(settings, lambda imports: imports.customer())["customer_group_id"] == row["id"]

"""Labels, groups and the choice of an address that were written here, against what systems say next."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from gateway.database import open_database
from gateway.domain.customers.model import CustomerAddress
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import business_customer, commerce_layer_customer, voucherify_customer
from tests.sources.documents_business import customer_group as group
from tests.sources.imports import Imports
from tests.sources.test_labels import labelled, tag
from tests.survivorship.test_recompute import rebuild

__all__ = ["gateway", "settings"]

SPRING, SUMMER = "2031-03-01T00:00:00.000Z", "2031-06-01T00:00:00.000Z"
READ = "query($id: ID!) { customer(id: $id) { tags customerGroupId } }"


def work(settings: Settings, work: Callable[[Imports], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        database = open_database(settings)
        await database.open()
        try:
            return await work(Imports(database))
        finally:
            await database.close()

    return asyncio.run(connected())


def take(settings: Settings, system: str, document: Any) -> str:
    """Imports a document; the id of the only customer."""

    async def run(imports: Imports) -> str:
        await imports.take(system, document)
        return str((await imports.customer())["id"])

    found: str = work(settings, run)
    return found


def test_labels_are_the_systems_with_what_was_added_and_without_what_was_removed(
    gateway: Gateway, settings: Settings
) -> None:
    customer = take(settings, "business", business_customer(tags=["wholesale", "linen"]))
    gateway.act("customerUpdate", id=customer, addTags=["regular"], removeTags=["linen"])
    take(settings, "business", business_customer(tags=["wholesale", "linen", "silk"], notes="Moved."))
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == ["wholesale", "silk", "regular"]
    gateway.act("customerReleaseFields", id=customer, fields=["tags"])
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == ["wholesale", "linen", "silk"]


def test_a_label_that_no_record_tells_any_more_is_kept_with_those_written_beside_it(
    gateway: Gateway, settings: Settings
) -> None:
    customer = take(settings, "commerce_layer", labelled(0, tag("tag7", 0, "vip")))
    silent = labelled(5, external_id=shop.CUSTOMER_ID)["data"]
    del silent["relationships"]["tags"]
    take(settings, "commerce_layer", silent)
    gateway.act("customerUpdate", id=customer, addTags=["late"])
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == ["vip", "late"]
    assert work(settings, rebuild) == {}
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == ["vip", "late"]


def test_labels_stay_as_they_were_ordered_here(gateway: Gateway, settings: Settings) -> None:
    customer = take(settings, "business", business_customer(tags=["wholesale", "linen"]))
    gateway.act("customerUpdate", id=customer, addTags=["late"])
    gateway.act("customerUpdate", id=customer, tags=["kind", "linen", "late", "wholesale"])
    take(settings, "business", business_customer(tags=["wholesale", "linen"], notes="Moved."))
    expected = ["kind", "linen", "late", "wholesale"]
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == expected
    assert work(settings, rebuild) == {}


def test_a_label_that_was_taken_away_here_comes_back_when_it_is_renamed(
    gateway: Gateway, settings: Settings
) -> None:
    """What was taken away is a name."""
    vip, gold = tag("tag7", 0, "vip"), tag("tag7", 5, "gold")
    customer = take(settings, "commerce_layer", labelled(0, vip))
    gateway.act("customerUpdate", id=customer, removeTags=["vip"])
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == []
    take(settings, "commerce_layer", gold)
    assert gateway.ask(READ, id=customer)["customer"]["tags"] == ["gold"]
    assert work(settings, rebuild) == {}


def test_a_group_chosen_here_stays(gateway: Gateway, settings: Settings) -> None:
    customer = take(settings, "business", business_customer())
    made = gateway.act("customerGroupCreate", "customerGroup { id }", name="Weavers")["customerGroup"]["id"]
    gateway.act("customerUpdate", id=customer, customerGroupId=made)
    take(settings, "business", business_customer(notes="Moved."))
    assert gateway.ask(READ, id=customer)["customer"]["customerGroupId"] == made
    gateway.act("customerGroupDelete", "", id=made)
    take(settings, "business", business_customer(notes="Moved again."))
    assert gateway.ask(READ, id=customer)["customer"]["customerGroupId"] is None
    take(settings, "business", group())
    take(settings, "business", business_customer(notes="Moved twice.", customerGroupId=group()["id"]))
    assert gateway.ask(READ, id=customer)["customer"]["customerGroupId"] is None
    assert work(settings, rebuild) == {}
    gateway.act("customerReleaseFields", id=customer, fields=["customerGroupId"])
    assert gateway.ask(READ, id=customer)["customer"]["customerGroupId"] is not None


def test_the_primary_address_chosen_here_stays(gateway: Gateway, settings: Settings) -> None:
    place = {"city": "Lund", "line_1": "Gatan 1"}
    customer = take(settings, "voucherify", voucherify_customer(address=place, updated_at=SPRING))
    mine = gateway.act(
        "customerAddressCreate",
        "customerAddress { id }",
        customerId=customer,
        city="Malmö",
        isPrimary=True,
    )["customerAddress"]["id"]
    moved = place | {"city": "Kiruna"}
    take(settings, "voucherify", voucherify_customer(address=moved, updated_at=SUMMER))
    rows = work(settings, lambda imports: imports.rows(CustomerAddress))
    assert {(row["city"], row["is_primary"]) for row in rows} == {("Malmö", True), ("Kiruna", False)}
    assert [row["id"] for row in rows if row["is_primary"]] == [mine]


def test_who_was_in_a_group_that_is_deleted_is_in_that_of_another_record(
    gateway: Gateway, settings: Settings
) -> None:
    mail = "mira@shop.example"
    named = {"customer_group": shop.to_one("customer_groups", "gRoUpAbCdE")}
    customer = take(settings, "commerce_layer", commerce_layer_customer(email=mail, relationships=named))
    take(settings, "business", group(id="grp_2"))
    take(settings, "business", business_customer(email=mail, customerGroupId="grp_2", channelId=None))
    records = work(settings, lambda imports: imports.records())
    groups = {row["external_id"]: row["resource_id"] for row in records}
    one = gateway.ask(READ, id=customer)["customer"]["customerGroupId"]
    (other,) = {groups["gRoUpAbCdE"], groups["grp_2"]} - {one}
    assert gateway.act("customerGroupDelete", "", id=one)["userErrors"] == []
    assert gateway.ask(READ, id=customer)["customer"]["customerGroupId"] == other
    assert work(settings, rebuild) == {}
    assert gateway.act("customerGroupDelete", "", id=other)["userErrors"] == []
    assert gateway.ask(READ, id=customer)["customer"]["customerGroupId"] is None


def test_an_anonymization_leaves_nothing_that_was_written_here(gateway: Gateway, settings: Settings) -> None:
    place = {"city": "Lund", "line_1": "Gatan 1"}
    customer = take(settings, "voucherify", voucherify_customer(address=place))
    gateway.act("customerUpdate", id=customer, notes="canary-notes", addTags=["canary-label"])
    (address,) = work(settings, lambda imports: imports.rows(CustomerAddress))
    gateway.act("customerAddressUpdate", "customerAddress { id }", id=address["id"], city="canary-city")

    async def everything(imports: Imports) -> str:
        return repr((await imports.customer(), await imports.rows(CustomerAddress), await imports.events()))

    before = work(settings, everything)
    assert all(word in before for word in ("canary-notes", "canary-label", "canary-city"))
    due = settings.model_copy(update={"anonymization_delay": 0})

    async def anonymize(imports: Imports) -> int:
        return (await Anonymizer(imports.database, due).run_due()).completed

    gateway.act("customerRequestAnonymization", id=customer)
    assert work(settings, anonymize) == 1
    assert "canary" not in work(settings, everything)
    assert work(settings, lambda imports: imports.customer())["own_values"] is None

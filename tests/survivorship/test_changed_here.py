"""What was done here to what belongs to a customer is not undone by a rebuild from the raw records."""

from functools import partial
from typing import Any

import pytest

from gateway.domain.customers.model import Customer, CustomerAddress, CustomerGroup, CustomerSubscription
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard, LoyaltyTransaction
from gateway.domain.orders.model import Order, OrderLine
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.records.model import WAITING, IdentityLink, SourceRecord
from gateway.entity import Entity
from gateway.settings import Settings
from gateway.sources.removal import remove_record
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.promises.kept import differences, every_row
from tests.sources import documents_business as desk
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as connector
from tests.sources import documents_voucherify as club
from tests.sources.documents import (
    Document,
    business_customer,
    commerce_layer_customer,
    resource,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.imports import Imports, Row
from tests.survivorship.test_own_addresses import Run, run
from tests.survivorship.test_recompute import rebuild

__all__ = ["gateway", "run", "settings"]


def rows(run: Run, entity: type[Entity]) -> list[Row]:
    found: list[Row] = run(lambda imports: imports.rows(entity))
    return found


def take(run: Run, system: str, *documents: Any) -> Summary:
    async def taken(imports: Imports) -> Summary:
        return await imports.take(system, *documents)

    summary: Summary = run(taken)
    return summary


def test_an_order_that_was_cancelled_here_stays_cancelled(gateway: Gateway, run: Run) -> None:
    take(run, "commerce_layer", commerce_layer_customer(), shop.order(status="placed", approved_at=None))
    (row,) = rows(run, Order)
    assert gateway.act("orderCancel", "order { status }", id=row["id"])["order"] == {"status": "CANCELLED"}
    before = rows(run, Order)
    assert run(rebuild) == {}
    assert rows(run, Order) == before


def test_an_order_without_a_time_that_is_cancelled_here_was_bought_all_the_same(
    gateway: Gateway, run: Run
) -> None:
    take(run, "business", business_customer(), desk.menu_order(status="confirmed", orderDate=None))
    ((order,), (customer,)) = rows(run, Order), rows(run, Customer)
    assert (order["placed_at"], customer["total_orders_count"]) == (None, 1)
    gateway.act("orderCancel", "order { status }", id=order["id"])
    ((after,), before) = rows(run, Order), rows(run, Customer)
    assert (after["status"], after["placed_at"]) == ("CANCELLED", order["created_at"])
    assert run(rebuild) == {}
    assert rows(run, Customer) == before
    assert before[0]["total_orders_count"] == 1


def test_labels_written_here_go_with_their_release_where_no_record_tells_any(
    gateway: Gateway, run: Run
) -> None:
    take(run, "voucherify", voucherify_customer())
    (customer,) = rows(run, Customer)
    shown = "customer { tags }"
    gateway.act("customerUpdate", shown, id=customer["id"], tags=["late", "loud"])
    left = gateway.act("customerReleaseFields", shown, id=customer["id"], fields=["tags"])
    assert left["customer"] == {"tags": []}
    added = gateway.act("customerUpdate", shown, id=customer["id"], addTags=["kind"])
    assert added["customer"] == {"tags": ["kind"]}
    assert run(rebuild) == {}


def test_points_that_were_added_here_stay(gateway: Gateway, run: Run) -> None:
    take(run, "voucherify", voucherify_customer(), club.card())
    (row,) = rows(run, LoyaltyCard)
    gateway.act("loyaltyPointsAdd", "loyaltyCard { points }", id=row["id"], points=50)
    before = rows(run, LoyaltyCard)
    assert before[0]["points"] == row["points"] + 50
    assert run(rebuild) == {}
    assert rows(run, LoyaltyCard) == before


def test_what_was_deleted_here_stays_deleted(gateway: Gateway, run: Run) -> None:
    owner = {"customer": shop.to_one("customers", shop.CUSTOMER_ID)}
    news = resource("customer_subscriptions", "S1", owner, reference="news")
    take(run, "commerce_layer", commerce_layer_customer(), news)
    (row,) = rows(run, CustomerSubscription)
    gateway.act("customerSubscriptionDelete", "deletedCustomerSubscriptionId", id=row["id"])
    assert run(rebuild) == {}
    assert rows(run, CustomerSubscription) == []


@pytest.mark.parametrize("told", ["standing", "none"])
def test_points_that_are_added_here_count_where_no_system_tells_the_sum(
    gateway: Gateway, run: Run, told: str
) -> None:
    """Though the loyalty system knows the customer."""
    holder = voucherify_customer(id=club.HOLDER, **({"loyalty": None} if told == "none" else {}))
    take(run, "voucherify", holder, club.card({"points": 400, "balance": 400}))
    (card,), (standing,) = rows(run, LoyaltyCard), rows(run, CustomerLoyalty)
    expected = {"standing": (310, 310), "none": (400, 450)}[told]
    assert standing["points"] == expected[0]
    gateway.act("loyaltyPointsAdd", "loyaltyCard { points }", id=card["id"], points=50)
    assert rows(run, CustomerLoyalty)[0]["points"] == expected[1]
    assert run(rebuild) == {}
    assert rows(run, CustomerLoyalty)[0]["points"] == expected[1]


def test_a_group_that_was_deleted_here_is_nobody_s_whatever_names_it(gateway: Gateway, run: Run) -> None:
    """Its record names a row that is gone."""
    names = {"customer_group": shop.to_one("customer_groups", "gRoUpAbCdE")}
    weavers = resource("customer_groups", "gRoUpAbCdE", name="Weavers")
    whole = commerce_layer_customer(relationships=names)
    take(run, "commerce_layer", {"data": whole, "included": [weavers]})
    (group,), (customer,) = rows(run, CustomerGroup), rows(run, Customer)
    assert customer["customer_group_id"] == group["id"]
    gateway.act("customerGroupDelete", "deletedCustomerGroupId", id=group["id"])
    later = "2025-01-01T00:00:00.000Z"
    changed = commerce_layer_customer(relationships=names, updated_at=later, email="new@shop.example")
    take(run, "commerce_layer", {"data": changed, "included": [weavers]})
    renamed = resource("customer_groups", "gRoUpAbCdE", name="Spinners", updated_at=later)
    take(run, "commerce_layer", renamed)
    (after,) = rows(run, Customer)
    assert (after["email"], after["customer_group_id"]) == ("new@shop.example", None)
    assert rows(run, CustomerGroup) == []
    other = gateway.act("customerCreate", lastName="Zed")["customer"]["id"]
    (link,) = rows(run, IdentityLink)
    chosen = {"recordId": link["source_record_id"], "customerId": other}
    payload = gateway.act("customerLink", "customer { email customerGroupId }", **chosen)
    assert payload["customer"] == {"email": "new@shop.example", "customerGroupId": None}
    assert run(rebuild) == {}
    run(remove_group)
    assert run(rebuild) == {}
    assert rows(run, CustomerGroup) == []


def test_an_order_of_somebody_who_was_forgotten_stays_theirs_though_a_connector_says_it_is_another_s(
    gateway: Gateway, run: Run, settings: Settings
) -> None:
    def through(**fields: Any) -> dict[str, Any]:
        buyer = connector.buyer(platform_id="oThErCuStO")
        named = {"platform_id": shop.ORDER_ID, "customer": buyer}
        return connector.page("COMMERCELAYER", orders=[connector.order(**named, **fields)])

    take(run, "commerce_layer", commerce_layer_customer(), shop.order())
    other = rutter_customer(platform_id="oThErCuStO")
    take(run, "rutter", connector.page("COMMERCELAYER", customers=[other]), through())
    one, _ = rows(run, Customer)
    due = settings.model_copy(update={"anonymization_delay": 0})

    async def anonymize(imports: Imports) -> int:
        return (await Anonymizer(imports.database, due).run_due()).completed

    gateway.act("customerRequestAnonymization", id=one["id"])
    assert run(anonymize) == 1
    before = rows(run, Order)
    assert [row["customer_id"] for row in before] == [one["id"]]
    take(run, "rutter", through(updated_at="2031-01-01T00:00:00.000Z", order_number="1042"))
    assert rows(run, Order) == before
    assert run(rebuild) == {}
    assert rows(run, Order) == before


async def remove_group(imports: Imports) -> None:
    """As its system says that it is no more."""
    (record,) = await imports.records("customer_groups")
    await imports.database.write(lambda transaction: remove_record(transaction, record["id"], DEFAULT))


def test_a_line_of_an_order_that_was_deleted_here_is_kept_and_becomes_no_row(
    gateway: Gateway, run: Run
) -> None:
    take(run, "commerce_layer", commerce_layer_customer(), shop.order(status="draft", placed_at=None))
    (order,) = rows(run, Order)
    payload = gateway.act("orderDelete", "deletedOrderId", id=order["id"])
    assert payload["deletedOrderId"] == order["id"]
    line = shop.line() | {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}}
    summary = take(run, "commerce_layer", line)
    assert (summary.created, summary.refused) == (1, 0)
    assert (rows(run, Order), rows(run, OrderLine)) == ([], [])
    assert run(rebuild) == {}


def test_a_rebuild_tells_what_it_changes_of_what_belongs_to_a_customer(run: Run) -> None:
    """Nobody did that here: the row says something else than its record."""
    take(run, "commerce_layer", commerce_layer_customer(), shop.order())
    (row,) = rows(run, Order)
    run(partial(_change, row["id"]))
    told = run(rebuild)
    assert list(told.values()) == [{f"order.{row['id']}.couponCode": {"from": "STALE", "to": "LOOM10"}}]


async def _change(order_id: str, imports: Imports) -> None:
    await imports.change(Order, order_id, coupon_code="STALE")


def test_lines_go_from_an_order_whose_system_told_less_discount_than_they_have(
    gateway: Gateway, run: Run
) -> None:
    """The order's own discount is never more than nothing."""
    lines = [club.line(), club.line(sku=None, source_id="WEFT-2", quantity=1, price=2000, amount=2000)]
    told = club.order(status="CREATED", items=lines, total_discount_amount=1500)
    take(run, "voucherify", voucherify_customer(id=club.HOLDER), told)
    assert [row["discount"] for row in (*rows(run, Order), *rows(run, OrderLine))] == [-1500, -1000, -1000]
    for left in (-1000, 0):
        payload = gateway.act("orderLineRemove", "order { id }", id=rows(run, OrderLine)[0]["id"])
        assert payload["userErrors"] == []
        assert [row["discount"] for row in rows(run, Order)] == [left]


def test_what_the_only_record_mentions_no_more_stays_whatever_is_written_beside(
    gateway: Gateway, run: Run
) -> None:
    take(run, "business", business_customer())
    take(run, "business", {"id": "cust_mo8812", "company": "Mills", "updatedAt": 1719942400})
    (before,) = rows(run, Customer)
    assert (before["company"], before["notes"]) == ("Mills", "Rings twice.")
    gateway.act("customerUpdate", id=before["id"], lastName="Own")
    assert run(rebuild) == {}
    (after,) = rows(run, Customer)
    assert (after["last_name"], after["company"], after["notes"]) == ("Own", "Mills", "Rings twice.")


def records_stay(run: Run) -> bool:
    """Whether a rebuild leaves all records, and what waits for others, as they are."""

    async def everything(imports: Imports) -> dict[str, list[str]]:
        return await imports.database.write(every_row)

    before = run(everything)
    assert run(rebuild) == {}
    return differences(before, run(everything)) == []


def test_what_hangs_on_a_card_goes_with_it_to_another_record_of_its_customer(
    gateway: Gateway, run: Run
) -> None:
    ids = ("cust_One1", "cust_Two2")
    for key in ids:
        bare = {"loyalty": None, "source_id": None, "phone": None, "email": f"{key}@club.example"}
        take(run, "voucherify", voucherify_customer(id=key, **bare))
    one, two = (row["id"] for row in rows(run, Customer))
    take(run, "voucherify", club.card(holder_id=ids[1]), club.transaction())
    assert gateway.act("customerMerge", customerId=one, otherId=two)["userErrors"] == []
    take(run, "voucherify", club.card(holder_id=ids[0], updated_at="2030-01-01T00:00:00.000Z"))
    assert records_stay(run)
    assert gateway.act("customerUnmerge", id=two)["userErrors"] == []
    assert [row["customer_id"] for row in (*rows(run, LoyaltyCard), *rows(run, LoyaltyTransaction))] == [
        one,
        one,
    ]


def test_a_postal_address_of_an_entry_that_was_deleted_here_is_that_customer_s(
    gateway: Gateway, run: Run
) -> None:
    linked = {
        "customer": shop.to_one("customers", shop.CUSTOMER_ID),
        "address": shop.to_one("addresses", "aDdReSsAbC"),
    }
    entry = resource("customer_addresses", "eNtRyAbCdE", linked, name="Home")
    take(run, "commerce_layer", commerce_layer_customer(), entry)
    (address,) = rows(run, CustomerAddress)
    gateway.act("customerAddressDelete", "", id=address["id"])
    take(run, "commerce_layer", shop.address())
    (record,) = [row for row in rows(run, SourceRecord) if row["kind"] == "addresses"]
    assert record["customer_id"] == address["customer_id"]
    assert records_stay(run)


@pytest.mark.parametrize("document", [shop.returned(), shop.recurring()], ids=["return", "recurring order"])
def test_what_another_than_who_ordered_has_of_an_order_waits_for_it_when_it_goes(
    run: Run, document: Document
) -> None:
    """One that went with its customer comes no more."""
    other = commerce_layer_customer(external_id="oThErCuStO", email="other@shop.example")
    linked = document["relationships"] | {"customer": shop.to_one("customers", "oThErCuStO")}
    naming = document | {"relationships": linked}
    take(run, "commerce_layer", commerce_layer_customer(), other, shop.order(), naming)
    (record,) = [row for row in rows(run, SourceRecord) if row["kind"] == "orders"]

    async def remove(imports: Imports) -> None:
        work = partial(remove_record, record_id=record["id"], policy=DEFAULT)
        await imports.database.write(work)

    async def waiting(imports: Imports) -> list[Row]:
        return await imports.rows_of(WAITING, "external_id")

    run(remove)
    (left,) = [row["id"] for row in rows(run, SourceRecord) if row["kind"] == document["type"]]
    assert (shop.ORDER_ID, left) in [(row["external_id"], row["record_id"]) for row in run(waiting)]
    assert records_stay(run)

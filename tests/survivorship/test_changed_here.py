"""What was done here to what belongs to a customer is not undone by a rebuild from the raw records."""

from functools import partial
from typing import Any

from gateway.domain.customers.model import Customer, CustomerSubscription
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.orders.model import Order
from gateway.entity import Entity
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources import documents_business as desk
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_voucherify as club
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    resource,
    voucherify_customer,
)
from tests.sources.imports import Imports, Row
from tests.survivorship.test_own_addresses import Run, run
from tests.survivorship.test_recompute import rebuild

__all__ = ["gateway", "run", "settings"]


def rows(run: Run, entity: type[Entity]) -> list[Row]:
    found: list[Row] = run(lambda imports: imports.rows(entity))
    return found


def take(run: Run, system: str, *documents: Any) -> None:
    async def taken(imports: Imports) -> None:
        await imports.take(system, *documents)

    run(taken)


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


def test_a_rebuild_tells_what_it_changes_of_what_belongs_to_a_customer(run: Run) -> None:
    """Nobody did that here: the row says something else than its record."""
    take(run, "commerce_layer", commerce_layer_customer(), shop.order())
    (row,) = rows(run, Order)
    run(partial(_change, row["id"]))
    told = run(rebuild)
    assert list(told.values()) == [{f"order.{row['id']}.couponCode": {"from": "STALE", "to": "LOOM10"}}]


async def _change(order_id: str, imports: Imports) -> None:
    await imports.change(Order, order_id, coupon_code="STALE")

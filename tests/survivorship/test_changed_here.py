"""What was done here to what belongs to a customer is not undone by a rebuild from the raw records."""

from functools import partial
from typing import Any

from gateway.domain.customers.model import CustomerSubscription
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.orders.model import Order
from gateway.entity import Entity
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_voucherify as club
from tests.sources.documents import commerce_layer_customer, resource, voucherify_customer
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

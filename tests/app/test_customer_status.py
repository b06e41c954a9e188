"""A customer's status and number of orders follow the orders that were bought."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.client import Gateway
from tests.app.ordering import customer, done, order, place, stored_orders
from tests.databases import connected
from tests.rows import NOON

STANDING = "query($id: ID!) { customer(id: $id) { version status totalOrdersCount } }"
EVENTS = """
    query($id: ID!) { customer(id: $id) { eventStores(first: 100, orderBy: [{field: POSITION, direction: ASC}],
        filter: {resourceType: {eq: "customer"}}) { nodes { kind changes who } } } }
"""


def standing(gateway: Gateway, customer_id: str) -> tuple[int, str, int | None]:
    shown = gateway.ask(STANDING, id=customer_id)["customer"]
    return shown["version"], shown["status"], shown["totalOrdersCount"]


def events(gateway: Gateway, customer_id: str) -> list[dict[str, Any]]:
    """What happened to a customer since it was made."""
    nodes: list[dict[str, Any]] = gateway.ask(EVENTS, id=customer_id)["customer"]["eventStores"]["nodes"]
    return nodes[1:]


def known(settings: Settings, customer_id: str, **values: Any) -> None:
    """What an import has written of a customer."""
    table = table_of(Customer)
    connected(
        settings.database_url,
        lambda connection: connection.execute(
            update(table).where(table.c.id == customer_id).values(**values)
        ),
    )


def recompute(settings: Settings, *options: str) -> str:
    """The last line that the command prints."""
    run = CliRunner().invoke(
        cli, ["recompute", *options], env={"GATEWAY_DATABASE_URL": settings.database_url}
    )
    assert run.exit_code == 0, run.output
    return run.output.splitlines()[-1]


def test_a_customer_is_acquired_by_its_first_order_and_repeats_with_the_second(gateway: Gateway) -> None:
    buyer = customer(gateway)
    orders = [order(gateway, buyer)["id"] for _ in range(3)]
    assert standing(gateway, buyer) == (1, "PROSPECT", 0)
    for order_id, expected in zip(
        orders, [(2, "ACQUIRED", 1), (3, "REPEAT", 2), (4, "REPEAT", 3)], strict=True
    ):
        place(gateway, order_id)
        assert standing(gateway, buyer) == expected
    assert [(event["kind"], event["changes"]) for event in events(gateway, buyer)] == [
        (
            "customer.acquired",
            {"status": {"from": "PROSPECT", "to": "ACQUIRED"}, "totalOrdersCount": {"from": 0, "to": 1}},
        ),
        (
            "customer.repeat",
            {"status": {"from": "ACQUIRED", "to": "REPEAT"}, "totalOrdersCount": {"from": 1, "to": 2}},
        ),
        ("customer.updated", {"totalOrdersCount": {"from": 2, "to": 3}}),
    ]


def test_an_order_counts_once_and_stays_counted_when_it_is_cancelled(gateway: Gateway) -> None:
    buyer = customer(gateway)
    made = order(gateway, buyer)
    place(gateway, made["id"])
    done(gateway.act("orderEdit", "order { id }", id=made["id"]))
    place(gateway, made["id"])
    done(gateway.act("orderApprove", "order { id }", id=made["id"]))
    done(gateway.act("orderCancel", "order { id }", id=made["id"]))
    assert standing(gateway, buyer) == (2, "ACQUIRED", 1)


def test_a_cart_that_is_cancelled_never_counts(gateway: Gateway) -> None:
    buyer = customer(gateway)
    done(gateway.act("orderCancel", "order { id }", id=order(gateway, buyer)["id"]))
    place(gateway, order(gateway, buyer)["id"])
    assert standing(gateway, buyer) == (2, "ACQUIRED", 1)


@pytest.mark.parametrize("number", [2, 6])
def test_orders_that_are_placed_at_a_time_all_count(gateway: Gateway, number: int) -> None:
    buyer = customer(gateway)
    orders = [order(gateway, buyer)["id"] for _ in range(number)]
    with ThreadPoolExecutor(number) as pool:
        list(pool.map(lambda order_id: place(gateway, order_id), orders))
    assert standing(gateway, buyer) == (1 + number, "REPEAT", number)
    assert [event["kind"] for event in events(gateway, buyer)] == [
        "customer.acquired",
        "customer.repeat",
        *["customer.updated"] * (number - 2),
    ]


def test_what_a_source_counted_is_never_lowered(gateway: Gateway, settings: Settings) -> None:
    buyer = customer(gateway)
    known(settings, buyer, status="REPEAT", total_orders_count=2)
    for _ in range(2):
        place(gateway, order(gateway, buyer)["id"])
    assert standing(gateway, buyer) == (1, "REPEAT", 2)
    place(gateway, order(gateway, buyer)["id"])
    assert standing(gateway, buyer) == (2, "REPEAT", 3)


def test_of_parallel_orders_behind_a_sources_count_none_is_missed(
    gateway: Gateway, settings: Settings
) -> None:
    buyer = customer(gateway)
    known(settings, buyer, status="ACQUIRED", total_orders_count=1)
    orders = [order(gateway, buyer)["id"] for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda order_id: place(gateway, order_id), orders))
    assert standing(gateway, buyer) == (2, "REPEAT", 2)


def test_no_mutation_writes_them(gateway: Gateway) -> None:
    query = '{ __type(name: "%s") { inputFields { name } } }'
    for name in ("CustomerCreateInput", "CustomerUpdateInput"):
        fields = {field["name"] for field in gateway.ask(query % name)["__type"]["inputFields"]}
        assert not fields & {"status", "totalOrdersCount"}


def test_recompute_brings_all_customers_up_to_their_orders(gateway: Gateway, settings: Settings) -> None:
    first, second, ahead, unknown = (customer(gateway) for _ in range(4))
    for buyer, number in ((first, 1), (second, 3), (ahead, 1)):
        ids = stored_orders(settings, number, status="CANCELLED", placed_at=NOON)
        owned(settings, ids, buyer)
    owned(settings, stored_orders(settings, 2, status="CANCELLED"), unknown)
    known(settings, ahead, status="REPEAT", total_orders_count=7)
    known(settings, unknown, status="ACQUIRED", total_orders_count=None)
    assert recompute(settings, "--dry-run") == "2 of 4 customers would change."
    assert standing(gateway, first) == (1, "PROSPECT", 0)
    assert recompute(settings) == "2 of 4 customers changed."
    assert [standing(gateway, each) for each in (first, second, ahead, unknown)] == [
        (2, "ACQUIRED", 1),
        (2, "REPEAT", 3),
        (1, "REPEAT", 7),
        (1, "ACQUIRED", None),
    ]
    assert [(event["kind"], event["who"]) for event in events(gateway, second)] == [
        ("customer.repeat", {"worker": {"type": "recompute"}})
    ]
    assert recompute(settings) == "0 of 4 customers changed."


def owned(settings: Settings, ids: list[str], customer_id: str) -> None:
    """Gives orders to a customer, past the gateway."""
    table = table_of(Order)
    connected(
        settings.database_url,
        lambda connection: [
            connection.execute(update(table).where(table.c.id == key).values(customer_id=customer_id))
            for key in ids
        ],
    )

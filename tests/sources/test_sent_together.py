"""How many records of a batch the database gets at once changes nothing of what becomes of them."""

from collections import Counter
from typing import Any

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order, OrderLine
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.sources import batch
from gateway.sources.customers import Customers
from tests.sources import documents_rutter as sent
from tests.sources.documents import Document, rutter_customer
from tests.sources.imports import Imports

COUNT = 70
BEFORE_THEIR_CUSTOMERS = 10


def customer(number: int) -> Document:
    return rutter_customer(
        id=f"c{number}", email=f"{number}@looms.example", phone=None, last_name=f"W{number}"
    )


def order(number: int) -> Document:
    whose = sent.buyer(id=f"c{number}", email=f"{number}@looms.example")
    line = sent.line(id=f"l{number}")
    return sent.order(id=f"o{number}", platform_id=f"p{number}", customer=whose, line_items=[line])


def documents() -> list[Document]:
    waiting = [order(number) for number in range(BEFORE_THEIR_CUSTOMERS)]
    customers = [customer(number) for number in range(BEFORE_THEIR_CUSTOMERS)]
    pairs = [
        each for number in range(BEFORE_THEIR_CUSTOMERS, COUNT) for each in (customer(number), order(number))
    ]
    return [*waiting, *customers, *pairs]


@pytest.mark.parametrize("together", [1, 3, 61, 1000])
async def test_each_customer_has_its_order_and_has_bought_once(
    imports: Imports, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(batch, "_SENT_TOGETHER", together)
    summary = await imports.take("rutter", *documents())
    assert (summary.created, summary.refused) == (2 * COUNT, 0)
    customers = {row["id"]: row for row in await imports.rows(Customer)}
    assert sorted(row["email"] for row in customers.values()) == sorted(
        f"{number}@looms.example" for number in range(COUNT)
    )
    assert Counter((row["total_orders_count"], row["status"]) for row in customers.values()) == {
        (1, "ACQUIRED"): COUNT
    }
    orders = {row["id"]: row for row in await imports.rows(Order)}
    assert len(orders) == COUNT
    records = {row["external_id"]: row for row in await imports.rows(SourceRecord)}
    for number in range(COUNT):
        found = orders[records[f"o{number}"]["resource_id"]]
        assert customers[found["customer_id"]]["email"] == f"{number}@looms.example"
    assert {row["order_id"] for row in await imports.rows(OrderLine)} == orders.keys()
    events = await imports.events()
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    for row in customers.values():
        of_customer = [event for event in events if event["resource_id"] == row["id"]]
        assert [event["entity_version"] for event in of_customer] == list(range(1, row["version"] + 1))


@pytest.mark.parametrize("together", [1, 3, 1000])
async def test_what_the_database_refuses_is_one_record(
    imports: Imports, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """Wherever the batch is when it learns that something sent ahead was refused."""
    insert = Customers.insert

    def insert_nonsense(
        writer: Customers, entity: type[Entity], environment: str, values: Any, row_id: str | None = None
    ) -> Any:
        is_due = entity is Customer and values["email"] == "3@looms.example"
        return insert(
            writer, entity, environment, {**values, "status": "NONSENSE"} if is_due else values, row_id
        )

    monkeypatch.setattr(Customers, "insert", insert_nonsense)
    monkeypatch.setattr(batch, "_SENT_TOGETHER", together)
    summary = await imports.take("rutter", *(customer(number) for number in range(10)))
    assert (summary.created, summary.refused) == (9, 1)
    (refusal,) = imports.refusals
    assert (refusal.code, refusal.external_id, refusal.position.line) == ("REFUSED_BY_DATABASE", "c3", 4)
    emails = sorted(row["email"] for row in await imports.rows(Customer))
    assert emails == [f"{number}@looms.example" for number in range(10) if number != 3]
    assert len(await imports.records()) == len(await imports.events()) == 9

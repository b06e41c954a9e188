"""A retry with the same key gets the first answer, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, update

from gateway.entity import now
from gateway.events.idempotency import KEYS
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.shop import Shop
from tests.databases import connected


def create(gateway: Gateway, key: str = "k-1", **given: Any) -> Any:
    return gateway.act("customerCreate", idempotencyKey=key, **{"lastName": "King", **given})


def counts(gateway: Gateway) -> list[int]:
    nodes = gateway.ask("{ customers { nodes { eventStores { totalCount } } } }")["customers"]["nodes"]
    return [node["eventStores"]["totalCount"] for node in nodes]


def test_parallel_requests_with_one_key_leave_one_row_and_get_one_answer(gateway: Gateway) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: create(gateway), range(20)))
    assert answers == [answers[0]] * 20
    assert answers[0]["userErrors"] == []
    assert counts(gateway) == [1]


def test_a_key_with_another_input_is_refused_and_nothing_is_made(gateway: Gateway) -> None:
    create(gateway)
    payload = create(gateway, lastName="Byron")
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [
        (["input", "idempotencyKey"], "INVALID")
    ]
    assert counts(gateway) == [1]


def test_an_act_that_was_refused_does_not_take_its_key(gateway: Gateway) -> None:
    assert [error["code"] for error in create(gateway, email="bad")["userErrors"]] == ["INVALID"]
    assert create(gateway)["userErrors"] == []
    assert counts(gateway) == [1]


def test_a_key_is_forgotten_after_a_day(gateway: Gateway, settings: Settings) -> None:
    first = create(gateway)
    connected(settings.database_url, age)
    assert create(gateway)["customer"]["id"] != first["customer"]["id"]
    assert counts(gateway) == [1, 1]


def test_a_key_belongs_to_whoever_sent_it(shop: Shop) -> None:
    """Two applications that choose the same key do not get in each other's way."""
    by_one, again, by_other = (
        shop.role(role).act("customerCreate", lastName="King", idempotencyKey="k")["customer"]["id"]
        for role in ("integration", "integration", "webapp")
    )
    assert by_one == again
    assert by_other != by_one


def age(connection: Connection) -> None:
    connection.execute(update(KEYS).values(created_at=now() - timedelta(hours=24, seconds=1)))

"""A customer is created or updated by what identifies it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway.app import make_app
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.serving import serving

SHOWN = "created customer { id version lastName email sourceId }"


def put(gateway: Gateway, identifier: dict[str, Any], **given: Any) -> Any:
    return gateway.act("customerSet", SHOWN, identifier=identifier, **given)


def test_the_first_set_creates_and_the_second_updates(gateway: Gateway) -> None:
    first = put(gateway, {"email": "Ada@example.com"}, lastName="Lovelace")
    second = put(gateway, {"email": "ada@EXAMPLE.com"}, lastName="King")
    assert (first["created"], second["created"]) == (True, False)
    assert second["customer"] == {**first["customer"], "version": 2, "lastName": "King"}
    assert first["customer"]["email"] == "Ada@example.com"


def test_parallel_sets_of_one_identifier_create_one_customer(gateway: Gateway) -> None:
    def run(number: int) -> Any:
        return put(gateway, {"sourceId": "shop-1"}, lastName=f"King {number}")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(run, range(20)))
    assert sorted(answer["created"] for answer in answers) == [False] * 19 + [True]
    assert {answer["customer"]["sourceId"] for answer in answers} == {"shop-1"}
    assert gateway.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 1}}


def test_an_identifier_of_several_customers_is_a_conflict(settings: Settings) -> None:
    with serving(make_app(settings.model_copy(update={"unique_email": False}))) as url:
        gateway = Gateway(url)
        for _ in range(2):
            gateway.act("customerCreate", email="ada@example.com")
        payload = put(gateway, {"email": "ada@example.com"}, lastName="King")
        assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [
            (["input", "identifier"], "CONFLICT")
        ]
        assert gateway.ask('{ customers(search: "king") { totalCount } }') == {"customers": {"totalCount": 0}}


def test_a_reference_is_looked_for_with_its_origin(gateway: Gateway) -> None:
    first = put(gateway, {"reference": {"reference": "7", "origin": "erp"}})
    second = put(gateway, {"reference": {"reference": "7"}})
    again = put(gateway, {"reference": {"reference": "7", "origin": "erp"}}, lastName="King")
    assert [first["created"], second["created"], again["created"]] == [True, True, False]
    assert again["customer"]["id"] == first["customer"]["id"]


def test_an_id_that_is_not_there_is_not_found(gateway: Gateway) -> None:
    payload = put(gateway, {"id": "cus_01h00000000000000000000000"})
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [
        (["input", "identifier", "id"], "NOT_FOUND")
    ]


@pytest.mark.parametrize(
    ("identifier", "place"),
    [
        ({"email": "nobody"}, ["email"]),
        ({"email": " "}, ["email"]),
        ({"sourceId": ""}, ["sourceId"]),
        ({"sourceId": "a\0"}, ["sourceId"]),
        ({"externalCustomerId": "  "}, ["externalCustomerId"]),
        ({"reference": {"reference": ""}}, ["reference", "reference"]),
        ({"reference": {"reference": " ", "origin": "till"}}, ["reference", "reference"]),
        ({"reference": {"reference": "7", "origin": "x" * 256}}, ["reference", "origin"]),
    ],
    ids=str,
)
def test_what_identifies_nobody_finds_nobody(
    gateway: Gateway, identifier: dict[str, Any], place: list[str]
) -> None:
    """Somebody who has no such identifier is not the one that is meant."""
    ada = gateway.act("customerCreate", firstName="Ada")["customer"]["id"]
    payload = gateway.act("customerSet", identifier=identifier, firstName="Zed")
    (error,) = payload["userErrors"]
    assert (error["field"], error["code"] in ("INVALID", "TOO_LONG")) == (
        ["input", "identifier", *place],
        True,
    )
    nodes = gateway.ask("{ customers { nodes { id firstName version } } }")["customers"]["nodes"]
    assert nodes == [{"id": ada, "firstName": "Ada", "version": 1}]

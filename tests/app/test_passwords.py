"""Passwords are set, and never shown."""

import pytest
from sqlalchemy import text

from gateway.domain.customers.passwords import matches, problem
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.databases import connected

PASSWORD = "correct horse battery"


def test_a_password_is_kept_as_an_argon2id_hash(gateway: Gateway, settings: Settings) -> None:
    shown = "customer { id hasPassword }"
    assert (
        gateway.act("customerCreate", shown, lastName="King", password=PASSWORD)["customer"]["hasPassword"]
        is True
    )
    statement = text("SELECT password_hash FROM customer")
    kept = connected(settings.database_url, lambda connection: connection.execute(statement).scalar_one())
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert matches(kept, PASSWORD)
    assert not matches(kept, PASSWORD + "x")


def test_history_tells_that_there_is_a_password_and_never_which(gateway: Gateway) -> None:
    customer = gateway.act("customerCreate", lastName="King")["customer"]["id"]
    gateway.act("customerUpdate", id=customer, password=PASSWORD)
    found = gateway.ask(
        "query($id: ID!) { customer(id: $id) { hasPassword eventStores(first: 1) { nodes { kind changes } } } }",
        id=customer,
    )
    assert found["customer"] == {
        "hasPassword": True,
        "eventStores": {
            "nodes": [
                {"kind": "customer.password_set", "changes": {"hasPassword": {"from": False, "to": True}}}
            ]
        },
    }


def test_a_bad_password_is_named_with_the_other_bad_values(gateway: Gateway) -> None:
    payload = gateway.act("customerCreate", email="ada at example", password="1234567")
    assert [(error["field"][-1], error["code"]) for error in payload["userErrors"]] == [
        ("email", "INVALID"),
        ("password", "INVALID"),
    ]
    assert gateway.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 0}}


def test_the_address_is_no_password(gateway: Gateway) -> None:
    payload = gateway.act("customerCreate", email="ada.lovelace@example.com", password="Ada.Lovelace")
    assert [error["field"] for error in payload["userErrors"]] == [["input", "password"]]


@pytest.mark.parametrize("bad", ["short", "password123", "aaaaaaaaaaaa", "x" * 1025])
def test_a_weak_password_is_a_problem(bad: str) -> None:
    assert problem(bad) is not None


def test_a_password_that_is_known_elsewhere_matches_nothing() -> None:
    assert not matches("!commerce_layer", "!commerce_layer")
    assert not matches(None, "")

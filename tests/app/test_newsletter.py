"""Newsletters: a customer signs up for each topic once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer

SHOWN = "customerSubscription { id version }"


def sign_up(gateway: Gateway, customer: str, reference: str = "weekly-news", **given: Any) -> Any:
    return gateway.act("customerSubscriptionCreate", SHOWN, customerId=customer, reference=reference, **given)


def topics(gateway: Gateway, customer: str) -> list[str]:
    query = "query($id: ID!) { customer(id: $id) { subscriptions { nodes { reference } } } }"
    nodes = gateway.ask(query, id=customer)["customer"]["subscriptions"]["nodes"]
    return sorted(node["reference"] for node in nodes)


def test_a_customer_is_signed_up_with_its_own_address(shop: Shop) -> None:
    customer = make_customer(shop.staff, email="Ada@example.com")
    shown = "customerSubscription { id version reference customerEmail customerId metadata }"
    payload = shop.staff.act(
        "customerSubscriptionCreate",
        shown,
        customerId=customer,
        reference="weekly-news",
        metadata={"consent": "double"},
    )
    subscription = payload["customerSubscription"].pop("id")
    assert payload == {
        "customerSubscription": {
            "version": 1,
            "reference": "weekly-news",
            "customerEmail": "Ada@example.com",
            "customerId": customer,
            "metadata": {"consent": "double"},
        },
        "userErrors": [],
    }
    assert shop.history(subscription) == [
        (
            "customer_subscription.created",
            1,
            {
                "reference": {"from": None, "to": "weekly-news"},
                "customerEmail": {"from": None, "to": "Ada@example.com"},
                "metadata": {"from": None, "to": {"consent": "double"}},
            },
        )
    ]


def test_a_second_sign_up_for_a_topic_is_taken(gateway: Gateway) -> None:
    ada = make_customer(gateway, email="ada@example.com")
    grace = make_customer(gateway, email="grace@example.com")
    assert sign_up(gateway, ada)["userErrors"] == []
    assert sign_up(gateway, ada) == {
        "customerSubscription": None,
        "userErrors": [
            {
                "message": "The customer is signed up for 'weekly-news' already.",
                "field": ["input", "reference"],
                "code": "TAKEN",
            }
        ],
    }
    assert sign_up(gateway, ada, "sales")["userErrors"] == []
    assert sign_up(gateway, grace)["userErrors"] == []
    assert topics(gateway, ada) == ["sales", "weekly-news"]


def test_of_sign_ups_that_come_at_once_one_is_made(gateway: Gateway) -> None:
    customer = make_customer(gateway, email="ada@example.com")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: errors(sign_up(gateway, customer)), range(8)))
    assert sorted(answers) == [[]] + [[("reference", "TAKEN")]] * 7
    assert topics(gateway, customer) == ["weekly-news"]


def test_a_sign_up_that_has_ended_may_come_again(shop: Shop) -> None:
    customer = make_customer(shop.staff, email="ada@example.com")
    subscription = sign_up(shop.staff, customer)["customerSubscription"]["id"]
    payload = shop.staff.act("customerSubscriptionDelete", "deletedCustomerSubscriptionId", id=subscription)
    assert payload == {"deletedCustomerSubscriptionId": subscription, "userErrors": []}
    assert shop.history(subscription)[-1] == (
        "customer_subscription.deleted",
        1,
        {
            "reference": {"from": "weekly-news", "to": None},
            "customerEmail": {"from": "ada@example.com", "to": None},
        },
    )
    assert topics(shop.staff, customer) == []
    assert sign_up(shop.staff, customer)["userErrors"] == []


def test_a_sign_up_needs_a_topic_an_address_and_a_customer(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    assert errors(sign_up(gateway, customer)) == [("customerEmail", "REQUIRED")]
    assert errors(sign_up(gateway, customer, customerEmail="ada at home")) == [("customerEmail", "INVALID")]
    assert errors(sign_up(gateway, customer, "")) == [("reference", "REQUIRED")]
    assert errors(sign_up(gateway, "cus_01h00000000000000000000000")) == [("customerId", "NOT_FOUND")]
    assert topics(gateway, customer) == []
    assert sign_up(gateway, customer, customerEmail="ada@example.com")["userErrors"] == []


def test_a_customer_signs_up_itself_and_nobody_else(shop: Shop) -> None:
    ada = make_customer(shop.staff, email="Ada@example.com")
    grace = make_customer(shop.staff, email="grace@example.com")
    me, other = shop.customer(ada), shop.customer(grace)
    subscription = sign_up(me, ada, customerEmail="ada@EXAMPLE.com")["customerSubscription"]["id"]
    assert errors(sign_up(me, ada, "sales", customerEmail="grace@example.com")) == [
        ("customerEmail", "FORBIDDEN")
    ]
    assert errors(sign_up(me, ada, "sales", referenceOrigin="crm")) == [("referenceOrigin", "FORBIDDEN")]
    assert errors(sign_up(other, ada, "sales")) == [("customerId", "NOT_FOUND")]
    refused = other.act("customerSubscriptionDelete", "__typename", id=subscription)
    assert errors(refused) == [("id", "NOT_FOUND")]
    assert topics(shop.staff, ada) == ["weekly-news"]
    ended = me.act("customerSubscriptionDelete", "__typename", id=subscription)
    assert ended["userErrors"] == []

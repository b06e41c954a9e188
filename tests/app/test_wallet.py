"""The wallet: means of payment whose tokens are written and never read."""

from typing import Any

import pytest
from sqlalchemy import select

from gateway.domain.customers.model import CustomerPaymentSource
from gateway.domain.orders.model import OrderSubscription
from gateway.events.event import EventStore
from gateway.view import table_of
from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer
from tests.databases import connected
from tests.rows import row, store

SHOWN = "customerPaymentSource { id version }"
SOURCES = table_of(CustomerPaymentSource)
TOKENS = {"customerToken": "made up customer token", "paymentSourceToken": "made up source token"}


def make(gateway: Gateway, customer: str, **given: Any) -> str:
    told = {"name": "XXXX-XXXX-XXXX-1111", "processor": "STRIPE", **TOKENS, **given}
    payload = gateway.act("customerPaymentSourceCreate", SHOWN, customerId=customer, **told)
    assert payload["userErrors"] == []
    identifier: str = payload["customerPaymentSource"]["id"]
    return identifier


def labels(gateway: Gateway, customer: str) -> list[tuple[str, int]]:
    query = "query($id: ID!) { customer(id: $id) { paymentSources { nodes { name version } } } }"
    nodes = gateway.ask(query, id=customer)["customer"]["paymentSources"]["nodes"]
    return [(node["name"], node["version"]) for node in nodes]


def tokens(shop: Shop, source: str) -> tuple[str | None, str | None]:
    """What the table holds."""
    asked = select(SOURCES.c.customer_token, SOURCES.c.payment_source_token).where(SOURCES.c.id == source)
    customer_token, payment_source_token = connected(
        shop.settings.database_url, lambda connection: connection.execute(asked).one()
    )
    return customer_token, payment_source_token


def all_events(shop: Shop) -> str:
    asked = select(table_of(EventStore))
    return connected(shop.settings.database_url, lambda connection: repr(connection.execute(asked).all()))


def test_a_means_of_payment_is_kept_with_its_tokens_and_shown_without(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    source = make(shop.staff, customer, metadata={"brand": "demo"})
    query = "query($id: ID!) { node(id: $id) { ... on CustomerPaymentSource { name processor version } } }"
    assert shop.staff.ask(query, id=source)["node"] == {
        "name": "XXXX-XXXX-XXXX-1111",
        "processor": "STRIPE",
        "version": 1,
    }
    assert tokens(shop, source) == ("made up customer token", "made up source token")
    assert shop.history(source) == [
        (
            "customer_payment_source.created",
            1,
            {
                "name": {"from": None, "to": "XXXX-XXXX-XXXX-1111"},
                "processor": {"from": None, "to": "STRIPE"},
                "metadata": {"from": None, "to": {"brand": "demo"}},
            },
        )
    ]


def test_no_type_of_the_graph_has_a_token(gateway: Gateway) -> None:
    query = '{ __type(name: "CustomerPaymentSource") { fields { name } } }'
    names = [field["name"] for field in gateway.ask(query)["__type"]["fields"]]
    assert [name for name in names if "oken" in name] == []


def test_a_new_token_raises_the_version_and_is_in_no_event(shop: Shop) -> None:
    source = make(shop.staff, make_customer(shop.staff))
    payload = shop.staff.act(
        "customerPaymentSourceUpdate", SHOWN, id=source, paymentSourceToken="another", customerToken=None
    )
    assert payload["customerPaymentSource"] == {"id": source, "version": 2}
    assert tokens(shop, source) == (None, "another")
    assert shop.history(source)[1:] == [("customer_payment_source.updated", 2, {})]
    shop.staff.act("customerPaymentSourceDelete", "__typename", id=source)
    written = all_events(shop)
    assert [secret for secret in (*TOKENS.values(), "another") if secret in written] == []


@pytest.mark.parametrize(
    "name", ["4111111111111111", "4111 1111 1111 1111", "card 4111-1111-1111-1111 (Ada)"]
)
def test_a_label_that_holds_a_card_number_is_refused_without_repeating_it(shop: Shop, name: str) -> None:
    customer = make_customer(shop.staff)
    told = {"customerId": customer, "name": name, "customerToken": "a" * 1001}
    payload = shop.staff.act("customerPaymentSourceCreate", SHOWN, **told)
    assert sorted(errors(payload)) == [("customerToken", "TOO_LONG"), ("name", "INVALID")]
    assert "4111" not in str(payload)
    assert labels(shop.staff, customer) == []


def test_what_a_deleted_means_of_payment_paid_for_lets_go_of_it(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    source = make(shop.staff, customer)

    recurring = connected(
        shop.settings.database_url,
        lambda connection: store(
            connection,
            OrderSubscription,
            row(OrderSubscription, customer_id=customer, payment_source_id=source),
        ),
    )
    payload = shop.staff.act("customerPaymentSourceDelete", "deletedCustomerPaymentSourceId", id=source)
    assert payload == {"deletedCustomerPaymentSourceId": source, "userErrors": []}
    assert shop.history(recurring["id"]) == [
        ("order_subscription.updated", 2, {"paymentSourceId": {"from": source, "to": None}})
    ]
    assert labels(shop.staff, customer) == []


def test_a_passed_version_is_a_conflict_and_changes_nothing(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    source = make(shop.staff, customer)
    shop.staff.act("customerPaymentSourceUpdate", SHOWN, id=source, name="XXXX-2222")
    for name, told in (("Update", {"name": "XXXX-3333", "customerToken": "x"}), ("Delete", {})):
        payload = shop.staff.act(
            f"customerPaymentSource{name}", "__typename", id=source, expectedVersion=1, **told
        )
        assert errors(payload) == [("expectedVersion", "CONFLICT")]
    assert labels(shop.staff, customer) == [("XXXX-2222", 2)]
    assert tokens(shop, source) == ("made up customer token", "made up source token")


def test_a_customer_may_forget_its_own_means_of_payment_and_do_no_more(shop: Shop) -> None:
    ada, grace = make_customer(shop.staff), make_customer(shop.staff)
    source = make(shop.staff, ada)
    refused = shop.customer(grace).act("customerPaymentSourceDelete", "__typename", id=source)
    assert errors(refused) == [("id", "NOT_FOUND")]
    for query in (
        "mutation($id: ID!) { customerPaymentSourceUpdate(input: {id: $id}) { __typename } }",
        "mutation($of: ID!) { customerPaymentSourceCreate(input: {customerId: $of}) { __typename } }",
    ):
        answer = shop.customer(ada).post(query, id=source, of=ada)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert labels(shop.staff, ada) == [("XXXX-XXXX-XXXX-1111", 1)]
    done = shop.customer(ada).act("customerPaymentSourceDelete", "__typename", id=source)
    assert done["userErrors"] == []
    assert labels(shop.staff, ada) == []

"""A forgotten password is set anew with a token that was asked for."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from gateway.database.texts import Texts
from gateway.domain.customers.model import Customer
from gateway.domain.customers.model.accounts import PASSWORD_RESETS
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.client import Gateway
from tests.app.shop import Shop
from tests.databases import connected

ADA = "ada@example.com"


def make(gateway: Gateway, **given: Any) -> str:
    identifier: str = gateway.act("customerCreate", email=ADA, **given)["customer"]["id"]
    return identifier


def request(gateway: Gateway, email: str = ADA) -> Any:
    return gateway.act("customerPasswordResetRequest", "token", email=email)


def reset(gateway: Gateway, token: str, password: str = "correct horse battery") -> Any:  # noqa: S107
    shown = "customer { id hasPassword }"
    return gateway.act("customerPasswordReset", shown, token=token, password=password)


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def test_a_token_sets_the_password_once_and_history_tells(gateway: Gateway) -> None:
    customer = make(gateway)
    token = request(gateway)["token"]
    assert reset(gateway, token) == {"customer": {"id": customer, "hasPassword": True}, "userErrors": []}
    assert codes(reset(gateway, token)) == ["INVALID"]
    found = gateway.ask(
        "query($id: ID!) { customer(id: $id) { eventStores { nodes { kind changes } } } }", id=customer
    )
    assert found["customer"]["eventStores"]["nodes"][:2] == [
        {"kind": "customer.password_reset", "changes": {"hasPassword": {"from": False, "to": True}}},
        {"kind": "customer.password_reset_requested", "changes": {}},
    ]


def test_a_newer_token_takes_the_place_of_an_older_one(gateway: Gateway) -> None:
    make(gateway)
    older, newer = request(gateway)["token"], request(gateway)["token"]
    assert codes(reset(gateway, older)) == ["INVALID"]
    assert codes(reset(gateway, newer)) == []


def test_of_parallel_resets_with_one_token_one_wins(gateway: Gateway) -> None:
    make(gateway)
    token = request(gateway)["token"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: codes(reset(gateway, token)), range(4)))
    assert sorted(answers) == [[], ["INVALID"], ["INVALID"], ["INVALID"]]


def test_an_unknown_address_gets_the_same_answer(gateway: Gateway) -> None:
    payload = request(gateway, "nobody@example.com")
    assert payload["userErrors"] == []
    assert len(payload["token"]) == 43
    assert codes(reset(gateway, payload["token"])) == ["INVALID"]


def test_an_account_is_asked_for_ten_times_across_parallel_requests(gateway: Gateway) -> None:
    make(gateway)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: codes(request(gateway)), range(14)))
    assert sorted(answers) == [[]] * 10 + [["TOO_MANY_ATTEMPTS"]] * 4


def test_wrong_tokens_are_counted_across_aliases(gateway: Gateway) -> None:
    one = 'customerPasswordReset(input: {token: "wrong", password: "short"}) { userErrors { code } }'
    query = "mutation { " + " ".join(f"a{number}: {one}" for number in range(4)) + " }"
    found = [payload["userErrors"][0]["code"] for _ in range(3) for payload in gateway.ask(query).values()]
    assert found == ["INVALID"] * 10 + ["TOO_MANY_ATTEMPTS"] * 2


def test_a_bad_password_keeps_the_token(gateway: Gateway) -> None:
    make(gateway)
    token = request(gateway)["token"]
    assert codes(reset(gateway, token, "short")) == ["INVALID"]
    assert codes(reset(gateway, token)) == []


def test_a_token_that_is_over_opens_nothing(gateway: Gateway, settings: Settings) -> None:
    customer = make(gateway)
    token = request(gateway)["token"]
    connected(settings.database_url, expire)
    assert codes(reset(gateway, token)) == ["INVALID"]
    assert gateway.ask("query($id: ID!) { customer(id: $id) { hasPassword version } }", id=customer) == {
        "customer": {"hasPassword": False, "version": 1}
    }


def test_an_address_that_two_customers_share_is_as_unknown(gateway: Gateway, settings: Settings) -> None:
    customer = make(gateway)
    other = gateway.act("customerCreate", lastName="Byron")["customer"]["id"]
    connected(settings.database_url, lambda connection: share(connection, other))
    token = request(gateway)["token"]
    assert codes(reset(gateway, token)) == ["INVALID"]
    for each in (customer, other):
        found = gateway.ask("query($id: ID!) { customer(id: $id) { hasPassword } }", id=each)
        assert found == {"customer": {"hasPassword": False}}


def test_a_sales_channel_is_not_given_the_token(shop: Shop) -> None:
    """It is mailed by who may read it."""
    payload = shop.role("guest").act("customerPasswordResetRequest", "token", email=ADA)
    assert payload == {"token": None, "userErrors": []}


def test_a_token_is_hashed_at_rest(gateway: Gateway, settings: Settings) -> None:
    make(gateway)
    token = request(gateway)["token"]
    kept = connected(
        settings.database_url, lambda connection: connection.execute(select(TOKENS)).scalar_one()
    )
    assert kept == sha256(token.encode()).hexdigest()


TOKENS = PASSWORD_RESETS.c.token_digest


def expire(connection: Connection) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    connection.execute(update(PASSWORD_RESETS).values(expires_at=long_ago))


def share(connection: Connection, customer: str) -> None:
    table = table_of(Customer)
    connection.execute(update(table).where(table.c.id == customer).values(email=ADA, email_normalized=ADA))


def test_a_known_and_an_unknown_address_take_the_same_statements(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nobody can tell them apart by the work that is done."""
    make(gateway)
    run: list[str] = []
    write_down = Texts.get

    def get(self: Texts, key: tuple[Any, ...], statement: Any) -> Any:
        run.append(str(key))
        return write_down(self, key, statement)

    monkeypatch.setattr(Texts, "get", get)
    request(gateway)
    known, run[:] = list(run), []
    request(gateway, "nobody@example.com")
    assert run == known
    assert len(known) > 5


def test_a_known_and_an_unknown_address_wait_for_the_same_moment(gateway: Gateway) -> None:
    """What an account takes more than none is over long before."""
    make(gateway)
    for address in (ADA, "nobody@example.com"):
        started = time.monotonic()
        request(gateway, address)
        assert time.monotonic() - started >= 0.1

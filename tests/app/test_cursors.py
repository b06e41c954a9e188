"""Cursors of the product: they outlive the server, and are worth nothing anywhere else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.app import make_app
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.databases import migrate, named_database
from tests.serving import serving

PAGE = "query($after: String) { customers(first: 2, after: $after) { edges { cursor node { id } } } }"
ADDRESSES = "addresses { edges { cursor node { id } } pageInfo { startCursor endCursor } }"


@pytest.fixture
def other_settings(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Another database of the same kind."""
    if settings.database_url.startswith("sqlite"):
        url = f"sqlite+aiosqlite:///{tmp_path}/other.db"
        migrate(url)
        yield settings.model_copy(update={"database_url": url})
        return
    with named_database(request.getfixturevalue("postgres")) as url:
        migrate(url)
        yield settings.model_copy(update={"database_url": url})


def fill(gateway: Gateway) -> list[str]:
    """Three customers, newest first."""
    made = [
        gateway.act("customerCreate", firstName=name)["customer"]["id"] for name in ("Ada", "Bob", "Cleo")
    ]
    return made[::-1]


def page(gateway: Gateway, after: str | None = None) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = gateway.ask(PAGE, after=after)["customers"]["edges"]
    return edges


def ids(edges: list[dict[str, Any]]) -> list[str]:
    return [edge["node"]["id"] for edge in edges]


def code(gateway: Gateway, after: str) -> str:
    answer = gateway.post(PAGE, after=after)
    assert answer["data"] is None
    (error,) = answer["errors"]
    found: str = error["extensions"]["code"]
    return found


def test_a_cursor_outlives_the_server(settings: Settings) -> None:
    with serving(make_app(settings)) as url:
        customers = fill(Gateway(url))
        cursor = page(Gateway(url))[1]["cursor"]
    with serving(make_app(settings)) as url:
        assert ids(page(Gateway(url), cursor)) == customers[2:]


def test_servers_of_one_database_take_each_others_cursors(settings: Settings) -> None:
    with serving(make_app(settings)) as one, serving(make_app(settings)) as other:
        customers = fill(Gateway(one))
        for giving, taking in ((one, other), (other, one)):
            cursor = page(Gateway(giving))[0]["cursor"]
            assert ids(page(Gateway(taking), cursor)) == customers[1:]


def test_a_cursor_of_another_database_is_refused(settings: Settings, other_settings: Settings) -> None:
    """Even when it says the very same."""
    with serving(make_app(settings)) as one, serving(make_app(other_settings)) as other:
        for url in (one, other):
            fill(Gateway(url))
        for giving, taking in ((one, other), (other, one)):
            cursor = page(Gateway(giving))[0]["cursor"]
            assert code(Gateway(taking), cursor) == "BAD_USER_INPUT"
            assert len(page(Gateway(giving), cursor)) == 2


def test_a_cursor_that_says_something_else_is_refused(gateway: Gateway) -> None:
    """What it would say is right in form, and of a row that is there."""
    fill(gateway)
    one, other = [edge["cursor"] for edge in page(gateway)]
    assert code(gateway, one[:-32] + other[-32:]) == "BAD_USER_INPUT"
    assert code(gateway, one[:-32]) == "BAD_USER_INPUT"


def settle(gateway: Gateway, *lines: str) -> str:
    """A customer with these addresses."""
    customer: str = gateway.act("customerCreate", firstName="Ada")["customer"]["id"]
    for line in lines:
        gateway.act("customerAddressCreate", "customerAddress { id }", customerId=customer, line1=line)
    return customer


def test_a_cursor_in_a_mutations_payload_is_taken_back(gateway: Gateway) -> None:
    customer = settle(gateway, "One", "Two", "Three")
    payload = gateway.act("customerUpdate", f"customer {{ {ADDRESSES} }}", id=customer, firstName="Augusta")
    found = payload["customer"]["addresses"]
    edges, info = found["edges"], found["pageInfo"]
    assert (info["startCursor"], info["endCursor"]) == (edges[0]["cursor"], edges[2]["cursor"])
    query = "query($id: ID!, $at: String) { customer(id: $id) { addresses(after: $at) { nodes { id } } } }"
    shown = gateway.ask(query, id=customer, at=edges[0]["cursor"])["customer"]["addresses"]["nodes"]
    assert [each["id"] for each in shown] == ids(edges)[1:]
    refused = gateway.post(query, id=customer, at=edges[0]["cursor"][:-1] + "-")
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_cursors_of_the_past_are_those_of_today(gateway: Gateway) -> None:
    customer = settle(gateway, "One", "Two")
    events = "query($id: ID!) { customer(id: $id) { eventStores(first: 1) { nodes { createdAt } } } }"
    (event,) = gateway.ask(events, id=customer)["customer"]["eventStores"]["nodes"]
    past = f"query($id: ID!, $at: DateTime) {{ customer(id: $id, asOf: $at) {{ {ADDRESSES} }} }}"
    today = gateway.ask(past, id=customer, at=None)
    assert len(today["customer"]["addresses"]["edges"]) == 2
    assert gateway.ask(past, id=customer, at=event["createdAt"]) == today


def test_an_act_whose_payload_cannot_be_shown_is_not_done(gateway: Gateway) -> None:
    (ada, *_) = fill(gateway)
    answer = gateway.post(
        """mutation($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
          customer { id addresses(after: "5b22") { nodes { id } } } userErrors { code }
        } }""",
        input={"id": ada, "firstName": "Bea"},
    )
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]
    assert answer["data"] is None
    shown = gateway.ask("query($id: ID!) { customer(id: $id) { firstName version } }", id=ada)
    assert shown == {"customer": {"firstName": "Cleo", "version": 1}}

"""What the server makes of who asks."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from gateway.app import make_app
from gateway.settings import Settings
from gateway.viewer import Environment
from gateway.web.tokens import issue_token
from tests.app.client import Gateway, post
from tests.serving import serving

SECRET = "a secret of more than thirty-two bytes"
CREATE = 'mutation { customerCreate(input: {lastName: "Lovelace"}) { customer { id } } }'


@pytest.fixture
def guarded(settings: Settings) -> Settings:
    return settings.model_copy(update={"token_secret": SecretStr(SECRET)})


@pytest.fixture
def closed(guarded: Settings) -> Iterator[Gateway]:
    """A gateway that asks for a token."""
    with serving(make_app(guarded)) as url:
        yield Gateway(url)


def bearer(
    settings: Settings, role: str, customer: str | None = None, environment: str = "LIVE"
) -> dict[str, str]:
    token = issue_token(settings, role, customer_id=customer, environment=Environment(environment))
    return {"Authorization": f"Bearer {token}"}


def codes(answer: dict[str, object]) -> list[str]:
    errors = answer.get("errors", [])
    assert isinstance(errors, list)
    return [error["extensions"]["code"] for error in errors]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize(
    "query",
    [
        "{ customers { nodes { id } } }",
        '{ node(id: "cus_1") { id } }',
        "{ viewer { role } customers { totalCount } }",
        CREATE,
    ],
)
def test_without_a_token_nothing_of_a_customer_is_read_or_written(
    closed: Gateway, guarded: Settings, query: str, accept: str
) -> None:
    response = post(f"{closed.url}/graphql", json={"query": query}, headers={"Accept": accept})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="gateway"'
    assert response.headers["Content-Type"] == f"{accept}; charset=utf-8"
    assert response.json() == {
        "errors": [
            {
                "message": "This needs a token: `Authorization: Bearer …`.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }
    count = closed.post("{ customers { totalCount } }", bearer(guarded, "integration"))
    assert count["data"] == {"customers": {"totalCount": 0}}


def test_without_a_token_the_schema_and_the_viewer_are_shown(closed: Gateway) -> None:
    assert closed.post("{ viewer { role customer { id } } __typename }") == {
        "data": {"viewer": {"role": "nobody", "customer": None}, "__typename": "Query"}
    }
    assert closed.post('{ __type(name: "Customer") { name } }') == {"data": {"__type": {"name": "Customer"}}}


def test_a_token_that_is_not_ours_is_unauthorized(closed: Gateway) -> None:
    response = post(
        f"{closed.url}/graphql",
        json={"query": "{ viewer { role } }"},
        headers={"Authorization": "Bearer abc.def.ghi"},
    )
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="gateway", error="invalid_token"'
    assert codes(response.json()) == ["UNAUTHENTICATED"]


def test_an_integration_reads_and_writes(closed: Gateway, guarded: Settings) -> None:
    created = closed.post(CREATE, bearer(guarded, "integration"))
    assert created["data"]["customerCreate"]["customer"]["id"].startswith("cus_")


def test_a_row_that_is_for_staff_is_not_there_for_its_customer(closed: Gateway, guarded: Settings) -> None:
    """By id, as by any other way: not even when it was made, or how often it changed."""
    staff = bearer(guarded, "integration")
    mine = closed.post(CREATE, staff)["data"]["customerCreate"]["customer"]["id"]
    query = "query($id: ID!) { customer(id: $id) { eventStores { nodes { id } } events { nodes { id } } } }"
    found = closed.post(query, staff, id=mine)["data"]["customer"]
    me = bearer(guarded, "customer", mine)
    for key in (found["eventStores"]["nodes"][0]["id"], found["events"]["nodes"][0]["id"]):
        by_id = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }"
        assert closed.post(by_id, staff, id=key)["data"] == {"node": {"id": key}, "nodes": [{"id": key}]}
        assert closed.post(by_id, me, id=key)["data"] == {"node": None, "nodes": [None]}
    assert codes(closed.post(query, me, id=mine)) == ["FORBIDDEN"]


def test_test_and_live_never_meet(closed: Gateway, guarded: Settings) -> None:
    live = bearer(guarded, "integration")
    test = bearer(guarded, "integration", environment="TEST")
    customer = closed.post(CREATE, live)["data"]["customerCreate"]["customer"]["id"]
    query = "query($id: ID!) { node(id: $id) { id } customers { totalCount } }"
    assert closed.post(query, live, id=customer)["data"] == {
        "node": {"id": customer},
        "customers": {"totalCount": 1},
    }
    assert closed.post(query, test, id=customer)["data"] == {"node": None, "customers": {"totalCount": 0}}
    update = 'mutation($id: ID!) { customerUpdate(input: {id: $id, notes: "x"}) { userErrors { code } } }'
    answer = closed.post(update, test, id=customer)
    assert answer["data"]["customerUpdate"]["userErrors"] == [{"code": "NOT_FOUND"}]


def test_a_customer_reads_itself_and_nobody_else(closed: Gateway, guarded: Settings) -> None:
    staff = bearer(guarded, "integration")
    mine = closed.post(CREATE, staff)["data"]["customerCreate"]["customer"]["id"]
    other = closed.post(CREATE, staff)["data"]["customerCreate"]["customer"]["id"]
    me = bearer(guarded, "sales_channel", mine)
    query = """
        query($mine: ID!, $other: ID!) {
          mine: node(id: $mine) { id }
          other: node(id: $other) { id }
          customers { nodes { id jwtCustomer { id } } totalCount }
          viewer { role customer { id } }
        }
    """
    assert closed.post(query, me, mine=mine, other=other) == {
        "data": {
            "mine": {"id": mine},
            "other": None,
            "customers": {"nodes": [{"id": mine, "jwtCustomer": {"id": mine}}], "totalCount": 1},
            "viewer": {"role": "customer", "customer": {"id": mine}},
        }
    }
    assert codes(closed.post("{ customers { nodes { notes } } }", me)) == ["FORBIDDEN"]
    assert codes(closed.post('{ customers(filter: {tags: {has: "vip"}}) { nodes { id } } }', me)) == [
        "FORBIDDEN"
    ]


def test_claims_of_the_token_are_answered_to_its_bearer(closed: Gateway, guarded: Settings) -> None:
    staff = bearer(guarded, "integration")
    customer = closed.post(CREATE, staff)["data"]["customerCreate"]["customer"]["id"]
    query = "query($id: ID!) { customer(id: $id) { jwtCustomer { id } jwtMarkets { id } jwtCustomClaim } }"
    assert closed.post(query, staff, id=customer)["data"]["customer"] == {
        "jwtCustomer": None,
        "jwtMarkets": [],
        "jwtCustomClaim": None,
    }

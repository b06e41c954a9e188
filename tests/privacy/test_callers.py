"""Who may ask for an anonymization, and what a customer's own export holds."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from pydantic import SecretStr

from gateway.app import make_app
from gateway.database import Database
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.privacy.canaries import whole_rows
from tests.privacy.test_export import put, strings
from tests.serving import serving

SECRET = "a secret of more than thirty-two bytes"
USER = {"id": "usr_9", "type": "User"}
ACTS = ("customerRequestAnonymization", "customerCancelAnonymization")


@pytest.fixture
def closed(settings: Settings) -> Iterator[Gateway]:
    """A gateway that asks for a token."""
    with serving(make_app(settings.model_copy(update={"token_secret": SecretStr(SECRET)}))) as url:
        yield Gateway(url)


def bearer(kind: str, owner: dict[str, str] | None = None) -> dict[str, str]:
    payload: dict[str, Any] = {
        "application": {"id": "app", "kind": kind},
        "exp": 4_000_000_000,
        "test": False,
    }
    token = jwt.encode(payload | ({"owner": owner} if owner else {}), SECRET, algorithm="HS256")
    return {"Authorization": f"Bearer {token}"}


def post(gateway: Gateway, headers: dict[str, str], name: str, shown: str, customer: str) -> dict[str, Any]:
    kind = f"{name[0].upper()}{name[1:]}Input!"
    query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ {shown} userErrors {{ code }} }} }}"
    return gateway.post(query, headers, input={"id": customer})


def make(gateway: Gateway) -> str:
    answer = gateway.post(
        'mutation { customerCreate(input: {lastName: "Lovelace"}) { customer { id } } }',
        bearer("integration"),
    )
    identifier: str = answer["data"]["customerCreate"]["customer"]["id"]
    return identifier


def seen(gateway: Gateway, customer: str) -> Any:
    query = """
        query($id: ID!) {
          customer(id: $id) {
            version anonymizationStatus
            anonymizationInfo { requester { id } cancellationRequester { id } }
            eventStores { nodes { event who payload } }
          }
        }
    """
    return gateway.post(query, bearer("integration"), id=customer)["data"]["customer"]


@pytest.mark.parametrize("kind", ["user", "integration"])
def test_a_user_and_an_integration_with_one_may_ask_and_are_remembered(closed: Gateway, kind: str) -> None:
    """Of the user, by id alone."""
    customer = make(closed)
    for name, status in zip(ACTS, ("REQUESTED", "CANCELLED"), strict=True):
        answer = post(closed, bearer(kind, USER), name, "customer { anonymizationStatus }", customer)
        assert answer["data"][name] == {"customer": {"anonymizationStatus": status}, "userErrors": []}
    found = seen(closed, customer)
    assert found["anonymizationInfo"] == {
        "requester": {"id": "usr_9"},
        "cancellationRequester": {"id": "usr_9"},
    }
    cancelled = found["eventStores"]["nodes"][0]
    assert cancelled["who"]["owner"] == {"id": "usr_9"}
    assert cancelled["payload"]["requester"] == {"id": "usr_9"}
    assert cancelled["payload"]["cancellationRequester"] == {"id": "usr_9"}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["integration", "webapp", "sales_channel", "customer", "nobody"])
def test_nobody_else_may(closed: Gateway, name: str, who: str) -> None:
    customer = make(closed)
    headers = {
        "integration": bearer("integration"),
        "webapp": bearer("webapp", USER),
        "sales_channel": bearer("sales_channel"),
        "customer": bearer("sales_channel", {"id": customer, "type": "Customer"}),
        "nobody": {},
    }[who]
    before = seen(closed, customer)
    answer = post(closed, headers, name, "customer { id }", customer)
    expected = "UNAUTHENTICATED" if who == "nobody" else "FORBIDDEN"
    assert [error["extensions"]["code"] for error in answer["errors"]] == [expected]
    assert seen(closed, customer) == before


async def test_a_customers_own_export_holds_what_it_may_read(closed: Gateway, database: Database) -> None:
    """No columns for staff, none that are internal, no tables of history, raw records and labels."""
    customer = await put(database, whole_rows())
    headers = bearer("sales_channel", {"id": customer, "type": "Customer"})
    answer = post(closed, headers, "customerExport", "document", customer)
    document = answer["data"]["customerExport"]["document"]
    held = strings(document)
    assert {"attachment", "event_store", "source_record", "customer_tag"} & document[
        "records"
    ].keys() == set()
    (row,) = document["records"]["customer"]
    assert {"notes", "platform_data", "system_metadata", "password_hash", "email_claim"} & row.keys() == set()
    assert row["description"].startswith("ZqxCanary0-customer")
    assert "special_requests" in document["records"]["reservation"][0]
    assert "notes" not in document["records"]["reservation"][0]
    assert [text for text in held if "password" in text or "token" in text] == []


async def test_a_customer_exports_nobody_else(closed: Gateway, database: Database) -> None:
    other = make(closed)
    customer = await put(database, whole_rows())
    headers = bearer("sales_channel", {"id": customer, "type": "Customer"})
    answer = post(closed, headers, "customerExport", "document", other)
    assert answer["data"]["customerExport"] == {"document": None, "userErrors": [{"code": "NOT_FOUND"}]}
    refused = post(closed, bearer("sales_channel"), "customerExport", "document", customer)
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["FORBIDDEN"]

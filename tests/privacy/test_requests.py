"""Who may ask for an anonymization, and from which state to which it goes."""

from typing import Any

import pytest

from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.client import Gateway

SHOWN = "customer { id version anonymizationStatus }"
INFO = """
    anonymizationStatus
    anonymizationInfo {
      status requestedAt startedAt completedAt failedAt cancelledAt requester { id } cancellationRequester { id }
    }
"""


def make(gateway: Gateway) -> str:
    identifier: str = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    return identifier


def info(gateway: Gateway, customer: str) -> Any:
    return gateway.ask(f"query($id: ID!) {{ customer(id: $id) {{ {INFO} }} }}", id=customer)["customer"]


def events(gateway: Gateway, customer: str) -> Any:
    query = "query($id: ID!) { customer(id: $id) { eventStores(first: 50) { nodes { event kind payload who } } } }"
    return gateway.ask(query, id=customer)["customer"]["eventStores"]["nodes"]


async def put(database: Database, customer: str, status: str) -> None:
    values = {"anonymization_status": status}
    await database.write(lambda transaction: transaction.update(table_of(Customer), customer, values))


def codes(payload: Any) -> list[tuple[list[str], str]]:
    return [(error["field"], error["code"]) for error in payload["userErrors"]]


def test_a_request_waits_and_says_since_when(gateway: Gateway) -> None:
    customer = make(gateway)
    payload = gateway.act("customerRequestAnonymization", SHOWN, id=customer)
    assert payload == {
        "customer": {"id": customer, "version": 2, "anonymizationStatus": "REQUESTED"},
        "userErrors": [],
    }
    found = info(gateway, customer)
    assert found["anonymizationInfo"].pop("requestedAt") is not None
    assert found["anonymizationInfo"] == {
        "status": "REQUESTED",
        "startedAt": None,
        "completedAt": None,
        "failedAt": None,
        "cancelledAt": None,
        "requester": None,
        "cancellationRequester": None,
    }
    assert [event["event"] for event in events(gateway, customer)] == ["anonymization_request", "create"]
    assert events(gateway, customer)[0]["payload"]["status"] == "REQUESTED"


def test_a_request_that_waits_can_be_cancelled_and_made_again(gateway: Gateway) -> None:
    customer = make(gateway)
    gateway.act("customerRequestAnonymization", SHOWN, id=customer)
    payload = gateway.act("customerCancelAnonymization", SHOWN, id=customer)
    assert payload["customer"]["anonymizationStatus"] == "CANCELLED"
    assert info(gateway, customer)["anonymizationInfo"]["cancelledAt"] is not None
    payload = gateway.act("customerRequestAnonymization", SHOWN, id=customer)
    assert payload["customer"]["anonymizationStatus"] == "REQUESTED"
    assert info(gateway, customer)["anonymizationInfo"]["cancelledAt"] is None
    assert [event["kind"] for event in events(gateway, customer)] == [
        "customer.anonymization_requested",
        "customer.anonymization_cancelled",
        "customer.anonymization_requested",
        "customer.created",
    ]


@pytest.mark.parametrize(
    ("mutation", "status"),
    [
        ("customerRequestAnonymization", "REQUESTED"),
        ("customerRequestAnonymization", "STARTED"),
        ("customerRequestAnonymization", "COMPLETED"),
        ("customerCancelAnonymization", "STARTED"),
        ("customerCancelAnonymization", "COMPLETED"),
        ("customerCancelAnonymization", "FAILED"),
        ("customerCancelAnonymization", "CANCELLED"),
    ],
)
async def test_any_other_step_is_refused(
    gateway: Gateway, database: Database, mutation: str, status: str
) -> None:
    customer = make(gateway)
    await put(database, customer, status)
    before = info(gateway, customer), events(gateway, customer)
    payload = gateway.act(mutation, SHOWN, id=customer)
    assert payload["customer"] is None
    assert codes(payload) == [(["input", "id"], "INVALID_TRANSITION")]
    assert (info(gateway, customer), events(gateway, customer)) == before


async def test_what_was_never_requested_cannot_be_cancelled(gateway: Gateway) -> None:
    customer = make(gateway)
    payload = gateway.act("customerCancelAnonymization", SHOWN, id=customer)
    assert codes(payload) == [(["input", "id"], "INVALID_TRANSITION")]
    assert info(gateway, customer)["anonymizationStatus"] is None


async def test_a_request_that_failed_can_be_made_again(gateway: Gateway, database: Database) -> None:
    customer = make(gateway)
    await put(database, customer, "FAILED")
    payload = gateway.act("customerRequestAnonymization", SHOWN, id=customer)
    assert payload["customer"]["anonymizationStatus"] == "REQUESTED"


def test_a_version_that_has_passed_is_a_conflict(gateway: Gateway) -> None:
    customer = make(gateway)
    payload = gateway.act("customerRequestAnonymization", SHOWN, id=customer, expectedVersion=7)
    assert codes(payload) == [(["input", "expectedVersion"], "CONFLICT")]
    assert info(gateway, customer)["anonymizationStatus"] is None


def test_a_retry_with_the_same_key_is_one_request(gateway: Gateway) -> None:
    customer = make(gateway)
    for _ in range(2):
        payload = gateway.act("customerRequestAnonymization", SHOWN, id=customer, idempotencyKey="k")
        assert payload["userErrors"] == []
    assert len(events(gateway, customer)) == 2


async def test_nothing_begins_before_the_delay_is_over(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    customer = make(gateway)
    gateway.act("customerRequestAnonymization", SHOWN, id=customer)
    patient = settings.model_copy(update={"anonymization_delay": 3600})
    summary = await Anonymizer(database, patient).run_due()
    assert (summary.completed, summary.failed) == (0, 0)
    assert info(gateway, customer)["anonymizationStatus"] == "REQUESTED"


async def test_a_request_that_was_cancelled_is_never_begun(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    customer = make(gateway)
    gateway.act("customerRequestAnonymization", SHOWN, id=customer)
    gateway.act("customerCancelAnonymization", SHOWN, id=customer)
    assert (await Anonymizer(database, settings).run_due()).completed == 0
    assert info(gateway, customer)["anonymizationStatus"] == "CANCELLED"


async def test_a_request_made_in_another_system_is_not_ours_to_carry_out(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """An import brings its status; that system does what it was asked for."""
    customer = make(gateway)
    await put(database, customer, "REQUESTED")
    assert (await Anonymizer(database, settings).run_due()).completed == 0
    assert info(gateway, customer)["anonymizationStatus"] == "REQUESTED"

"""Asking for the events of a customer: by what happened, what changed, who did it, and when."""

import time
from typing import Any

import pytest

from tests.app.client import Gateway

BOTH = """
    query($id: ID!, $stored: EventStoreFilter, $named: EventFilter) {
      customer(id: $id) {
        eventStores(filter: $stored) { nodes { kind changedFields } }
        events(filter: $named) { nodes { name changedFields } }
      }
    }
"""
CREATED = {"kind": "customer.created", "changedFields": ["email", "firstName"]}
UPDATED = {"kind": "customer.updated", "changedFields": ["email", "notes"]}
TAGGED = {"kind": "customer.updated", "changedFields": ["tags"]}


@pytest.fixture
def customer(gateway: Gateway) -> str:
    created = gateway.act("customerCreate", email="ada@example.com", firstName="Ada")
    customer: str = created["customer"]["id"]
    time.sleep(0.002)
    gateway.act("customerUpdate", id=customer, email=None, notes="none")
    time.sleep(0.002)
    gateway.act("customerTagsAdd", id=customer, tags=["x"])
    return customer


def found(gateway: Gateway, customer: str, **given: Any) -> list[dict[str, Any]]:
    """What a filter finds in the event store, and that the events as webhooks name them are the same."""
    answer = gateway.ask(BOTH, id=customer, stored=given, named=given)["customer"]
    fields = [sorted(node["changedFields"]) for node in answer["eventStores"]["nodes"]]
    assert [sorted(node["changedFields"]) for node in answer["events"]["nodes"]] == fields
    return [
        {
            "kind": node["kind"],
            "changedFields": [name for name in sorted(node["changedFields"]) if name in SHOWN],
        }
        for node in answer["eventStores"]["nodes"]
    ]


SHOWN = {"email", "firstName", "notes", "tags"}


def test_all_of_them_come_the_latest_first(gateway: Gateway, customer: str) -> None:
    assert found(gateway, customer) == [TAGGED, UPDATED, CREATED]


def test_by_a_field_that_changed(gateway: Gateway, customer: str) -> None:
    assert found(gateway, customer, changedFields={"has": "email"}) == [UPDATED, CREATED]
    assert found(gateway, customer, changedFields={"has": "emai"}) == []


def test_by_one_of_several_fields(gateway: Gateway, customer: str) -> None:
    assert found(gateway, customer, changedFields={"hasAny": ["notes", "tags"]}) == [TAGGED, UPDATED]


def test_by_fields_that_changed_together(gateway: Gateway, customer: str) -> None:
    assert found(gateway, customer, changedFields={"hasAll": ["email", "notes"]}) == [UPDATED]


def test_by_who_did_it(gateway: Gateway, customer: str) -> None:
    actor = {"path": "application.kind", "eq": "open"}
    assert found(gateway, customer, who=[actor]) == [TAGGED, UPDATED, CREATED]
    assert found(gateway, customer, who=[actor, {"path": "worker.type", "exists": True}]) == []
    assert found(gateway, customer, who=[{"path": "owner.id", "eq": "usr_1"}]) == []


def test_by_when_it_happened(gateway: Gateway, customer: str) -> None:
    query = "query($id: ID!) { customer(id: $id) { eventStores { nodes { createdAt } } } }"
    times = [
        node["createdAt"] for node in gateway.ask(query, id=customer)["customer"]["eventStores"]["nodes"]
    ]
    assert found(gateway, customer, createdAt={"gt": times[2], "lte": times[1]}) == [UPDATED]


def test_by_what_happened(gateway: Gateway, customer: str) -> None:
    query = """
        query($id: ID!) {
          customer(id: $id) {
            eventStores(filter: {kind: {eq: "customer.created"}}) { totalCount }
            events(filter: {name: {eq: "customers.update"}}) { totalCount }
          }
        }
    """
    assert gateway.ask(query, id=customer) == {
        "customer": {"eventStores": {"totalCount": 1}, "events": {"totalCount": 2}}
    }


def test_who_did_it_is_told(gateway: Gateway, customer: str) -> None:
    query = "query($id: ID!) { customer(id: $id) { events(first: 1) { nodes { name who } } } }"
    (event,) = gateway.ask(query, id=customer)["customer"]["events"]["nodes"]
    assert event == {"name": "customers.update", "who": {"application": {"kind": "open", "id": None}}}

"""Secrets of a system are never stored, wherever they come; what somebody wrote in an object of their own is."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.sources import SOURCES, source_named
from gateway.sources.commerce_layer import COMMERCE_LAYER
from gateway.sources.reader import Resource
from gateway.sources.redaction import without_secrets
from gateway.sources.source import RecordKind
from tests.export.exports import exported
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import Document, commerce_layer_customer, resource
from tests.sources.imports import Imports

OWN = {"token": "loyalty-42", "nested": {"session_data": {"seat": 7}}, "rows": [{"client_secret": "tea"}]}
"""Keys of a shop of its own, three of them named as fields of the system are."""
NOWHERE = RecordKind("gift_wraps", None)
"""What is declared nowhere, and only kept."""


def kept(
    document: Document, kind: str = "customers", system: str = "commerce_layer"
) -> tuple[Any, list[str]]:
    """What is stored of a document, and the paths of what is not."""
    source = source_named(system)
    names = source.secret_names(source.kind(kind) or NOWHERE)
    stored, found = without_secrets(Resource(document, json.dumps(document).encode()), names)
    assert orjson.loads(stored.raw) == stored.document
    return stored.document, found


@pytest.mark.parametrize("name", [*COMMERCE_LAYER.secrets, *COMMERCE_LAYER.passwords])
@pytest.mark.parametrize("kind", ["customers", "orders", "stripe_payments", "event_callbacks", "gift_wraps"])
def test_what_the_system_calls_so_is_never_stored(name: str, kind: str) -> None:
    """At its own place, and at any other where the system may send it one day."""
    payload = {"data": {"attributes": {name: "hush"}}, "included": [{"attributes": {name: "hush"}}]}
    document, found = kept({"id": "1", "attributes": {name: "hush", "payload": payload}, name: "hush"}, kind)
    inner = {"data": {"attributes": {name: None}}, "included": [{"attributes": {name: None}}]}
    assert document == {"id": "1", "attributes": {name: None, "payload": inner}, name: None}
    assert found == [
        f"attributes.{name}",
        f"attributes.payload.data.attributes.{name}",
        f"attributes.payload.included.attributes.{name}",
        name,
    ]


@pytest.mark.parametrize("kind", ["customers", "orders", "tags", "gift_wraps"])
def test_what_a_shop_calls_so_in_its_own_object_stays(kind: str) -> None:
    document = resource(kind, "1", metadata=OWN)
    assert kept(document, kind) == (document, [])


def test_a_password_stays_nowhere() -> None:
    """Nobody means anything else by it."""
    document = resource(
        "customers", "1", metadata={"a": [{"password": "x", "customer_password": "y"}], **OWN}
    )
    stored, found = kept(document)
    assert stored["attributes"]["metadata"] == {"a": [{"password": None, "customer_password": None}], **OWN}
    assert found == ["attributes.metadata.a.password", "attributes.metadata.a.customer_password"]
    for source in SOURCES:
        assert kept({"id": "1", "x": {"password": "y"}}, "customer", source.word)[1] == ["x.password"]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"metadata": OWN}, "metadata.token"),
        ({"attributes": {"data": {"metadata": {"token": "x"}}}}, "attributes.data.metadata.token"),
        ({"attributes.metadata": {"token": "x"}}, "attributes.metadata.token"),
        ({"attributes": [{"token": "x"}]}, "attributes.token"),
    ],
)
def test_another_object_of_that_name_is_nobodys_own(document: Document, path: str) -> None:
    """Only where the system promises it."""
    assert path in kept(document)[1]


def test_what_was_changed_in_a_free_object_stays_and_a_changed_secret_does_not() -> None:
    payload = {"metadata": [{}, OWN], "token": ["a", "b"], "gift_card_code": {"from": "a", "to": "b"}}
    document, found = kept(shop.event_store("orders", shop.ORDER_ID, payload), "event_stores")
    assert document["attributes"]["payload"] == {
        "metadata": [{}, OWN],
        "token": None,
        "gift_card_code": None,
    }
    assert found == ["attributes.payload.token", "attributes.payload.gift_card_code"]


def test_why_something_is_sent_back_is_told_in_the_shops_own_words() -> None:
    document = shop.return_line(return_reason={"token": "scratched"})
    assert kept(document, "return_line_items") == (document, [])


async def test_own_words_come_into_the_graph_and_back(sqlite_imports: Imports, tmp_path: Path) -> None:
    """With what comes along, and with what is only kept."""
    event = resource("events", "eVeNtAbCdE", name="customers.create", metadata=OWN, auth_token="hush")
    links = {"events": shop.to("events", "eVeNtAbCdE")}
    document = commerce_layer_customer(metadata=OWN, relationships=links)
    summary = await sqlite_imports.take("commerce_layer", {"data": document, "included": [event]})
    assert dict(summary.redacted) == {"events.attributes.auth_token": 1}
    assert (await sqlite_imports.customer())["metadata"] == OWN
    (record,) = await sqlite_imports.records("events")
    assert record["payload"] == event | {"attributes": event["attributes"] | {"auth_token": None}}
    (line,) = await exported(sqlite_imports.database, "commerce_layer", tmp_path)
    assert json.loads(line) == document

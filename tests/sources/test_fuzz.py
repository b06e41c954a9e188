"""Whatever a document holds, it is taken whole or refused whole, and the import goes on."""

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.database import open_database
from gateway.domain.customers.model import Customer
from gateway.domain.records.model import SourceRecord
from gateway.events.event import EventStore
from gateway.settings import Settings
from tests.databases import migrate
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.imports import Imports
from tests.sources.test_importer import included_document

DOCUMENTS: dict[str, list[Any]] = {
    "rutter": [rutter_customer(), {"customers": [rutter_customer()], "connection": {"id": "c"}}],
    "business": [business_customer(), {"success": True, "data": {"data": [business_customer()], "meta": {}}}],
    "voucherify": [voucherify_customer()],
    "commerce_layer": [commerce_layer_customer(), included_document()],
}

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["", "live", "in_progress", "2024-01-01T00:00:00Z", "\0", "\ud800", "+1 555", "x" * 200]
    )
    | st.integers(-(10**13), 10**13),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    if isinstance(value, dict):
        return [(value, key) for key in value] + [
            place for inner in value.values() for place in places_in(inner)
        ]
    if isinstance(value, list):
        own = [(value, position) for position in range(len(value))]
        return own + [place for inner in value for place in places_in(inner)]
    return []


@st.composite
def mutated(draw: st.DrawFn, system: str) -> Any:
    """A document with some of its values replaced or removed."""
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS[system])))
    for _ in range(draw(st.integers(1, 4))):
        places = places_in(document)
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        if draw(st.booleans()) and isinstance(container, dict):
            del container[key]
        else:
            container[key] = draw(JSON)
    return document


@pytest.fixture(scope="module")
def fuzzed_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("fuzz") / "gateway.db"
    url = f"sqlite+aiosqlite:///{path}"
    migrate(url)
    return url


@pytest.mark.parametrize("system", DOCUMENTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_documents(fuzzed_url: str, system: str, data: st.DataObject) -> None:
    """Every record has its customer, and every customer has its record and one event for each of its versions."""
    documents = [data.draw(mutated(system)) for _ in range(3)]
    asyncio.run(_import(fuzzed_url, system, "\n".join(json.dumps(each) for each in documents).encode()))


@pytest.mark.parametrize("system", DOCUMENTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_bytes(fuzzed_url: str, system: str, data: st.DataObject) -> None:
    """Bytes that were changed, lost or doubled on the way break nothing but their own record."""
    document = json.dumps(
        data.draw(st.sampled_from(DOCUMENTS[system])), indent=data.draw(st.sampled_from([None, 1]))
    )
    changed = bytearray(document.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        until = at + data.draw(st.integers(0, 4))
        changed[at:until] = data.draw(st.binary(max_size=4))
    asyncio.run(_import(fuzzed_url, system, bytes(changed) + b"\n"))


async def _import(url: str, system: str, lines: bytes) -> None:
    database = open_database(Settings(database_url=url, sqlite_synchronous="NORMAL", reader_connections=1))
    await database.open()
    try:
        imports = Imports(database)
        summary = await imports.take_bytes(system, lines)
        assert summary.refused == len(imports.refusals)
        for refusal in imports.refusals:
            json.dumps(refusal.as_json()).encode()
        customers = {row["id"]: row for row in await imports.rows(Customer)}
        kinds = ("customer", "customers")
        records = [row for row in await imports.rows(SourceRecord) if row["kind"] in kinds]
        assert sorted(row["customer_id"] for row in records) == sorted(customers)
        events: dict[str, list[int]] = {}
        for event in await imports.rows(EventStore):
            events.setdefault(event["resource_id"], []).append(event["entity_version"])
        assert {customer: list(range(1, row["version"] + 1)) for customer, row in customers.items()} == events
    finally:
        await database.close()

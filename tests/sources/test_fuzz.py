"""Whatever a document holds, it is taken whole or refused whole, and the import goes on.

`GATEWAY_FUZZ_EXAMPLES` examples for each system and kind of change, 20 without; a quarter as many on PostgreSQL.
"""

import asyncio
import copy
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from gateway.database import open_database
from gateway.domain.customers.model import Customer
from gateway.domain.records.model import WAITING, SourceRecord
from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.sources import SOURCES, source_named
from gateway.view import table_of, view_of
from tests.databases import migrate, named_database, toys
from tests.sources.documents_of_all_kinds import DOCUMENTS
from tests.sources.imports import Imports, Row

EXAMPLES = int(os.environ.get("GATEWAY_FUZZ_EXAMPLES", "20"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A failing example is shown as it was found: looking for a smaller one would import for minutes."""


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": [value]}
    return value


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["", "live", "in_progress", "2024-01-01T00:00:00Z", "\0", "\ud800", "+1 555", "x" * 200]
    )
    | st.sampled_from(["y" * 30_000, nested(10), nested(100), "EUR", "cust_second", "-0", {"data": None}])
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
    """A document with some of its values replaced, or removed, or swapped with others of its own."""
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS[system])))
    for _ in range(draw(st.integers(0, 3))):
        places = places_in(document)
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        what = draw(st.sampled_from(["remove", "replace", "replace", "take another's"]))
        if what == "remove" and isinstance(container, dict):
            del container[key]
        elif what == "take another's":
            other, other_key = draw(st.sampled_from(places))
            container[key] = copy.deepcopy(other[other_key])
        else:
            # A value that is drawn may be drawn again: what is changed within it must be its own.
            container[key] = copy.deepcopy(draw(JSON))
    return document


def marked(document: Any, mark: str) -> Any:
    """The document with a field that is declared nowhere in each of its objects: it shows what is left of it.

    What came along is a record of its own, and has another mark.
    """
    if isinstance(document, dict):
        marks = {key: f"along-{mark}" if key == "included" else mark for key in document}
        return {**{key: marked(each, marks[key]) for key, each in document.items()}, "fuzz_mark": mark}
    if isinstance(document, list):
        return [marked(each, mark) for each in document]
    return document


def test_every_kind_that_becomes_rows_is_among_the_documents() -> None:
    """Whatever comes by itself; addresses are parts of others."""
    for source in SOURCES:
        told = set()
        for document in DOCUMENTS[source.word]:
            parts = [document] + [
                each
                for place in (document.get("data"), document.get("included"), document.get("orders"))
                for each in (place if isinstance(place, list) else [place])
            ]
            told |= {source.kind_of(each).kind for each in parts if isinstance(each, dict)}
        expected = {kind.kind for kind in source.kinds if kind.target is not None}
        assert expected - told == set()


def run(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        phases=PHASES,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )


@pytest.mark.parametrize("system", DOCUMENTS)
@run(EXAMPLES)
@given(data=st.data())
def test_mutated_documents(tmp_path: Path, system: str, data: st.DataObject) -> None:
    """All kinds in any order of arrival, some twice, in one import and then in another."""
    _take_documents(_new_file(tmp_path), system, data)


@pytest.mark.parametrize("system", DOCUMENTS)
@run(max(1, EXAMPLES // 4))
@given(data=st.data())
def test_mutated_documents_on_postgresql(postgres: str, system: str, data: st.DataObject) -> None:
    with named_database(postgres) as url:
        _take_documents(url, system, data)


@pytest.mark.parametrize("system", DOCUMENTS)
@run(EXAMPLES)
@given(data=st.data())
def test_mutated_bytes(tmp_path: Path, system: str, data: st.DataObject) -> None:
    """Bytes that were changed, lost or doubled on the way break nothing but their own record."""
    _take_bytes(_new_file(tmp_path), system, data)


@pytest.mark.parametrize("system", DOCUMENTS)
@run(max(1, EXAMPLES // 4))
@given(data=st.data())
def test_mutated_bytes_on_postgresql(postgres: str, system: str, data: st.DataObject) -> None:
    with named_database(postgres) as url:
        _take_bytes(url, system, data)


def _new_file(directory: Path) -> str:
    """Every example has a database of its own."""
    for left in directory.glob("fuzzed.db*"):
        left.unlink()
    return f"sqlite+aiosqlite:///{directory}/fuzzed.db"


def _take_documents(url: str, system: str, data: st.DataObject) -> None:
    documents = data.draw(st.lists(mutated(system), min_size=2, max_size=7))
    again = data.draw(st.lists(st.sampled_from(documents), max_size=3))
    rounds = [documents, again, data.draw(st.permutations(DOCUMENTS[system]))[:3]]
    migrate(url)
    asyncio.run(_import_documents(url, system, rounds))


def _take_bytes(url: str, system: str, data: st.DataObject) -> None:
    document = json.dumps(
        data.draw(st.sampled_from(DOCUMENTS[system])), indent=data.draw(st.sampled_from([None, 1]))
    )
    changed = bytearray(document.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        until = at + data.draw(st.integers(0, 4))
        changed[at:until] = data.draw(st.binary(max_size=4))
    migrate(url)
    asyncio.run(_import_bytes(url, system, bytes(changed) + b"\n"))


# ── What must hold after each ───────────────────────────────────────────────────────────────────────────────


async def _import_documents(url: str, system: str, rounds: list[list[Any]]) -> None:
    async with _fresh(url) as imports:
        for number, documents in enumerate(each for each in rounds if each):
            marks = [f"mark-{number}-{place}-end" for place in range(len(documents))]
            lines = [json.dumps(marked(each, mark)) for each, mark in zip(documents, marks, strict=True)]
            imports.refusals.clear()
            summary = await imports.take_bytes(system, "\n".join(lines).encode())
            assert summary.refused + summary.skipped == len(imports.refusals)
            everything = await _everything(imports)
            _check(system, everything)
            written = json.dumps(everything, default=str)
            for refusal in imports.refusals:
                json.dumps(refusal.as_json()).encode()
                mark = marks[(refusal.position.line or 1) - 1]
                # Of one that came along it is told so: the record that it came with is taken without it.
                assert f'"{mark}' not in written or "`included`" in refusal.reason, refusal


async def _import_bytes(url: str, system: str, lines: bytes) -> None:
    async with _fresh(url) as imports:
        summary = await imports.take_bytes(system, lines)
        assert summary.refused == len(imports.refusals)
        for refusal in imports.refusals:
            json.dumps(refusal.as_json()).encode()
        _check(system, await _everything(imports))


@asynccontextmanager
async def _fresh(url: str) -> AsyncIterator[Imports]:
    """An import into a database of its own."""
    database = open_database(Settings(database_url=url, sqlite_synchronous="NORMAL", reader_connections=1))
    await database.open()
    try:
        yield Imports(database)
    finally:
        await database.close()


async def _everything(imports: Imports) -> dict[str, list[Row]]:
    """All rows of all tables."""
    tables = [
        table
        for table in SQLModel.metadata.sorted_tables
        if view_of(table) is None and table.name not in toys()
    ]
    return {table.name: await imports.rows_of(table, table.primary_key.columns.keys()[0]) for table in tables}


def _check(system: str, everything: dict[str, list[Row]]) -> None:
    ids = {row["id"] for rows in everything.values() for row in rows if "id" in row}
    _check_customers(system, everything)
    _check_events(everything)
    for record in everything[table_of(SourceRecord).name]:
        assert record["resource_id"] is None or record["resource_id"] in ids, record
    waiting = {row["record_id"] for row in everything[WAITING.name]}
    assert waiting <= {row["id"] for row in everything[table_of(SourceRecord).name]}


def _check_customers(system: str, everything: dict[str, list[Row]]) -> None:
    """Every row's customer is there, and is the customer of the row that it hangs on, and of its record."""
    customers = {row["id"] for row in everything[table_of(Customer).name]}
    by_id = {row["id"]: row for rows in everything.values() for row in rows if "id" in row}
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in everything or table.name == table_of(EventStore).name:
            continue
        parents = [
            key.parent.name
            for key in table.foreign_keys
            if key.ondelete == "CASCADE" and "customer_id" in key.column.table.columns
        ]
        for row in everything[table.name]:
            if row.get("customer_id") is None:
                continue
            assert row["customer_id"] in customers, (table.name, row)
            for parent in parents:
                if row[parent] in by_id and by_id[row[parent]].get("customer_id"):
                    assert by_id[row[parent]]["customer_id"] == row["customer_id"], (table.name, row)
    kind = source_named(system).customer.kind
    records = everything[table_of(SourceRecord).name]
    assert {row["customer_id"] for row in records if row["kind"] == kind} == customers
    for record in records:
        made = by_id.get(record["resource_id"])
        if made is not None and made.get("customer_id"):
            assert made["customer_id"] == record["customer_id"], (
                record["kind"],
                record["external_id"],
                record["resource_id"],
                record["customer_id"],
                record["owner_external_id"],
                made["customer_id"],
            )


def _check_events(everything: dict[str, list[Row]]) -> None:
    """One event for each version of each customer, and none for what is not there."""
    versions: dict[str, list[int]] = {}
    for event in sorted(everything[table_of(EventStore).name], key=lambda each: int(each["position"])):
        versions.setdefault(event["resource_id"], []).append(event["entity_version"])
    for row in everything[table_of(Customer).name]:
        assert versions[row["id"]] == list(range(1, row["version"] + 1)), row

"""Whatever a document holds, it is taken whole or refused whole, and the import goes on.

`GATEWAY_FUZZ_EXAMPLES` examples for each system and kind of change, 20 without.
"""

import asyncio
import contextlib
import copy
import json
import os
import shutil
import sqlite3
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
from tests.databases import migrate
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
    """The document with a field that is declared nowhere in each of its objects: it shows what is left of it."""
    if isinstance(document, dict):
        return {**{key: marked(each, mark) for key, each in document.items()}, "fuzz_mark": mark}
    if isinstance(document, list):
        return [marked(each, mark) for each in document]
    return document


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("fuzz") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


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


@pytest.mark.parametrize("system", DOCUMENTS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_mutated_documents(empty_database: Path, system: str, data: st.DataObject) -> None:
    """All kinds in any order of arrival, some twice, in one import and then in another."""
    documents = data.draw(st.lists(mutated(system), min_size=2, max_size=7))
    again = data.draw(st.lists(st.sampled_from(documents), max_size=3))
    imports = [documents, again, data.draw(st.permutations(DOCUMENTS[system]))[:3]]
    asyncio.run(_import_documents(empty_database, system, imports))


@pytest.mark.parametrize("system", DOCUMENTS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_mutated_bytes(empty_database: Path, system: str, data: st.DataObject) -> None:
    """Bytes that were changed, lost or doubled on the way break nothing but their own record."""
    document = json.dumps(
        data.draw(st.sampled_from(DOCUMENTS[system])), indent=data.draw(st.sampled_from([None, 1]))
    )
    changed = bytearray(document.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        until = at + data.draw(st.integers(0, 4))
        changed[at:until] = data.draw(st.binary(max_size=4))
    asyncio.run(_import_bytes(empty_database, system, bytes(changed) + b"\n"))


# ── What must hold after each ───────────────────────────────────────────────────────────────────────────────


async def _import_documents(empty: Path, system: str, rounds: list[list[Any]]) -> None:
    fresh = _Fresh(empty)
    async with fresh as imports:
        for number, documents in enumerate(each for each in rounds if each):
            marks = [f"mark-{number}-{place}-end" for place in range(len(documents))]
            lines = [json.dumps(marked(each, mark)) for each, mark in zip(documents, marks, strict=True)]
            imports.refusals.clear()
            summary = await imports.take_bytes(system, "\n".join(lines).encode())
            assert summary.refused + summary.skipped == len(imports.refusals)
            everything = _everything(fresh.path)
            _check(system, everything)
            written = json.dumps(everything, default=str)
            for refusal in imports.refusals:
                json.dumps(refusal.as_json()).encode()
                mark = marks[(refusal.position.line or 1) - 1]
                # What came along is a record of its own: the one it came with is taken without it.
                assert mark not in written or "`included`" in refusal.reason, refusal


async def _import_bytes(empty: Path, system: str, lines: bytes) -> None:
    fresh = _Fresh(empty)
    async with fresh as imports:
        summary = await imports.take_bytes(system, lines)
        assert summary.refused == len(imports.refusals)
        for refusal in imports.refusals:
            json.dumps(refusal.as_json()).encode()
        _check(system, _everything(fresh.path))


class _Fresh:
    """An import into a database of its own."""

    def __init__(self, empty: Path) -> None:
        self.path = empty.with_name("fuzzed.db")
        for left in self.path.parent.glob("fuzzed.db*"):
            left.unlink()
        shutil.copy(empty, self.path)
        self.database = open_database(
            Settings(
                database_url=f"sqlite+aiosqlite:///{self.path}",
                sqlite_synchronous="NORMAL",
                reader_connections=1,
            )
        )

    async def __aenter__(self) -> Imports:
        await self.database.open()
        return Imports(self.database)

    async def __aexit__(self, *_: object) -> None:
        await self.database.close()


def _everything(path: Path) -> dict[str, list[Row]]:
    """All rows of all tables, as they are stored."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [table.name for table in SQLModel.metadata.sorted_tables if view_of(table) is None]
        return {
            table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1')]  # noqa: S608 (our own table)
            for table in tables
        }


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
        if view_of(table) is not None or table.name == table_of(EventStore).name:
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
            assert made["customer_id"] == record["customer_id"], record


def _check_events(everything: dict[str, list[Row]]) -> None:
    """One event for each version of each customer, and none for what is not there."""
    versions: dict[str, list[int]] = {}
    for event in everything[table_of(EventStore).name]:
        versions.setdefault(event["resource_id"], []).append(event["entity_version"])
    for row in everything[table_of(Customer).name]:
        assert versions[row["id"]] == list(range(1, row["version"] + 1)), row

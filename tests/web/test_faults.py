"""Whatever breaks inside, no word of it leaves: the client has an id, the log has the rest under it."""

import asyncio
import importlib
import itertools
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from gateway.app import make_app
from gateway.database import Database, Transaction, open_database
from gateway.events.act import Act
from gateway.settings import Settings
from tests.databases import connected, migrate, named_database
from tests.web.asgi import Reply, call

READ = '{ customers(filter: {email: {eq: "a@example.com"}}) { nodes { id } } }'
BY_ID = '{ node(id: "cus_00000000000000000000000001") { id } }'
WRITE = 'mutation { customerCreate(input: {lastName: "Lovelace"}) { customer { id } userErrors { code } } }'
RETRY = 'mutation { customerCreate(input: {name: "Ada", idempotencyKey: "k"}) { customer { id } userErrors { code } } }'
SCHEMA = "{ __schema { queryType { name } } }"

INNER = "canary: SELECT secret FROM customer_address JOIN event_store -- /var/lib/gateway.db at 10.1.2.3:5432"

ERRORS: dict[str, Exception] = {
    "sqlite": sqlite3.OperationalError(f"database or disk is full {INNER}"),
    "asyncpg": asyncpg.PostgresError(f"relation does not exist {INNER}"),
    "sqlalchemy": OperationalError(INNER, {"email": INNER}, sqlite3.OperationalError(INNER)),
    "system": OSError(28, f"No space left on device {INNER}", "/var/lib/gateway.db"),
    "key": KeyError(INNER),
    "assertion": AssertionError(INNER),
}

POINTS: list[tuple[str, str, str]] = [
    # module, name, what is asked
    ("gateway.web.endpoint", "read_headers", READ),
    ("gateway.web.endpoint", "read_accept", READ),
    ("gateway.web.endpoint", "read_body", READ),
    ("gateway.web.endpoint", "check_site", READ),
    ("gateway.web.endpoint", "check_body_headers", READ),
    ("gateway.web.endpoint", "decode_post", READ),
    ("gateway.web.compiler", "parse_document", READ),
    ("gateway.web.compiler", "analyse", READ),
    ("gateway.web.compiler", "check_cost", READ),
    ("gateway.web.compiler", "validate", READ),
    ("gateway.web.plans", "Reading", READ),
    ("gateway.web.plans", "scope_of", READ),
    ("gateway.web.plans", "plan_read", READ),
    ("gateway.web.plans", "plan_read", WRITE),
    ("gateway.web.pipeline", "Bindings", READ),
    ("gateway.web.acts", "get_argument_values", WRITE),
    ("gateway.web.plans", "read_outcome", WRITE),
    ("gateway.web.acts", "run_once", WRITE),
    ("gateway.web.introspection", "execute", SCHEMA),
    ("gateway.planner.roots", "restrict", READ),
    ("gateway.planner.roots", "write_sql", READ),
    ("gateway.planner.roots", "make_binder", READ),
    ("gateway.planner.roots", "read_page", READ),
    ("gateway.planner.roots", "read_object", BY_ID),
    ("gateway.planner.read_selection", "read_filter", READ),
    ("gateway.planner.read_selection", "read_order", READ),
    ("gateway.planner.bind", "_check", READ),
    ("gateway.schema.payloads", "make_input", WRITE),
    ("gateway.schema.payloads", "once", RETRY),
    ("gateway.domain.customers.operations.customer", "create_customer", WRITE),
]
METHODS: list[tuple[type, str, str]] = [
    (Transaction, "insert", WRITE),
    (Transaction, "read", WRITE),
    (Act, "record", WRITE),
]
_numbers = itertools.count()


@pytest.fixture(scope="module")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('faults')}/gateway.db"
    migrate(url)
    return url


@pytest.fixture(scope="module")
def empty_postgres(postgres: str) -> Iterator[str]:
    with named_database(postgres) as url:
        migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database in which hardly a write succeeds."""
    found: str = request.getfixturevalue("empty_sqlite" if request.param == "sqlite" else "empty_postgres")
    return found


@asynccontextmanager
async def serving(url: str, directory: Path) -> AsyncIterator[tuple[ASGIApp, Database]]:
    settings = Settings(database_url=url, data_directory=directory)
    database = open_database(settings)
    await database.open()
    try:
        yield make_app(settings, database), database
    finally:
        await database.close()


@pytest.fixture
async def server(url: str, tmp_path: Path) -> AsyncIterator[tuple[ASGIApp, Database]]:
    async with serving(url, tmp_path) as each:
        yield each


async def ask(app: ASGIApp, query: str) -> Reply:
    # A document that no cache knows.
    return await call(app, orjson.dumps({"query": f"{query} # {next(_numbers)}"}))


WORDS = (
    b"canary",
    b"sqlite",
    b"asyncpg",
    b"psycopg",
    b"sqlalchemy",
    b"Traceback",
    b'File "',
    b".py",
    b".db",
    b"SELECT",
    b"INSERT",
    b"customer_address",
    b"event_store",
    b"relation",
    b"no such",
    b"/var",
    b"/tmp",
    b"10.1.2.3",
)


def check_masked(reply: Reply, logged: list[Any]) -> None:
    """The id is in both, once; the reason is in the log alone."""
    assert reply.status in {200, 500}
    (error,) = reply.json["errors"]
    key = error["extensions"]["id"]
    assert {**error, "path": None, "extensions": error["extensions"]} == {
        "message": "Internal error.",
        "path": None,
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "id": key},
    }
    assert not any((reply.json.get("data") or {}).values())
    shown = reply.body + repr(reply.headers).encode()
    assert [word for word in WORDS if word.lower() in shown.lower()] == []
    entries = [entry for entry in logged if entry["log_level"] == "error"]
    assert [(entry["event"], entry["id"]) for entry in entries] == [("internal_error", key)]
    assert entries[0]["exc_info"] is not None


def raiser(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def count(url: str) -> int:
    return int(
        connected(
            url, lambda connection: connection.execute(text("SELECT count(*) FROM customer")).scalar_one()
        )
    )


@pytest.mark.parametrize("kind", sorted(ERRORS))
@pytest.mark.parametrize(("module", "name", "query"), POINTS, ids=[f"{m}.{n}" for m, n, _ in POINTS])
async def test_a_fault_on_the_way_is_masked(
    server: tuple[ASGIApp, Database],
    module: str,
    name: str,
    query: str,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.import_module(module), name, raiser(ERRORS[kind]))
    with capture_logs() as logged:
        reply = await ask(server[0], query)
    check_masked(reply, logged)


@pytest.mark.parametrize("kind", sorted(ERRORS))
@pytest.mark.parametrize(
    ("class_", "name", "query"), METHODS, ids=[f"{c.__name__}.{n}" for c, n, _ in METHODS]
)
async def test_a_fault_in_a_transaction_is_masked_and_undone(
    server: tuple[ASGIApp, Database],
    url: str,
    class_: type,
    name: str,
    query: str,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = await asyncio.to_thread(count, url)
    monkeypatch.setattr(class_, name, raiser(ERRORS[kind]))
    with capture_logs() as logged:
        reply = await ask(server[0], query)
    check_masked(reply, logged)
    if name != "read":
        # PostgreSQL reads what an act left behind after it is committed: then it is done, and only not shown.
        assert await asyncio.to_thread(count, url) == before


@pytest.mark.parametrize("kind", sorted(ERRORS))
@pytest.mark.parametrize(("name", "query"), [("read", READ), ("read", BY_ID), ("write", WRITE)])
async def test_a_fault_of_the_database_is_masked(
    server: tuple[ASGIApp, Database], name: str, query: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, database = server

    async def fail(*_: Any, **__: Any) -> None:
        raise ERRORS[kind]

    monkeypatch.setattr(database, name, fail)
    with capture_logs() as logged:
        reply = await ask(app, query)
    check_masked(reply, logged)


@pytest.mark.parametrize("query", [READ, WRITE])
async def test_what_the_database_itself_says_is_masked(database_url: str, tmp_path: Path, query: str) -> None:
    """A table is gone: both databases name it in their own words."""

    def break_it() -> None:
        migrate(database_url)
        rename = text("ALTER TABLE customer RENAME TO customer_gone")
        connected(database_url, lambda connection: connection.execute(rename))

    await asyncio.to_thread(break_it)
    async with serving(database_url, tmp_path) as (app, _):
        with capture_logs() as logged:
            reply = await ask(app, query)
    check_masked(reply, logged)


async def test_each_fault_has_an_id_of_its_own(
    server: tuple[ASGIApp, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, database = server

    async def fail(*_: Any, **__: Any) -> None:
        raise ERRORS["key"]

    monkeypatch.setattr(database, "read", fail)
    with capture_logs() as logged:
        reply = await ask(app, '{ a: customers { totalCount } b: node(id: "cus_1") { id } }')
    ids = [error["extensions"]["id"] for error in reply.json["errors"]]
    assert len(set(ids)) == 2
    assert [entry["id"] for entry in logged if entry["log_level"] == "error"] == ids

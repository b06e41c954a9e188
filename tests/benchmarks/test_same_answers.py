"""The benchmark compares programs that do the same: all four give the same answers and leave the same rows."""

import asyncio
import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, delete, select
from starlette.types import ASGIApp

from benchmarks import bare
from benchmarks.apps import APPS, BARE, GATEWAY, HANDWRITTEN, ORDINARY, App
from benchmarks.cases import CASES
from benchmarks.client import ask, write_request
from benchmarks.databases import read_material
from benchmarks.handwritten import app as handwritten
from benchmarks.handwritten.schema_answer import make_schema_answer
from benchmarks.measure import compare_answers
from benchmarks.ordinary import app as ordinary
from gateway.app import make_app
from gateway.domain.customers.model import Customer, CustomerSearchTerm
from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.view import table_of
from tests.benchmarks.data import fill
from tests.databases import connected, migrate
from tests.serving import serving

Ports = dict[App, int]

GENERATED = {
    "id",
    "created_at",
    "updated_at",
    "customer_id",
    "resource_id",
    "position",
    "event_id",
    "request_id",
    # Only the gateway says which values are its own, beside those of other systems.
    "own_values",
}


@pytest.fixture
def ports(database_url: str) -> Iterator[Ports]:
    """All four on one database."""
    migrate(database_url)
    connected(database_url, fill)
    schema_answer = make_schema_answer()
    apps: dict[App, ASGIApp] = {
        GATEWAY: make_app(Settings(database_url=database_url)),
        HANDWRITTEN: handwritten.make_app(database_url, schema_answer),
        BARE: bare.make_app(database_url, schema_answer),
        ORDINARY: ordinary.make_app(database_url),
    }
    with contextlib.ExitStack() as stack:
        addresses = {app: stack.enter_context(serving(served)) for app, served in apps.items()}
        yield {app: int(address.rpartition(":")[2]) for app, address in addresses.items()}


def test_reads_have_one_answer(ports: Ports) -> None:
    """Pages, relations, amounts of every currency, missing values, quotes and accents: the same JSON from all."""
    reads = [case for case in CASES if not case.is_write]

    async def compare() -> None:
        await compare_answers(ports, reads, await read_material(ports[GATEWAY]))

    asyncio.run(compare())


def test_a_creation_leaves_the_same_rows(ports: Ports, database_url: str) -> None:
    """The customer, its search terms and its event are the same, whoever wrote them."""
    given = {"email": "Zoë@Example.com", "firstName": "Zoë", "company": "Acme", "phone": "+44 20 7946 0000"}
    found = []
    for app, port in ports.items():
        identifier = write(app, port, "Create", given)["customer"]["id"]
        found.append(rows_of(database_url, identifier))
        # The next one needs the address.
        connected(database_url, partial(_forget, customer=identifier))
    assert found[0]["customer"]["email_normalized"] == "zoë@example.com"
    assert found[0]["events"][0]["changes"]["firstName"] == {"from": None, "to": "Zoë"}
    assert "zoe" in found[0]["terms"]
    for each in found:
        assert each == found[0]


def test_an_update_leaves_the_same_rows(ports: Ports, database_url: str) -> None:
    """Only what changes is written, and the event tells it."""
    created = [
        write(app, port, "Create", {"firstName": "Ada", "company": "Acme"})["customer"]["id"]
        for app, port in ports.items()
    ]
    for (app, port), identifier in zip(ports.items(), created, strict=True):
        answer = write(app, port, "Update", {"id": identifier, "company": "Engines", "firstName": "Ada"})
        assert answer["customer"]["version"] == 2

    found = [rows_of(database_url, identifier) for identifier in created]
    assert found[0]["events"][1]["changes"] == {"company": {"from": "Acme", "to": "Engines"}}
    assert found[0]["terms"] == ["ada", "engines"]
    for each in found:
        assert each == found[0]


def test_a_refusal_is_the_same(ports: Ports) -> None:
    """None of them takes what is no e-mail address."""
    answers = [write(app, port, "Create", {"email": "nobody"}) for app, port in ports.items()]

    assert answers[0]["customer"] is None
    assert answers[0]["userErrors"][0]["code"] == "INVALID"
    assert [answer == answers[0] for answer in answers] == [True] * len(APPS)


def write(app: App, port: int, operation: str, given: dict[str, Any]) -> Any:
    """The payload of a mutation."""
    case = next(case for case in CASES if case.operation == operation)
    request = write_request(app, case, {"input": given}, port)
    (payload,) = orjson.loads(asyncio.run(ask(port, request)))["data"].values()
    return payload


def _forget(connection: Connection, customer: str) -> None:
    table = table_of(Customer)
    connection.execute(delete(table).where(table.c.id == customer))


def rows_of(database_url: str, customer: str) -> dict[str, Any]:
    """A customer's row, terms and events, without what is made anew each time."""

    def read(connection: Connection) -> dict[str, Any]:
        table, terms, events = table_of(Customer), table_of(CustomerSearchTerm), table_of(EventStore)
        row = connection.execute(select(table).where(table.c.id == customer)).mappings().one()
        found = connection.execute(select(terms.c.term).where(terms.c.customer_id == customer))
        happened = connection.execute(
            select(events).where(events.c.resource_id == customer).order_by(events.c.position)
        )
        return {
            "customer": _lasting(row),
            "terms": sorted(found.scalars()),
            "events": [_lasting(event) for event in happened.mappings()],
        }

    return connected(database_url, read)


def _lasting(row: Any) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name not in GENERATED}
    for name in ("changes", "who"):
        if isinstance(values.get(name), str):
            values[name] = orjson.loads(values[name])
    return values

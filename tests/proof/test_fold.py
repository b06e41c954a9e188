"""Whatever is done in whatever order: each row is what its events add up to, and a refusal leaves no trace."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection
from sqlmodel import SQLModel

from gateway.app import make_catalog, make_schema
from gateway.database import open_database
from gateway.identifier import new_id
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.operation import OperationRequest
from gateway.web.pipeline import GraphQLPipeline
from tests.databases import connected, migrate, toys
from tests.proof.ledger import check_story, read_ledger

LIVE = Viewer(Role.INTEGRATION, Environment.LIVE)
TEST = Viewer(Role.INTEGRATION, Environment.TEST)

EXAMPLES = {"sqlite": 25, "postgresql": 5}

PERSON = st.fixed_dictionaries(
    {},
    optional={
        "firstName": st.sampled_from(["Ada", "Grace", None]),
        "lastName": st.sampled_from(["Lovelace", "Hopper", None]),
        "notes": st.sampled_from(["a note", "ünïcode 🦊", None]),
        "birthdate": st.sampled_from(["1815-12-10", "1906-12-09", None]),
        "metadata": st.sampled_from([{"a": {"b": [1, None]}}, {"a": 1.5}, {}]),
        "tags": st.lists(st.sampled_from("abc"), max_size=3),
        "isValidatedNames": st.booleans(),
    },
)
ADDRESS = st.fixed_dictionaries(
    {"line1": st.sampled_from(["1 Main Street", "2 Side Street"])},
    optional={
        "city": st.sampled_from(["London", "Paris", None]),
        "countryCode": st.sampled_from(["GB", "FR"]),
        "isPrimary": st.just(True),
    },
)
NUMBERS = st.integers(0, 99)
TAGS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=2)
INVALID = st.sampled_from(
    [
        {"email": "no address"},
        {"lastName": "x" * 10_000},
        {"timezone": "Mars/Base"},
        {"email": "no address", "timezone": "Mars/Base"},
    ]
)


class World:
    """One database that all examples of a test write to, through the gateway's own way of answering."""

    def __init__(self, url: str, runner: asyncio.Runner, pipeline: GraphQLPipeline) -> None:
        self.url = url
        self.runner = runner
        self.pipeline = pipeline
        self.examples = 0
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}

    def raw(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        return connected(self.url, _read_all)

    def act(self, name: str, shown: str, given: dict[str, Any], viewer: Viewer = LIVE) -> Any:
        kind = f"{name[0].upper()}{name[1:]}Input!"
        query = (
            f"mutation($input: {kind}) {{ {name}(input: $input) {{ {shown} userErrors {{ code field }} }} }}"
        )
        request = OperationRequest(query, variables={"input": given})
        answer = self.runner.run(self.pipeline.answer(request, viewer))
        body = orjson.loads(answer.body)
        assert "errors" not in body, body
        payload = body["data"][name]
        for error in payload["userErrors"]:
            self.refused[error["code"]] = self.refused.get(error["code"], 0) + 1
        if not payload["userErrors"]:
            self.done[name] = self.done.get(name, 0) + 1
        return payload


def _read_all(connection: Connection) -> dict[str, list[Any]]:
    rows = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in _tables()}  # noqa: S608 (our own names)
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


@cache
def _tables() -> tuple[str, ...]:
    return tuple(name for name in SQLModel.metadata.tables if name not in toys())


CUSTOMER = "customer { id version }"
ADDRESSED = "customerAddress { id version }"


class Writes(RuleBasedStateMachine):
    """Random writes to customers and what belongs to them."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.world.examples += 1
        self.customers: list[str] = []
        self.addresses: dict[str, str] = {}

    def email(self, number: int) -> str:
        """Of few addresses, so that some are taken; each example has its own."""
        return f"person-{number % 4}-{self.world.examples}@example.com"

    def refuse(self, codes: set[str], name: str, shown: str, given: Any, viewer: Viewer = LIVE) -> None:
        before = self.world.raw()
        payload = self.world.act(name, shown, given, viewer)
        assert {error["code"] for error in payload["userErrors"]} == codes
        assert self.world.raw() == before

    def try_(self, name: str, shown: str, given: Any) -> Any:
        """An act that may be refused: then nothing has changed."""
        before = self.world.raw()
        payload = self.world.act(name, shown, given)
        if payload["userErrors"]:
            assert self.world.raw() == before
            return None
        return payload

    def customer(self, number: int) -> str:
        return self.customers[number % len(self.customers)]

    def address(self, number: int) -> str:
        return list(self.addresses)[number % len(self.addresses)]

    @rule(number=NUMBERS, given=PERSON)
    def create(self, number: int, given: dict[str, Any]) -> None:
        self.create_one(number, given)

    def create_one(self, number: int, given: dict[str, Any]) -> None:
        payload = self.try_("customerCreate", CUSTOMER, {"email": self.email(number), **given})
        if payload:
            assert payload["customer"]["version"] == 1
            self.customers.append(payload["customer"]["id"])

    @initialize(given=PERSON)
    def start(self, given: dict[str, Any]) -> None:
        self.create_one(0, given)

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, mail=st.none() | NUMBERS, given=PERSON)
    def update(self, number: int, mail: int | None, given: dict[str, Any]) -> None:
        new = {} if mail is None else {"email": self.email(mail)}
        self.try_("customerUpdate", CUSTOMER, {"id": self.customer(number), **new, **given})

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, tags=TAGS, act=st.sampled_from(["customerTagsAdd", "customerTagsRemove"]))
    def label(self, number: int, tags: list[str], act: str) -> None:
        self.try_(act, CUSTOMER, {"id": self.customer(number), "tags": tags})

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, given=ADDRESS)
    def create_address(self, number: int, given: dict[str, Any]) -> None:
        customer = self.customer(number)
        payload = self.try_("customerAddressCreate", ADDRESSED, {"customerId": customer, **given})
        if payload:
            self.addresses[payload["customerAddress"]["id"]] = customer

    @precondition(lambda self: self.addresses)
    @rule(number=NUMBERS, given=ADDRESS)
    def update_address(self, number: int, given: dict[str, Any]) -> None:
        self.try_("customerAddressUpdate", ADDRESSED, {"id": self.address(number), **given})

    @precondition(lambda self: self.addresses)
    @rule(number=NUMBERS)
    def set_primary_address(self, number: int) -> None:
        self.try_("customerAddressSetPrimary", ADDRESSED, {"id": self.address(number)})

    @precondition(lambda self: self.addresses)
    @rule(number=NUMBERS)
    def delete_address(self, number: int) -> None:
        key = self.address(number)
        if self.try_("customerAddressDelete", "deletedCustomerAddressId", {"id": key}):
            del self.addresses[key]

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS)
    def delete(self, number: int) -> None:
        key = self.customer(number)
        if self.try_("customerDelete", "deletedCustomerId", {"id": key}):
            self.customers.remove(key)
            self.addresses = {address: owner for address, owner in self.addresses.items() if owner != key}

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, version=st.sampled_from([0, 1000]))
    def update_with_a_wrong_version(self, number: int, version: int) -> None:
        given = {"id": self.customer(number), "notes": "never", "expectedVersion": version}
        self.refuse({"CONFLICT"}, "customerUpdate", CUSTOMER, given)

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS)
    def update_from_another_environment(self, number: int) -> None:
        given = {"id": self.customer(number), "notes": "never"}
        self.refuse({"NOT_FOUND"}, "customerUpdate", CUSTOMER, given, TEST)

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, given=INVALID)
    def update_with_invalid_values(self, number: int, given: dict[str, str]) -> None:
        before = self.world.raw()
        payload = self.world.act("customerUpdate", CUSTOMER, {"id": self.customer(number), **given})
        assert {error["field"][-1] for error in payload["userErrors"]} == set(given)
        assert self.world.raw() == before

    @precondition(lambda self: self.customers)
    @rule()
    def update_nobody(self) -> None:
        self.refuse({"NOT_FOUND"}, "customerUpdate", CUSTOMER, {"id": new_id("cus"), "notes": "never"})

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS)
    def take_an_email_address(self, number: int) -> None:
        key = self.customer(number)
        email = read_ledger(self.world.url).rows[key]["email"]
        self.refuse({"TAKEN"}, "customerCreate", CUSTOMER, {"email": email.upper()})

    def teardown(self) -> None:
        check_story(read_ledger(self.world.url))


@contextmanager
def _world(url: str, directory: Path) -> Iterator[World]:
    migrate(url)
    chosen = Settings(database_url=url, data_directory=directory)
    database = open_database(chosen)
    with asyncio.Runner() as runner:
        runner.run(database.open())
        try:
            yield World(url, runner, GraphQLPipeline(make_schema(), make_catalog(), database, chosen))
        finally:
            runner.run(database.close())


@pytest.mark.parametrize("kind", EXAMPLES)
def test_rows_are_what_their_events_add_up_to(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    with _world(url, tmp_path) as world:
        machine = type("WritesToOneWorld", (Writes,), {"world": world})
        run_state_machine_as_test(
            machine,
            settings=settings(
                deadline=None,
                derandomize=True,
                database=None,
                max_examples=EXAMPLES[kind],
                stateful_step_count=25,
                phases=[Phase.explicit, Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    # The examples are not all refusals, and not all of one kind.
    assert {"customerCreate", "customerUpdate", "customerAddressCreate"} <= set(world.done)
    assert {"CONFLICT", "NOT_FOUND"} <= set(world.refused)
    print(f"{kind}: done {world.done}, refused {world.refused}")

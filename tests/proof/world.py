"""One database that all examples of a test write to, through the gateway's own way of answering."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import hypothesis
import orjson
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import make_url
from sqlmodel import SQLModel

from gateway.app import make_catalog, make_schema
from gateway.database import Database, open_database
from gateway.settings import Settings
from gateway.sources.explaining.following import follow_act
from gateway.viewer import Environment, Role, Viewer
from gateway.web.operation import OperationRequest
from gateway.web.pipeline import GraphQLPipeline
from tests.databases import empty, migrate, toys
from tests.proof.ledger import check_story, read_ledger

LIVE = Viewer(Role.INTEGRATION, Environment.LIVE)
TEST = Viewer(Role.INTEGRATION, Environment.TEST)
STAFF = Viewer(Role.USER, Environment.LIVE, "usr_1", "app_1")


class World:
    """What was done in it, and what was refused."""

    def __init__(
        self,
        settings: Settings,
        runner: asyncio.Runner,
        database: Database,
        pipeline: GraphQLPipeline,
        beside: Any,
    ) -> None:
        self.settings = settings
        self.url = settings.database_url
        self.runner = runner
        self.database = database
        self.pipeline = pipeline
        self.beside = beside
        """A connection that only looks."""
        self.examples = 0
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}

    def choose(self, **chosen: Any) -> None:
        """Settings by which everything is done from now on."""
        self.settings = self.settings.model_copy(update=chosen)
        self.pipeline = _pipeline_of(self.database, self.settings)

    def empty(self) -> None:
        """As if nothing had been done."""
        empty(self.url)

    def raw(self) -> Any:
        """Every row of every table, or a digest of each table's."""
        if isinstance(self.beside, sqlite3.Connection):
            return _rows(self.beside)
        return self.runner.run(self.beside.fetch(_digest_of_all()))

    def ask(self, query: str, viewer: Viewer = LIVE, **variables: Any) -> Any:
        """The data of an operation that has no errors."""
        request = OperationRequest(query, variables=variables)
        answer = self.runner.run(self.pipeline.answer(request, viewer))
        body = orjson.loads(answer.body)
        assert "errors" not in body, body
        return body["data"]

    def act(self, name: str, shown: str, given: dict[str, Any], viewer: Viewer = LIVE) -> Any:
        kind = f"{name[0].upper()}{name[1:]}Input!"
        query = (
            f"mutation($input: {kind}) {{ {name}(input: $input) {{ {shown} userErrors {{ code field }} }} }}"
        )
        payload = self.ask(query, viewer, input=given)[name]
        for error in payload["userErrors"]:
            self.refused[error["code"]] = self.refused.get(error["code"], 0) + 1
        if not payload["userErrors"]:
            self.done[name] = self.done.get(name, 0) + 1
        return payload


def _rows(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in _tables()}  # noqa: S608 (our own names)
    return {name: sorted(found, key=repr) for name, found in rows.items()}


@cache
def _digest_of_all() -> str:
    one = """SELECT '{0}', md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM "{0}" t"""
    return " UNION ALL ".join(one.format(name) for name in _tables())


@cache
def _tables() -> tuple[str, ...]:
    return tuple(name for name in SQLModel.metadata.tables if name not in toys())


class Acts(RuleBasedStateMachine):
    """Random acts; when an example ends, rows and events must tell the same story."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.world.examples += 1
        self.customers: list[str] = []

    def customer(self, number: int) -> str:
        return self.customers[number % len(self.customers)]

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

    def teardown(self) -> None:
        check_story(read_ledger(self.world.url))


@contextmanager
def world_of(url: str, directory: Path, **chosen_otherwise: Any) -> Iterator[World]:
    migrate(url)
    chosen = Settings(database_url=url, data_directory=directory, **chosen_otherwise)
    database = open_database(chosen)
    with asyncio.Runner() as runner:
        runner.run(database.open())
        beside = _open_beside(url, runner)
        try:
            yield World(chosen, runner, database, _pipeline_of(database, chosen), beside)
        finally:
            if isinstance(beside, sqlite3.Connection):
                beside.close()
            else:
                runner.run(beside.close())
            runner.run(database.close())


def _pipeline_of(database: Database, settings: Settings) -> GraphQLPipeline:
    return GraphQLPipeline(make_schema(), make_catalog(), database, settings, follow_act)


def _open_beside(url: str, runner: asyncio.Runner) -> Any:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return sqlite3.connect(str(address.database))
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return runner.run(asyncpg.connect(plain))


def run_examples(machine: type[Acts], world: World, examples: int) -> None:
    """The same examples every time."""
    run_state_machine_as_test(
        type(f"{machine.__name__}OnOneWorld", (machine,), {"world": world}),
        settings=hypothesis.settings(
            deadline=None,
            report_multiple_bugs=False,
            derandomize=True,
            database=None,
            max_examples=examples,
            stateful_step_count=25,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )

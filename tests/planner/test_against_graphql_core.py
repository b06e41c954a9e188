"""The compiled way and graphql-core with ordinary resolvers give the same answers, on both databases."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from gateway.viewer import Viewer
from tests.planner.asking import CUSTOMER, FORMER, GUEST, SCHEMA, STAFF, TEST_STAFF, Asked, asking
from tests.planner.documents import Operation, operations
from tests.planner.ordinary import World, answer, ordinary_schema
from tests.planner.seal import SEAL
from tests.planner.toy_rows import crowd

ROWS = crowd()
ORDINARY = ordinary_schema()
MANY = 1_000_000
FREE = {
    "max_cost": MANY,
    "max_aliases": MANY,
    "max_document_bytes": MANY,
    "max_tokens": MANY,
    "max_fields": MANY,
    "max_variables": MANY,
    "max_fragments": MANY,
    "max_directives": MANY,
    "max_depth": 50,
}
"""The limits have tests of their own."""

profile = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

Ask = Callable[[Operation, Viewer], Any]


@contextmanager
def _asked(url: str) -> Iterator[Ask]:
    """A pipeline that lives as long as all examples of a test."""
    with asyncio.Runner() as runner:
        context = asking(url, **FREE)
        asked: Asked = runner.run(context.__aenter__())
        try:
            yield lambda operation, viewer: runner.run(
                asked.data(operation.query, operation.variables, viewer)
            )
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def ask_sqlite(crowded_sqlite: str) -> Iterator[Ask]:
    with _asked(crowded_sqlite) as ask:
        yield ask


@pytest.fixture(scope="module")
def ask_postgresql(crowded_postgres: str) -> Iterator[Ask]:
    with _asked(crowded_postgres) as ask:
        yield ask


def _readable(value: Any) -> Any:
    """Cursors are the same when they say the same, however their JSON is spaced; the seal of each is whole."""
    if isinstance(value, dict):
        return {key: _readable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_readable(each) for each in value]
    if isinstance(value, str) and value.startswith("5b22"):
        return json.loads(SEAL.open(value))
    return value


def check(ask: Ask, operation: Operation, viewer: Viewer) -> None:
    """Both answers are the same text, so that the order of the keys counts."""
    expected = answer(ORDINARY, World(ROWS, viewer), operation.query, operation.variables)
    given = ask(operation, viewer)
    assert json.dumps(_readable(given), indent=1) == json.dumps(_readable(expected), indent=1)


def valid(operation: Operation) -> bool:
    return not validate(SCHEMA.core, parse(operation.query))


@settings(profile, max_examples=200)
@given(operation=operations(ORDINARY, ROWS), viewer=st.sampled_from([STAFF, STAFF, TEST_STAFF]))
def test_staff_on_sqlite(ask_sqlite: Ask, operation: Operation, viewer: Viewer) -> None:
    assume(valid(operation))
    check(ask_sqlite, operation, viewer)


@settings(profile, max_examples=70)
@given(
    operation=operations(ORDINARY, ROWS, for_staff=False),
    viewer=st.sampled_from([CUSTOMER, FORMER, GUEST]),
)
def test_others_on_sqlite(ask_sqlite: Ask, operation: Operation, viewer: Viewer) -> None:
    assume(valid(operation))
    check(ask_sqlite, operation, viewer)


@settings(profile, max_examples=70)
@given(
    operation=operations(ORDINARY, ROWS, for_staff=False),
    viewer=st.sampled_from([STAFF, STAFF, TEST_STAFF, CUSTOMER, FORMER]),
)
def test_everyone_on_postgresql(ask_postgresql: Ask, operation: Operation, viewer: Viewer) -> None:
    assume(valid(operation))
    check(ask_postgresql, operation, viewer)

"""What becomes of a document for each kind of viewer, without a database: allowed, or the code of the refusal."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from gateway.app import make_catalog, make_schema
from gateway.database import open_database
from gateway.errors import RequestError
from gateway.planner import roots
from gateway.planner.arguments import Variables
from gateway.planner.write_sql import Statement
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.compiler import Compiled
from gateway.web.operation import OperationRequest
from gateway.web.pipeline import GraphQLPipeline
from gateway.web.steps import Refused
from gateway.web.variables import NO_VARIABLES

OWN = "cus_00000000000000000000000001"

VIEWERS = {
    role.value: Viewer(
        role,
        Environment.LIVE,
        owner_id=OWN if role is Role.CUSTOMER else None,
        market_ids=("mkt_1",),
        stock_location_ids=("stl_1",),
    )
    for role in Role
}
STAFF = {"integration", "user", "webapp", "open"}
OTHERS = {"customer", "guest"}
ALLOWED = "allowed"


class Reached(RequestError):
    """The database was asked to write: nothing before it refused."""

    code = "REACHED"


def make_pipeline() -> GraphQLPipeline:
    """The product's own, before a database that nobody opens."""
    settings = Settings(
        database_url="sqlite+aiosqlite:///nowhere.db",
        max_cost=10**9,
        max_depth=100,
        max_aliases=1000,
        max_fields=10**6,
    )
    database = open_database(settings)

    async def write(work: Callable[..., Any], show: Callable[..., str]) -> str:
        raise Reached("The act begins.")

    setattr(database, "write", write)  # noqa: B010 (a method is not assigned to)
    return GraphQLPipeline(make_schema(), make_catalog(), database, settings)


@contextmanager
def unwritten() -> Iterator[None]:
    """Plans are made and restricted; no SQL is written of them, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roots, "write_sql", lambda *_: Statement("", ()))
        yield


def compile_query(pipeline: GraphQLPipeline, query: str) -> Compiled:
    """A document that is valid; else the test is wrong."""
    try:
        return pipeline.compiler.compile(OperationRequest(query))
    except Exception as error:
        told = getattr(error, "errors", error)
        raise AssertionError(f"{query}: {told}") from error


def outcome_of(pipeline: GraphQLPipeline, compiled: Compiled, viewer: Viewer) -> str:
    """`allowed`, or the code of what refuses the document's only field."""
    try:
        steps = pipeline.plans.plan(compiled, Variables(NO_VARIABLES, compiled.types), viewer)
    except RequestError as error:
        return error.code
    refused = [step.does.error.code for step in steps if isinstance(step.does, Refused)]
    return refused[0] if refused else ALLOWED


def perform(pipeline: GraphQLPipeline, name: str, given: dict[str, Any], viewer: Viewer) -> str:
    """`allowed` when the database was reached; else the code of the error, or `code path` of the user errors."""
    kind = pipeline.schema.core.mutation_type.fields[name].args["input"].type  # type: ignore[union-attr]
    query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code field }} }} }}"
    answer = _run(pipeline.answer(OperationRequest(query, None, {"input": given}), viewer))
    body = orjson.loads(answer.body)
    if body.get("errors"):
        code = str(body["errors"][0]["extensions"]["code"])
        return ALLOWED if code == Reached.code else f"{code} {body['errors'][0]['message']}"
    errors = body["data"][name]["userErrors"]
    return "; ".join(f"{error['code']} {'.'.join(error['field'])}" for error in errors)


def _run(answering: Awaitable[Any]) -> Any:
    async def run() -> Any:
        return await answering

    return asyncio.run(run())

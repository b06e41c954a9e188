"""Acts on a real database without a network: what was refused, and why; done, or done and undone."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from gateway.app import make_catalog, make_schema
from gateway.database import Database, Transaction, open_database
from gateway.domain.customers import passwords
from gateway.settings import Settings
from gateway.sources.explaining.following import follow_act
from gateway.viewer import Environment, Role, Viewer
from gateway.web.operation import OperationRequest
from gateway.web.pipeline import GraphQLPipeline
from tests.viewers.decisions import input_of

STAFF = Viewer(Role.INTEGRATION, Environment.LIVE, owner_id="usr_1")
"""Who may do every act: an integration that carries a user."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason why an act was not done: a user error, or one of the request."""

    code: str
    message: str
    field: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acting:
    """The product's own pipeline before a database."""

    runner: asyncio.Runner
    database: Database
    pipeline: GraphQLPipeline
    request_id: bytes | None = None
    """What the caller calls its requests."""

    def act(self, name: str, given: Any, viewer: Viewer = STAFF) -> tuple[Refused, ...]:
        """Does an act; why it was refused, or nothing."""
        return self.ask(name, "__typename", given, viewer)[1]

    def ask(
        self, name: str, shown: str, given: Any, viewer: Viewer = STAFF
    ) -> tuple[Any, tuple[Refused, ...]]:
        """The payload as well."""
        return self.runner.run(self._ask(name, shown, given, viewer))

    def act_on_each(
        self, name: str, inputs: Sequence[Any], viewer: Viewer = STAFF
    ) -> list[tuple[Refused, ...]]:
        """The same act on several inputs. On SQLite they go to its writer together, which saves most of the time."""

        async def together() -> list[tuple[Refused, ...]]:
            asked = [self._ask(name, "__typename", given, viewer) for given in inputs]
            return [refused for _, refused in await asyncio.gather(*asked)]

        if self.database.dialect_name == "sqlite":
            return self.runner.run(together())
        return [self.act(name, given, viewer) for given in inputs]

    async def _ask(
        self, name: str, shown: str, given: Any, viewer: Viewer
    ) -> tuple[Any, tuple[Refused, ...]]:
        query = (
            f"mutation($input: {input_of(name).name}!) {{ {name}(input: $input) "
            f"{{ {shown} userErrors {{ code message field }} }} }}"
        )
        request = OperationRequest(query, variables={"input": given}, request_id=self.request_id)
        body = orjson.loads((await self.pipeline.answer(request, viewer)).body)
        errors = [(each["extensions"]["code"], each["message"], ()) for each in body.get("errors", ())]
        payload = (body.get("data") or {}).get(name)
        refused = [
            (each["code"], each["message"], tuple(each["field"] or ()))
            for each in (payload or {}).get("userErrors", ())
        ]
        return payload, tuple(Refused(*each) for each in (*errors, *refused))


@contextmanager
def acting(settings: Settings, *, is_undone: bool = False) -> Iterator[Acting]:
    """Acts until the block ends. When they are undone each finds the database as it was."""
    database = open_database(settings)
    with asyncio.Runner() as runner, pytest.MonkeyPatch.context() as patch:
        runner.run(database.open())
        if is_undone:
            patch.setattr(database, "write", _undoing(database))
            # Nobody will ever sign in with what is undone: a hash that costs next to nothing will do.
            patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        schema, catalog = make_schema(), make_catalog()
        try:
            yield Acting(runner, database, GraphQLPipeline(schema, catalog, database, settings, follow_act))
        finally:
            runner.run(database.close())


class _Undone(Exception):
    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def _undoing(database: Database) -> Callable[..., Any]:
    write = database.write

    async def write_and_undo(work: Callable[..., Any], show: Callable[..., Any] | None = None) -> Any:
        def whole(transaction: Transaction) -> None:
            result = work(transaction)
            answer = show(transaction, result) if show else result
            # Changes that are sent late are sent before anything is read: what the database refuses is seen.
            transaction.select("see what was sent", lambda: select(text("1")), {})
            raise _Undone(answer)

        try:
            return await write(whole)
        except _Undone as undone:
            return undone.answer

    return write_and_undo

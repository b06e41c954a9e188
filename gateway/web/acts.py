"""A mutation's field → what is done in one transaction, and the payload that is shown of it."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
from graphql.execution.values import get_argument_values

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.errors import Forbidden, Rejected, UserError
from gateway.events.act import Act
from gateway.identifier import new_id
from gateway.planner.bind import Bindings
from gateway.planner.catalog import Catalog
from gateway.planner.roots import Read
from gateway.schema.build import Schema
from gateway.schema.payloads import Mutation, Outcome, error_path, run_once
from gateway.settings import Settings
from gateway.viewer import Role, Viewer
from gateway.web.aliases import Resolver
from gateway.web.operation import OperationRequest
from gateway.web.steps import Errors, Fixed, Perform, Plain

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/=+-]{1,128}")

Follow = Callable[[Act], None]
"""What is done after each act that was not refused, in its transaction."""


class Acts:
    """Does what mutations ask for."""

    def __init__(
        self,
        schema: Schema,
        catalog: Catalog,
        database: Database,
        settings: Settings,
        follow: Follow | None,
    ) -> None:
        self.schema = schema
        self.catalog = catalog
        self.database = database
        self.settings = settings
        self.follow = follow

    async def perform(self, step: Perform, bindings: Bindings, request: OperationRequest) -> str:
        """Does it, and answers with the payload that is asked for.

        Raises:
            RequestError: it is not for this viewer, or its payload cannot be shown.
        """
        clock = asyncio.get_running_loop().time
        earliest = clock() + step.mutation.answers_after
        try:
            return await self._perform(step, bindings, request)
        finally:
            if earliest > clock():
                await asyncio.sleep(earliest - clock())

    async def _perform(self, step: Perform, bindings: Bindings, request: OperationRequest) -> str:
        mutation, viewer = step.mutation, bindings.viewer
        if viewer.role not in mutation.roles:
            raise Forbidden(f"{mutation.name} is not for this viewer.")
        field_: Any = self.schema.core.mutation_type.fields[mutation.name]  # type: ignore[union-attr]
        sent = get_argument_values(field_, step.node, bindings.variables)["input"]

        def show(transaction: Transaction, outcome: Outcome) -> str:
            refused = outcome.errors
            return write_payload(step, outcome, refused, None if refused else transaction, bindings)

        check_payload(step, bindings)
        try:
            given = mutation.read_input(sent, viewer)
            if mutation.prepare is not None:
                given = await mutation.prepare(given)
            key = sent.get("idempotencyKey")
            request_id = _request_id(request.request_id)

            def work(transaction: Transaction) -> Outcome:
                caller, meant = self._resolve(transaction, mutation, viewer, given)
                act = Act(transaction, caller, self.settings, request_id, key)
                outcome = run_once(mutation, act, sent, meant)
                if self.follow is not None:
                    self.follow(act)
                return outcome

            if mutation.is_pretended:
                return await self.database.pretend(lambda transaction: show(transaction, work(transaction)))
            return await self.database.write(work, show)
        except Rejected as rejected:
            return write_payload(step, Outcome(), rejected.errors, None, bindings)
        except ConstraintViolated as violated:
            error = mutation.taken.get(violated.constraint)
            if error is None:
                raise
            return write_payload(step, Outcome(), (error,), None, bindings)

    def _resolve(
        self, transaction: Transaction, mutation: Mutation, viewer: Viewer, given: Any
    ) -> tuple[Viewer, Any]:
        """The viewer and the input with the ids that are meant: of what is part of another now, the other's."""
        aliases = Resolver(transaction, self.catalog)
        if viewer.role is Role.CUSTOMER and viewer.owner_id:
            viewer = replace(viewer, owner_id=aliases.now_of(viewer.owner_id))
        return viewer, aliases.resolved(given) if mutation.resolves_ids else given


def _request_id(sent: bytes | None) -> str:
    """The caller's id of the request when it is one that logs and events can carry, else a new one."""
    if sent is not None and _REQUEST_ID.fullmatch(sent):
        return sent.decode("ascii")
    return new_id("req")


def check_payload(act: Perform, bindings: Bindings) -> None:
    """Refuses what cannot be shown, such as a page behind a forged cursor, before anything is done."""
    for _, part in act.payload:
        if isinstance(part, Read):
            part.bind(replace(bindings, outcome=_NOT_YET))


_NOT_YET = defaultdict[str, str](str)
"""Stands for the ids of objects that an act will leave behind."""


def write_payload(
    act: Perform,
    outcome: Outcome,
    errors: tuple[UserError, ...],
    transaction: Transaction | None,
    bindings: Bindings,
) -> str:
    """What is shown of an act; without a transaction there is no object to show."""
    shown = replace(bindings, outcome=outcome.objects)
    parts = []
    for key, part in act.payload:
        text: str | None = None
        if isinstance(part, Fixed):
            text = part.text
        elif isinstance(part, Errors):
            text = orjson.dumps([_error(part, error) for error in errors]).decode()
        elif isinstance(part, Plain):
            text = orjson.dumps(outcome.values.get(part.name)).decode()
        elif transaction is not None:
            text = transaction.read(part.sql, part.bind(shown))
            text = part.telling(text, shown) if text and part.telling else text
        parts.append(f'"{key}":{text or "null"}')
    return f"{{{','.join(parts)}}}"


def _error(shown: Errors, error: UserError) -> dict[str, Any]:
    values = {"message": error.message, "field": error_path(error), "code": error.code.value}
    return {key: values[part] if isinstance(part, str) else "InputError" for key, part in shown.entries}

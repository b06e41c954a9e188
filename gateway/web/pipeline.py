"""One operation, from its text to its answer.

parse → limits → validate            `compiler`: once for each document and operation name
coerce variables → cost              `variables`: for every request that has some
plan                                 `plans`: once for each shape of variables and kind of viewer
bind → run → write bytes             here and in `acts`: for every request
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

from graphql import GraphQLError, OperationType

from gateway.database import Database
from gateway.errors import RequestError
from gateway.planner.bind import Bindings
from gateway.planner.catalog import Catalog
from gateway.planner.dialects import DIALECTS
from gateway.planner.marks import BEGIN
from gateway.planner.roots import Read, read_past
from gateway.planner.telling import Telling
from gateway.schema.build import Schema
from gateway.settings import Settings
from gateway.viewer import Viewer
from gateway.web.acts import Acts, Follow
from gateway.web.compiler import Compiler
from gateway.web.failures import Failures, Invalid
from gateway.web.introspection import answer_introspection
from gateway.web.operation import Answer, OperationRequest
from gateway.web.plans import Plans
from gateway.web.steps import Fixed, Introspect, Refused, Step
from gateway.web.variables import read_variables

MOST_TOLD_AT_ONCE = 25
"""More values than these are told beside the event loop."""
_BEGIN = chr(BEGIN)


class GraphQLPipeline:
    """Runs operations against one schema and one database."""

    def __init__(
        self,
        schema: Schema,
        catalog: Catalog,
        database: Database,
        settings: Settings,
        follow: Follow | None = None,
    ) -> None:
        self.schema = schema
        self.catalog = catalog
        self.database = database
        self.settings = settings
        self.failures = Failures(settings)
        self.compiler = Compiler(schema.core, settings)
        self.plans = Plans(schema, catalog, DIALECTS[database.dialect_name])
        self.acts = Acts(schema, catalog, database, settings, follow)

    async def answer(self, request: OperationRequest, viewer: Viewer) -> Answer:
        try:
            compiled = self.compiler.compiled(request)
            if request.read_only and compiled.operation.operation is not OperationType.QUERY:
                return self.failures.not_allowed_over_get()
            variables = read_variables(compiled, request, self.schema.core, self.settings)
            steps = self.plans.steps(compiled, variables, viewer)
        except (RequestError, GraphQLError) as error:
            return self.failures.request_error([error])
        except Invalid as invalid:
            return self.failures.request_error(invalid.errors)
        bindings = Bindings(viewer, variables.coerced, seal=self.database.seal)
        if len(steps) == 1 and isinstance(steps[0].does, Read):
            return await self.single(steps[0], steps[0].does, bindings)
        if len(steps) == 1 and isinstance(steps[0].does, Introspect):
            return await self.introspected(steps, steps[0].does, bindings, request)
        return await self.several(steps, bindings, request)

    async def single(self, step: Step, read: Read, bindings: Bindings) -> Answer:
        try:
            text = await self.fetch(read, bindings)
        except Exception as error:  # noqa: BLE001 (whatever it is, the answer is a GraphQL error)
            return self.failures.field_errors({} if step.nullable else None, [(error, step.key)], [step.key])
        return Answer(f'{{"data":{{"{step.key}":{text or "null"}}}}}'.encode(), has_data=True)

    def fetch(self, read: Read, bindings: Bindings) -> Awaitable[str | None]:
        if read.telling is not None:
            return self.told(replace(read, telling=None), read.telling, bindings)
        if read.past is None:
            return self.database.read(read.sql, read.bind(bindings))
        return self.database.pretend(read_past(read, read.past, bindings))

    async def told(self, read: Read, telling: Telling, bindings: Bindings) -> str | None:
        text = await self.fetch(read, bindings)
        if text is None or text.count(_BEGIN) <= MOST_TOLD_AT_ONCE:
            return text and telling(text, bindings)
        # Each is told in a part of a millisecond; hundreds would keep everybody waiting.
        return await asyncio.to_thread(telling, text, bindings)

    async def several(self, steps: tuple[Step, ...], bindings: Bindings, request: OperationRequest) -> Answer:
        """Root fields one after the other: of a mutation that is the rule, of a query it is as good as any order."""
        texts: dict[str, str] = {}
        errors: list[tuple[Exception, str]] = []
        is_lost = False
        for step in steps:
            try:
                texts[step.key] = await self.run(step, bindings, request)
            except Exception as error:  # noqa: BLE001 (whatever it is, the answer is a GraphQL error)
                errors.append((error, step.key))
                texts[step.key] = "null"
                is_lost = is_lost or not step.nullable
        if errors:
            return self.failures.field_errors(None if is_lost else texts, errors, list(texts))
        data = ",".join(f'"{key}":{text}' for key, text in texts.items())
        return Answer(f'{{"data":{{{data}}}}}'.encode(), has_data=True)

    async def run(self, step: Step, bindings: Bindings, request: OperationRequest) -> str:
        does = step.does
        if isinstance(does, Read):
            return await self.fetch(does, bindings) or "null"
        if isinstance(does, Fixed):
            return does.text
        if isinstance(does, Refused):
            raise does.error.with_traceback(None)
        if isinstance(does, Introspect):
            return answer_introspection(does, request, self.schema.core)
        return await self.acts.perform(does, bindings, request)

    async def introspected(
        self, steps: tuple[Step, ...], does: Introspect, bindings: Bindings, request: OperationRequest
    ) -> Answer:
        """The whole schema is half a megabyte: it is put together once."""
        if does.answers:
            return does.answers[0]
        answer = await self.several(steps, bindings, request)
        if answer.has_data and does.known:
            does.answers.append(answer)
            does.known.clear()
        return answer

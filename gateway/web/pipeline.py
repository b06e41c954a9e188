"""One operation, from its text to its answer.

parse → limits → validate            once for each document and operation name: `Compiled`
coerce variables → cost → plan       once for each shape of variables and kind of viewer: steps
bind → run → write bytes             for every request
"""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNonNull,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Undefined,
    VariableNode,
    Visitor,
    coerce_input_value,
    execute,
    validate,
    visit,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    get_variable_values,
)

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.errors import (
    BadUserInput,
    Forbidden,
    LimitExceeded,
    Rejected,
    RequestError,
    Unauthenticated,
    UserError,
)
from gateway.events.act import Act
from gateway.identifier import new_id
from gateway.planner.arguments import Variables
from gateway.planner.bind import Bindings
from gateway.planner.catalog import Catalog
from gateway.planner.dialects import DIALECTS
from gateway.planner.read_selection import Reading, name_of
from gateway.planner.restrict import scope_of
from gateway.planner.roots import Read, Roots, plan_read, read_outcome, read_past
from gateway.planner.telling import Telling
from gateway.schema.build import Schema
from gateway.schema.payloads import Mutation, Outcome, error_path, run_once
from gateway.settings import Settings
from gateway.viewer import Role, Viewer
from gateway.web.aliases import Resolver
from gateway.web.failures import Failures
from gateway.web.limits import Analysis, analyse, check_cost, check_variables, parse_document
from gateway.web.operation import Answer, OperationRequest

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")

_DOCUMENTS = 1000
_PLANS_OF_A_DOCUMENT = 64


class Recent(Generic[Key, Item]):
    """The items used last, at most so many."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: OrderedDict[Key, Item] = OrderedDict()

    def get(self, key: Key) -> Item | None:
        item = self._items.get(key)
        if item is not None:
            self._items.move_to_end(key)
        return item

    def put(self, key: Key, item: Item) -> None:
        self._items[key] = item
        if len(self._items) > self._size:
            self._items.popitem(last=False)

    def __len__(self) -> int:
        return len(self._items)


# ── Steps: what is done for a root field ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text that is known already: `__typename`."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A field that this viewer may not ask for, or not so; the other fields are answered."""

    error: RequestError


@dataclass(frozen=True, slots=True)
class Introspect:
    """A question about the schema itself, answered by graphql-core; once, when no variable is in it."""

    key: str
    document: DocumentNode
    has_variables: bool
    known: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    """The finished answer of an operation that asks for nothing else."""


@dataclass(frozen=True, slots=True)
class Perform:
    """A mutation: its arguments, and what of its payload is asked for."""

    mutation: Mutation
    node: FieldNode
    payload: tuple[tuple[str, "Read | Fixed | Errors | Plain"], ...]


@dataclass(frozen=True, slots=True)
class Errors:
    """The payload's `userErrors`: response keys → message, field, code or a fixed text."""

    entries: tuple[tuple[str, str | Fixed], ...]


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain value of the payload."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    nullable: bool
    does: Read | Refused | Fixed | Introspect | Perform


@dataclass(eq=False, slots=True)
class Compiled:
    """An operation that has passed every check that does not depend on a request's values."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    types: Mapping[str, GraphQLInputType]
    signatures: tuple[GraphQLVariableSignature, ...]
    analysis: Analysis
    plans: Recent[Hashable, tuple[Step, ...]]


_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/=+-]{1,128}")
_NO_VARIABLES = VariableValues({}, {})
_FOR_NOBODY = frozenset({"__typename", "__schema", "__type", "viewer"})
"""Fields of the root that are answered without a token."""


class GraphQLPipeline:
    """Runs operations against one schema and one database."""

    def __init__(
        self,
        schema: Schema,
        catalog: Catalog,
        database: Database,
        settings: Settings,
        follow: Callable[[Act], None] | None = None,
    ) -> None:
        self.schema = schema
        self.follow = follow
        """What is done after each act that was not refused, in its transaction."""
        self.catalog = catalog
        self.database = database
        self.settings = settings
        self.failures = Failures(settings)
        self.roots = Roots(catalog, schema.core)
        self.dialect = DIALECTS[database.dialect_name]
        self.documents: Recent[tuple[str, str | None], Compiled] = Recent(_DOCUMENTS)

    async def answer(self, request: OperationRequest, viewer: Viewer) -> Answer:
        try:
            compiled = self.compiled(request)
            if request.read_only and compiled.operation.operation is not OperationType.QUERY:
                return self.failures.not_allowed_over_get()
            variables = self.variables(compiled, request)
            steps = self.steps(compiled, variables, viewer)
        except (RequestError, GraphQLError) as error:
            return self.failures.request_error([error])
        except _Invalid as invalid:
            return self.failures.request_error(invalid.errors)
        bindings = Bindings(viewer, variables.coerced)
        if len(steps) == 1 and isinstance(steps[0].does, Read):
            return await self.single(steps[0], steps[0].does, bindings)
        if len(steps) == 1 and isinstance(steps[0].does, Introspect):
            return await self.introspected(steps, steps[0].does, bindings, request)
        return await self.several(steps, bindings, request)

    # ── Compiling ──────────────────────────────────────────────────────────────────────────────────────────

    def compiled(self, request: OperationRequest) -> Compiled:
        key = (request.query, request.operation_name)
        known = self.documents.get(key)
        if known is None:
            known = self.compile(request)
            self.documents.put(key, known)
        return known

    def compile(self, request: OperationRequest) -> Compiled:
        document = parse_document(request.query, self.settings)
        analysis = analyse(document, request.operation_name, self.schema.core, self.settings)
        check_cost(analysis, request.variables or {}, self.settings)
        errors = validate(self.schema.core, document, max_errors=self.settings.max_errors)
        if errors:
            raise _Invalid(errors)
        operation = _operation(document, request.operation_name)
        fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        found = [
            get_variable_signature(self.schema.core, each) for each in operation.variable_definitions or ()
        ]
        signatures = tuple(each for each in found if isinstance(each, GraphQLVariableSignature))
        types = {each.name: each.type for each in signatures}
        return Compiled(operation, fragments, types, signatures, analysis, Recent(_PLANS_OF_A_DOCUMENT))

    def variables(self, compiled: Compiled, request: OperationRequest) -> Variables:
        if not compiled.types:
            return Variables(_NO_VARIABLES, compiled.types)
        given = request.variables or {}
        check_variables(given, self.settings)
        check_cost(compiled.analysis, given, self.settings)
        known = _coerce(compiled.signatures, given)
        if known is not None:
            return Variables(known, compiled.types)
        coerced = get_variable_values(
            self.schema.core,
            compiled.operation.variable_definitions or (),
            dict(given),
            max_errors=self.settings.max_errors,
            hide_suggestions=not self.settings.development,
        )
        if isinstance(coerced, list):
            raise _Invalid(coerced, code=BadUserInput.code)
        return Variables(coerced, compiled.types)

    def steps(self, compiled: Compiled, variables: Variables, viewer: Viewer) -> tuple[Step, ...]:
        key = (scope_of(viewer), variables.shape(self.catalog.by_prefix))
        steps = compiled.plans.get(key)
        if steps is None:
            steps = self.plan(compiled, variables, viewer)
            compiled.plans.put(key, steps)
        return steps

    def plan(self, compiled: Compiled, variables: Variables, viewer: Viewer) -> tuple[Step, ...]:
        reading = Reading(self.schema.core, self.catalog, compiled.fragments, variables)
        kind = compiled.operation.operation
        if kind is OperationType.SUBSCRIPTION:
            raise BadUserInput("Subscriptions are not offered.")
        root = "Query" if kind is OperationType.QUERY else "Mutation"
        whole = FieldNode(name=compiled.operation.name, selection_set=compiled.operation.selection_set)  # type: ignore[arg-type]
        fields = reading.collect(root, (whole,))
        if viewer.role is Role.NOBODY and any(name_of(nodes) not in _FOR_NOBODY for nodes in fields.values()):
            raise Unauthenticated("This needs a token: `Authorization: Bearer …`.")
        return tuple(self.step(compiled, reading, root, key, nodes, viewer) for key, nodes in fields.items())

    def step(
        self,
        compiled: Compiled,
        reading: Reading,
        root: str,
        key: str,
        nodes: tuple[FieldNode, ...],
        viewer: Viewer,
    ) -> Step:
        name = name_of(nodes)
        if name == "__typename":
            return Step(key, nullable=False, does=Fixed(f'"{root}"'))
        if name.startswith("__"):
            return Step(key, nullable=name == "__type", does=_introspect(compiled, key, nodes))
        type_: Any = self.schema.core.get_type(root)
        nullable = not isinstance(type_.fields[name].type, GraphQLNonNull)
        if root == "Query":
            return Step(key, nullable, self.read(reading, nodes, viewer))
        return Step(key, nullable, self.act(reading, nodes, viewer))

    def read(self, reading: Reading, nodes: tuple[FieldNode, ...], viewer: Viewer) -> Read | Refused:
        try:
            return plan_read(self.roots.read(reading, nodes), viewer, self.dialect)
        except RequestError as error:
            return Refused(error)

    def act(self, reading: Reading, nodes: tuple[FieldNode, ...], viewer: Viewer) -> Perform:
        mutation = self.schema.mutations[name_of(nodes)]
        payload: list[tuple[str, Read | Fixed | Errors | Plain]] = []
        for key, below in reading.collect(mutation.payload, nodes).items():
            name = name_of(below)
            if name == "__typename":
                payload.append((key, Fixed(f'"{mutation.payload}"')))
            elif name == "userErrors":
                shown = reading.collect("InputError", below).items()
                payload.append((key, Errors(tuple((part, _error_part(name_of(of))) for part, of in shown))))
            elif name in mutation.values:
                payload.append((key, Plain(name)))
            else:
                type_ = self.catalog.types[mutation.objects[name][0]]
                plan = read_outcome(reading, name, type_, below)
                payload.append((key, plan_read(plan, viewer, self.dialect)))
        return Perform(mutation, nodes[0], tuple(payload))

    # ── Running ────────────────────────────────────────────────────────────────────────────────────────────

    async def single(self, step: Step, read: Read, bindings: Bindings) -> Answer:
        try:
            text = await self.fetch(read, bindings)
        except Exception as error:  # noqa: BLE001 (whatever it is, the answer is a GraphQL error)
            return self.failures.field_errors({} if step.nullable else None, [(error, step.key)], [step.key])
        return self.finish(f'{{"data":{{"{step.key}":{text or "null"}}}}}')

    def fetch(self, read: Read, bindings: Bindings) -> Awaitable[str | None]:
        if read.telling is not None:
            return self.told(replace(read, telling=None), read.telling, bindings)
        if read.past is None:
            return self.database.read(read.sql, read.bind(bindings))
        return self.database.pretend(read_past(read, read.past, bindings))

    async def told(self, read: Read, telling: Telling, bindings: Bindings) -> str | None:
        text = await self.fetch(read, bindings)
        return text and telling(text, bindings)

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
        return self.finish(
            f'{{"data":{{{",".join(f"{_quoted(key)}:{text}" for key, text in texts.items())}}}}}'
        )

    async def run(self, step: Step, bindings: Bindings, request: OperationRequest) -> str:
        does = step.does
        if isinstance(does, Read):
            return await self.fetch(does, bindings) or "null"
        if isinstance(does, Fixed):
            return does.text
        if isinstance(does, Refused):
            raise does.error.with_traceback(None)
        if isinstance(does, Introspect):
            return self.introspect(does, request)
        return await self.perform(does, bindings, request)

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

    def introspect(self, step: Introspect, request: OperationRequest) -> str:
        if step.key not in step.known:
            variables = dict(request.variables or {})
            result: Any = execute(self.schema.core, step.document, variable_values=variables)
            if result.errors:
                raise result.errors[0]
            text = orjson.dumps(result.data[step.key]).decode()
            if step.has_variables:
                return text
            step.known[step.key] = text
        return step.known[step.key]

    async def perform(self, step: Perform, bindings: Bindings, request: OperationRequest) -> str:
        mutation, viewer = step.mutation, bindings.viewer
        if viewer.role not in mutation.roles:
            raise Forbidden(f"{mutation.name} is not for this viewer.")
        field_: Any = self.schema.core.mutation_type.fields[mutation.name]  # type: ignore[union-attr]
        sent = get_argument_values(field_, step.node, bindings.variables)["input"]

        def show(transaction: Transaction, outcome: Outcome) -> str:
            refused = outcome.errors
            return _payload(step, outcome, refused, None if refused else transaction, bindings)

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
            return _payload(step, Outcome(), rejected.errors, None, bindings)
        except ConstraintViolated as violated:
            error = mutation.taken.get(violated.constraint)
            if error is None:
                raise
            return _payload(step, Outcome(), (error,), None, bindings)

    def _resolve(
        self, transaction: Transaction, mutation: Mutation, viewer: Viewer, given: Any
    ) -> tuple[Viewer, Any]:
        """The viewer and the input with the ids that are meant: of what is part of another now, the other's."""
        aliases = Resolver(transaction, self.catalog)
        if viewer.role is Role.CUSTOMER and viewer.owner_id:
            viewer = replace(viewer, owner_id=aliases.now_of(viewer.owner_id))
        return viewer, aliases.resolved(given) if mutation.resolves_ids else given

    def finish(self, text: str) -> Answer:
        body = text.encode()
        if len(body) > self.settings.max_response_bytes:
            maximum = self.settings.max_response_bytes
            error = LimitExceeded(
                f"The answer has {len(body)} bytes; at most {maximum} are sent. Ask for smaller pages.",
                limit="max_response_bytes",
                maximum=maximum,
                actual=len(body),
            )
            return self.failures.request_error([error])
        return Answer(body, has_data=True)


def _request_id(sent: bytes | None) -> str:
    """The caller's id of the request when it is one that logs and events can carry, else a new one."""
    if sent is not None and _REQUEST_ID.fullmatch(sent):
        return sent.decode("ascii")
    return new_id("req")


class _Invalid(Exception):
    def __init__(self, errors: list[GraphQLError], code: str = "GRAPHQL_VALIDATION_FAILED") -> None:
        super().__init__(code)
        for error in errors:
            error.extensions = {"code": code, **(error.extensions or {})}
        self.errors = errors


def _coerce(
    signatures: tuple[GraphQLVariableSignature, ...], given: Mapping[str, Any]
) -> VariableValues | None:
    """The variables of a request where nothing is wrong with them and no default is needed, as in nearly all requests.

    graphql-core reads the declarations anew each time; here they are known. It says what is wrong when this gives None.
    """
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for signature in signatures:
        name = signature.name
        if name not in given:
            if signature.default is not None or isinstance(signature.type, GraphQLNonNull):
                return None
            sources[name] = VariableValueSource(signature)
            continue
        value = coerce_input_value(given[name], signature.type)
        if value is Undefined:
            return None
        sources[name] = VariableValueSource(signature, given[name])
        coerced[name] = value
    return VariableValues(sources, coerced)


def _payload(
    act: Perform,
    outcome: Outcome,
    errors: tuple[UserError, ...],
    transaction: Transaction | None,
    bindings: Bindings,
) -> str:
    """What is shown of an act; without a transaction there is no object to show."""
    shown = Bindings(bindings.viewer, bindings.variables, outcome.objects)
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


def _error_part(name: str) -> str | Fixed:
    return Fixed('"InputError"') if name == "__typename" else name


def _quoted(key: str) -> str:
    return f'"{key}"'


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if not operations:
        raise BadUserInput("The document has no operation.")
    if name is not None and not chosen:
        raise BadUserInput(f"The document has no operation named {name!r}.")
    if len(chosen) > 1:
        raise BadUserInput("The document has several operations; operationName must name one of them.")
    return chosen[0]


def _introspect(compiled: Compiled, key: str, nodes: tuple[FieldNode, ...]) -> Introspect:
    whole = compiled.operation
    alone = OperationDefinitionNode(
        operation=whole.operation,
        name=whole.name,
        variable_definitions=whole.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=nodes),
    )
    finder = _VariableFinder()
    for node in (*nodes, *compiled.fragments.values()):
        visit(node, finder)
    return Introspect(key, DocumentNode(definitions=(alone, *compiled.fragments.values())), finder.found)


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, _: VariableNode, *__: Any) -> None:
        self.found = True

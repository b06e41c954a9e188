"""How an act is declared, and the payload that clients get of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry.types.base import StrawberryMaybe

from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act
from gateway.events.idempotency import once
from gateway.naming import camel
from gateway.schema.graph import Graph
from gateway.viewer import Role, Viewer

STAFF_ONLY = "staff_only"
"""Marks a field of an input that sales channels may not set."""

STAFF = frozenset({Role.INTEGRATION, Role.USER, Role.WEBAPP, Role.OPEN})
OWNER = STAFF | {Role.CUSTOMER}
"""Staff, and a customer for what is its own."""
ANYONE = OWNER | {Role.GUEST}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act left behind: ids of objects and plain values, by the payload's names."""

    objects: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[UserError, ...] = ()
    """Why the act was refused although something it wrote must stay, such as the count of its attempts."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """An act on the graph: its input, what runs, and what its payload shows."""

    name: str
    description: str
    input: type
    run: Callable[[Act, Any], Outcome]
    objects: Mapping[str, tuple[str, str]]
    """Payload field → entity's name and description."""
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Payload field → annotation and description."""
    roles: frozenset[Role] = STAFF
    """Who may do it at all."""
    taken: Mapping[str, UserError] = field(default_factory=dict)
    """A constraint of the database → what its breach says of the input."""
    prepare: Callable[[Any], Awaitable[Any]] | None = None
    """What takes long and needs no database, done before the transaction begins: the input, made ready."""
    is_pretended: bool = False
    """Whether nothing of it stays: its payload shows what would be."""
    resolves_ids: bool = True
    """Whether an id of what is part of another now means the other."""
    answers_after: float = 0.0
    """Seconds that it takes at least, so that its time does not tell what it found."""

    @property
    def payload(self) -> str:
        return f"{self.name[0].upper()}{self.name[1:]}Payload"

    def read_input(self, given: Mapping[str, Any], viewer: Viewer) -> Any:
        """Coerced arguments → the input's own class.

        Raises:
            Rejected: the viewer may not set something that is given.
        """
        if not viewer.is_staff:
            errors = tuple(_forbidden(self.input, given, ("input",)))
            if errors:
                raise Rejected(*errors)
        return make_input(self.input, given)


def run_once(mutation: Mutation, act: Act, sent: Mapping[str, Any], given: Any) -> Outcome:
    """What an act leaves behind, or what it left behind when it was sent before under the same key.

    `sent` is the input as it came, `given` the same as the input's class.
    """
    if act.idempotency_key is None:
        return mutation.run(act, given)

    def run() -> dict[str, Any]:
        outcome = mutation.run(act, given)
        return {"objects": outcome.objects, "values": outcome.values}

    kept = once(act, mutation.name, sent, run)
    return Outcome(kept["objects"], kept["values"])


def make_mutations(graph: Graph, mutations: Sequence[Mutation]) -> type:
    """The root type of all acts."""
    graph.enum(UserErrorCode)
    fields = {
        "message": graph.field("str", "What is wrong, in words for a person."),
        "field": graph.field(
            "list[str] | None", "Path of the value inside the arguments; null when it is none of them."
        ),
        "code": graph.field("UserErrorCode", "What is wrong, for a program."),
    }
    graph.object("UserError", "A reason why an act changed nothing.", fields, interface=True)
    bases = (graph.get("UserError"),)
    graph.object("InputError", "A value of the input that was refused.", {}, bases=bases)
    root = {}
    for act in mutations:
        shown = {
            name: graph.field(f"{entity} | None", description)
            for name, (entity, description) in act.objects.items()
        }
        shown |= {
            name: graph.field(annotation, description)
            for name, (annotation, description) in act.values.items()
        }
        shown["userErrors"] = graph.field(
            "list[UserError]", "Why nothing was changed; empty when it was done."
        )
        graph.object(act.payload, f"What became of `{act.name}`.", shown)
        graph.add(act.input.__name__, act.input)
        argument = graph.argument("input", act.input.__name__, "What to do.")
        root[act.name] = graph.field(act.payload, act.description, arguments=[argument])
    return graph.object("Mutation", "Everything that can be changed.", root)  # type: ignore[no-any-return]


def error_path(error: UserError) -> list[str] | None:
    """Where a user error points, as clients see it."""
    return list(error.field) if error.field is not None else None


# ── Inputs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def make_input(class_: type, given: Mapping[str, Any]) -> Any:
    """Coerced values by their names in the graph → an instance: absent stays absent, null is null."""
    values = {}
    for name, python_name, is_maybe, nested in _fields_of(class_):
        if name not in given:
            continue
        value = given[name]
        if nested is not None and value is not None:
            value = (
                [make_input(nested, item) for item in value]
                if isinstance(value, list)
                else make_input(nested, value)
            )
        values[python_name] = strawberry.Some(value) if is_maybe else value
    return class_(**values)


def _forbidden(class_: type, given: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[UserError]:
    """What of an input is for staff alone."""
    definition = class_.__strawberry_definition__  # type: ignore[attr-defined]
    staff_only = {each.python_name for each in definition.fields if each.metadata.get(STAFF_ONLY)}
    for name, python_name, _, nested in _fields_of(class_):
        if name not in given:
            continue
        if python_name in staff_only:
            yield UserError(f"{name} is for staff only.", (*path, name), UserErrorCode.FORBIDDEN)
        elif nested is not None and given[name] is not None:
            items = given[name] if isinstance(given[name], list) else [given[name]]
            for item in items:
                yield from _forbidden(nested, item, (*path, name))


_FIELDS: dict[type, tuple[tuple[str, str, bool, type | None], ...]] = {}


def _fields_of(class_: type) -> tuple[tuple[str, str, bool, type | None], ...]:
    """Name in the graph, name in Python, whether absence counts, and the class of a nested input."""
    if class_ not in _FIELDS:
        _FIELDS[class_] = tuple(_described(each) for each in class_.__strawberry_definition__.fields)  # type: ignore[attr-defined]
    return _FIELDS[class_]


def _described(each: Any) -> tuple[str, str, bool, type | None]:
    type_ = each.type
    is_maybe = isinstance(type_, StrawberryMaybe)
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    definition = getattr(type_, "__strawberry_definition__", None)
    nested = type_ if definition is not None and getattr(definition, "is_input", False) else None
    name = each.graphql_name or camel(each.python_name)
    return name, each.python_name, is_maybe, nested

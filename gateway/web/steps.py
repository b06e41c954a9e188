"""What is done for each root field of an operation, known before a request's values are."""

from dataclasses import dataclass, field

from graphql import DocumentNode, FieldNode

from gateway.errors import RequestError
from gateway.planner.roots import Read
from gateway.schema.payloads import Mutation
from gateway.web.operation import Answer


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

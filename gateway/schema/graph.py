"""The Strawberry types that are made of the catalog, known by their names while they are made.

They are made at run time and are blind to a type checker: all that is made so is made here, in `nodes` and `filters`.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from itertools import count
from types import ModuleType
from typing import Any

import strawberry
from graphql import GraphQLField
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gateway.planner.catalog import Catalog
from gateway.schema import scalars
from gateway.schema.enums import publish

_NUMBERS = count(1)
_OR_NONE = " | None"
_ROWS = "rows"
_BUILT_IN: dict[str, Any] = {"str": str, "int": int, "bool": bool}


class Graph:
    """The types made so far. Annotations are names in `module`, so that types may speak of each other."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        # Strawberry looks up a class's annotations in its module, so each graph is a module of its own.
        self.module = ModuleType(f"gateway.schema.graph_{next(_NUMBERS)}")
        sys.modules[self.module.__name__] = self.module
        self.module.__dict__.update(
            {name: value for name, value in vars(scalars).items() if name[0].isupper()}
            | {"ID": strawberry.ID}
        )

    def add(self, name: str, made: Any) -> Any:
        setattr(self.module, name, made)
        return made

    def has(self, name: str) -> bool:
        return hasattr(self.module, name)

    def get(self, name: str) -> Any:
        return getattr(self.module, name)

    def field(
        self,
        annotation: str,
        description: str,
        *,
        name: str | None = None,
        arguments: Iterable[StrawberryArgument] = (),
        deprecated: str | None = None,
        rows: int | None = None,
    ) -> StrawberryField:
        """`rows` is what it reads for each of its parent's rows, where the type does not tell."""
        field = StrawberryField(
            graphql_name=name,
            type_annotation=self.annotation(annotation),
            description=description,
            deprecation_reason=deprecated,
            metadata={} if rows is None else {_ROWS: rows},
        )
        field.arguments = list(arguments)
        return field

    def argument(self, name: str, annotation: str, description: str) -> StrawberryArgument:
        return StrawberryArgument(
            name,
            name,
            self.annotation(annotation),
            description=description,
        )

    def annotation(self, written: str) -> StrawberryAnnotation:
        """`list[Order] | None` → an annotation; one whose type is not made yet stays text until the schema is built."""
        return StrawberryAnnotation(self._evaluate(written), namespace=vars(self.module))

    def _evaluate(self, written: str) -> Any:
        # Strawberry would evaluate every text many times over: that alone took half of the start.
        inner, is_optional = written.removesuffix(_OR_NONE), written.endswith(_OR_NONE)
        if inner.startswith("list["):
            item = self._evaluate(inner.removeprefix("list[").removesuffix("]"))
            evaluated = written if isinstance(item, str) else list[item]  # type: ignore[valid-type]
        else:
            evaluated = _BUILT_IN.get(inner) or vars(self.module).get(inner) or written
        return evaluated if isinstance(evaluated, str) or not is_optional else evaluated | None

    def object(
        self,
        name: str,
        description: str,
        fields: Mapping[str, StrawberryField],
        *,
        bases: tuple[type, ...] = (),
        interface: bool = False,
    ) -> Any:
        """A Strawberry type of the given fields, known by its name from now on."""
        if self.has(name):
            return self.get(name)
        decorate = strawberry.interface if interface else strawberry.type
        return self.make(
            name, fields, bases, lambda class_: decorate(class_, name=name, description=description)
        )

    def make(
        self,
        name: str,
        fields: Mapping[str, StrawberryField],
        bases: tuple[type, ...],
        decorate: Callable[[type], Any],
    ) -> Any:
        """A class of the given fields, made known to Strawberry by `decorate`."""
        written = {field: given.type_annotation for field, given in fields.items()}
        annotations = {field: given.raw_annotation for field, given in written.items() if given}
        made = decorate(
            type(name, bases, {"__annotations__": annotations, "__module__": self.module.__name__, **fields})
        )
        for field in made.__strawberry_definition__.fields:
            # Strawberry has tried to resolve the names of types that are not made yet: they are written once more.
            if field.python_name in written:
                field.type_annotation = written[field.python_name]
        return self.add(name, made)

    def enum(self, enum: type[StrEnum]) -> str:
        """Makes an enumeration part of the graph; returns its name."""
        if not self.has(enum.__name__):
            self.add(enum.__name__, publish(enum))
        return enum.__name__


def rows_of(definition: GraphQLField) -> int | None:
    """The rows that a field was declared to read for each row of its parent."""
    field = definition.extensions.get("strawberry-definition")
    rows: int | None = field.metadata.get(_ROWS) if isinstance(field, StrawberryField) else None
    return rows

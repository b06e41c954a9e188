"""Python annotations → the shapes of what told fields take and return."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from gateway.columns import Scalar
from gateway.entity import type_of_annotation
from gateway.naming import camel


@dataclass(frozen=True, slots=True)
class Shape:
    """A scalar, an enumeration, an object or a list of such; exactly one of the four is set."""

    is_nullable: bool
    scalar: Scalar | None = None
    enum: type[StrEnum] | None = None
    object: "ObjectShape | None" = None
    item: "Shape | None" = None

    @property
    def innermost(self) -> "ObjectShape | None":
        """The object that selections are made of, however deep in lists."""
        return self.item.innermost if self.item else self.object


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """A dataclass as the graph shows it."""

    name: str
    description: str
    fields: "Mapping[str, ShapeField]"


@dataclass(frozen=True, slots=True)
class ShapeField:
    attribute: str
    shape: Shape
    description: str


def read_shape(annotation: Any, scalar: Scalar | None = None) -> Shape:
    """`list[Problem] | None`, `SourceSystem`, `str` … → its shape; `scalar` says what kind of text it is.

    Raises:
        TypeError: the annotation has no place in the graph.
    """
    parts = [part for part in get_args(annotation) if part is not NoneType]
    is_nullable = NoneType in get_args(annotation)
    if is_nullable:
        (annotation,) = parts
    if get_origin(annotation) is list:
        return Shape(is_nullable, item=read_shape(get_args(annotation)[0], scalar))
    if scalar is not None:
        return Shape(is_nullable, scalar=scalar)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return Shape(is_nullable, object=_read_object(annotation))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Shape(is_nullable, enum=annotation)
    plain = get_origin(annotation) or annotation
    if plain not in type_of_annotation:
        raise TypeError(f"{annotation!r} has no place in the graph; expected a plain type or a dataclass.")
    return Shape(is_nullable, scalar=type_of_annotation[plain])


def _read_object(class_: type) -> ObjectShape:
    hints = get_type_hints(class_)
    fields = {
        camel(each.name): ShapeField(
            each.name,
            read_shape(hints[each.name], each.metadata["scalar"]),
            each.metadata["description"],
        )
        for each in dataclasses.fields(class_)
    }
    return ObjectShape(class_.__name__, " ".join((class_.__doc__ or "").split()), fields)

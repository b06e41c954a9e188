"""Enumerations of the domain → enumerations of the graph."""

from enum import StrEnum
from typing import TypeVar

import strawberry

from gateway.enumeration import describe_enum

Enumeration = TypeVar("Enumeration", bound=StrEnum)


def publish(enum: type[Enumeration]) -> type[Enumeration]:
    """Makes an enumeration known to Strawberry, once, with its docstring and the descriptions of its values."""
    if "__strawberry_definition__" not in vars(enum):
        strawberry.enum(enum, name=enum.__name__, description=" ".join((enum.__doc__ or "").split()))
        descriptions = describe_enum(enum)
        for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
            value.description = descriptions.get(value.name)
    return enum

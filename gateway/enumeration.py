"""How the values of an enumeration are described: the words the graph shows beside each value."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

Enumeration = TypeVar("Enumeration", bound=StrEnum)


def described(descriptions: Mapping[str, str]) -> Callable[[type[Enumeration]], type[Enumeration]]:
    """Gives every value of an enumeration its description; each must have one and be spelled as its name."""

    def complete(enum: type[Enumeration]) -> type[Enumeration]:
        members = [member.name for member in enum]
        if members != list(descriptions):
            raise TypeError(f"{enum.__name__} has {members}; described are {list(descriptions)}.")
        if unlike := [member.name for member in enum if member.name != member.value]:
            raise TypeError(f"{enum.__name__} has values that are not spelled as their names: {unlike}.")
        type.__setattr__(enum, "__descriptions__", MappingProxyType(dict(descriptions)))
        return enum

    return complete


def describe_enum(enum: type[StrEnum]) -> Mapping[str, str]:
    """Value → description; empty for an enumeration that says nothing of its values."""
    descriptions: Mapping[str, str] = getattr(enum, "__descriptions__", MappingProxyType({}))
    return descriptions

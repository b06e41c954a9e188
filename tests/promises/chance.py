"""Values by chance: the same ones for the same seed, and none more likely than another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Chance(Generic[T]):
    """Something that can be drawn."""

    draw: Callable[[Random], T]

    def __or__(self, other: Chance[U]) -> Chance[T | U]:
        """One or the other, as likely as each other."""
        return Chance(lambda random: random.choice((self.draw, other.draw))(random))


def just(value: T) -> Chance[T]:
    return Chance(lambda _: value)


def none() -> Chance[None]:
    return just(None)


def one_of(values: Sequence[T]) -> Chance[T]:
    return Chance(lambda random: random.choice(values))


def any_of(*chances: Chance[T]) -> Chance[T]:
    """What one of them, each as likely as the others, gives."""
    return Chance(lambda random: random.choice(chances).draw(random))


def below(end: int) -> Chance[int]:
    return Chance(lambda random: random.randrange(end))


def booleans() -> Chance[bool]:
    return one_of((True, False))


def some_of(values: Sequence[T], most: int, least: int = 0) -> Chance[list[T]]:
    """Different ones of these, in any order."""
    return Chance(lambda random: random.sample(list(values), random.randint(least, most)))


def pairs(one: Chance[T], other: Chance[U]) -> Chance[tuple[T, U]]:
    return Chance(lambda random: (one.draw(random), other.draw(random)))


def records(**fields: Chance[Any]) -> Chance[dict[str, Any]]:
    return Chance(lambda random: {name: each.draw(random) for name, each in fields.items()})

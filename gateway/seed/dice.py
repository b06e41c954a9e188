"""One key → the same draws on every machine, and identifiers made of them."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from gateway.identifier import encode

T = TypeVar("T")

_VERSION = 7 << 76
_VARIANT = 2 << 62
_LOW_BITS = (1 << 62) - 1


class Dice:
    """Draws that depend on the key alone: only `random()` and `getrandbits()`, which no version of Python changes."""

    __slots__ = ("_bits", "random")

    def __init__(self, *key: object) -> None:
        source = Random("/".join(map(str, key)))  # noqa: S311 (demo data must be the same again)
        self.random = source.random
        self._bits = source.getrandbits

    def chance(self, share: float) -> bool:
        return self.random() < share

    def pick(self, pool: Sequence[T]) -> T:
        return pool[int(self.random() * len(pool))]

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def some(self, pool: Sequence[T], count: int) -> list[T]:
        """At most `count` of the pool, each once."""
        return list(dict.fromkeys(self.pick(pool) for _ in range(count)))

    def digits(self, pattern: str) -> str:
        """`SW# 0@@` → `SW4 0KD`: a digit for `#`, a capital letter for `@`."""
        return "".join(
            self.pick("0123456789")
            if mark == "#"
            else self.pick("ABCDEFGHJKLMNPRSTUVWXYZ")
            if mark == "@"
            else mark
            for mark in pattern
        )

    def token(self, length: int, alphabet: str = "0123456789abcdef") -> str:
        """An identifier as other systems make them."""
        return "".join([self.pick(alphabet) for _ in range(length)])

    def identifier(self, prefix: str, at: int) -> str:
        """An id of ours, a UUIDv7 of the millisecond `at`."""
        bits = self._bits(74)
        return encode(prefix, at << 80 | _VERSION | bits >> 62 << 64 | _VARIANT | bits & _LOW_BITS)

"""Keys of people → the pairs that share one, each once, however many people there are.

What is known of whom lies in files without a name, in partitions that fit into memory one by one:

    key, ordinal  → partition by key     → sorted: people of one key are neighbours → pairs
    pair          → partition by its first ordinal → sorted, each once
"""

import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import combinations
from types import TracebackType
from typing import IO, Self

from gateway.sources.likeness.blocking import MOST_IN_A_BLOCK, KeyKind

_PARTITIONS = 64
_BUFFERED = 16_384
"""Numbers of one partition that wait to be written."""
_KINDS = 16
_ORDINAL_BITS = 32


class Pairing:
    """Takes the keys of people in the order of their ordinals, then gives the pairs."""

    def __init__(self) -> None:
        self._files = ExitStack()
        self._keys = [_Numbers(self._files) for _ in range(_PARTITIONS)]
        self._pairs = [_Numbers(self._files) for _ in range(_PARTITIONS)]
        self._people = 0
        self.over_full: Counter[KeyKind] = Counter()
        """Blocks with too many people, by what those have in common."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def add(self, ordinal: int, keys: Iterator[tuple[KeyKind, str]]) -> None:
        """The keys of one person."""
        self._people = max(self._people, ordinal + 1)
        for kind, text in keys:
            # Python's hash differs from run to run, which is fine: nothing of it outlives this one.
            key = (hash(text) & _ALL_BITS) // _KINDS * _KINDS + kind
            partition = (key // _KINDS) % _PARTITIONS
            self._keys[partition].add(key)
            self._keys[partition].add(ordinal)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every two people who share a key, by ordinal, the smaller first."""
        for numbers in self._keys:
            for first, second in self._blocks(numbers.read()):
                self._pairs[first * _PARTITIONS // self._people].add(first << _ORDINAL_BITS | second)
        for numbers in self._pairs:
            for pair in sorted(set(numbers.read())):
                yield pair >> _ORDINAL_BITS, pair & _SECOND

    def _blocks(self, numbers: "array[int]") -> Iterator[tuple[int, int]]:
        found = sorted(
            key << _ORDINAL_BITS | ordinal for key, ordinal in zip(numbers[::2], numbers[1::2], strict=True)
        )
        block: list[int] = []
        last = -1
        for each in found:
            key = each >> _ORDINAL_BITS
            if key != last:
                yield from self._within(last, block)
                block, last = [], key
            block.append(each & _SECOND)
        yield from self._within(last, block)

    def _within(self, key: int, block: list[int]) -> Iterator[tuple[int, int]]:
        if len(block) > MOST_IN_A_BLOCK:
            self.over_full[KeyKind(key % _KINDS)] += 1
            return
        yield from combinations(block, 2)


_ALL_BITS = (1 << 64) - 1
_SECOND = (1 << _ORDINAL_BITS) - 1


class _Numbers:
    """Whole numbers of 64 bits, most of them in a file."""

    def __init__(self, files: ExitStack) -> None:
        self._file: IO[bytes] = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (entered at once)
        self._waiting = array("Q")

    def add(self, number: int) -> None:
        self._waiting.append(number)
        if len(self._waiting) >= _BUFFERED:
            self._write()

    def read(self) -> "array[int]":
        """All of them, in the order in which they came; they are read once."""
        self._write()
        self._file.seek(0)
        numbers = array("Q")
        numbers.frombytes(self._file.read())
        self._file.truncate(0)
        return numbers

    def _write(self) -> None:
        self._file.write(self._waiting.tobytes())
        self._waiting = array("Q")

"""JSON whose values keep the place where they stand, so that each record keeps its own bytes."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.sources.reading import shown
from gateway.sources.refusal import RefusalCode, Refused

DEEPEST = 64
"""Levels of objects and lists in a record."""

_SMALLEST, _LARGEST = -(2**63), 2**64 - 1


@dataclass(frozen=True, slots=True)
class Element:
    """A value of a document, where it stands, and what is wrong with it that does not hide its end."""

    value: Any
    text: str
    problem: Refused | None


class JsonText:
    """A JSON text whose outer levels are walked by hand, so that each record keeps its own bytes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._problem: Refused | None = None
        # Hooks must not raise: that would lose the end of the value.
        self.value = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=self._int,
            parse_float=self._float,
            parse_constant=self._constant,
        ).raw_decode

    def skip(self, position: int) -> int:
        """The place of the next character that is no white space."""
        text = self.text
        while position < len(text) and text[position] in " \t\r\n":
            position += 1
        return position

    def element(self, start: int) -> tuple[Element, int]:
        """The value that begins here, and where it ends."""
        self._problem = None
        value, end = self.value(self.text, start)
        return Element(value, self.text[start:end], self._problem), end

    def items(self, start: int, take: Callable[[Element], None]) -> int:
        """Hands over the items of the list that begins here; returns where it ends."""
        at = self.skip(start + 1)
        if self.text.startswith("]", at):
            return at + 1
        while True:
            element, end = self.element(at)
            take(element)
            at = self.skip(end)
            if self.text.startswith("]", at):
                return at + 1
            at = self._pass(",", at)

    def members(self, start: int, read: Callable[[str, int], int]) -> int:
        """Lets `read` take the value of each key of the object that begins here, and say where it ends."""
        at = self._pass("{", start)
        if self.text.startswith("}", at):
            return at + 1
        while True:
            if not self.text.startswith('"', at):
                raise json.JSONDecodeError("Expecting a name in double quotes", self.text, at)
            key, end = self.value(self.text, at)
            end = read(key, self._pass(":", self.skip(end)))
            at = self.skip(end)
            if self.text.startswith("}", at):
                return at + 1
            at = self._pass(",", at)

    def _pass(self, sign: str, at: int) -> int:
        if not self.text.startswith(sign, at):
            raise json.JSONDecodeError(f"Expecting '{sign}'", self.text, at)
        return self.skip(at + 1)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._refuse(f"The name {shown(twice)} stands twice in one object.")
        return value

    def _int(self, digits: str) -> int:
        number = int(digits) if len(digits) <= len(str(_SMALLEST)) else _LARGEST + 1
        if not _SMALLEST <= number <= _LARGEST:
            self._refuse(f"The number {digits[:24]} is out of range; expected 64 bits.")
            return 0
        return number

    def _float(self, digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            self._refuse(f"The number {digits[:24]} is out of range.")
            return 0.0
        return number

    def _constant(self, word: str) -> None:
        self._refuse(f"{word} is no number of JSON.")

    def _refuse(self, reason: str) -> None:
        self._problem = self._problem or Refused(RefusalCode.AMBIGUOUS_JSON, reason)

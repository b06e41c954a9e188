"""JSON whose values keep the place where they stand, so that each record keeps its own bytes.

JsonText      any spelling, walked by hand; a place is a position in the text
JsonValues    the plainest spelling, which is what the values are written as; a place is the value that stands there
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import orjson

from gateway.sources.reading import shown
from gateway.sources.refusal import RefusalCode, Refused

DEEPEST = 64
"""Levels of objects and lists in a record."""

_SMALLEST, _LARGEST = -(2**63), 2**64 - 1


@dataclass(frozen=True, slots=True)
class Element:
    """A value of a document, how it stands there, and what is wrong with it that does not hide its end."""

    value: Any
    text: str | None
    """None where it stands there as it is written."""
    problem: Refused | None = None

    def raw(self) -> bytes:
        """
        Raises:
            UnicodeEncodeError: it holds bytes that were no UTF-8.
        """
        return orjson.dumps(self.value) if self.text is None else self.text.encode()


At = TypeVar("At")


class JsonDocument(Protocol[At]):
    """A document whose outer levels can be walked."""

    def start(self) -> At:
        """The place of the outermost value."""

    def is_list(self, at: At) -> bool: ...

    def whole(self) -> Element:
        """The outermost value, when nothing follows it."""

    def element(self, at: At) -> tuple[Element, At]:
        """The value that begins here, and where it ends."""

    def items(self, at: At, take: Callable[[Element], None]) -> At:
        """Hands over the items of the list that begins here; returns where it ends."""

    def members(self, at: At, read: Callable[[str, At], At]) -> At:
        """Lets `read` take the value of each key of the object that begins here, and say where it ends."""


class JsonValues:
    """A document that is written as it stands: no name twice, no space, no number in another spelling."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def start(self) -> Any:
        return self._value

    def is_list(self, at: Any) -> bool:
        return isinstance(at, list)

    def whole(self) -> Element:
        return Element(self._value, None)

    def element(self, at: Any) -> tuple[Element, Any]:
        return Element(at, None), at

    def items(self, at: Any, take: Callable[[Element], None]) -> Any:
        for item in at:
            take(Element(item, None))
        return at

    def members(self, at: Any, read: Callable[[str, Any], Any]) -> Any:
        for key, value in at.items():
            read(key, value)
        return at


class JsonText:
    """A JSON text whose outer levels are walked by hand.

    Raises:
        json.JSONDecodeError: each method, where the text is no JSON.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # The reader knows its hooks, and they do not know it: nothing of a document outlives it until a collection.
        self._hooks = _Hooks()
        self.value = json.JSONDecoder(
            object_pairs_hook=self._hooks.read_object,
            parse_int=self._hooks.read_int,
            parse_float=self._hooks.read_float,
            parse_constant=self._hooks.read_constant,
        ).raw_decode

    def start(self) -> int:
        return self.skip(0)

    def is_list(self, at: int) -> bool:
        return self.text.startswith("[", at)

    def whole(self) -> Element:
        element, end = self.element(self.start())
        if self.skip(end) < len(self.text):
            raise json.JSONDecodeError("Extra data", self.text, self.skip(end))
        return element

    def skip(self, position: int) -> int:
        """The place of the next character that is no white space."""
        text = self.text
        while position < len(text) and text[position] in " \t\r\n":
            position += 1
        return position

    def element(self, start: int) -> tuple[Element, int]:
        self._hooks.problem = None
        value, end = self.value(self.text, start)
        return Element(value, self.text[start:end], self._hooks.problem), end

    def items(self, start: int, take: Callable[[Element], None]) -> int:
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


class _Hooks:
    """What a value becomes, and what is wrong with it. None of them raises: that would lose the end of the value."""

    def __init__(self) -> None:
        self.problem: Refused | None = None

    def read_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._refuse(f"The name {shown(twice)} stands twice in one object.")
        return value

    def read_int(self, digits: str) -> int:
        number = int(digits) if len(digits) <= len(str(_SMALLEST)) else _LARGEST + 1
        if not _SMALLEST <= number <= _LARGEST:
            self._refuse(f"The number {digits[:24]} is out of range; expected 64 bits.")
            return 0
        return number

    def read_float(self, digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            self._refuse(f"The number {digits[:24]} is out of range.")
            return 0.0
        return number

    def read_constant(self, word: str) -> None:
        self._refuse(f"{word} is no number of JSON.")

    def _refuse(self, reason: str) -> None:
        self.problem = self.problem or Refused(RefusalCode.AMBIGUOUS_JSON, reason)

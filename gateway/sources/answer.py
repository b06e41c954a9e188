"""A system's answer → the records in it, and what it says beside them."""

import contextlib
import json
from typing import Any

from gateway.sources.json_text import DEEPEST, Element, JsonDocument
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.source import Source


class Answer:
    """A document taken apart: the records in it, and what an answer says beside them."""

    def __init__(self, source: Source, parser: JsonDocument[Any]) -> None:
        self.source = source
        self.parser = parser
        self.is_list = False
        self.elements: list[tuple[Element, str | None]] = []
        """Each with its kind, where the place tells it."""
        self.included: list[Element] = []
        self.connection: Element | None = None
        self.unknown: list[str] = []

    def read(self) -> Refused | None:
        """Collects what there is; returns why nothing more could be read."""
        start = self.parser.start()
        try:
            element = self.parser.whole()
            if isinstance(element.value, list) or self._is_answer(element.value):
                self._walk(start)
            else:
                self.elements.append((element, None))
        except json.JSONDecodeError as error:
            self._walk_before(error, start)
            return Refused(RefusalCode.INVALID_JSON, f"{error}.")
        except RecursionError:
            return Refused(
                RefusalCode.TOO_DEEP, f"The document is nested too deep; expected at most {DEEPEST} levels."
            )
        return None

    def _is_answer(self, value: Any) -> bool:
        """An object is an answer when it has the answer's key and no id of its own."""
        if not isinstance(value, dict) or self.source.customer.identifier in value:
            return False
        return any(path in value for path in self.source.lists)

    def _walk_before(self, error: json.JSONDecodeError, start: Any) -> None:
        """What stands before the place where a list breaks is taken."""
        if error.msg == "Extra data":
            return
        with contextlib.suppress(json.JSONDecodeError, RecursionError):
            self._walk(start)
        if not self.is_list:
            self.elements.clear()
            self.unknown.clear()

    def _walk(self, start: Any) -> None:
        if self.parser.is_list(start):
            self.is_list = True
            self.parser.items(start, lambda element: self.elements.append((element, None)))
        else:
            self.parser.members(start, lambda key, at: self._read_member(key, at))

    def _read_member(self, path: str, start: Any) -> Any:
        parser = self.parser
        if path in self.source.lists and parser.is_list(start):
            self.is_list = True
            kind = self.source.lists[path]
            return parser.items(start, lambda element: self.elements.append((element, kind)))
        if path in self.source.lists and "." not in path:
            return self._read_single(path, start)
        if path == "included" and path in self.source.envelope and parser.is_list(start):
            return parser.items(start, self.included.append)
        element, end = parser.element(start)
        if path not in self.source.envelope:
            self.unknown.append(path)
        elif path == "connection" and isinstance(element.value, dict):
            self.connection = element
        return end

    def _read_single(self, path: str, start: Any) -> Any:
        """One record in place of a list, or an object that holds the list: `{"data": {"data": […], "meta": …}}`."""
        try:
            element, end = self.parser.element(start)
        except json.JSONDecodeError:
            self._walk_inside(path, start)
            raise
        value = element.value
        prefix = f"{path}."
        below = {each.removeprefix(prefix) for each in self.source.lists if each.startswith(prefix)}
        if isinstance(value, dict) and self.source.customer.identifier not in value and below & value.keys():
            return self._walk_inside(path, start)
        if value is not None:
            self.elements.append((element, self.source.lists[path]))
        return end

    def _walk_inside(self, path: str, start: Any) -> Any:
        return self.parser.members(start, lambda key, at: self._read_member(f"{path}.{key}", at))

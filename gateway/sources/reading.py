"""A record + the tree of its declared paths → what was taken from it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.sources.conversions import Unexpected, identifier
from gateway.sources.fields import Expect, Field, Items, Leave, Row, Rows, Take, Target
from gateway.sources.refusal import RefusalCode, Refused


@dataclass(slots=True)
class Reading:
    """What was taken from a record. What the record does not mention is not in here."""

    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[Target, "Reading | None"] = field(default_factory=dict)
    lists: dict[Target, list[dict[str, Any]]] = field(default_factory=dict)
    links: list[tuple[Field, list[str]]] = field(default_factory=list)
    """Refer, Belongs, Point, Follow, Merge and Name, with the ids that they lead to."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it but nulls."""
        for value in self.values.values():
            if value is not None:
                return False
        return not any(self.lists.values())


class Branch:
    """Fields by path: what is done with the value here, and what lies below."""

    __slots__ = ("below", "here", "is_left", "keys", "taken")

    def __init__(self) -> None:
        self.below: dict[str, Branch] = {}
        self.taken: list[tuple[str, Callable[[Any], Any]]] = []
        """Columns that have their value from here, apart from all else: most paths are no more than that."""
        self.here: list[Any] = []
        self.is_left = False
        self.keys: frozenset[str] = frozenset()
        """What is known of the objects in a value that is taken."""

    def at(self, path: str) -> "Branch":
        branch = self
        for key in path.split("."):
            branch = branch.below.setdefault(key, Branch())
        return branch

    def add(self, each: Field) -> None:
        branch = self.at(each.path)
        if isinstance(each, Leave):
            branch.is_left = True
            return
        if isinstance(each, Take):
            branch.taken.append((each.column, each.convert))
            branch.keys |= each.keys
            return
        if isinstance(each, Row | Items):
            tree = Branch()
            for inner in each.fields:
                tree.add(inner)
            branch.below = tree.below
            branch.here.append((each, tree))
            return
        branch.here.append(each)

    def paths(self, prefix: str) -> Iterator[str]:
        for key, branch in self.below.items():
            path = f"{prefix}{key}"
            yield path
            yield from branch.paths(f"{path}.")


def read_object(
    tree: Branch, document: Mapping[str, Any], prefix: str, reading: Reading, unknown: list[str]
) -> None:
    below, values = tree.below, reading.values
    for key, value in document.items():
        branch = below.get(key)
        if branch is None:
            unknown.append(prefix + key)
        elif branch.taken or branch.here:
            try:
                for column, convert in branch.taken:
                    values[column] = convert(value)
                if branch.keys:
                    _find_new(branch.keys, value, prefix + key, unknown)
                for each in branch.here:
                    _apply(each, value, prefix + key, reading, unknown)
            except Unexpected as unexpected:
                reason = f"{prefix + key} is {shown(value)}; expected {unexpected}."
                raise Refused(RefusalCode.INVALID_VALUE, reason) from None
        elif branch.below and not branch.is_left:
            if value is None:
                _clear(branch, reading)
            elif isinstance(value, dict):
                read_object(branch, value, f"{prefix}{key}.", reading, unknown)
            else:
                raise Refused(
                    RefusalCode.INVALID_VALUE, f"{prefix + key} is {shown(value)}; expected an object."
                )


def _clear(branch: Branch, reading: Reading) -> None:
    """An object that is null says of all its fields that they are empty."""
    for below in branch.below.values():
        for column, _ in below.taken:
            reading.values[column] = None
        _clear(below, reading)


def _apply(each: Any, value: Any, path: str, reading: Reading, unknown: list[str]) -> None:
    if isinstance(each, Rows):
        reading.lists[each.target] = each.convert(value)
        if each.keys:
            _find_new(each.keys, value, path, unknown)
    elif isinstance(each, tuple):
        declared, tree = each
        if isinstance(declared, Items):
            reading.lists[declared.target] = _read_items(tree, value, path, unknown)
        else:
            reading.rows[declared.target] = _read_row(tree, value, path, unknown)
    elif isinstance(each, Expect):
        if value is not None and value != each.value:
            raise Refused(RefusalCode.WRONG_KIND, f"{path} is {shown(value)}; expected {each.value!r}.")
    else:
        ids = _linked_ids(value)
        if ids is not None:
            reading.links.append((each, ids))
        if isinstance(value, dict) and not value.keys() <= _OF_RELATIONSHIPS:
            _add_new(_OF_RELATIONSHIPS, value, f"{path}.", unknown)


_OF_RELATIONSHIPS = frozenset({"links", "data", "meta"})
"""All that JSON:API knows of a relationship."""


def _find_new(keys: frozenset[str], value: Any, path: str, unknown: list[str]) -> None:
    """Adds what is not known of the objects of a list, as `path[].key`, or of a map, as `path.*.key`."""
    objects, prefix = (value.values(), f"{path}.*.") if isinstance(value, dict) else (value, f"{path}[].")
    for each in objects or ():
        if isinstance(each, dict) and not each.keys() <= keys:
            _add_new(keys, each, prefix, unknown)


def _add_new(keys: frozenset[str], value: Mapping[str, Any], prefix: str, unknown: list[str]) -> None:
    for key in value:
        if key not in keys and prefix + key not in unknown:
            unknown.append(prefix + key)


def _read_row(tree: Branch, value: Any, path: str, unknown: list[str]) -> Reading | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Unexpected("an object or null")
    reading = Reading()
    read_object(tree, value, f"{path}.", reading, unknown)
    return reading


def _read_items(tree: Branch, value: Any, path: str, unknown: list[str]) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Unexpected("a list of objects or null")
    read = []
    for position, each in enumerate(value, 1):
        reading, fresh = Reading(), list[str]()
        read_object(tree, each, f"{path}[].", reading, fresh)
        unknown += [each for each in fresh if each not in unknown]
        read.append({**reading.values, "position": position})
    return read


def _linked_ids(value: Any) -> list[str] | None:
    """An id, or JSON:API's `{"data": {"type", "id"} | […] | null}` → ids; None where nothing is told."""
    if isinstance(value, dict):
        if "data" not in value:
            return None
        value = value["data"]
    if value is None:
        return []
    links = value if isinstance(value, list) else [value]
    ids = [identifier(link.get("id") if isinstance(link, dict) else link) for link in links]
    if not all(ids):
        raise Unexpected("identifiers of other records")
    return [each for each in ids if each]


_LONGEST_SHOWN = 60


def shown(value: Any) -> str:
    """A value in a message, cut where it is long."""
    words = repr(value)
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"


def value_at(document: Any, path: str) -> Any:
    """The value at a path; None where there is none."""
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document

"""What is to be written at which path of a document; all else stays, with its order and the spelling of its numbers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.sources.inverses import same
from gateway.sources.reading import value_at

Path = tuple[str | int, ...]
"""Keys of objects, and places in lists."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value at a path, in place of what stands there."""

    path: Path
    value: Any = None
    is_removal: bool = False
    """Whether the key itself goes."""


def differences(path: Path, before: Any, after: Any) -> Iterator[Edit]:
    """What makes one value of the other: of objects only the keys that differ."""
    if same(before, after):
        return
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield Edit(path, after)
        return
    for key, value in before.items():
        if key not in after:
            yield Edit((*path, key), is_removal=True)
        else:
            yield from differences((*path, key), value, after[key])
    for key, value in after.items():
        if key not in before:
            yield Edit((*path, key), value)


def edited(document: Mapping[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """The document with the edits, one after the other; new keys come last. The one given stays as it is."""
    result = dict(document)
    for each in edits:
        result = _edited(result, each.path, each)
    return result


def _edited(document: Any, path: Path, edit: Edit) -> Any:
    key, *below = path
    if isinstance(key, int):
        return _edited_list(document, key, tuple(below), edit)
    result = dict(document) if isinstance(document, dict) else {}
    if below:
        result[key] = _edited(result.get(key), tuple(below), edit)
    elif edit.is_removal:
        result.pop(key, None)
    else:
        result[key] = edit.value
    return result


def _edited_list(document: Any, place: int, below: Path, edit: Edit) -> list[Any]:
    """What is written behind the last place comes last."""
    result = list(document) if isinstance(document, list) else []
    if edit.is_removal and not below:
        del result[place : place + 1]
    elif place < len(result):
        result[place] = _edited(result[place], below, edit) if below else edit.value
    else:
        result.append(_edited({}, below, edit) if below else edit.value)
    return result


def value_in(document: Any, path: Path) -> Any:
    """What stands at a path of keys and places; None where there is nothing."""
    for key in path:
        if isinstance(key, int):
            document = document[key] if isinstance(document, list) and key < len(document) else None
        else:
            document = document.get(key) if isinstance(document, dict) else None
    return document


def stands_in(document: Any, path: str) -> bool:
    """Whether a document mentions what stands at a path, be it null."""
    above, _, last = path.rpartition(".")
    holder = value_at(document, above) if above else document
    return isinstance(holder, dict) and last in holder


def edited_text(text: str, edits: Iterable[Edit]) -> bytes:
    """The same of a document's text, on one line; without edits it is the text itself."""
    edits = tuple(edits)
    if not edits and "\n" not in text and "\r" not in text:
        return text.encode()
    spelled = json.loads(text, parse_int=_spelled, parse_float=_spelled)
    return orjson.dumps(edited(spelled, edits))


def _spelled(number: str) -> orjson.Fragment:
    """A number that is written again as it was: `1.10` stays `1.10`."""
    return orjson.Fragment(number)

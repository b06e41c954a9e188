"""What is to be written at which path of a document; all else stays, with its order and the spelling of its numbers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.sources.inverses import same

Path = tuple[str, ...]


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
    """The document with the edits; new keys come last. The one given stays as it is."""
    result = dict(document)
    for each in edits:
        result = _edited(result, each.path, each)
    return result


def _edited(document: Mapping[str, Any], path: Path, edit: Edit) -> dict[str, Any]:
    key, *below = path
    result = dict(document)
    if below:
        inner = result.get(key)
        result[key] = _edited(inner if isinstance(inner, dict) else {}, tuple(below), edit)
    elif edit.is_removal:
        result.pop(key, None)
    else:
        result[key] = edit.value
    return result


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

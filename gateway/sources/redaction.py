"""A record with secrets → the same record without them; every other byte of a value stays."""

import json
from collections.abc import Iterator
from typing import Any

import orjson

from gateway.sources.reader import Resource
from gateway.sources.secret_names import Path, SecretNames


def without_secrets(resource: Resource, names: SecretNames) -> tuple[Resource, list[str]]:
    """The record with null in place of its secrets, and the paths at which they stood."""
    raw = resource.raw
    # A name may be spelled with escapes; then only a closer look tells.
    if names.spelled.search(raw) is None and b"\\u" not in raw:
        return resource, []
    everything = names.everywhere | names.outside_free
    found = [path for _, path in _secrets_in(resource.document, everything, names, ())]
    if not found:
        return resource, []
    spelled = json.loads(raw, parse_int=_spelled, parse_float=_spelled)
    for holder, path in list(_secrets_in(spelled, everything, names, ())):
        holder[path[-1]] = None
    raw = orjson.dumps(spelled)
    return Resource(orjson.loads(raw), raw), [".".join(path) for path in found]


def _spelled(number: str) -> orjson.Fragment:
    """A number that is written again as it was: `1.10` stays `1.10`."""
    return orjson.Fragment(number)


def _secrets_in(
    value: Any, secret: frozenset[str], names: SecretNames, above: Path
) -> Iterator[tuple[dict[str, Any], Path]]:
    """Each object that holds a secret, and the path of that; the places in a list have the path of the list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            path = (*above, key)
            if key in secret:
                if inner is not None:
                    yield value, path
            elif isinstance(inner, dict | list):
                yield from _secrets_in(inner, names.everywhere if path in names.free else secret, names, path)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets_in(inner, secret, names, above)

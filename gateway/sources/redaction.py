"""A record with secrets → the same record without them; every other byte of a value stays."""

import json
from functools import cache
from typing import Any

import orjson

from gateway.sources.reader import Resource


def without_secrets(resource: Resource, names: tuple[str, ...]) -> tuple[Resource, list[str]]:
    """The record with null in place of the values of these names, and the paths at which they stood."""
    raw = resource.raw
    secrets = {name for name, spelled in _spelled_names(names) if spelled in raw}
    if b"\\u" in raw:
        # A name may be spelled with escapes; then only a closer look tells.
        secrets = set(names)
    found: list[str] = []
    if secrets:
        _find_secrets(resource.document, secrets, "", found)
    if not found:
        return resource, found
    spelled = json.loads(resource.raw, parse_int=_spelled, parse_float=_spelled)
    _redact(spelled, secrets)
    raw = orjson.dumps(spelled)
    return Resource(orjson.loads(raw), raw), found


@cache
def _spelled_names(names: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, f'"{name}"'.encode()) for name in names)


def _spelled(number: str) -> orjson.Fragment:
    """A number that is written again as it was: `1.10` stays `1.10`."""
    return orjson.Fragment(number)


def _find_secrets(value: Any, secrets: set[str], prefix: str, found: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in secrets and inner is not None:
                found.append(prefix + key)
            else:
                _find_secrets(inner, secrets, f"{prefix}{key}.", found)
    elif isinstance(value, list):
        for inner in value:
            _find_secrets(inner, secrets, prefix, found)


def _redact(value: Any, secrets: set[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in secrets:
                value[key] = None
            else:
                _redact(inner, secrets)
    elif isinstance(value, list):
        for inner in value:
            _redact(inner, secrets)

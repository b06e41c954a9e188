"""A record with secrets → the same record without them; every other byte of a value stays."""

import json
from collections.abc import Iterable
from typing import Any

import orjson

from gateway.sources.reader import Resource


def without_secrets(resource: Resource, names: Iterable[str]) -> tuple[Resource, list[str]]:
    """The record with null in place of the values of these names, and the paths at which they stood."""
    secrets = frozenset(
        name
        for name in names
        # A name may be spelled with escapes; then only a closer look tells.
        if f'"{name}"'.encode() in resource.raw or b"\\u" in resource.raw
    )
    found: list[str] = []
    if secrets:
        _find_secrets(resource.document, secrets, "", found)
    if not found:
        return resource, found
    spelled = json.loads(resource.raw, parse_int=_spelled, parse_float=_spelled)
    _redact(spelled, secrets)
    raw = orjson.dumps(spelled)
    return Resource(orjson.loads(raw), raw), found


def _spelled(number: str) -> orjson.Fragment:
    """A number that is written again as it was: `1.10` stays `1.10`."""
    return orjson.Fragment(number)


def _find_secrets(value: Any, secrets: frozenset[str], prefix: str, found: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in secrets and inner is not None:
                found.append(prefix + key)
            else:
                _find_secrets(inner, secrets, f"{prefix}{key}.", found)
    elif isinstance(value, list):
        for inner in value:
            _find_secrets(inner, secrets, prefix, found)


def _redact(value: Any, secrets: frozenset[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in secrets:
                value[key] = None
            else:
                _redact(inner, secrets)
    elif isinstance(value, list):
        for inner in value:
            _redact(inner, secrets)

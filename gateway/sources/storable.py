"""What databases do not store of a JSON value: too many levels, a NUL, half of a character."""

from typing import Any

from gateway.sources.refusal import RefusalCode, Refused


def depth_of(value: Any) -> int:
    """Levels of objects and lists."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        each, level = waiting.pop()
        if isinstance(each, dict | list):
            deepest = max(deepest, level)
            waiting += [(inner, level + 1) for inner in (each.values() if isinstance(each, dict) else each)]
    return deepest


def refuse_unstorable(value: Any, path: str = "") -> None:
    """PostgreSQL takes no NUL, and no database takes half of a surrogate pair."""
    if isinstance(value, dict):
        for key, inner in value.items():
            refuse_unstorable(key, f"{path} has a name that")
            refuse_unstorable(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            refuse_unstorable(inner, f"{path}[{position}]")
    elif isinstance(value, str):
        where = path.encode("utf-8", "replace").decode() or "The record"
        if "\0" in value:
            raise Refused(RefusalCode.NOT_STORABLE, f"{where} holds a NUL character.")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Refused(RefusalCode.NOT_STORABLE, f"{where} holds half of a surrogate pair.")

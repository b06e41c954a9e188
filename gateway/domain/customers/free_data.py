"""Objects that systems and people fill as they like, and which of their keys were changed here.

    changed_keys({"a": 1, "b": {"c": 2}}, {"b": {"c": 3}, "d": 4})  →  {"a": CHANGED, "b": {"c": CHANGED}, "d": ADDED}

The graph shows the keys of several systems as one object, and whoever changes one key writes all of them. What is noted
beside the object tells afterwards which of them are ours.
"""

import json
from collections.abc import Mapping
from typing import Any

FREE = frozenset({"metadata", "custom_fields"})
"""Columns of a customer that hold such an object and that people write."""

ADDED, CHANGED = "ADDED", "CHANGED"
"""A key that nobody had when it was written here first; a key whose value was changed here, or that was removed."""

Keys = Mapping[str, Any] | str
"""Key → ADDED, CHANGED, or the same of the object that lies there; one word for something that is no object."""


def changed_keys(before: Any, after: Any) -> Keys:
    """What differs between two objects; null is an object without keys."""
    before, after = before if before is not None else {}, after if after is not None else {}
    if not isinstance(before, dict) or not isinstance(after, dict):
        return CHANGED
    return {
        key: _change(before, after, key)
        for key in {**before, **after}
        if key not in before or key not in after or _text(before[key]) != _text(after[key])
    }


def _change(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> Keys:
    if key not in before:
        return ADDED
    if isinstance(before[key], dict) and isinstance(after.get(key), dict):
        return changed_keys(before[key], after[key])
    return CHANGED


def _text(value: Any) -> str:
    """Tells true from 1, which Python holds to be equal."""
    return json.dumps(value, sort_keys=True)


def joined_keys(earlier: Keys, later: Keys) -> Keys:
    """What was changed at one time or the other: a key that was added here stays so, whatever became of it since."""
    if isinstance(earlier, str):
        return earlier
    if isinstance(later, str):
        return later
    both = {key: joined_keys(earlier[key], change) for key, change in later.items() if key in earlier}
    return {**earlier, **later, **both}

"""Free data of a document with what was changed here of the object that the graph shows.

    {"a": 1} and {"b": 2} of two systems, {"a": 1, "b": 2, "c": 3} here  →  {"a": 1, "c": 3} and {"b": 2, "c": 3}

What only another system says is not added, and what a system changed since, and nobody here, stays as it is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.domain.customers.free_data import ADDED, CHANGED, Keys
from gateway.sources.inverses import same

Values = Mapping[str, Any]


def free_data(document: Any, value: Any, keys: Keys | None, documents: Sequence[Any]) -> Any:
    """What a document is to have in place of `document`, its object now.

    `value` is the object that was written here, and `keys` which of its keys were changed, None where nobody noted it.
    `documents` are the objects of all records of the customer, this one among them.
    """
    if not isinstance(value, dict) or isinstance(keys, str):
        return value
    there = document if isinstance(document, dict) else {}
    known = [each for each in documents if isinstance(each, dict)]
    changes = _guessed(there, value, known) if keys is None else keys
    result = dict(there)
    for key, change in changes.items():
        if key not in value:
            result.pop(key, None)
        elif key in there:
            result[key] = _inner(there, value, change, known, key)
        elif change == ADDED or not any(key in each for each in known):
            result[key] = value[key]
    return result if result or isinstance(document, dict) else document


def _inner(there: Values, value: Values, change: Keys, known: Sequence[Values], key: str) -> Any:
    if not isinstance(there[key], dict):
        return value[key]
    return free_data(there[key], value[key], change, [each[key] for each in known if key in each])


def _guessed(there: Values, value: Values, known: Sequence[Values]) -> Values:
    """What differs from this document, unless another one says so: then it is theirs."""
    return {
        key: CHANGED
        for key in {**there, **value}
        if key not in value or not any(key in each and same(each[key], value[key]) for each in known)
    }

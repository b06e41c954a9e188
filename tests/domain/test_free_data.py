"""Which keys of an object were changed."""

from typing import Any

import pytest

from gateway.domain.customers.free_data import ADDED, CHANGED, Keys, changed_keys, joined_keys


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"a": CHANGED}),
        ({"a": 1}, {}, {"a": CHANGED}),
        ({"a": 1}, None, {"a": CHANGED}),
        (None, {"a": 1}, {"a": ADDED}),
        (None, None, {}),
        ({"a": 1}, {"a": True}, {"a": CHANGED}),
        ({"a": None}, {}, {"a": CHANGED}),
        ({"b": {"c": 1, "d": 2}}, {"b": {"d": 2, "c": 3, "e": 4}}, {"b": {"c": CHANGED, "e": ADDED}}),
        ({"b": {"c": 1}}, {"b": [1]}, {"b": CHANGED}),
        ({"b": {"c": 1}}, {}, {"b": CHANGED}),
    ],
)
def test_what_differs(before: Any, after: Any, keys: Keys) -> None:
    assert changed_keys(before, after) == keys


@pytest.mark.parametrize(
    ("earlier", "later", "keys"),
    [
        ({"a": ADDED}, {"b": CHANGED}, {"a": ADDED, "b": CHANGED}),
        ({"a": ADDED}, {"a": CHANGED}, {"a": ADDED}),
        ({"a": CHANGED}, {"a": ADDED}, {"a": CHANGED}),
        ({"a": {"b": CHANGED}}, {"a": {"c": ADDED}}, {"a": {"b": CHANGED, "c": ADDED}}),
        ({"a": {"b": CHANGED}}, {"a": CHANGED}, {"a": CHANGED}),
        ({"a": CHANGED}, {"a": {"b": CHANGED}}, {"a": CHANGED}),
    ],
)
def test_what_was_changed_at_one_time_or_the_other(earlier: Keys, later: Keys, keys: Keys) -> None:
    assert joined_keys(earlier, later) == keys

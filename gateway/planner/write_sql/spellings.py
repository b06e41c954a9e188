"""How values are spelled before they are bound."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import orjson

from gateway.columns import fold, format_instant

AFTER_ALL_TEXT = "\U0010ffff"


def spell_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def spell_moment(value: date) -> str:
    return format_instant(value) if isinstance(value, datetime) else value.isoformat()


def fold_all(values: list[str]) -> list[str]:
    return [fold(value) for value in values]


def _spell_lower(value: str) -> str:
    return fold(value.lower())


def _spell_upper(value: str) -> str:
    return fold(value.upper())


def _spell_title(value: str) -> str:
    return fold(value.title())


SPELLINGS = (_spell_lower, _spell_upper, _spell_title)
"""SQL folds A–Z alone; these find `Émile`, `ÉMILE` and `émile` by any spelling of the three."""

_ENDS: dict[Callable[[str], str], Callable[[str], str]] = {}


def end_of(spell: Callable[[str], str]) -> Callable[[str], str]:
    """The first text after all that begin with a spelling."""
    if spell not in _ENDS:
        _ENDS[spell] = lambda value: spell(value) + AFTER_ALL_TEXT
    return _ENDS[spell]

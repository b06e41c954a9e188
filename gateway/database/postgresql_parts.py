"""Changes that were collected → the fewest commands that make them, in their order.

Changes are parts of one statement (`WITH a AS (INSERT …), b AS (UPDATE …)`), which PostgreSQL does whole or not at all.
Many new rows of a table are copied in: that is a command of its own, and a sixth less work for the one who sends them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_PARAMETER = re.compile(r"\$(\d+)")
CACHED_STATEMENTS = 512


@dataclass(frozen=True, slots=True)
class Part:
    """One change, or what must be found before the others are made."""

    sql: str
    arguments: Sequence[Any]
    name: str
    """Different for each of a transaction's that wait."""
    is_guarded: bool = False
    """Whether it must find its row."""


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows to be copied into a table."""

    table: str
    columns: Sequence[str]
    records: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    arguments: Sequence[Any]


Change = Part | NewRows
Command = Statement | NewRows


def commands_of(changes: Iterable[Change]) -> list[Command]:
    """Parts that follow on each other become one statement."""
    commands: list[Command] = []
    parts: list[Part] = []
    for change in changes:
        if isinstance(change, Part):
            parts.append(change)
            continue
        commands += [*_together(parts), change]
        parts = []
    return [*commands, *_together(parts)]


def _together(parts: Sequence[Part]) -> list[Statement]:
    if not parts:
        return []
    if len(parts) == 1 and not parts[0].is_guarded:
        return [Statement(parts[0].sql, parts[0].arguments)]
    sql = _join(tuple((each.sql, len(each.arguments), each.name, each.is_guarded) for each in parts))
    return [Statement(sql, [argument for each in parts for argument in each.arguments])]


@lru_cache(maxsize=CACHED_STATEMENTS)
def _join(parts: tuple[tuple[str, int, str, bool], ...]) -> str:
    """Changes (SQL, number of arguments, name, whether it must find its row) → one statement that makes them all."""
    written, checks = [], []
    arguments = 0
    for sql, count, name, is_guarded in parts:
        is_telling = "RETURNING" in sql or sql.startswith("SELECT")
        written.append(f"{name} AS ({_shift(sql, arguments)}{'' if is_telling else ' RETURNING 1'})")
        arguments += count
        # Asked for in their order, the parts are done in their order: the counter of events, which is locked until
        # the commit, is taken last.
        found = f"(SELECT count(*) FROM {name})"  # noqa: S608 (the names are made here)
        checks.append(f"{found} = 1" if is_guarded else f"{found} >= 0")
    # A guarded change that found no row divides by zero: the statement fails, and nothing of it stays.
    return f"WITH {', '.join(written)} SELECT 1 / CASE WHEN {' AND '.join(checks)} THEN 1 ELSE 0 END"


def _shift(sql: str, by: int) -> str:
    """`$1 … $2`, 3 → `$4 … $5`"""
    return _PARAMETER.sub(lambda match: f"${int(match[1]) + by}", sql) if by else sql

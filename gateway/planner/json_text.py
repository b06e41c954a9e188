"""Constant texts and SQL expressions → one SQL expression of JSON text."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Sql = ColumnElement[Any]
Part = str | Sql


class Joined(FunctionElement[str]):
    """Texts and expressions put together with `||`; neighbouring texts are one, and joins inside are taken apart."""

    inherit_cache = True
    name = "joined"
    type = Text()

    def __init__(self, *parts: Part) -> None:
        self.parts: list[Part] = []
        for part in parts:
            for piece in part.parts if isinstance(part, Joined) else (part,):
                if isinstance(piece, str) and self.parts and isinstance(self.parts[-1], str):
                    self.parts[-1] += piece
                else:
                    self.parts.append(piece)
        super().__init__(*(text(part) if isinstance(part, str) else part for part in self.parts))


_GROUP = 60
"""SQLite refuses expressions nested deeper than 1,000, and `a || b || c` nests once for each `||`."""


@compiles(Joined)
def _joined(element: Joined, compiler: SQLCompiler, **options: Any) -> str:
    pieces = [compiler.process(part, **options) for part in element.clauses]
    while len(pieces) > _GROUP:
        groups = [pieces[start : start + _GROUP] for start in range(0, len(pieces), _GROUP)]
        pieces = [f"({' || '.join(group)})" if len(group) > 1 else group[0] for group in groups]
    return " || ".join(pieces)


def text(value: str) -> Sql:
    """A constant, written into the statement: only ever what we or GraphQL's grammar spelled."""
    escaped = value.replace("'", "''")
    return literal_column(f"'{escaped}'", Text())


def braced(entries: Iterable[tuple[str, Part]]) -> Joined:
    """`("id", X), ("name", Y)` → `{"id":` X `,"name":` Y `}`."""
    return Joined(*_members(entries))


def _members(entries: Iterable[tuple[str, Part]]) -> Iterator[Part]:
    separator = "{"
    for key, value in entries:
        yield f'{separator}"{key}":'
        yield value
        separator = ","
    yield "}" if separator == "," else "{}"


def bracketed(items: Sql) -> Joined:
    """Texts with a comma between, or NULL for none → `[` texts `]`."""
    return Joined("[", func.coalesce(items, text(""), type_=Text()), "]")


def or_null(written: Sql) -> Sql:
    """JSON text, `null` where there is none."""
    return func.coalesce(written, text("null"), type_=Text())


def boolean(condition: Sql) -> Sql:
    return case((condition, text("true")), else_=text("false"))

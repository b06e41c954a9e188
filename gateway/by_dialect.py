"""SQL that is spelled in two ways: one for each database."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class ByDialect(ColumnElement[Any]):
    """An expression in the words of each database."""

    inherit_cache = False

    def __init__(self, *, sqlite: str, postgresql: str) -> None:
        self.spellings = {"sqlite": sqlite, "postgresql": postgresql}


@compiles(ByDialect)
def _spell(element: ByDialect, compiler: SQLCompiler, **_: Any) -> str:
    return element.spellings[compiler.dialect.name]

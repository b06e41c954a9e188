"""How an entity is read from a view: its class is declared as any other, its rows come from a SELECT."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql.compiler import DDLCompiler
from sqlmodel import SQLModel

Model = TypeVar("Model", bound=type[SQLModel])

_VIEW = "view"


def table_of(model: type[SQLModel] | Table) -> Table:
    """The table that a class is mapped to; a table is its own."""
    return model if isinstance(model, Table) else model.__table__  # type: ignore[attr-defined]


def as_view(select: str, *, on: type[SQLModel]) -> Callable[[Model], Model]:
    """Makes a class read the rows of `select`: one column for each of its own, in SQL of both databases.

    `on` is the class whose table the view reads.
    """

    def complete(model: Model) -> Model:
        table = table_of(model)
        table.info[_VIEW] = dedent(select).strip()
        table.constraints.intersection_update({table.primary_key, *table.foreign_key_constraints})
        table.add_is_dependent_on(table_of(on))
        return model

    return complete


def view_of(table: Table) -> str | None:
    """The SELECT that a table is a view of, or None for a real table."""
    return table.info.get(_VIEW)


@compiles(CreateTable)
def _create(create: CreateTable, compiler: DDLCompiler, **arguments: Any) -> str:
    select = view_of(create.element)
    if select is None:
        return str(cast("Any", compiler).visit_create_table(create, **arguments))
    return f"CREATE VIEW {compiler.preparer.format_table(create.element)} AS\n{select}"


@compiles(DropTable)
def _drop(drop: DropTable, compiler: DDLCompiler, **arguments: Any) -> str:
    if view_of(drop.element) is None:
        return str(cast("Any", compiler).visit_drop_table(drop, **arguments))
    return f"DROP VIEW {compiler.preparer.format_table(drop.element)}"

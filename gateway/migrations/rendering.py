"""How a generated migration spells what Alembic alone would spell wrongly, or only for one database."""

from typing import Any, Literal

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy import CheckConstraint, Column, ColumnElement, ForeignKeyConstraint, TextClause, make_url
from sqlmodel import SQLModel

from gateway.by_dialect import ByDialect
from gateway.columns import TEXT, CalendarDate, Instant, Json
from gateway.migrations import conditions
from gateway.migrations.comparing import ExecuteByDialect

_DIALECTS = tuple(make_url(address).get_dialect()() for address in ("sqlite://", "postgresql+asyncpg://"))


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """A type of ours, or a condition of one database alone, as Python; False leaves it to Alembic."""
    if kind == "type":
        return _type(item, context)
    if kind == "check" and isinstance(item, CheckConstraint):
        return _check(item, context)
    return False


def _type(item: Any, context: AutogenContext) -> str | Literal[False]:
    if isinstance(item, Instant | CalendarDate | Json):
        spelling = f"columns.{type(item).__name__}()"
    elif repr(item) == repr(TEXT):
        spelling = "columns.TEXT"
    else:
        return False
    context.imports.add("from gateway import columns")
    return spelling


def _check(item: CheckConstraint, context: AutogenContext) -> str | Literal[False]:
    if isinstance(item.sqltext, ByDialect):
        context.imports.add("from gateway.by_dialect import ByDialect")
        spelled = ", ".join(f"{name}={words!r}" for name, words in item.sqltext.spellings.items())
        return f"sa.CheckConstraint(ByDialect({spelled}), name={str(item.name)!r})"
    if not _is_for_sqlite(item):
        return False
    condition, name = str(item.sqltext), str(item.name)
    for promise in (conditions.is_instant, conditions.is_date, conditions.is_json, conditions.is_boolean):
        for column in item.table.columns:
            if str(promise(column.name, name).sqltext) == condition:
                context.imports.add(f"from gateway.migrations.conditions import {promise.__name__}")
                return f"{promise.__name__}({column.name!r}, {name!r})"
    context.imports.add("from gateway.migrations.conditions import on_sqlite")
    return f"on_sqlite({condition!r}, {name!r})"


def _is_for_sqlite(item: CheckConstraint) -> bool:
    """Whether the declared constraint is for SQLite alone. Alembic hands in a copy that no longer knows."""
    declared = SQLModel.metadata.tables[item.table.name].constraints
    original = next(constraint for constraint in declared if constraint.name == item.name)
    only = original._ddl_if  # noqa: SLF001 — SQLAlchemy has no public way to read it back.
    return only is not None and only.dialect == "sqlite"


_add_column_alone = renderers.dispatch(ops.AddColumnOp(None, Column("any")))  # type: ignore[arg-type]  # only its class counts


@renderers.dispatch_for(ops.AddColumnOp, replace=True)
def _add_column(context: AutogenContext, operation: ops.AddColumnOp) -> list[str]:
    """The column, and what SQLite's rows promise of it."""
    lines = [str(_add_column_alone(context, operation))]
    prefix = f"ck_{operation.table_name}_{operation.column.name}"
    for constraint in SQLModel.metadata.tables[operation.table_name].constraints:
        if (
            isinstance(constraint, CheckConstraint)
            and constraint.name == prefix
            and _is_for_sqlite(constraint)
        ):
            context.imports.add("from gateway.migrations.promises import promise")
            lines.append(f"promise({operation.table_name!r}, {_check(constraint, context)})")
    return lines


@renderers.dispatch_for(ops.CreateIndexOp, replace=True)
def _create_index(context: AutogenContext, operation: ops.CreateIndexOp) -> str:
    index = operation.to_index()
    keys = [
        repr(str(key.name)) if isinstance(key, Column) else _expression(key, context)
        for key in index.expressions
    ]
    options = ", unique=True" if index.unique else ""
    for option, value in index.dialect_kwargs.items():
        options += f", {option}={_option(value, context)}"
    return f"op.create_index({index.name!r}, {operation.table_name!r}, [{', '.join(keys)}]{options})"


def _option(value: Any, context: AutogenContext) -> str:
    if isinstance(value, TextClause):
        return f"sa.text({str(value)!r})"
    return _expression(value, context) if isinstance(value, ColumnElement) else repr(value)


def _expression(expression: Any, context: AutogenContext) -> str:
    spellings = [
        dialect.statement_compiler(dialect, None).process(expression, include_table=False, literal_binds=True)
        for dialect in _DIALECTS
    ]
    if len(set(spellings)) == 1:
        return f"sa.text({spellings[0]!r})"
    context.imports.add("from gateway.by_dialect import ByDialect")
    return f"ByDialect(sqlite={spellings[0]!r}, postgresql={spellings[1]!r})"


@renderers.dispatch_for(ops.DropConstraintOp, replace=True)
def _drop_constraint(context: AutogenContext, operation: ops.DropConstraintOp) -> str:
    """SQLite drops no constraint; a foreign key it can be rid of all the same."""
    constraint = operation.to_constraint()
    if isinstance(constraint, ForeignKeyConstraint):
        context.imports.add("from gateway.migrations.foreign_keys import drop_foreign_key")
        (column,) = constraint.column_keys
        return f"drop_foreign_key({operation.table_name!r}, {column!r}, {operation.constraint_name!r})"
    return f"op.drop_constraint({operation.constraint_name!r}, {operation.table_name!r})"


@renderers.dispatch_for(ExecuteByDialect)
def _execute_by_dialect(_: AutogenContext, operation: ExecuteByDialect) -> list[str]:
    """The statements of the database at hand, each of their lines as a line."""
    spelled = [
        f"{name!r}: [{', '.join(f'({_lines(statement)})' for statement in statements)}]"
        for name, statements in operation.statements.items()
    ]
    written = f"for statement in {{{', '.join(spelled)}}}[op.get_bind().dialect.name]:"
    return [written, "    op.execute(statement)"]


@renderers.dispatch_for(ops.ExecuteSQLOp, replace=True)
def _execute(_: AutogenContext, operation: ops.ExecuteSQLOp) -> str:
    """A statement, each of its lines as a line."""
    return f"op.execute({_lines(str(operation.sqltext))})"


def _lines(statement: str) -> str:
    return " ".join(repr(line) for line in statement.splitlines(keepends=True))

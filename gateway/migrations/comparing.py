"""What the models declare and a database lacks, without what only looks different."""

import re
import warnings
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.ddl._autogen import ComparisonResult
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Index, inspect, text
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from gateway.events.append_only import FUNCTION_BODY, REPLACEMENTS, STATEMENTS, TRIGGERS
from gateway.view import view_of

# PostgreSQL answers with casts, brackets and BOTH FROM of its own:
# coalesce(day, DATE '0001-01-01') → COALESCE(day, '0001-01-01'::date)
_SPELLING = re.compile(r"::[a-z ]+|timestamp with time zone(?= ')|date(?= ')|both from|[()\" ]")


def is_table(thing: Any, _: str | None, kind: str, __: bool, ___: Any) -> bool:
    """A view is not compared; `add_triggers_and_views` sees to it."""
    return kind != "table" or view_of(thing) is None


def add_triggers_and_views(context: MigrationContext, _: Any, directives: list[ops.MigrationScript]) -> None:
    """Puts what Alembic does not compare at the end of a new migration, where a database lacks it."""
    assert context.connection is not None  # noqa: S101 — env.py passes one.
    (script,) = directives
    assert script.upgrade_ops is not None  # noqa: S101 — a new migration has one.
    script.upgrade_ops.ops += [*_views(context.connection), *_triggers(context.connection)]


def _views(connection: Connection) -> Iterator[ops.MigrateOperation]:
    """Views that are not there, or there with other columns."""
    inspector = inspect(connection)
    there = inspector.get_view_names()
    for table in SQLModel.metadata.sorted_tables:
        if view_of(table) is None:
            continue
        if table.name in there:
            if {column["name"] for column in inspector.get_columns(table.name)} == set(table.columns.keys()):
                continue
            yield ops.ExecuteSQLOp(f"DROP VIEW {table.name}")
        yield ops.ExecuteSQLOp(str(CreateTable(table)))


def _triggers(connection: Connection) -> Iterator[ops.MigrateOperation]:
    """The triggers that keep the event store, all of them or none; those that do something else are replaced."""
    found = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    if not set(TRIGGERS) <= set(found.scalars()):
        yield ExecuteByDialect(STATEMENTS)
        return
    bodies = connection.execute(text("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_change_of_event'"))
    if bodies.scalar() != FUNCTION_BODY:
        yield ExecuteByDialect(REPLACEMENTS)


class ExecuteByDialect(ops.MigrateOperation):
    """Statements that each database spells in its own way."""

    def __init__(self, statements: Mapping[str, Sequence[str]]) -> None:
        self.statements = statements


def differences(connection: Connection, *, without: Container[str] = ()) -> list[Any]:
    """What a migration would have to do, in Alembic's words. Tables named in `without` are left aside."""
    options = {
        "include_object": lambda thing, name, *rest: name not in without and is_table(thing, name, *rest)
    }
    context = MigrationContext.configure(connection, opts=options)
    with warnings.catch_warnings():
        # SQLite does not tell what an index on an expression holds; Alembic says so for each.
        warnings.filterwarnings("ignore", ".*expression-based index")
        return list(compare_metadata(context, SQLModel.metadata))


class PostgresComparison(PostgresqlImpl):
    """Alembic's comparison of indexes, on expressions as they mean rather than as they are spelled."""

    __dialect__ = "postgresql"

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        result = super().compare_indexes(metadata_index, reflected_index)
        same = self._spelled(metadata_index) == self._spelled(reflected_index)
        return ComparisonResult.Equal() if result.is_different and same else result

    def _spelled(self, index: Index) -> tuple[bool, list[str]]:
        options = {"literal_binds": True, "include_table": False}
        keys: list[Any] = list(index.expressions)
        texts = [str(key.compile(dialect=self.dialect, compile_kwargs=options)) for key in keys]
        return bool(index.unique), [_SPELLING.sub("", text.lower()) for text in texts]

"""A table with a foreign key → the same table without it, on either database."""

import re

from alembic import op
from sqlalchemy import Connection, text


def drop_foreign_key(table: str, column: str, name: str) -> None:
    """Lets a column point to what is not there. `name` is the constraint's; SQLite knows it by its column."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _rebuild(connection, table, column)
    else:
        op.drop_constraint(name, table, type_="foreignkey")


def _rebuild(connection: Connection, table: str, column: str) -> None:
    """SQLite changes no constraint: the rows move to a new table, with its indexes, triggers and views made anew.

    Foreign keys are not checked while migrations run, and dropping a table fires none of its triggers.
    """
    clause = re.compile(
        rf",\s*FOREIGN KEY\s*\({column}\)\s*REFERENCES\s+\w+\s*\(\w+\)(\s+ON (DELETE|UPDATE) (SET \w+|\w+))*"
    )
    made, number = clause.subn("", _sql_of(connection, "table", table)[0])
    if number != 1:
        raise ValueError(f"{table}.{column} has {number} foreign keys; expected one.")
    around = [*_sql_of(connection, "index", table), *_sql_of(connection, "trigger", table)]
    views = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'view'")).all()
    for view, _ in views:
        op.execute(f'DROP VIEW "{view}"')
    for (index,) in connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all():
        op.execute(f'DROP INDEX "{index}"')
    op.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_before"')
    for (trigger,) in connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": f"{table}_before"},
    ).all():
        op.execute(f'DROP TRIGGER "{trigger}"')
    connection.exec_driver_sql(made)
    # Of a column that is computed, `hidden` is 2 or 3.
    described = connection.execute(text(f"PRAGMA table_xinfo('{table}')")).mappings().all()
    columns = ", ".join(f'"{each["name"]}"' for each in described if not each["hidden"])
    op.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{table}_before"')  # noqa: S608 — names of ours.
    op.execute(f'DROP TABLE "{table}_before"')
    for statement in [*around, *(sql for _, sql in views)]:
        connection.exec_driver_sql(statement)


def _sql_of(connection: Connection, kind: str, table: str) -> list[str]:
    found = text("SELECT sql FROM sqlite_master WHERE type = :kind AND tbl_name = :table AND sql IS NOT NULL")
    return list(connection.execute(found, {"kind": kind, "table": table}).scalars())

"""What SQLite's rows promise from now on → the tables' own texts: SQLite changes no condition of a table."""

import re

from alembic import op
from sqlalchemy import CheckConstraint, Connection, text

_END = re.compile(r"\)\s*STRICT\s*$", re.IGNORECASE)
_LISTED = re.compile(r"CHECK \((\w+) IN \(('[^']*'(?:, '[^']*'){2,})\)\)")


def promise(table: str, constraint: CheckConstraint) -> None:
    """Adds a condition of SQLite to a table whose rows all keep it, as those of a new column without values do."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    found = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"), {"table": table}
    )
    clause = f", CONSTRAINT {constraint.name} CHECK ({constraint.sqltext})) STRICT"
    made, number = _END.subn(lambda _: clause, found.scalar_one())
    if number != 1:
        raise ValueError(f"The text of table {table} does not end as expected.")
    _write(connection, {table: made})


def compare_one_by_one() -> None:
    """`CHECK (x IN ('A', 'B', 'C'))` → `CHECK (x = 'A' OR x = 'B' OR x = 'C')` in all tables of SQLite.

    It means the same, so that every row that is there keeps it.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    found = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '% IN (%'")
    )
    _write(connection, {name: _LISTED.sub(_compared, sql) for name, sql in found.all()})


def _compared(listed: re.Match[str]) -> str:
    column, values = listed[1], listed[2].split(", ")
    return f"CHECK ({' OR '.join(f'{column} = {value}' for value in values)})"


def _write(connection: Connection, texts: dict[str, str]) -> None:
    """Gives tables another text, and has every connection read the schema anew."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, sql in texts.items():
        connection.execute(
            text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
            {"table": table, "sql": sql},
        )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")

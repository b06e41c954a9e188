"""A condition that SQLite's rows keep from now on → the table's own text: SQLite adds none to a table that is there."""

import re

from alembic import op
from sqlalchemy import CheckConstraint, text

_END = re.compile(r"\)\s*STRICT\s*$", re.IGNORECASE)


def promise(table: str, constraint: CheckConstraint) -> None:
    """Adds a condition of SQLite to a table whose rows all keep it, as those of a new column without values do."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    key = {"table": table}
    found = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"), key
    )
    clause = f", CONSTRAINT {constraint.name} CHECK ({constraint.sqltext})) STRICT"
    made, number = _END.subn(lambda _: clause, found.scalar_one())
    if number != 1:
        raise ValueError(f"The text of table {table} does not end as expected.")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {**key, "sql": made},
    )
    # Every connection reads the schema anew.
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")

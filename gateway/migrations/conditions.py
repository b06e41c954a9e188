"""What a column's text must look like on SQLite; PostgreSQL's own types see to it there."""

from sqlalchemy import CheckConstraint

_DAY = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
_TIME = "[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]"


def on_sqlite(condition: str, name: str) -> CheckConstraint:
    """A condition that SQLite alone checks."""
    return CheckConstraint(condition, name=name).ddl_if(dialect="sqlite")


def is_instant(column: str, name: str) -> CheckConstraint:
    return on_sqlite(f"{column} GLOB '{_DAY}T{_TIME}Z'", name)


def is_date(column: str, name: str) -> CheckConstraint:
    return on_sqlite(f"{column} GLOB '{_DAY}'", name)


def is_json(column: str, name: str) -> CheckConstraint:
    return on_sqlite(f"{column} IS NULL OR json_valid({column})", name)


def is_boolean(column: str, name: str) -> CheckConstraint:
    return on_sqlite(f"{column} IN (0, 1)", name)

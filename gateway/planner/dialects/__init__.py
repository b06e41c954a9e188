"""All that SQLite and PostgreSQL say differently when an answer is read: a file for each."""

from gateway.planner.dialects.dialect import Dialect
from gateway.planner.dialects.postgresql import Postgresql
from gateway.planner.dialects.sqlite import Sqlite

DIALECTS: dict[str, Dialect] = {"sqlite": Sqlite(), "postgresql": Postgresql()}

__all__ = ["DIALECTS", "Dialect"]

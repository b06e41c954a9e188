"""Plan → one SELECT that returns the answer as JSON text."""

from gateway.planner.write_sql.roots import write_sql
from gateway.planner.write_sql.statement import Slot, Statement

__all__ = ["Slot", "Statement", "write_sql"]

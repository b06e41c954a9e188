"""What is asked of the tables while records are written, with each statement compiled once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnDefault, Table, bindparam, delete, select

from gateway.columns import Scalar
from gateway.database import Transaction
from gateway.domain.customers.model import CustomerSearchTerm
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.planner.dialects import DIALECTS
from gateway.view import table_of

Values = Mapping[str, Any]

RECORDS = table_of(SourceRecord)
TERMS = table_of(CustomerSearchTerm)


@dataclass(slots=True)
class FoundRecord:
    """What must be known of a source record that is in the database, or will be with this batch."""

    id: str
    external_id: str
    content_hash: str
    source_updated_at: datetime | None
    resource_id: str | None
    customer_id: str | None
    version: int


def find_records(
    transaction: Transaction,
    environment: str,
    system: str,
    connection: str,
    kind: str,
    external_ids: Sequence[str],
) -> list[FoundRecord]:
    """The source records with these ids."""
    dialect = DIALECTS[transaction.texts.dialect.name]
    values = {
        "environment": environment,
        "system": system,
        "connection": connection,
        "kind": kind,
        "ids": dialect.bind_many(Scalar.STRING)(list(external_ids)),
    }
    rows = transaction.select("find source records", lambda: _find_records(dialect), values)
    read_instant = RECORDS.c.source_updated_at.type.dialect_impl(dialect.sql).result_processor(
        dialect.sql, None
    )
    return [_found(row, read_instant) for row in rows]


def _found(row: Sequence[Any], read_instant: Any) -> FoundRecord:
    record_id, external_id, content_hash, changed_at, *rest = row
    changed_at = read_instant(changed_at) if read_instant else changed_at
    return FoundRecord(record_id, external_id, content_hash, changed_at, *rest)


def _find_records(dialect: Any) -> Any:
    ids = bindparam("ids", type_=dialect.many_type(Scalar.STRING))
    equals = [RECORDS.c[name] == bindparam(name) for name in ("environment", "system", "connection", "kind")]
    columns = [RECORDS.c[column.name] for column in fields(FoundRecord)]
    return select(*columns).where(*equals, dialect.among(RECORDS.c.external_id, ids, Scalar.STRING))


def find_rows(transaction: Transaction, table: Table, where: Values) -> list[dict[str, Any]]:
    """The rows whose columns have these values, in the order of their ids."""
    names = tuple(where)

    def make() -> Any:
        equals = (table.c[name] == bindparam(name) for name in names)
        return select(table).where(*equals).order_by(table.c.id)

    rows = transaction.select(f"{table.name} by {', '.join(names)}", make, where)
    return [transaction.texts.record(table, row) for row in rows]


def delete_terms(transaction: Transaction, customer_id: str) -> None:
    """Forgets by which words a customer is found; at once, since the same words may come again."""
    transaction.run("delete search terms of a customer", _delete_terms, {"customer": customer_id})


def _delete_terms() -> Any:
    return delete(TERMS).where(TERMS.c.customer_id == bindparam("customer"))


# ── New rows ────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def blank(entity: type[Entity]) -> Mapping[str, Any]:
    """A row of which nothing is known: each column with its default."""
    columns = [column for column in table_of(entity).columns if column.computed is None]
    return {column.key: _default_of(column) for column in columns}


def _default_of(column: Column[Any]) -> Any:
    default = column.default
    value = default.arg if isinstance(default, ColumnDefault) else None
    return str(value) if isinstance(value, str) else value


@cache
def not_null(entity: type[Entity]) -> frozenset[str]:
    return frozenset(column.key for column in table_of(entity).columns if not column.nullable)


def filled(entity: type[Entity], values: Values) -> dict[str, Any]:
    """The values as the table takes them: null becomes the default where a column holds none, or says nothing."""
    defaults, never_null = blank(entity), not_null(entity)
    return {
        name: defaults[name] if value is None and name in never_null else value
        for name, value in values.items()
        if value is not None or name not in never_null or defaults[name] is not None
    }

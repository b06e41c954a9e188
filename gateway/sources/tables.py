"""What is asked of the tables while records are written, with each statement compiled once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnDefault, Table, bindparam, delete, select

from gateway.columns import Scalar
from gateway.database import Transaction
from gateway.domain.customers.model import CustomerSearchTerm
from gateway.domain.records.model import IdentityLink, SourceRecord
from gateway.entity import Entity
from gateway.planner.dialects import DIALECTS
from gateway.view import table_of

Values = Mapping[str, Any]

RECORDS = table_of(SourceRecord)
LINKS = table_of(IdentityLink)
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
    owner_external_id: str | None
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


def find_records_by_alias(
    transaction: Transaction,
    environment: str,
    system: str,
    connection: str,
    kind: str,
    aliases: Sequence[str],
) -> list[tuple[str, FoundRecord]]:
    """The source records with these second identifiers, each with its own; the oldest first."""
    dialect = DIALECTS[transaction.texts.dialect.name]
    values = {
        "environment": environment,
        "system": system,
        "connection": connection,
        "kind": kind,
        "aliases": dialect.bind_many(Scalar.STRING)(list(aliases)),
    }
    rows = transaction.select("find source records by alias", lambda: _find_by_alias(dialect), values)
    read_instant = RECORDS.c.source_updated_at.type.dialect_impl(dialect.sql).result_processor(
        dialect.sql, None
    )
    return [(alias, _found(row, read_instant)) for alias, *row in rows]


def _find_by_alias(dialect: Any) -> Any:
    aliases = bindparam("aliases", type_=dialect.many_type(Scalar.STRING))
    equals = [RECORDS.c[name] == bindparam(name) for name in ("environment", "system", "connection", "kind")]
    columns = [RECORDS.c[column.name] for column in fields(FoundRecord)]
    among = dialect.among(RECORDS.c.alias, aliases, Scalar.STRING)
    return select(RECORDS.c.alias, *columns).where(*equals, among).order_by(RECORDS.c.id)


def _found(row: Sequence[Any], read_instant: Any) -> FoundRecord:
    record_id, external_id, content_hash, changed_at, *rest = row
    changed_at = read_instant(changed_at) if read_instant else changed_at
    return FoundRecord(record_id, external_id, content_hash, changed_at, *rest)


def _find_records(dialect: Any) -> Any:
    ids = bindparam("ids", type_=dialect.many_type(Scalar.STRING))
    equals = [RECORDS.c[name] == bindparam(name) for name in ("environment", "system", "connection", "kind")]
    columns = [RECORDS.c[column.name] for column in fields(FoundRecord)]
    return select(*columns).where(*equals, dialect.among(RECORDS.c.external_id, ids, Scalar.STRING))


def read_record(transaction: Transaction, record_id: str) -> dict[str, Any] | None:
    """A source record as it is stored."""
    rows = transaction.select("source record by id", _record_by_id, {"id": record_id})
    return transaction.texts.record(RECORDS, rows[0]) if rows else None


def _record_by_id() -> Any:
    return select(RECORDS).where(RECORDS.c.id == bindparam("id"))


def read_record_of(
    transaction: Transaction, environment: str, system: str, connection: str, kind: str, external_id: str
) -> dict[str, Any] | None:
    """A source record by its key."""
    where = {
        "environment": environment,
        "system": system,
        "connection": connection,
        "kind": kind,
        "external_id": external_id,
    }
    rows = find_rows(transaction, RECORDS, where)
    return rows[0] if rows else None


def customer_records(transaction: Transaction, customer_id: str) -> list[dict[str, Any]]:
    """The records that are linked to a customer, in the order of their ids."""
    rows = transaction.select("linked records of a customer", _customer_records, {"customer": customer_id})
    return [transaction.texts.record(RECORDS, row) for row in rows]


def _customer_records() -> Any:
    linked = select(LINKS.c.source_record_id).where(LINKS.c.customer_id == bindparam("customer"))
    return select(RECORDS).where(RECORDS.c.id.in_(linked)).order_by(RECORDS.c.id)


def find_by_names(transaction: Transaction, environment: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """Source records that speak of these records of other systems."""
    return _among(transaction, RECORDS.c.names, environment, names)


def find_by_external_ids(
    transaction: Transaction, environment: str, ids: Iterable[str]
) -> list[dict[str, Any]]:
    """Source records of any system with these identifiers."""
    return _among(transaction, RECORDS.c.external_id, environment, ids)


def find_by_resource_ids(
    transaction: Transaction, environment: str, ids: Iterable[str]
) -> list[dict[str, Any]]:
    """Source records of any system that became these rows."""
    return _among(transaction, RECORDS.c.resource_id, environment, ids)


_KNOWN = ("id", "system", "connection", "kind", "external_id", "names", "resource_id", "customer_id")


def _among(
    transaction: Transaction, column: Column[Any], environment: str, sought: Iterable[str]
) -> list[dict[str, Any]]:
    values = sorted(set(sought))
    if not values:
        return []
    dialect = DIALECTS[transaction.texts.dialect.name]

    def make() -> Any:
        among = dialect.among(
            column, bindparam("sought", type_=dialect.many_type(Scalar.STRING)), Scalar.STRING
        )
        known = (RECORDS.c[name] for name in _KNOWN)
        return select(*known).where(RECORDS.c.environment == bindparam("environment"), among)

    bound = {"environment": environment, "sought": dialect.bind_many(Scalar.STRING)(values)}
    rows = transaction.select(f"source records by {column.name}", make, bound)
    return [dict(zip(_KNOWN, row, strict=True)) for row in rows]


def find_rows(
    transaction: Transaction, table: Table, where: Values, *, order: str = "id"
) -> list[dict[str, Any]]:
    """The rows whose columns have these values, in the order of their ids or of another column."""
    names = tuple(where)

    def make() -> Any:
        equals = (table.c[name] == bindparam(name) for name in names)
        return select(table).where(*equals).order_by(table.c[order])

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
    defaults, taken = blank(entity), dict(values)
    for name in not_null(entity):
        if name in taken and taken[name] is None:
            if defaults[name] is None:
                del taken[name]
            else:
                taken[name] = defaults[name]
    return taken

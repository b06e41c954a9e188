"""What is asked of the tables while records are written, with each statement compiled once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, func, select

from gateway.columns import Scalar
from gateway.database import Transaction
from gateway.domain.customers.model import CustomerSearchTerm
from gateway.domain.orders.model import Order
from gateway.domain.orders.operations.standing import reached
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


Place = tuple[str, str, str, str]
"""Environment, system, connection and kind."""
_PLACE = ("environment", "system", "connection", "kind")


def find_records(transaction: Transaction, place: Place, external_ids: Sequence[str]) -> list[FoundRecord]:
    """The source records with these ids."""
    return [
        found for _, found in _find_records(transaction, RECORDS.c.external_id, _PLACE, place, external_ids)
    ]


def find_records_by_alias(
    transaction: Transaction, place: Place, aliases: Sequence[str]
) -> list[tuple[str, FoundRecord]]:
    """The source records with these second identifiers, each with its own; several may have the same."""
    # Asked for all of the place, SQLite goes through every record of the kind: of two indexes it takes the one with
    # more columns in common.
    return _find_records(transaction, RECORDS.c.alias, _PLACE[:1], place, aliases)


def _find_records(
    transaction: Transaction, column: Column[Any], asked: Sequence[str], place: Place, sought: Sequence[str]
) -> list[tuple[str, FoundRecord]]:
    """Records by many values of a column; by the columns of the place that are `asked`, and the others afterwards."""
    dialect, count = DIALECTS[transaction.texts.dialect.name], len(asked)

    def make() -> Any:
        among = dialect.among(
            column, bindparam("sought", type_=dialect.many_type(Scalar.STRING)), Scalar.STRING
        )
        equals = [RECORDS.c[name] == bindparam(name) for name in asked]
        columns = [
            RECORDS.c[name] for name in (*_PLACE[count:], *(each.name for each in fields(FoundRecord)))
        ]
        return select(column.label("found_by"), *columns).where(*equals, among).order_by(RECORDS.c.id)

    bound = {
        "sought": dialect.bind_many(Scalar.STRING)(list(sought)),
        **dict(zip(asked, place, strict=False)),
    }
    rows = transaction.select(f"source records of a kind by {column.name}", make, bound)
    changed_at = RECORDS.c.source_updated_at.type.dialect_impl(dialect.sql)
    read_instant = changed_at.result_processor(dialect.sql, None)
    left = len(_PLACE) - count
    return [
        (found_by, _found(row[left:], read_instant))
        for found_by, *row in rows
        if tuple(row[:left]) == place[count:]
    ]


def _found(row: Sequence[Any], read_instant: Any) -> FoundRecord:
    record_id, external_id, content_hash, changed_at, *rest = row
    changed_at = read_instant(changed_at) if read_instant else changed_at
    return FoundRecord(record_id, external_id, content_hash, changed_at, *rest)


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


def hold_records(transaction: Transaction, records: Iterable[Mapping[str, Any]]) -> None:
    """Nothing is written unless these records are still what was read of them."""
    for each in records:
        values = {"id": each["id"], "version": each["version"]}
        transaction.hold(each["id"], "hold a record", _hold_record, values)


def _hold_record() -> Any:
    as_read = (RECORDS.c.id == bindparam("id"), RECORDS.c.version == bindparam("version"))
    return select(RECORDS.c.id).where(*as_read).with_for_update(read=True)


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
    return find_among(transaction, column, sought, _KNOWN, environment)


def find_among(
    transaction: Transaction,
    column: Column[Any],
    sought: Iterable[str],
    names: Sequence[str],
    environment: str | None = None,
) -> list[dict[str, Any]]:
    """What rows hold in the columns of these names, of all whose `column` is one of many values."""
    values = sorted(set(sought))
    if not values:
        return []
    dialect, table = DIALECTS[transaction.texts.dialect.name], column.table

    def make() -> Any:
        bound = bindparam("sought", type_=dialect.many_type(Scalar.STRING))
        found = select(*(table.c[name] for name in names)).where(dialect.among(column, bound, Scalar.STRING))
        return found if environment is None else found.where(table.c.environment == bindparam("environment"))

    key = f"{', '.join(names)} of {table.name} among {column.name}, {environment is None}"
    bound = {"environment": environment, "sought": dialect.bind_many(Scalar.STRING)(values)}
    types = [table.c[name].type.dialect_impl(dialect.sql) for name in names]
    readers = [each.result_processor(dialect.sql, None) for each in types]
    return [
        {name: read(value) if read else value for name, read, value in zip(names, readers, row, strict=True)}
        for row in transaction.select(key, make, bound)
    ]


def is_row(transaction: Transaction, entity: type[Entity], row_id: str) -> bool:
    """Whether there is a row with this id. Unlike `get`, it holds nothing that others may be waiting for."""
    table = table_of(entity)

    def make() -> Any:
        return select(table.c.id).where(table.c.id == bindparam("id"))

    return bool(transaction.select(f"{table.name} by id alone", make, {"id": row_id}))


def find_rows(
    transaction: Transaction, table: Table, where: Values, *, order: str = "id"
) -> list[dict[str, Any]]:
    """The rows whose columns have these values, in the order of their ids or of another column."""
    names = tuple(where)

    def make() -> Any:
        equals = (table.c[name] == bindparam(name) for name in names)
        return select(table).where(*equals).order_by(table.c[order])

    rows = transaction.select(f"{table.name} by {', '.join(names)}, in order of {order}", make, where)
    return [transaction.texts.record(table, row) for row in rows]


def count_bought(transaction: Transaction, customer_ids: Sequence[str]) -> dict[str, int]:
    """How many orders that were bought these customers have here."""
    if not customer_ids:
        return {}
    dialect = DIALECTS[transaction.texts.dialect.name]

    def make() -> Any:
        orders = table_of(Order)
        bound = bindparam("customers", type_=dialect.many_type(Scalar.STRING))
        among = dialect.among(orders.c.customer_id, bound, Scalar.STRING)
        return (
            select(orders.c.customer_id, func.count())
            .where(among, reached(orders))
            .group_by(orders.c.customer_id)
        )

    bound = {"customers": dialect.bind_many(Scalar.STRING)(list(customer_ids))}
    rows = transaction.select("orders bought by customers", make, bound)
    return {str(key): int(count) for key, count in rows}


def delete_terms(transaction: Transaction, customer_id: str) -> None:
    """Forgets by which words a customer is found; at once, since the same words may come again."""
    transaction.run("delete search terms of a customer", _delete_terms, {"customer": customer_id})


def _delete_terms() -> Any:
    return delete(TERMS).where(TERMS.c.customer_id == bindparam("customer"))

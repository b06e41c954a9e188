"""Stored records → the rows that they became, with all that their documents say of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Column, Text, bindparam, select, type_coerce

from gateway.columns import Scalar
from gateway.database import Transaction
from gateway.entity import Entity
from gateway.planner.dialects import DIALECTS
from gateway.sources.documents.ours import Made, Values
from gateway.sources.fields import Embed, Items, Merge, Point, Refer, Row, Target
from gateway.sources.reading import value_at
from gateway.sources.source import RecordKind, Source
from gateway.sources.tables import RECORDS, find_by_resource_ids
from gateway.view import table_of

Key = tuple[str, str]
"""Connection and external id."""
Lent = Mapping[Key, Sequence[tuple[type[Entity], Values]]]


def made_of(
    transaction: Transaction, environment: str, kind: RecordKind, row_ids: Iterable[str | None]
) -> dict[str | None, Made]:
    """Id of a row → what a record of this kind became."""
    ids = [each for each in row_ids if each]
    if kind.target is None or not ids:
        return {}
    rows = {row["id"]: row for row in rows_by(transaction, table_of(kind.target.entity).c.id, ids)}
    fields = [each for shape in (kind, *kind.shapes) for each in shape.fields]
    targets = dict.fromkeys(each.target for each in fields if isinstance(each, Row | Items))
    columns = {each.column for each in fields if isinstance(each, Refer | Point)}
    parts = {target: _parts(transaction, target, rows) for target in targets}
    references: dict[str, list[Values]] = {}
    named = {row[column] for row in rows.values() for column in columns if row.get(column)}
    for found in find_by_resource_ids(transaction, environment, named):
        references.setdefault(found["resource_id"], []).append(found)
    return {
        key: Made(row, {target: found.get(key, ()) for target, found in parts.items()}, references)
        for key, row in rows.items()
    }


def _parts(transaction: Transaction, target: Target, ids: Iterable[str]) -> dict[str, list[Values]]:
    """Row → its parts."""
    parent = str(target.parent)
    result: dict[str, list[Values]] = {}
    for row in rows_by(transaction, table_of(target.entity).c[parent], ids):
        if all(row[name] == value for name, value in target.where.items()):
            result.setdefault(row[parent], []).append(row)
    return result


def rows_by(transaction: Transaction, column: Column[Any], sought: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a table with one of these values in a column, in the order of their ids."""
    values = sorted(set(sought))
    if not values:
        return []
    dialect, table = DIALECTS[transaction.texts.dialect.name], column.table

    def make() -> Any:
        bound = bindparam("sought", type_=dialect.many_type(Scalar.STRING))
        return select(table).where(dialect.among(column, bound, Scalar.STRING)).order_by(table.c.id)

    bound = {"sought": dialect.bind_many(Scalar.STRING)(values)}
    found = transaction.select(f"{table.name} by several {column.key}", make, bound)
    return [transaction.texts.record(table, row) for row in found]


# ── What lends its fields to another row


def lent_by(
    transaction: Transaction, source: Source, kind: RecordKind, customer_ids: Iterable[str | None]
) -> Lent:
    """Records of a kind that is no row of its own → the rows of these customers that hold what they say."""
    lending = source.borrowing(kind.kind)
    ids = [each for each in customer_ids if each]
    if kind.target is not None or not lending or not ids:
        return {}
    owners = _owners(transaction, source, {owner.kind for owner, _ in lending}, ids)
    result: dict[Key, list[tuple[type[Entity], Values]]] = {}
    for owner, link in lending:
        named = {
            row_id: (connection, external_id)
            for owner_kind, connection, row_id, payload in owners
            if owner_kind == owner.kind and (external_id := value_at(payload, f"{link.path}.data.id"))
        }
        for entity, row_id, row in _borrowing(transaction, owner, link, named):
            result.setdefault(named[row_id], []).append((entity, row))
    return result


def _borrowing(
    transaction: Transaction, owner: RecordKind, link: Merge | Embed, row_ids: Iterable[str]
) -> Iterator[tuple[type[Entity], str, Values]]:
    if isinstance(link, Embed):
        for row_id, rows in _parts(transaction, link.target, row_ids).items():
            yield from ((link.target.entity, row_id, row) for row in rows)
    elif owner.target is not None:
        for row in rows_by(transaction, table_of(owner.target.entity).c.id, row_ids):
            yield owner.target.entity, row["id"], row


def _owners(
    transaction: Transaction, source: Source, kinds: Iterable[str], customer_ids: Iterable[str]
) -> list[Any]:
    """Kind, connection, row and payload of the records that name others to lend them fields."""
    dialect = DIALECTS[transaction.texts.dialect.name]

    def among(column: Column[Any], name: str) -> Any:
        bound = bindparam(name, type_=dialect.many_type(Scalar.STRING))
        return dialect.among(column, bound, Scalar.STRING)

    def make() -> Any:
        columns = (RECORDS.c.kind, RECORDS.c.connection, RECORDS.c.resource_id)
        return select(*columns, type_coerce(RECORDS.c.payload, Text)).where(
            among(RECORDS.c.customer_id, "customers"),
            among(RECORDS.c.kind, "kinds"),
            RECORDS.c.system == bindparam("system"),
            RECORDS.c.resource_id.is_not(None),
        )

    bind = dialect.bind_many(Scalar.STRING)
    bound = {
        "customers": bind(sorted(set(customer_ids))),
        "kinds": bind(sorted(kinds)),
        "system": source.system.value,
    }
    rows = transaction.select("records that others lend fields to", make, bound)
    return [(*named, orjson.loads(payload)) for *named, payload in rows]

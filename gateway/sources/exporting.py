"""All customers of one system as it writes them → JSON Lines, in batches: memory stays the same for any number."""

import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from rich.console import Console
from sqlalchemy import Integer, Text, and_, bindparam, exists, func, not_, or_, select, type_coerce

from gateway.columns import Scalar, parse_instant
from gateway.database import Database, Transaction
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerTag
from gateway.domain.privacy.command import private_file
from gateway.domain.privacy.tombstone import MARK
from gateway.domain.rows import ANONYMIZED
from gateway.errors import SettingsError
from gateway.events.changes import plain
from gateway.planner.dialects import DIALECTS
from gateway.progress import show_progress
from gateway.sources.documents.changed import changes_to
from gateway.sources.documents.created import creation
from gateway.sources.documents.edits import edited_text
from gateway.sources.documents.ours import Ours, Stored
from gateway.sources.importer import source_named
from gateway.sources.source import Source
from gateway.sources.tables import RECORDS, find_by_resource_ids
from gateway.view import table_of

BATCH_SIZE = 500
"""Documents that are made at once."""

_CUSTOMERS, _ADDRESSES, _TAGS = table_of(Customer), table_of(CustomerAddress), table_of(CustomerTag)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are to be given back."""

    source: Source
    environment: str
    kind: str
    with_new: bool = False
    """Whether customers are among them that the system does not know."""

    @classmethod
    def named(cls, system: str, environment: str, kind: str | None, *, with_new: bool) -> "Wanted":
        """What the words of the command line ask for.

        Raises:
            SettingsError: there is no such system, it has no such records, or no new ones of that kind can be made.
        """
        source = source_named(system)
        known = [each.kind for each in source.kinds]
        if kind is not None and kind not in known:
            raise SettingsError(f"--kind is {kind!r}; expected one of {', '.join(known)}.")
        if with_new and kind not in (None, source.customer.kind):
            raise SettingsError(f"--with-new makes customers alone; expected it without --kind {kind}.")
        return cls(source, environment, kind or source.customer.kind, with_new)

    @property
    def are_customers(self) -> bool:
        return self.kind == self.source.customer.kind

    def bound(self, after: str) -> dict[str, Any]:
        return {
            "environment": self.environment,
            "system": self.source.system.value,
            "kind": self.kind,
            "after": after,
            "most": BATCH_SIZE,
        }


async def export_documents(
    database: Database, wanted: Wanted, *, out: Path | None, console: Console | None
) -> int:
    """Writes one document on each line, in the order in which their records came first; how many.

    Whoever was anonymized is left out.

    Raises:
        SettingsError: the file cannot be written.
    """
    total = await database.write(lambda transaction: _count(transaction, wanted))
    count = 0
    with _stream(out) as stream, show_progress(console, total) as advance:
        async for lines in _batches(database, wanted):
            stream.writelines(line + b"\n" for line in lines)
            count += len(lines)
            advance(len(lines))
        stream.flush()
    return count


def _stream(out: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if out is None else private_file(out)


async def _batches(database: Database, wanted: Wanted) -> AsyncIterator[Sequence[bytes]]:
    reads: list[Read] = [_read_records]
    if wanted.with_new:
        reads.append(_read_new)
    for read in reads:
        after: str | None = ""
        while after is not None:
            after, lines = await database.write(_work(read, wanted, after))
            yield lines


Read = Callable[[Transaction, Wanted, str], "tuple[str | None, list[bytes]]"]
"""The documents behind an id → the last id, None when there are no more, and their lines."""


def _work(read: Read, wanted: Wanted, after: str) -> Callable[[Transaction], tuple[str | None, list[bytes]]]:
    return lambda transaction: read(transaction, wanted, after)


# ── What the system knows ───────────────────────────────────────────────────────────────────────────────────


def _read_records(transaction: Transaction, wanted: Wanted, after: str) -> tuple[str | None, list[bytes]]:
    rows = transaction.select("records to export", _select_records, wanted.bound(after))
    named = (dict(zip(_OF_CUSTOMER, row[-len(_OF_CUSTOMER) :], strict=True)) for row in rows)
    customers = {each["id"]: each for each in named if each["id"]} if wanted.are_customers else {}
    known = _ours(transaction, wanted.environment, customers)
    lines = [_line(wanted, row, known.get(row[-len(_OF_CUSTOMER)])) for row in rows]
    return (rows[-1][0] if len(rows) == BATCH_SIZE else None), lines


_REFERENCES = ("customer_group_id", "channel_id")
_OF_CUSTOMER = ("id", "own_values", *_REFERENCES)


def _line(wanted: Wanted, row: Sequence[Any], ours: Ours | None) -> bytes:
    record_id, connection, payload, written_at, *_ = row
    if ours is None:
        return edited_text(payload, ())
    stored = Stored(record_id, connection, orjson.loads(payload), _instant(written_at))
    return edited_text(payload, changes_to(wanted.source, stored, ours).edits)


def _instant(value: Any) -> datetime:
    """SQLite tells an instant as text, PostgreSQL as what it is."""
    return parse_instant(value) if isinstance(value, str) else value


def _exported() -> Any:
    """Records that came whole, of those who were not anonymized."""
    return (
        *(RECORDS.c[name] == bindparam(name) for name in ("environment", "system", "kind")),
        RECORDS.c.content_hash != "",
        not_(RECORDS.c.external_id.startswith(MARK, autoescape=True)),
        _is_somebody(),
    )


def _is_somebody() -> Any:
    status = _CUSTOMERS.c.anonymization_status
    return or_(status.is_(None), and_(*(status != each for each in sorted(ANONYMIZED))))


_WITH_CUSTOMERS = RECORDS.outerjoin(_CUSTOMERS, _CUSTOMERS.c.id == RECORDS.c.customer_id)


def _select_records() -> Any:
    return (
        select(
            RECORDS.c.id,
            RECORDS.c.connection,
            # As text: numbers keep their spelling.
            type_coerce(RECORDS.c.payload, Text),
            RECORDS.c.updated_at,
            *(_CUSTOMERS.c[name] for name in _OF_CUSTOMER),
        )
        .select_from(_WITH_CUSTOMERS)
        .where(*_exported(), RECORDS.c.id > bindparam("after"))
        .order_by(RECORDS.c.id)
        .limit(bindparam("most", type_=Integer))
    )


def _ours(
    transaction: Transaction, environment: str, customers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Ours]:
    """What is known here of these customers."""
    addresses: dict[str, list[dict[str, Any]]] = {}
    for row in _rows_of(transaction, _ADDRESSES, customers):
        addresses.setdefault(row["customer_id"], []).append(row)
    sought = {row[column] for row in customers.values() for column in _REFERENCES if row[column]}
    made_from: dict[str, list[Any]] = {}
    for found in find_by_resource_ids(transaction, environment, sought):
        made_from.setdefault(found["resource_id"], []).append(found)
    return {
        customer_id: Ours(
            _json(row["own_values"]) or {},
            addresses.get(customer_id, ()),
            {column: made_from.get(row[column], ()) for column in _REFERENCES},
        )
        for customer_id, row in customers.items()
    }


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


def _rows_of(transaction: Transaction, table: Any, customer_ids: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not customer_ids:
        return []
    dialect = DIALECTS[transaction.texts.dialect.name]

    def make() -> Any:
        bound = bindparam("customers", type_=dialect.many_type(Scalar.STRING))
        return (
            select(table)
            .where(dialect.among(table.c.customer_id, bound, Scalar.STRING))
            .order_by(table.c.customer_id, table.c.id)
        )

    bound = {"customers": dialect.bind_many(Scalar.STRING)(sorted(customer_ids))}
    rows = transaction.select(f"{table.name} of customers to export", make, bound)
    return [transaction.texts.record(table, row) for row in rows]


# ── What it does not know ───────────────────────────────────────────────────────────────────────────────────


def _read_new(transaction: Transaction, wanted: Wanted, after: str) -> tuple[str | None, list[bytes]]:
    found = transaction.select("customers to export as new", _select_new, wanted.bound(after))
    rows = {row["id"]: row for row in (transaction.texts.record(_CUSTOMERS, each) for each in found)}
    known = _ours(transaction, wanted.environment, rows)
    tags: dict[str, list[str]] = {}
    for tag in sorted(_rows_of(transaction, _TAGS, rows), key=lambda each: each["position"]):
        tags.setdefault(tag["customer_id"], []).append(tag["name"])
    lines = [
        orjson.dumps(
            creation(
                wanted.source,
                {name: plain(value) for name, value in row.items()},
                tags.get(key, ()),
                known[key],
            )
        )
        for key, row in rows.items()
    ]
    return (next(reversed(rows)) if len(rows) == BATCH_SIZE else None), lines


def _is_new() -> Any:
    there = exists().where(
        RECORDS.c.resource_id == _CUSTOMERS.c.id,
        *(RECORDS.c[name] == bindparam(name) for name in ("system", "kind")),
    )
    return (
        _CUSTOMERS.c.environment == bindparam("environment"),
        _is_somebody(),
        ~there,
    )


def _select_new() -> Any:
    return (
        select(_CUSTOMERS)
        .where(*_is_new(), _CUSTOMERS.c.id > bindparam("after"))
        .order_by(_CUSTOMERS.c.id)
        .limit(bindparam("most", type_=Integer))
    )


def _count(transaction: Transaction, wanted: Wanted) -> int:
    bound = {name: value for name, value in wanted.bound("").items() if name not in ("after", "most")}
    known = transaction.select("count records to export", _count_records, bound)[0][0]
    new = transaction.select("count new to export", _count_new, bound)[0][0] if wanted.with_new else 0
    return int(known) + int(new)


def _count_records() -> Any:
    return select(func.count()).select_from(_WITH_CUSTOMERS).where(*_exported())


def _count_new() -> Any:
    return select(func.count()).select_from(_CUSTOMERS).where(*_is_new())

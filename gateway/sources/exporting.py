"""All records of a kind as their system writes them → JSON Lines, in batches: memory stays the same for any number."""

import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from rich.console import Console
from sqlalchemy import Integer, Text, and_, bindparam, exists, func, not_, or_, select, type_coerce

from gateway.database import Database, Transaction
from gateway.domain.customers.model import Customer, CustomerTag
from gateway.domain.privacy.command import private_file
from gateway.domain.privacy.tombstone import MARK
from gateway.domain.rows import ANONYMIZED
from gateway.errors import SettingsError
from gateway.events.changes import plain
from gateway.progress import show_progress, tell
from gateway.sources import source_named
from gateway.sources.documents.created import creation
from gateway.sources.documents.edits import edited_text
from gateway.sources.known_documents import OF_CUSTOMER, known, ours_of, writing_companions, writing_customers
from gateway.sources.made_rows import rows_by
from gateway.sources.source import Source
from gateway.sources.tables import RECORDS
from gateway.view import table_of

BATCH_SIZE = 500
"""Documents that are made at once."""

_CUSTOMERS, _TAGS = table_of(Customer), table_of(CustomerTag)


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

    Whoever was anonymized is left out, and what belonged to a customer and was deleted here.

    Raises:
        SettingsError: the file cannot be written.
    """
    total = await database.write(lambda transaction: _count(transaction, wanted))
    count, unwritten = 0, Counter[str]()
    with _stream(out) as stream, show_progress(console, total) as advance:
        async for page in _pages(database, wanted):
            stream.writelines(line + b"\n" for line in page.lines)
            count += len(page.lines)
            unwritten += page.unwritten
            advance(len(page.lines))
        stream.flush()
    if console is not None:
        for column, number in sorted(unwritten.items()):
            tell(console, f"{column}: {number} changed here, and not told in the system's words.")
    return count


def _stream(out: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if out is None else private_file(out)


async def _pages(database: Database, wanted: Wanted) -> "AsyncIterator[Page]":
    reads: list[Read] = [_read_records]
    if wanted.with_new:
        reads.append(_read_new)
    for read in reads:
        after: str | None = ""
        while after is not None:
            page = await database.write(partial(read, wanted=wanted, after=after))
            yield page
            after = page.last


@dataclass(frozen=True, slots=True)
class Page:
    """The documents behind an id."""

    last: str | None
    """Id of the last one; None when there are no more."""
    lines: Sequence[bytes]
    unwritten: Counter[str] = field(default_factory=Counter)
    """Column → how many have a value of it that was written here and cannot be told."""


Read = Callable[..., Page]


# ── What the system knows ───────────────────────────────────────────────────────────────────────────────────


def _read_records(transaction: Transaction, wanted: Wanted, after: str) -> Page:
    rows = transaction.select("records to export", _select_records, wanted.bound(after))
    records = [known(row) for row in rows]
    write = writing_customers if wanted.are_customers else writing_companions
    changes = write(transaction, wanted.source, wanted.environment, wanted.kind, records)
    found = [(each, changed) for each in records if (changed := changes(each)) is not None]
    unwritten = Counter(column for _, changed in found for column in (*changed.unwritten, *changed.cleared))
    lines = [edited_text(each.payload, changed.edits) for each, changed in found]
    return Page(rows[-1][0] if len(rows) == BATCH_SIZE else None, lines, unwritten)


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
            RECORDS.c.external_id,
            RECORDS.c.connection,
            type_coerce(RECORDS.c.payload, Text),
            RECORDS.c.updated_at,
            RECORDS.c.resource_id,
            *(_CUSTOMERS.c[name] for name in OF_CUSTOMER),
        )
        .select_from(_WITH_CUSTOMERS)
        .where(*_exported(), RECORDS.c.id > bindparam("after"))
        .order_by(RECORDS.c.id)
        .limit(bindparam("most", type_=Integer))
    )


# ── What it does not know ───────────────────────────────────────────────────────────────────────────────────


def _read_new(transaction: Transaction, wanted: Wanted, after: str) -> Page:
    found = transaction.select("customers to export as new", _select_new, wanted.bound(after))
    rows = {row["id"]: row for row in (transaction.texts.record(_CUSTOMERS, each) for each in found)}
    known = ours_of(transaction, wanted.environment, rows)
    tags: dict[str, list[str]] = {}
    for tag in sorted(rows_by(transaction, _TAGS.c.customer_id, rows), key=lambda each: each["position"]):
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
    return Page(next(reversed(rows)) if len(rows) == BATCH_SIZE else None, lines)


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

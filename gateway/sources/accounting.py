"""Every field that the systems send → what becomes of it, or that no declaration names it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Integer, bindparam, func, select

from gateway.database import Database, Transaction, open_database
from gateway.errors import SettingsError
from gateway.events.changes import shown_columns
from gateway.naming import camel
from gateway.settings import Settings
from gateway.sources import SOURCES, Source
from gateway.sources.fields import (
    Belongs,
    Embed,
    Expect,
    Field,
    Follow,
    Inherit,
    Items,
    Leave,
    Merge,
    Name,
    Point,
    Refer,
    Row,
    Rows,
    Take,
    Target,
)
from gateway.sources.refusal import Refused
from gateway.sources.source import RecordKind
from gateway.sources.tables import RECORDS
from gateway.view import table_of

BATCH_SIZE = 500
"""Stored records that are read at once."""
WHOLE = "*"
"""Stands for all of a record, where no path of it is declared."""

Advance = Callable[[int], None]


@dataclass(slots=True)
class Account:
    """What becomes of one path of one kind of record."""

    system: str
    kind: str
    path: str
    becomes: list[str]
    """Fields of the graph, or other uses; empty where it is left."""
    left: str | None = None
    """Why only the raw record keeps it."""
    is_secret: bool = False
    """Whether not even that one does."""

    def __str__(self) -> str:
        told = [f"→ {', '.join(self.becomes)}"] if self.becomes else []
        told += [f"left: {self.left}"] if self.left is not None else []
        told += ["Its value is never stored."] if self.is_secret else []
        return " ".join(told)


def sources_named(system: str | None, kind: str | None) -> tuple[Source, ...]:
    """The systems that are asked for.

    Raises:
        SettingsError: there is no such system, or none of them has that kind.
    """
    found = tuple(source for source in SOURCES if system in (None, source.word))
    if not found:
        words = ", ".join(source.word for source in SOURCES)
        raise SettingsError(f"SYSTEM is {system!r}; expected one of {words}.")
    if kind is not None:
        having = tuple(source for source in found if source.kind(kind))
        if not having:
            kinds = ", ".join(dict.fromkeys(each.kind for source in found for each in source.kinds))
            raise SettingsError(f"--kind is {kind!r}; expected one of {kinds}.")
        return having
    return found


# ── What is declared ────────────────────────────────────────────────────────────────────────────────────────


def accounts(sources: Iterable[Source], kind: str | None = None) -> Iterator[Account]:
    """What becomes of every declared path, in the order of the declarations."""
    for source in sources:
        for each in source.kinds:
            if kind in (None, each.kind):
                yield from _accounts_of(source, each)


def _accounts_of(source: Source, kind: RecordKind) -> Iterator[Account]:
    found: dict[str, Account] = {}
    is_kept = not kind.fields or type(kind).read is not RecordKind.read

    def account(path: str) -> Account:
        is_secret = path.rpartition(".")[2] in (*source.secrets, *kind.secrets)
        return found.setdefault(path, Account(source.word, kind.kind, path, [], is_secret=is_secret))

    for path, use in _uses_of_the_kind(kind):
        account(path).becomes.append(use)
    for path, target, each in _fields(kind.fields, kind.target, ""):
        if isinstance(each, Leave):
            account(path).left = each.because
        else:
            account(path).becomes.append("whose it is" if is_kept else _use(each, target))
    if is_kept:
        account(WHOLE).left = "Kept as it came, whatever is in it."
    yield from found.values()


def _uses_of_the_kind(kind: RecordKind) -> Iterator[tuple[str, str]]:
    yield kind.identifier, "the record's identifier"
    yield kind.changed_at, "which of two versions is newer"
    if kind.fallback_changed_at:
        yield kind.fallback_changed_at, f"which is newer, without {kind.changed_at}"
    if kind.environment:
        yield kind.environment, "test or live"


def _fields(
    fields: Iterable[Field], target: Target | None, prefix: str
) -> Iterator[tuple[str, Target | None, Field]]:
    for each in fields:
        path = prefix + each.path
        yield path, target, each
        if isinstance(each, Row):
            yield from _fields(each.fields, each.target, f"{path}.")
        elif isinstance(each, Items):
            yield from _fields(each.fields, each.target, f"{path}[].")


def _use(field: Field, target: Target | None) -> str:
    if isinstance(field, Take | Refer | Point):
        return _field_of(target, field.column)
    if isinstance(field, Inherit):
        return f"{_field_of(target, field.column)}, from {field.kind}"
    if isinstance(field, Row | Rows | Items | Embed | Name):
        return f"{_type_of(target)}.{field.target.shown_as}"
    if isinstance(field, Belongs):
        return f"belongs to the {field.kind} it names"
    if isinstance(field, Follow):
        return f"leads to records of the kind {field.kind}"
    if isinstance(field, Merge):
        return f"fields of the same row, from {field.kind}"
    if isinstance(field, Expect):
        return f"tells the kind: {field.value}"
    raise LookupError(f"Nothing tells what becomes of {field}.")


def _type_of(target: Target | None) -> str:
    return target.entity.__name__ if target else ""


def _field_of(target: Target | None, column: str) -> str:
    """`Customer.firstName`; what has no field of its own is told by its column."""
    if target is None:
        # A record that becomes part of another's row: an address of the address book, of an order.
        return f"{column.replace('__', '.')} of what it is kept beside"
    shown = shown_columns(target.entity).get(column)
    if shown is None and column == "position":
        shown = camel(column)
    if shown is not None:
        return f"{_type_of(target)}.{shown}"
    if column in table_of(target.entity).columns:
        return f"{_type_of(target)} (internal: {column})"
    return "weighed together with other fields"


# ── What is stored and declared nowhere ─────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Unaccounted:
    """A path of stored records that no declaration names."""

    system: str
    kind: str
    path: str
    records: int
    """How many records have it."""
    example: str
    """Id of the first of them."""


@dataclass(slots=True)
class Found:
    """What a walk through the stored records has found."""

    unaccounted: list[Unaccounted]
    records: int
    """How many were looked at."""
    unreadable: int
    """How many are no longer what the declarations expect, and could not be read to their end."""


async def count_stored(database: Database, sources: Sequence[Source], kind: str | None) -> int:
    values = {"system": None, "kind": kind}
    counted = 0
    for source in sources:
        values["system"] = source.system.value

        def work(transaction: Transaction, values: Mapping[str, Any] = dict(values)) -> int:
            ((count,),) = transaction.select(f"count records, {kind is None}", _count(kind), values)
            return int(count)

        counted += await database.write(work)
    return counted


async def find_unaccounted(
    database: Database, sources: Sequence[Source], kind: str | None = None, *, advance: Advance
) -> Found:
    """Reads all stored records once more, some hundred at a time; `advance` is told how many more were read."""
    found: dict[tuple[str, str, str], Unaccounted] = {}
    records = unreadable = 0
    for source in sources:
        after = ""
        while batch := await database.write(partial(_next, source=source, kind=kind, after=after)):
            for record_id, name, document in batch:
                unknown: list[str] = []
                unreadable += not _read(source, name, document, unknown)
                for path in dict.fromkeys(unknown):
                    known = found.setdefault(
                        (source.word, name, path), Unaccounted(source.word, name, path, 0, record_id)
                    )
                    known.records += 1
            records += len(batch)
            after = batch[-1][0]
            advance(len(batch))
    ordered = [found[key] for key in sorted(found)]
    return Found(ordered, records, unreadable)


def _read(source: Source, name: str, document: Any, unknown: list[str]) -> bool:
    """Adds the paths that are declared nowhere; tells whether the whole record could be read."""
    kind = source.kind(name)
    if kind is None:
        unknown.append(WHOLE)
    elif kind.fields and isinstance(document, dict):
        try:
            kind.read(document, unknown)
        except Refused:
            return False
    return True


def _next(
    transaction: Transaction, *, source: Source, kind: str | None, after: str
) -> list[tuple[str, str, Any]]:
    values = {"system": source.system.value, "kind": kind, "after": after, "most": BATCH_SIZE}
    rows = transaction.select(f"records to account for, {kind is None}", _page(kind), values)
    stored = (transaction.texts.record(RECORDS, row) for row in rows)
    return [(row["id"], row["kind"], row["payload"] if row["content_hash"] else None) for row in stored]


def _page(kind: str | None) -> Callable[[], Any]:
    def make() -> Any:
        page = select(RECORDS).where(
            RECORDS.c.system == bindparam("system"), RECORDS.c.id > bindparam("after")
        )
        if kind is not None:
            page = page.where(RECORDS.c.kind == bindparam("kind"))
        return page.order_by(RECORDS.c.id).limit(bindparam("most", type_=Integer))

    return make


def _count(kind: str | None) -> Callable[[], Any]:
    def make() -> Any:
        counted = select(func.count()).where(RECORDS.c.system == bindparam("system"))
        return counted if kind is None else counted.where(RECORDS.c.kind == bindparam("kind"))

    return make


async def find_in(
    settings: Settings, sources: Sequence[Source], kind: str | None, *, console: Console
) -> Found:
    """The same in the database of these settings, with a bar where the console is a terminal."""
    database = open_database(settings)
    await database.open()
    try:
        total = await count_stored(database, sources, kind)
        with _progress(console, total) as advance:
            return await find_unaccounted(database, sources, kind, advance=advance)
    finally:
        await database.close()


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Advance]:
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = TextColumn("records"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("records", total=total)
        yield lambda count: bar.advance(task, count)


# ── In lines ────────────────────────────────────────────────────────────────────────────────────────────────


def describe_accounts(found: Iterable[Account]) -> str:
    """One block for each kind, its paths below each other."""
    return "\n".join(_lines_of_accounts(found))


def _lines_of_accounts(found: Iterable[Account]) -> Iterator[str]:
    blocks: dict[tuple[str, str], list[Account]] = {}
    for each in found:
        blocks.setdefault((each.system, each.kind), []).append(each)
    for (system, kind), block in blocks.items():
        yield f"{system} {kind}"
        width = max(len(each.path) for each in block)
        yield from (f"  {each.path:<{width}}  {each}" for each in block)


def describe_found(found: Found) -> str:
    return "\n".join(_lines_of_found(found))


def _lines_of_found(found: Found) -> Iterator[str]:
    for each in found.unaccounted:
        noun = "record" if each.records == 1 else "records"
        yield f"{each.system} {each.kind} {each.path}  {each.records} {noun}, such as {each.example}"
    yield f"Declared nowhere: {len(found.unaccounted)}. Records read: {found.records}."
    if found.unreadable:
        yield f"No longer what is declared, and read in part: {found.unreadable}."


def as_json(found: Iterable[Account] | Found) -> str:
    content = asdict(found) if isinstance(found, Found) else [asdict(each) for each in found]
    return json.dumps(content, indent=2, ensure_ascii=False)

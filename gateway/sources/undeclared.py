"""Stored records → the paths in them that no declaration names."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Integer, bindparam, func, select

from gateway.database import Database, Transaction, connected
from gateway.settings import Settings
from gateway.sources.accounting import WHOLE
from gateway.sources.refusal import Refused
from gateway.sources.source import Source
from gateway.sources.tables import RECORDS

BATCH_SIZE = 500
"""Stored records that are read at once."""

Advance = Callable[[int], None]


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
    async with connected(settings) as database:
        total = await count_stored(database, sources, kind)
        with _progress(console, total) as advance:
            return await find_unaccounted(database, sources, kind, advance=advance)


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


def describe_found(found: Found) -> str:
    return "\n".join(_lines_of(found))


def _lines_of(found: Found) -> Iterator[str]:
    for each in found.unaccounted:
        noun = "record" if each.records == 1 else "records"
        yield f"{each.system} {each.kind} {each.path}  {each.records} {noun}, such as {each.example}"
    yield f"Declared nowhere: {len(found.unaccounted)}. Records read: {found.records}."
    if found.unreadable:
        yield f"No longer what is declared, and read in part: {found.unreadable}."


def as_json(found: Found) -> str:
    return json.dumps(asdict(found), indent=2, ensure_ascii=False)

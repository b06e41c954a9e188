"""Takes in the customer documents of one system: files → records → batches, one transaction each."""

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.errors import SettingsError
from gateway.sources import SOURCES, Source
from gateway.sources.batch import Outcome, write_batch
from gateway.sources.prepared import Customer, prepare
from gateway.sources.reader import Found, Record, UnknownKeys, external_id_of, read_records
from gateway.sources.refusal import Position, Refusal, RefusalCode, Refused
from gateway.viewer import Environment

BATCH_SIZE = 200
"""Records in one transaction."""


@dataclass(slots=True)
class Summary:
    """What became of all records."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    outdated: int = 0
    skipped: int = 0
    """Records of customers that were anonymized."""
    refused: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    """Path that is declared nowhere → records that have it."""
    redacted: Counter[str] = field(default_factory=Counter)
    """Path of a secret that was not stored → records that had it."""


class Report(Protocol):
    """Where refusals go."""

    def __call__(self, refusal: Refusal, /) -> None: ...


class Advance(Protocol):
    """Is told how many bytes of input are done."""

    def __call__(self, size: int, /) -> None: ...


async def import_records(
    database: Database,
    source: Source,
    records: Iterable[Found],
    *,
    environment: Environment,
    report: Report,
    progress: Advance,
) -> Summary:
    """Writes records in batches; one that is refused leaves nothing behind, and the others go in."""
    work = _Import(database, source, environment, report)
    for found in records:
        await work.take(found)
        if isinstance(found, Record):
            progress(found.size)
    await work.flush()
    return work.summary


class _Import:
    """The batch that is being filled, and what became of the records before."""

    def __init__(self, database: Database, source: Source, environment: Environment, report: Report) -> None:
        self.database = database
        self.source = source
        self.environment = environment
        self.report = report
        self.summary = Summary()
        self.batch: list[Customer] = []
        self.keys: set[object] = set()

    async def take(self, found: Found) -> None:
        if isinstance(found, UnknownKeys):
            self.summary.unknown.update(found.paths)
        elif isinstance(found, Refusal):
            self._refuse(found)
        else:
            await self._add(found)

    async def flush(self) -> None:
        """Writes the batch; when the database refuses it, each of its records alone."""
        batch, self.batch, self.keys = self.batch, [], set()
        if not batch:
            return
        try:
            outcomes = await self._write(batch)
        except (ConstraintViolated, Refused, ValueError, OverflowError):
            for customer in batch:
                await self._write_alone(customer)
            return
        for customer, outcome in zip(batch, outcomes, strict=True):
            self._count(customer, outcome)

    async def _add(self, record: Record) -> None:
        try:
            customer = prepare(self.source, record, self.environment)
        except Refused as refused:
            external_id = external_id_of(record.resource.document, self.source.customer.identifier)
            self._refuse(Refusal(record.position, refused.code, refused.reason, external_id))
            return
        if customer.record.key in self.keys:
            await self.flush()
        self.batch.append(customer)
        self.keys.add(customer.record.key)
        if len(self.batch) >= BATCH_SIZE:
            await self.flush()

    async def _write(self, customers: Sequence[Customer]) -> list[Outcome]:
        source, at = self.source, now()
        records = [customer.record for customer in customers]

        def work(transaction: Transaction) -> list[Outcome]:
            return write_batch(transaction, source, records, at)

        return await self.database.write(work)

    async def _write_alone(self, customer: Customer) -> None:
        try:
            (outcome,) = await self._write([customer])
        except Refused as refused:
            self._refuse(self._refusal(customer, refused.code, refused.reason))
        except (ConstraintViolated, ValueError, OverflowError) as error:
            self._refuse(self._refusal(customer, RefusalCode.REFUSED_BY_DATABASE, str(error)))
        else:
            self._count(customer, outcome)

    def _refusal(self, customer: Customer, code: RefusalCode, reason: str) -> Refusal:
        return Refusal(customer.position, code, reason, customer.record.external_id)

    def _refuse(self, refusal: Refusal) -> None:
        self.summary.refused += 1
        self.report(refusal)

    def _count(self, customer: Customer, outcome: Outcome) -> None:
        summary = self.summary
        if outcome is Outcome.CREATED:
            summary.created += 1
        elif outcome is Outcome.UPDATED:
            summary.updated += 1
        elif outcome is Outcome.OUTDATED:
            summary.outdated += 1
        elif outcome is Outcome.SKIPPED:
            summary.skipped += 1
            reason = "The customer was anonymized; the record is left where it is."
            self.report(self._refusal(customer, RefusalCode.ANONYMIZED, reason))
        else:
            summary.unchanged += 1
        summary.unknown.update(dict.fromkeys(customer.unknown, 1))
        summary.redacted.update(dict.fromkeys(customer.redacted, 1))


# ── The command ─────────────────────────────────────────────────────────────────────────────────────────────


def source_named(word: str) -> Source:
    """The source of that name on the command line.

    Raises:
        SettingsError: there is none.
    """
    for source in SOURCES:
        if source.word == word:
            return source
    raise SettingsError(
        f"SYSTEM is {word!r}; expected one of {', '.join(source.word for source in SOURCES)}."
    )


async def import_files(
    database: Database,
    system: str,
    files: Sequence[str],
    *,
    environment: Environment | str,
    report: Path | None,
    console: Console,
) -> Summary:
    """Imports files, shows how far it is where the console is a terminal, and prints what became of the records.

    `-` is standard input. `report` gets one line of JSON for each record that was refused.

    Raises:
        SettingsError: there is no such system, or the report cannot be written.
    """
    source = source_named(system)
    with _opened_report(report) as lines, _progress(console, files) as advance:

        def write(refusal: Refusal) -> None:
            if lines is not None:
                lines.write(orjson.dumps(refusal.as_json()).decode() + "\n")
            else:
                console.print(
                    f"{refusal.position}: {refusal.code}: {refusal.reason}", markup=False, highlight=False
                )

        found = (each for file in files for each in _read_file(source, file))
        summary = await import_records(
            database, source, found, environment=Environment(environment), report=write, progress=advance
        )
    for line in describe(summary):
        console.print(line, markup=False, highlight=False)
    return summary


def describe(summary: Summary) -> Iterator[str]:
    """The summary in lines for a person."""
    counts = {
        "created": summary.created,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "outdated": summary.outdated,
        "skipped": summary.skipped,
        "refused": summary.refused,
    }
    shown = [
        f"{count} {name}" for name, count in counts.items() if count or name not in ("outdated", "skipped")
    ]
    yield f"{', '.join(shown)}."
    for title, paths in (
        ("New at the source, kept raw", summary.unknown),
        ("Secret, not stored", summary.redacted),
    ):
        if paths:
            yield f"{title}:"
            yield from (f"  {path}  {count}" for path, count in sorted(paths.items()))


def _read_file(source: Source, file: str) -> Iterator[Found]:
    if file == "-":
        yield from read_records(source, file, sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as stream:
            yield from read_records(source, file, stream)
    except OSError as error:
        yield Refusal(Position(file), RefusalCode.UNREADABLE, f"The file cannot be read: {error.strerror}.")


@contextlib.contextmanager
def _opened_report(report: Path | None) -> Iterator[TextIO | None]:
    if report is None:
        yield None
        return
    try:
        stream = report.open("w", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{report} cannot be written: {error.strerror}.") from error
    with stream:
        yield stream


@contextlib.contextmanager
def _progress(console: Console, files: Sequence[str]) -> Iterator[Advance]:
    """A bar over the bytes of all files, on a terminal; elsewhere nothing."""
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task: TaskID = bar.add_task("Importing", total=_size_of(files))
        yield lambda size: bar.advance(task, size)


def _size_of(files: Sequence[str]) -> int | None:
    """Bytes of all files; None where one of them does not tell."""
    paths = [Path(file) for file in files]
    if "-" in files or not all(path.is_file() for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)

"""Takes in the customer documents of one system: files → records → batches, one transaction each."""

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Protocol, TextIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.errors import SettingsError
from gateway.sources import SOURCES, Source
from gateway.sources.batch import write_batch
from gateway.sources.outcome import Outcome
from gateway.sources.prepared import Incoming, prepare
from gateway.sources.reader import Found, Record, UnknownKeys, external_id_of, read_from, read_records
from gateway.sources.refusal import Position, Refusal, RefusalCode, Refused
from gateway.sources.resuming import Begun, Place, begun_of, find_counts, forget_place, save_place
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.viewer import Environment

BATCH_SIZE = 500
"""Records in one transaction."""


@dataclass(slots=True)
class Summary:
    """What became of all records."""

    created: int = 0
    linked: int = 0
    """Records of customers that other records had made known."""
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

    def count(self, incoming: Incoming, outcome: Outcome) -> None:
        name = outcome.name.lower()
        setattr(self, name, getattr(self, name) + 1)
        self.unknown.update(dict.fromkeys(incoming.unknown, 1))
        self.redacted.update(dict.fromkeys(incoming.redacted, 1))

    def counts(self) -> dict[str, Any]:
        """All numbers by name, as JSON can hold them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def add(self, counts: Mapping[str, Any]) -> None:
        """Counts what was counted before, as it was stored."""
        for name, count in counts.items():
            if isinstance(count, Mapping):
                getattr(self, name).update(count)
            else:
                setattr(self, name, getattr(self, name) + count)


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
    summary: Summary | None = None,
    begun: Begun | None = None,
    policy: Policy = DEFAULT,
) -> Summary:
    """Writes records in batches; one that is refused leaves nothing behind, and the others go in.

    `summary` counts on from what is in it. `begun` is the file that the records are read from: with each batch the
    place is committed up to which it is done.
    """
    work = _Import(database, source, environment, report, summary or Summary(), begun, policy)
    for found in records:
        # The next one is here already: the reader has moved behind the line of the one before.
        if len(work.batch) >= BATCH_SIZE:
            await work.flush()
        await work.take(found)
        if isinstance(found, Record):
            progress(found.size)
    await work.flush()
    return work.summary


class _Import:
    """The batch that is being filled, and what became of the records before."""

    def __init__(
        self,
        database: Database,
        source: Source,
        environment: Environment,
        report: Report,
        summary: Summary,
        begun: Begun | None,
        policy: Policy,
    ) -> None:
        self.database = database
        self.policy = policy
        self.source = source
        self.environment = environment
        self.report = report
        self.summary = summary
        self.begun = begun
        self.batch: list[Incoming] = []
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
            outcomes = await self._write(batch, self.begun)
        except (ConstraintViolated, Refused, ValueError, OverflowError):
            for incoming in batch:
                await self._write_alone(incoming)
            if self.begun is not None:
                begun, place, summary = self.begun, replace(self.begun.place), self.summary
                await self.database.write(
                    lambda transaction: save_place(transaction, begun, place, summary.counts())
                )
            return
        for incoming, outcome in zip(batch, outcomes, strict=True):
            self._count(incoming, outcome)

    async def _add(self, record: Record) -> None:
        try:
            incoming = prepare(self.source, record, self.environment)
        except Refused as refused:
            external_id = external_id_of(record.resource.document, self.source.customer.identifier)
            self._refuse(Refusal(record.position, refused.code, refused.reason, external_id))
            return
        if incoming.record.key in self.keys:
            await self.flush()
        self.batch.append(incoming)
        self.keys.add(incoming.record.key)

    async def _write(self, incomings: Sequence[Incoming], begun: Begun | None = None) -> list[Outcome]:
        source, at = self.source, now()
        records = [incoming.record for incoming in incomings]
        place, before = replace(begun.place) if begun else Place(), self.summary

        def work(transaction: Transaction) -> list[Outcome]:
            outcomes = write_batch(transaction, source, records, at, self.policy)
            if begun is not None:
                after = deepcopy(before)
                for incoming, outcome in zip(incomings, outcomes, strict=True):
                    after.count(incoming, outcome)
                save_place(transaction, begun, place, after.counts())
            return outcomes

        return await self.database.write(work)

    async def _write_alone(self, incoming: Incoming) -> None:
        try:
            (outcome,) = await self._write([incoming])
        except Refused as refused:
            self._refuse(self._refusal(incoming, refused.code, refused.reason))
        except (ConstraintViolated, ValueError, OverflowError) as error:
            self._refuse(self._refusal(incoming, RefusalCode.REFUSED_BY_DATABASE, str(error)))
        else:
            self._count(incoming, outcome)

    def _refusal(self, incoming: Incoming, code: RefusalCode, reason: str) -> Refusal:
        return Refusal(incoming.position, code, reason, incoming.record.external_id)

    def _refuse(self, refusal: Refusal) -> None:
        self.summary.refused += 1
        self.report(refusal)

    def _count(self, incoming: Incoming, outcome: Outcome) -> None:
        self.summary.count(incoming, outcome)
        if outcome is Outcome.SKIPPED:
            reason = "The customer was anonymized; the record is left where it is."
            self.report(self._refusal(incoming, RefusalCode.ANONYMIZED, reason))


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
    restart: bool = False,
    policy: Policy = DEFAULT,
) -> Summary:
    """Imports files, shows how far it is where the console is a terminal, and prints what became of the records.

    `-` is standard input. `report` gets one line of JSON for each record that was refused. A file of JSON Lines whose
    import ended in the middle goes on there, unless it is to `restart`.

    Raises:
        SettingsError: there is no such system, or the report cannot be written.
    """
    source, environment, total = source_named(system), Environment(environment), Summary()
    begun = [
        None if file == "-" else begun_of(Path(file), environment.value, source.system.value)
        for file in files
    ]
    resumed = [await _resume(database, each, restart=restart) if each else None for each in begun]
    is_resumed = any(counts is not None for counts in resumed)
    with _opened_report(report, goes_on=is_resumed) as lines, _progress(console, files) as advance:

        def write(refusal: Refusal) -> None:
            if lines is not None:
                lines.write(orjson.dumps(refusal.as_json()).decode() + "\n")
            else:
                console.print(
                    f"{refusal.position}: {refusal.code}: {refusal.reason}", markup=False, highlight=False
                )

        for file, one, counts in zip(files, begun, resumed, strict=True):
            summary = Summary()
            if one is not None and counts is not None:
                summary.add(counts)
                advance(one.place.offset)
                share = f"{one.place.offset / one.size:.0%}".replace("%", " %")
                console.print(f"{file}: resumed at {share}.", markup=False, highlight=False)
            found = _read_file(source, file, one)
            await import_records(
                database,
                source,
                found,
                environment=environment,
                report=write,
                progress=advance,
                summary=summary,
                begun=one,
                policy=policy,
            )
            await _forget(database, one)
            total.add(summary.counts())
    for line in describe(total):
        console.print(line, markup=False, highlight=False)
    return total


async def _resume(database: Database, begun: Begun, *, restart: bool) -> Mapping[str, Any] | None:
    """What became of the records that are in already; None where the file is read from its beginning."""
    if restart:
        await _forget(database, begun)
        return None
    return await database.write(lambda transaction: find_counts(transaction, begun))


async def _forget(database: Database, begun: Begun | None) -> None:
    if begun is not None:
        await database.write(lambda transaction: forget_place(transaction, begun))


def describe(summary: Summary) -> Iterator[str]:
    """The summary in lines for a person."""
    counts = {
        "created": summary.created,
        "linked": summary.linked,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "outdated": summary.outdated,
        "skipped": summary.skipped,
        "refused": summary.refused,
    }
    shown = [
        f"{count} {name}"
        for name, count in counts.items()
        if count or name not in ("linked", "outdated", "skipped")
    ]
    yield f"{', '.join(shown)}."
    for title, paths in (
        ("New at the source, kept raw", summary.unknown),
        ("Secret, not stored", summary.redacted),
    ):
        if paths:
            yield f"{title}:"
            yield from (f"  {path}  {count}" for path, count in sorted(paths.items()))


def _read_file(source: Source, file: str, begun: Begun | None) -> Iterator[Found]:
    if file == "-":
        yield from read_records(source, file, sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as stream:
            if begun is None:
                yield from read_records(source, file, stream)
            else:
                yield from read_from(source, file, stream, begun.place)
    except OSError as error:
        yield Refusal(Position(file), RefusalCode.UNREADABLE, f"The file cannot be read: {error.strerror}.")


@contextlib.contextmanager
def _opened_report(report: Path | None, *, goes_on: bool) -> Iterator[TextIO | None]:
    if report is None:
        yield None
        return
    try:
        stream = report.open("a" if goes_on else "w", encoding="utf-8")
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

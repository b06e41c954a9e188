"""Files of records → the importer: how far it is, what was refused, and what became of the rest, for a person."""

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from gateway.database import Database
from gateway.progress import tell
from gateway.sources import Source, source_named
from gateway.sources.importer import Advance, import_records
from gateway.sources.reader import Found, read_from, read_records
from gateway.sources.refusal import Position, Refusal, RefusalCode
from gateway.sources.refusal_lines import refusal_lines
from gateway.sources.resuming import Begun, begun_of, find_counts, forget_place
from gateway.sources.summary import Summary, describe
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.viewer import Environment


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
    import ended in the middle goes on there, unless it is to `restart`; the report then keeps the lines of before.

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
    with (
        refusal_lines(console, report, goes_on=is_resumed) as lines,
        _progress(console, files) as advance,
    ):
        for file, one, counts in zip(files, begun, resumed, strict=True):
            summary = Summary()
            if one is not None and counts is not None:
                summary.add(counts)
                advance(one.place.offset)
                share = f"{one.place.offset / one.size:.0%}".replace("%", " %")
                tell(console, f"{file}: resumed at {share}.")
            found = _read_file(source, file, one)
            await import_records(
                database,
                source,
                found,
                environment=environment,
                report=lines.write,
                progress=advance,
                summary=summary,
                begun=one,
                secure=lines.secure,
                policy=policy,
            )
            lines.secure()
            await _forget(database, one)
            total.add(summary.counts())
    for line in describe(total):
        tell(console, line)
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

"""`python -m benchmarks`: the side-by-side comparison. `python -m benchmarks million`: pages of a million customers."""

import contextlib
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.cases import CASES
from benchmarks.databases import Database, fill, given_database, postgres_database, sqlite_database
from benchmarks.million import measure_million, print_pages, write_pages
from benchmarks.report import describe_machine, print_report, write_report
from benchmarks.run import run

RESULTS = Path(__file__).parent.parent / "bench-results"

cli = typer.Typer(
    help="How fast the gateway is, side by side with other ways to answer the same.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
progress = Console(stderr=True, highlight=False)


class Kind(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


_OPEN = {Kind.SQLITE: sqlite_database, Kind.POSTGRESQL: postgres_database}

Kinds = Annotated[list[Kind] | None, typer.Option("--database", help="Only this one; may be repeated.")]
Seconds = Annotated[float, typer.Option(help="Seconds of load for each case and app.", min=0.1)]


@cli.callback(invoke_without_command=True)
def compare(
    context: typer.Context,
    seconds: Seconds = 4.0,
    rounds: Annotated[int, typer.Option(help="Rounds over which they are spread.", min=1)] = 3,
    customers: Annotated[int, typer.Option(help="How many are seeded.", min=500)] = 20_000,
    database: Kinds = None,
    case: Annotated[
        list[str] | None, typer.Option(help="Only this operation, such as Profile; may be repeated.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="A database that is seeded already; the writes change it.")
    ] = None,
) -> None:
    """Measure the gateway beside a hand-written app, a bare one and an ordinary one."""
    if context.invoked_subcommand:
        return
    cases = [each for each in CASES if not case or each.operation in case]
    if not cases:
        raise typer.BadParameter(f"--case must be one of {', '.join(each.operation for each in CASES)}.")
    machine = describe_machine()
    reports = []
    if url is not None:
        with _work() as directory:
            given = given_database(url)
            reports.append(run(given, cases, directory, seconds=seconds, rounds=rounds, console=progress))
    else:
        for kind in database or Kind:
            with _seeded(kind, customers) as (seeded, directory):
                reports.append(
                    run(seeded, cases, directory, seconds=seconds, rounds=rounds, console=progress)
                )
    print_report(reports, Console())
    write_report(reports, machine, RESULTS)
    progress.print(f"Written to {RESULTS.name}/results.json and {RESULTS.name}/results.md.")


@cli.command()
def million(
    database: Kinds = None,
    seconds: Seconds = 6.0,
    customers: Annotated[int, typer.Option(help="How many there are in the end.", min=40_000)] = 1_000_000,
) -> None:
    """Measure a page at the start of 20,000 customers and one at the end of a million."""
    machine = describe_machine()
    pages = []
    for kind in database or Kind:
        with _seeded(kind, 20_000) as (seeded, directory):
            pages.append(measure_million(seeded, directory, customers, seconds=seconds, console=progress))
    print_pages(pages, Console())
    write_pages(pages, machine, RESULTS)
    progress.print(f"Written to {RESULTS.name}/million.json.")


@contextlib.contextmanager
def _seeded(kind: Kind, customers: int) -> Iterator[tuple[Database, Path]]:
    with _work() as directory, _OPEN[kind](directory) as database:
        fill(database, customers, progress)
        yield database, directory


@contextlib.contextmanager
def _work() -> Iterator[Path]:
    """On the disk that the project is on: a directory in memory would make durable writes look cheap."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="work-", dir=RESULTS) as directory:
        yield Path(directory)


if __name__ == "__main__":
    cli()

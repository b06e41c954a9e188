"""`python -m benchmarks.importing`: customers with their orders into an empty database, by one process on one core."""

import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.databases import Database, postgres_database, sqlite_database
from benchmarks.finished import seconds_of_rows
from benchmarks.imported import SYSTEMS, write_customers
from gateway.migrations import upgrade
from gateway.sources.batches import BATCH_SIZE

_MEGABYTE = 1024
"""`ru_maxrss` counts in kilobytes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one import took."""

    system: str
    database: str
    customers: int
    seconds: float
    processor_seconds: float
    """Of the importing process alone; a database server has its own."""
    megabytes: int
    """Most memory that the process ever held."""
    refused: int
    rows_seconds: float | None
    """What the finished rows alone take of a processor, of SQLite."""


def measure(database: Database, system: str, customers: int, directory: Path) -> Measured:
    """Imports with the command that people use, from its start to its end, on one core."""
    path, report = directory / f"{system}.jsonl", directory / "refused.jsonl"
    documents = write_customers(system, customers, path)
    upgrade(database.url)
    command = [sys.executable, "-m", "gateway", "import", system, str(path), "--report", str(report)]
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 (our own)
        command, env={**os.environ, "GATEWAY_DATABASE_URL": database.url}, stderr=subprocess.DEVNULL
    )
    os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    refused = len(report.read_bytes().splitlines())
    if process.returncode not in (0, 1) or bool(refused) is not bool(process.returncode):
        raise RuntimeError(f"The import of {system} ended with {process.returncode}.")
    path.unlink()
    batches = math.ceil(documents / BATCH_SIZE)
    rows_seconds = seconds_of_rows(database, directory, batches) if database.name == "SQLite" else None
    return Measured(
        system=system,
        database=database.name,
        customers=customers,
        seconds=seconds,
        processor_seconds=used.ru_utime + used.ru_stime,
        megabytes=used.ru_maxrss // _MEGABYTE,
        refused=refused,
        rows_seconds=rows_seconds,
    )


def print_measured(measured: list[Measured], console: Console) -> None:
    table = Table()
    for title in ("database", "system"):
        table.add_column(title)
    for title in ("customers", "/s", "of SQLite's", "CPU /s", "MB", "refused", "rows /s", "share"):
        table.add_column(title, justify="right")
    embedded = {each.system: each.seconds for each in measured if each.database == "SQLite"}
    for each in measured:
        table.add_row(
            each.database,
            each.system,
            f"{each.customers:,}",
            f"{each.customers / each.seconds:,.0f}",
            f"{embedded[each.system] / each.seconds:.2f}" if each.system in embedded else "",
            f"{each.customers / each.processor_seconds:,.0f}",
            str(each.megabytes),
            str(each.refused),
            f"{each.customers / each.rows_seconds:,.0f}" if each.rows_seconds else "",
            f"{each.rows_seconds / each.processor_seconds:.2f}" if each.rows_seconds else "",
        )
    console.print(table)


cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def compare(
    customers: Annotated[int, typer.Option(help="Customers of each system.", min=1)] = 100_000,
    system: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    database: Annotated[list[str] | None, typer.Option(help="sqlite or postgresql; without, both.")] = None,
    out: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
) -> None:
    """Import the customers of each system into an empty database of each kind."""
    measured: list[Measured] = []
    console = Console(width=120)
    # The same records into one right after the other: a machine's speed changes within minutes.
    for word in system or SYSTEMS:
        for kind, opened in (("sqlite", sqlite_database), ("postgresql", postgres_database)):
            if database and kind not in database:
                continue
            with tempfile.TemporaryDirectory() as name, opened(Path(name)) as one:
                measured.append(measure(one, word, customers, Path(name)))
                print_measured(measured[-1:], console)
    print_measured(measured, console)
    if out is not None:
        out.write_bytes(orjson.dumps([asdict(each) for each in measured], option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    cli()

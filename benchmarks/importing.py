"""`python -m benchmarks.importing`: customers with their orders into an empty database, in one process on one core."""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.databases import Database, postgres_database, sqlite_database
from benchmarks.imported import SYSTEMS, write_customers
from gateway.database import open_database
from gateway.migrations import upgrade
from gateway.settings import Settings
from gateway.sources.files import import_files

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


def measure(database: Database, system: str, customers: int, directory: Path) -> Measured:
    """Imports in a process of its own, so that nothing of the measuring counts."""
    path = directory / f"{system}.jsonl"
    write_customers(system, customers, path)
    upgrade(database.url)
    command = [sys.executable, "-m", "benchmarks.importing", "alone", system, str(path), database.url]
    answer = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (our own)
    path.unlink()
    told: dict[str, Any] = orjson.loads(answer.stdout)
    return Measured(system=system, database=database.name, customers=customers, **told)


def import_alone(system: str, path: Path, url: str) -> dict[str, Any]:
    """Imports on one core; what it took."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    async def run() -> int:
        database = open_database(Settings(database_url=url))
        await database.open()
        try:
            console = Console(stderr=True, quiet=True)
            summary = await import_files(
                database, system, [str(path)], environment="LIVE", report=None, console=console
            )
        finally:
            await database.close()
        return summary.refused

    begun, used = time.perf_counter(), time.process_time()
    refused = asyncio.run(run())
    return {
        "seconds": time.perf_counter() - begun,
        "processor_seconds": time.process_time() - used,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGABYTE,
        "refused": refused,
    }


def print_measured(measured: list[Measured], console: Console) -> None:
    table = Table()
    for title in ("database", "system", "customers", "/s", "/s of processor", "MB", "refused"):
        table.add_column(title, justify="left" if title in ("database", "system") else "right")
    for each in measured:
        table.add_row(
            each.database,
            each.system,
            f"{each.customers:,}",
            f"{each.customers / each.seconds:,.0f}",
            f"{each.customers / each.processor_seconds:,.0f}",
            str(each.megabytes),
            str(each.refused),
        )
    console.print(table)


cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def compare(
    customers: Annotated[int, typer.Option(help="Customers of each system.", min=1)] = 20_000,
    system: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    database: Annotated[list[str] | None, typer.Option(help="sqlite or postgresql; without, both.")] = None,
    out: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
) -> None:
    """Import the customers of each system into an empty database of each kind."""
    measured: list[Measured] = []
    for kind, opened in (("sqlite", sqlite_database), ("postgresql", postgres_database)):
        for word in system or SYSTEMS:
            if database and kind not in database:
                continue
            with tempfile.TemporaryDirectory() as name, opened(Path(name)) as one:
                measured.append(measure(one, word, customers, Path(name)))
                print_measured(measured[-1:], Console())
    print_measured(measured, Console())
    if out is not None:
        out.write_bytes(orjson.dumps([asdict(each) for each in measured], option=orjson.OPT_INDENT_2))


@cli.command(hidden=True)
def alone(system: str, path: Path, url: str) -> None:
    """One import in this process."""
    sys.stdout.buffer.write(orjson.dumps(import_alone(system, path, url)))


if __name__ == "__main__":
    cli()

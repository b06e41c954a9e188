"""What was measured → a table for people, a table in Markdown, and JSON."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.apps import APPS, BARE, GATEWAY, HANDWRITTEN, ORDINARY, App
from benchmarks.cases import Case
from benchmarks.measure import Measured

MOST_MEMORY = 150
"""MiB that the gateway may hold after a run."""
MOST_START = 2.0
"""Seconds from start to ready."""


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of one process after all its load."""

    peak: float
    resident: float
    private: float
    """Without mapped files."""


@dataclass(frozen=True, slots=True)
class DatabaseReport:
    """One database with everything that was asked of it."""

    name: str
    version: str
    customers: int
    seconds_to_start: float
    """Of `gateway serve`, until `/readyz` says so."""
    cases: tuple[tuple[Case, dict[App, Measured]], ...]
    memory: dict[App, Memory]


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised, and what was found."""

    database: str
    what: str
    promised: str
    found: str
    is_met: bool


def list_targets(report: DatabaseReport) -> Iterator[Target]:
    for case, measured in report.cases:
        for other, least in (
            (HANDWRITTEN, case.at_least_of_handwritten),
            (ORDINARY, case.at_least_of_ordinary),
        ):
            if least is not None and other in measured:
                ratio = measured[GATEWAY].ratio(measured[other])
                what = f"{case.title}: of {other.name}"
                yield Target(report.name, what, f"≥ {least:g}", f"{ratio:.2f}", ratio >= least)
    memory = report.memory[GATEWAY].resident
    yield Target(
        report.name,
        "resident memory after the run",
        f"< {MOST_MEMORY} MiB",
        f"{memory:.0f} MiB",
        memory < MOST_MEMORY,
    )
    start = report.seconds_to_start
    yield Target(
        report.name, "start until ready", f"< {MOST_START:g} s", f"{start:.2f} s", start < MOST_START
    )


def describe_machine() -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load when it began": [round(each, 2) for each in os.getloadavg()],
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def print_report(reports: list[DatabaseReport], console: Console) -> None:
    for report in reports:
        console.print(f"\n[bold]{report.name} {report.version}[/bold], {report.customers:,} customers")
        console.print(_table(SPEEDS, _speeds(report)))
        console.print(_table(RATIOS, _ratios(report)))
        console.print(_table(MEMORY, _memory(report)))
    console.print(_table(TARGETS, _targets(reports)))


def write_report(reports: list[DatabaseReport], machine: dict[str, object], directory: Path) -> None:
    """Writes results.json and results.md."""
    directory.mkdir(exist_ok=True)
    content = {"machine": machine, "databases": [_as_json(report) for report in reports]}
    (directory / "results.json").write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    lines = ["# Benchmark", "", *(f"- {name}: {value}" for name, value in machine.items())]
    for report in reports:
        lines += ["", f"## {report.name} {report.version}, {report.customers:,} customers", ""]
        for titles, rows in ((SPEEDS, _speeds(report)), (RATIOS, _ratios(report)), (MEMORY, _memory(report))):
            lines += [*_markdown(titles, rows), ""]
    lines += ["## Targets", "", *_markdown(TARGETS, _targets(reports))]
    (directory / "results.md").write_text("\n".join(lines) + "\n")


Row = tuple[str, ...]

SPEEDS: Row = ("case", "app", "requests/s", "p50 ms", "p99 ms", "CPU ms/request")
RATIOS: Row = ("gateway compared with", "hand-written", "bare", "ordinary")
MEMORY: Row = ("app", "peak MiB", "resident MiB", "without mapped files MiB")
TARGETS: Row = ("database", "target", "promised", "found", "")


def _speeds(report: DatabaseReport) -> list[Row]:
    return [
        (
            case.title if number == 0 else "",
            app.name,
            f"{each.middle('per_second'):,.0f}",
            f"{each.middle('p50'):.2f}",
            f"{each.middle('p99'):.2f}",
            f"{each.middle('cpu'):.3f}",
        )
        for case, measured in report.cases
        for number, (app, each) in enumerate(measured.items())
    ]


def _ratios(report: DatabaseReport) -> list[Row]:
    return [
        (
            case.title,
            *(
                f"{measured[GATEWAY].ratio(measured[other]):.2f}" if other in measured else "–"
                for other in (HANDWRITTEN, BARE, ORDINARY)
            ),
        )
        for case, measured in report.cases
    ]


def _memory(report: DatabaseReport) -> list[Row]:
    return [
        (app.name, f"{memory.peak:.0f}", f"{memory.resident:.0f}", f"{memory.private:.0f}")
        for app, memory in report.memory.items()
    ]


def _targets(reports: list[DatabaseReport]) -> list[Row]:
    return [
        (each.database, each.what, each.promised, each.found, "met" if each.is_met else "MISSED")
        for report in reports
        for each in list_targets(report)
    ]


def _table(titles: Row, rows: list[Row]) -> Table:
    table = Table()
    for position, title in enumerate(titles):
        table.add_column(title, justify="left" if position == 0 or title in {"app", "target"} else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _markdown(titles: Row, rows: list[Row]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (titles, ("---",) * len(titles), *rows)]


def _as_json(report: DatabaseReport) -> dict[str, object]:
    return {
        "name": report.name,
        "version": report.version,
        "customers": report.customers,
        "seconds_to_start": report.seconds_to_start,
        "memory": {app.name: asdict(memory) for app, memory in report.memory.items()},
        "cases": {
            case.title: {
                "apps": {
                    app.name: {
                        **{name: each.middle(name) for name in ("per_second", "p50", "p99", "cpu")},
                        "rounds": [asdict(one) for one in each.rounds],
                    }
                    for app, each in measured.items()
                },
                "ratios": {
                    app.name: measured[GATEWAY].ratio(measured[app])
                    for app in APPS
                    if app is not GATEWAY and app in measured
                },
            }
            for case, measured in report.cases
        },
        "targets": [asdict(target) for target in list_targets(report)],
    }

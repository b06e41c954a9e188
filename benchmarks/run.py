"""One database: every app is started, compared and measured on it."""

import asyncio
import contextlib
import http.client
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks.apps import APPS, GATEWAY, App
from benchmarks.cases import Case
from benchmarks.databases import Database, read_material
from benchmarks.handwritten.schema_answer import VARIABLE, make_schema_answer
from benchmarks.measure import Measured, compare_answers, measure
from benchmarks.report import DatabaseReport, Memory
from benchmarks.servers import Server, free_port, running, serving

_REPOSITORY = Path(__file__).parent.parent


def environment_of(database: Database, directory: Path) -> dict[str, str]:
    """What every server finds in its environment, whatever ours holds."""
    schema_answer = directory / "introspection.json"
    schema_answer.write_bytes(make_schema_answer())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    return {
        **inherited,
        "GATEWAY_DATABASE_URL": database.url,
        "GATEWAY_DATA_DIRECTORY": str(directory),
        VARIABLE: str(schema_answer),
        "PYTHONPATH": str(_REPOSITORY),
    }


def run(
    database: Database,
    cases: Sequence[Case],
    directory: Path,
    *,
    seconds: float,
    rounds: int,
    console: Console,
) -> DatabaseReport:
    """Measures the cases on a database that is seeded."""
    environment = environment_of(database, directory)
    seconds_to_start = measure_start(environment, directory)
    with contextlib.ExitStack() as stack:
        servers = {
            app: stack.enter_context(serving(app, environment, directory / f"{app.name}.log")) for app in APPS
        }

        async def ask_all() -> tuple[int, list[tuple[Case, dict[App, Measured]]]]:
            material = await read_material(servers[GATEWAY].port)
            ports = {app: server.port for app, server in servers.items()}
            await compare_answers(ports, cases, material)
            console.print(f"{database.name}: all answers are the same.")
            return len(material.customers), [
                (
                    case,
                    await measure(servers, case, material, seconds=seconds, rounds=rounds, console=console),
                )
                for case in cases
            ]

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            customers, measured = runner.run(ask_all())
        memory = {app: _memory(server) for app, server in servers.items()}
    return DatabaseReport(
        database.name, database.version, customers, seconds_to_start, tuple(measured), memory
    )


def measure_start(environment: dict[str, str], directory: Path) -> float:
    """Seconds from `gateway serve` until it is ready; the second start counts, when Python has compiled its files."""
    port = free_port()
    command = [sys.executable, "-m", "gateway", "serve", "--port", str(port)]
    seconds = 0.0
    for _ in range(2):
        started = time.perf_counter()
        with running(command, port, environment, directory / "start.log"):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/readyz")
            if connection.getresponse().status != http.HTTPStatus.OK:
                raise RuntimeError("The gateway started, and is not ready.")
            seconds = time.perf_counter() - started
            connection.close()
    return seconds


def _memory(server: Server) -> Memory:
    return Memory(server.peak_mebibytes(), server.resident_mebibytes(), server.private_mebibytes())

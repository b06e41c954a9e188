"""The command `gateway pull`: which connections, how far it is, and what became of the records."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from stamina import instrumentation

from gateway.database import Database
from gateway.progress import tell
from gateway.settings import Settings
from gateway.sources.pull.client import Limits
from gateway.sources.pull.connection import choose_connections
from gateway.sources.pull.declaration import Connection, PullError
from gateway.sources.pull.pulling import Advance, Pull, Pulled
from gateway.sources.refusal import Refusal
from gateway.sources.summary import describe
from gateway.sources.survivorship import read_policy
from gateway.viewer import Environment


async def pull_system(
    database: Database,
    settings: Settings,
    word: str,
    *,
    name: str | None,
    mode: str | None,
    is_full: bool,
    console: Console,
    limits: Limits | None = None,
) -> bool:
    """Fetches from all connections that are meant, one after the other; returns whether everything went in.

    A connection that fails does not keep the others from being fetched.

    Raises:
        SettingsError: there is no such system, or no such connection.
    """
    environment = Environment(settings.environment.upper())
    connections = choose_connections(settings.connections_file, word, name, mode, environment)
    is_whole = True
    with _telling_of_waits(console):
        for connection in connections:
            is_whole &= await _pull(database, settings, connection, is_full, console, limits)
    return is_whole


async def _pull(
    database: Database,
    settings: Settings,
    connection: Connection,
    is_full: bool,
    console: Console,
    limits: Limits | None,
) -> bool:
    is_whole = True

    def report(refusal: Refusal) -> None:
        tell(console, f"{connection.name}: {refusal.position}: {refusal.code}: {refusal.reason}")

    with _progress(console, connection) as advance:
        pull = Pull(
            database,
            connection,
            overlap=timedelta(seconds=settings.pull_overlap),
            report=report,
            advance=advance,
            is_full=is_full,
            limits=limits,
            policy=read_policy(settings.survivorship_file),
        )
        try:
            async with contextlib.aclosing(pull.run()) as run:
                async for pulled in run:
                    is_whole &= pulled.summary.refused == 0 and pulled.problem is None
                    if pulled.problem:
                        tell(console, f"gateway: {pulled.problem}")
                    tell(console, _line(connection, pulled))
        except PullError as error:
            tell(console, f"gateway: {error.code}: {error}")
            return False
    return is_whole


def _line(connection: Connection, pulled: Pulled) -> str:
    counts = next(describe(pulled.summary))
    pages = "1 page" if pulled.pages == 1 else f"{pulled.pages} pages"
    return f"{connection.name} {pulled.resource}: {pages}, {pulled.records} records: {counts}"


@contextlib.contextmanager
def _telling_of_waits(console: Console) -> Iterator[None]:
    """Says why nothing happens while a system is waited for."""

    def tell_of(details: instrumentation.RetryDetails) -> None:
        tell(console, f"{details.caused_by} Trying again in {details.wait_for:.0f} s.")

    before = instrumentation.get_on_retry_hooks()
    instrumentation.set_on_retry_hooks([tell_of])
    try:
        yield
    finally:
        instrumentation.set_on_retry_hooks(before)


@contextlib.contextmanager
def _progress(console: Console, connection: Connection) -> Iterator[Advance]:
    """Which page it is at, on a terminal; elsewhere nothing."""
    if not console.is_terminal:
        yield lambda _resource, _pages: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"Fetching from {connection.name}", total=None)
        yield lambda resource, pages: bar.update(
            task, description=f"Fetching from {connection.name}: {resource}, {pages} pages"
        )

"""A page costs the same wherever it lies: at the start of 20,000 customers, and at the end of 1,000,000."""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import orjson
import uvloop
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from benchmarks.apps import GATEWAY
from benchmarks.cases import CASES, PAGE_SIZE
from benchmarks.client import run_load, write_request
from benchmarks.databases import Database
from benchmarks.handwritten.pages import BY_CREATION, read_seal, write_cursor
from benchmarks.run import environment_of
from benchmarks.servers import serving
from gateway.columns import format_instant

MOST_SLOWER = 0.25
"""Share by which a page at the end of a million may be slower."""

_LAST_PAGES = 20
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pages:
    """Requests per second of pages of 50."""

    database: str
    customers_before: int
    customers_after: int
    start_before: float
    """At the start, before the customers became many."""
    start_after: float
    end_after: float

    @property
    def slower(self) -> float:
        """Share of time by which the last pages of the many take longer than the first page of the few."""
        return self.start_before / self.end_after - 1


def measure_million(
    database: Database, directory: Path, customers: int, *, seconds: float, console: Console
) -> Pages:
    """Measures, multiplies the customers, and measures again."""
    before = _count(database)
    start_before = _measure(database, directory, [None], seconds)
    console.print(f"{database.name}: {before:,} customers become {customers:,}; that takes minutes.")
    _multiply(database, customers // before)
    after = _count(database)
    start_after = _measure(database, directory, [None], seconds)
    end_after = _measure(database, directory, _last_cursors(database), seconds)
    return Pages(database.name, before, after, start_before, start_after, end_after)


def print_pages(pages: list[Pages], console: Console) -> None:
    table = Table()
    for title in ("database", "start of few /s", "start of many /s", "end of many /s", "slower", ""):
        table.add_column(title, justify="left" if title == "database" else "right")
    for each in pages:
        table.add_row(
            each.database,
            f"{each.start_before:,.0f}",
            f"{each.start_after:,.0f}",
            f"{each.end_after:,.0f}",
            f"{each.slower:+.0%}",
            "met" if each.slower <= MOST_SLOWER else "MISSED",
        )
    console.print(table)


def write_pages(pages: list[Pages], machine: dict[str, object], directory: Path) -> None:
    content = {"machine": machine, "pages": [{**asdict(each), "slower": each.slower} for each in pages]}
    (directory / "million.json").write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))


def _measure(database: Database, directory: Path, cursors: list[str] | list[None], seconds: float) -> float:
    case = next(case for case in CASES if case.operation == "Page")
    with serving(GATEWAY, environment_of(database, directory), directory / "million.log") as server:
        requests: Iterator[bytes] = itertools.cycle(
            [
                write_request(GATEWAY, case, {"first": PAGE_SIZE, "after": cursor}, server.port)
                for cursor in cursors
            ]
        )

        async def load() -> float:
            await run_load(server.port, requests, 1.0)
            rounds = [await run_load(server.port, requests, seconds / _ROUNDS) for _ in range(_ROUNDS)]
            return median(each.per_second for each in rounds)

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(load())


# ── What is done to the database itself ────────────────────────────────────────────────────────────────────────

_COUNT = "SELECT count(*) FROM customer WHERE environment = 'LIVE'"

# The rows before the last pages, from the end.
_LAST = f"""
SELECT created_at, id FROM customer WHERE environment = 'LIVE' ORDER BY created_at, id
LIMIT {_LAST_PAGES} OFFSET {PAGE_SIZE + 1}"""  # noqa: S608 (constants of this module)


def _count(database: Database) -> int:
    ((count,),) = _fetch(database, _COUNT)
    return int(count)


def _last_cursors(database: Database) -> list[str]:
    seal = asyncio.run(read_seal(database.url))
    return [
        write_cursor(BY_CREATION, at if isinstance(at, str) else format_instant(at), identifier, seal)
        for at, identifier in _fetch(database, _LAST)
    ]


def _fetch(database: Database, statement: str) -> list[tuple[Any, ...]]:
    url = make_url(database.url)
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(url.database))
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    async def fetch() -> list[tuple[Any, ...]]:
        connection = await _connect(database)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


async def _connect(database: Database) -> asyncpg.Connection:
    url = make_url(database.url).set(drivername="postgresql")
    return await asyncpg.connect(url.render_as_string(hide_password=False))


def _multiply(database: Database, times: int) -> None:
    """Copies every live customer, each copy a day older than the one before; what hangs on them is not copied."""
    if make_url(database.url).get_backend_name() == "sqlite":
        _multiply_on_sqlite(Path(str(make_url(database.url).database)), times)
    else:
        asyncio.run(_multiply_on_postgresql(database, times))


def _multiply_on_sqlite(path: Path, times: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(customer)")]
    values = [
        _copied(column, "strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '-' || ? || ' days')")
        for column in columns
    ]
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'customer' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("PRAGMA cache_size = -500000")
    connection.execute("BEGIN IMMEDIATE")
    # An index that is made at once takes a fraction of the time of one that grows row by row.
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("CREATE TEMP TABLE original AS SELECT * FROM customer WHERE environment = 'LIVE'")
    copy = f"INSERT INTO customer ({', '.join(columns)}) SELECT {', '.join(values)} FROM original"  # noqa: S608
    for number in range(1, times):
        connection.execute(copy, (f"{number:03d}", number))
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def _multiply_on_postgresql(database: Database, times: int) -> None:
    connection = await _connect(database)
    columns = [
        row[0]
        for row in await connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
        )
    ]
    values = [_copied(column, "created_at - make_interval(days => $2)", "$1") for column in columns]
    indexes = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'customer' AND indexname <> 'customer_pkey'"
    )
    async with connection.transaction():
        for name, _ in indexes:
            await connection.execute(f"DROP INDEX {name}")
        await connection.execute(
            "CREATE TEMP TABLE original AS SELECT * FROM customer WHERE environment = 'LIVE'"
        )
        copy = f"INSERT INTO customer ({', '.join(columns)}) SELECT {', '.join(values)} FROM original"  # noqa: S608
        for number in range(1, times):
            await connection.execute(copy, f"{number:03d}", number)
        for _, statement in indexes:
            await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE customer")
    await connection.close()


def _copied(column: str, created_at: str, number: str = "?") -> str:
    if column == "id":
        # No id that the gateway makes has a u in it: a copy is nobody's namesake.
        return f"substr(id, 1, 26) || 'u' || {number}"
    return created_at if column == "created_at" else column

"""An empty database → believable people with everything that belongs to them, the same for the same seed."""

import asyncio
import multiprocessing
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.engine import make_url

from gateway.errors import SettingsError
from gateway.progress import show_progress
from gateway.seed.chunk import Chunk, make_chunk
from gateway.seed.membership import Population
from gateway.seed.postgresql import PostgresTarget, is_postgres_empty
from gateway.seed.sqlite import SqliteTarget, is_sqlite_empty
from gateway.seed.target import Target
from gateway.settings import Settings

CHUNK_SIZE = 2000
"""Customers that are in memory at a time; three times as many are under way at once."""
_MOST_AHEAD = 1
_MOST_TEST_CUSTOMERS = 50


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """What was written."""

    customers: int
    """Live customers."""
    test_customers: int
    tables: Mapping[str, int]
    """Table → rows."""

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


async def seed(
    settings: Settings, *, customers: int, seed: int = 1, console: Console | None = None
) -> SeedSummary:
    """Fills an empty database with so many live customers, and after them a few of the test environment.

    Who a customer is depends on the seed and its index alone: a larger population begins with the smaller one.

    Raises:
        SettingsError: the database is not empty, lacks its tables, is in use or cannot be reached.
    """
    target = _target(settings)
    test_customers = min(_MOST_TEST_CUSTOMERS, max(10, customers // 100))
    live = Population(seed, "LIVE", customers)
    test = Population(seed, "TEST", test_customers)
    tables: Counter[str] = Counter()
    async with target:
        with show_progress(console, customers + test_customers) as advance:
            async for done, counts, rendered in _produce([*_chunks(live), *_chunks(test)], target):
                await target.write(rendered)
                tables.update(counts)
                advance(done)
    return SeedSummary(customers, test_customers, dict(tables))


async def is_empty(settings: Settings) -> bool:
    """Whether the database has neither customers nor events.

    Raises:
        SettingsError: the database lacks its tables or cannot be reached.
    """
    target = _target(settings)
    if isinstance(target, SqliteTarget):
        return await asyncio.to_thread(is_sqlite_empty, target.path)
    return await is_postgres_empty(target.url)


def _target(settings: Settings) -> SqliteTarget | PostgresTarget:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return SqliteTarget(Path(str(url.database)))
    if url.get_backend_name() == "postgresql":
        return PostgresTarget(url.set(drivername="postgresql").render_as_string(hide_password=False))
    raise SettingsError(
        f"GATEWAY_DATABASE_URL is {settings.database_url!r}; expected sqlite+aiosqlite:///PATH or postgresql+asyncpg://…"
    )


def _chunks(population: Population) -> Iterator[Chunk]:
    for first in range(0, population.customers, CHUNK_SIZE):
        yield Chunk(population, first, min(first + CHUNK_SIZE, population.customers))


Produced = tuple[int, dict[str, int], list[Any]]
"""Customers, rows by table, and the rows as the target takes them."""


async def _produce(chunks: list[Chunk], target: Target) -> AsyncIterator[Produced]:
    """The chunks in their order; a process of its own makes the next ones while one is being written."""
    kind = type(target)
    if len(chunks) <= 2:
        for chunk in chunks:
            yield _make(chunk, kind)
        return
    loop = asyncio.get_running_loop()
    # A fresh process: a copy of this one would have its connections and threads.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        ahead: deque[asyncio.Future[Produced]] = deque()
        for chunk in chunks:
            ahead.append(loop.run_in_executor(pool, _make, chunk, kind))
            if len(ahead) > _MOST_AHEAD:
                yield await ahead.popleft()
        while ahead:
            yield await ahead.popleft()


def _make(chunk: Chunk, kind: type[Target]) -> Produced:
    tables = make_chunk(chunk)
    counts = {table.table: len(table.rows) for table in tables}
    return chunk.end - chunk.first, counts, kind.render(tables)

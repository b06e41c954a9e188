"""What an import cannot go below: its finished rows, put into an empty database once more, with nothing computed."""

import contextlib
import itertools
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.databases import Database, sqlite_database
from gateway.database.sqlite_writer import CACHE_KILOBYTES
from gateway.migrations import upgrade
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class _Table:
    insert: str
    rows: Iterator[tuple[object, ...]]
    in_a_batch: float


def seconds_of_rows(imported: Database, directory: Path, batches: int) -> float:
    """Processor seconds that SQLite takes for the rows of `imported`, in as many transactions as the import had.

    The tables have their indexes and checks; foreign keys are not followed. Reading the rows is not counted.
    """
    with (
        tempfile.TemporaryDirectory(dir=directory) as name,
        sqlite_database(Path(name)) as empty,
        contextlib.closing(_open(imported)) as source,
        contextlib.closing(_open_prepared(empty)) as target,
    ):
        counts = _counts(source)
        tables = [_table(source, name, count / batches) for name, count in counts.items()]
        seconds = sum(_write_batch(target, tables, number) for number in range(batches))
        if _counts(target) != counts:
            raise RuntimeError(f"Of {counts} rows only {_counts(target)} were written.")
        return seconds


def _open(database: Database) -> sqlite3.Connection:
    return sqlite3.connect(str(make_url(database.url).database), isolation_level=None)


def _open_prepared(database: Database) -> sqlite3.Connection:
    upgrade(database.url)
    connection = _open(database)
    synchronous = Settings(database_url=database.url).sqlite_synchronous
    for pragma in (f"synchronous = {synchronous}", f"cache_size = -{CACHE_KILOBYTES}", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    for name in _counts(connection):
        # What a migration leaves is among the imported rows, too.
        connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 (names of tables)
    return connection


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of each table that has some."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
    ).fetchall()
    counts = {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 (names of tables)
        for (name,) in names
    }
    return {name: count for name, count in counts.items() if count}


def _table(source: sqlite3.Connection, name: str, in_a_batch: float) -> _Table:
    columns = [row[1] for row in source.execute(f'PRAGMA table_xinfo("{name}")') if row[6] == 0]
    listed = ", ".join(f'"{column}"' for column in columns)
    # As they came; a table without row numbers has them by customer, and customers have growing ids.
    is_numbered = (
        "WITHOUT ROWID"
        not in source.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
        ).fetchone()[0]
    )
    order = "rowid" if is_numbered else "customer_id" if "customer_id" in columns else columns[0]
    rows = source.execute(f'SELECT {listed} FROM "{name}" ORDER BY {order}')  # noqa: S608
    values = ", ".join("?" * len(columns))
    return _Table(f'INSERT INTO "{name}" ({listed}) VALUES ({values})', rows, in_a_batch)  # noqa: S608


def _write_batch(target: sqlite3.Connection, tables: list[_Table], number: int) -> float:
    batch = [(table.insert, list(itertools.islice(table.rows, _share(table, number)))) for table in tables]
    begun = time.process_time()
    target.execute("BEGIN IMMEDIATE")
    for insert, rows in batch:
        target.executemany(insert, rows)
    target.execute("COMMIT")
    return time.process_time() - begun


def _share(table: _Table, number: int) -> int:
    return round((number + 1) * table.in_a_batch) - round(number * table.in_a_batch)

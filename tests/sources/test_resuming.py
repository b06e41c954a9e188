"""An import that was killed goes on behind the last line that was committed, and nothing is there twice."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.database import open_database
from gateway.domain.customers.model import Customer
from gateway.domain.records.imports import IMPORTS
from gateway.settings import Settings
from gateway.sources import batch, importer, taking
from gateway.sources.files import import_files
from gateway.view import table_of
from tests.databases import connected, migrate
from tests.sources.documents import rutter_customer
from tests.sources.imports import Imports
from tests.sources.test_command import Terminal, file_of, run

MOST_MEGABYTES = 300


def people(count: int) -> list[object]:
    return [
        rutter_customer(
            id=str(number),
            email=f"weaver{number}@looms.example",
            phone=None,
            first_name=f"W{number}",
            last_name=f"Okafor{number}",
        )
        for number in range(count)
    ]


def started(url: str, file: Path, *largest_batch: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.sources.killed", url, "rutter", str(file), *largest_batch]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


async def committed(url: str) -> int:
    """Bytes of the file that are done; to ask for them waits for nobody who writes."""
    done = await asyncio.to_thread(connected, url, lambda read: read.scalars(select(IMPORTS.c.place)).all())
    return sum(done)


async def test_a_killed_import_goes_on(database_url: str, tmp_path: Path) -> None:
    """Killed in the middle, it goes on where it was; all customers are there once, and the counts are right."""
    await asyncio.to_thread(migrate, database_url)
    file = file_of(tmp_path, "people.jsonl", *people(1500))
    process = await asyncio.to_thread(started, database_url, file, "20")
    database = open_database(Settings(database_url=database_url))
    await database.open()
    try:
        while not await committed(database_url):
            assert process.poll() is None
            await asyncio.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        assert await asyncio.to_thread(process.wait) == -signal.SIGKILL
        done = await committed(database_url)
        assert 0 < done < file.stat().st_size
        terminal = Terminal()
        summary = await run(Imports(database), "rutter", file, terminal=terminal)
        share = f"{done / file.stat().st_size:.0%}".replace("%", " %")
        assert terminal.lines == [
            f"{file}: resumed at {share}.",
            "1500 created, 0 updated, 0 unchanged, 0 refused.",
        ]
        assert (summary.created, summary.unchanged) == (1500, 0)
        ids = await database.write(lambda transaction: transaction.fetch(select(table_of(Customer).c.email)))
        assert len(ids) == len({row["email"] for row in ids}) == 1500
        assert await committed(database_url) == 0
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()
        await database.close()


async def interrupted(imports: Imports, system: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports two batches of two records, and no more."""
    written = 0
    real = batch.write_batch

    def write(*given: Any) -> Any:
        nonlocal written
        written += 1
        if written > 2:
            raise KeyError("no more")
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(importer, "BATCH_SIZE", 2)
        patch.setattr(taking, "write_batch", write)
        with pytest.raises(KeyError, match="no more"):
            await run(imports, system, file)


async def test_refusals_are_counted_once(
    sqlite_imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was refused before the import ended is counted with the rest, and not refused again."""
    documents = people(7)
    file = file_of(tmp_path, "people.jsonl", documents[0], {"email": "nobody@looms.example"}, *documents[1:])
    await interrupted(sqlite_imports, "rutter", file, monkeypatch)
    summary = await run(sqlite_imports, "rutter", file)
    assert (summary.created, summary.unchanged, summary.refused) == (7, 0, 1)


async def test_starting_over(
    sqlite_imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked to start over, it reads from the beginning what is there already."""
    file = file_of(tmp_path, "people.jsonl", *people(7))
    await interrupted(sqlite_imports, "rutter", file, monkeypatch)
    console = Terminal().console
    summary = await import_files(
        sqlite_imports.database,
        "rutter",
        [str(file)],
        environment="LIVE",
        report=None,
        console=console,
        restart=True,
    )
    assert (summary.created, summary.unchanged) == (3, 4)


async def test_another_content_starts_over(
    sqlite_imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of the same name with other bytes is another file."""
    file = file_of(tmp_path, "people.jsonl", *people(7))
    await interrupted(sqlite_imports, "rutter", file, monkeypatch)
    file_of(tmp_path, "people.jsonl", *people(8))
    summary = await run(sqlite_imports, "rutter", file)
    assert (summary.created, summary.unchanged) == (4, 4)


async def test_a_finished_file_is_read_again(sqlite_imports: Imports, tmp_path: Path) -> None:
    file = file_of(tmp_path, "people.jsonl", *people(3))
    await run(sqlite_imports, "rutter", file)
    summary = await run(sqlite_imports, "rutter", file)
    assert (summary.created, summary.unchanged) == (0, 3)
    assert await sqlite_imports.rows_of(IMPORTS, "place") == []


async def test_memory_stays_small(sqlite_url: str, tmp_path: Path) -> None:
    """30,000 lines need no more memory than the limit."""
    await asyncio.to_thread(migrate, sqlite_url)
    file = file_of(tmp_path, "people.jsonl", *people(30_000))
    process = await asyncio.to_thread(started, sqlite_url, file)
    written, _ = await asyncio.to_thread(process.communicate)
    *_, counts, megabytes = written.splitlines()
    assert counts == "30000 created, 0 updated, 0 unchanged, 0 refused."
    assert int(megabytes) < MOST_MEGABYTES

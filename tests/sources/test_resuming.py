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

from gateway.database import ConstraintViolated, open_database
from gateway.domain.customers.model import Customer
from gateway.domain.records.imports import IMPORTS
from gateway.settings import Settings
from gateway.sources import batch, batches, taking
from gateway.sources.customers import Customers
from gateway.sources.files import import_files
from gateway.sources.preparation import prepare
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


async def interrupted(
    imports: Imports, system: str, file: Path, monkeypatch: pytest.MonkeyPatch, *, most: int = 2
) -> None:
    """Imports in batches of two records, and writes no more than so many."""
    written = 0
    real = batch.write_batch

    def write(*given: Any) -> Any:
        nonlocal written
        written += 1
        if written > most:
            raise KeyError("no more")
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(batches, "BATCH_SIZE", 2)
        patch.setattr(taking, "write_batch", write)
        with pytest.raises(KeyError, match="no more"):
            await run(imports, system, file)


@pytest.mark.parametrize("place", range(8))
async def test_refusals_are_counted_once(
    imports: Imports, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is refused before the import ends, also while a batch is written, is counted once with the rest."""
    documents = people(7)
    documents.insert(place, {"email": "nobody@looms.example"})
    file = file_of(tmp_path, "people.jsonl", *documents)
    await interrupted(imports, "rutter", file, monkeypatch)
    summary = await run(imports, "rutter", file)
    assert (summary.created, summary.unchanged, summary.refused) == (7, 0, 1)


@pytest.mark.parametrize("place", range(8))
async def test_what_the_database_refuses_is_counted_once(
    imports: Imports, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its batch is written record by record, and the place behind it tells no more than what is done there."""
    documents = people(9)
    documents.insert(place, rutter_customer(id="refused"))
    file = file_of(tmp_path, "people.jsonl", *documents)
    real = Customers.create

    def create(self: Any, record: Any, *given: Any) -> str:
        if record.external_id == "refused":
            raise ConstraintViolated("ck_customer_first_name")
        return real(self, record, *given)

    monkeypatch.setattr(Customers, "create", create)
    # Both of its batch are written once more, and nothing after them.
    await interrupted(imports, "rutter", file, monkeypatch, most=place // 2 + 3)
    summary = await run(imports, "rutter", file)
    assert (summary.created, summary.unchanged, summary.refused) == (9, 0, 1)
    assert len(await imports.rows(Customer)) == 9


async def test_the_next_batch_is_read_while_one_is_written(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the database works by itself; a thread of this process would only wait for the reader."""
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    read: list[bool] = []
    is_writing = False
    write = imports.database.write

    async def writing(*given: Any) -> Any:
        nonlocal is_writing
        is_writing = True
        try:
            return await write(*given)
        finally:
            is_writing = False

    def reading(*given: Any) -> Any:
        read.append(is_writing)
        return prepare(*given)

    monkeypatch.setattr(imports.database, "write", writing)
    monkeypatch.setattr("gateway.sources.importer.prepare", reading)
    assert (await imports.take("rutter", *people(6))).created == 6
    assert len(read) == 6
    assert any(read) is (imports.database.dialect_name == "postgresql")
    assert not is_writing


async def test_starting_over(imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked to start over, it reads from the beginning what is there already."""
    file = file_of(tmp_path, "people.jsonl", *people(7))
    await interrupted(imports, "rutter", file, monkeypatch)
    console = Terminal().console
    summary = await import_files(
        imports.database,
        "rutter",
        [str(file)],
        environment="LIVE",
        report=None,
        console=console,
        restart=True,
    )
    assert (summary.created, summary.unchanged) == (3, 4)


async def test_another_content_starts_over(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of the same name with other bytes is another file."""
    file = file_of(tmp_path, "people.jsonl", *people(7))
    await interrupted(imports, "rutter", file, monkeypatch)
    file_of(tmp_path, "people.jsonl", *people(8))
    summary = await run(imports, "rutter", file)
    assert (summary.created, summary.unchanged) == (4, 4)


async def test_a_finished_file_is_read_again(imports: Imports, tmp_path: Path) -> None:
    file = file_of(tmp_path, "people.jsonl", *people(3))
    await run(imports, "rutter", file)
    summary = await run(imports, "rutter", file)
    assert (summary.created, summary.unchanged) == (0, 3)
    assert await imports.rows_of(IMPORTS, "place") == []


async def test_memory_stays_small(sqlite_url: str, tmp_path: Path) -> None:
    """30,000 lines need no more memory than the limit."""
    await asyncio.to_thread(migrate, sqlite_url)
    file = file_of(tmp_path, "people.jsonl", *people(30_000))
    process = await asyncio.to_thread(started, sqlite_url, file)
    written, _ = await asyncio.to_thread(process.communicate)
    *_, counts, megabytes = written.splitlines()
    assert counts == "30000 created, 0 updated, 0 unchanged, 0 refused."
    assert int(megabytes) < MOST_MEGABYTES

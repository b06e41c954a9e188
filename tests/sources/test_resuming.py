"""An import that was killed goes on behind the last line that was committed, and nothing is there twice."""

import asyncio
import contextlib
import json
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
from gateway.sources.resuming import save_place
from gateway.view import table_of
from tests.databases import connected, migrate
from tests.sources import documents_commerce_layer as shop
from tests.sources.documents import commerce_layer_customer, rutter_customer
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


def started(url: str, file: Path, *report_and_largest_batch: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.sources.killed", url, "rutter", str(file)]
    command += report_and_largest_batch
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


async def committed(url: str) -> tuple[int, int]:
    """Bytes and lines of the file that are done; to ask for them waits for nobody who writes."""
    place = select(IMPORTS.c.place, IMPORTS.c.line)
    done = await asyncio.to_thread(connected, url, lambda read: [tuple(row) for row in read.execute(place)])
    return done[0] if done else (0, 0)


def lines_in(report: Path) -> list[int]:
    """Lines of the file that a report tells of."""
    return [json.loads(line)["line"] for line in report.read_text(encoding="utf-8").splitlines()]


async def test_a_killed_import_goes_on(database_url: str, tmp_path: Path) -> None:
    """Killed in the middle, it goes on where it was; all customers are there once, and the counts are right.

    The report tells of all that was refused, whenever that was.
    """
    await asyncio.to_thread(migrate, database_url)
    documents = people(1500)
    documents[7::50] = [{"id": str(number), "email": 5} for number in range(7, 1500, 50)]
    refused = list(range(8, 1501, 50))
    file = file_of(tmp_path, "people.jsonl", *documents)
    report = tmp_path / "report.jsonl"
    process = await asyncio.to_thread(started, database_url, file, str(report), "20")
    database = open_database(Settings(database_url=database_url))
    await database.open()
    try:
        while (await committed(database_url))[1] < 100:
            assert process.poll() is None
            await asyncio.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        assert await asyncio.to_thread(process.wait) == -signal.SIGKILL
        done, line = await committed(database_url)
        assert 0 < done < file.stat().st_size
        assert set(lines_in(report)) >= {each for each in refused if each <= line}
        terminal = Terminal()
        summary = await run(Imports(database), "rutter", file, report=report, terminal=terminal)
        share = f"{done / file.stat().st_size:.0%}".replace("%", " %")
        assert terminal.lines == [
            f"{file}: resumed at {share}.",
            "1470 created, 0 updated, 0 unchanged, 30 refused.",
        ]
        assert (summary.created, summary.unchanged) == (1470, 0)
        assert sorted(set(lines_in(report))) == refused
        ids = await database.write(lambda transaction: transaction.fetch(select(table_of(Customer).c.email)))
        assert len(ids) == len({row["email"] for row in ids}) == 1470
        assert await committed(database_url) == (0, 0)
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()
        await database.close()


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the database refuse the customer of that name."""
    real = Customers.create

    def create(self: Any, record: Any, *given: Any) -> str:
        if record.external_id == "refused":
            raise ConstraintViolated("ck_customer_first_name")
        return real(self, record, *given)

    monkeypatch.setattr(Customers, "create", create)


async def interrupted(
    imports: Imports,
    system: str,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    most: int = 2,
    report: Path | None = None,
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
            await run(imports, system, file, report=report)


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
    refuse(monkeypatch)
    # Both of its batch are written once more, and nothing after them.
    await interrupted(imports, "rutter", file, monkeypatch, most=place // 2 + 3)
    summary = await run(imports, "rutter", file)
    assert (summary.created, summary.unchanged, summary.refused) == (9, 0, 1)
    assert len(await imports.rows(Customer)) == 9


@pytest.fixture
def told_in_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[int, int]]:
    """For each place that was stored: how many were refused before it, and how many of them are in the report."""
    found: list[tuple[int, int]] = []

    def save(transaction: Any, begun: Any, counts: Any) -> None:
        lines = (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()
        found.append((counts["refused"], len([json.loads(line) for line in lines])))
        save_place(transaction, begun, counts)

    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    monkeypatch.setattr(batches, "save_place", save)
    return found


async def test_what_is_refused_is_in_the_report_before_its_place_is_behind(
    imports: Imports, tmp_path: Path, told_in_time: list[tuple[int, int]]
) -> None:
    """Also what only the database refuses, or only the batch that it came with."""
    line = shop.line() | {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}}
    shoppers = [
        commerce_layer_customer(external_id=f"cUsToMeR{number}", email=f"w{number}@looms.example")
        for number in range(4)
    ]
    documents = [{"data": shoppers[0], "included": [line]}, {"data": [5]}, *shoppers[1:]]
    file = file_of(tmp_path, "shop.jsonl", *documents)
    summary = await run(imports, "commerce_layer", file, report=tmp_path / "report.jsonl")
    assert (summary.created, summary.refused) == (4, 2)
    assert [refused for refused, _ in told_in_time] == [1, 2, 2]
    # Where the next batch is read meanwhile, there may be more.
    assert all(told >= refused for refused, told in told_in_time)


async def test_what_the_database_refuses_is_in_the_report_before_its_place_is_behind(
    imports: Imports, tmp_path: Path, told_in_time: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch)
    file = file_of(tmp_path, "people.jsonl", rutter_customer(id="refused"), *people(5))
    summary = await run(imports, "rutter", file, report=tmp_path / "report.jsonl")
    assert (summary.created, summary.refused) == (5, 1)
    assert told_in_time == [(1, 1), (1, 1), (1, 1)]


async def test_what_is_done_again_is_told_once(
    sqlite_imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction may run more than once."""
    line = shop.line() | {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}}
    file = file_of(tmp_path, "shop.jsonl", {"data": commerce_layer_customer(), "included": [line, line]})
    write = sqlite_imports.database.write

    async def twice(work: Any, *given: Any) -> Any:
        def undone(transaction: Any) -> None:
            work(transaction)
            raise KeyError

        with contextlib.suppress(KeyError):
            await write(undone)
        return await write(work, *given)

    monkeypatch.setattr(sqlite_imports.database, "write", twice)
    report = tmp_path / "report.jsonl"
    await run(sqlite_imports, "commerce_layer", file, report=report)
    assert lines_in(report) == [1]


async def test_a_line_that_was_cut_does_not_spoil_the_report(
    sqlite_imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, "people.jsonl", {"id": "1", "email": 5}, *people(7), {"id": "8", "email": 5})
    report = tmp_path / "report.jsonl"
    await interrupted(sqlite_imports, "rutter", file, monkeypatch, report=report)
    with report.open("a", encoding="utf-8") as lines:
        lines.write('{"file": "people.jsonl", "li')
    await run(sqlite_imports, "rutter", file, report=report)
    assert lines_in(report) == [1, 9]


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

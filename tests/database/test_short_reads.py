"""What may run on the event loop of a server on SQLite, and what may not."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.database.sqlite_readers import ShortReader, ThreadedReaders, TooLong

COUNT = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)"
    " SELECT CAST(count(*) AS TEXT) FROM n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "short.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE customer (id TEXT PRIMARY KEY, name TEXT)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
        connection.execute("INSERT INTO customer VALUES ('cus_1', 'Ada')")
    connection.close()
    return path


@pytest.fixture
def reader(path: Path) -> Iterator[ShortReader]:
    reader = ShortReader(path)
    yield reader
    reader.close()


def test_a_key_look_up_is_answered_at_once(reader: ShortReader) -> None:
    assert reader.read("SELECT name FROM customer WHERE id = ?", ("cus_1",)) == "Ada"
    assert reader.read("SELECT name FROM customer WHERE id = ?", ("cus_2",)) is None


def test_a_statement_stays_short_however_often_it_runs(reader: ShortReader) -> None:
    """SQLite counts the steps of a statement over all its runs: 100 runs take 50 times what one may."""
    assert {reader.read(COUNT, (500,)) for _ in range(400)} == {"500"}


def test_a_long_read_is_stopped_and_not_tried_again(reader: ShortReader) -> None:
    assert isinstance(reader.read(COUNT, (10**9,)), TooLong)
    assert isinstance(reader.read(COUNT, (1,)), TooLong)
    assert reader.read("SELECT name FROM customer", ()) == "Ada"


def test_a_read_that_was_long_is_tried_again_after_a_while(
    reader: ShortReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.database.sqlite_readers.SECONDS_REMEMBERED", 0.0)
    assert isinstance(reader.read(COUNT, (10**9,)), TooLong)
    assert reader.read(COUNT, (1,)) == "1"


def test_a_search_is_never_tried(reader: ShortReader) -> None:
    assert isinstance(reader.read("SELECT word FROM words WHERE words MATCH 'ada'", ()), TooLong)


def test_nothing_is_waited_for(reader: ShortReader, path: Path) -> None:
    greedy = sqlite3.connect(path, isolation_level=None)
    try:
        greedy.execute("PRAGMA journal_mode = DELETE")
        greedy.execute("BEGIN EXCLUSIVE")
        assert isinstance(reader.read("SELECT name FROM customer", ()), TooLong)
    finally:
        greedy.close()


def test_a_statement_that_is_wrong_raises(reader: ShortReader) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table: nobody"):
        reader.read("SELECT name FROM nobody", ())


def test_a_short_read_cannot_write(reader: ShortReader, path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.read("UPDATE customer SET name = 'Eve' RETURNING name", ())
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM customer").fetchall() == [("Ada",)]
    connection.close()


async def test_a_thread_answers_what_is_long(path: Path) -> None:
    threads = await ThreadedReaders.open(path, 1, 20.0)
    assert await threads.read(COUNT, (100_000,)) == "100000"
    await threads.close()

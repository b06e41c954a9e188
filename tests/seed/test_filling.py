"""A database is filled whole or not at all, and only when it is empty."""

import io
import sqlite3

import pytest
from rich.console import Console
from sqlalchemy import Connection, make_url, text

from gateway.domain.customers.model import Customer
from gateway.errors import SettingsError
from gateway.migrations import upgrade
from gateway.progress import show_progress
from gateway.seed import filling
from gateway.seed.chunk import Chunk, make_chunk
from gateway.seed.rows import TableRows
from tests.databases import connected
from tests.rows import row, store
from tests.seed.seeded import counts, every_row, fill, is_empty_database


def test_a_migrated_database_is_empty_and_a_seeded_one_is_not(migrated_url: str) -> None:
    assert is_empty_database(migrated_url)
    summary = fill(migrated_url, 12)
    assert not is_empty_database(migrated_url)
    assert (summary.customers, summary.test_customers) == (12, 10)
    assert summary.tables == counts(migrated_url)
    assert summary.rows == sum(counts(migrated_url).values())


def test_customers_that_are_there_stay_alone(migrated_url: str) -> None:
    connected(migrated_url, lambda connection: store(connection, Customer, row(Customer)))
    before = every_row(migrated_url)
    with pytest.raises(SettingsError, match="only an empty one can be seeded"):
        fill(migrated_url, 12)
    assert every_row(migrated_url) == before


def test_positions_that_were_given_are_not_given_again(migrated_url: str) -> None:
    """A database whose customers are all gone has had events."""

    def use(connection: Connection) -> None:
        connection.execute(text("UPDATE event_position SET position = 7 WHERE environment = 'LIVE'"))

    connected(migrated_url, use)
    assert not is_empty_database(migrated_url)
    with pytest.raises(SettingsError, match="customers or events"):
        fill(migrated_url, 12)


def test_a_break_leaves_an_empty_database(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first chunk was written when the second could not be made."""
    make = make_chunk
    before = every_row(migrated_url)

    def fail(chunk: Chunk) -> list[TableRows]:
        if chunk.population.environment == "TEST":
            raise ArithmeticError("broken")
        return make(chunk)

    monkeypatch.setattr(filling, "make_chunk", fail)
    with pytest.raises(ArithmeticError, match="broken"):
        fill(migrated_url, 12)
    assert every_row(migrated_url) == before
    monkeypatch.undo()
    assert fill(migrated_url, 12).customers == 12


def test_a_database_without_tables_is_refused(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        sqlite3.connect(str(make_url(database_url).database)).close()
        connected(database_url, lambda connection: connection.execute(text("CREATE TABLE other (id TEXT)")))
    with pytest.raises(SettingsError, match="run `gateway migrate` first"):
        is_empty_database(database_url)


def test_a_file_that_is_missing_is_not_made(sqlite_url: str) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        is_empty_database(sqlite_url)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///:memory:", "mysql://localhost/gateway"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="expected sqlite"):
        is_empty_database(url)


def test_a_server_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(SettingsError, match="cannot be reached"):
        is_empty_database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")


def test_a_database_in_use_is_refused(sqlite_url: str) -> None:
    """A server has the file open, with its log beside it."""
    upgrade(sqlite_url)
    other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN")
    other.execute("SELECT * FROM customer").fetchall()
    with pytest.raises(SettingsError, match="in use"):
        fill(sqlite_url, 12)
    other.execute("COMMIT")
    assert other.execute("SELECT count(*) FROM customer").fetchone() == (0,)
    other.close()


def test_the_way_of_the_journal_stays(sqlite_url: str) -> None:
    upgrade(sqlite_url)
    path = str(make_url(sqlite_url).database)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    fill(sqlite_url, 12)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT count(*) > 0 FROM sqlite_stat1").fetchone() == (1,)
    connection.close()


def test_a_terminal_shows_a_bar() -> None:
    screen = io.StringIO()
    with show_progress(Console(file=screen, force_terminal=True, width=80), 10) as advance:
        advance(10)
    assert "10/10" in screen.getvalue()


def test_without_a_terminal_there_are_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.progress._SECONDS_BETWEEN_LINES", 0.0)
    screen = io.StringIO()
    with show_progress(Console(file=screen), 10) as advance:
        advance(4)
        advance(6)
    assert screen.getvalue() == "4 of 10 customers\n10 of 10 customers\n"

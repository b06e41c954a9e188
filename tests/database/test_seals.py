"""What seals text, and the key that a database keeps for it."""

import asyncio
import hmac
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from gateway.database import Database, Seal, Transaction, load_seal, open_database
from gateway.database.sealing_key import KEYS
from gateway.database.sqlite_readers import ShortReader, ThreadedReaders
from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.view import table_of
from tests.databases import connected, migrate, named_database

SEAL = Seal(b"any key")
LETTERS = "0123456789abcdefABCDEF \n"

# ── The seal ───────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.characters(codec="utf-8")), st.binary(max_size=64))
def test_what_was_closed_is_opened_by_the_same_key(text: str, key: bytes) -> None:
    closed = Seal(key).close(text)
    assert closed == text.encode().hex() + hmac.new(key, text.encode(), "sha256").hexdigest()[:32]
    assert Seal(key).open(closed) == text.encode()


@given(st.text(st.characters(codec="utf-8")), st.data())
def test_any_altered_letter_breaks_the_seal(text: str, data: st.DataObject) -> None:
    closed = SEAL.close(text)
    place = data.draw(st.integers(0, len(closed) - 1))
    letter = data.draw(st.sampled_from([letter for letter in LETTERS if letter != closed[place]]))
    with pytest.raises(ValueError, match=r"seal is broken|non-hexadecimal"):
        SEAL.open(closed[:place] + letter + closed[place + 1 :])


@given(st.text(), st.text(LETTERS))
def test_what_was_not_closed_is_not_opened(one: str, other: str) -> None:
    for text in (one, other):
        with pytest.raises(ValueError):  # noqa: PT011 (what is no hex, no UTF-8 or not sealed is refused alike)
            SEAL.open(text)


@given(st.text(st.characters(codec="utf-8")), st.binary(max_size=64), st.binary(max_size=64))
def test_another_key_does_not_open(text: str, one: bytes, other: bytes) -> None:
    if one.rstrip(b"\0") != other.rstrip(b"\0"):
        with pytest.raises(ValueError, match="seal is broken"):
            Seal(other).open(Seal(one).close(text))


# ── In SQL ─────────────────────────────────────────────────────────────────────────────────────────────────────

SEALED = "SELECT gateway_sealed(?, ?, ?)"
TEXT = '["name+,id+","Zoë","cus_1"]'


def test_every_reader_of_sqlite_seals(tmp_path: Path) -> None:
    """On the event loop and in a thread."""
    arguments = (SEAL.inner, SEAL.outer, TEXT)
    reader = ShortReader(tmp_path / "any.db")
    assert reader.read(SEALED, arguments) == SEAL.close(TEXT)
    reader.close()

    async def read() -> str | None:
        readers = await ThreadedReaders.open(tmp_path / "any.db", 1, 10.0)
        try:
            return await readers.read(SEALED, arguments)
        finally:
            await readers.close()

    assert asyncio.run(read()) == SEAL.close(TEXT)


async def test_the_writer_of_sqlite_seals(sqlite_url: str) -> None:
    """What a mutation shows, and what is read of the past."""
    migrate(sqlite_url)

    def work(transaction: Transaction) -> str | None:
        return transaction.read(SEALED, (SEAL.inner, SEAL.outer, TEXT))

    async with opened(sqlite_url) as database:
        assert await database.write(work) == SEAL.close(TEXT)
        assert await database.pretend(work) == SEAL.close(TEXT)


# ── The key ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def other_url(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> Iterator[str]:
    """Another database of the same kind."""
    with ExitStack() as stack:
        if url.startswith("sqlite"):
            other = f"sqlite+aiosqlite:///{tmp_path}/other.db"
        else:
            other = stack.enter_context(named_database(request.getfixturevalue("postgres")))
        migrate(other)
        yield other


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(Settings(database_url=url, reader_connections=1))
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def seal_of(url: str) -> Seal:
    async with opened(url) as database:
        await load_seal(database)
        assert database.seal is not None
        return database.seal


def keys(url: str) -> list[tuple[str, str]]:
    def read(connection: Connection) -> list[Any]:
        return [tuple(row) for row in connection.execute(select(KEYS.c.purpose, KEYS.c.key))]

    return connected(url, read)


def opens(seal: Seal, closed: str) -> bool:
    try:
        return bool(seal.open(closed))
    except ValueError:
        return False


def test_a_key_is_made_when_it_is_asked_for_first(url: str) -> None:
    """32 bytes, and nothing of it in the history."""
    assert keys(url) == []
    seal = asyncio.run(seal_of(url))
    ((purpose, key),) = keys(url)
    assert (purpose, len(bytes.fromhex(key))) == ("cursors", 32)
    assert opens(Seal(bytes.fromhex(key)), seal.close(TEXT))
    assert connected(url, lambda each: each.execute(select(table_of(EventStore).c.id)).all()) == []


def test_the_key_stays(url: str) -> None:
    """Whoever opens the database later finds what the first one made."""
    closed = asyncio.run(seal_of(url)).close(TEXT)
    before = keys(url)
    assert opens(asyncio.run(seal_of(url)), closed)
    assert keys(url) == before


def test_another_database_has_another_key(url: str, other_url: str) -> None:
    closed = asyncio.run(seal_of(url)).close(TEXT)
    assert not opens(asyncio.run(seal_of(other_url)), closed)


def test_a_lost_key_is_made_anew(url: str) -> None:
    closed = asyncio.run(seal_of(url)).close(TEXT)
    connected(url, lambda connection: connection.execute(delete(KEYS)))
    seal = asyncio.run(seal_of(url))
    assert len(keys(url)) == 1
    assert opens(seal, seal.close(TEXT))
    assert not opens(seal, closed)


def test_who_comes_at_the_same_time_finds_one_key(url: str) -> None:
    async def together() -> list[Seal]:
        return await asyncio.gather(*(seal_of(url) for _ in range(8)))

    seals = asyncio.run(together())
    ((_, key),) = keys(url)
    assert [opens(seal, Seal(bytes.fromhex(key)).close(TEXT)) for seal in seals] == [True] * 8


def test_who_looked_before_the_key_was_made_takes_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process makes it between the look and the making."""
    made = asyncio.run(seal_of(url)).close(TEXT)

    async def late() -> Seal | None:
        async with opened(url) as database:
            look = database.read

            async def look_too_early(*_: object) -> None:
                monkeypatch.setattr(database, "read", look)

            monkeypatch.setattr(database, "read", look_too_early)
            await load_seal(database)
            return database.seal

    before = keys(url)
    seal = asyncio.run(late())
    assert seal is not None
    assert opens(seal, made)
    assert keys(url) == before


def test_keys_are_random(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda size: "ab" * size)
    asyncio.run(seal_of(url))
    assert keys(url) == [("cursors", "ab" * 32)]

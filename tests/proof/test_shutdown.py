"""The server is told to stop while it answers: what was asked is answered, and nothing that was answered is lost."""

import json
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from tests.databases import migrate
from tests.proof.ledger import check_file, check_story, check_told, read_ledger
from tests.proof.process import CREATE, Process, Told, serving, writing

_GRACE = 10
"""Seconds that the server gives to requests in flight."""


def test_a_server_told_to_stop_ends_in_time_with_zero_and_loses_nothing(
    database_url: str, tmp_path: Path
) -> None:
    migrate(database_url)
    told = Told()
    with serving(database_url, tmp_path) as server, writing([server.url], 4, told, threading.Event()):
        _wait_for_writes(told, 20)
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < _GRACE
        assert not _accepts(server)
    # A client whose kept connection was closed between two requests notices it when it asks the next.
    assert (told.failed, told.refused) == ([], [])
    ledger = read_ledger(database_url)
    check_told(ledger, told)
    check_story(ledger)
    check_file(database_url)
    assert len(ledger.events) == told.acknowledged, "a write was done but not answered"


def test_requests_in_flight_are_answered_and_new_connections_refused(
    database_url: str, tmp_path: Path
) -> None:
    """A request of which the server has the head, and gets the rest only after it was told to stop."""
    migrate(database_url)
    with serving(database_url, tmp_path) as server:
        address = urlsplit(server.url)
        body = _body("in-flight@example.com")
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        with socket.create_connection((str(address.hostname), int(address.port or 0)), 30) as half:
            half.sendall(head + body[:10])
            httpx2.get(f"{server.url}/healthz")  # The half request was read before this one.
            server.process.terminate()
            _wait_until_closed(server)
            half.sendall(body[10:])
            answer = _read_all(half)
        assert server.process.wait(30) == 0
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"userErrors":[]' in answer
    ledger = read_ledger(database_url)
    check_story(ledger)
    assert [row["email"] for row in ledger.rows.values()] == ["in-flight@example.com"]


def _body(email: str) -> bytes:
    return httpx2.Request(
        "POST", "http://gateway", json={"query": CREATE, "variables": {"input": {"email": email}}}
    ).read()


def _read_all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _wait_for_writes(told: Told, count: int) -> None:
    until = time.monotonic() + 30
    while told.acknowledged < count and time.monotonic() < until:
        time.sleep(0.005)
    assert told.acknowledged >= count


def _wait_until_closed(server: Process) -> None:
    until = time.monotonic() + _GRACE
    while _accepts(server) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _accepts(server), "a server told to stop still takes connections"


def _accepts(server: Process) -> bool:
    address = urlsplit(server.url)
    try:
        with socket.create_connection((str(address.hostname), int(address.port or 0)), 1):
            return True
    except OSError:
        return False


def test_all_that_the_server_logs_is_json(sqlite_url: str, tmp_path: Path) -> None:
    migrate(sqlite_url)
    with serving(sqlite_url, tmp_path) as server:
        server.stop()
    (log,) = tmp_path.glob("server-*.log")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["level"] for line in lines} == {"info"}
    assert lines[0]["event"].startswith("Started server process")
    assert lines[-1]["event"].startswith("Finished server process")

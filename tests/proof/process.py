"""The gateway as a process of its own, and clients that write to it until they are told to stop."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.servers import free_port

_PATIENCE = 60

CREATE = """
    mutation($input: CustomerCreateInput!) {
      customerCreate(input: $input) { customer { id version } userErrors { code } }
    }
"""
UPDATE = """
    mutation($input: CustomerUpdateInput!) {
      customerUpdate(input: $input) { customer { id version } userErrors { code } }
    }
"""


@dataclass(frozen=True, slots=True)
class Process:
    """A server that listens."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Ends it as a power cut would: it gets no chance to do anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Asks it to end; its exit code."""
        self.process.terminate()
        return self.process.wait(30)


@contextmanager
def serving(database_url: str, directory: Path) -> Iterator[Process]:
    """`gateway serve` on a database, from the moment it answers; ended with the block if it still runs."""
    host, port = _own_address(), free_port()
    environment = {
        **os.environ,
        "GATEWAY_DATABASE_URL": database_url,
        "GATEWAY_DATA_DIRECTORY": str(directory),
    }
    command = [sys.executable, "-m", "gateway", "serve", "--host", host, "--port", str(port)]
    log = directory / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        url = f"http://{host}:{port}"
        _wait_until_ready(process, url, log)
        yield Process(url, process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


_addresses = itertools.count()


def _own_address() -> str:
    """A loopback address that only this server ever has.

    Clients go on for a moment when it was killed. What listens at its port by then, of another test perhaps, must not
    answer them.
    """
    number = next(_addresses)
    return (
        f"127.{1 + os.getpid() % 250}.{number // 250 % 250}.{1 + number % 250}" if _IS_LINUX else "127.0.0.1"
    )


_IS_LINUX = sys.platform == "linux"
"""Elsewhere there is one such address."""


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return
        time.sleep(0.02)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")


@dataclass(slots=True)
class Told:
    """What clients were told: every acknowledged write, and every answer that was none."""

    created: dict[str, str] = field(default_factory=dict)
    """E-mail address, which no other customer has → id."""
    updated: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Note, which no other update writes → the customer's id, and the version that the update made."""
    refused: list[str] = field(default_factory=list)
    """Codes of user errors."""
    failed: list[Any] = field(default_factory=list)
    """Answers with `errors`, or with another status than 200."""
    unanswered: int = 0
    """Requests whose connection ended before the answer: whether they were done is not known."""

    @property
    def acknowledged(self) -> int:
        return len(self.created) + len(self.updated)


_markers = itertools.count(1)


@contextmanager
def writing(urls: Sequence[str], clients: int, told: Told, stop: threading.Event) -> Iterator[None]:
    """Clients that write one after the other, each on a connection of its own, until `stop` or the server's end.

    The clients are spread over the addresses.
    """
    threads = [
        threading.Thread(target=_write, args=(urls[number % len(urls)], told, stop))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a client waits for an answer that never comes"


def _write(url: str, told: Told, stop: threading.Event) -> None:
    with httpx2.Client(base_url=url, timeout=30) as client:
        while not stop.is_set():
            try:
                _write_once(client, told)
            except httpx2.TransportError:
                told.unanswered += 1
                return


def _write_once(client: httpx2.Client, told: Told) -> None:
    """A customer, and two changes of it."""
    email = f"customer-{next(_markers)}@example.com"
    created = _act(client, "customerCreate", CREATE, told, {"email": email, "lastName": "Proof"})
    if created is None:
        return
    told.created[email] = created["id"]
    for version in (1, 2):
        note = f"note-{next(_markers)}"
        given = {"id": created["id"], "notes": note, "expectedVersion": version}
        updated = _act(client, "customerUpdate", UPDATE, told, given)
        if updated is None:
            return
        told.updated[note] = (updated["id"], updated["version"])


def _act(client: httpx2.Client, name: str, query: str, told: Told, given: dict[str, Any]) -> Any:
    response = client.post("/graphql", json={"query": query, "variables": {"input": given}})
    answer = response.json()
    if response.status_code != 200 or "errors" in answer:
        told.failed.append(answer)
        return None
    payload = answer["data"][name]
    told.refused += [error["code"] for error in payload["userErrors"]]
    return payload["customer"]


def race(urls: Sequence[str], *, rounds: int, clients: int) -> tuple[str, list[str]]:
    """Clients that all update one customer from the same version, round by round; its id, and what each was told."""
    answers: list[str] = []
    told = Told()
    with httpx2.Client(base_url=urls[0], timeout=30) as client:
        customer = _act(client, "customerCreate", CREATE, told, {"email": "race@example.com"})["id"]
    at_once = threading.Barrier(clients)

    def run(number: int) -> None:
        with httpx2.Client(base_url=urls[number % len(urls)], timeout=30) as client:
            for version in range(1, rounds + 1):
                mine = Told()
                given = {"id": customer, "notes": f"{number} in {version}", "expectedVersion": version}
                at_once.wait(60)
                done = _act(client, "customerUpdate", UPDATE, mine, given)
                answers.append("DONE" if done else "FAILED" if mine.failed else mine.refused[0])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return customer, answers

"""Load: keep-alive connections that send prepared requests in turn, with nothing between socket and clock."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from benchmarks.apps import App
from benchmarks.cases import Case, Variables

CONNECTIONS = 16

_END_OF_HEADERS = b"\r\n\r\n"
_LENGTH = b"content-length: "


class UnexpectedAnswer(Exception):
    """A server answered with something else than data."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a while of load."""

    seconds: float
    latencies: list[float]
    """Seconds from sending a request to the last byte of its answer, ascending."""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))]


def write_request(app: App, case: Case, variables: Variables, port: int) -> bytes:
    """The bytes of a whole HTTP request."""
    body = app.body(case, variables)
    head = (
        f"POST {app.path(case)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def run_load(port: int, requests: Iterator[bytes], seconds: float) -> Load:
    """Sends requests over all connections until the time is over; those in flight are finished."""
    connections = [await _connect(port, requests) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for connection in connections:
        connection.stop_at = start + seconds
        connection.send_next()
    try:
        await asyncio.wait([connection.done for connection in connections])
        for connection in connections:
            connection.done.result()
    finally:
        for connection in connections:
            connection.transport.close()
    stop = max(connection.last for connection in connections)
    return Load(stop - start, sorted(latency for each in connections for latency in each.latencies))


async def ask(port: int, request: bytes) -> bytes:
    """One answer's body."""
    answers: list[bytes] = []
    connection = await _connect(port, iter([request]))
    connection.keep = answers.append
    connection.send_next()
    try:
        await connection.done
    finally:
        connection.transport.close()
    return answers[0]


async def _connect(port: int, requests: Iterator[bytes]) -> "_Connection":
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        lambda: _Connection(requests, loop.create_future()), "127.0.0.1", port
    )
    return connection


class _Connection(asyncio.Protocol):
    """Sends a request, takes in its answer, sends the next."""

    def __init__(self, requests: Iterator[bytes], done: "asyncio.Future[None]") -> None:
        self.done = done
        self.keep: Callable[[bytes], None] | None = None
        self.latencies: list[float] = []
        self.last = self.stop_at = 0.0
        self._requests = requests
        self._parts: list[bytes] = []
        self._missing = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of no class of asyncio's.
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail("The server closed the connection.")

    def send_next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._finish()
            return
        self._sent = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)
        if self._missing < 0:
            self._read_head()
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._answered()

    def _read_head(self) -> None:
        received = b"".join(self._parts)
        end = received.find(_END_OF_HEADERS)
        if end < 0:
            return
        head = received[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            self._fail(f"The server answered {received[:2000].decode(errors='replace')}")
            return
        start = head.index(_LENGTH) + len(_LENGTH)
        length = int(head[start : start + 12].split(b"\r", 1)[0])
        body = received[end + len(_END_OF_HEADERS) :]
        self._parts = [body]
        self._missing = length - len(body)

    def _answered(self) -> None:
        self.last = time.perf_counter()
        self.latencies.append(self.last - self._sent)
        body = b"".join(self._parts)
        self._parts, self._missing = [], -1
        if not body.startswith(b'{"data":') or b'"errors":' in body:
            self._fail(f"The server answered {body[:2000].decode(errors='replace')}")
        elif self.keep is not None:
            self.keep(body)
            self._finish()
        elif self.last < self.stop_at:
            self.send_next()
        else:
            self._finish()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _fail(self, message: str) -> None:
        if not self.done.done():
            self.done.set_exception(UnexpectedAnswer(message))

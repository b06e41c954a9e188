"""One HTTP client for a connection: waits, tries again, and gives up with a reason that holds no secret."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx2
import stamina

from gateway.entity import now
from gateway.sources.pull.declaration import Connection, PullError, Unauthorized

# Both log addresses, and a query may hold a token.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much. Times are in seconds."""

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    """Between two pieces of an answer."""
    whole_timeout: float = 180.0
    """For one answer."""
    attempts: int = 6
    first_wait: float = 0.5
    """Before the second attempt; it doubles from attempt to attempt, and as much again is left to chance."""
    longest_wait: float = 30.0
    longest_asked_wait: float = 300.0
    """What a system may ask for by Retry-After; when it asks for more, the run ends."""
    largest_body: int = 64 * 1024 * 1024
    redirects: int = 3


class Temporary(PullError):
    """It may go well the next time."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait
        """Seconds that the system asked to wait."""


class RequestRefused(PullError):
    """The system understood the request and refuses it, whoever asks how often."""


class Client:
    """Sends requests to one connection."""

    def __init__(self, connection: Connection, limits: Limits | None = None) -> None:
        self.connection = connection
        self.limits = limits or Limits()
        timeout = httpx2.Timeout(self.limits.read_timeout, connect=self.limits.connect_timeout)
        self._client = httpx2.AsyncClient(
            timeout=timeout, follow_redirects=False, headers={"Accept": "application/json"}
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
        """The body that a path below the connection's address answers with.

        Raises:
            Unauthorized: the system does not accept the credentials.
            PullError: it gave no such answer, however often it was asked.
        """
        url = httpx2.URL(self.connection.base_url + path).copy_merge_params(dict(query))
        return await self._try("GET", url, headers, None)

    async def post(self, url: str, form: Mapping[str, str]) -> bytes:
        """The body of the answer to a form.

        Raises:
            Unauthorized: the system does not accept the credentials.
            PullError: it gave no such answer, however often it was asked.
        """
        return await self._try("POST", httpx2.URL(url), {}, form)

    async def _try(
        self, method: str, url: httpx2.URL, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> bytes:
        limits = self.limits
        attempts = stamina.retry_context(
            on=_next_wait,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.first_wait,
            wait_max=limits.longest_wait,
            wait_jitter=limits.first_wait,
        )
        async for attempt in attempts:
            with attempt:
                return await self._follow(method, url, headers, form)
        raise AssertionError("The last attempt returns or raises.")

    async def _follow(
        self, method: str, url: httpx2.URL, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> bytes:
        """Sends a request, and again to where it is sent on, as long as that is the same host."""
        origin = (url.scheme, url.host, url.port)
        for _ in range(self.limits.redirects + 1):
            answer = await self._send(method, url, headers, form)
            if isinstance(answer, bytes):
                return answer
            url = url.join(answer)
            if (url.scheme, url.host, url.port) != origin or method != "GET":
                raise self._error(url, "was sent on to another place, which gets no credentials")
        raise self._error(url, f"was sent on more than {self.limits.redirects} times")

    async def _send(
        self, method: str, url: httpx2.URL, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> bytes | str:
        """The body of an answer, or the address that it sends to."""
        try:
            async with (
                asyncio.timeout(self.limits.whole_timeout),
                self._client.stream(
                    method, url, headers=dict(headers), data=dict(form) if form else None
                ) as response,
            ):
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    return str(response.headers["location"])
                self._check(url, response)
                return await self._read(url, response)
        except TimeoutError:
            raise Temporary(
                f"{self._where(url)} took longer than {self.limits.whole_timeout:g} seconds."
            ) from None
        except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.DecodingError) as error:
            raise self._error(url, f"failed: {type(error).__name__}") from None
        except httpx2.TransportError as error:
            raise Temporary(f"{self._where(url)} failed: {type(error).__name__}.") from None

    async def _read(self, url: httpx2.URL, response: httpx2.Response) -> bytes:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > self.limits.largest_body:
                raise self._error(url, f"answered with more than {self.limits.largest_body} bytes")
        return bytes(body)

    def _check(self, url: httpx2.URL, response: httpx2.Response) -> None:
        """Raises what the status asks for."""
        status = response.status_code
        if 200 <= status < 300:
            return
        if status == 401:
            raise Unauthorized(f"{self._where(url)} answered 401: the credentials are not accepted.")
        if status == 429 or status >= 500:
            wait = wait_asked_for(response.headers.get("retry-after"), now())
            if wait is not None and wait > self.limits.longest_asked_wait:
                asked = f"answered {status} and asks to wait {wait:.0f} seconds"
                raise self._error(url, f"{asked}; expected at most {self.limits.longest_asked_wait:.0f}")
            raise Temporary(f"{self._where(url)} answered {status}.", wait)
        raise RequestRefused(f"{self._where(url)} answered {status}; expected 200.")

    def _where(self, url: httpx2.URL) -> str:
        # A query may hold a token.
        return f"{self.connection}: {url.path}"

    def _error(self, url: httpx2.URL, what: str) -> PullError:
        return PullError(f"{self._where(url)} {what}.")


def _next_wait(error: Exception) -> bool | float:
    """Whether to try again, and after how many seconds where the system said so."""
    if not isinstance(error, Temporary):
        return False
    return True if error.wait is None else error.wait


def wait_asked_for(header: str | None, at: datetime) -> float | None:
    """The seconds of a Retry-After: `120`, or `Sat, 21 Nov 2026 11:30:00 GMT`; None where it says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0.0, (moment - at).total_seconds())

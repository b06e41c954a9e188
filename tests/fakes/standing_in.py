"""What all stand-ins share: records in memory, the requests that came, and failures to order."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from tests.serving import serving

Document = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    query: dict[str, str]


@dataclass
class Fake:
    """A system in memory. Its clock moves a second with every change."""

    clock: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.tables: dict[str, dict[str, Document]] = {}
        self.numbers = itertools.count(1)
        self.failures: list[_Failure] = []
        self.app = _Failing(self, Starlette(routes=self.routes()))

    def routes(self) -> list[BaseRoute]:
        raise NotImplementedError

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address, for as long as it is served."""
        with serving(self.app, log_level="critical") as url:
            self.url = url
            yield url

    # Failures to order, each for so many requests

    def fail(self, status: int, *, times: int = 1, retry_after: str | None = None) -> None:
        headers = {} if retry_after is None else {"retry-after": retry_after}
        self.failures += [_Failure(status=status, headers=headers)] * times

    def drop(self, *, times: int = 1) -> None:
        """Answers end in the middle, and the connection with them."""
        self.failures += [_Failure(drops=True)] * times

    def hang(self, *, times: int = 1) -> None:
        """Nothing comes."""
        self.failures += [_Failure(hangs=True)] * times

    def redirect(self, address: str) -> None:
        self.failures.append(_Failure(status=302, headers={"location": address}))

    def answer(self, body: bytes) -> None:
        """Says something else with 200."""
        self.failures.append(_Failure(status=200, body=body))

    def work(self, *, times: int = 1) -> None:
        """Lets so many requests through before the failures that are ordered next."""
        self.failures += [_Failure(passes=True)] * times

    # Records

    def tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def rows(self, table: str) -> list[Document]:
        return list(self.tables.get(table, {}).values())

    def paths(self, *, of: str) -> list[dict[str, str]]:
        """The queries that came for one path, in their order."""
        return [asked.query for asked in self.asked if asked.path == of]


@dataclass(frozen=True)
class _Failure:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"made": "to fail"}'
    drops: bool = False
    hangs: bool = False
    passes: bool = False


class _Failing:
    """The app, behind the failures that were ordered."""

    def __init__(self, fake: Fake, app: Starlette) -> None:
        self.fake = fake
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        self.fake.asked.append(Asked(request.url.path, dict(request.query_params)))
        is_page = request.method == "GET"
        failure = self.fake.failures.pop(0) if is_page and self.fake.failures else _Failure(passes=True)
        if failure.passes:
            await self.app(scope, receive, send)
        elif failure.hangs:
            while (await receive())["type"] != "http.disconnect":
                continue
        elif failure.drops:
            start = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
            await send({"type": "http.response.start", "status": 200, "headers": start})
            await send({"type": "http.response.body", "body": b'{"data": [', "more_body": False})
        else:
            await Response(failure.body, failure.status, failure.headers)(scope, receive, send)


def json_response(document: Any, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(orjson.dumps(document), status, media_type=media_type)


def shown(moment: datetime) -> str:
    """An instant as most systems write it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

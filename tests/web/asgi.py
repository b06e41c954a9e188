"""One request to an ASGI app, without a network."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

JSON_BODY = ("content-type", "application/json")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The code of the first error."""
        code: str = self.json["errors"][0]["extensions"]["code"]
        return code


async def call(
    app: ASGIApp,
    body: bytes | Sequence[bytes] = b"",
    *,
    method: str = "POST",
    query_string: str | bytes = b"",
    path: str = "/graphql",
    headers: Iterable[tuple[str, str]] = (JSON_BODY,),
) -> Reply:
    """A body given as a sequence arrives in that many pieces and without a Content-Length."""
    pieces = [body] if isinstance(body, bytes) else list(body)
    sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if isinstance(body, bytes) and body:
        sent.append((b"content-length", b"%d" % len(body)))
    elif pieces:
        sent.append((b"transfer-encoding", b"chunked"))
    replies: list[Message] = []

    async def receive() -> Message:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        replies.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query_string.encode() if isinstance(query_string, str) else query_string,
        "headers": sent,
    }
    await app(scope, receive, send)
    start, *parts = replies
    assert start["type"] == "http.response.start"
    assert not parts[-1].get("more_body", False)
    return Reply(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(part["body"] for part in parts),
    )

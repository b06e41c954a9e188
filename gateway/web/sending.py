"""An answer → ASGI messages, with the headers that every response carries; and the rest of a body that is refused."""

import asyncio
from collections.abc import Sequence

from starlette.types import Receive, Send

from gateway.errors import RequestError
from gateway.settings import Settings
from gateway.web.headers import SAFE_HEADERS
from gateway.web.negotiation import GRAPHQL_RESPONSE, JSON
from gateway.web.refusals import BodyTimeout

Headers = list[tuple[bytes, bytes]]

_FIXED: dict[bytes, Headers] = {
    media_type: [
        (b"content-type", media_type + b"; charset=utf-8"),
        (b"vary", b"Accept"),
        *SAFE_HEADERS,
    ]
    for media_type in (JSON, GRAPHQL_RESPONSE)
}


async def send_answer(
    send: Send,
    media_type: bytes,
    status: int,
    body: bytes,
    hints: Sequence[tuple[bytes, bytes]],
    *,
    more_body: bool = False,
) -> None:
    headers = [(b"content-length", b"%d" % len(body)), *_FIXED[media_type], *hints]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": more_body})


async def send_and_close(
    receive: Receive,
    send: Send,
    media_type: bytes,
    error: RequestError,
    body: bytes,
    hints: Sequence[tuple[bytes, bytes]],
    settings: Settings,
) -> None:
    """Answer a request whose body was not read to its end, take in a little more of it, and close.

    Closing at once would make the client's system drop the answer; reading on would let it send forever.
    """
    closing = [*hints, (b"connection", b"close")]
    await send_answer(send, media_type, error.http_status, body, closing, more_body=True)
    if not isinstance(error, BodyTimeout):
        await _drain(receive, settings)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drain(receive: Receive, settings: Settings) -> None:
    """Throw away the rest of a body, within the time and eight times the size that a body may have."""
    remaining = 8 * settings.max_body_bytes
    try:
        async with asyncio.timeout(settings.body_timeout):
            while remaining > 0:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
                remaining -= len(message.get("body", b""))
    except TimeoutError:
        return

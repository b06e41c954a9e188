"""`/graphql` over HTTP: an ASGI request → the pipeline → a response, by the GraphQL-over-HTTP specification.

Written against ASGI itself: this is the way of every request, and a request object costs more than the rest.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.errors import LimitExceeded, RequestError, Unauthenticated
from gateway.settings import Settings
from gateway.viewer import Viewer
from gateway.web.decode import decode_get, decode_post, decode_query_string, read_body
from gateway.web.failures import Failures, Refusal
from gateway.web.headers import (
    authorizations,
    check_body_headers,
    check_content_type,
    check_site,
    read_headers,
)
from gateway.web.negotiation import GRAPHQL_RESPONSE, JSON, Preference, read_accept
from gateway.web.operation import Answer, OperationRequest, Pipeline
from gateway.web.refusals import (
    AddressTooLong,
    BodyTimeout,
    BodyTooLarge,
    ClientGone,
    MethodNotAllowed,
    NotAcceptable,
)
from gateway.web.sending import Headers, send_and_close, send_answer

MAX_ADDRESS_BYTES = 8 * 1024

ReadViewer = Callable[[Sequence[bytes]], Awaitable[Viewer]]
"""The values of all Authorization headers → who asks. Raises Unauthenticated."""


class GraphQLEndpoint:
    """One callable for all methods. `page` makes what a browser gets; None serves no page."""

    def __init__(
        self,
        pipeline: Pipeline,
        read_viewer: ReadViewer,
        settings: Settings,
        page: Callable[[], Response] | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._read_viewer = read_viewer
        self._settings = settings
        self._page = page
        self._failures = Failures(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        media_type = JSON
        try:
            headers = read_headers(scope["headers"])
            preference = read_accept(headers.get(b"accept"))
            media_type = preference.media_type or JSON
            body = await self._read_body(scope, headers, receive)
            if self._page is not None and _asks_for_page(scope, preference):
                await self._page()(scope, receive, send)
                return
            check_site(headers)
            if preference.media_type is None:
                raise NotAcceptable(f"Neither {GRAPHQL_RESPONSE.decode()} nor {JSON.decode()} is accepted.")
            answer = await self._answer(scope, headers, body)
        except ClientGone:
            return
        except (BodyTooLarge, BodyTimeout, MethodNotAllowed) as error:
            body = self._failures.error_body([error])
            await send_and_close(receive, send, media_type, error, body, _hints(error), self._settings)
            return
        except RequestError as error:
            failed = self._failures.error_body([error])
            await send_answer(send, media_type, error.http_status, failed, _hints(error))
            return
        except Exception as error:  # noqa: BLE001 - The outermost door: what nobody foresaw is masked here.
            await send_answer(send, media_type, 500, self._failures.error_body([error]), ())
            return
        await self._send_answer(answer, media_type, send)

    async def _read_body(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        method = scope["method"]
        if method not in {"GET", "POST"}:
            raise MethodNotAllowed(f"{method[:20]} is not supported; use GET or POST.")
        if method == "GET" and b"content-length" not in headers and b"transfer-encoding" not in headers:
            return b""
        return await read_body(receive, headers, self._settings)

    async def _answer(self, scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> Answer:
        if len(scope["query_string"]) + len(scope["path"]) > MAX_ADDRESS_BYTES:
            message = f"The address is longer than {MAX_ADDRESS_BYTES:,} bytes."
            raise AddressTooLong(message, limit="address_bytes", maximum=MAX_ADDRESS_BYTES)
        if scope["method"] == "POST":
            check_body_headers(headers)
        elif b"content-type" in headers:
            check_content_type(headers[b"content-type"])
        viewer = await self._read_viewer(
            authorizations(scope["headers"]) if b"authorization" in headers else ()
        )
        return await self._pipeline.answer(self._decode(scope, headers, body), viewer)

    def _decode(self, scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> OperationRequest:
        if scope["method"] == "POST":
            return decode_post(body, self._settings, headers.get(b"x-request-id"))
        return decode_get(decode_query_string(scope["query_string"]), self._settings)

    async def _send_answer(self, answer: Answer, media_type: bytes, send: Send) -> None:
        if len(answer.body) > self._settings.max_response_bytes:
            answer = self._failures.request_error([_too_large(answer, self._settings.max_response_bytes)])
        if answer.has_data:
            await send_answer(send, media_type, 200, answer.body, ())
            return
        status = answer.http_status
        if status == 400 and media_type is JSON and not isinstance(answer, Refusal):
            status = 200
        await send_answer(send, media_type, status, answer.body, _HINTS.get(status, ()))


def _too_large(answer: Answer, maximum: int) -> LimitExceeded:
    size = len(answer.body)
    return LimitExceeded(
        f"The answer has {size} bytes; at most {maximum} are sent. Ask for smaller pages.",
        limit="max_response_bytes",
        maximum=maximum,
        actual=size,
    )


def _asks_for_page(scope: Scope, preference: Preference) -> bool:
    return (
        preference.prefers_html
        and scope["method"] == "GET"
        and not any(pair.startswith(b"query=") for pair in scope["query_string"].split(b"&"))
    )


_HINTS: dict[int, Headers] = {
    401: [(b"www-authenticate", b'Bearer realm="gateway"')],
    405: [(b"allow", b"POST")],
}
"""A status of the pipeline → what a client is told in a header. 405 is a mutation over GET."""


def _hints(error: RequestError) -> Headers:
    if isinstance(error, MethodNotAllowed):
        return [(b"allow", b"GET, POST")]
    if isinstance(error, Unauthenticated):
        return [(b"www-authenticate", b'Bearer realm="gateway", error="invalid_token"')]
    return []

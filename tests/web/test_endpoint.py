"""GraphQL over HTTP: what is negotiated, which status is sent, which headers every response carries."""

import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.operation import Answer, OperationRequest
from gateway.web.tokens import TokenReader, issue_token
from tests.serving import serving
from tests.web.asgi import JSON_BODY, call
from tests.web.conftest import MakeSettings
from tests.web.toy import CANARY, NOBODY, ToyPipeline

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAFE = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "vary": "Accept",
}
JSON_TYPE = "application/json; charset=utf-8"
RESPONSE_TYPE = "application/graphql-response+json; charset=utf-8"


async def test_a_post_is_answered(endpoint: GraphQLEndpoint) -> None:
    reply = await call(endpoint, b'{"query":"query Q($n: String){hello(name: $n)}","variables":{"n":"Ada"}}')
    assert reply.status == 200
    assert reply.body == b'{"data":{"hello":"Hello, Ada!"}}'
    assert reply.headers == {"content-type": JSON_TYPE, "content-length": "32", **SAFE}


async def test_a_get_is_answered_without_any_header(endpoint: GraphQLEndpoint) -> None:
    reply = await call(endpoint, method="GET", query_string="query={__typename}", headers=[])
    assert (reply.status, reply.json) == (200, {"data": {"__typename": "Query"}})


async def test_a_get_takes_variables_and_a_name(endpoint: GraphQLEndpoint) -> None:
    query = "query+A($n:String){hello(name:$n)}query+B{number}"
    query_string = f"query={query}&operationName=A&extensions=&variables=%7B%22n%22:%22%C3%A9%22%7D"
    reply = await call(endpoint, method="GET", query_string=query_string, headers=[])
    assert reply.json == {"data": {"hello": "Hello, é!"}}


STATUSES = [
    ("syntax error", '{"query":"{"}', 200, 400, "GRAPHQL_PARSE_FAILED"),
    ("unknown field", '{"query":"{nothing}"}', 200, 400, "GRAPHQL_VALIDATION_FAILED"),
    (
        "bad variable",
        '{"query":"query($n: Int!){size(value: $n)}","variables":{"n":"x"}}',
        200,
        400,
        "BAD_USER_INPUT",
    ),
    ("limit", '{"query":"{a:hello ' + "a:hello " * 30 + '}"}', 400, 400, "LIMIT_EXCEEDED"),
    ("field error", '{"query":"{forbidden}"}', 200, 200, "FORBIDDEN"),
    ("all lost", '{"query":"{required}"}', 200, 200, "INTERNAL_SERVER_ERROR"),
]


@pytest.mark.parametrize(
    ("body", "json_status", "response_status", "code"),
    [case[1:] for case in STATUSES],
    ids=[case[0] for case in STATUSES],
)
async def test_each_media_type_has_its_statuses(
    endpoint: GraphQLEndpoint, body: str, json_status: int, response_status: int, code: str
) -> None:
    by_json = await call(endpoint, body.encode(), headers=[JSON_BODY, ("accept", "application/json")])
    accept = ("accept", "application/graphql-response+json")
    by_response = await call(endpoint, body.encode(), headers=[JSON_BODY, accept])
    assert (by_json.status, by_json.code) == (json_status, code)
    assert (by_response.status, by_response.code) == (response_status, code)


async def test_a_mutation_over_get_says_where_to_go(endpoint: GraphQLEndpoint, pipeline: ToyPipeline) -> None:
    reply = await call(endpoint, method="GET", query_string="query=mutation{greet}", headers=[])
    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert pipeline.calls == []


async def test_only_a_browser_without_a_query_gets_the_page(
    pipeline: ToyPipeline, settings: Settings
) -> None:
    endpoint = GraphQLEndpoint(pipeline, _nobody, settings, lambda: HTMLResponse("<p>page</p>"))
    from_elsewhere = [("accept", BROWSER), ("sec-fetch-site", "cross-site")]
    page = await call(endpoint, method="GET", headers=from_elsewhere)
    query = await call(endpoint, method="GET", query_string="query={hello}", headers=[("accept", BROWSER)])
    program = await call(endpoint, method="GET", headers=[("accept", "*/*")])
    posted = await call(endpoint, b'{"query":"{hello}"}', headers=[JSON_BODY, ("accept", BROWSER)])
    assert (page.status, page.body) == (200, b"<p>page</p>")
    assert (query.status, query.headers["content-type"]) == (200, JSON_TYPE)
    assert program.status == 400
    assert posted.json == {"data": {"hello": "Hello, world!"}}


async def test_without_a_page_a_browser_is_told_what_is_missing(endpoint: GraphQLEndpoint) -> None:
    reply = await call(endpoint, method="GET", headers=[("accept", BROWSER)])
    assert (reply.status, reply.code) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "headers",
    [
        [("sec-fetch-site", "same-origin"), ("origin", "https://public"), ("host", "inner")],
        [("sec-fetch-site", "none")],
        [("origin", "http://localhost:8000"), ("host", "LOCALHOST:8000")],
    ],
    ids=["behind a proxy", "typed by hand", "old browser"],
)
async def test_our_own_pages_may_ask(endpoint: GraphQLEndpoint, headers: list[tuple[str, str]]) -> None:
    assert (await call(endpoint, b'{"query":"{hello}"}', headers=[JSON_BODY, *headers])).status == 200


async def test_the_token_decides_who_asks(pipeline: ToyPipeline, settings: Settings) -> None:
    endpoint = GraphQLEndpoint(pipeline, TokenReader(settings).read, settings)
    token = issue_token(settings, "sales_channel", customer_id="cus_1", environment=Environment.TEST)
    headers = [JSON_BODY, ("authorization", f"Bearer {token}")]
    assert (await call(endpoint, b'{"query":"{hello}"}', headers=headers)).status == 200
    assert pipeline.viewers[0].role is Role.CUSTOMER
    assert pipeline.viewers[0].owner_id == "cus_1"


async def test_a_bad_token_is_challenged(endpoint: GraphQLEndpoint) -> None:
    reply = await call(
        endpoint, b'{"query":"{hello}"}', headers=[JSON_BODY, ("authorization", "Bearer x.y.z")]
    )
    assert reply.status == 401
    assert reply.headers["www-authenticate"] == 'Bearer realm="gateway", error="invalid_token"'


async def test_a_missing_token_is_challenged_without_blame(settings: Settings) -> None:
    body = b'{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}'
    endpoint = GraphQLEndpoint(Fixed(Answer(body, has_data=False, http_status=401)), _nobody, settings)
    reply = await call(endpoint, b'{"query":"{hello}"}')
    assert (reply.status, reply.headers["www-authenticate"]) == (401, 'Bearer realm="gateway"')


async def test_an_answer_beyond_the_limit_is_not_sent(make_settings: MakeSettings) -> None:
    settings = make_settings(max_response_bytes=10)
    exactly = GraphQLEndpoint(Fixed(Answer(b"x" * 10, has_data=True)), _nobody, settings)
    beyond = GraphQLEndpoint(Fixed(Answer(b"x" * 11, has_data=True)), _nobody, settings)
    assert (await call(exactly, b'{"query":"{hello}"}')).body == b"x" * 10
    reply = await call(beyond, b'{"query":"{hello}"}')
    assert (reply.status, reply.code) == (400, "LIMIT_EXCEEDED")
    assert reply.json["errors"][0]["message"] == (
        "The answer has 11 bytes; at most 10 are sent. Ask for smaller pages."
    )
    assert reply.json["errors"][0]["extensions"]["limit"] == "max_response_bytes"


async def test_what_nobody_foresaw_is_masked(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    endpoint = GraphQLEndpoint(Broken(), _nobody, settings)
    reply = await call(endpoint, b'{"query":"{hello}"}')
    error = reply.json["errors"][0]
    assert (reply.status, error["message"]) == (500, "Internal error.")
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert CANARY.encode() not in reply.body
    assert SAFE.items() <= reply.headers.items()
    logged = capsys.readouterr().out
    assert error["extensions"]["id"] in logged
    assert CANARY in logged


def test_a_body_declared_too_large_is_refused_before_it_is_sent(endpoint: GraphQLEndpoint) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"
    assert b"HTTP/1.1 413 " in _exchange(endpoint, [head])


def test_a_client_that_sends_too_much_still_reads_the_answer(endpoint: GraphQLEndpoint) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    reply = _exchange(endpoint, [head, *[chunk] * 6, b"0\r\n\r\n"])
    assert b"HTTP/1.1 413 " in reply
    assert b"LIMIT_EXCEEDED" in reply


def _exchange(endpoint: GraphQLEndpoint, pieces: Sequence[bytes]) -> bytes:
    """Send the pieces over a real connection, and read until the answer's JSON is complete."""
    with serving(Starlette(routes=[Route("/graphql", endpoint)])) as address:
        at = urlsplit(address)
        with socket.create_connection((at.hostname or "", at.port or 0), timeout=30) as connection:
            for piece in pieces:
                connection.sendall(piece)
            reply = b""
            while not reply.endswith(b"}]}"):
                received = connection.recv(65536)
                if not received:
                    break
                reply += received
    return reply


async def _nobody(_: Sequence[bytes]) -> Viewer:
    return NOBODY


class Fixed:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def answer(self, request: OperationRequest, viewer: Viewer) -> Answer:
        return self._answer


class Broken:
    async def answer(self, request: OperationRequest, viewer: Viewer) -> Answer:
        raise RuntimeError(CANARY)

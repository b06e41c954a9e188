"""Whatever is sent, the answer is a GraphQL response with its status and code, and no resolver runs."""

from asyncio import Event
from collections.abc import Sequence

import pytest
from starlette.types import Message

from gateway.viewer import Viewer
from gateway.web.endpoint import GraphQLEndpoint
from tests.web.asgi import JSON_BODY, call
from tests.web.conftest import MakeSettings
from tests.web.toy import ToyPipeline

QUERY = b'{"query":"{hello}"}'

BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 400, "BAD_REQUEST"),
    ("spaces", b"  ", 400, "BAD_REQUEST"),
    ("null", b"null", 400, "BAD_REQUEST"),
    ("number", b"1", 400, "BAD_REQUEST"),
    ("true", b"true", 400, "BAD_REQUEST"),
    ("string", b'"x"', 400, "BAD_REQUEST"),
    ("NaN", b"NaN", 400, "BAD_REQUEST"),
    ("empty list", b"[]", 400, "BATCHING_NOT_SUPPORTED"),
    ("list of one", b"[1]", 400, "BATCHING_NOT_SUPPORTED"),
    ("batch", b"[" + QUERY + b"]", 400, "BATCHING_NOT_SUPPORTED"),
    ("empty object", b"{}", 400, "BAD_REQUEST"),
    ("open object", b'{"query":"{hello}"', 400, "BAD_REQUEST"),
    ("open string", b'{"query":"{hello}', 400, "BAD_REQUEST"),
    ("trailing comma", b'{"query":"{hello}",}', 400, "BAD_REQUEST"),
    ("trailing text", QUERY + b"x", 400, "BAD_REQUEST"),
    ("two documents", QUERY + QUERY, 400, "BAD_REQUEST"),
    ("single quotes", b"{'query':'{hello}'}", 400, "BAD_REQUEST"),
    ("form", b"query={hello}", 400, "BAD_REQUEST"),
    ("bad UTF-8", b'{"query":"{hello}\xff"}', 400, "BAD_REQUEST"),
    ("overlong UTF-8", b'{"query":"\xc0\xaf"}', 400, "BAD_REQUEST"),
    ("UTF-8 surrogate", b'{"query":"\xed\xa0\x80"}', 400, "BAD_REQUEST"),
    ("UTF-16", '{"query":"{hello}"}'.encode("utf-16"), 400, "BAD_REQUEST"),
    ("BOM", b"\xef\xbb\xbf" + QUERY, 400, "BAD_REQUEST"),
    ("NUL between", b'{"query":\x00"{hello}"}', 400, "BAD_REQUEST"),
    ("raw line feed in a string", b'{"query":"{hello}\n"}', 400, "BAD_REQUEST"),
    ("lone surrogate", b'{"query":"{hello}","variables":{"a":"\\ud800"}}', 400, "BAD_REQUEST"),
    ("query null", b'{"query":null}', 400, "BAD_REQUEST"),
    ("query number", b'{"query":1}', 400, "BAD_REQUEST"),
    ("query list", b'{"query":["{hello}"]}', 400, "BAD_REQUEST"),
    ("query empty", b'{"query":""}', 400, "BAD_REQUEST"),
    ("operationName number", b'{"query":"{hello}","operationName":0}', 400, "BAD_REQUEST"),
    ("operationName object", b'{"query":"{hello}","operationName":{}}', 400, "BAD_REQUEST"),
    ("variables list", b'{"query":"{hello}","variables":[]}', 400, "BAD_REQUEST"),
    ("variables string", b'{"query":"{hello}","variables":"{}"}', 400, "BAD_REQUEST"),
    ("variables false", b'{"query":"{hello}","variables":false}', 400, "BAD_REQUEST"),
    ("extensions string", b'{"query":"{hello}","extensions":""}', 400, "BAD_REQUEST"),
    ("extensions list", b'{"query":"{hello}","extensions":[]}', 400, "BAD_REQUEST"),
    ("duplicate query", b'{"query":"{hello}","query":"{number}"}', 400, "BAD_REQUEST"),
    ("escaped duplicate", b'{"query":"{hello}","qu\\u0065ry":"{number}"}', 400, "BAD_REQUEST"),
    ("duplicate variable", b'{"query":"{hello}","variables":{"a":{"b":1,"b":2}}}', 400, "BAD_REQUEST"),
    ("infinite", b'{"query":"{hello}","variables":{"a":1e999}}', 400, "BAD_REQUEST"),
    ("beyond 64 bits", b'{"query":"{hello}","variables":{"a":18446744073709551616}}', 400, "BAD_USER_INPUT"),
    ("digits", b'{"query":"{hello}","variables":{"a":' + b"1" * 5000 + b"}}", 400, "LIMIT_EXCEEDED"),
    ("digits alone", b"-" + b"1" * 5000, 400, "LIMIT_EXCEEDED"),
    ("deep lists", b"[" * 50_000, 400, "LIMIT_EXCEEDED"),
    ("deep objects", b'{"a":' * 2_000 + b"1" + b"}" * 2_000, 400, "LIMIT_EXCEEDED"),
    ("closing brackets", b"]" * 1_000, 400, "BAD_REQUEST"),
    ("quotes", b'"' * 99_999, 400, "BAD_REQUEST"),
    ("escaped quotes", b'"' + b'\\"' * 40_000, 400, "BAD_REQUEST"),
]


@pytest.mark.parametrize(
    ("body", "status", "code"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES]
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_malformed_body_is_refused(
    endpoint: GraphQLEndpoint, pipeline: ToyPipeline, body: bytes, status: int, code: str, accept: str
) -> None:
    reply = await call(endpoint, body, headers=[JSON_BODY, ("accept", accept)])
    assert (reply.status, reply.code) == (status, code)
    assert set(reply.json) == {"errors"}
    assert reply.headers["content-type"] == f"{accept}; charset=utf-8"
    assert pipeline.calls == []


HEADERS: list[tuple[str, list[tuple[str, str]], int, str]] = [
    ("no content type", [], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("text", [("content-type", "text/plain")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("form", [("content-type", "application/x-www-form-urlencoded")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("multipart", [("content-type", "multipart/form-data; boundary=x")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("graphql", [("content-type", "application/graphql")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("charset", [("content-type", "application/json; charset=utf-16")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("odd charset", [("content-type", "application/json; charset=ibm037")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("odd parameter", [("content-type", "application/json; text/plain")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("list of types", [("content-type", "application/json, text/plain")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("two types", [JSON_BODY, JSON_BODY], 400, "BAD_REQUEST"),
    ("encoding", [JSON_BODY, ("content-encoding", "gzip")], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("accept html", [JSON_BODY, ("accept", "text/html")], 406, "NOT_ACCEPTABLE"),
    ("accept nothing", [JSON_BODY, ("accept", "*/*;q=0")], 406, "NOT_ACCEPTABLE"),
    ("accept latin", [JSON_BODY, ("accept", "application/json; charset=latin1")], 406, "NOT_ACCEPTABLE"),
    ("cross site", [JSON_BODY, ("sec-fetch-site", "cross-site")], 403, "FORBIDDEN"),
    ("foreign origin", [JSON_BODY, ("host", "us"), ("origin", "https://them")], 403, "FORBIDDEN"),
    ("opaque origin", [JSON_BODY, ("host", "us"), ("origin", "null")], 403, "FORBIDDEN"),
    ("broken origin", [JSON_BODY, ("host", "us"), ("origin", "http://[")], 403, "FORBIDDEN"),
    ("bad token", [JSON_BODY, ("authorization", "Bearer x")], 401, "UNAUTHENTICATED"),
    ("basic", [JSON_BODY, ("authorization", "Basic eDp5")], 401, "UNAUTHENTICATED"),
    (
        "two tokens",
        [JSON_BODY, ("authorization", "x"), ("authorization", "x")],
        400,
        "BAD_REQUEST",
    ),
    ("bad length", [JSON_BODY, ("content-length", "x")], 400, "BAD_REQUEST"),
    ("negative length", [JSON_BODY, ("content-length", "-1")], 400, "BAD_REQUEST"),
    ("two lengths", [JSON_BODY, ("content-length", "1"), ("content-length", "1")], 400, "BAD_REQUEST"),
    ("huge length", [JSON_BODY, ("content-length", "102401")], 413, "LIMIT_EXCEEDED"),
    ("absurd length", [JSON_BODY, ("content-length", "9" * 5000)], 413, "LIMIT_EXCEEDED"),
]


@pytest.mark.parametrize(
    ("headers", "status", "code"), [case[1:] for case in HEADERS], ids=[case[0] for case in HEADERS]
)
async def test_headers_that_are_not_accepted(
    endpoint: GraphQLEndpoint,
    pipeline: ToyPipeline,
    headers: list[tuple[str, str]],
    status: int,
    code: str,
) -> None:
    reply = await call(endpoint, [QUERY], headers=headers)
    assert (reply.status, reply.code) == (status, code)
    assert pipeline.calls == []


ADDRESSES: list[tuple[str, str | bytes, int, str]] = [
    ("nothing", "", 400, "BAD_REQUEST"),
    ("no query", "a=1", 400, "BAD_REQUEST"),
    ("empty query", "query=", 400, "BAD_REQUEST"),
    ("two queries", "query={hello}&query={number}", 400, "BAD_REQUEST"),
    ("many parameters", "&".join(f"p{n}=1" for n in range(100)), 400, "BAD_REQUEST"),
    ("bad UTF-8", "query=%ff", 400, "BAD_REQUEST"),
    ("raw bytes", b"query=\xff", 400, "BAD_REQUEST"),
    ("variables not JSON", "query={hello}&variables=x", 400, "BAD_REQUEST"),
    ("variables a list", "query={hello}&variables=[]", 400, "BAD_REQUEST"),
    ("variables deep", "query={hello}&variables=" + "[" * 100, 400, "LIMIT_EXCEEDED"),
    ("extensions a string", 'query={hello}&extensions="x"', 400, "BAD_REQUEST"),
    ("too long", "query=" + "x" * 8192, 414, "LIMIT_EXCEEDED"),
    ("mutation", "query=mutation{greet}", 405, "METHOD_NOT_ALLOWED"),
]


@pytest.mark.parametrize(
    ("query_string", "status", "code"), [case[1:] for case in ADDRESSES], ids=[case[0] for case in ADDRESSES]
)
async def test_a_malformed_address_is_refused(
    endpoint: GraphQLEndpoint, pipeline: ToyPipeline, query_string: str | bytes, status: int, code: str
) -> None:
    reply = await call(endpoint, method="GET", query_string=query_string, headers=[])
    assert (reply.status, reply.code) == (status, code)
    assert pipeline.calls == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "get", "X" * 1000])
async def test_other_methods_are_not_allowed(endpoint: GraphQLEndpoint, method: str) -> None:
    reply = await call(endpoint, QUERY, method=method)
    assert (reply.status, reply.code) == (405, "METHOD_NOT_ALLOWED")
    assert reply.headers["allow"] == "GET, POST"


async def test_an_odd_content_type_of_a_get_is_refused(endpoint: GraphQLEndpoint) -> None:
    odd = [("content-type", "text/plain")]
    reply = await call(endpoint, method="GET", query_string="query={hello}", headers=odd)
    assert (reply.status, reply.code) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_body_of_exactly_the_limit_passes(endpoint: GraphQLEndpoint) -> None:
    body = QUERY.ljust(100 * 1024)
    assert (await call(endpoint, body)).status == 200
    assert (await call(endpoint, [body[:1000], body[1000:]])).status == 200


async def test_a_streamed_body_is_cut_at_the_limit(endpoint: GraphQLEndpoint, pipeline: ToyPipeline) -> None:
    reply = await call(endpoint, [b" " * 1024] * 101)
    assert (reply.status, reply.code) == (413, "LIMIT_EXCEEDED")
    assert reply.headers["connection"] == "close"
    assert pipeline.calls == []


async def test_a_body_that_does_not_arrive_is_timed_out(
    pipeline: ToyPipeline, make_settings: MakeSettings
) -> None:
    settings = make_settings(body_timeout=0.01)
    endpoint = GraphQLEndpoint(pipeline, _no_viewer, settings)
    never = Event()
    sent: list[Message] = []

    async def receive() -> Message:
        await never.wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": []}
    await endpoint(scope, receive, send)
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert b"REQUEST_TIMEOUT" in sent[1]["body"]


async def test_a_client_that_leaves_gets_no_answer_and_leaves_no_trace(endpoint: GraphQLEndpoint) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": []}
    await endpoint(scope, receive, send)
    assert sent == []


async def test_json_as_deep_as_the_limit_passes(endpoint: GraphQLEndpoint) -> None:
    deep = b"[" * 62 + b"]" * 62
    passed = await call(endpoint, b'{"query":"{hello}","variables":{"a":' + deep + b"}}")
    refused = await call(endpoint, b'{"query":"{hello}","variables":{"a":[' + deep + b"]}}")
    assert (passed.status, refused.status, refused.code) == (200, 400, "LIMIT_EXCEEDED")


async def test_brackets_and_digits_within_strings_are_not_counted(endpoint: GraphQLEndpoint) -> None:
    text = '\\"' + "[" * 500 + "1" * 500
    reply = await call(endpoint, b'{"query":"{hello}","variables":{"a":"' + text.encode() + b'"}}')
    assert reply.status == 200


@pytest.mark.parametrize("number", [b"18446744073709551615", b"-9223372036854775808", b"0." + b"1" * 50])
async def test_numbers_of_64_bits_pass(endpoint: GraphQLEndpoint, number: bytes) -> None:
    assert (await call(endpoint, b'{"query":"{hello}","variables":{"a":' + number + b"}}")).status == 200


async def test_nul_in_a_variable_reaches_the_resolver_unchanged(endpoint: GraphQLEndpoint) -> None:
    query = b'{"query":"query($n: String){hello(name: $n)}","variables":{"n":"\\u0000"}}'
    assert (await call(endpoint, query)).json == {"data": {"hello": "Hello, \x00!"}}


async def _no_viewer(_: Sequence[bytes]) -> Viewer:
    raise AssertionError("A request that is refused early has no viewer.")

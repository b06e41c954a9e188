"""Which media type an Accept header gets."""

import pytest

from gateway.web.negotiation import GRAPHQL_RESPONSE, JSON, read_accept


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        (b"", JSON),
        (b"*/*", JSON),
        (b"application/*", JSON),
        (b"application/json", JSON),
        (b"APPLICATION/JSON", JSON),
        (b"application/json; charset=utf-8", JSON),
        (b"application/graphql-response+json", GRAPHQL_RESPONSE),
        (
            b"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            GRAPHQL_RESPONSE,
        ),
        (b"application/json, application/graphql-response+json", GRAPHQL_RESPONSE),
        (b"application/json, application/graphql-response+json;q=0.9", JSON),
        (b"application/json;q=0.5, application/graphql-response+json", GRAPHQL_RESPONSE),
        (b"application/json;q=0, */*", GRAPHQL_RESPONSE),
        (b"application/graphql-response+json, */*;q=0.1", GRAPHQL_RESPONSE),
        (b"application/json, */*", JSON),
        (b"text/event-stream, application/json", JSON),
        (b"application/graphql-response+json, application/json, multipart/mixed", GRAPHQL_RESPONSE),
        (b"text/html, */*;q=0.8", JSON),
        (b"text/html", None),
        (b"*/*;q=0", None),
        (b"application/json;q=0", None),
        (b"application/json;q=x", None),
        (b"application/json;q=2", None),
        (b"application/json;q=nan", None),
        (b"application/json; charset=utf-16", None),
        (b",;,=", None),
        (b"application/json," + b"x/y," * 10_000, JSON),
    ],
)
def test_the_most_wanted_type_is_chosen(accept: bytes | None, expected: bytes | None) -> None:
    assert read_accept(accept).media_type == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        (b"text/html", True),
        (b"text/html;q=0.5, */*;q=0.1", True),
        (b"*/*", False),
        (b"text/*, application/json", False),
        (b"application/json, text/html", False),
        (b"application/json, text/html;q=0.9", False),
        (None, False),
    ],
)
def test_a_browser_prefers_html(accept: bytes | None, expected: bool) -> None:
    assert read_accept(accept).prefers_html is expected

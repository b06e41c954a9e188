"""What a client is told of its token: status, header and code, fault by fault."""

import time
from typing import Any

import jwt
import orjson
import pytest

from tests.viewers.served import SECRET, Served
from tests.web.asgi import JSON_BODY, Reply, call
from tests.web.test_tokens import REFUSED
from tests.web.test_tokens import SECRET as ITS_SECRET

QUERY = "{ customers { totalCount } }"
INVALID = 'Bearer realm="gateway", error="invalid_token"'
MISSING = 'Bearer realm="gateway"'


def signed(served: Served, **given: Any) -> str:
    claims = {"application": {"kind": "integration"}, "exp": int(time.time()) + 60, **given}
    return jwt.encode(claims, SECRET, algorithm="HS256")


async def ask(served: Served, *headers: tuple[str, str], query_string: str = "", **body: Any) -> Reply:
    content = orjson.dumps({"query": QUERY, **body})
    return await call(served.app, content, headers=[JSON_BODY, *headers], query_string=query_string)


def told(reply: Reply) -> tuple[int, str, str | None]:
    return reply.status, reply.code, reply.headers.get("www-authenticate")


@pytest.mark.parametrize("token", [token for _, token in REFUSED], ids=[name for name, _ in REFUSED])
async def test_a_token_that_is_not_accepted(
    served: Served, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if "\0" in token or not token.isascii():
        pytest.skip("No header carries it.")
    reply = await ask(served, ("authorization", f"Bearer {token}"))
    assert told(reply) == (401, "UNAUTHENTICATED", INVALID)
    assert served.sent == []
    printed = "".join(capsys.readouterr())
    assert not token or token not in printed
    assert not token or token.encode() not in reply.body
    assert SECRET != ITS_SECRET


async def test_a_clock_may_be_half_a_minute_off_and_no_more(served: Served) -> None:
    now = int(time.time())
    assert (await ask(served, ("authorization", f"Bearer {signed(served, exp=now - 28)}"))).status == 200
    late = await ask(served, ("authorization", f"Bearer {signed(served, exp=now - 31)}"))
    assert told(late) == (401, "UNAUTHENTICATED", INVALID)
    assert (await ask(served, ("authorization", f"Bearer {signed(served, nbf=now + 28)}"))).status == 200
    early = await ask(served, ("authorization", f"Bearer {signed(served, nbf=now + 33)}"))
    assert told(early) == (401, "UNAUTHENTICATED", INVALID)


async def test_two_tokens_are_one_too_many(served: Served) -> None:
    header = ("authorization", f"Bearer {signed(served)}")
    reply = await ask(served, header, header)
    assert (reply.status, reply.code) == (400, "BAD_REQUEST")
    assert served.sent == []


@pytest.mark.parametrize("name", ["access_token", "token", "authorization", "Authorization"])
async def test_a_token_counts_in_its_header_alone(served: Served, name: str) -> None:
    """Not in the address, the body or a cookie."""
    token = signed(served)
    ways = [
        await ask(served, query_string=f"{name}={token}"),
        await ask(served, ("cookie", f"{name}={token}")),
        await ask(served, extensions={name: token}),
    ]
    assert [told(reply) for reply in ways] == [(401, "UNAUTHENTICATED", MISSING)] * 3
    assert served.sent == []


async def test_a_token_of_more_than_eight_kibibytes_is_not_looked_at(served: Served) -> None:
    reply = await ask(served, ("authorization", f"Bearer {signed(served, custom_claim={'x': 'x' * 8000})}"))
    assert told(reply) == (401, "UNAUTHENTICATED", INVALID)


async def test_the_first_and_the_second_time_are_answered_alike(served: Served) -> None:
    """A token that is remembered opens no other door."""
    token = signed(served)
    good = ("authorization", f"Bearer {token}")
    assert [(await ask(served, good)).status for _ in range(3)] == [200, 200, 200]
    changed = ("authorization", f"Bearer {token[:-4]}AAAA")
    assert told(await ask(served, changed)) == (401, "UNAUTHENTICATED", INVALID)
    assert told(await ask(served)) == (401, "UNAUTHENTICATED", MISSING)

"""Whether the process is up, and whether it can answer."""

import pytest
from starlette.applications import Starlette

from gateway.web.health import health_routes
from tests.web.asgi import Reply, call
from tests.web.toy import CANARY


async def ask(path: str, reason: str | Exception | None) -> Reply:
    async def ready() -> str | None:
        if isinstance(reason, Exception):
            raise reason
        return reason

    return await call(Starlette(routes=health_routes(ready)), method="GET", path=path, headers=[])


@pytest.mark.parametrize("reason", [None, "The database is not migrated.", RuntimeError()])
async def test_the_process_is_up_whatever_it_rests_on(reason: str | Exception | None) -> None:
    reply = await ask("/healthz", reason)
    assert (reply.status, reply.json) == (200, {"status": "ok"})
    assert reply.headers["cache-control"] == "no-store"


async def test_it_is_ready_when_there_is_no_reason_against() -> None:
    reply = await ask("/readyz", None)
    assert (reply.status, reply.json) == (200, {"status": "ok"})


async def test_it_says_why_it_is_not_ready() -> None:
    reply = await ask("/readyz", "The database is not migrated.")
    assert reply.status == 503
    assert reply.json == {"status": "unavailable", "reason": "The database is not migrated."}


async def test_a_check_that_breaks_tells_nothing_of_itself() -> None:
    reply = await ask("/readyz", RuntimeError(CANARY))
    assert reply.json == {"status": "unavailable", "reason": "The readiness check failed."}
    assert CANARY.encode() not in reply.body

"""`/healthz`: the process is up. `/readyz`: it can answer, as far as what it rests on can."""

from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.web.headers import SAFE_HEADERS

_HEADERS = {name.decode(): value.decode() for name, value in SAFE_HEADERS}

log = structlog.get_logger(__name__)


def health_routes(ready: Callable[[], Awaitable[str | None]]) -> list[Route]:
    """`ready` gives None, or a reason in words that anyone may read."""

    async def healthz(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"}, headers=_HEADERS)

    async def readyz(_: Request) -> JSONResponse:
        reason = await _ask(ready)
        if reason is None:
            return JSONResponse({"status": "ok"}, headers=_HEADERS)
        return JSONResponse({"status": "unavailable", "reason": reason}, 503, headers=_HEADERS)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def _ask(ready: Callable[[], Awaitable[str | None]]) -> str | None:
    try:
        return await ready()
    except Exception as error:
        log.error("readiness_check_failed", exc_info=error)
        return "The readiness check failed."

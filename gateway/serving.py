"""How the server runs: uvicorn with uvloop and httptools, one process or several."""

import ctypes
import gc
import ipaddress
import os
import signal
import sys

import uvicorn
from starlette.applications import Starlette

from gateway.app import make_app
from gateway.errors import SettingsError
from gateway.logs import configure_logs
from gateway.settings import Settings
from gateway.web.tokens import is_open


def application() -> Starlette:
    """The server of the environment's settings; each process makes its own."""
    configure_logs()
    _share_memory()
    app = make_app(Settings())
    # The schema is never garbage: it is left out of every later search.
    gc.freeze()
    gc.enable()
    return app


_M_ARENA_MAX = -8


def _share_memory() -> None:
    """One pool of memory for all threads: glibc would keep one for each, and give little of it back."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def run_server(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serves until it is told to stop; requests in flight are finished first.

    Raises:
        SettingsError: the database is not there, its schema is not the one of this version, or strangers could reach
            a server that asks for no token.
    """
    from gateway.migrations import is_current

    if not is_current(settings.database_url):
        raise SettingsError("The database's schema is not up to date; run `gateway migrate` first.")
    if is_open(settings) and not _is_loopback(host):
        raise SettingsError(
            f"--host is {host!r}, and the server has no key for tokens: whoever reaches it could read and write "
            "everything. Set GATEWAY_TOKEN_SECRET (or another key), or listen on 127.0.0.1."
        )
    configure_logs()
    # Several processes find the address in the environment: settings are read once more in each.
    os.environ["GATEWAY_DATABASE_URL"] = settings.database_url
    # uvicorn raises the signal once more when all is finished: an orderly end is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "gateway.serving:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=10,
        log_level="info",
    )

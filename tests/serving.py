"""A real uvicorn on a free port of this machine, for as long as a test needs it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.settled.set()


@contextmanager
def serving(app: ASGIApp, **options: Any) -> Iterator[str]:
    """Serve an ASGI app with its lifespan, and give its address without a path. `options` go to uvicorn."""
    chosen = {
        "http": "httptools",
        "log_level": "warning",
        "server_header": False,
        "timeout_graceful_shutdown": 5,
    }
    server = _Server(uvicorn.Config(app, **{**chosen, **options}))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        server.settled.wait(60)
        if not server.started:
            thread.join(10)
            raise RuntimeError("The server did not start; its log says why.")
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)

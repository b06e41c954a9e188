"""Server processes: started with uvicorn as in production, measured from outside."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped] # It has no types of its own.

from benchmarks.apps import App

_PATIENCE = 30
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Server:
    """A running process of one worker."""

    port: int
    process: psutil.Process
    seconds_to_start: float

    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident_mebibytes(self) -> float:
        return float(self.process.memory_info().rss) / _MEBIBYTE

    def private_mebibytes(self) -> float:
        """Without pages of files that are mapped, which the system takes back when it wants."""
        info = self.process.memory_info()
        return float(info.rss - info.shared) / _MEBIBYTE

    def peak_mebibytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024


@contextlib.contextmanager
def serving(app: App, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Runs an app in a process of its own until the block ends."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", app.factory, "--factory", "--port", str(port)),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
        "--no-server-header",
    ]
    with running(command, port, environment, log) as server:
        yield server


@contextlib.contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Runs a command that listens on a port, from the moment it does."""
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            command, env=dict(environment), stdout=output, stderr=output
        )
    try:
        _wait_for(process, port, log)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - started)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """uvicorn listens only after the app's start-up is complete."""
    for _ in range(_PATIENCE * 100):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port

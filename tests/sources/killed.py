"""Imports files in a process that can be killed.

python -m tests.sources.killed URL SYSTEM FILE [REPORT LARGEST_BATCH]
"""

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from gateway.database import open_database
from gateway.settings import Settings
from gateway.sources import batches, files


async def run(url: str, system: str, file: str, report: Path | None) -> None:
    database = open_database(Settings(database_url=url))
    await database.open()
    try:
        console = Console(width=200)
        await files.import_files(database, system, [file], environment="LIVE", report=report, console=console)
    finally:
        await database.close()


if __name__ == "__main__":
    url, system, file, *rest = sys.argv[1:]
    report = None
    if rest:
        report, batches.BATCH_SIZE = Path(rest[0]), int(rest[1])
    asyncio.run(run(url, system, file, report))
    # `ru_maxrss` would count the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    sys.stdout.write(f"{int(peak) // 1024}\n")

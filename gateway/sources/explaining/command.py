"""`gateway survivorship`: what becomes of customers under the policy of now."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import orjson
from rich.console import Console

from gateway.database import connected
from gateway.errors import SettingsError
from gateway.events.changes import Changes
from gateway.settings import Settings
from gateway.sources.recompute import recompute_all
from gateway.sources.survivorship import read_policy


async def recompute_customers(
    settings: Settings, *, is_trial: bool, is_whole: bool, report: Path | None, console: Console
) -> int:
    """Recomputes, and tells what changes: for each customer in the report, for each field on the console.

    Raises:
        SettingsError: the policy or the report cannot be used.
    """
    policy = read_policy(settings.survivorship_file)
    fields: Counter[str] = Counter()
    async with connected(settings) as database:
        with _opened(report) as lines:

            def tell(customer_id: str, changes: Changes) -> None:
                fields.update(name for name in changes if name != "updatedAt")
                if lines is not None:
                    line = {"customerId": customer_id, "changes": changes}
                    lines.write(orjson.dumps(line).decode() + "\n")

            count = await recompute_all(
                database, policy, is_trial=is_trial, is_whole=is_whole, report=tell, advance=lambda _: None
            )
    for name, number in sorted(fields.items()):
        console.print(f"  {name}  {number}", markup=False, highlight=False)
    return count


@contextlib.contextmanager
def _opened(report: Path | None) -> Iterator[TextIO | None]:
    if report is None:
        yield None
        return
    try:
        stream = report.open("w", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{report} cannot be written: {error.strerror}.") from error
    with stream:
        yield stream

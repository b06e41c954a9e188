"""`gateway survivorship`: what becomes of customers under the policy of now."""

from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import orjson
from rich.console import Console

from gateway.database import connected
from gateway.domain.privacy.command import private_file
from gateway.events.changes import Changes
from gateway.progress import tell
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
        with private_file(report) if report else nullcontext() as lines:

            def note(customer_id: str, changes: Changes) -> None:
                fields.update(name for name in changes if name != "updatedAt")
                if lines is not None:
                    line = {"customerId": customer_id, "changes": changes}
                    lines.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

            count = await recompute_all(
                database, policy, is_trial=is_trial, is_whole=is_whole, report=note, advance=lambda _: None
            )
    for name, number in sorted(fields.items()):
        tell(console, f"  {name}  {number}")
    return count

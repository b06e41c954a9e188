"""Customers: what is asked of their data, and what is worked out anew."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from gateway.commands.terminal import errors, read_settings, run_work


def anonymize() -> None:
    """Replace now the personal data of the customers whose request to be anonymized is due."""
    from gateway.domain.privacy.command import anonymize_due

    summary = run_work(lambda: anonymize_due(read_settings()))
    errors.print(f"{summary.completed} anonymized, {summary.failed} failed.")
    if summary.failed:
        raise typer.Exit(1)


def export_subject(
    customer_id: Annotated[str, typer.Argument(help="Id of the customer.")],
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without.")] = None,
) -> None:
    """Write everything that is held about one customer, without secrets, as one JSON document."""
    from gateway.domain.privacy.command import export_one, write_document

    document = run_work(lambda: export_one(read_settings(), customer_id))
    if out is None:
        sys.stdout.write(document)
    else:
        write_document(out, document)


def recompute(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would change.")] = False,
) -> None:
    """Bring every customer's status and number of orders up to the orders that are held here."""
    from gateway.database import connected
    from gateway.domain.orders.operations import standing
    from gateway.progress import show_progress

    settings = read_settings()

    async def work() -> tuple[int, int]:
        async with connected(settings) as database:
            total = await database.write(standing.count_customers)
            with show_progress(errors, total) as advance:
                changed = await standing.recompute(database, settings, is_trial=dry_run, advance=advance)
            return total, changed

    total, changed = run_work(work)
    errors.print(f"{changed} of {total} customers {'would change' if dry_run else 'changed'}.")


def survivorship(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change for whom.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Rebuild every customer from its raw records.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="File for one JSON line per changed customer.")] = None,
) -> None:
    """Bring customers that several systems know under the policy of now."""
    from gateway.sources.explaining.command import recompute_customers

    changed = run_work(
        lambda: recompute_customers(
            read_settings(), is_trial=dry_run, is_whole=everything, report=report, console=errors
        )
    )
    errors.print(f"{changed} customers {'would change' if dry_run else 'changed'}.")


def match(
    since: Annotated[
        int | None, typer.Option(help="Only customers changed in so many days, against all.", min=1)
    ] = None,
) -> None:
    """Suggest which customers may be one person; nothing is linked or merged."""
    from gateway.database import connected
    from gateway.domain.orders.operations import standing
    from gateway.progress import show_progress
    from gateway.sources.likeness import suggesting

    settings = read_settings()

    async def work() -> suggesting.Summary:
        async with connected(settings) as database:
            total = await database.write(standing.count_customers)
            with show_progress(errors, total) as advance:
                return await suggesting.suggest(database, since_days=since, advance=advance)

    errors.print(str(run_work(work)), soft_wrap=True)

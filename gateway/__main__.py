"""The command line.

serve · migrate · seed · import · pull · export · anonymize · export-subject · recompute · survivorship ·
match · sources · schema · token.
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from gateway.errors import SettingsError
from gateway.settings import Settings

cli = typer.Typer(
    name="gateway",
    help="One customer from several systems, in one GraphQL graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Runs a command; what is wrong with the settings or arguments is told in one line."""
    try:
        cli()
    except SettingsError as error:
        errors.print(f"[red]gateway:[/red] {escape(str(error))}", soft_wrap=True)
        sys.exit(2)


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = f"GATEWAY_{'_'.join(str(part) for part in first['loc']).upper()}"
        raise SettingsError(f"{name} is {first['input']!r}: {first['msg']}.") from None


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that serve.", min=1)] = 1,
) -> None:
    """Serve the graph."""
    # What a start makes stays: looking for garbage among it would take a quarter of the time.
    gc.disable()
    from gateway.serving import run_server

    run_server(_settings(), host=host, port=port, workers=workers)


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date, creating the database file when there is none."""
    from gateway.migrations import upgrade

    settings = _settings()
    upgrade(settings.database_url)
    errors.print("The database is up to date.")


@cli.command()
def seed(
    customers: Annotated[int, typer.Option(help="How many customers.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 1,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing when there are customers.")
    ] = False,
) -> None:
    """Fill an empty database with demo data, the same for the same seed."""
    from gateway.seed import is_empty
    from gateway.seed import seed as fill

    settings = _settings()
    if if_empty and not _run(lambda: is_empty(settings)):
        return
    summary = _run(lambda: fill(settings, customers=customers, seed=seed, console=errors))
    errors.print(f"{summary.customers} customers, {summary.rows} rows.")


@cli.command("import")
def import_(
    system: Annotated[str, typer.Argument(help="rutter, commerce_layer, voucherify or business.")],
    files: Annotated[list[str], typer.Argument(help="Files of JSON or JSON Lines; - is standard input.")],
    mode: Annotated[str | None, typer.Option(help="test or live, for records that do not say.")] = None,
    report: Annotated[Path | None, typer.Option(help="File for one JSON line per refused record.")] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Start over where an import ended in the middle.")
    ] = False,
) -> None:
    """Read customers of another system, as that system sends them."""
    from gateway.database import open_database
    from gateway.sources.importer import import_files
    from gateway.sources.survivorship import read_policy

    settings = _settings(environment=mode)

    async def run() -> Any:
        database = open_database(settings)
        await database.open()
        try:
            environment = settings.environment.upper()
            return await import_files(
                database,
                system,
                files,
                environment=environment,
                report=report,
                console=errors,
                restart=restart,
                policy=read_policy(settings.survivorship_file),
            )
        finally:
            await database.close()

    summary = _run(run)
    if summary.refused:
        raise typer.Exit(1)


@cli.command()
def pull(
    system: Annotated[str, typer.Argument(help="rutter, commerce_layer, voucherify or business.")],
    connection: Annotated[str | None, typer.Option(help="Name of one connection; without, all.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Fetch everything, not only what changed.")] = False,
    mode: Annotated[str | None, typer.Option(help="test or live: only connections of that mode.")] = None,
) -> None:
    """Fetch the records of another system from the connections in GATEWAY_CONNECTIONS_FILE."""
    from gateway.database import open_database
    from gateway.sources.pull.command import pull_system

    settings = _settings(environment=mode)

    async def run() -> bool:
        database = open_database(settings)
        await database.open()
        try:
            return await pull_system(
                database, settings, system, name=connection, mode=mode, is_full=full, console=errors
            )
        finally:
            await database.close()

    if not _run(run):
        raise typer.Exit(1)


@cli.command()
def export(
    system: Annotated[str, typer.Argument(help="rutter, commerce_layer, voucherify or business.")],
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Other records of the system, such as order; customers without.")
    ] = None,
    with_new: Annotated[
        bool, typer.Option("--with-new", help="Customers too that the system does not know, to be created.")
    ] = False,
    mode: Annotated[str | None, typer.Option(help="test or live.")] = None,
) -> None:
    """Write the customers as another system writes them, one JSON document on each line."""
    from gateway.database import open_database
    from gateway.sources.exporting import Wanted, export_documents

    settings = _settings(environment=mode)
    wanted = Wanted.named(system, settings.environment.upper(), kind, with_new=with_new)

    async def run() -> int:
        database = open_database(settings)
        await database.open()
        try:
            return await export_documents(database, wanted, out=out, console=errors)
        finally:
            await database.close()

    errors.print(f"{_run(run)} documents.")


@cli.command()
def anonymize() -> None:
    """Replace now the personal data of the customers whose request to be anonymized is due."""
    from gateway.domain.privacy.command import anonymize_due

    summary = _run(lambda: anonymize_due(_settings()))
    errors.print(f"{summary.completed} anonymized, {summary.failed} failed.")
    if summary.failed:
        raise typer.Exit(1)


@cli.command("export-subject")
def export_subject(
    customer_id: Annotated[str, typer.Argument(help="Id of the customer.")],
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without.")] = None,
) -> None:
    """Write everything that is held about one customer, without secrets, as one JSON document."""
    from gateway.domain.privacy.command import export_one, write_document

    document = _run(lambda: export_one(_settings(), customer_id))
    if out is None:
        sys.stdout.write(document)
    else:
        write_document(out, document)


@cli.command()
def recompute(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would change.")] = False,
) -> None:
    """Bring every customer's status and number of orders up to the orders that are held here."""
    from gateway.database import open_database
    from gateway.domain.orders.operations import standing
    from gateway.progress import show_progress

    settings = _settings()

    async def run() -> tuple[int, int]:
        database = open_database(settings)
        await database.open()
        try:
            total = await database.write(standing.count_customers)
            with show_progress(errors, total) as advance:
                changed = await standing.recompute(database, settings, is_trial=dry_run, advance=advance)
            return total, changed
        finally:
            await database.close()

    total, changed = _run(run)
    errors.print(f"{changed} of {total} customers {'would change' if dry_run else 'changed'}.")


@cli.command()
def survivorship(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change for whom.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Rebuild every customer from its raw records.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="File for one JSON line per changed customer.")] = None,
) -> None:
    """Bring customers that several systems know under the policy of now."""
    from gateway.sources.explaining.command import recompute_customers

    changed = _run(
        lambda: recompute_customers(
            _settings(), is_trial=dry_run, is_whole=everything, report=report, console=errors
        )
    )
    errors.print(f"{changed} customers {'would change' if dry_run else 'changed'}.")


@cli.command()
def match(
    since: Annotated[
        int | None, typer.Option(help="Only customers changed in so many days, against all.", min=1)
    ] = None,
) -> None:
    """Suggest which customers may be one person; nothing is linked or merged."""
    from gateway.database import open_database
    from gateway.progress import show_progress
    from gateway.sources.likeness import suggesting

    settings = _settings()

    async def run() -> suggesting.Summary:
        database = open_database(settings)
        await database.open()
        try:
            total = await suggesting.count_customers(database)
            with show_progress(errors, total) as advance:
                return await suggesting.suggest(database, since_days=since, advance=advance)
        finally:
            await database.close()

    errors.print(str(_run(run)), soft_wrap=True)


@cli.command()
def sources(
    system: Annotated[
        str | None, typer.Argument(help="rutter, commerce_layer, voucherify or business; without, all.")
    ] = None,
    unaccounted: Annotated[
        bool, typer.Option("--unaccounted", help="Only what is stored and no declaration names.")
    ] = False,
    kind: Annotated[str | None, typer.Option(help="Only records of this kind.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Tell what becomes of every field that the systems send, or which fields are new."""
    from gateway.sources import accounting

    asked = accounting.sources_named(system, kind)
    if unaccounted:
        found = _run(lambda: accounting.find_in(_settings(), asked, kind, console=errors))
        told = accounting.as_json(found) if as_json else accounting.describe_found(found)
    else:
        declared = accounting.accounts(asked, kind)
        told = accounting.as_json(declared) if as_json else accounting.describe_accounts(declared)
    sys.stdout.write(f"{told}\n")


@cli.command()
def schema() -> None:
    """Print the schema in GraphQL's schema definition language."""
    from gateway.app import make_schema

    sys.stdout.write(make_schema().sdl())


@cli.command()
def token(
    role: Annotated[str, typer.Option(help="integration, user, webapp or sales_channel.")],
    customer: Annotated[
        str | None, typer.Option(help="Id of the customer that owns a sales channel's token.")
    ] = None,
    market: Annotated[
        list[str] | None, typer.Option(help="Id of a market that the token is limited to.")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="test or live.")] = None,
) -> None:
    """Print a signed token for development."""
    from gateway.viewer import Environment
    from gateway.web.tokens import issue_token

    settings = _settings(environment=mode)
    environment = Environment(settings.environment.upper())
    issued = issue_token(
        settings, role, customer_id=customer, market_ids=tuple(market or ()), environment=environment
    )
    sys.stdout.write(f"{issued}\n")


def _run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())


if __name__ == "__main__":
    main()

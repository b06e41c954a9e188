"""Records of other systems: they come in, go out, and are told of."""

import gc
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.commands.terminal import errors, read_settings, run_work


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
    # What a batch makes goes with it, and nothing of it in circles: to look for those takes a sixth of the time.
    gc.disable()
    from gateway.database import connected
    from gateway.sources.files import import_files
    from gateway.sources.survivorship import read_policy

    settings = read_settings(environment=mode)

    async def work() -> Any:
        async with connected(settings) as database:
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

    summary = run_work(work)
    if summary.refused:
        raise typer.Exit(1)


def pull(
    system: Annotated[str, typer.Argument(help="rutter, commerce_layer, voucherify or business.")],
    connection: Annotated[str | None, typer.Option(help="Name of one connection; without, all.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Fetch everything, not only what changed.")] = False,
    mode: Annotated[str | None, typer.Option(help="test or live: only connections of that mode.")] = None,
) -> None:
    """Fetch the records of another system from the connections in GATEWAY_CONNECTIONS_FILE."""
    from gateway.database import connected
    from gateway.sources.pull.command import pull_system

    settings = read_settings(environment=mode)

    async def work() -> bool:
        async with connected(settings) as database:
            return await pull_system(
                database, settings, system, name=connection, mode=mode, is_full=full, console=errors
            )

    if not run_work(work):
        raise typer.Exit(1)


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
    from gateway.database import connected
    from gateway.sources.exporting import Wanted, export_documents

    settings = read_settings(environment=mode)
    wanted = Wanted.named(system, settings.environment.upper(), kind, with_new=with_new)

    async def work() -> int:
        async with connected(settings) as database:
            return await export_documents(database, wanted, out=out, console=errors)

    errors.print(f"{run_work(work)} documents.")


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
    from gateway.sources import accounting, undeclared

    asked = accounting.sources_named(system, kind)
    if unaccounted:
        found = run_work(lambda: undeclared.find_in(read_settings(), asked, kind, console=errors))
        told = undeclared.as_json(found) if as_json else undeclared.describe_found(found)
    else:
        declared = accounting.accounts(asked, kind)
        told = accounting.as_json(declared) if as_json else accounting.describe_accounts(declared)
    sys.stdout.write(f"{told}\n")

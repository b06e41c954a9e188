"""The command line: which commands there are."""

import sys

import typer
from rich.markup import escape

from gateway.commands.customers import anonymize, export_subject, match, recompute, survivorship
from gateway.commands.records import export, import_, pull, sources
from gateway.commands.server import migrate, schema, seed, serve, token
from gateway.commands.terminal import errors
from gateway.errors import SettingsError
from gateway.logs import configure_logs

cli = typer.Typer(
    name="gateway",
    help="One customer from several systems, in one GraphQL graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command()(serve)
cli.command()(migrate)
cli.command()(seed)
cli.command("import")(import_)
cli.command()(pull)
cli.command()(export)
cli.command()(anonymize)
cli.command("export-subject")(export_subject)
cli.command()(recompute)
cli.command()(survivorship)
cli.command()(match)
cli.command()(sources)
cli.command()(schema)
cli.command()(token)


def main() -> None:
    """Runs a command; what is wrong with the settings or arguments is told in one line."""
    configure_logs()
    try:
        cli()
    except SettingsError as error:
        errors.print(f"[red]gateway:[/red] {escape(str(error))}", soft_wrap=True)
        sys.exit(2)
    except ConnectionError as error:
        message = f"The database at GATEWAY_DATABASE_URL cannot be reached: {error}"
        errors.print(f"[red]gateway:[/red] {escape(message)}", soft_wrap=True)
        sys.exit(2)


if __name__ == "__main__":
    main()

"""The server, its database and its schema."""

import gc
import sys
from typing import Annotated

import typer

from gateway.commands.terminal import errors, read_settings, run_work


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that serve.", min=1)] = 1,
) -> None:
    """Serve the graph."""
    # What a start makes stays: looking for garbage among it would take a quarter of the time.
    gc.disable()
    from gateway.serving import run_server

    run_server(read_settings(), host=host, port=port, workers=workers)


def migrate() -> None:
    """Bring the database's schema up to date, creating the database file when there is none."""
    from gateway.migrations import upgrade

    settings = read_settings()
    upgrade(settings.database_url)
    errors.print("The database is up to date.")


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

    settings = read_settings()
    if if_empty and not run_work(lambda: is_empty(settings)):
        return
    summary = run_work(lambda: fill(settings, customers=customers, seed=seed, console=errors))
    errors.print(f"{summary.customers} customers, {summary.rows} rows.")


def schema() -> None:
    """Print the schema in GraphQL's schema definition language."""
    from gateway.app import make_schema

    sys.stdout.write(make_schema().sdl())


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

    settings = read_settings(environment=mode)
    environment = Environment(settings.environment.upper())
    issued = issue_token(
        settings, role, customer_id=customer, market_ids=tuple(market or ()), environment=environment
    )
    sys.stdout.write(f"{issued}\n")

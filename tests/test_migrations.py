"""The migrations make exactly what the models declare."""

from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from gateway.errors import SettingsError
from gateway.migrations import configuration, is_current, newest_version, upgrade
from gateway.migrations.comparing import differences
from tests.databases import connected, create_all, toys

SQLITE_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"

POSTGRES_SCHEMA = """
SELECT 'column', table_name, column_name,
       concat_ws(' ', data_type, collation_name, is_nullable, datetime_precision, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'view', viewname, '', definition FROM pg_views WHERE schemaname = 'public'
"""


def schema(connection: Connection) -> set[tuple[str, ...]]:
    """Everything the database says of itself, except what Alembic keeps."""
    statement = SQLITE_SCHEMA if connection.dialect.name == "sqlite" else POSTGRES_SCHEMA
    rows = connection.execute(text(statement)).all()
    return {tuple(row) for row in rows if "alembic_version" not in (row[1], row[2])}


def test_migrated_database_equals_declared_one(database_url: str, tmp_path: Path, request: Any) -> None:
    """Tables, constraints, indexes and views, word for word."""
    upgrade(database_url)
    migrated = _parsed(connected(database_url, schema))
    if database_url.startswith("sqlite"):
        declared_url = f"sqlite:///{tmp_path}/declared.db"
        create_all(declared_url)
        declared = _parsed(connected(declared_url, schema))
    else:
        connected(database_url, lambda connection: connection.execute(text("DROP SCHEMA public CASCADE")))
        connected(database_url, lambda connection: connection.execute(text("CREATE SCHEMA public")))
        create_all(database_url)
        declared = _parsed(connected(database_url, schema))
    assert migrated - declared == set()
    assert declared - migrated == set()


def _parsed(rows: set[tuple[str, ...]]) -> set[tuple[object, ...]]:
    """The conditions of a table in any order; a CREATE TABLE lists them as they were declared."""
    return {(*row[:-1], frozenset(line.strip().rstrip(",") for line in row[-1].splitlines())) for row in rows}


def test_autogenerate_finds_nothing_to_do(database_url: str) -> None:
    """`make migration` right after `gateway migrate` writes an empty migration."""
    upgrade(database_url)

    assert connected(database_url, lambda connection: differences(connection, without=toys())) == []


def test_upgrade_is_done_once(database_url: str) -> None:
    """A second upgrade leaves the database as it is."""
    assert not is_current(database_url)
    upgrade(database_url)
    assert is_current(database_url)
    before = connected(database_url, schema)
    upgrade(database_url)
    assert connected(database_url, schema) == before


def test_upgrade_makes_the_directory_of_a_sqlite_file(tmp_path: Path) -> None:
    upgrade(f"sqlite+aiosqlite:///{tmp_path}/new/directory/gateway.db")
    assert (tmp_path / "new/directory/gateway.db").exists()


def test_looking_makes_no_file(tmp_path: Path) -> None:
    """Whether a missing database is current can be asked without making one."""
    assert not is_current(f"sqlite+aiosqlite:///{tmp_path}/gateway.db")
    assert list(tmp_path.iterdir()) == []


def test_failed_upgrade_leaves_nothing_behind(sqlite_url: str) -> None:
    """A table in the way stops the upgrade, and the tables made before it are gone again."""
    connected(sqlite_url, lambda connection: connection.execute(text("CREATE TABLE event_store (id TEXT)")))
    before = connected(sqlite_url, schema)
    with pytest.raises(Exception, match="event_store already exists"):
        upgrade(sqlite_url)
    assert connected(sqlite_url, schema) == before
    assert not is_current(sqlite_url)


def test_another_database_is_refused() -> None:
    with pytest.raises(SettingsError, match="'mysql'; expected sqlite or postgresql"):
        upgrade("mysql://localhost/gateway")


def test_the_newest_version_is_the_one_that_alembic_would_go_to() -> None:
    assert [newest_version()] == ScriptDirectory.from_config(configuration()).get_heads()

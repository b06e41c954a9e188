"""Once anonymized, a person is in no byte that the gateway keeps."""

import asyncio
import io
from pathlib import Path

import asyncpg
import pytest
import structlog
from rich.console import Console
from sqlalchemy import make_url, select

from gateway.app import make_app
from gateway.database import Database, open_database
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.records.model import IdentityLink, IdentityRule
from gateway.logs import configure_logs
from gateway.seed import seed
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.client import Gateway
from tests.databases import migrate
from tests.privacy.canaries import SOUGHT, STEM, base64_forms, forms, traces
from tests.privacy.leaving import ask, documents, surround, write
from tests.serving import serving
from tests.sources.imports import Imports

JOINED = {
    "RUTTER": IdentityRule.FIRST,
    # It has the number and the whole name of the one before.
    "BUSINESS": IdentityRule.PHONE_AND_NAME,
    # Its number is spelled without a country, and its name is in one field.
    "VOUCHERIFY": IdentityRule.FIRST,
    # It tells neither a name nor a number.
    "COMMERCE_LAYER": IdentityRule.FIRST,
}
"""System → why its record is about the customer that it is about. Nobody's e-mail addresses are the same; and who was
written here has changed its name twice since, so that no record fits it."""


async def leave_traces(gateway: Gateway, database: Database, settings: Settings) -> list[str]:
    """Makes customers that are all of one person; returns their ids."""
    customer = await asyncio.to_thread(write, gateway)
    await asyncio.to_thread(ask, gateway, customer)
    await surround(database, settings, customer)
    imports = Imports(database)
    for round_ in range(3):
        for system, document in documents(round_).items():
            summary = await imports.take(system, document)
            made = (summary.created + summary.linked, summary.updated)
            assert made == ((1, 0) if round_ == 0 else (0, 1)), system
    joined = await links_of(database)
    assert {system: rule for system, (_, rule) in joined.items()} == JOINED
    assert joined["BUSINESS"][0] == joined["RUTTER"][0]
    left = await customers_of(database)
    assert sorted(left) == sorted({customer, *(about for about, _ in joined.values())})
    assert len(left) == 1 + list(JOINED.values()).count(IdentityRule.FIRST)
    return left


async def links_of(database: Database) -> dict[str, tuple[str, str]]:
    """System → the customer that its record is about, and why."""
    table = table_of(IdentityLink)
    ours = [f"{STEM}-{name}" for name in ("rutter", "business", "voucherify", "layer")]
    found = await database.write(
        lambda transaction: transaction.fetch(select(table).where(table.c.external_id.in_(ours)))
    )
    return {row["system"]: (row["customer_id"], row["rule"]) for row in found}


async def customers_of(database: Database) -> list[str]:
    """Everybody with an address of the person."""
    table = table_of(Customer)
    found = await database.write(
        lambda transaction: transaction.fetch(
            select(table.c.id).where(table.c.email.like(f"{STEM}%")).order_by(table.c.id)
        )
    )
    return [row["id"] for row in found]


async def anonymize(gateway: Gateway, database: Database, settings: Settings, customers: list[str]) -> None:
    for customer in customers:
        payload = await asyncio.to_thread(gateway.act, "customerRequestAnonymization", id=customer)
        assert payload["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == len(customers)


def in_files(directory: Path, *texts: str) -> list[str]:
    """What is found in the files of a directory, whatever they are."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    return [f"{path.name}: {found}" for path in files for found in traces(path.read_bytes(), *texts)]


async def import_again(database: Database) -> None:
    """The importer leaves the records where they are."""
    for round_ in (2, 3):
        for system, document in documents(round_).items():
            imports = Imports(database)
            summary = await imports.take(system, document)
            assert (summary.created, summary.updated, summary.skipped) == (0, 0, 1), system
            assert [refusal.code for refusal in imports.refusals] == ["ANONYMIZED"]


def test_the_search_for_traces_finds_every_form() -> None:
    """A search that finds nothing proves something only when it finds what is there."""
    for text in SOUGHT:
        for form in (*forms(text), *base64_forms(text)):
            assert traces(b"\x00\x01" + form + b"\xff", text) != []
    assert traces(b"nothing", *SOUGHT) == []


@pytest.fixture
def logs() -> io.StringIO:
    """The logs as a server writes them."""
    written = io.StringIO()
    configure_logs()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    return written


async def test_no_byte_of_the_database_its_log_or_the_logs_is_left(
    sqlite_url: str,
    tmp_path: Path,
    logs: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Among other customers, so that the trees of the tables have more than one page."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    await asyncio.to_thread(migrate, sqlite_url)
    settings = Settings(
        database_url=sqlite_url,
        data_directory=tmp_path,
        anonymization_delay=0,
        anonymization_interval=3600,
        unique_email=True,
    )
    await seed(settings, customers=200, seed=1, console=Console(quiet=True))
    database = open_database(settings)
    await database.open()
    with serving(make_app(settings)) as url:
        gateway = Gateway(url)
        customers = await leave_traces(gateway, database, settings)
        assert {text for text in SOUGHT if in_files(tmp_path, text)} == set(SOUGHT)
        await anonymize(gateway, database, settings, customers)
        await import_again(database)
        assert in_files(tmp_path, *SOUGHT) == []
    await database.close()
    assert in_files(tmp_path, *SOUGHT) == []
    assert "anonymization_completed" in logs.getvalue()
    written = logs.getvalue() + "".join(capfd.readouterr())
    assert traces(written.encode(), *SOUGHT) == []


async def test_no_row_of_postgresql_is_left_and_no_byte_once_its_tables_are_rewritten(
    postgres_url: str, tmp_path: Path
) -> None:
    """VACUUM takes dead rows away, their bytes go when a table is rewritten. The server's own log keeps them longer."""
    await asyncio.to_thread(migrate, postgres_url)
    settings = Settings(
        database_url=postgres_url,
        data_directory=tmp_path,
        anonymization_delay=0,
        anonymization_interval=3600,
    )
    connection = await asyncpg.connect(
        make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    database = open_database(settings)
    await database.open()
    with serving(make_app(settings)) as url:
        gateway = Gateway(url)
        customers = await leave_traces(gateway, database, settings)
        # The server's daemon does so at any time. Statistics sample values of columns.
        await connection.execute("ANALYZE")
        await anonymize(gateway, database, settings, customers)
        await import_again(database)
    await database.close()
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        found = await connection.fetchval(f"""SELECT string_agg(t::text, ' ') FROM "{table}" t""")  # noqa: S608
        assert traces((found or "").encode(), *SOUGHT) == [], table
        dead = await connection.fetchval(
            "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = $1", table
        )
        assert dead is not None
    await connection.execute("VACUUM FULL")
    # Nothing takes the place of what was sampled of a table, or an index, that is empty now.
    await connection.execute(
        "DELETE FROM pg_statistic USING pg_class WHERE starelid = oid AND reltuples <= 0"
        " AND relnamespace = 'public'::regnamespace"
    )
    await connection.execute("VACUUM FULL pg_catalog.pg_statistic")
    await connection.execute("CHECKPOINT")
    directory = await connection.fetchval("SHOW data_directory")
    oid = await connection.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
    await connection.close()
    assert in_files(Path(directory) / "base" / str(oid), *SOUGHT) == []

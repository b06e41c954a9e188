"""The migrations make exactly what the models declare."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op_text
from alembic.operations.ops import CreateTableOp
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from gateway.domain.customers.model import Customer
from gateway.domain.records.deliveries import DELIVERIES
from gateway.domain.records.model import MERGE_MENTIONS, MERGED, SHARED_PASTS, IdentityLink, SourceRecord
from gateway.domain.records.removals import REMOVED
from gateway.errors import SettingsError
from gateway.events.event import EventStore
from gateway.migrations import configuration, is_current, newest_version, upgrade
from gateway.migrations.comparing import differences
from gateway.migrations.rendering import render_item
from gateway.view import table_of
from tests.databases import connected, create_all, toys
from tests.rows import row

AT = datetime(2026, 1, 1, tzinfo=UTC)
NEW_CUSTOMER = {
    "preferred_language": "en",
    "preferred_contact_method": "EMAIL",
    "is_validated_names": False,
    "status": "PROSPECT",
}

SQLITE_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"

POSTGRES_SCHEMA = """
SELECT 'column', table_name, column_name,
       concat_ws(' ', data_type, collation_name, is_nullable, datetime_precision, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'view', viewname, '', definition FROM pg_views WHERE schemaname = 'public'
"""


@pytest.fixture
def postgres_url(empty_postgres_url: str) -> str:
    """The tests make the tables themselves."""
    return empty_postgres_url


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
    """The parts of a table in any order: SQLite writes a column that came later behind all that was there before."""
    return {(*row[:-1], frozenset(_parts(row[-1]))) for row in rows}


def _parts(sql: str) -> Iterator[str]:
    """`CREATE TABLE a (x TEXT, CHECK (x IN ('b', 'c'))) STRICT` → what stands between commas that are in no bracket."""
    depth, is_quoted, part = 0, False, ""
    for letter in sql:
        is_quoted ^= letter == "'"
        if not is_quoted and letter in "()":
            depth += 1 if letter == "(" else -1
        if not is_quoted and (letter, depth) in {("(", 1), (")", 0), (",", 1)}:
            yield " ".join(part.split())
            part = ""
        else:
            part += letter
    yield " ".join(part.split())


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


def test_of_customers_who_shared_an_address_before_the_oldest_holds_it(database_url: str) -> None:
    """The second migration gives each address to one customer of an environment."""

    def begin(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0001")
        for identifier, environment, address, day in (
            ("cus_young", "LIVE", "ada@example.com", 3),
            ("cus_old", "LIVE", "ada@example.com", 2),
            ("cus_test", "TEST", "ada@example.com", 4),
            ("cus_none", "LIVE", None, 1),
        ):
            at = datetime(2026, 1, day, tzinfo=UTC)
            values = row(Customer, id=identifier, environment=environment, email_normalized=address)
            known = {**values, "created_at": at, "updated_at": at} | NEW_CUSTOMER
            connection.execute(insert(table_of(Customer)).values(known))

    connected(database_url, begin)
    upgrade(database_url)
    held = connected(
        database_url,
        lambda connection: connection.execute(text("SELECT id, email_claim FROM customer ORDER BY id")).all(),
    )
    assert [tuple(each) for each in held] == [
        ("cus_none", None),
        ("cus_old", "ada@example.com"),
        ("cus_test", "ada@example.com"),
        ("cus_young", None),
    ]


def test_what_was_imported_before_is_linked(database_url: str) -> None:
    """The third migration says of each record of a customer whose it is, and what it names."""

    def begin(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0002")
        now = datetime(2026, 1, 1, tzinfo=UTC)
        at = {"created_at": now, "updated_at": now, "environment": "LIVE", "version": 1}
        customer = {**row(Customer, id="cus_1"), **at} | NEW_CUSTOMER
        connection.execute(insert(table_of(Customer)).values(customer))
        records = (
            ("src_1", "VOUCHERIFY", "customer", "cust_1", {"source_id": "4711"}),
            ("src_2", "RUTTER", "customer", "r-1", {"platform_id": "9"}),
            ("src_3", "RUTTER", "order", "o-1", {"id": "o-1"}),
            (
                "src_4",
                "COMMERCE_LAYER",
                "customers",
                "xYz",
                {"attributes": {"reference": "7", "reference_origin": "CRM"}},
            ),
        )
        for key, system, kind, external_id, payload in records:
            values = {
                **at,
                "id": key,
                "system": system,
                "connection": "",
                "kind": kind,
                "external_id": external_id,
                "payload": payload,
                "content_hash": "",
                "received_at": now,
                "customer_id": "cus_1",
            }
            connection.execute(insert(table_of(SourceRecord)).values(values))

    connected(database_url, begin)
    upgrade(database_url)
    told = connected(
        database_url,
        lambda connection: connection.execute(
            text("SELECT id, owner_external_id, names, alias FROM source_record ORDER BY id")
        ).all(),
    )
    assert [tuple(each) for each in told] == [
        ("src_1", "cust_1", "?/4711", None),
        ("src_2", "r-1", None, "9"),
        ("src_3", "r-1", None, None),
        ("src_4", "xYz", "ref/crm/7", None),
    ]
    links = connected(
        database_url,
        lambda connection: connection.execute(
            text("SELECT id, rule, source_record_id, customer_id FROM identity_link ORDER BY id")
        ).all(),
    )
    assert [tuple(each) for each in links] == [
        ("lnk_1", "FIRST", "src_1", "cus_1"),
        ("lnk_2", "FIRST", "src_2", "cus_1"),
        ("lnk_4", "FIRST", "src_4", "cus_1"),
    ]


def test_what_was_removed_before_stays_removed(database_url: str) -> None:
    """The fourth migration takes over the marks that stood in deliveries; of several the latest."""

    def begin(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0003")
        told = (
            ("one", "erased:a", datetime(2026, 1, 1, tzinfo=UTC)),
            ("two", "erased:a", datetime(2026, 1, 3, tzinfo=UTC)),
            ("three", "cust_2", datetime(2026, 1, 2, tzinfo=UTC)),
        )
        for digest, external_id, at in told:
            values = {
                "digest": digest,
                "system": "VOUCHERIFY",
                "received_at": at,
                "attempts": 1,
                "external_id": external_id,
            }
            connection.execute(insert(DELIVERIES).values(values))

    connected(database_url, begin)
    upgrade(database_url)
    marks = connected(
        database_url,
        lambda connection: connection.execute(select(REMOVED.c.digest, REMOVED.c.removed_at)).all(),
    )
    assert [tuple(each) for each in marks] == [("erased:a", datetime(2026, 1, 3, tzinfo=UTC))]


def test_what_was_listed_before_is_compared_one_by_one(sqlite_url: str) -> None:
    """The seventh migration spells SQLite's conditions anew; rows keep them as before."""

    def begin(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0006")
        values = row(Customer, id="cus_1", status="ACQUIRED", created_at=AT, updated_at=AT)
        connection.execute(
            insert(table_of(Customer)).values({**values, **NEW_CUSTOMER, "status": "ACQUIRED"})
        )

    connected(sqlite_url, begin)
    upgrade(sqlite_url)
    change = text("UPDATE customer SET status = :status")
    with pytest.raises(IntegrityError, match="CHECK constraint failed: ck_customer_status"):
        connected(sqlite_url, lambda connection: connection.execute(change, {"status": "NOBODY"}))
    connected(sqlite_url, lambda connection: connection.execute(change, {"status": "REPEAT"}))
    found = connected(
        sqlite_url, lambda connection: connection.execute(text("SELECT status FROM customer")).all()
    )
    assert [tuple(each) for each in found] == [("REPEAT",)]
    checked = connected(
        sqlite_url, lambda connection: connection.execute(text("PRAGMA integrity_check")).scalar()
    )
    assert checked == "ok"


def test_merges_of_before_name_of_whom_else_they_tell(database_url: str) -> None:
    """The eighth migration finds those others; what is told of who was forgotten since goes."""

    def suggestion(candidate: str) -> dict[str, Any]:
        return {"customer_id": "cus_kept", "candidate_id": candidate, "reasons": [{"theirs": "Lovelce"}]}

    kept, here, gone = "cus_kept", "cus_here", "cus_gone"
    side = {
        "customer": {"cus_kept": {}, "cus_merged": {}},
        "identity_suggestion": {
            "sug_1": suggestion(here),
            "sug_2": suggestion(gone),
            "sug_3": suggestion("cus_merged"),
        },
        "referral": {
            "rfl_1": {"referrer_customer_id": gone, "referrer_id": "cust_9"},
            "rfl_2": {"referrer_customer_id": None, "referrer_id": "cust_8"},
        },
    }
    left = {
        "customer": side["customer"],
        "identity_suggestion": {"sug_1": suggestion(here), "sug_3": suggestion("cus_merged")},
        "referral": {
            "rfl_1": {"referrer_customer_id": gone, "referrer_id": None},
            "rfl_2": {"referrer_customer_id": None, "referrer_id": "cust_8"},
        },
    }

    def begin(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0007")
        for key in (kept, here):
            values = row(Customer, id=key, created_at=AT, updated_at=AT) | NEW_CUSTOMER
            connection.execute(insert(table_of(Customer)).values(values))
        for key, content in (("cus_merged", {"before": side, "after": side}), ("cus_erased", None)):
            merged = {"id": key, "environment": "LIVE", "customer_id": kept, "into_id": kept, "version": 1}
            times = {"updated_at": AT, "merged_at": AT}
            connection.execute(insert(MERGED).values({**merged, **times, "content": content}))

    connected(database_url, begin)
    upgrade(database_url)
    mentions = connected(database_url, lambda connection: connection.execute(select(MERGE_MENTIONS)).all())
    assert [tuple(each) for each in mentions] == [(here, "cus_merged")]
    content = select(MERGED.c.content).where(MERGED.c.id == "cus_merged")
    found = connected(database_url, lambda connection: connection.execute(content).scalar_one())
    assert found == {"before": left, "after": left}


def test_who_shared_a_past_before_that_was_noted_is_known_from_events_links_and_merges(
    database_url: str,
) -> None:
    """The ninth migration; of who was forgotten since nothing is told."""

    def begin(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0008")
        values = row(Customer, id="cus_kept", created_at=AT, updated_at=AT) | NEW_CUSTOMER
        connection.execute(insert(table_of(Customer)).values(values))
        merged = {
            "id": "cus_merged",
            "environment": "LIVE",
            "customer_id": "cus_kept",
            "into_id": "cus_between",
        }
        times = {"updated_at": AT, "merged_at": AT}
        connection.execute(insert(MERGED).values({**merged, **times, "version": 1, "content": None}))
        told: list[tuple[str, str, Any]] = [
            ("customer.merged", "cus_back", {"into": "cus_kept"}),
            ("customer.linked", "cus_kept", {"system": "RUTTER", "from": "cus_linked"}),
            ("customer.unlinked", "cus_kept", {"to": "cus_parted"}),
            ("customer.merged", "cus_forgotten", None),
            ("customer.updated", "cus_kept", {"into": "cus_nobody"}),
        ]
        for position, (kind, customer_id, payload) in enumerate(told):
            event = {"id": f"evs_{position}", "environment": "LIVE", "version": 1, "position": position}
            event |= {"created_at": AT, "updated_at": AT, "kind": kind, "event": "any", "payload": payload}
            subject = {"resource_type": "customer", "resource_id": customer_id, "customer_id": customer_id}
            connection.execute(insert(table_of(EventStore)).values({**event, **subject}))
        record = {"id": "rec_1", "created_at": AT, "updated_at": AT, "received_at": AT, "kind": "customer"}
        record |= {"system": "RUTTER", "external_id": "r1", "payload": {}, "content_hash": "h"}
        connection.execute(insert(table_of(SourceRecord)).values(row(SourceRecord, **record)))
        link = {"id": "lnk_1", "created_at": AT, "updated_at": AT, "linked_at": AT, "system": "RUTTER"}
        link |= {"connection": "", "external_id": "r1", "rule": "UNLINKED", "score": 100}
        link |= {"source_record_id": "rec_1", "customer_id": "cus_kept", "evidence": {"from": "cus_left"}}
        connection.execute(insert(table_of(IdentityLink)).values(row(IdentityLink, **link)))

    connected(database_url, begin)
    upgrade(database_url)
    pasts = connected(database_url, lambda connection: connection.execute(select(SHARED_PASTS)).all())
    pairs = {
        ("cus_back", "cus_kept"),
        ("cus_between", "cus_merged"),
        ("cus_kept", "cus_left"),
        ("cus_kept", "cus_linked"),
        ("cus_kept", "cus_merged"),
        ("cus_kept", "cus_parted"),
    }
    assert {tuple(each) for each in pasts} == pairs | {(other, one) for one, other in pairs}


def test_a_new_table_is_written_with_both_spellings() -> None:
    """A condition that the databases spell differently keeps both spellings in a migration."""
    options = {
        "render_item": render_item,
        "sqlalchemy_module_prefix": "sa.",
        "alembic_module_prefix": "op.",
        "user_module_prefix": None,
    }
    context = AutogenContext(MigrationContext.configure(dialect_name="postgresql"), opts=options)
    made = CreateTableOp.from_table(table_of(SourceRecord))
    written = render_op_text(context, made)
    condition = (
        "system = 'RUTTER' OR system = 'COMMERCE_LAYER' OR system = 'VOUCHERIFY' OR system = 'BUSINESS'"
    )
    listed = "system IN ('RUTTER', 'COMMERCE_LAYER', 'VOUCHERIFY', 'BUSINESS')"
    spelled = f'ByDialect(sqlite="{condition}", postgresql="{listed}")'
    assert f"sa.CheckConstraint({spelled}, name='ck_source_record_system')" in written
    assert "from gateway.by_dialect import ByDialect" in context.imports

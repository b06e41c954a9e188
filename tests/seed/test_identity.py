"""Every record is somebody's, and the rows are what the records and the staff's own words make of them."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from gateway.database import Transaction, open_database
from gateway.domain.customers.fields import FIELDS
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.new_rows import filled
from gateway.domain.records.model import IdentityLink, SourceRecord
from gateway.entity import now
from gateway.seed.moment import DAY, spell_instant
from gateway.seed.staff import STAFF, TOLD
from gateway.settings import Settings
from gateway.sources import source_of
from gateway.sources.customers import Customers
from gateway.sources.derive import derive
from gateway.sources.known_customers import person_of_row
from gateway.sources.likeness.likeness import score
from gateway.sources.likeness.suggesting import Summary, suggest
from gateway.sources.rereading import contribution_of
from gateway.sources.survivorship import DEFAULT
from tests.seed.seeded import Row, by_customer, every_row, fill, rows_of

T = TypeVar("T")


def test_to_derive_everybody_again_changes_nothing(migrated_url: str) -> None:
    """No value, no version and no event."""
    fill(migrated_url, 60)
    before = every_row(migrated_url)

    def again(transaction: Transaction) -> list[object]:
        told: list[object] = []
        for row in before["customer"]:
            work = Customers(transaction, source_of("BUSINESS"), now(), {"worker": {}}, policy=DEFAULT)
            changes = work.bring_up(row["id"])
            work.touched.add(row["id"])
            work.holders.add(row["id"])
            work.finish()
            told += [(row["external_customer_id"], changes)] if changes else []
        return told

    assert _written(migrated_url, again) == []
    after = every_row(migrated_url)
    assert [name for name in before if before[name] != after[name]] == []


def test_records_and_staff_together_say_all_that_the_row_says(seeded_url: str) -> None:
    """But for what follows from orders and from acts of its own."""
    rows = {row["id"]: row for row in rows_of(seeded_url, Customer)}
    records = by_customer(seeded_url, SourceRecord)
    columns = [
        column
        for each in FIELDS
        if each.name not in ("hasPassword", "status", "totalOrdersCount", "anonymizationStatus")
        for column in each.columns
    ]

    def read(transaction: Transaction) -> dict[str, Row]:
        contributions = {key: [contribution_of(transaction, each) for each in records[key]] for key in rows}
        return {
            key: derive(contributions[key], rows[key]["own_values"] or {}, DEFAULT).values for key in rows
        }

    for key, values in _written(seeded_url, read).items():
        said = filled(Customer, {column: values.get(column) for column in columns})
        assert said == {column: rows[key][column] for column in columns}


def test_staff_wrote_what_no_document_tells(seeded_url: str) -> None:
    """And nothing that one does."""
    systems = {
        key: {record["system"] for record in records}
        for key, records in by_customer(seeded_url, SourceRecord).items()
    }
    for row in rows_of(seeded_url, Customer):
        told = frozenset[str]().union(*(TOLD[system] for system in systems[row["id"]]))
        assert told.isdisjoint(row["own_values"] or ())
    shop_only = next(row for row in rows_of(seeded_url, Customer) if systems[row["id"]] == {"COMMERCE_LAYER"})
    assert shop_only["own_values"]["first_name"] == {
        "value": shop_only["first_name"],
        "at": spell_instant(int(shop_only["updated_at"].timestamp() * 1000 + 0.5)),
        "by": STAFF,
    }


def test_what_is_said_to_be_told_stands_in_the_documents(seeded_url: str) -> None:
    records = _of_customers(seeded_url)
    spoken: dict[str, set[str]] = {}

    def read(transaction: Transaction) -> None:
        for record in records:
            values = contribution_of(transaction, record).reading.values
            spoken.setdefault(record["system"], set()).update(values)

    _written(seeded_url, read)
    for system, columns in TOLD.items():
        assert columns <= spoken[system], system


def test_every_record_of_a_customer_is_linked_to_it(seeded_url: str) -> None:
    links = {row["source_record_id"]: row for row in rows_of(seeded_url, IdentityLink)}
    records = _of_customers(seeded_url)
    assert links.keys() == {row["id"] for row in records}
    for record in records:
        link = links[record["id"]]
        for name in ("system", "connection", "external_id", "customer_id"):
            assert link[name] == record[name]
        assert record["owner_external_id"] == record["external_id"]
        assert link["linked_at"] == record["received_at"]


def test_the_first_record_made_the_customer_and_the_others_were_found(seeded_url: str) -> None:
    seen = set()
    people = {row["id"]: row for row in rows_of(seeded_url, Customer)}
    for key, links in by_customer(seeded_url, IdentityLink).items():
        first, *others = sorted(links, key=lambda link: link["linked_at"])
        assert (first["rule"], first["score"], first["evidence"]) == ("FIRST", 100, None)
        for link in others:
            seen.add(link["rule"])
            if link["rule"] == "EXTERNAL_ID":
                shop = next(each for each in links if each["system"] == "COMMERCE_LAYER")
                assert link["evidence"] == {"identifier": shop["external_id"]}
                assert people[key]["source_id"] == shop["external_id"]
            elif link["rule"] == "EMAIL":
                assert (link["score"], link["evidence"]) == (95, {"email": people[key]["email_normalized"]})
            assert link["linked_by"] == (
                STAFF if link["rule"] == "STAFF" else {"import": link["system"].lower()}
            )
    assert seen >= {"EXTERNAL_ID", "EMAIL"}


def test_records_name_others_as_the_import_reads_them(seeded_url: str) -> None:
    for record in _of_customers(seeded_url):
        names = source_of(record["system"]).customer.names
        assert names is not None
        assert record["names"] == names(record["payload"], "")


def test_an_address_that_a_record_holds_says_which(seeded_url: str) -> None:
    """The back office's before the loyalty engine's."""
    held = {
        row["source_record_id"]: row
        for row in rows_of(seeded_url, CustomerAddress)
        if row["source_record_id"]
    }
    telling = {row["id"]: row for row in rows_of(seeded_url, SourceRecord) if "address" in row["payload"]}
    assert held.keys() == telling.keys()
    for key, address in held.items():
        assert address["customer_id"] == telling[key]["customer_id"]
        if telling[key]["system"] == "BUSINESS":
            assert address["is_primary"]


@pytest.mark.parametrize("environment", ["LIVE", "TEST"])
def test_suggestions_stand_on_both_sides_for_the_reasons_that_there_are(
    seeded_url: str, environment: str
) -> None:
    people = {row["id"]: person_of_row(row) for row in rows_of(seeded_url, Customer, environment)}
    rows = rows_of(seeded_url, IdentitySuggestion, environment)
    statuses = {(row["customer_id"], row["candidate_id"]): row["status"] for row in rows}
    assert sorted(statuses.values()) == ["OPEN"] * 8 + ["REJECTED"] * 2
    for row in rows:
        mine, theirs = people[row["customer_id"]], people[row["candidate_id"]]
        likeness = score(mine, theirs)
        assert (row["score"], row["reasons"]) == (
            likeness.score,
            [
                {"code": each.code, "points": each.points, "customer": each.one, "candidate": each.other}
                for each in likeness.reasons
            ],
        )
        assert statuses[theirs.id, mine.id] == row["status"]
        is_rejected = row["status"] == "REJECTED"
        assert row["decided_by"] == (STAFF if is_rejected else None)
        assert (row["decided_at"] is not None) == is_rejected
        if is_rejected:
            assert (row["decided_at"] - row["suggested_at"]).total_seconds() * 1000 == DAY


def test_to_look_for_suggestions_leaves_the_seeded_ones(sqlite_url: str) -> None:
    fill(sqlite_url, 30)
    before = rows_of(sqlite_url, IdentitySuggestion, None)

    async def run() -> Summary:
        database = open_database(Settings(database_url=sqlite_url))
        await database.open()
        try:
            return await suggest(database, since_days=None, advance=lambda _: None)
        finally:
            await database.close()

    assert asyncio.run(run()).withdrawn == 0
    after = {row["id"]: row for row in rows_of(sqlite_url, IdentitySuggestion, None)}
    assert [after[row["id"]] for row in before] == before


def _written(url: str, work: Callable[[Transaction], T]) -> T:
    async def run() -> T:
        database = open_database(Settings(database_url=url))
        await database.open()
        try:
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(run())


def _of_customers(url: str) -> list[Row]:
    """The records but for those of groups, which customers share."""
    return [row for row in rows_of(url, SourceRecord) if row["customer_id"] is not None]

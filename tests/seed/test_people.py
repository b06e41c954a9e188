"""The people are believable, and the first ten lack nothing."""

import asyncio
import io
import re
from collections import Counter
from pathlib import Path

import orjson
import pytest
from rich.console import Console
from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Mapper

from gateway.database import open_database
from gateway.domain import ENTITIES
from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.contact import normalise_email, normalise_phone
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerSearchTerm, CustomerTag
from gateway.domain.customers.rules import CUSTOMER
from gateway.domain.customers.search import search_terms
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTransaction,
    Referral,
)
from gateway.domain.orders.model import (
    Order,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
)
from gateway.domain.records.content import content_hash
from gateway.domain.records.model import SourceRecord
from gateway.domain.rules import check
from gateway.entity import Entity, exposure_of
from gateway.events.event import EventStore
from gateway.events.store import POSITIONS
from gateway.seed.chunk import Chunk, make_chunk
from gateway.seed.membership import Population
from gateway.settings import Settings
from gateway.sources.files import import_files
from gateway.sources.summary import Summary
from gateway.view import table_of
from tests.databases import connected
from tests.seed.seeded import TABLES, Row, by_customer, fill, rows_of

FIRST = 10


@pytest.fixture(scope="module")
def first_ids(seeded_url: str) -> list[str]:
    """The ids of the first customers, in their order."""
    by_index = {row["external_customer_id"]: row["id"] for row in rows_of(seeded_url, Customer)}
    return [by_index[f"K-{100_000 + index}"] for index in range(FIRST)]


@pytest.mark.parametrize("environment", ["LIVE", "TEST"])
@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__name__)
def test_every_entity_has_rows(seeded_url: str, entity: type[Entity], environment: str) -> None:
    assert rows_of(seeded_url, entity, environment)


def test_references_hold(seeded_url: str) -> None:
    broken = connected(
        seeded_url, lambda connection: connection.execute(text("PRAGMA foreign_key_check")).all()
    )
    assert broken == []


def test_environments_do_not_meet(seeded_url: str) -> None:
    """No row points to one of the other environment."""
    statements = [
        f'SELECT count(*) FROM "{table.name}" a JOIN "{key.column.table.name}" b ON a.{key.parent.name} = b.id'  # noqa: S608
        " WHERE a.environment <> b.environment"
        for table in TABLES
        for key in table.foreign_keys
    ]

    def work(connection: Connection) -> list[int | None]:
        return [connection.scalar(text(statement)) for statement in statements]

    assert set(connected(seeded_url, work)) == {0}


def test_the_first_customers_have_all_there_is(seeded_url: str, first_ids: list[str]) -> None:
    """Every relationship, and every field but those of an anonymization, of which two have one."""
    relationships: Mapper[Customer] = inspect(Customer)
    rows = {row["id"]: row for row in rows_of(seeded_url, Customer)}
    for relationship in relationships.relationships:
        if relationship.uselist or relationship.direction.name == "ONETOMANY":
            (foreign_key,) = relationship.remote_side
            owners = {row[foreign_key.name] for row in rows_of(seeded_url, relationship.mapper.class_)}
            assert owners.issuperset(first_ids), relationship.key
    may_be_missing = {
        column.name for column in table_of(Customer).columns if column.name.startswith("anonymization_")
    }
    missing = {name for id_ in first_ids for name, value in rows[id_].items() if value is None}
    assert missing <= may_be_missing
    second = rows[first_ids[1]]
    assert second["anonymization_status"] == "CANCELLED"
    assert second["anonymization_info__requester__email"] == "privacy@example.com"
    assert second["anonymization_info__cancellation_requester__id"] == "usr_service"
    for id_ in first_ids:
        assert rows[id_]["birthday"] != rows[id_]["birthdate"]
        assert rows[id_]["metadata"]["preferences"]["sizes"]["shoe"] >= 35
    labels = {row["customer_id"] for row in rows_of(seeded_url, CustomerTag)}
    assert labels.issuperset(first_ids)


def test_what_belongs_to_the_first_customers_is_filled_too(seeded_url: str, first_ids: list[str]) -> None:
    for parent, child, key in (
        (Order, OrderLine, "order_id"),
        (OrderSubscription, OrderSubscriptionItem, "order_subscription_id"),
        (Return, ReturnLine, "return_id"),
        (CustomerLoyalty, LoyaltyCampaignStanding, "loyalty_id"),
        (CustomerLoyalty, LoyaltyCard, "loyalty_id"),
        (LoyaltyCard, LoyaltyTransaction, "loyalty_card_id"),
        (CustomerReferrals, Referral, "referrals_id"),
    ):
        parents = {row["id"] for row in rows_of(seeded_url, parent) if row["customer_id"] in first_ids}
        assert {row[key] for row in rows_of(seeded_url, child)} >= parents, child.__name__
    referrers = [row for row in rows_of(seeded_url, Referral) if row["customer_id"] in first_ids]
    assert {row["referrer_customer_id"] for row in referrers} == set(first_ids)


def test_no_exposed_column_is_empty_throughout(seeded_url: str) -> None:
    """Apart from those of which the demo's people have no use."""
    empty = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if exposure_of(column) and all(row[column.name] is None for row in rows_of(seeded_url, table))
    }
    unused = {
        column for column in empty if column.split(".")[1] in {"reference", "reference_origin", "metadata"}
    }
    assert empty - unused == {
        "customer.anonymization_info__completed_at",
        "event_store.payload",
        "event_store.request_id",
        "market.disabled_at",
        "order_subscription_item.bundle_code",
        "return.cancelled_at",
        "return_line.bundle_code",
        "sku_list.sku_code_regex",
        "source_record.retained",
    }


def test_addresses_of_mail_and_telephones_are_of_nobody(seeded_url: str) -> None:
    """E-mail of reserved domains; numbers that compare as the import would compare them."""
    customers = [
        row for environment in ("LIVE", "TEST") for row in rows_of(seeded_url, Customer, environment)
    ]
    for row in customers:
        if row["email"]:
            assert re.fullmatch(r"[A-Za-z0-9.]+@example\.(com|org|net)", row["email"])
            assert row["email_normalized"] == normalise_email(row["email"])
        assert row["phone_normalized"] == (normalise_phone(row["phone"]) if row["phone"] else None)
        check(Customer, CUSTOMER, row)


def test_telephone_numbers_are_of_ranges_that_nobody_has() -> None:
    ranges = (
        r"\+1\d{3}55501\d\d|\+447700900\d{3}|\+44(2079460|1614960|1314960|1174960|2920180)\d{3}"
        r"|\+49(3023125|4066969|8999998|6990009)\d{3}|\+492214710\d{3}"
        r"|\+33(63998|19900|46571|26191|53649)\d{4}|\+46(8465004|3139006|4062804)\d\d"
        r"|\+61[2378](5550|7010)\d{4}|\+81\d{1,2}0\d{5,7}|\+9653000\d{4}"
    )
    phones = {row["phone_normalized"] for row in _generated("customer", 400) if row["phone_normalized"]}
    assert len(phones) > 200
    assert [phone for phone in sorted(phones) if not re.fullmatch(ranges, str(phone))] == []


def test_search_finds_everyone(seeded_url: str) -> None:
    """By the terms that a write would store."""
    stored: dict[str, set[str]] = {}
    for row in rows_of(seeded_url, CustomerSearchTerm):
        stored.setdefault(row["customer_id"], set()).add(row["term"])
    for row in rows_of(seeded_url, Customer):
        assert stored[row["id"]] == search_terms(
            names=[row["first_name"], row["last_name"], row["name"]],
            email=row["email"],
            phone=row["phone_normalized"],
            company=row["company"],
        )


def test_exactly_one_address_is_primary(seeded_url: str) -> None:
    for addresses in by_customer(seeded_url, CustomerAddress).values():
        assert 1 <= len(addresses) <= 3
        assert [row["is_primary"] for row in addresses].count(True) == 1


def test_the_status_agrees_with_the_orders(seeded_url: str) -> None:
    orders = by_customer(seeded_url, Order)
    for row in rows_of(seeded_url, Customer):
        placed = sum(order["placed_at"] is not None for order in orders[row["id"]])
        # Where no shop counts orders and none is here, nobody has counted.
        is_told = bool(placed or row["reference"])
        assert row["total_orders_count"] == (placed if is_told else None)
        assert row["status"] == ("PROSPECT", "ACQUIRED", "REPEAT")[min(placed, 2)]


def test_the_sums_of_orders_add_up(seeded_url: str) -> None:
    lines: dict[str, list[Row]] = {}
    for line in rows_of(seeded_url, OrderLine):
        assert line["total"] == line["quantity"] * line["unit_price"] + line["discount"]
        lines.setdefault(line["order_id"], []).append(line)
    for order in rows_of(seeded_url, Order):
        assert 1 <= len(lines[order["id"]]) <= 5
        assert {line["currency"] for line in lines[order["id"]]} == {order["currency"]}
        assert order["subtotal"] == sum(line["quantity"] * line["unit_price"] for line in lines[order["id"]])
        parts = ("subtotal", "shipping", "discount", "tip", "gift_card", "adjustment")
        tax = 0 if order["tax_included"] else order["tax"]
        assert order["total"] == sum(order[part] for part in parts) + tax
        assert order["total"] >= 0


def test_currencies_have_none_two_and_three_decimals(seeded_url: str) -> None:
    assert {"JPY", "KWD", "EUR", "USD", "GBP"} <= {row["currency"] for row in rows_of(seeded_url, Order)}


def test_the_points_of_cards_are_those_of_their_transactions(seeded_url: str) -> None:
    transactions = by_customer(seeded_url, LoyaltyTransaction)
    cards = by_customer(seeded_url, LoyaltyCard)
    for loyalty in rows_of(seeded_url, CustomerLoyalty):
        theirs = cards[loyalty["customer_id"]]
        assert len(theirs) <= 1
        assert loyalty["points"] == sum(card["points"] - card["expired_points"] for card in theirs)
        for card in theirs:
            changes = transactions[loyalty["customer_id"]]
            assert 1 <= len(changes) <= 10
            assert card["balance"] == sum(change["points"] for change in changes)


def test_the_summary_counts_paid_orders(seeded_url: str) -> None:
    orders = by_customer(seeded_url, Order)
    for summary in rows_of(seeded_url, CustomerSummary):
        paid = [
            order
            for order in orders[summary["customer_id"]]
            if order["payment_status"] == "PAID" or order["fulfillment_status"] == "FULFILLED"
        ]
        latest = max(paid, key=lambda order: order["placed_at"], default=None)
        assert summary["orders__total_count"] == len(paid)
        assert summary["orders__total_amount"] == sum(order["total"] for order in paid)
        assert summary["orders__last_order_date"] == (latest["placed_at"] if latest else None)
        assert summary["orders__last_order_amount"] == (latest["total"] if latest else 0)
        assert {order["currency"] for order in paid} <= {summary["currency"]}


def test_who_brought_others_has_brought_them(sqlite_url: str) -> None:
    """In a population of full blocks."""
    fill(sqlite_url, 30)
    brought = Counter(row["referrer_customer_id"] for row in rows_of(sqlite_url, Referral))
    said = {row["customer_id"]: row["referred_customers"] for row in rows_of(sqlite_url, CustomerLoyalty)}
    assert {id_: count for id_, count in said.items() if count} == brought


def test_bookings_end_after_they_start(seeded_url: str) -> None:
    for row in (*rows_of(seeded_url, Appointment), *rows_of(seeded_url, Reservation)):
        assert row["created_at"] <= row["starts_at"] < row["ends_at"]


@pytest.mark.parametrize("environment", ["LIVE", "TEST"])
def test_events_have_every_position_once(seeded_url: str, environment: str) -> None:
    """Later ones are later, and the next one to come has the next place."""
    events = sorted(rows_of(seeded_url, EventStore, environment), key=lambda row: row["position"])
    assert [row["position"] for row in events] == list(range(1, len(events) + 1))
    assert [row["created_at"] for row in events] == sorted(row["created_at"] for row in events)
    assert rows_of(seeded_url, POSITIONS, environment) == [
        {"environment": environment, "position": len(events)}
    ]
    created = {row["customer_id"] for row in events if row["kind"] == "customer.created"}
    assert created == {row["id"] for row in rows_of(seeded_url, Customer, environment)}


def test_versions_are_those_of_the_last_event(seeded_url: str) -> None:
    events = by_customer(seeded_url, EventStore)
    for row in rows_of(seeded_url, Customer):
        assert row["version"] == max(event["entity_version"] for event in events[row["id"]])


def test_enough_customers_have_ten_orders() -> None:
    """Ten on average, so that a page of the last ten means something."""
    orders = Counter(row["customer_id"] for row in _generated("order", 500))
    assert 9 <= sum(orders.values()) / 500 <= 11
    assert sum(count >= 10 for count in orders.values()) / 500 >= 0.4
    assert max(orders.values()) <= 30
    assert len(orders) < 480


@pytest.mark.parametrize("system", ["RUTTER", "COMMERCE_LAYER", "VOUCHERIFY", "BUSINESS"])
def test_the_systems_may_send_the_same_records_again(sqlite_url: str, tmp_path: Path, system: str) -> None:
    """An import knows every record, understands all of it, and finds nothing new."""
    fill(sqlite_url, 30)
    records = [row for row in rows_of(sqlite_url, SourceRecord) if row["system"] == system]
    assert [row["content_hash"] for row in records] == [content_hash(row["payload"]) for row in records]
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"\n".join(orjson.dumps(row["payload"]) for row in records))

    async def run() -> Summary:
        database = open_database(Settings(database_url=sqlite_url))
        await database.open()
        console = Console(file=io.StringIO())
        try:
            return await import_files(
                database, system.lower(), [str(file)], environment="LIVE", report=None, console=console
            )
        finally:
            await database.close()

    assert asyncio.run(run()) == Summary(unchanged=len(records))


def _generated(table: str, customers: int) -> list[Row]:
    """Rows without a database."""
    population = Population(1, "LIVE", customers)
    (made,) = (rows for rows in make_chunk(Chunk(population, 0, customers)) if rows.table == table)
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]

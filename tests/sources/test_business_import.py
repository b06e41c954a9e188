"""Bookings, orders and addresses of the business platform in the database, in whatever order they come."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.model import Channel, Customer, CustomerAddress, CustomerGroup
from gateway.domain.orders.model import Order, OrderAddress, OrderLine
from gateway.domain.records.model import WAITING, SourceRecord
from gateway.sources.summary import Summary
from tests.sources import documents_business as sent
from tests.sources.documents import Document, business_customer
from tests.sources.imports import Imports, Row

AT_TEN = datetime(2024, 6, 1, 10, tzinfo=UTC)
LATER = 1_719_000_000


def part(row: Row, *names: str) -> list[Any]:
    return [row[name] for name in names]


async def take(imports: Imports, *documents: Document) -> Summary:
    summary = await imports.take("business", *documents)
    assert imports.refusals == []
    return summary


async def only(imports: Imports, entity: Any) -> Row:
    (row,) = await imports.rows(entity)
    return row


# ── Bookings


async def test_an_appointment_becomes_a_row(imports: Imports) -> None:
    await take(imports, business_customer(), sent.channel(), sent.appointment())
    customer, row = await only(imports, Customer), await only(imports, Appointment)
    channel = await only(imports, Channel)
    assert part(row, "customer_id", "channel_id", "status") == [customer["id"], channel["id"], "CONFIRMED"]
    assert part(row, "starts_at", "ends_at", "duration") == [AT_TEN, AT_TEN.replace(minute=30), 30]
    assert part(row, "currency", "total_price", "deposit_paid") == ["EUR", 4550, 1000]
    assert part(row, "service_id", "location_id", "provider_id", "customer_name", "customer_email") == [
        "svc_3",
        "loc_1",
        "prov_1",
        "Mira Okafor",
        "mira@looms.example",
    ]
    assert part(row, "calendar_provider", "calendar_id", "calendar_event_id") == ["GOOGLE", "cal_1", "evt_1"]
    assert part(row, "reference", "reference_origin") == ["A-7", "bookwise"]


@pytest.mark.parametrize(
    ("currency", "price", "units"),
    [("EUR", 19.99, 1999), ("JPY", 500, 500), ("KWD", 1.25, 1250), ("EUR", -4, -400), (None, 45.5, 4550)],
)
async def test_prices_are_in_the_smallest_unit(
    imports: Imports, currency: str | None, price: float, units: int
) -> None:
    document = sent.appointment(pricing={"currency": currency}, totalPrice=price, depositPaid=None)
    await take(imports, business_customer(), document)
    row = await only(imports, Appointment)
    assert part(row, "currency", "total_price", "deposit_paid") == [currency or "XXX", units, None]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("table", "TABLE"), ("ROOM", "ROOM"), ("rentals", "RENTALS"), ("resource", "RESOURCE")],
)
async def test_a_reservation_in_the_older_shape(imports: Imports, word: str, kind: str) -> None:
    await take(imports, business_customer(), sent.reservation(reservationType=word))
    customer, row = await only(imports, Customer), await only(imports, Reservation)
    assert part(row, "type", "customer_id", "status", "starts_at", "ends_at", "duration") == [
        kind,
        customer["id"],
        "PENDING",
        AT_TEN,
        None,
        90,
    ]
    assert part(row, "resource_id", "is_resource_reservation", "persons_number", "notes") == [
        "tbl_4",
        True,
        4,
        "By the window.",
    ]
    assert part(row, "currency", "total_price", "deposit_paid") == ["XXX", 0, 0]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (sent.table_reservation(), ["TABLE", "SEATED", AT_TEN, None, 120, 5, None, "A high chair."]),
        (
            sent.room_reservation(),
            ["ROOM", "CHECKED_IN", AT_TEN, AT_TEN.replace(day=3), None, 2, 17120, None],
        ),
        (
            sent.rental_reservation(),
            ["RENTALS", "CHECKED_IN", AT_TEN, AT_TEN.replace(day=2), None, None, 2500, None],
        ),
    ],
    ids=["table", "room", "rental"],
)
async def test_a_reservation_in_a_newer_shape(
    imports: Imports, document: Document, expected: list[Any]
) -> None:
    await take(imports, business_customer(), document)
    customer, row = await only(imports, Customer), await only(imports, Reservation)
    assert row["customer_id"] == customer["id"]
    assert (
        part(
            row,
            "type",
            "status",
            "starts_at",
            "ends_at",
            "duration",
            "persons_number",
            "total_price",
            "special_requests",
        )
        == expected
    )
    (record,) = await imports.records("reservation")
    assert part(record, "payload", "resource_id") == [document, row["id"]]


async def test_a_reservation_that_comes_again_in_a_newer_shape_is_the_same(imports: Imports) -> None:
    await take(imports, business_customer(), sent.reservation())
    before = await only(imports, Reservation)
    await take(imports, sent.table_reservation())
    after = await only(imports, Reservation)
    assert part(after, "id", "persons_number", "status", "notes") == [
        before["id"],
        5,
        "SEATED",
        "By the window.",
    ]
    (record,) = await imports.records("reservation")
    assert record["payload"] == sent.table_reservation()


async def test_the_older_shape_does_not_replace_a_newer_record(imports: Imports) -> None:
    await take(imports, business_customer(), sent.table_reservation())
    before = await imports.everything(Reservation, SourceRecord)
    await imports.take("business", sent.reservation())
    assert await imports.everything(Reservation, SourceRecord) == before


async def test_a_reservation_in_a_newer_shape_waits_for_its_guest(imports: Imports) -> None:
    """Read again, it is still known for what it is."""
    await take(imports, sent.room_reservation())
    assert await imports.rows(Reservation) == []
    await take(imports, business_customer())
    customer, row = await only(imports, Customer), await only(imports, Reservation)
    assert part(row, "type", "customer_id", "total_price") == ["ROOM", customer["id"], 17120]
    assert await imports.rows_of(WAITING, "record_id") == []


@pytest.mark.parametrize(
    ("status", "ours"), [("pending", "PENDING"), ("CONFIRMED", "CONFIRMED"), ("No_Show", "NO_SHOW")]
)
async def test_enums_count_in_either_case(sqlite_imports: Imports, status: str, ours: str) -> None:
    await take(sqlite_imports, business_customer(), sent.appointment(status=status))
    assert (await only(sqlite_imports, Appointment))["status"] == ours


async def test_a_booking_of_a_state_that_nobody_knows_is_refused(imports: Imports) -> None:
    await take(imports, business_customer())
    await imports.take("business", sent.appointment(status="teleported"), sent.reservation())
    assert [refusal.reason.partition(";")[0] for refusal in imports.refusals] == ["status is 'teleported'"]
    assert (await imports.rows(Appointment), len(await imports.rows(Reservation))) == ([], 1)


# ── Orders


async def test_an_order_of_dishes_becomes_a_row(imports: Imports) -> None:
    await take(imports, business_customer(), sent.menu_order())
    customer, row = await only(imports, Customer), await only(imports, Order)
    assert part(row, "customer_id", "channel_id", "system", "number", "reference", "reference_origin") == [
        customer["id"],
        (await only(imports, Channel))["id"],
        "BUSINESS",
        "W-31",
        "till-88",
        "till",
    ]
    assert part(row, "status", "payment_status", "fulfillment_status", "placed_at") == [
        "OUT_FOR_DELIVERY",
        "PARTIALLY_PAID",
        "IN_PROGRESS",
        AT_TEN,
    ]
    assert part(row, "currency", "subtotal", "tax", "shipping", "discount", "total") == [
        "EUR",
        3000,
        240,
        350,
        -600,
        2990,
    ]
    line, address = await only(imports, OrderLine), await only(imports, OrderAddress)
    assert part(line, "order_id", "name", "quantity", "currency", "unit_price", "total") == [
        row["id"],
        "Soup",
        3,
        "EUR",
        1000,
        3000,
    ]
    assert part(address, "kind", "line1", "region", "country_code", "notes") == [
        "SHIPPING",
        "4 Weaver Row",
        "West Yorkshire",
        "GB",
        "Back door.",
    ]


async def test_an_order_of_goods_becomes_a_row(imports: Imports) -> None:
    await take(imports, business_customer(), sent.product_order())
    row, line = await only(imports, Order), await only(imports, OrderLine)
    assert part(row, "status", "fulfillment_status", "delivered_at", "tracking_number") == [
        "COMPLETED",
        "FULFILLED",
        AT_TEN,
        "WT-5",
    ]
    assert part(line, "sku", "name", "quantity", "unit_price", "total") == [
        "BOBBIN-2",
        "Bobbin",
        12,
        250,
        3000,
    ]
    addresses = {each["kind"]: each["line1"] for each in await imports.rows(OrderAddress)}
    assert addresses == {"BILLING": "1 Bank Street", "SHIPPING": "4 Weaver Row"}


_PLAIN = {"subtotal": None, "tax": None, "shippingAmount": None, "tip": None}


@pytest.mark.parametrize(
    ("currency", "total", "units"),
    [("JPY", 500, 500), ("KWD", "1.250", 1250), ("EUR", -3.5, -350), (None, 12.5, 1250)],
)
async def test_totals_are_in_the_smallest_unit(
    imports: Imports, currency: str | None, total: Any, units: int
) -> None:
    """Without a currency they are dollars, as the platform's documents say."""
    pricing = _PLAIN | {"currency": currency, "total": total, "discount": 0}
    await take(imports, business_customer(), sent.product_order(pricing, items=[]))
    row = await only(imports, Order)
    assert part(row, "currency", "total", "discount", "subtotal") == [currency or "USD", units, 0, None]


async def test_allergies_are_not_even_stored(imports: Imports) -> None:
    summary = await take(imports, business_customer(), sent.menu_order())
    (record,) = await imports.records("menu_order")
    assert record["payload"] == sent.menu_order(allergies=None)
    assert summary.redacted == {"menu_order.allergies": 1}


async def test_what_somebody_calls_allergies_in_a_customer_s_own_fields_stays(imports: Imports) -> None:
    """Only in orders the word is the platform's."""
    summary = await take(imports, business_customer(custom_fields={"allergies": "wool"}))
    assert (await imports.customer())["custom_fields"] == {"allergies": "wool"}
    assert summary.redacted == {}


# ── Customers and what they are reached by


async def test_an_address_that_comes_by_itself(imports: Imports) -> None:
    await take(imports, business_customer(), sent.shipping_address())
    customer = await only(imports, Customer)
    rows = {row["is_primary"]: row for row in await imports.rows(CustomerAddress)}
    assert part(rows[False], "customer_id", "line1", "city", "country", "country_code", "postal_code") == [
        customer["id"],
        "9 Mill Lane",
        "Cork",
        "IE",
        "IE",
        "T12",
    ]
    assert part(rows[False], "last_name", "phone", "notes") == [
        "Mira Okafor",
        "+353215550101",
        "Ring twice.",
    ]
    assert rows[True]["line1"] == "4 Weaver Row"


async def test_channels_and_groups(imports: Imports) -> None:
    await take(imports, sent.channel(), sent.customer_group(), business_customer(customerGroupId="grp_2"))
    customer = await only(imports, Customer)
    channel, group = await only(imports, Channel), await only(imports, CustomerGroup)
    assert part(customer, "channel_id", "customer_group_id") == [channel["id"], group["id"]]
    assert part(channel, "type", "name", "recording_enabled", "identifier", "configuration") == [
        "MOBILE_APP",
        "Loom app",
        False,
        "example.looms.app",
        {"theme": "dark"},
    ]
    assert part(group, "name", "description", "code") == ["Trade", "Weavers by trade.", "TRADE"]


async def test_a_channel_that_is_only_named_is_filled_in_when_it_comes(imports: Imports) -> None:
    await take(imports, business_customer())
    before = await only(imports, Channel)
    await take(imports, sent.channel())
    after = await only(imports, Channel)
    assert (before["name"], after["name"], after["id"]) == (None, "Loom app", before["id"])


@pytest.mark.parametrize(
    ("deployment", "kind"),
    [
        ("calls", "CALLS"),
        ("sms", "SMS"),
        ("web", "WEB"),
        ("mobile-app", "MOBILE_APP"),
        ("whatsapp", "WHATSAPP"),
        ("EMAIL", "EMAIL"),
    ],
)
async def test_kinds_of_channels(sqlite_imports: Imports, deployment: str, kind: str) -> None:
    await take(sqlite_imports, sent.channel(deploymentType=deployment))
    assert (await only(sqlite_imports, Channel))["type"] == kind


async def test_what_names_a_customer_is_another_word_in_customers(imports: Imports) -> None:
    """In a customer `customerId` is the id in some other system; elsewhere it is this system's."""
    await take(
        imports,
        business_customer(id="cust_a", customerId="cust_b", email="a@looms.example", phone_number=None),
        business_customer(
            id="cust_b", customerId=None, email="b@looms.example", phone_number=None, firstname="Ona"
        ),
        sent.appointment(customerId="cust_b"),
    )
    owners = {row["external_id"]: row["customer_id"] for row in await imports.records("customer")}
    assert (await only(imports, Appointment))["customer_id"] == owners["cust_b"]


@pytest.mark.parametrize("created", [1_709_856_000, 1_709_856_000_000], ids=["seconds", "milliseconds"])
async def test_times_come_in_seconds_or_milliseconds(imports: Imports, created: int) -> None:
    await take(imports, business_customer(createdAt=created, updatedAt=created))
    row = await imports.customer()
    assert part(row, "created_at", "updated_at") == [datetime(2024, 3, 8, tzinfo=UTC)] * 2


async def test_a_field_of_some_versions_alone_is_kept(imports: Imports) -> None:
    document = business_customer(call_priority="medium", loom_count=3)
    summary = await take(imports, document)
    (record,) = await imports.records("customer")
    assert record["payload"] == document
    assert summary.unknown == {"loom_count": 1}


async def test_what_an_update_does_not_mention_keeps_its_value(imports: Imports) -> None:
    """No default takes the place of what is not said."""
    await take(imports, business_customer())
    before = await imports.customer()
    await take(imports, {"id": sent.CUSTOMER_ID, "company": "Okafor Mills", "updatedAt": LATER})
    names = ("preferred_language", "preferred_contact_method", "best_time_to_call", "is_validated_names")
    after = await imports.customer()
    assert part(after, "company", *names) == ["Okafor Mills", *part(before, *names)]
    assert part(after, *names) == ["fr", "SMS", "ANYTIME", True]
    assert await imports.tags() == ["wholesale", "linen"]


async def test_nor_do_bookings_and_channels_get_defaults(imports: Imports) -> None:
    await take(imports, business_customer(), sent.channel(), sent.reservation(status="confirmed"))
    await take(
        imports,
        {"id": "chan_5", "deploymentType": "mobile-app", "channelName": "Loom shop", "updatedAt": LATER},
        {"id": "resv_1", "reservationType": "table", "startTime": sent.SECONDS, "updatedAt": LATER},
    )
    channel, reservation = await only(imports, Channel), await only(imports, Reservation)
    assert part(channel, "name", "recording_enabled") == ["Loom shop", False]
    assert part(reservation, "status", "is_resource_reservation") == ["CONFIRMED", True]


# ── How they come


async def test_envelopes(imports: Imports) -> None:
    """A list in a list's envelope, and one record in one of its own."""
    listed = [business_customer(), sent.appointment(), sent.reservation(), sent.menu_order()]
    summary = await take(imports, sent.answer(listed), sent.answer(sent.product_order()))
    assert (summary.created, summary.unknown) == (5, {})
    tables = (Customer, Appointment, Reservation, Order)
    assert [len(await imports.rows(each)) for each in tables] == [1, 1, 1, 2]


_ALL = {
    "customer": business_customer(),
    "appointment": sent.appointment(),
    "order": sent.menu_order(),
    "channel": sent.channel(),
}


@pytest.mark.parametrize("names", list(itertools.permutations(_ALL)), ids="-".join)
async def test_they_come_together_in_any_order(sqlite_imports: Imports, names: tuple[str, ...]) -> None:
    """Whatever comes before its customer waits for it."""
    for name in names:
        await take(sqlite_imports, _ALL[name])
    customer, channel = await only(sqlite_imports, Customer), await only(sqlite_imports, Channel)
    appointment, order = await only(sqlite_imports, Appointment), await only(sqlite_imports, Order)
    assert part(appointment, "customer_id", "channel_id", "total_price") == [
        customer["id"],
        channel["id"],
        4550,
    ]
    assert part(order, "customer_id", "channel_id", "total") == [customer["id"], channel["id"], 2990]
    assert channel["name"] == "Loom app"
    assert await sqlite_imports.rows_of(WAITING, "record_id") == []


async def test_all_that_waits_is_placed_with_its_customer(imports: Imports) -> None:
    companions = [
        sent.shipping_address(),
        sent.appointment(),
        sent.reservation(),
        sent.rental_reservation(),
        sent.menu_order(),
        sent.product_order(),
    ]
    tables = (CustomerAddress, Appointment, Reservation, Order)
    await take(imports, *companions)
    before = [len(await imports.rows(each)) for each in tables]
    await take(imports, business_customer())
    customer = await only(imports, Customer)
    placed = [row for each in tables for row in await imports.rows(each)]
    assert (before, {row["customer_id"] for row in placed}) == ([0, 0, 0, 0], {customer["id"]})
    # The address of the customer's own document is one more.
    assert len(placed) == len(companions) + 1


async def test_the_same_again_changes_nothing(imports: Imports) -> None:
    documents = (
        business_customer(),
        sent.channel(),
        sent.shipping_address(),
        sent.appointment(),
        sent.reservation(),
        sent.room_reservation(),
        sent.menu_order(),
        sent.product_order(),
    )
    await take(imports, *documents)
    tables = (Customer, CustomerAddress, Channel, Appointment, Reservation, Order, OrderLine, OrderAddress)
    before = await imports.everything(*tables, SourceRecord)
    summary = await take(imports, *documents)
    assert (summary.unchanged, summary.updated, summary.created) == (len(documents), 0, 0)
    assert await imports.everything(*tables, SourceRecord) == before

"""What the values of people and orders must be: telephone numbers, dates of birth, currencies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from gateway.domain.orders.model import OrderSubscriptionItem
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.address_book import HOME, SHOWN, make_address
from tests.app.client import Gateway
from tests.app.shop import errors, make_customer
from tests.databases import connected

EXPECTED = (
    "a telephone number such as +442079460018, or of 5 digits or more as it is dialled within its country"
)


def shown(gateway: Gateway, customer: str) -> Any:
    query = "query($id: ID!) { customer(id: $id) { version phone phoneNumber birthdate eventStores { totalCount } } }"
    return gateway.ask(query, id=customer)["customer"]


# ── Telephone numbers ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "phone", ["hello", "+", "12", "", "+12", "+999 123456789", "n/a", "020 call me 7946", "()-./"]
)
def test_what_cannot_be_a_telephone_number_is_refused(gateway: Gateway, phone: str) -> None:
    payload = gateway.act("customerCreate", lastName="Lovelace", phone=phone)
    assert payload == {
        "customer": None,
        "userErrors": [
            {
                "message": f"phone is {phone!r}; expected {EXPECTED}.",
                "field": ["input", "phone"],
                "code": "INVALID",
            }
        ],
    }
    assert gateway.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+44 20 7946 0018", "+442079460018"),
        # A vendor's example: nobody can have it, but it could be.
        ("+1 (132) 222-2222", "+11322222222"),
        ("tel:+1-201-555-0123", "+12015550123"),
        ("+44 20 7946 0018 ext. 12", "+442079460018"),
        ("020 7946 0018", None),
        ("(030) 12.34/56-78", None),
        ("030 123456 ext. 7", None),
        ("12345", None),
    ],
)
def test_what_could_be_a_telephone_number_is_taken(gateway: Gateway, phone: str, number: str | None) -> None:
    customer = make_customer(gateway, phone=phone)
    assert shown(gateway, customer)["phone"] == phone
    assert shown(gateway, customer)["phoneNumber"] == number


def test_an_update_to_no_telephone_number_is_refused_and_changes_nothing(gateway: Gateway) -> None:
    customer = make_customer(gateway, phone="+44 20 7946 0018")
    before = shown(gateway, customer)
    assert errors(gateway.act("customerUpdate", id=customer, phone="none")) == [("phone", "INVALID")]
    assert shown(gateway, customer) == before
    assert errors(gateway.act("customerUpdate", id=customer, phone=None)) == []


def test_at_an_address_the_country_decides_what_a_number_may_be(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    address = make_address(gateway, customer, name="Home", phone="020 7946 0018")
    wrong = {**HOME, "customerId": customer, "phone": "020 7946 0018 0018 0018"}
    payload = gateway.act("customerAddressCreate", SHOWN, **wrong)
    message = (
        "phone is '020 7946 0018 0018 0018'; expected a telephone number of GB, or one such as +442079460018."
    )
    assert payload["userErrors"] == [{"message": message, "field": ["input", "phone"], "code": "INVALID"}]
    assert errors(gateway.act("customerAddressCreate", SHOWN, **{**wrong, "phone": "+49 30 123456"})) == []
    # Of an address that is there its own country counts.
    update = gateway.act("customerAddressUpdate", SHOWN, id=address, phone="020 7946 0018 0018 0018")
    assert errors(update) == [("phone", "INVALID")]
    assert errors(gateway.act("customerAddressUpdate", SHOWN, id=address, phone="020 7946 0019")) == []
    assert errors(gateway.act("customerAddressUpdate", SHOWN, id=address, phone="hello")) == [
        ("phone", "INVALID")
    ]


def test_a_country_without_numbers_of_its_own_is_as_if_none_were_known(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    given = {"customerId": customer, "city": "McMurdo", "countryCode": "AQ"}
    assert errors(gateway.act("customerAddressCreate", SHOWN, **given, phone="020 7946 0018")) == []
    assert errors(gateway.act("customerAddressCreate", SHOWN, **given, phone="12")) == [("phone", "INVALID")]


def test_a_number_that_is_too_long_is_told_once(gateway: Gateway) -> None:
    payload = gateway.act("customerCreate", lastName="Lovelace", phone="1" * 65)
    assert errors(payload) == [("phone", "TOO_LONG")]


def test_at_an_order_s_address_a_number_must_be_one(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    given = {"customerId": customer, "currency": "EUR"}
    wrong = {"shippingAddress": {"city": "London", "country": "England", "phone": "12"}}
    payload = gateway.act("orderCreate", "order { id }", **given, **wrong)
    assert errors(payload) == [("shippingAddress.phone", "INVALID")]
    assert gateway.ask("{ orders { totalCount } }") == {"orders": {"totalCount": 0}}
    good = {"shippingAddress": {"city": "London", "country": "England", "phone": "020 7946 0018"}}
    assert errors(gateway.act("orderCreate", "order { id }", **given, **good)) == []


# ── Dates of birth ─────────────────────────────────────────────────────────────────────────────────────────────


def in_days(count: int) -> str:
    """A day as seen from where the day begins first."""
    return (datetime.now(UTC) + timedelta(hours=14, days=count)).date().isoformat()


@pytest.mark.parametrize("birthdate", ["1799-12-31", "0001-01-01", "9999-12-31"])
def test_nobody_was_born_then(gateway: Gateway, birthdate: str) -> None:
    payload = gateway.act("customerCreate", lastName="Lovelace", birthdate=birthdate)
    (error,) = payload["userErrors"]
    assert (error["field"], error["code"]) == (["input", "birthdate"], "INVALID")
    assert (
        error["message"]
        == f"birthdate is {birthdate}; expected a date from 1800 on that is not in the future."
    )
    assert gateway.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 0}}


def test_a_date_of_birth_to_come_is_refused_and_changes_nothing(gateway: Gateway) -> None:
    customer = make_customer(gateway, birthdate="1906-12-09")
    before = shown(gateway, customer)
    refused = gateway.act("customerUpdate", id=customer, birthdate=in_days(2))
    assert errors(refused) == [("birthdate", "INVALID")]
    assert shown(gateway, customer) == before


@pytest.mark.parametrize("birthdate", ["1815-12-10", in_days(-1)])
def test_who_was_born_then_is_taken(gateway: Gateway, birthdate: str) -> None:
    assert shown(gateway, make_customer(gateway, birthdate=birthdate))["birthdate"] == birthdate


# ── Currencies ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("currency", ["XXX", "XTS", "QQQ"])
def test_what_nobody_pays_with_is_no_currency_of_an_order(gateway: Gateway, currency: str) -> None:
    customer = make_customer(gateway)
    payload = gateway.act("orderCreate", "order { id }", customerId=customer, currency=currency)
    (error,) = payload["userErrors"]
    assert (error["field"], error["code"]) == (["input", "currency"], "INVALID")
    assert error["message"] == f"currency is {currency!r}; expected an ISO 4217 code such as EUR."
    assert gateway.ask("{ orders { totalCount } }") == {"orders": {"totalCount": 0}}


def test_what_nobody_pays_with_is_no_currency_of_a_booking(gateway: Gateway) -> None:
    given = {"customerId": make_customer(gateway), "startsAt": "2030-01-31T12:00:00Z", "currency": "XXX"}
    payload = gateway.act("appointmentCreate", "appointment { id }", **given)
    assert errors(payload) == [("currency", "INVALID")]


def test_an_item_whose_currency_nobody_told_can_still_be_changed(
    gateway: Gateway, settings: Settings
) -> None:
    """Some systems do not tell the currency of what they bring."""
    customer = make_customer(gateway)
    item = {"sku": "LOOM", "currency": "EUR", "quantity": 1, "unitPrice": "2.50"}
    given = {"customerId": customer, "frequency": "monthly", "items": [item]}
    shown_items = "orderSubscription { items { nodes { id quantity total { currency minorUnits } } } }"
    made = gateway.act("orderSubscriptionCreate", shown_items, **given)["orderSubscription"]
    (item_id,) = [each["id"] for each in made["items"]["nodes"]]
    items = table_of(OrderSubscriptionItem)
    connected(
        settings.database_url,
        lambda connection: connection.execute(update(items).values(currency="XXX")).rowcount,
    )
    changed = gateway.act("orderSubscriptionItemUpdate", shown_items, id=item_id, quantity=2)
    assert changed["userErrors"] == []
    assert changed["orderSubscription"]["items"]["nodes"] == [
        {"id": item_id, "quantity": 2, "total": {"currency": "XXX", "minorUnits": 500}}
    ]

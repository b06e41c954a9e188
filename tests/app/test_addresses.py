"""What a program, and a customer, does with an address book."""

import pytest

from tests.app.address_book import HOME, SHOWN, book, make_address
from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer


def test_an_address_is_shown_as_it_was_given(shop: Shop) -> None:
    given = {
        **HOME,
        "name": "Home",
        "line2": "Second floor",
        "region": "Greater London",
        "country": "United Kingdom",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "company": "Analytical Engines",
        "phone": "020 7946 0018",
        "email": "Ada@example.com",
        "business": True,
        "notes": "Ring twice.",
        "billingInfo": "GB123456789",
        "lat": "51.5072",
        "lng": "-0.1362",
        "metadata": {"verified": True},
        "reference": "A-1",
        "referenceOrigin": "crm",
    }
    customer = make_customer(shop.staff)
    shown = "customerAddress { version isPrimary customerId fullName " + " ".join(given) + " }"
    payload = shop.staff.act("customerAddressCreate", shown, customerId=customer, **given)
    expected = {
        **given,
        "version": 1,
        "isPrimary": True,
        "customerId": customer,
        "fullName": "Analytical Engines",
    }
    assert payload == {"customerAddress": expected, "userErrors": []}


def test_a_new_address_leaves_an_event_of_the_customer(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    address = make_address(shop.staff, customer, name="Home")
    assert shop.history(address) == [
        (
            "customer_address.created",
            1,
            {
                "name": {"from": None, "to": "Home"},
                "line1": {"from": None, "to": "12 St James's Square"},
                "city": {"from": None, "to": "London"},
                "postalCode": {"from": None, "to": "SW1Y 4JH"},
                "country": {"from": None, "to": "GB"},
                "countryCode": {"from": None, "to": "GB"},
                "business": {"from": None, "to": False},
                "isPrimary": {"from": None, "to": True},
            },
        )
    ]
    query = "query($id: ID!) { customer(id: $id) { version eventStores { totalCount } } }"
    seen = shop.staff.ask(query, id=customer)["customer"]
    assert seen == {"version": 1, "eventStores": {"totalCount": 2}}


def test_an_update_changes_what_is_given_and_null_clears(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    home = make_address(shop.staff, customer, name="Home", line2="Attic", phone="020 7946 0018")
    shown = "customerAddress { version name line1 line2 city phone }"
    payload = shop.staff.act("customerAddressUpdate", shown, id=home, line2=None, city="Bath")
    assert payload["customerAddress"] == {
        "version": 2,
        "name": "Home",
        "line1": "12 St James's Square",
        "line2": None,
        "city": "Bath",
        "phone": "020 7946 0018",
    }
    assert shop.history(home)[1:] == [
        (
            "customer_address.updated",
            2,
            {"line2": {"from": "Attic", "to": None}, "city": {"from": "London", "to": "Bath"}},
        )
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"country": "Deutschland"}, {"country": "Deutschland", "countryCode": "DE"}),
        ({"countryCode": "DE"}, {"country": "DE", "countryCode": "DE"}),
        ({"country": "Atlantis"}, {"country": "Atlantis", "countryCode": None}),
        ({"country": "Die Schweiz", "countryCode": "CH"}, {"country": "Die Schweiz", "countryCode": "CH"}),
        ({"countryCode": None}, {"country": None, "countryCode": None}),
    ],
)
def test_the_country_and_its_code_go_together(
    gateway: Gateway, given: dict[str, str | None], shown: dict[str, str | None]
) -> None:
    home = make_address(gateway, make_customer(gateway))
    payload = gateway.act(
        "customerAddressUpdate", "customerAddress { country countryCode }", id=home, **given
    )
    assert payload == {"customerAddress": shown, "userErrors": []}


def test_every_bad_value_is_named_at_once_and_nothing_is_created(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    before = shop.count_events()
    payload = shop.staff.act(
        "customerAddressCreate",
        SHOWN,
        customerId=customer,
        countryCode="XX",
        email="ada at home",
        line1="a" * 256,
        lat="90.5",
        lng="-180.1",
        metadata=[1],
        business=True,
    )
    assert payload["customerAddress"] is None
    assert sorted(errors(payload)) == [
        ("company", "REQUIRED"),
        ("countryCode", "INVALID"),
        ("email", "INVALID"),
        ("lat", "INVALID"),
        ("line1", "TOO_LONG"),
        ("lng", "INVALID"),
        ("metadata", "INVALID"),
    ]
    assert book(shop.staff, customer) == {}
    assert shop.count_events() == before


def test_an_address_that_names_no_place_is_refused(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    empty = gateway.act("customerAddressCreate", SHOWN, customerId=customer, name="Home", phone="1234567")
    assert errors(empty) == [("line1", "REQUIRED")]
    home = make_address(gateway, customer, name="Home")
    cleared = gateway.act(
        "customerAddressUpdate", SHOWN, id=home, line1=None, city=None, postalCode=None, country=None
    )
    assert errors(cleared) == [("line1", "REQUIRED")]
    assert book(gateway, customer) == {"Home": (True, 1)}


def test_who_says_what_the_recipient_is_must_name_it(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    person = gateway.act("customerAddressCreate", SHOWN, customerId=customer, business=False, **HOME)
    assert errors(person) == [("firstName", "REQUIRED"), ("lastName", "REQUIRED")]
    company = make_address(gateway, customer, name="Work", business=True, company="Engines")
    cleared = gateway.act("customerAddressUpdate", SHOWN, id=company, company=None)
    assert errors(cleared) == [("company", "REQUIRED")]
    assert book(gateway, customer) == {"Work": (True, 1)}


def test_a_passed_version_is_a_conflict_and_changes_nothing(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    home = make_address(gateway, customer, name="Home")
    gateway.act("customerAddressUpdate", SHOWN, id=home, city="Bath")
    for name, told in (
        ("customerAddressUpdate", {"city": "York"}),
        ("customerAddressDelete", {}),
        ("customerAddressSetPrimary", {}),
    ):
        payload = gateway.act(name, "__typename", id=home, expectedVersion=1, **told)
        assert errors(payload) == [("expectedVersion", "CONFLICT")]
    assert book(gateway, customer) == {"Home": (True, 2)}


@pytest.mark.parametrize(
    "missing", ["cus_01h00000000000000000000000", "", "cus_\0", "'; DROP TABLE customer"]
)
def test_an_address_needs_a_customer_that_is_there(gateway: Gateway, missing: str) -> None:
    payload = gateway.act("customerAddressCreate", SHOWN, customerId=missing, **HOME)
    assert errors(payload) == [("customerId", "NOT_FOUND")]


def test_a_retry_with_the_same_key_makes_no_second_address(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    first = make_address(gateway, customer, name="Home", idempotencyKey="k-1")
    assert make_address(gateway, customer, name="Home", idempotencyKey="k-1") == first
    assert book(gateway, customer) == {"Home": (True, 1)}


def test_a_customer_keeps_its_own_address_book(shop: Shop) -> None:
    ada = make_customer(shop.staff)
    me = shop.customer(ada)
    home = make_address(me, ada, name="Home")
    work = make_address(me, ada, name="Work")
    assert me.act("customerAddressUpdate", SHOWN, id=home, city="Bath")["userErrors"] == []
    assert me.act("customerAddressSetPrimary", SHOWN, id=work)["userErrors"] == []
    assert me.act("customerAddressDelete", "__typename", id=work)["userErrors"] == []
    assert book(me, ada) == {"Home": (True, 4)}


def test_another_customers_address_is_not_there(shop: Shop) -> None:
    ada, grace = make_customer(shop.staff), make_customer(shop.staff)
    home = make_address(shop.staff, ada, name="Home")
    other = shop.customer(grace)
    before = shop.count_events()
    for name in ("customerAddressUpdate", "customerAddressDelete", "customerAddressSetPrimary"):
        assert errors(other.act(name, "__typename", id=home)) == [("id", "NOT_FOUND")]
    created = other.act("customerAddressCreate", SHOWN, customerId=ada, **HOME)
    assert errors(created) == [("customerId", "NOT_FOUND")]
    assert book(shop.staff, ada) == {"Home": (True, 1)}
    assert shop.count_events() == before


def test_where_an_address_is_known_elsewhere_is_for_staff(shop: Shop) -> None:
    ada = make_customer(shop.staff)
    told = {"reference": "A-1", "referenceOrigin": "crm"}
    payload = shop.customer(ada).act("customerAddressCreate", SHOWN, customerId=ada, **HOME, **told)
    assert sorted(errors(payload)) == [("reference", "FORBIDDEN"), ("referenceOrigin", "FORBIDDEN")]
    assert book(shop.staff, ada) == {}

"""As soon as a customer has an address, exactly one is primary."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.app.address_book import SHOWN, book, make_address
from tests.app.client import Gateway
from tests.app.shop import Shop, make_customer


def test_the_first_address_is_primary_even_when_it_shall_not_be(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    make_address(gateway, customer, name="Home", isPrimary=False)
    make_address(gateway, customer, name="Work")
    assert book(gateway, customer) == {"Home": (True, 1), "Work": (False, 1)}
    query = "query($id: ID!) { customer(id: $id) { address { name } } }"
    assert gateway.ask(query, id=customer)["customer"] == {"address": {"name": "Home"}}


def test_a_new_primary_address_takes_that_from_the_other(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    home = make_address(shop.staff, customer, name="Home")
    make_address(shop.staff, customer, name="Work", isPrimary=True)
    assert book(shop.staff, customer) == {"Home": (False, 2), "Work": (True, 1)}
    assert shop.history(home)[1:] == [
        ("customer_address.updated", 2, {"isPrimary": {"from": True, "to": False}})
    ]


@pytest.mark.parametrize("name", ["customerAddressSetPrimary", "customerAddressUpdate"])
def test_both_addresses_change_when_another_becomes_primary(shop: Shop, name: str) -> None:
    customer = make_customer(shop.staff)
    home = make_address(shop.staff, customer, name="Home")
    work = make_address(shop.staff, customer, name="Work")
    told = {"isPrimary": True} if name == "customerAddressUpdate" else {}
    payload = shop.staff.act(name, "customerAddress { id isPrimary version }", id=work, **told)
    assert payload["customerAddress"] == {"id": work, "isPrimary": True, "version": 2}
    assert book(shop.staff, customer) == {"Home": (False, 2), "Work": (True, 2)}
    kind = "customer_address.updated"
    assert shop.history(home)[1:] == [(kind, 2, {"isPrimary": {"from": True, "to": False}})]
    assert shop.history(work)[1:] == [(kind, 2, {"isPrimary": {"from": False, "to": True}})]


def test_an_event_tells_true_from_one(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    home = make_address(shop.staff, customer)
    make_address(shop.staff, customer, isPrimary=True)
    ((_, _, created), (_, _, updated)) = shop.history(home)
    assert created["isPrimary"]["to"] is True
    assert updated["isPrimary"]["from"] is True


def test_to_make_the_primary_address_primary_changes_nothing(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    home = make_address(shop.staff, customer, name="Home")
    payload = shop.staff.act("customerAddressSetPrimary", SHOWN, id=home)
    assert payload["customerAddress"] == {"id": home, "version": 1}
    assert len(shop.history(home)) == 1


@pytest.mark.parametrize("value", [False, None])
def test_the_primary_address_stays_so_until_another_is(gateway: Gateway, value: bool | None) -> None:
    customer = make_customer(gateway)
    home = make_address(gateway, customer, name="Home")
    make_address(gateway, customer, name="Work")
    payload = gateway.act("customerAddressUpdate", SHOWN, id=home, isPrimary=value, city="Bath")
    assert payload == {
        "customerAddress": None,
        "userErrors": [
            {
                "message": "A customer with addresses has a primary one; make another address primary instead.",
                "field": ["input", "isPrimary"],
                "code": "INVALID",
            }
        ],
    }
    assert book(gateway, customer) == {"Home": (True, 1), "Work": (False, 1)}


def test_the_address_that_was_changed_last_takes_the_place_of_a_deleted_primary_one(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    home = make_address(shop.staff, customer, name="Home")
    work = make_address(shop.staff, customer, name="Work")
    make_address(shop.staff, customer, name="Parents")
    shop.staff.act("customerAddressUpdate", SHOWN, id=work, city="Bath")
    shown = "deletedCustomerAddressId customer { id address { name } }"
    assert shop.staff.act("customerAddressDelete", shown, id=home) == {
        "deletedCustomerAddressId": home,
        "customer": {"id": customer, "address": {"name": "Work"}},
        "userErrors": [],
    }
    assert book(shop.staff, customer) == {"Work": (True, 3), "Parents": (False, 1)}
    kind, version, changes = shop.history(home)[-1]
    assert (kind, version, changes["isPrimary"]) == (
        "customer_address.deleted",
        1,
        {"from": True, "to": None},
    )
    assert shop.history(work)[-1] == (
        "customer_address.updated",
        3,
        {"isPrimary": {"from": False, "to": True}},
    )


def test_the_last_address_may_go(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    home = make_address(gateway, customer)
    assert gateway.act("customerAddressDelete", "customer { address { id } }", id=home) == {
        "customer": {"address": None},
        "userErrors": [],
    }


def test_of_addresses_that_come_at_once_one_is_primary(gateway: Gateway) -> None:
    customer = make_customer(gateway)

    def create(number: int) -> None:
        make_address(gateway, customer, name=f"{number}", isPrimary=number % 2 == 0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(create, range(8)))
    assert sorted(is_primary for is_primary, _ in book(gateway, customer).values()) == [False] * 7 + [True]

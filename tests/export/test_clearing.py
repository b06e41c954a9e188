"""What was cleared here, for systems that take null and for those that do not."""

from typing import Any

from tests.app.client import Gateway
from tests.export.exports import GivenBack, readiness
from tests.sources.documents import business_customer, voucherify_customer

EMAIL = "mira@looms.example"
READ = "{ customers { nodes { id address { id } } } }"


def customer(gateway: Gateway) -> Any:
    (found,) = gateway.ask(READ)["customers"]["nodes"]
    return found


def problems(gateway: Gateway, system: str) -> list[tuple[str, str]]:
    return [(".".join(each["field"]), each["code"]) for each in readiness(gateway, system)]


def without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys}


def test_what_the_back_office_takes_no_null_for_is_left_out_and_named(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("business", business_customer())
    cleared = dict.fromkeys(("company", "notes", "timezone", "bestTimeToCall", "email", "customFields"))
    gateway.act("customerUpdate", id=customer(gateway)["id"], **cleared)
    keys = ("company", "notes", "timezone", "best_time_to_call", "email", "custom_fields")
    assert given_back("BUSINESS") == without(business_customer(), *keys)
    assert sorted(problems(gateway, "BUSINESS")) == sorted((name, "UNKNOWN") for name in cleared)
    assert readiness(gateway, "BUSINESS")[0] == {
        "field": ["company"],
        "code": "UNKNOWN",
        "message": "company is empty here; the system takes no null, and keeps what it has where nothing is said.",
        "value": None,
    }


def test_what_the_back_office_has_no_longer_is_no_problem(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("business", business_customer())
    gateway.act("customerUpdate", id=customer(gateway)["id"], company=None)
    told = given_back("BUSINESS") | {"updatedAt": 1909942400}
    take("business", told)
    assert given_back("BUSINESS") == told
    assert problems(gateway, "BUSINESS") == []


def test_names_and_numbers_are_null_in_the_back_office_too(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("business", business_customer(isValidatedNames=False))
    cleared = dict.fromkeys(("firstName", "lastName", "phone", "externalCustomerId"))
    gateway.act("customerUpdate", id=customer(gateway)["id"], **cleared)
    nulls = dict.fromkeys(("customerId", "phone_number", "firstname", "lastname"))
    assert given_back("BUSINESS") == business_customer(isValidatedNames=False) | nulls
    assert problems(gateway, "BUSINESS") == []


def test_null_within_free_data_is_a_value(gateway: Gateway, take: Any, given_back: GivenBack) -> None:
    take("business", business_customer())
    gateway.act("customerUpdate", id=customer(gateway)["id"], customFields={"loom": None})
    assert given_back("BUSINESS") == business_customer(custom_fields={"loom": None})
    assert problems(gateway, "BUSINESS") == []


def test_parts_of_an_address_that_were_cleared(gateway: Gateway, take: Any, given_back: GivenBack) -> None:
    take("business", business_customer())
    key = customer(gateway)["address"]["id"]
    gateway.act("customerAddressUpdate", "customerAddress { id }", id=key, line2=None)
    expected = business_customer()
    del expected["address"]["street2"]
    assert given_back("BUSINESS") == expected
    assert problems(gateway, "BUSINESS") == []
    gateway.act("customerAddressUpdate", "customerAddress { id }", id=key, region=None, postalCode=None)
    del expected["address"]["state"], expected["address"]["postalCode"]
    assert given_back("BUSINESS") == expected
    assert problems(gateway, "BUSINESS") == [
        ("address.region", "REQUIRED"),
        ("address.postalCode", "REQUIRED"),
    ]


def test_an_address_that_was_deleted(gateway: Gateway, take: Any, given_back: GivenBack) -> None:
    take("business", business_customer(email=EMAIL))
    take("voucherify", voucherify_customer(email=EMAIL, address=None))
    key = customer(gateway)["address"]["id"]
    gateway.act("customerAddressDelete", "deletedCustomerAddressId", id=key)
    assert given_back("BUSINESS") == without(business_customer(email=EMAIL), "address")
    assert problems(gateway, "BUSINESS") == [("address", "UNKNOWN")]
    assert given_back("VOUCHERIFY") == voucherify_customer(email=EMAIL, address=None)
    assert problems(gateway, "VOUCHERIFY") == []


def test_an_address_of_who_is_new_to_the_back_office_has_all_its_parts(gateway: Gateway) -> None:
    gateway.act("customerCreate", email=EMAIL)
    key = customer(gateway)["id"]
    gateway.act(
        "customerAddressCreate", "customerAddress { id }", customerId=key, line1="1 Gate", city="York"
    )
    assert problems(gateway, "BUSINESS") == [
        ("address.region", "REQUIRED"),
        ("address.postalCode", "REQUIRED"),
        ("address.country", "REQUIRED"),
    ]


def test_the_address_of_another_system_is_not_asked_for_more(gateway: Gateway, take: Any) -> None:
    place = {"city": "Leeds", "line_1": "4 Weaver Row"}
    take("voucherify", voucherify_customer(email=EMAIL, address=place))
    assert ("address.region", "REQUIRED") in problems(gateway, "BUSINESS")
    take("business", without(business_customer(email=EMAIL), "address"))
    assert problems(gateway, "BUSINESS") == []

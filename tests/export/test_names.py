"""A person's name for systems that know it as one text, and for those that know its parts."""

from typing import Any

import pytest

from tests.app.client import Gateway
from tests.export.exports import GivenBack, readiness
from tests.sources.documents import business_customer, rutter_customer, voucherify_customer

EMAIL = "mira@looms.example"
READ = "{ customers { nodes { id displayName } } }"


def customer(gateway: Gateway) -> Any:
    (found,) = gateway.ask(READ)["customers"]["nodes"]
    return found


def unsayable(name: str) -> dict[str, Any]:
    expected = "a first and a last name, since the system knows no other"
    message = f"name is {name!r}; expected {expected}."
    return {"field": ["name"], "code": "UNKNOWN", "message": message, "value": name}


def test_names_that_were_written_here_are_joined_for_who_knows_one_text(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("voucherify", voucherify_customer())
    gateway.act("customerUpdate", id=customer(gateway)["id"], firstName="Neu", lastName=" Name")
    assert customer(gateway)["displayName"] == "Neu  Name"
    assert given_back("VOUCHERIFY") == voucherify_customer(name="Neu Name")
    assert readiness(gateway, "VOUCHERIFY") == []


def test_the_other_name_is_what_the_customer_has(gateway: Gateway, take: Any, given_back: GivenBack) -> None:
    take("voucherify", voucherify_customer(email=EMAIL))
    take("business", business_customer(email=EMAIL))
    gateway.act("customerUpdate", id=customer(gateway)["id"], lastName="Berg")
    assert given_back("VOUCHERIFY") == voucherify_customer(email=EMAIL, name="Mira Berg")
    expected = business_customer(email=EMAIL, lastname="Berg", isValidatedNames=False)
    assert given_back("BUSINESS") == expected


def test_a_name_that_was_written_later_or_beside_counts(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("voucherify", voucherify_customer())
    key = customer(gateway)["id"]
    gateway.act("customerUpdate", id=key, firstName="Neu", lastName="Name", name="Dr. Neu Name")
    assert given_back("VOUCHERIFY") == voucherify_customer(name="Dr. Neu Name")
    gateway.act("customerUpdate", id=key, lastName="Berg")
    assert given_back("VOUCHERIFY") == voucherify_customer(name="Neu Berg")
    gateway.act("customerUpdate", id=key, name="Neu B.")
    assert given_back("VOUCHERIFY") == voucherify_customer(name="Neu B.")


def test_names_that_were_cleared_leave_the_one_text_alone(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("voucherify", voucherify_customer())
    key = customer(gateway)["id"]
    gateway.act("customerUpdate", id=key, firstName="Neu", lastName="Name")
    gateway.act("customerUpdate", id=key, firstName=None, lastName=None)
    assert given_back("VOUCHERIFY") == voucherify_customer()


def test_a_name_that_differs_in_blanks_alone_stays(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    document = voucherify_customer(name="Mira  Okafor")
    take("voucherify", document)
    gateway.act("customerUpdate", id=customer(gateway)["id"], firstName="Mira", lastName="Okafor")
    assert given_back("VOUCHERIFY") == document


def test_one_text_cannot_be_told_to_who_knows_its_parts(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("rutter", rutter_customer())
    take("business", business_customer(email=rutter_customer()["email"]))
    gateway.act("customerUpdate", id=customer(gateway)["id"], name="Neu Name")
    assert given_back("RUTTER") == rutter_customer()
    assert given_back("BUSINESS")["lastname"] == "Okafor"
    assert readiness(gateway, "BUSINESS") == [unsayable("Neu Name")]
    assert unsayable("Neu Name") in readiness(gateway, "RUTTER")
    assert unsayable("Neu Name") not in readiness(gateway, "COMMERCE_LAYER")


def test_one_text_that_the_parts_say_already_is_no_problem(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("business", business_customer())
    gateway.act("customerUpdate", id=customer(gateway)["id"], name="Mira Okafor")
    assert readiness(gateway, "BUSINESS") == []
    gateway.act("customerUpdate", id=customer(gateway)["id"], name="Neu Name")
    gateway.act("customerUpdate", id=customer(gateway)["id"], firstName="Neu", lastName="Berg")
    assert readiness(gateway, "BUSINESS") == []


@pytest.mark.parametrize(
    ("names", "problems"),
    [
        ({"name": "Ada Lovelace"}, [unsayable("Ada Lovelace")]),
        ({"name": "Ada Lovelace", "firstName": "Ada", "lastName": "Lovelace"}, []),
        ({"firstName": "Ada"}, []),
    ],
)
def test_one_text_of_who_is_new_to_a_system_that_knows_its_parts(
    gateway: Gateway, names: dict[str, str], problems: Any
) -> None:
    gateway.act("customerCreate", **names)
    assert readiness(gateway, "BUSINESS") == problems
    assert readiness(gateway, "VOUCHERIFY") == []

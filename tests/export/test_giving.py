"""`Customer.as` and `Customer.readiness` in the graph."""

import json
from typing import Any

from tests.app.client import Gateway
from tests.export.exports import READINESS
from tests.sources.documents import business_customer, rutter_customer, voucherify_customer

AS = "query($system: SourceSystem!) { customers { nodes { id as(system: $system) } } }"


def nodes(gateway: Gateway, query: str, system: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gateway.ask(query, system=system)["customers"]["nodes"]
    return found


def test_a_customer_as_its_system_wrote_it(gateway: Gateway, take: Any) -> None:
    take("business", business_customer())
    (customer,) = nodes(gateway, AS, "BUSINESS")
    assert json.dumps(customer["as"]) == json.dumps(business_customer())


def test_a_change_through_the_gateway_is_in_it(gateway: Gateway, take: Any) -> None:
    take("voucherify", voucherify_customer())
    (customer,) = nodes(gateway, AS, "VOUCHERIFY")
    gateway.act("customerUpdate", id=customer["id"], birthdate="1988-04-07", metadata={"a": "y", "z": 1})
    (customer,) = nodes(gateway, AS, "VOUCHERIFY")
    expected = voucherify_customer(birthdate="1988-04-07", metadata={"z": 1, "a": "y"})
    assert json.dumps(customer["as"]) == json.dumps(expected)


def test_several_records_of_a_system_are_a_list(gateway: Gateway, take: Any) -> None:
    one = rutter_customer(id="1", phone=None)
    other = rutter_customer(id="2", email="m@looms.example", first_name="M.", phone=None)
    take("rutter", one, other)
    kept, merged = sorted(nodes(gateway, AS, "RUTTER"), key=lambda each: each["as"]["id"])
    gateway.act("customerMerge", customerId=kept["id"], otherId=merged["id"])
    (customer,) = nodes(gateway, AS, "RUTTER")
    assert customer == {"id": kept["id"], "as": [one, other]}


def test_a_customer_that_the_system_does_not_know_is_what_would_create_it(gateway: Gateway) -> None:
    gateway.act("customerCreate", email="ada@looms.example", firstName="Ada")
    (customer,) = nodes(gateway, AS, "COMMERCE_LAYER")
    assert customer["as"] == {"data": {"type": "customers", "attributes": {"email": "ada@looms.example"}}}


def test_readiness_names_what_a_system_would_refuse(gateway: Gateway) -> None:
    gateway.act("customerCreate", firstName="Ada", tags=["two words"])
    (customer,) = nodes(gateway, READINESS, "COMMERCE_LAYER")
    assert customer["readiness"] == [
        {
            "field": ["email"],
            "code": "REQUIRED",
            "message": "email is missing; expected an e-mail address.",
            "value": None,
        },
        {
            "field": ["tags"],
            "code": "INVALID",
            "message": "tags is 'two words'; expected letters from A to Z, digits, _, - and :.",
            "value": "two words",
        },
    ]
    (customer,) = nodes(gateway, READINESS, "VOUCHERIFY")
    assert customer["readiness"] == []


def test_a_group_that_a_system_does_not_know_is_a_problem(gateway: Gateway, take: Any) -> None:
    take("business", business_customer())
    made = gateway.act("customerGroupCreate", "customerGroup { id }", name="Wholesale")
    group = made["customerGroup"]["id"]
    (customer,) = nodes(gateway, AS, "BUSINESS")
    gateway.act("customerUpdate", id=customer["id"], customerGroupId=group)
    (customer,) = nodes(gateway, READINESS, "BUSINESS")
    assert customer["readiness"] == [
        {
            "field": ["customerGroupId"],
            "code": "UNKNOWN",
            "message": f"customerGroupId is {group!r}; expected what the system has a record of.",
            "value": group,
        }
    ]
    (customer,) = nodes(gateway, AS, "BUSINESS")
    assert customer["as"] == business_customer()

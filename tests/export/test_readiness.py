"""The rules by which each system would refuse a customer, one by one."""

from typing import Any

import pytest

from gateway.domain.records.model import SourceSystem
from gateway.sources.readiness import RULES, problems
from gateway.sources.requirements import Subject

CL, VOUCHERIFY, BUSINESS, RUTTER = (
    SourceSystem.COMMERCE_LAYER,
    SourceSystem.VOUCHERIFY,
    SourceSystem.BUSINESS,
    SourceSystem.RUTTER,
)
ADDRESS = {
    "id": "adr_1",
    "is_primary": True,
    "business": False,
    "first_name": "Mira",
    "last_name": "Okafor",
    "company": None,
    "line1": "4 Weaver Row",
    "line2": None,
    "city": "Leeds",
    "region": "WY",
    "postal_code": "LS1 4DY",
    "country": "United Kingdom",
    "country_code": "GB",
    "phone": "+442079460101",
}


def found(
    system: SourceSystem, *, tags: tuple[str, ...] = (), address: dict[str, Any] | None = None, **values: Any
) -> list[tuple[str, str]]:
    """Field and code of each problem of a customer who has none but what is told."""
    customer = {"email": "mira@looms.example", "phone": None, "shopper_reference": None, "metadata": None}
    addresses = [{**ADDRESS, **address}] if address is not None else []
    own = next((each for each in addresses if each["is_primary"]), None)
    told = problems(system, Subject({**customer, **values}, tags, addresses, own))
    return [(".".join(each.field), each.code.value) for each in told]


@pytest.mark.parametrize("system", [CL, VOUCHERIFY, BUSINESS])
def test_an_ordinary_customer_is_taken(system: SourceSystem) -> None:
    assert found(system, tags=("vip",), address={}) == []


def test_every_system_has_rules() -> None:
    assert set(RULES) == set(SourceSystem)


def test_rutter_takes_nobody() -> None:
    assert found(RUTTER) == [("", "READ_ONLY")]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"email": None}, [("email", "REQUIRED")]),
        ({"email": ""}, [("email", "REQUIRED")]),
        ({"email": "nobody"}, [("email", "INVALID")]),
        ({"tags": tuple(f"t{number}" for number in range(10))}, []),
        ({"tags": tuple(f"t{number}" for number in range(11))}, [("tags", "TOO_MANY")]),
        ({"tags": ("x" * 25,)}, []),
        ({"tags": ("x" * 26,)}, [("tags", "TOO_LONG")]),
        ({"tags": ("A:b_c-9",)}, []),
        ({"tags": ("two words",)}, [("tags", "INVALID")]),
        ({"shopper_reference": "ab"}, [("shopperReference", "TOO_SHORT")]),
        ({"shopper_reference": "abc"}, []),
        ({"shopper_reference": "x" * 128}, []),
        ({"shopper_reference": "x" * 129}, [("shopperReference", "TOO_LONG")]),
        ({"address": {"first_name": None}}, [("addresses.adr_1.firstName", "REQUIRED")]),
        ({"address": {"last_name": ""}}, [("addresses.adr_1.lastName", "REQUIRED")]),
        ({"address": {"business": True}}, [("addresses.adr_1.company", "REQUIRED")]),
        ({"address": {"business": True, "company": "Looms", "first_name": None}}, []),
        *(
            ({"address": {column: None}}, [(f"addresses.adr_1.{name}", "REQUIRED")])
            for column, name in (
                ("line1", "line1"),
                ("city", "city"),
                ("postal_code", "postalCode"),
                ("country_code", "countryCode"),
                ("phone", "phone"),
            )
        ),
        ({"address": {"region": None, "city": "Berlin", "country_code": "DE"}}, []),
        ({"address": {"postal_code": None, "city": "Kowloon", "country_code": "HK"}}, []),
        (
            {"address": {"postal_code": None, "country_code": "DE"}},
            [("addresses.adr_1.postalCode", "REQUIRED")],
        ),
    ],
)
def test_commerce_layer(values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(CL, **values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"email": None}, []),
        ({"metadata": {"a": 1, "b": ["x", 2], "c": None}}, []),
        ({"metadata": {"a": {"b": 1}}}, [("metadata.a", "INVALID")]),
        ({"metadata": {"a": [{"b": 1}]}}, [("metadata.a", "INVALID")]),
    ],
)
def test_voucherify(values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(VOUCHERIFY, **values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"email": None}, []),
        ({"email": "mira@looms"}, [("email", "INVALID")]),
        ({"phone": "+44 20 7946 0101"}, []),
        ({"phone": "442079460101"}, []),
        ({"phone": "0207"}, [("phone", "INVALID")]),
        ({"phone": "call me"}, [("phone", "INVALID")]),
        ({"address": {"region": "W"}}, [("address.region", "TOO_SHORT")]),
        ({"address": {"line2": ""}}, [("address.line2", "TOO_SHORT")]),
        ({"address": {"line2": None}}, []),
        *(
            ({"address": {column: None}}, [(f"address.{name}", "REQUIRED")])
            for column, name in (
                ("line1", "line1"),
                ("city", "city"),
                ("region", "region"),
                ("postal_code", "postalCode"),
                ("country", "country"),
            )
        ),
        ({"address": {"is_primary": False, "region": "W"}}, []),
        ({"tags": ("gluten free",) * 20}, []),
    ],
)
def test_business(values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(BUSINESS, **values) == expected


def test_a_message_names_the_value_and_what_is_expected() -> None:
    (problem,) = problems(CL, Subject({"email": "mira@looms.example", "shopper_reference": "ab"}, (), ()))
    assert problem.message == "shopperReference is 'ab'; expected 3 to 128 characters."
    assert problem.value == "ab"

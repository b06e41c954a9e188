"""Customer groups, and who is in them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway.domain.customers.operations import belongings
from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer

SHOWN = "customerGroup { id version }"


def make(gateway: Gateway, **given: Any) -> str:
    payload = gateway.act("customerGroupCreate", SHOWN, **{"name": "Partners", **given})
    assert payload["userErrors"] == []
    identifier: str = payload["customerGroup"]["id"]
    return identifier


def group_of(gateway: Gateway, customer: str) -> tuple[str | None, int]:
    """Id of the customer's group, and the customer's version."""
    seen = gateway.ask("query($id: ID!) { customer(id: $id) { customerGroupId version } }", id=customer)
    return seen["customer"]["customerGroupId"], seen["customer"]["version"]


def names(gateway: Gateway) -> list[str]:
    nodes = gateway.ask("{ customerGroups { nodes { name } } }")["customerGroups"]["nodes"]
    return sorted(node["name"] for node in nodes)


def test_a_group_is_shown_as_it_was_given_and_leaves_an_event(shop: Shop) -> None:
    given = {
        "name": "Partners",
        "code": "partners",
        "description": "Who resells.",
        "reference": "G-1",
        "referenceOrigin": "crm",
        "metadata": {"terms": 30},
    }
    shown = "customerGroup { id version customers { totalCount } " + " ".join(given) + " }"
    payload = shop.staff.act("customerGroupCreate", shown, **given)
    group = payload["customerGroup"].pop("id")
    assert payload == {
        "customerGroup": {**given, "version": 1, "customers": {"totalCount": 0}},
        "userErrors": [],
    }
    assert shop.history(group) == [
        (
            "customer_group.created",
            1,
            {name: {"from": None, "to": value} for name, value in given.items()},
        )
    ]


def test_an_update_changes_what_is_given(shop: Shop) -> None:
    group = make(shop.staff, code="partners", description="Who resells.")
    payload = shop.staff.act(
        "customerGroupUpdate",
        "customerGroup { version name code description }",
        id=group,
        name="Friends",
        code="partners",
        description=None,
    )
    assert payload["customerGroup"] == {
        "version": 2,
        "name": "Friends",
        "code": "partners",
        "description": None,
    }
    assert shop.history(group)[1:] == [
        (
            "customer_group.updated",
            2,
            {
                "name": {"from": "Partners", "to": "Friends"},
                "description": {"from": "Who resells.", "to": None},
            },
        )
    ]


def test_no_two_groups_have_the_same_code(gateway: Gateway) -> None:
    make(gateway, code="partners")
    other = make(gateway, name="Friends", code="friends")
    taken = [
        {
            "message": "Another customer group has this code.",
            "field": ["input", "code"],
            "code": "TAKEN",
        }
    ]
    created = gateway.act("customerGroupCreate", SHOWN, name="Again", code="partners")
    assert created == {"customerGroup": None, "userErrors": taken}
    updated = gateway.act("customerGroupUpdate", SHOWN, id=other, code="partners")
    assert updated == {"customerGroup": None, "userErrors": taken}
    assert names(gateway) == ["Friends", "Partners"]
    gateway.act("customerGroupUpdate", SHOWN, id=other, code=None)
    make(gateway, name="New friends", code="friends")


def test_of_groups_with_one_code_that_come_at_once_one_is_made(gateway: Gateway) -> None:
    def create(number: int) -> list[tuple[str, str]]:
        return errors(gateway.act("customerGroupCreate", SHOWN, name=f"{number}", code="partners"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(8)))
    assert sorted(answers) == [[]] + [[("code", "TAKEN")]] * 7
    assert len(names(gateway)) == 1


def test_customers_come_and_go_with_an_event_each(shop: Shop) -> None:
    old, group = make(shop.staff), make(shop.staff, name="Friends")
    ada = make_customer(shop.staff)
    grace = make_customer(shop.staff, customerGroupId=old)
    payload = shop.staff.act(
        "customerGroupAddCustomers",
        "customerGroup { version customers { totalCount } }",
        id=group,
        customerIds=[ada, grace, ada],
    )
    assert payload == {
        "customerGroup": {"version": 1, "customers": {"totalCount": 2}},
        "userErrors": [],
    }
    assert shop.history(grace)[1:] == [
        ("customer.updated", 2, {"customerGroupId": {"from": old, "to": group}})
    ]
    stayed = shop.staff.act("customerGroupRemoveCustomers", SHOWN, id=old, customerIds=[ada])
    assert stayed["userErrors"] == []
    assert group_of(shop.staff, ada) == (group, 2)
    shop.staff.act("customerGroupRemoveCustomers", SHOWN, id=group, customerIds=[ada])
    assert group_of(shop.staff, ada) == (None, 3)
    assert shop.history(ada)[-1] == (
        "customer.updated",
        3,
        {"customerGroupId": {"from": group, "to": None}},
    )


def test_a_customer_who_is_in_the_group_already_stays_as_it_is(shop: Shop) -> None:
    group = make(shop.staff)
    ada = make_customer(shop.staff, customerGroupId=group)
    shop.staff.act("customerGroupAddCustomers", SHOWN, id=group, customerIds=[ada])
    assert group_of(shop.staff, ada) == (group, 1)
    assert len(shop.history(ada)) == 1


def test_one_customer_that_is_not_there_stops_all(gateway: Gateway) -> None:
    group, ada = make(gateway), make_customer(gateway)
    missing = "cus_01h00000000000000000000000"
    payload = gateway.act("customerGroupAddCustomers", SHOWN, id=group, customerIds=[ada, missing])
    assert errors(payload) == [("customerIds.1", "NOT_FOUND")]
    empty = gateway.act("customerGroupAddCustomers", SHOWN, id=group, customerIds=[])
    assert errors(empty) == [("customerIds", "REQUIRED")]
    assert group_of(gateway, ada) == (None, 1)


def test_the_customers_of_a_deleted_group_leave_it_with_an_event_each(shop: Shop) -> None:
    group = make(shop.staff)
    customers = [make_customer(shop.staff, customerGroupId=group) for _ in range(3)]
    payload = shop.staff.act("customerGroupDelete", "deletedCustomerGroupId", id=group)
    assert payload == {"deletedCustomerGroupId": group, "userErrors": []}
    for customer in customers:
        assert group_of(shop.staff, customer) == (None, 2)
        assert shop.history(customer)[1:] == [
            ("customer.updated", 2, {"customerGroupId": {"from": group, "to": None}})
        ]
    assert shop.history(group)[-1] == (
        "customer_group.deleted",
        1,
        {"name": {"from": "Partners", "to": None}},
    )


def test_a_group_that_too_many_belong_to_stays(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(belongings, "MOST_LEFT_BEHIND", 1)
    group = make(gateway)
    customers = [make_customer(gateway, customerGroupId=group) for _ in range(2)]
    payload = gateway.act("customerGroupDelete", "deletedCustomerGroupId", id=group)
    assert errors(payload) == [("id", "CONFLICT")]
    assert [group_of(gateway, customer) for customer in customers] == [(group, 1)] * 2


def test_bad_values_and_passed_versions_change_nothing(gateway: Gateway) -> None:
    group = make(gateway)
    bad = gateway.act("customerGroupCreate", SHOWN, name="", code="a" * 256, metadata=1)
    assert sorted(errors(bad)) == [("code", "TOO_LONG"), ("metadata", "INVALID"), ("name", "REQUIRED")]
    cleared = gateway.act("customerGroupUpdate", SHOWN, id=group, name=None)
    assert errors(cleared) == [("name", "REQUIRED")]
    gateway.act("customerGroupUpdate", SHOWN, id=group, code="partners")
    for name, told in (
        ("customerGroupUpdate", {"name": "Friends"}),
        ("customerGroupDelete", {}),
        ("customerGroupAddCustomers", {"customerIds": ["cus_1"]}),
        ("customerGroupRemoveCustomers", {"customerIds": ["cus_1"]}),
    ):
        late = gateway.act(name, "__typename", id=group, expectedVersion=1, **told)
        assert errors(late) == [("expectedVersion", "CONFLICT")]
    assert names(gateway) == ["Partners"]


def test_groups_are_for_staff(shop: Shop) -> None:
    me = shop.customer(make_customer(shop.staff))
    answer = me.post('mutation { customerGroupCreate(input: {name: "Mine"}) { __typename } }')
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert names(shop.staff) == []

"""What the staff does with the labels of customers."""

from typing import Any

import pytest

from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer

STATE = "query($id: ID!) { customer(id: $id) { version tags eventStores { totalCount } } }"


def state(gateway: Gateway, customer: str) -> Any:
    seen = gateway.ask(STATE, id=customer)["customer"]
    return seen["version"], seen["tags"], seen["eventStores"]["totalCount"]


def test_added_tags_come_after_those_that_are_there_and_each_is_there_once(shop: Shop) -> None:
    customer = make_customer(shop.staff, tags=["engine", "notes"])
    payload = shop.staff.act(
        "customerTagsAdd",
        "customer { version tags }",
        id=customer,
        tags=["vip", "notes", "gluten-free, since spring", "vip"],
    )
    after = ["engine", "notes", "vip", "gluten-free, since spring"]
    assert payload == {"customer": {"version": 2, "tags": after}, "userErrors": []}
    assert shop.history(customer)[1:] == [
        ("customer.updated", 2, {"tags": {"from": ["engine", "notes"], "to": after}})
    ]


def test_removed_tags_are_gone_and_others_keep_their_order(shop: Shop) -> None:
    customer = make_customer(shop.staff, tags=["a", "b", "c", "d"])
    payload = shop.staff.act(
        "customerTagsRemove", "customer { version tags }", id=customer, tags=["c", "a", "unknown"]
    )
    assert payload == {"customer": {"version": 2, "tags": ["b", "d"]}, "userErrors": []}
    assert shop.history(customer)[1:] == [
        ("customer.updated", 2, {"tags": {"from": ["a", "b", "c", "d"], "to": ["b", "d"]}})
    ]


def test_tags_that_change_nothing_leave_no_trace(gateway: Gateway) -> None:
    customer = make_customer(gateway, tags=["a"])
    gateway.act("customerTagsAdd", id=customer, tags=["a"])
    gateway.act("customerTagsRemove", id=customer, tags=["b"])
    gateway.act("customerUpdate", id=customer, addTags=["a"], removeTags=[])
    assert state(gateway, customer) == (1, ["a"], 1)


def test_what_is_removed_goes_after_what_is_added_has_come(shop: Shop) -> None:
    customer = make_customer(shop.staff, tags=["a", "b"])
    payload = shop.staff.act(
        "customerUpdate",
        "customer { version firstName tags }",
        id=customer,
        firstName="Ada",
        addTags=["c", "d"],
        removeTags=["a", "d"],
    )
    assert payload["customer"] == {"version": 2, "firstName": "Ada", "tags": ["b", "c"]}
    assert shop.history(customer)[1:] == [
        (
            "customer.updated",
            2,
            {"firstName": {"from": None, "to": "Ada"}, "tags": {"from": ["a", "b"], "to": ["b", "c"]}},
        )
    ]


def test_replacing_and_adding_at_once_is_refused(gateway: Gateway) -> None:
    customer = make_customer(gateway, tags=["a"])
    for told in ({"addTags": ["b"]}, {"removeTags": ["a"]}):
        payload = gateway.act("customerUpdate", id=customer, tags=["c"], **told)
        assert errors(payload) == [("tags", "INVALID")]
    assert state(gateway, customer) == (1, ["a"], 1)


@pytest.mark.parametrize("tag", ["", "  ", "a\0b", "a" * 101])
def test_a_tag_that_is_none_is_refused(gateway: Gateway, tag: str) -> None:
    customer = make_customer(gateway, tags=["a"])
    assert errors(gateway.act("customerTagsAdd", id=customer, tags=["b", tag])) == [("tags", "INVALID")]
    assert errors(gateway.act("customerUpdate", id=customer, addTags=[tag])) == [("addTags", "INVALID")]
    assert state(gateway, customer) == (1, ["a"], 1)


def test_a_customer_has_at_most_a_hundred_tags(gateway: Gateway) -> None:
    many = [f"tag {number}" for number in range(100)]
    customer = make_customer(gateway, tags=many)
    assert errors(gateway.act("customerTagsAdd", id=customer, tags=["more"])) == [("tags", "INVALID")]
    assert state(gateway, customer) == (1, many, 1)
    swapped = gateway.act("customerUpdate", id=customer, addTags=["more"], removeTags=["tag 0"])
    assert swapped["userErrors"] == []
    assert state(gateway, customer) == (2, [*many[1:], "more"], 2)


def test_a_passed_version_is_a_conflict_and_changes_no_tag(gateway: Gateway) -> None:
    customer = make_customer(gateway, tags=["a"])
    gateway.act("customerUpdate", id=customer, firstName="Ada")
    for name in ("customerTagsAdd", "customerTagsRemove"):
        payload = gateway.act(name, id=customer, tags=["a", "b"], expectedVersion=1)
        assert errors(payload) == [("expectedVersion", "CONFLICT")]
    assert state(gateway, customer) == (2, ["a"], 2)


def test_tags_are_for_staff(shop: Shop) -> None:
    customer = make_customer(shop.staff, tags=["a"])
    me = shop.customer(customer)
    for name in ("customerTagsAdd", "customerTagsRemove"):
        query = f'mutation($id: ID!) {{ {name}(input: {{id: $id, tags: ["a"]}}) {{ __typename }} }}'
        answer = me.post(query, id=customer)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    payload = me.act("customerUpdate", id=customer, addTags=["b"], removeTags=["a"])
    assert sorted(errors(payload)) == [("addTags", "FORBIDDEN"), ("removeTags", "FORBIDDEN")]
    assert state(shop.staff, customer) == (1, ["a"], 1)

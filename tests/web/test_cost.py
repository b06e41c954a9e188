"""What an operation may read, in points: 1 for each root field and 1 for each 20 rows."""

from typing import Any

import pytest

from gateway.errors import LimitExceeded
from gateway.settings import Settings
from gateway.web.limits import Analysis, analyse, check_cost, parse_document
from tests.web.toy import make_schema

SCHEMA = make_schema()


def measure(query: str, settings: Settings) -> Analysis:
    return analyse(parse_document(query, settings), None, SCHEMA, settings)


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{hello}", 1),
        ("{hello number}", 2),
        ("mutation{greet}", 1),
        ("{customer{parent{name}}}", 1),
        ("{customers{nodes{name}}}", 1 + 1),
        ("{customers(first: 0){nodes{name}}}", 1),
        ("{customers(first: 1){nodes{name}}}", 1 + 1),
        ("{customers(first: 21){nodes{name}}}", 1 + 2),
        ("{customers(first: 100){nodes{name}}}", 1 + 5),
        ("{customers(last: 100){edges{node{name}}}}", 1 + 5),
        ("{customers(first: null, last: 40){nodes{name}}}", 1 + 2),
        ("{customers(first: 20, last: 40){nodes{name}}}", 1 + 2),
        ("{customers(first: 2147483647){nodes{name}}}", 1 + 5),
        ("{customers(first: 99999999999999999999){nodes{name}}}", 1 + 5),
        ("{customers(first: -5){nodes{name}}}", 1),
        ('{customers(first: "x"){nodes{name}}}', 1 + 5),
        ("{orders{nodes{number}}}", 1 + 3),
        ("{a:customers{nodes{id}} b:customers{nodes{id}}}", 2 + 2),
        ("{customers(first: 10){nodes{orders(first: 10){nodes{id}}}}}", 1 + 6),
        ("{customers(first: 10){edges{node{orders(first: 9){edges{node{id}}}}}}}", 1 + 5),
        ("{customers(first: 9){nodes{orders{nodes{id}} parent{orders(first: 9){nodes{id}}}}}}", 1 + 14),
        ("{customers(first: 20){nodes{...A}}} fragment A on Customer {orders(first: 1){nodes{id}}}", 1 + 2),
        ("{customers(first: 20){nodes{... {orders(first: 1){nodes{id}}}}}}", 1 + 2),
        ("{node(id: 1){... on Customer{orders{nodes{id}}}}}", 1 + 1),
        ("{nodes(ids: [1 2 3]){id}}", 1 + 1),
        ("{nodes(ids: [" + "1 " * 100 + "]){id}}", 1 + 5),
        ("{nodes(ids: [1 2]){... on Customer{orders(first: 39){nodes{id}}}}}", 1 + 4),
        ("{nodes(ids: 1){id}}", 1 + 1),
        ("{__schema{types{name}}}", 1),
    ],
)
def test_a_cost_without_variables_is_a_constant(settings: Settings, query: str, cost: int) -> None:
    assert measure(query, settings).constant_cost == cost


@pytest.mark.parametrize(
    ("variables", "cost"),
    [
        ({}, 1 + 1),
        ({"n": None}, 1 + 1),
        ({"n": 0}, 1),
        ({"n": 40}, 1 + 2),
        ({"n": 1000}, 1 + 5),
        ({"n": -1}, 1),
        ({"n": "x"}, 1 + 5),
    ],
)
def test_a_page_size_may_be_a_variable(settings: Settings, variables: dict[str, Any], cost: int) -> None:
    analysis = measure("query($n: Int){customers(first: $n){nodes{id}}}", settings)
    assert analysis.constant_cost is None
    assert analysis.cost(variables) == cost


def test_a_default_counts_until_a_value_is_given(settings: Settings) -> None:
    analysis = measure("query($n: Int = 60){customers(first: $n){nodes{id}}}", settings)
    assert [analysis.cost({}), analysis.cost({"n": 20}), analysis.cost({"n": None})] == [4, 2, 2]


def test_sizes_multiply_through_fragments(settings: Settings) -> None:
    analysis = measure(
        "query($a: Int, $b: Int){customers(first: $a){nodes{...A parent{...A}}}}"
        "fragment A on Customer {orders(last: $b){nodes{lines(first: 1){nodes{sku}}}}}",
        settings,
    )
    # 10 customers, and for each 2 × 5 orders with a line each: 10 × (1 + 20) rows.
    assert analysis.cost({"a": 10, "b": 5}) == 1 + 11


def test_a_list_may_be_a_variable(settings: Settings) -> None:
    analysis = measure("query($ids: [ID!]!){nodes(ids: $ids){id}}", settings)
    costs = [analysis.cost({"ids": ["a"] * size}) for size in (0, 1, 100)]
    assert costs == [1, 2, 6]
    assert [analysis.cost({}), analysis.cost({"ids": "a"})] == [1, 2]


def test_the_highest_cost_passes_and_one_more_is_refused(settings: Settings) -> None:
    analysis = measure(
        "query($n: Int){customers(first: 99){nodes{orders(first: 100){nodes{id}}}}"
        "orders(first: 98){nodes{lines(first: 100){nodes{sku}}}} customers(first: $n){nodes{id}}}",
        settings,
    )
    # 99 × 101 + 98 × 101 = 19,897 rows; 3 root fields leave 997 × 20 = 19,940.
    check_cost(analysis, {"n": 43}, settings)
    with pytest.raises(LimitExceeded) as caught:
        check_cost(analysis, {"n": 44}, settings)
    assert caught.value.extensions == {
        "code": "LIMIT_EXCEEDED",
        "limit": "cost",
        "maximum": 1000,
        "actual": 1001,
    }

"""What the pipeline promises beside right answers: plans are never mixed up, values are bound, mistakes are told."""

import asyncio
from typing import Any

import orjson
import pytest
from graphql import execute_sync, get_introspection_query, parse

from gateway.database import StatementTimeout, open_database
from gateway.settings import Settings
from gateway.viewer import Viewer
from tests.planner.asking import CUSTOMER, GUEST, NOBODY, SCHEMA, STAFF, TEST_STAFF, Asked, asking
from tests.planner.seal import SEAL
from tests.planner.toy import Customer, Shop
from tests.planner.toy_rows import ADA, BAKERY, BOB, identify

ADA_ID, BOB_ID, SHOP_ID = identify(Customer, ADA), identify(Customer, BOB), identify(Shop, BAKERY)
INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE purchase; --",
    '" OR ""="',
    "%",
    "_",
    "\\",
    "$1",
    ":p1",
    "?",
    "{}",
    "%s",
]
ODD = ["a\0b", "\0", "a\ud800b", "\udfff"]


def cursor(*parts: Any) -> str:
    """Whatever it says, its seal is whole."""
    return SEAL.close(orjson.dumps(list(parts)).decode())


# ── Plans ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_plan_serves_only_its_kind_of_viewer(toy: Asked) -> None:
    """One document, asked in turn by everybody, twice."""
    query = "{ customers { totalCount } }"
    expected: list[tuple[Viewer, int]] = [(STAFF, 8), (CUSTOMER, 1), (TEST_STAFF, 1), (GUEST, 0)]
    for viewer, count in expected * 2:
        assert await toy.data(query, viewer=viewer) == {"customers": {"totalCount": count}}
    assert len(toy.pipeline.compiler.documents) == 1


async def test_two_customers_share_a_plan_and_nothing_else(toy: Asked) -> None:
    bob = Viewer(CUSTOMER.role, CUSTOMER.environment, owner_id=BOB_ID)
    query = "{ customers { nodes { name } } viewer { ownerId customClaim } }"
    assert (await toy.data(query, viewer=CUSTOMER))["customers"]["nodes"] == [{"name": "Ada Lovelace"}]
    assert await toy.data(query, viewer=bob) == {
        "customers": {"nodes": [{"name": "bob"}]},
        "viewer": {"ownerId": BOB_ID, "customClaim": None},
    }


async def test_a_refusal_is_not_kept_for_another_viewer(toy: Asked) -> None:
    query = "{ customers(first: 1) { nodes { notes } } }"
    for _ in range(2):
        assert await toy.code(query, viewer=CUSTOMER) == "FORBIDDEN"
        assert await toy.data(query) == {"customers": {"nodes": [{"notes": None}]}}


@pytest.mark.parametrize(
    ("declared", "use", "values"),
    [
        ("$v: Boolean!", "filter: {isMember: {eq: $v}}", [(True, 2), (False, 1), (True, 2)]),
        ("$v: Boolean", "filter: {isMember: {eq: $v}}", [(None, 5), (True, 2), (None, 5)]),
        ("$v: Boolean", "filter: {name: {isNull: $v}}", [(True, 1), (False, 7), (None, 8), (True, 1)]),
        ("$v: Mood", "filter: {mood: {eq: $v}}", [("GLAD", 1), (None, 5), ("CALM", 1)]),
        ("$v: [Mood!]", "filter: {mood: {in: $v}}", [(["GLAD", "CALM"], 2), ([], 0), (None, 0)]),
        ("$v: [CustomerFilter!]", "filter: {or: $v}", [([{"visits": {"eq": 5}}], 2), ([], 0), (None, 8)]),
        ("$v: CustomerFilter", "filter: {not: $v}", [({"visits": {"eq": 5}}, 6), ({}, 0), (None, 8)]),
        (
            "$v: StringFilter",
            "filter: {name: $v}",
            [({"eq": "bob"}, 1), ({"ne": "bob"}, 7), ({"eq": None}, 1), ({}, 8)],
        ),
        ("$v: [ID!]", "filter: {id: {in: $v}}", [([ADA_ID], 1), ([ADA_ID, BOB_ID], 2), ([SHOP_ID], 0)]),
    ],
)
async def test_what_variables_change_in_the_shape_is_in_the_key(
    toy: Asked, declared: str, use: str, values: list[tuple[Any, int]]
) -> None:
    """The same document with other variables never answers with an older plan."""
    query = f"query({declared}) {{ customers({use}) {{ totalCount }} }}"
    for value, count in values:
        assert await toy.data(query, {"v": value}) == {"customers": {"totalCount": count}}


async def test_order_variables_choose_the_order(toy: Asked) -> None:
    query = """query($field: CustomerOrderField!, $direction: OrderDirection!) {
        customers(first: 1, orderBy: [{field: $field, direction: $direction}]) { nodes { id } }
    }"""
    found = [
        (await toy.data(query, {"field": field, "direction": direction}))["customers"]["nodes"][0]["id"][-1]
        for field, direction in [("VISITS", "DESC"), ("VISITS", "ASC"), ("NAME", "DESC"), ("VISITS", "DESC")]
    ]
    assert found == ["4", "5", "3", "4"]


async def test_one_plan_serves_every_value(toy: Asked) -> None:
    query = "query($id: ID!, $n: Int) { customer(id: $id) { name purchases(first: $n) { nodes { id } } } }"
    for identifier in (ADA_ID, BOB_ID, identify(Customer, 99)):
        for size in (1, 2):
            await toy.data(query, {"id": identifier, "n": size})
    assert len(set(toy.statements)) == 1
    (compiled,) = toy.pipeline.compiler.documents._items.values()  # noqa: SLF001 (how many there are is the point)
    assert len(compiled.plans) == 1


async def test_a_node_plan_depends_on_the_type_of_the_id(toy: Asked) -> None:
    query = "query($id: ID!) { node(id: $id) { __typename } }"
    for identifier, name in [(ADA_ID, "Customer"), (SHOP_ID, "Shop"), (BOB_ID, "Customer")]:
        assert await toy.data(query, {"id": identifier}) == {"node": {"__typename": name}}
    assert await toy.data(query, {"id": "nonsense"}) == {"node": None}


async def test_documents_and_plans_are_bounded(sqlite: Asked) -> None:
    for number in range(1_010):
        await sqlite.data(f"{{ k{number}: __typename }}")
    assert len(sqlite.pipeline.compiler.documents) == 1_000
    query = "query($v: [CustomerOrderBy!]) { customers(first: 1, orderBy: $v) { nodes { id } } }"
    fields = ["NAME", "VISITS", "KIND", "MOOD"]
    for one in fields:
        for other in fields:
            for direction in ("ASC", "DESC"):
                for last in ("STEPS", "EMAIL", "SEEN_AT"):
                    order = [{"field": one}, {"field": other, "direction": direction}, {"field": last}]
                    await sqlite.data(query, {"v": order})
    compiled = sqlite.pipeline.compiler.documents.get((query, None))
    assert compiled is not None
    assert len(compiled.plans) == 64


# ── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────

TEXT_POSITIONS = [
    "query($v: ID!) { customer(id: $v) { id } }",
    "query($v: ID!) { customerBy(identifier: {id: $v}) { id } }",
    "query($v: String!) { customerBy(identifier: {purchase: {number: $v}}) { id } }",
    "query($v: String!) { customerBy(identifier: {place: {city: $v}}) { id } }",
    "query($v: String) { customers(search: $v) { nodes { id } } }",
    "query($v: String) { customers(filter: {name: {eq: $v}}) { nodes { id } } }",
    "query($v: String!) { customers(filter: {name: {in: [$v]}}) { nodes { id } } }",
    "query($v: [String!]!) { customers(filter: {email: {in: $v}}) { nodes { id } } }",
    "query($v: ID) { customers(filter: {id: {eq: $v}}) { nodes { id } } }",
    "query($v: ID!) { customers(filter: {id: {in: [$v]}}) { nodes { id } } }",
    "query($v: String) { customers(filter: {labels: {has: $v}}) { nodes { id } } }",
    "query($v: [String!]) { customers(filter: {labels: {hasAny: $v}}) { nodes { id } } }",
    "query($v: [String!]) { customers(filter: {labels: {hasAll: $v}}) { nodes { id } } }",
    'query($v: JSON) { customers(filter: {profile: [{path: "zip", eq: $v}]}) { nodes { id } } }',
    'query($v: JSON) { customers(filter: {profile: [{path: "zip", eq: {a: [$v]}}]}) { nodes { id } } }',
    "query($v: String!) { customers(filter: {profile: [{path: $v, exists: true}]}) { nodes { id } } }",
    "query($v: String!) { customers(filter: {profile: [{path: $v, eq: {}}]}) { nodes { id } } }",
    "query($v: String) { customers(filter: {purchases: {some: {number: {eq: $v}}}}) { nodes { id } } }",
]
MORE_TEXT_POSITIONS = [
    "query($v: String!) { customerBy(identifier: {email: $v}) { id } }",
    "query($v: String) { customers(filter: {name: {contains: $v}}) { nodes { id } } }",
    "query($v: String) { customers(filter: {name: {startsWith: $v}}) { nodes { id } } }",
    "query($v: String) { customers(filter: {name: {ne: $v}}) { nodes { id } } }",
    "query($v: [String!]) { customers(filter: {name: {notIn: $v}}) { nodes { id } } }",
    'query($v: JSON) { customers(filter: {profile: [{path: "zip", ne: $v}]}) { nodes { id } } }',
    "query($v: String) { customers(after: $v) { nodes { id } } }",
    "query($v: String) { customers(last: 1, before: $v) { nodes { id } } }",
    "query($v: [ID!]!) { nodes(ids: $v) { id } }",
]


@pytest.mark.parametrize("query", TEXT_POSITIONS)
async def test_injections_are_values(toy: Asked, query: str) -> None:
    """They find nothing, harm nothing, and are not in the statement."""
    for text in INJECTIONS:
        value = [text] if "$v: [" in query else text
        (found,) = (await toy.data(query, {"v": value})).values()
        assert found in (None, {"nodes": []})
        assert not any(text in sql for sql in toy.statements if len(text) > 3)
    assert len(set(toy.statements)) == 1
    assert await toy.data("{ customers { totalCount } }") == {"customers": {"totalCount": 8}}


@pytest.mark.parametrize("text", ODD, ids=ascii)
@pytest.mark.parametrize("query", TEXT_POSITIONS + MORE_TEXT_POSITIONS)
async def test_text_that_no_row_can_hold_is_refused(toy: Asked, query: str, text: str) -> None:
    """A NUL character or half of a surrogate pair, wherever a text may stand."""
    value = [text] if "$v: [" in query else text
    if "{email:" in query:
        value = f"a@b{text}"
    assert await toy.code(query, {"v": value}) == "BAD_USER_INPUT"
    assert toy.sent == []


async def test_odd_text_inside_json_is_refused(toy: Asked) -> None:
    query = 'query($v: JSON) { customers(filter: {profile: [{path: "zip", eq: $v}]}) { totalCount } }'
    for value in ({"a\0": 1}, {"a": {"b": ["\ud800"]}}, [["\0"]]):
        assert await toy.code(query, {"v": value}) == "BAD_USER_INPUT"


async def test_lists_of_variables_change_with_them(toy: Asked) -> None:
    query = """query($a: String!, $b: String = "bob") {
        customers(filter: {name: {in: [$a, $b, "ACME"]}}) { totalCount }
    }"""
    assert await toy.data(query, {"a": "Bob"}) == {"customers": {"totalCount": 3}}
    assert await toy.data(query, {"a": "Bob", "b": "Bob"}) == {"customers": {"totalCount": 2}}
    assert await toy.data(query, {"a": "x", "b": "y"}) == {"customers": {"totalCount": 1}}
    assert len(set(toy.statements)) == 1


async def test_json_literals_hold_variables(toy: Asked) -> None:
    """A key whose variable is not given is not there."""
    query = """query($age: JSON, $more: JSON) {
        customers(filter: {profile: [{path: "pets", eq: [{name: "Rex", age: $age, more: $more}]}]}) { totalCount }
    }"""
    assert await toy.data(query, {"age": 3}) == {"customers": {"totalCount": 1}}
    assert await toy.data(query, {"age": 4}) == {"customers": {"totalCount": 0}}
    assert await toy.data(query, {"age": 3, "more": None}) == {"customers": {"totalCount": 0}}


async def test_missing_null_and_default_variables_differ(toy: Asked) -> None:
    query = 'query($v: String = "bob") { customers(filter: {name: {eq: $v}}) { totalCount } }'
    assert await toy.data(query) == {"customers": {"totalCount": 1}}
    assert await toy.data(query, {"v": "ACME"}) == {"customers": {"totalCount": 1}}
    assert await toy.data(query, {"v": None}) == {"customers": {"totalCount": 1}}
    query = "query($v: String) { customers(filter: {name: {eq: $v}}) { totalCount } }"
    assert await toy.data(query) == {"customers": {"totalCount": 8}}
    assert await toy.data(query, {"v": None}) == {"customers": {"totalCount": 1}}
    query = "query($n: Int = 2) { customers(first: $n) { nodes { kind } } }"
    assert [
        len((await toy.data(query, variables))["customers"]["nodes"])
        for variables in ({}, {"n": 1}, {"n": None})
    ] == [2, 1, 8]


NULL_WHERE_IT_MAY_NOT_BE = [
    'query($v: ID = "x") { customer(id: $v) { id } }',
    'query($v: ID = "x") { node(id: $v) { id } }',
    'query($v: ID = "x") { nodes(ids: [$v]) { id } }',
    'query($v: [ID!] = ["x"]) { nodes(ids: $v) { id } }',
    'query($v: CustomerIdentifier = {id: "x"}) { customerBy(identifier: $v) { id } }',
    "query($v: CustomerFilter = {}) { customers(filter: {or: [$v]}) { totalCount } }",
    'query($v: String = "x") { customers(filter: {name: {in: [$v]}}) { totalCount } }',
    'query($v: String = "x") { customers(filter: {profile: [{path: $v, exists: true}]}) { totalCount } }',
    "query($v: CustomerOrderField = NAME) { customers(orderBy: [{field: $v}]) { nodes { id } } }",
    "query($v: OrderDirection = ASC) { customers(orderBy: [{field: NAME, direction: $v}]) { nodes { id } } }",
    "query($v: Boolean = true) { customers @include(if: $v) { totalCount } }",
]


@pytest.mark.parametrize("query", NULL_WHERE_IT_MAY_NOT_BE)
async def test_null_for_a_variable_with_a_default_is_refused_where_a_value_is_needed(
    toy: Asked, query: str
) -> None:
    await toy.whole(query)
    toy.sent.clear()
    assert await toy.code(query, {"v": None}) == "BAD_USER_INPUT"
    assert toy.sent == []


@pytest.mark.parametrize("given", ["{}", '{id: "x", email: "a@b"}', "{id: null}"])
async def test_not_exactly_one_identifier_is_refused(toy: Asked, given: str) -> None:
    query = f"{{ customerBy(identifier: {given}) {{ id }} }}"
    assert await toy.code(query) == "GRAPHQL_VALIDATION_FAILED"
    assert toy.sent == []


@pytest.mark.parametrize("variables", [{}, {"v": None}])
async def test_an_identifier_that_a_variable_leaves_out_is_refused(
    toy: Asked, variables: dict[str, None]
) -> None:
    query = "query($v: ID) { customerBy(identifier: {id: $v}) { id } }"
    assert await toy.code(query, variables) == "BAD_USER_INPUT"
    assert toy.sent == []


@pytest.mark.parametrize("given", [{}, {"id": "x", "email": "a@b"}, {"id": None}, None, "x"])
async def test_not_exactly_one_identifier_in_a_variable_is_refused(toy: Asked, given: Any) -> None:
    query = "query($v: CustomerIdentifier!) { customerBy(identifier: $v) { id } }"
    assert await toy.code(query, {"v": given}) == "BAD_USER_INPUT"
    assert toy.sent == []


# ── Pages ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    "field", ["NAME", "VISITS", "SEEN_AT", "BIRTHDATE", "MOOD", "STEPS", "GREETING", "HAS_SECRET"]
)
async def test_pages_followed_to_the_end_are_the_whole(toy: Asked, field: str, direction: str) -> None:
    """Forwards and backwards, whatever is missing in the rows."""
    order = f"orderBy: [{{field: {field}, direction: {direction}}}]"
    page = "{ nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    whole = [
        each["id"] for each in (await toy.data(f"{{ customers({order}) {page} }}"))["customers"]["nodes"]
    ]
    assert len(whole) == 8
    for size, cursor_name, has_more, at in [
        ("first: 3, after", "endCursor", "hasNextPage", "forwards"),
        ("last: 3, before", "startCursor", "hasPreviousPage", "backwards"),
    ]:
        found: list[str] = []
        place = None
        for _ in range(3):
            query = f"query($at: String) {{ customers({size}: $at, {order}) {page} }}"
            answer = (await toy.data(query, {"at": place}))["customers"]
            ids = [each["id"] for each in answer["nodes"]]
            found = [*found, *ids] if at == "forwards" else [*ids, *found]
            place = answer["pageInfo"][cursor_name]
            assert answer["pageInfo"][has_more] == (len(found) < 8)
        assert found == whole


FORGED = [
    "forged",
    "",
    "5b",
    "é",
    cursor(),
    cursor("created_at-,id-"),
    cursor("created_at-,id-", "2026-01-01T00:00:00Z"),
    cursor("created_at-,id-", "2026-01-01T00:00:00Z", ADA_ID, "more"),
    cursor("created_at-,id-", None, ADA_ID),
    cursor("created_at-,id-", 5, ADA_ID),
    cursor("created_at-,id-", "2026-01-01T00:00:00Z", 5),
    cursor("created_at-,id-", "2026-01-01", ADA_ID),
    cursor("created_at-,id-", "0001-01-01T00:00:00+14:00", ADA_ID),
    cursor("created_at-,id-", "9999-12-31T23:59:59-14:00", ADA_ID),
    cursor("created_at+,id+", "2026-01-01T00:00:00Z", ADA_ID),
    cursor("name+,id+", "bob", ADA_ID),
    SEAL.close('{"created_at-,id-":1}'),
    SEAL.close('"created_at-,id-"'),
    SEAL.close("[" * 5_00),
    SEAL.close(""),
]


@pytest.mark.parametrize("forged", FORGED)
async def test_forged_and_foreign_cursors_are_refused(toy: Asked, forged: str) -> None:
    for argument in ("after", "before"):
        query = f"query($v: String) {{ customers({argument}: $v) {{ nodes {{ id }} }} }}"
        assert await toy.code(query, {"v": forged}) == "BAD_USER_INPUT"
    assert toy.sent == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("visits", True),
        ("visits", 1.5),
        ("visits", "1"),
        ("visits", 2**63),
        ("steps", False),
        ("has_secret", 5),
        ("has_secret", 1),
        ("has_secret", "true"),
        ("birthdate", "2026-02-30"),
        ("birthdate", "20260228"),
        ("birthdate", 20260228),
        ("name", 5),
        ("mood", ["GLAD"]),
    ],
)
async def test_a_cursor_with_a_value_of_another_kind_is_refused(toy: Asked, field: str, value: Any) -> None:
    query = f"query($v: String) {{ customers(after: $v, orderBy: [{{field: {field.upper()}}}]) {{ nodes {{ id }} }} }}"
    assert await toy.code(query, {"v": cursor(f"{field}+,id+", value, ADA_ID)}) == "BAD_USER_INPUT"
    assert toy.sent == []


@pytest.mark.parametrize(
    "arguments",
    ["first: 1, last: 1", "first: 101", "last: 101", "first: -1", "last: -1", "first: 2147483647"],
)
async def test_impossible_page_sizes_are_refused(toy: Asked, arguments: str) -> None:
    assert await toy.code(f"{{ customers({arguments}) {{ nodes {{ id }} }} }}") == "BAD_USER_INPUT"
    nested = f'{{ customer(id: "{ADA_ID}") {{ purchases({arguments}) {{ nodes {{ id }} }} }} }}'
    assert await toy.code(nested) == "BAD_USER_INPUT"
    assert toy.sent == []


@pytest.mark.parametrize("arguments", ["first: 101", "last: -1", 'after: "forged"'])
async def test_arguments_are_refused_where_only_the_count_is_read(toy: Asked, arguments: str) -> None:
    assert await toy.code(f"{{ customers({arguments}) {{ totalCount }} }}") == "BAD_USER_INPUT"


async def test_a_page_of_columns_named_like_the_writers_own(toy: Asked) -> None:
    """An entity may call a column `position` or `sort_of`."""
    query = """{
        purchases(filter: {number: {eq: "N001"}}) {
            nodes { items(last: 2) { nodes { position } pageInfo { hasPreviousPage endCursor } } }
        }
        customers(last: 1, orderBy: [{field: NAME}]) { nodes { sortOf } pageInfo { hasPreviousPage } }
    }"""
    answer = await toy.data(query)
    items = answer["purchases"]["nodes"][0]["items"]
    assert items["nodes"] == [{"position": 2}, {"position": 3}]
    assert items["pageInfo"]["hasPreviousPage"] is True
    assert answer["customers"] == {"nodes": [{"sortOf": "customer"}], "pageInfo": {"hasPreviousPage": True}}


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ('name: {contains: ""}', 7),
        ('name: {startsWith: ""}', 7),
        ('steps: {gte: "-9223372036854775808"}', 2),
        ('seenAt: {gte: "0001-01-01T00:00:00Z"}', 3),
        ('birthdate: {gte: "0001-01-01"}', 3),
        ('birthdate: {lt: "9999-12-31"}', 3),
    ],
)
async def test_a_missing_value_is_in_no_range(toy: Asked, condition: str, count: int) -> None:
    """Not even in one that begins at the lowest value, by which missing ones are ordered."""
    assert await toy.data(f"{{ customers(filter: {{{condition}}}) {{ totalCount }} }}") == {
        "customers": {"totalCount": count}
    }


@pytest.mark.parametrize("path", ['a"b', 'size.x"y', '"', "size.", ".", "$", "pets[0]", "*", "size.*", "\\"])
async def test_a_path_is_nothing_but_keys(toy: Asked, path: str) -> None:
    """What means something in a database's own path language finds nothing, or is refused."""
    query = "query($v: String!) { customers(filter: {profile: [{path: $v, exists: true}]}) { totalCount } }"
    response = await toy.whole(query, {"v": path})
    if "errors" in response:
        assert response["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    else:
        assert response == {"data": {"customers": {"totalCount": 0}}}


async def test_json_objects_are_equal_in_any_order_on_postgresql(postgresql: Asked) -> None:
    query = '{ customers(filter: {profile: [{path: "size", eq: {hat: 56, shoe: 39.5}}]}) { totalCount } }'
    assert await postgresql.data(query) == {"customers": {"totalCount": 1}}


@pytest.mark.xfail(strict=True, reason="SQLite compares objects and lists as they are spelled.")
async def test_json_objects_are_equal_in_any_order_on_sqlite(sqlite: Asked) -> None:
    query = '{ customers(filter: {profile: [{path: "size", eq: {hat: 56, shoe: 39.5}}]}) { totalCount } }'
    assert await sqlite.data(query) == {"customers": {"totalCount": 1}}


async def test_a_path_does_not_enter_lists_on_sqlite(sqlite: Asked) -> None:
    query = '{ customers(filter: {profile: [{path: "pets.0.name", eq: "Rex"}]}) { totalCount } }'
    assert await sqlite.data(query) == {"customers": {"totalCount": 0}}


@pytest.mark.xfail(strict=True, reason="PostgreSQL reads a number in a path as a place in a list.")
async def test_a_path_does_not_enter_lists_on_postgresql(postgresql: Asked) -> None:
    query = '{ customers(filter: {profile: [{path: "pets.0.name", eq: "Rex"}]}) { totalCount } }'
    assert await postgresql.data(query) == {"customers": {"totalCount": 0}}


# ── What a viewer may not ask ──────────────────────────────────────────────────────────────────────────────────

FORBIDDEN = [
    "{ customers { nodes { notes } } }",
    "{ customers { edges { node { purchases { nodes { customer { notes } } } } } } }",
    f'{{ customer(id: "{ADA_ID}") {{ audits {{ totalCount }} }} }}',
    f'{{ node(id: "{ADA_ID}") {{ ... on Customer {{ notes }} }} }}',
    f'{{ nodes(ids: ["{SHOP_ID}"]) {{ ... on Shop {{ margin }} }} }}',
    '{ customerBy(identifier: {email: "ada@example.com"}) { notes } }',
    '{ customers(filter: {notes: {eq: "x"}}) { totalCount } }',
    "{ customers(filter: {notes: {isNull: true}}) { totalCount } }",
    '{ customers(filter: {not: {or: [{and: [{notes: {contains: "x"}}]}]}}) { totalCount } }',
    '{ customers(filter: {audits: {some: {sku: {eq: "x"}}}}) { totalCount } }',
    '{ customers(filter: {shop: {margin: {eq: "x"}}}) { totalCount } }',
    '{ purchases(filter: {customer: {notes: {ne: "x"}}}) { totalCount } }',
    "{ customers(orderBy: [{field: NOTES}]) { nodes { id } } }",
    "{ shops(orderBy: [{field: NAME}, {field: MARGIN}]) { nodes { id } } }",
    '{ customers(search: "ada") { totalCount } }',
    "{ viewer { customer { notes } } }",
    f'{{ customer(id: "{ADA_ID}") {{ callerShops {{ margin }} }} }}',
]


@pytest.mark.parametrize("viewer", [CUSTOMER, GUEST], ids=lambda viewer: viewer.role.value)
@pytest.mark.parametrize("query", FORBIDDEN)
async def test_what_is_for_staff_is_refused_and_nothing_is_sent(
    toy: Asked, query: str, viewer: Viewer
) -> None:
    assert await toy.code(query, viewer=viewer) == "FORBIDDEN"
    assert toy.sent == []


@pytest.mark.parametrize(
    "query", [FORBIDDEN[0], "{ customers { totalCount } }", "{ viewer { role } shops { totalCount } }"]
)
async def test_without_a_token_nothing_is_sent(toy: Asked, query: str) -> None:
    assert await toy.code(query, viewer=NOBODY) == "UNAUTHENTICATED"
    assert toy.sent == []


async def test_a_forbidden_order_in_a_variable_is_refused(toy: Asked) -> None:
    query = "query($v: [CustomerOrderBy!]) { customers(orderBy: $v) { nodes { id } } }"
    await toy.data(query, {"v": [{"field": "NAME"}]}, CUSTOMER)
    toy.sent.clear()
    assert await toy.code(query, {"v": [{"field": "NOTES"}]}, CUSTOMER) == "FORBIDDEN"
    assert toy.sent == []


async def test_a_forbidden_field_beside_an_allowed_one(toy: Asked) -> None:
    """A nullable root field is null, the others are answered, each by its statement."""
    query = f'{{ customer(id: "{ADA_ID}") {{ notes }} shops {{ totalCount }} }}'
    response = await toy.whole(query, viewer=CUSTOMER)
    assert response["data"] == {"customer": None, "shops": {"totalCount": 3}}
    assert [error["path"] for error in response["errors"]] == [["customer"]]
    assert len(toy.sent) == 1


# ── The schema itself ──────────────────────────────────────────────────────────────────────────────────────────


async def test_introspection_is_graphql_cores_own(sqlite: Asked) -> None:
    query = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
    assert await sqlite.data(query) == execute_sync(SCHEMA.core, parse(query)).data
    assert sqlite.sent == []


async def test_introspection_with_variables(sqlite: Asked) -> None:
    query = """query($name: String!, $old: Boolean = false) {
        __type(name: $name) { name fields(includeDeprecated: $old) { name isDeprecated } }
    }"""
    for variables in (
        {"name": "Customer"},
        {"name": "Customer", "old": True},
        {"name": "Shop"},
        {"name": "No"},
    ):
        expected = execute_sync(SCHEMA.core, parse(query), variable_values=variables).data
        assert await sqlite.data(query, variables) == expected


async def test_introspection_beside_data(toy: Asked) -> None:
    """In the order asked for, with fragments that both use."""
    query = """query($name: String!) {
        before: __typename
        ...Types
        shops { totalCount }
        again: __type(name: "Shop") { ...Kind }
    }
    fragment Types on Query { __schema { queryType { ...Kind } } __type(name: $name) { ...Kind } }
    fragment Kind on __Type { kind name __typename }"""
    answer = await toy.data(query, {"name": "Kind"})
    assert list(answer.items()) == [
        ("before", "Query"),
        ("__schema", {"queryType": {"kind": "OBJECT", "name": "Query", "__typename": "__Type"}}),
        ("__type", {"kind": "ENUM", "name": "Kind", "__typename": "__Type"}),
        ("shops", {"totalCount": 3}),
        ("again", {"kind": "OBJECT", "name": "Shop", "__typename": "__Type"}),
    ]
    assert len(toy.sent) == 1


async def test_other_operations_are_refused(toy: Asked) -> None:
    """The toy has neither mutations nor subscriptions."""
    for query in ("subscription { customers { totalCount } }", "mutation { customerDelete }"):
        assert await toy.code(query) == "GRAPHQL_VALIDATION_FAILED"
    assert toy.sent == []


async def test_one_of_several_operations_is_chosen_by_name(toy: Asked) -> None:
    query = "query A { shops { totalCount } } query B($v: Int) { shops(first: $v) { nodes { name } } }"
    answer = await toy.answer(query, {"v": 1}, operation="B")
    assert orjson.loads(answer.body) == {"data": {"shops": {"nodes": [{"name": "Bakery"}]}}}
    answer = await toy.answer(query, operation="A")
    assert orjson.loads(answer.body) == {"data": {"shops": {"totalCount": 3}}}
    assert await toy.code(query) == "BAD_USER_INPUT"


# ── Time ───────────────────────────────────────────────────────────────────────────────────────────────────────

ENDLESS = {
    "sqlite": (
        "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many LIMIT 10000000000)"
        " SELECT CAST(count(*) AS TEXT) FROM many"
    ),
    "postgresql": "SELECT CAST(count(*) AS TEXT) FROM generate_series(1, 10000000000)",
}


async def test_a_statement_that_takes_too_long_is_cancelled(known_url: str) -> None:
    """And the only connection answers the next one."""
    database = open_database(Settings(database_url=known_url, reader_connections=1, statement_timeout=0.2))
    await database.open()
    try:
        for _ in range(2):
            with pytest.raises(StatementTimeout, match=r"took more than 0\.2 s"):
                await asyncio.wait_for(database.read(ENDLESS[database.dialect_name], ()), 20)
            assert await database.read("SELECT '1'", ()) == "1"
    finally:
        await database.close()


async def test_a_cancelled_statement_is_told_to_the_client(
    known_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asking(known_url, statement_timeout=0.2) as toy:
        read = toy.pipeline.database.read
        endless = ENDLESS[toy.pipeline.plans.dialect.name]

        async def heavy(sql: str, arguments: Any) -> str | None:
            return await read(endless, ())

        with monkeypatch.context() as patched:
            patched.setattr(toy.pipeline.database, "read", heavy)
            assert await toy.code("{ shops { totalCount } }") == "TIMEOUT"
        assert await toy.data("{ shops { totalCount } }") == {"shops": {"totalCount": 3}}

"""Whose rows are seen: a customer's own on every way, those of others on none."""

import asyncio
import re
import statistics
import time
from typing import Any

import pytest

from gateway.app import make_catalog
from gateway.identifier import new_id, prefix_of
from gateway.planner.catalog import ObjectType
from gateway.planner.fields import RelationField, ValueField
from tests.viewers.decisions import read_decisions
from tests.viewers.served import Served
from tests.web.asgi import JSON_BODY, call

TYPES = make_catalog().types
DECIDED = read_decisions()


def two_customers(served: Served) -> tuple[str, str]:
    """Two that have orders."""
    orders = served.rows["Order"]
    found = sorted({row["customer_id"] for row in orders if row["customer_id"]})
    return found[0], found[1]


def shown_fields(type_: ObjectType) -> str:
    """Every plain field that a customer may see."""
    names = [
        name
        for name, field in type_.fields.items()
        if isinstance(field, ValueField) and DECIDED[f"field {type_.name}.{name}"] == "shown"
    ]
    return " ".join(names)


def crawl(type_: ObjectType, depth: int) -> str:
    """The ids of everything that a customer can walk to."""
    parts = ["id __typename"]
    for name, field in type_.fields.items():
        if isinstance(field, RelationField) and depth and DECIDED[f"field {type_.name}.{name}"] == "shown":
            inner = crawl(TYPES[field.target], depth - 1)
            if field.shape == "connection":
                inner = f"totalCount nodes {{ {inner} }}"
            parts.append(f"{name} {{ {inner} }}")
    return " ".join(parts)


def ids_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["id"]} if isinstance(value.get("id"), str) else set()
        return own.union(*(ids_in(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(ids_in(each) for each in value))
    return set()


def owners(served: Served) -> dict[str, str | None]:
    """Id → customer, of every row that has one."""
    return {
        row["id"]: row[type_.owner]
        for type_ in TYPES.values()
        if type_.owner
        for row in served.rows[type_.name]
    }


def not_owned(sql: str) -> list[str]:
    """Aliases of people's tables that a statement reads without the owner's condition."""
    lost = []
    for type_ in TYPES.values():
        if type_.owner is None:
            continue
        table = type_.table.name
        for quoted, plain in re.findall(
            rf'(?:FROM|JOIN) (?:"{table}"|{table}) AS (?:"({table}_\d+)"|({table}_\d+))', sql
        ):
            alias = quoted or plain
            # Either the token's customer, or the one that it was merged into.
            if not re.search(rf'"?{alias}"?\.{type_.owner} = (?:\?|\$\d+|coalesce\(\(SELECT)', sql):
                lost.append(alias)
    return lost


async def test_a_customer_walks_to_its_own_rows_only(served: Served) -> None:
    ada, bob = two_customers(served)
    whose = owners(served)
    for me in (ada, bob):
        # Two steps at a time: the whole of three is more than a document may say.
        for name, field in TYPES["Customer"].fields.items():
            if not isinstance(field, RelationField) or DECIDED[f"field Customer.{name}"] != "shown":
                continue
            inner = crawl(TYPES[field.target], 1)
            inner = f"nodes {{ {inner} }}" if field.shape == "connection" else inner
            data = await served.ask(
                f"{{ customers {{ totalCount nodes {{ id {name} {{ {inner} }} }} }} }}",
                served.token("customer", me),
            )
            assert data["customers"]["totalCount"] == 1
            found = ids_in(data)
            assert me in found
            assert {whose[key] for key in found if key in whose} <= {me}
    assert [alias for sql in served.sent for alias in not_owned(sql)] == []


@pytest.mark.parametrize("type_name", sorted(TYPES))
async def test_a_row_is_there_for_whom_it_is_for(served: Served, type_name: str) -> None:
    """By `node` and by `nodes`, with every field that may be seen."""
    type_ = TYPES[type_name]
    rows = served.rows[type_name]
    if not rows:
        pytest.skip("The demo data has none.")
    decided = DECIDED[f"type {type_name}"]
    owner = next((row[type_.owner] for row in rows if row[type_.owner]), None) if type_.owner else None
    row = next((row for row in rows if type_.owner and row[type_.owner] == owner), rows[0])
    other = next(key for key in two_customers(served) if key != owner)
    key = row["id"]
    named: dict[str, Any] = {"market_ids": [key]} if type_name == "Market" else {}
    me, them = served.token("customer", owner or other, **named), served.token("customer", other)
    see = {
        "integration": (served.token("integration"), True),
        "user": (served.token("user"), True),
        "webapp": (served.token("webapp"), True),
        "self": (me, decided == "own" or bool(named)),
        "other": (them, False),
        "guest": (served.token("guest"), False),
        "staff of test": (served.token("integration", environment="TEST"), False),
    }
    fields = shown_fields(type_)
    by_id = f"node(id: $id) {{ __typename ... on {type_name} {{ {fields} }} }} nodes(ids: [$id]) {{ id }}"
    query = f"query($id: ID!) {{ {by_id} }}"
    for role, (token, is_seen) in see.items():
        data = await served.ask(query, token, id=key)
        assert (data["node"] is not None, data["nodes"] != [None]) == (is_seen, is_seen), role
        if is_seen:
            assert data["node"]["id"] == key
    nobody = await served.reply(query, id=key)
    assert (nobody.status, nobody.code) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "query",
    [
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: ID!) { nodes(ids: [$id]) { id } }",
        "query($id: ID!) { customer(id: $id) { id email orders { totalCount } } }",
        "query($id: ID!) { customerBy(identifier: {id: $id}) { id } }",
        "query($id: ID!) { orders(filter: {customerId: {eq: $id}}) { totalCount nodes { id } } }",
        "query($id: ID!) { customers(filter: {id: {in: [$id]}}) { totalCount } }",
    ],
)
async def test_the_id_of_another_is_answered_as_one_that_nobody_has(served: Served, query: str) -> None:
    """Byte by byte, and by the same statement."""
    ada, bob = two_customers(served)
    token = served.token("customer", ada)
    of_bob = await served.reply(query, token, id=bob)
    of_none = await served.reply(query, token, id="cus_00000000000000000000000000")
    assert (of_bob.status, of_bob.headers, of_bob.body) == (of_none.status, of_none.headers, of_none.body)
    assert served.sent[-1] == served.sent[-2]
    assert b'"id":"' not in of_bob.body


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "cus_",
        "cus_-1",
        "../../cus_1",
        "cus_" + "9" * 5000,
        "Y3VzdG9tZXI6MQ==",
        "cus_ÄÖ",
        "ord_1",
        "cus_%",
        "-1",
    ],
)
async def test_an_id_that_is_none_of_ours_finds_nothing(served: Served, key: str) -> None:
    token = served.token("customer", two_customers(served)[0])
    query = "query($id: ID!) { node(id: $id) { id } customer(id: $id) { id } nodes(ids: [$id]) { id } }"
    assert await served.ask(query, token, id=key) == {"node": None, "customer": None, "nodes": [None]}


@pytest.mark.parametrize(("key", "code"), [("cus_\\u0000", "BAD_USER_INPUT"), ("cus_\\ud800", "BAD_REQUEST")])
async def test_an_id_that_is_no_text_is_refused(served: Served, key: str, code: str) -> None:
    """A NUL, and half of a surrogate pair."""
    token = served.token("customer", two_customers(served)[0])
    body = '{"query":"query($id: ID!) { customer(id: $id) { id } }","variables":{"id":"' + key + '"}}'
    reply = await call(served.app, body.encode(), headers=[JSON_BODY, ("authorization", f"Bearer {token}")])
    assert (reply.code, served.sent) == (code, [])


async def test_the_cursor_of_another_viewer_gives_no_rows_of_others(served: Served) -> None:
    ada, _ = two_customers(served)
    whose = owners(served)
    page = "query($after: String) { orders(first: 5, after: $after) { edges { cursor node { id } } } }"
    given = (await served.ask(page, served.token("integration")))["orders"]["edges"]
    token = served.token("customer", ada)
    for edge in given:
        seen = (await served.ask(page, token, after=edge["cursor"]))["orders"]["edges"]
        assert {whose[each["node"]["id"]] for each in seen} <= {ada}
    assert len(given) == 5


async def test_counting_by_a_filter_tells_nothing_of_others(served: Served) -> None:
    ada, bob = two_customers(served)
    email = next(row["email"] for row in served.rows["Customer"] if row["id"] == bob)
    token = served.token("customer", ada)
    data = await served.ask(
        """query($email: String!, $id: ID!) {
          some: customers(filter: {email: {eq: $email}}) { totalCount }
          not: customers(filter: {not: {email: {eq: $email}}}) { totalCount }
          none: orders(filter: {customer: {id: {eq: $id}}}) { totalCount pageInfo { hasNextPage } }
          by: customerBy(identifier: {id: $id}) { id }
        }""",
        token,
        email=email,
        id=bob,
    )
    assert data == {
        "some": {"totalCount": 0},
        "not": {"totalCount": 1},
        "none": {"totalCount": 0, "pageInfo": {"hasNextPage": False}},
        "by": None,
    }
    assert [alias for sql in served.sent for alias in not_owned(sql)] == []


async def test_a_group_is_seen_through_its_own_customer(served: Served) -> None:
    grouped = [row for row in served.rows["Customer"] if row["customer_group_id"]]
    me, group = grouped[0]["id"], grouped[0]["customer_group_id"]
    token = served.token("customer", me)
    query = """query($id: ID!) {
      customer(id: $id) { customerGroup { id name } }
      customerGroups { totalCount } channels { totalCount } campaigns { totalCount }
    }"""
    data = await served.ask(query, token, id=me)
    assert data["customer"]["customerGroup"]["id"] == group
    assert [data[name]["totalCount"] for name in ("customerGroups", "channels", "campaigns")] == [0, 0, 0]


async def test_markets_are_those_of_the_token(served: Served) -> None:
    first, second = sorted(row["id"] for row in served.rows["Market"])[:2]
    query = "{ markets { nodes { id } } }"
    me = two_customers(served)[0]
    for token in (
        served.token("customer", me, market_ids=[first]),
        served.token("guest", market_ids=[first]),
    ):
        assert await served.ask(query, token) == {"markets": {"nodes": [{"id": first}]}}
        assert await served.ask("query($id: ID!) { market(id: $id) { id } }", token, id=second) == {
            "market": None
        }
    assert await served.ask(query, served.token("guest")) == {"markets": {"nodes": []}}


async def test_a_thousand_interleaved_requests_do_not_mix(served: Served) -> None:
    """Two environments, two customers, staff and a guest; each answer is of whom it was asked by."""
    ada, bob = two_customers(served)
    everybody = {
        "ada": served.token("customer", ada),
        "bob": served.token("customer", bob),
        "live": served.token("integration"),
        "test": served.token("integration", environment="TEST"),
        "guest": served.token("guest"),
        "ada of test": served.token("customer", ada, environment="TEST"),
    }
    query = """query($n: Int) {
      customers(first: $n) { totalCount nodes { id environment orders(first: 2) { nodes { id customerId } } } }
      viewer { role environment ownerId customer { id } }
    }"""
    alone = {name: (await served.reply(query, token, n=3)).body for name, token in everybody.items()}
    assert len(set(alone.values())) == len(alone)
    order = [name for _ in range(1000 // len(everybody) + 1) for name in everybody]
    replies = await asyncio.gather(*(served.reply(query, everybody[name], n=3) for name in order))
    wrong = [name for name, reply in zip(order, replies, strict=True) if reply.body != alone[name]]
    assert (len(order) >= 1000, wrong) == (True, [])


async def test_the_answer_about_another_takes_as_long_as_about_nobody(served: Served) -> None:
    ada, bob = two_customers(served)
    token = served.token("customer", ada)
    nobody = "cus_00000000000000000000000000"
    rounds = [await difference(served, token, bob, nobody) for _ in range(5)]
    assert statistics.median(rounds) < 0.05, rounds


async def difference(served: Served, token: str, one: str, other: str) -> float:
    """By which part of it the time of one answer differs from the other's, asked for in turn."""
    query = "query($id: ID!) { node(id: $id) { id } }"
    taken: dict[str, list[float]] = {one: [], other: []}
    for _ in range(200):
        for key, times in taken.items():
            # The processor's time: that of other processes on the machine does not count.
            start = time.thread_time()
            await served.reply(query, token, id=key)
            times.append(time.thread_time() - start)
    of_one, of_other = (statistics.median(times) for times in taken.values())
    return abs(of_one - of_other) / max(of_one, of_other)


def test_ids_cannot_be_guessed() -> None:
    made = [new_id("cus") for _ in range(1000)]
    assert len({key[-12:] for key in made}) == 1000
    assert {prefix_of(key) for key in made} == {"cus"}

"""Pages of Voucherify, Rutter and WIIL, each with its own limits."""

from dataclasses import replace
from datetime import datetime

import pytest

from gateway.domain.customers.model import CustomerGroup
from gateway.domain.records.model import SourceRecord
from gateway.sources.pull.declaration import PullError
from gateway.sources.pull.voucherify import ORDERS, next_place
from tests.fakes.business import Business
from tests.fakes.rutter import Rutter
from tests.fakes.voucherify import Voucherify
from tests.pull.pulls import Pulls, connection_to


async def test_voucherify_follows_the_creation(points: Voucherify, pulls: Pulls) -> None:
    """A page begins a millisecond before the last customer, who comes a second time and changes nothing."""
    for _ in range(230):
        points.add()
    (pulled,) = await pulls.run(connection_to(points))
    assert (pulled.pages, pulled.records) == (3, 232)
    assert (pulled.summary.created, pulled.summary.unchanged) == (230, 2)
    assert [query["starting_after"] for query in points.paths(of="/v1/customers")] == [
        "1970-01-01T00:00:00.000Z",
        "2026-03-01T12:01:39.999Z",
        "2026-03-01T12:03:18.999Z",
    ]


async def test_voucherify_loses_none_of_many_created_at_once(points: Voucherify, pulls: Pulls) -> None:
    """More than a page of customers of one millisecond: their pages are numbered."""
    at = "2026-03-01T13:00:00.000Z"
    points.add()
    for _ in range(250):
        points.add(created_at=at)
    points.add(created_at="2026-03-01T14:00:00.000Z")
    (pulled,) = await pulls.run(connection_to(points))
    assert pulled.summary.created == 252
    queries = points.paths(of="/v1/customers")
    assert [(query["starting_after"], query.get("page")) for query in queries] == [
        ("1970-01-01T00:00:00.000Z", None),
        ("2026-03-01T12:59:59.999Z", None),
        ("2026-03-01T12:59:59.999Z", "2"),
        ("2026-03-01T12:59:59.999Z", "3"),
    ]


def test_voucherify_says_where_its_pages_end() -> None:
    """It shows 99 pages of a hundred orders; that there are more is an error, not a silence."""
    full = {"object": "list", "orders": [{"id": f"ord_{number}"} for number in range(100)]}
    assert next_place(ORDERS, full, {"page": 98}, None) == {"page": 99}
    with pytest.raises(ValueError, match="it is page 99, the last that the system shows"):
        next_place(ORDERS, full, {"page": 99}, None)


async def test_voucherify_goes_through_the_lists_of_each_campaign(points: Voucherify, pulls: Pulls) -> None:
    """One after the other, each page once; a campaign without members is asked, too."""
    spring, empty, autumn = (points.hold("campaigns", f"camp_{number}") for number in range(3))
    for number in range(150):
        points.hold("transactions", f"vtx_{number:03d}", campaign_id=spring["id"])
    points.hold("transactions", "vtx_900", campaign_id=autumn["id"])
    (pulled,) = await pulls.run(connection_to(points, "loyalty_transactions"))
    assert (pulled.pages, pulled.records) == (4, 151)
    lists = [(asked.path, asked.query.get("starting_after_id")) for asked in points.asked]
    assert lists == [
        ("/v1/loyalties", None),
        (f"/v1/loyalties/{spring['id']}/transactions", None),
        (f"/v1/loyalties/{spring['id']}/transactions", "vtx_050"),
        (f"/v1/loyalties/{empty['id']}/transactions", None),
        (f"/v1/loyalties/{autumn['id']}/transactions", None),
    ]


async def test_voucherify_goes_on_within_the_lists_of_campaigns(
    points: Voucherify, pulls: Pulls, waits: list[float]
) -> None:
    spring, autumn = points.hold("campaigns", "camp_1"), points.hold("campaigns", "camp_2")
    points.hold("members", "v_1", campaign_id=spring["id"])
    points.hold("members", "v_2", campaign_id=autumn["id"])
    points.work(times=2)
    points.fail(500, times=4)
    with pytest.raises(PullError, match="/v1/loyalties/camp_2/members answered 500"):
        await pulls.run(connection_to(points, "loyalty_cards"))
    assert (await pulls.cursor())["place"] == {"parent": "camp_2"}
    points.asked.clear()
    await pulls.run(connection_to(points, "loyalty_cards"))
    assert [asked.path for asked in points.asked] == ["/v1/loyalties", "/v1/loyalties/camp_2/members"]
    assert (await pulls.cursor())["finished_at"] is not None


async def test_voucherify_without_campaigns_has_no_cards(points: Voucherify, pulls: Pulls) -> None:
    (pulled,) = await pulls.run(connection_to(points, "loyalty_cards"))
    assert (pulled.pages, pulled.records) == (0, 0)
    assert [asked.path for asked in points.asked] == ["/v1/loyalties"]
    assert (await pulls.cursor())["finished_at"] is not None


async def test_rutter_follows_the_cursor(market: Rutter, pulls: Pulls) -> None:
    for _ in range(1001):
        market.add()
    (pulled,) = await pulls.run(connection_to(market))
    assert (pulled.pages, pulled.records, pulled.summary.created) == (3, 1001, 1001)
    assert [query.get("cursor") for query in market.paths(of="/versioned/customers")] == [
        None,
        "cursor-1",
        "cursor-2",
    ]


async def test_rutter_is_asked_for_changes_in_milliseconds(market: Rutter, pulls: Pulls) -> None:
    market.add()
    newest = market.add()
    await pulls.run(connection_to(market))
    (pulled,) = await pulls.run(connection_to(market))
    stamp = int(datetime.fromisoformat(newest["updated_at"]).timestamp() * 1000)
    assert market.paths(of="/versioned/customers")[-1]["updated_at_min"] == str(stamp)
    assert (pulled.records, pulled.summary.unchanged) == (1, 1)


async def test_rutter_begins_again_when_a_cursor_has_run_out(market: Rutter, pulls: Pulls) -> None:
    for _ in range(600):
        market.add()
    market.work()
    market.fail(403)
    (refused,) = await pulls.run(connection_to(market))
    assert refused.problem == "connection 'main' of rutter: /versioned/customers answered 403; expected 200."
    market.cursors.clear()
    (pulled,) = await pulls.run(connection_to(market))
    asked = [query.get("cursor") for query in market.paths(of="/versioned/customers")]
    assert asked == [None, "cursor-1", "cursor-1", None, "cursor-1"]
    assert (pulled.records, pulled.summary.created, pulled.summary.unchanged) == (600, 100, 500)


async def test_rutter_s_customer_groups_become_groups(market: Rutter, pulls_on_both: Pulls) -> None:
    group = market.add("customer_groups", name="Weavers")
    (pulled,) = await pulls_on_both.run(connection_to(market, "customer_groups"))
    assert (pulled.pages, pulled.records, pulled.summary.created) == (1, 1, 1)
    (row,) = await pulls_on_both.rows(CustomerGroup)
    assert (row["name"], row["reference"], row["reference_origin"]) == (
        "Weavers",
        group["platform_id"],
        "shopify",
    )
    market.change(group, name="Dyers")
    (pulled,) = await pulls_on_both.run(connection_to(market, "customer_groups"))
    assert pulled.summary.updated == 1
    assert [row["name"] for row in await pulls_on_both.rows(CustomerGroup)] == ["Dyers"]
    stamp = int(datetime.fromisoformat("2026-03-01T12:00:01Z").timestamp() * 1000)
    assert market.paths(of="/versioned/customer_groups")[-1]["updated_at_min"] == str(stamp)


async def test_rutter_s_shop_is_one_record_that_is_kept(market: Rutter, pulls_on_both: Pulls) -> None:
    """It has no pages and no changes to ask for; each run asks for all of it, and the same changes nothing."""
    connection = connection_to(market, "stores", access_token="access-two")
    (first,) = await pulls_on_both.run(connection)
    (again,) = await pulls_on_both.run(connection)
    assert (first.pages, first.records, first.summary.created) == (1, 1, 1)
    assert (again.pages, again.records, again.summary.unchanged) == (1, 1, 1)
    assert market.paths(of="/versioned/store") == [{"access_token": "access-two"}] * 2
    (kept,) = [row for row in await pulls_on_both.rows(SourceRecord) if row["kind"] == "store"]
    assert (kept["external_id"], kept["connection"], kept["customer_id"]) == ("store-2", "con-2", None)
    assert kept["payload"]["store_name"] == "Looms 2"


async def test_rutter_s_answer_without_a_shop_is_not_understood(market: Rutter, pulls: Pulls) -> None:
    market.answer(b'{"stores": []}')
    with pytest.raises(PullError, match="page 1 of stores is not understood: it has no record at store"):
        await pulls.run(connection_to(market, "stores"))


async def test_rutter_is_asked_for_customers_first_and_for_all_it_has(market: Rutter, pulls: Pulls) -> None:
    connection = replace(connection_to(market), resources=None)
    await pulls.run(connection)
    assert [asked.path.removeprefix("/versioned/") for asked in market.asked] == [
        "customers",
        "orders",
        "subscriptions",
        "customer_groups",
        "store",
    ]


async def test_wiil_is_asked_for_everything_each_time(office: Business, pulls: Pulls) -> None:
    office.most = 2
    added = [office.add() for _ in range(5)]
    (first,) = await pulls.run(connection_to(office))
    office.change(added[0], firstname="Zora")
    (second,) = await pulls.run(connection_to(office))
    assert (first.pages, first.summary.created) == (3, 5)
    assert (second.pages, second.summary.updated, second.summary.unchanged) == (3, 1, 4)
    asked = office.paths(of="/v1/customers")
    assert [query["page"] for query in asked] == ["1", "2", "3"] * 2
    assert asked[0] == {"page": "1", "pageSize": "1000", "sortBy": "createdAt"}

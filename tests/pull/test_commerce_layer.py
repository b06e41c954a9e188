"""Pages of a Commerce Layer shop: all of them, each once, and afterwards only what changed."""

from tests.fakes.commerce_layer import CommerceLayer
from tests.pull.pulls import Pulls, connection_to

CUSTOMERS = "/api/customers"


async def test_every_page_is_fetched_once(shop: CommerceLayer, pulls: Pulls) -> None:
    added = [shop.add() for _ in range(60)]
    (pulled,) = await pulls.run(connection_to(shop))
    assert (pulled.pages, pulled.records, pulled.summary.created) == (3, 60, 60)
    assert pulls.refusals == []
    assert await pulls.emails() == sorted(row["attributes"]["email"] for row in added)
    ids = sorted(row["id"] for row in added)
    asked = shop.paths(of=CUSTOMERS)
    assert [query.get("filter[q][id_gt]") for query in asked] == [None, ids[24], ids[49]]
    assert {(query["page[size]"], query["sort"]) for query in asked} == {("25", "id")}
    assert pulls.advances == [("customers", 1), ("customers", 2), ("customers", 3)]


async def test_a_second_run_asks_for_changes_alone(shop: CommerceLayer, pulls: Pulls) -> None:
    added = [shop.add() for _ in range(30)]
    await pulls.run(connection_to(shop))
    newest = added[-1]["attributes"]["updated_at"]
    shop.change(added[3], email="nia.changed@shop.example")
    shop.add(email="nia.new@shop.example")
    shop.asked.clear()
    (pulled,) = await pulls.run(connection_to(shop))
    (asked,) = shop.paths(of=CUSTOMERS)
    assert asked["filter[q][updated_at_gteq]"] == newest
    summary = pulled.summary
    assert (pulled.records, summary.created, summary.updated, summary.unchanged) == (3, 1, 1, 1)
    emails = await pulls.emails()
    assert len(emails) == 31
    assert {"nia.changed@shop.example", "nia.new@shop.example"} < set(emails)


async def test_a_record_that_is_deleted_between_pages_hides_no_other(
    shop: CommerceLayer, pulls: Pulls
) -> None:
    """Numbered pages would move up by one, and the first record of the second page would be skipped."""
    added = sorted((shop.add() for _ in range(30)), key=lambda row: str(row["id"]))
    advance = pulls.advances

    class Deleting(list[tuple[str, int]]):
        def append(self, what: tuple[str, int]) -> None:
            super().append(what)
            if what == ("customers", 1):
                shop.remove(added[0])

    pulls.advances = Deleting(advance)
    (pulled,) = await pulls.run(connection_to(shop))
    assert pulled.records == 30
    assert len(await pulls.emails()) == 30


async def test_a_full_run_asks_for_everything_again(shop: CommerceLayer, pulls: Pulls) -> None:
    for _ in range(3):
        shop.add()
    await pulls.run(connection_to(shop))
    (pulled,) = await pulls.run(connection_to(shop), is_full=True)
    assert "filter[q][updated_at_gteq]" not in shop.paths(of=CUSTOMERS)[-1]
    assert (pulled.records, pulled.summary.unchanged) == (3, 3)


async def test_a_token_that_ran_out_is_renewed(shop: CommerceLayer, pulls: Pulls) -> None:
    for _ in range(30):
        shop.add()

    class Forgetting(list[tuple[str, int]]):
        def append(self, what: tuple[str, int]) -> None:
            super().append(what)
            if what == ("customers", 1):
                shop.forget_tokens()

    pulls.advances = Forgetting()
    (pulled,) = await pulls.run(connection_to(shop))
    assert pulled.records == 30
    assert [asked.path for asked in shop.asked].count("/oauth/token") == 2


async def test_resources_come_in_their_order_with_what_belongs_to_them(
    shop: CommerceLayer, pulls: Pulls
) -> None:
    names = (
        "customers",
        "customer_addresses",
        "customer_payment_sources",
        "customer_subscriptions",
        "orders",
        "order_subscriptions",
        "returns",
        "sku_lists",
    )
    pulled = await pulls.run(connection_to(shop, *names))
    assert tuple(each.resource for each in pulled) == names
    paths = [asked.path for asked in shop.asked]
    assert paths == ["/oauth/token", *(f"/api/{name}" for name in names)]
    assert shop.paths(of="/api/orders")[0]["include"] == (
        "customer,market,line_items,shipping_address,billing_address,tags"
    )
    assert shop.paths(of="/api/returns")[0]["include"] == "customer,order,stock_location,return_line_items"

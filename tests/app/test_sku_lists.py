"""Wish lists and other lists of articles."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from gateway.domain.customers.model import SkuListItem
from gateway.domain.customers.operations.sku_lists import slug_of
from gateway.view import table_of
from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer
from tests.databases import connected

SHOWN = "skuList { id version }"
ITEM = "skuListItem { id version position }"


def make(gateway: Gateway, **given: Any) -> str:
    payload = gateway.act("skuListCreate", SHOWN, **{"name": "Birthday", **given})
    assert payload["userErrors"] == []
    identifier: str = payload["skuList"]["id"]
    return identifier


def add(gateway: Gateway, wish_list: str, sku: str, **given: Any) -> str:
    payload = gateway.act("skuListItemAdd", ITEM, skuListId=wish_list, sku=sku, **given)
    assert payload["userErrors"] == []
    identifier: str = payload["skuListItem"]["id"]
    return identifier


def articles(gateway: Gateway, wish_list: str) -> list[tuple[int, str, int]]:
    """Position, SKU and version of what is on a list, in its order."""
    query = """
        query($id: ID!) {
          node(id: $id) { ... on SkuList { items(first: 50) { nodes { position sku version } } } }
        }
    """
    nodes = gateway.ask(query, id=wish_list)["node"]["items"]["nodes"]
    return [(node["position"], node["sku"], node["version"]) for node in nodes]


def _place(shop: Shop, item: str, position: int | None) -> None:
    """Puts an article where an import may have left it."""
    table = table_of(SkuListItem)
    left = update(table).where(table.c.id == item).values(position=position)
    connected(shop.settings.database_url, lambda connection: connection.execute(left).rowcount)


def lists(gateway: Gateway, customer: str) -> list[tuple[str, int]]:
    query = "query($id: ID!) { customer(id: $id) { skuLists { nodes { name version } } } }"
    nodes = gateway.ask(query, id=customer)["customer"]["skuLists"]["nodes"]
    return [(node["name"], node["version"]) for node in nodes]


def test_a_list_is_shown_as_it_was_given_and_leaves_an_event(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    given = {
        "name": "For Ada & Grace",
        "description": "Surprises.",
        "imageUrl": "https://shop.example.com/lists/ada.jpg",
        "manual": True,
        "reference": "L-1",
        "referenceOrigin": "web_shop",
        "metadata": {"shared": False},
    }
    shown = "skuList { id version slug customerId " + " ".join(given) + " }"
    payload = shop.staff.act("skuListCreate", shown, customerId=customer, **given)
    wish_list = payload["skuList"].pop("id")
    assert payload == {
        "skuList": {**given, "version": 1, "slug": "for-ada-grace", "customerId": customer},
        "userErrors": [],
    }
    changes = {name: {"from": None, "to": value} for name, value in given.items()}
    assert shop.history(wish_list) == [
        ("sku_list.created", 1, {**changes, "slug": {"from": None, "to": "for-ada-grace"}})
    ]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Birthday 2026", "birthday-2026"),
        ("  Für Zoë — Straße_7 ", "fur-zoe-strasse-7"),
        ("Желания", "желания"),
        ("✨", "list"),
    ],
)
def test_a_slug_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_slug_stays_when_the_name_changes_and_null_makes_it_anew(shop: Shop) -> None:
    wish_list = make(shop.staff)
    shown = "skuList { version name slug manual }"
    renamed = shop.staff.act("skuListUpdate", shown, id=wish_list, name="New flat")
    assert renamed["skuList"] == {"version": 2, "name": "New flat", "slug": "birthday", "manual": True}
    again = shop.staff.act("skuListUpdate", shown, id=wish_list, slug=None)
    assert again["skuList"] == {"version": 3, "name": "New flat", "slug": "new-flat", "manual": True}
    assert shop.history(wish_list)[-1] == (
        "sku_list.updated",
        3,
        {"slug": {"from": "birthday", "to": "new-flat"}},
    )


def test_articles_are_put_at_the_end_or_where_they_are_told(shop: Shop) -> None:
    wish_list = make(shop.staff)
    tea = add(shop.staff, wish_list, "TEA")
    add(shop.staff, wish_list, "CUP", quantity=4)
    pot = add(shop.staff, wish_list, "POT", position=1)
    assert articles(shop.staff, wish_list) == [(1, "POT", 1), (2, "TEA", 2), (3, "CUP", 2)]
    assert shop.history(tea)[1:] == [("sku_list_item.updated", 2, {"position": {"from": 1, "to": 2}})]
    assert shop.history(pot) == [
        (
            "sku_list_item.created",
            1,
            {
                "sku": {"from": None, "to": "POT"},
                "quantity": {"from": None, "to": 1},
                "position": {"from": None, "to": 1},
                "skuListId": {"from": None, "to": wish_list},
            },
        )
    ]


def test_an_article_moves_and_the_others_make_room(shop: Shop) -> None:
    wish_list = make(shop.staff)
    items = {sku: add(shop.staff, wish_list, sku) for sku in "ABCD"}
    moved = shop.staff.act("skuListItemUpdate", ITEM, id=items["D"], position=2)
    assert moved["skuListItem"] == {"id": items["D"], "version": 2, "position": 2}
    assert articles(shop.staff, wish_list) == [(1, "A", 1), (2, "D", 2), (3, "B", 2), (4, "C", 2)]
    shop.staff.act("skuListItemUpdate", ITEM, id=items["A"], position=None, quantity=3)
    assert articles(shop.staff, wish_list) == [(1, "D", 3), (2, "B", 3), (3, "C", 3), (4, "A", 2)]
    assert shop.history(items["A"])[1:] == [
        (
            "sku_list_item.updated",
            2,
            {"position": {"from": 1, "to": 4}, "quantity": {"from": 1, "to": 3}},
        )
    ]


def test_articles_behind_one_that_goes_move_up(shop: Shop) -> None:
    wish_list = make(shop.staff)
    items = {sku: add(shop.staff, wish_list, sku) for sku in "ABC"}
    shown = "removedSkuListItemId skuList { items { totalCount } }"
    assert shop.staff.act("skuListItemRemove", shown, id=items["A"]) == {
        "removedSkuListItemId": items["A"],
        "skuList": {"items": {"totalCount": 2}},
        "userErrors": [],
    }
    assert articles(shop.staff, wish_list) == [(1, "B", 2), (2, "C", 2)]
    assert shop.history(items["A"])[-1][:2] == ("sku_list_item.deleted", 1)


def test_places_that_came_with_holes_are_closed(shop: Shop) -> None:
    wish_list = make(shop.staff)
    items = [add(shop.staff, wish_list, sku) for sku in "ABC"]
    for item, position in zip(items, (10, None, 4), strict=True):
        _place(shop, item, position)
    add(shop.staff, wish_list, "D", position=2)
    assert articles(shop.staff, wish_list) == [(1, "C", 2), (2, "D", 1), (3, "A", 2), (4, "B", 2)]
    assert shop.history(items[1])[-1] == (
        "sku_list_item.updated",
        2,
        {"position": {"from": None, "to": 4}},
    )


def test_articles_that_come_at_once_have_places_without_holes(gateway: Gateway) -> None:
    wish_list = make(gateway)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: add(gateway, wish_list, f"{number}", position=1), range(6)))
    assert [position for position, *_ in articles(gateway, wish_list)] == [1, 2, 3, 4, 5, 6]


def test_bad_articles_are_refused_and_change_nothing(gateway: Gateway) -> None:
    wish_list = make(gateway)
    item = add(gateway, wish_list, "TEA")
    bad = gateway.act("skuListItemAdd", ITEM, skuListId=wish_list, sku="", quantity=0, position=0)
    assert sorted(errors(bad)) == [("position", "INVALID"), ("quantity", "INVALID"), ("sku", "REQUIRED")]
    far = gateway.act("skuListItemAdd", ITEM, skuListId=wish_list, sku="CUP", position=3)
    assert errors(far) == [("position", "INVALID")]
    moved = gateway.act("skuListItemUpdate", ITEM, id=item, position=2)
    assert errors(moved) == [("position", "INVALID")]
    missing = gateway.act("skuListItemAdd", ITEM, skuListId="skl_01h00000000000000000000000", sku="CUP")
    assert errors(missing) == [("skuListId", "NOT_FOUND")]
    late = gateway.act("skuListItemUpdate", ITEM, id=item, quantity=2, expectedVersion=2)
    assert errors(late) == [("expectedVersion", "CONFLICT")]
    assert articles(gateway, wish_list) == [(1, "TEA", 1)]


def test_only_manual_lists_take_articles(gateway: Gateway) -> None:
    bare = gateway.act("skuListCreate", SHOWN, name="Teas", manual=False)
    assert errors(bare) == [("skuCodeRegex", "REQUIRED")]
    broken = gateway.act("skuListCreate", SHOWN, name="Teas", manual=False, skuCodeRegex="(TEA")
    assert errors(broken) == [("skuCodeRegex", "INVALID")]
    teas = make(gateway, name="Teas", manual=False, skuCodeRegex="^TEA")
    refused = gateway.act("skuListItemAdd", ITEM, skuListId=teas, sku="TEA")
    assert errors(refused) == [("skuListId", "INVALID")]
    assert articles(gateway, teas) == []
    manual = make(gateway)
    add(gateway, manual, "TEA")
    switched = gateway.act("skuListUpdate", SHOWN, id=manual, manual=False, skuCodeRegex="^TEA")
    assert errors(switched) == [("manual", "CONFLICT")]
    assert articles(gateway, manual) == [(1, "TEA", 1)]


def test_bad_lists_and_passed_versions_change_nothing(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    wish_list = make(gateway, customerId=customer)
    bad = gateway.act("skuListCreate", SHOWN, name="", slug="For Ada", imageUrl="ada.jpg", metadata=1)
    assert sorted(errors(bad)) == [
        ("imageUrl", "INVALID"),
        ("metadata", "INVALID"),
        ("name", "REQUIRED"),
        ("slug", "INVALID"),
    ]
    gateway.act("skuListUpdate", SHOWN, id=wish_list, description="Surprises.")
    for name, told in (("skuListUpdate", {"name": "Other"}), ("skuListDelete", {})):
        late = gateway.act(name, "__typename", id=wish_list, expectedVersion=1, **told)
        assert errors(late) == [("expectedVersion", "CONFLICT")]
    assert lists(gateway, customer) == [("Birthday", 2)]


def test_a_deleted_list_goes_with_its_articles(shop: Shop) -> None:
    wish_list = make(shop.staff)
    item = add(shop.staff, wish_list, "TEA")
    payload = shop.staff.act("skuListDelete", "deletedSkuListId", id=wish_list)
    assert payload == {"deletedSkuListId": wish_list, "userErrors": []}
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert shop.staff.ask(query, ids=[wish_list, item]) == {"nodes": [None, None]}
    assert shop.history(wish_list)[-1][:2] == ("sku_list.deleted", 1)


def test_a_customer_keeps_its_own_lists(shop: Shop) -> None:
    ada = make_customer(shop.staff)
    me = shop.customer(ada)
    wish_list = make(me, name="Mine")
    item = add(me, wish_list, "TEA")
    assert me.act("skuListItemUpdate", ITEM, id=item, quantity=2)["userErrors"] == []
    assert me.act("skuListUpdate", SHOWN, id=wish_list, name="Still mine")["userErrors"] == []
    assert lists(shop.staff, ada) == [("Still mine", 2)]
    assert articles(me, wish_list) == [(1, "TEA", 2)]
    assert me.act("skuListItemRemove", "__typename", id=item)["userErrors"] == []
    assert me.act("skuListDelete", "__typename", id=wish_list)["userErrors"] == []
    assert lists(shop.staff, ada) == []


def test_lists_of_others_and_of_nobody_are_not_there(shop: Shop) -> None:
    ada, grace = make_customer(shop.staff), make_customer(shop.staff)
    hers, nobodys = make(shop.staff, customerId=ada), make(shop.staff, name="Season")
    item = add(shop.staff, hers, "TEA")
    other = shop.customer(grace)
    before = shop.count_events()
    created = other.act("skuListCreate", SHOWN, name="Hers", customerId=ada)
    assert errors(created) == [("customerId", "NOT_FOUND")]
    for wish_list in (hers, nobodys):
        for name in ("skuListUpdate", "skuListDelete"):
            assert errors(other.act(name, "__typename", id=wish_list)) == [("id", "NOT_FOUND")]
        added = other.act("skuListItemAdd", ITEM, skuListId=wish_list, sku="CUP")
        assert errors(added) == [("skuListId", "NOT_FOUND")]
    for name in ("skuListItemUpdate", "skuListItemRemove"):
        assert errors(other.act(name, "__typename", id=item)) == [("id", "NOT_FOUND")]
    assert lists(shop.staff, ada) == [("Birthday", 1)]
    assert articles(shop.staff, hers) == [(1, "TEA", 1)]
    assert shop.count_events() == before


def test_how_a_list_fills_itself_is_for_staff(shop: Shop) -> None:
    ada = make_customer(shop.staff)
    told = {"manual": False, "skuCodeRegex": ".*", "reference": "L-1"}
    payload = shop.customer(ada).act("skuListCreate", SHOWN, name="All", **told)
    assert sorted(errors(payload)) == [
        ("manual", "FORBIDDEN"),
        ("reference", "FORBIDDEN"),
        ("skuCodeRegex", "FORBIDDEN"),
    ]
    assert lists(shop.staff, ada) == []

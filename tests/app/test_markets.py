"""Markets and stock locations: made, changed, closed and taken away."""

from typing import Any

from gateway.domain.customers.model import CustomerGroup
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.ordering import codes, done, order, place
from tests.databases import connected
from tests.rows import row, store

SHOWN = "market { id version name code private disabledAt checkoutUrl customerGroup { name } }"
LOCATION = "stockLocation { id version name code labelFormat suppressEtd }"


def market(gateway: Gateway, **given: Any) -> Any:
    return done(gateway.act("marketCreate", SHOWN, **{"name": "Europe", **given}), "market")


def group(settings: Settings) -> str:
    made = row(CustomerGroup, name="Friends")
    connected(settings.database_url, lambda connection: store(connection, CustomerGroup, made))
    return str(made["id"])


def test_a_market_is_made_and_changed(gateway: Gateway) -> None:
    made = market(gateway, code="eu", checkoutUrl="https://shop.example.com/checkout")
    assert made == {
        "id": made["id"],
        "version": 1,
        "name": "Europe",
        "code": "eu",
        "private": False,
        "disabledAt": None,
        "checkoutUrl": "https://shop.example.com/checkout",
        "customerGroup": None,
    }
    changed = done(gateway.act("marketUpdate", SHOWN, id=made["id"], name="EU", checkoutUrl=None), "market")
    assert changed == {**made, "version": 2, "name": "EU", "checkoutUrl": None}


def test_a_group_makes_a_market_private(gateway: Gateway, settings: Settings) -> None:
    made = market(gateway, customerGroupId=group(settings))
    assert (made["private"], made["customerGroup"]) == (True, {"name": "Friends"})
    opened = done(gateway.act("marketUpdate", SHOWN, id=made["id"], customerGroupId=None), "market")
    assert (opened["private"], opened["customerGroup"]) == (False, None)


def test_a_market_is_closed_and_opened_again(gateway: Gateway) -> None:
    made = market(gateway)
    closed = done(
        gateway.act("marketDisable", "market { version disabledAt updatedAt }", id=made["id"]), "market"
    )
    assert (closed["version"], closed["disabledAt"]) == (2, closed["updatedAt"])
    again = done(gateway.act("marketDisable", "market { version disabledAt }", id=made["id"]), "market")
    assert again == {"version": 2, "disabledAt": closed["disabledAt"]}
    opened = done(gateway.act("marketEnable", "market { version disabledAt }", id=made["id"]), "market")
    assert opened == {"version": 3, "disabledAt": None}


def test_a_market_in_which_something_was_sold_stays(gateway: Gateway) -> None:
    used, unused = market(gateway), market(gateway)
    order(gateway, marketId=used["id"])
    refused = gateway.act("marketDelete", "deletedMarketId", id=used["id"])
    assert refused["userErrors"] == [
        {
            "message": "The market has 1 order; one that was used cannot be deleted.",
            "field": ["input", "id"],
            "code": "CONFLICT",
        }
    ]
    deleted = gateway.act("marketDelete", "deletedMarketId", id=unused["id"])
    assert deleted == {"deletedMarketId": unused["id"], "userErrors": []}
    assert gateway.ask("{ markets { nodes { id } } }") == {"markets": {"nodes": [{"id": used["id"]}]}}


def test_bad_values_of_a_market_are_refused(gateway: Gateway) -> None:
    payload = gateway.act(
        "marketCreate",
        SHOWN,
        name="",
        code="x" * 256,
        checkoutUrl="javascript:alert(1)",
        metadata=[1],
    )
    assert codes(payload) == [
        ("input.checkoutUrl", "INVALID"),
        ("input.code", "TOO_LONG"),
        ("input.metadata", "INVALID"),
        ("input.name", "REQUIRED"),
    ]
    missing = gateway.act(
        "marketCreate", SHOWN, name="Europe", customerGroupId="cgr_01h00000000000000000000000"
    )
    assert codes(missing) == [("input.customerGroupId", "NOT_FOUND")]
    assert gateway.ask("{ markets { totalCount } }") == {"markets": {"totalCount": 0}}


def test_a_stock_location_is_made_changed_and_deleted(gateway: Gateway) -> None:
    made = done(gateway.act("stockLocationCreate", LOCATION, name="Leeds", code="lds"), "stockLocation")
    assert made == {
        "id": made["id"],
        "version": 1,
        "name": "Leeds",
        "code": "lds",
        "labelFormat": None,
        "suppressEtd": False,
    }
    changed = gateway.act("stockLocationUpdate", LOCATION, id=made["id"], labelFormat="PDF", code=None)
    assert done(changed, "stockLocation") == {**made, "version": 2, "labelFormat": "PDF", "code": None}
    stale = gateway.act("stockLocationDelete", "deletedStockLocationId", id=made["id"], expectedVersion=1)
    assert codes(stale) == [("input.expectedVersion", "CONFLICT")]
    deleted = gateway.act("stockLocationDelete", "deletedStockLocationId", id=made["id"])
    assert deleted == {"deletedStockLocationId": made["id"], "userErrors": []}
    assert gateway.ask("{ stockLocations { totalCount } }") == {"stockLocations": {"totalCount": 0}}


def test_a_stock_location_to_which_something_was_returned_stays(gateway: Gateway) -> None:
    made = done(gateway.act("stockLocationCreate", LOCATION, name="Leeds"), "stockLocation")
    bought = order(gateway, shown="order { id lines { nodes { id } } }")
    place(gateway, bought["id"])
    lines = [{"orderLineId": bought["lines"]["nodes"][0]["id"]}]
    payload = gateway.act(
        "returnCreate", "orderReturn { id }", orderId=bought["id"], lines=lines, stockLocationId=made["id"]
    )
    done(payload, "orderReturn")
    refused = gateway.act("stockLocationDelete", "deletedStockLocationId", id=made["id"])
    assert codes(refused) == [("input.id", "CONFLICT")]

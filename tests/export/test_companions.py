"""What belongs to customers is given back as it came, with what was changed here and nothing else."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gateway.columns import format_instant
from gateway.domain.bookings.model import Appointment, BookingStatus, Reservation
from gateway.domain.bookings.operations import APPOINTMENTS, RESERVATIONS, move_booking, update_booking
from gateway.domain.customers.model import (
    Attachment,
    Channel,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSubscription,
    SkuList,
    SkuListItem,
)
from gateway.domain.customers.operations.addresses import delete_address, update_address
from gateway.domain.customers.operations.attachments import update_attachment
from gateway.domain.customers.operations.channels import update_channel
from gateway.domain.customers.operations.groups import update_group
from gateway.domain.customers.operations.newsletter import delete_subscription
from gateway.domain.customers.operations.sku_list_items import update_item as update_wish
from gateway.domain.customers.operations.sku_lists import update_list
from gateway.domain.customers.operations.wallet import update_payment_source
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.loyalty.operations.cards import update_card
from gateway.domain.loyalty.operations.points import ADD, REDEEM, REMOVE, change_points
from gateway.domain.orders.model import (
    FulfillmentStatus,
    Market,
    Order,
    OrderLine,
    OrderStatus,
    OrderSubscription,
    OrderSubscriptionItem,
    PaymentStatus,
    Return,
    ReturnStatus,
    StockLocation,
)
from gateway.domain.orders.operations.lines import add_line, remove_line, update_line
from gateway.domain.orders.operations.markets import update_market, update_stock_location
from gateway.domain.orders.operations.orders import update_order
from gateway.domain.orders.operations.progress import move_order, set_fulfillment_status, set_payment_status
from gateway.domain.orders.operations.returns import move_return
from gateway.domain.orders.operations.subscription_items import update_item
from gateway.domain.orders.operations.subscriptions import cancel_subscription, update_subscription
from gateway.entity import Entity
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.sources.exporting import Wanted, export_documents
from tests.export.exports import differing, exported
from tests.export.test_round_trip import STAFF
from tests.sources import documents_business as office
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as connector
from tests.sources import documents_voucherify as club
from tests.sources.documents import (
    Document,
    business_customer,
    commerce_layer_customer,
    link,
    resource,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.imports import Imports, Row

UNUSED = Settings(database_url="sqlite:///unused.db")
OWNER = {"customer": shop.to_one("customers", shop.CUSTOMER_ID)}


async def change(
    imports: Imports, entity: type[Entity], act: Callable[[Act, str], Any], place: int = 0
) -> Row:
    """Lets staff do something with a row; the row as it is then."""
    key = (await imports.rows(entity))[place]["id"]
    await imports.database.write(lambda transaction: act(Act(transaction, STAFF, UNUSED, "req_1"), key))
    return next((row for row in await imports.rows(entity) if row["id"] == key), {})


async def differences(
    imports: Imports, directory: Path, system: str, kind: str, document: Document
) -> dict[str, Any]:
    """Where the only record of a kind differs from what was imported."""
    (line,) = await exported(imports.database, system, directory, kind=kind)
    return dict(differing(document, json.loads(line)))


# ── Commerce Layer


async def shop_orders(imports: Imports, **attributes: Any) -> Document:
    document = shop.order(**attributes)
    await imports.take("commerce_layer", commerce_layer_customer(), document, line())
    assert imports.refusals == []
    return document


def line(**attributes: Any) -> Document:
    """A line of the order: two of 42.00 less 8.40."""
    ordered = {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}}
    return shop.line(total_amount_cents=7560, total_amount_float=75.6, **attributes) | ordered


async def test_an_order_that_was_cancelled_here(imports: Imports, tmp_path: Path) -> None:
    document = await shop_orders(imports)
    row = await change(
        imports, Order, lambda act, key: move_order(act, key, OrderStatus.CANCELLED, None, path=("input",))
    )
    assert await differences(imports, tmp_path, "commerce_layer", "orders", document) == {
        "attributes.status": "cancelled",
        "attributes.cancelled_at": format_instant(row["cancelled_at"]),
    }


async def test_where_payment_and_delivery_of_an_order_stand(imports: Imports, tmp_path: Path) -> None:
    document = await shop_orders(imports, payment_status="AUTHORIZED")

    def act_on(act: Act, key: str) -> None:
        set_payment_status(act, key, PaymentStatus.PARTIALLY_PAID, None)
        set_fulfillment_status(act, key, FulfillmentStatus.FULFILLED, None)

    await change(imports, Order, act_on)
    assert await differences(imports, tmp_path, "commerce_layer", "orders", document) == {
        # As the word was spelled that stood there.
        "attributes.payment_status": "PARTIALLY_PAID",
        "attributes.fulfillment_status": "fulfilled",
    }


async def test_an_amount_is_written_in_cents_and_beside_them(imports: Imports, tmp_path: Path) -> None:
    document = await shop_orders(imports, status="pending", placed_at=None)
    given = {"shipping": "7.25", "coupon_code": None}
    await change(imports, Order, lambda act, key: update_order(act, key, given, None))
    # 84.00 − 8.40 + 7.25 − 5.00 − 0.10, and taxes are in the prices.
    assert await differences(imports, tmp_path, "commerce_layer", "orders", document) == {
        "attributes.shipping_amount_cents": 725,
        "attributes.shipping_amount_float": 7.25,
        "attributes.total_amount_cents": 7775,
        "attributes.total_amount_float": 77.75,
        "attributes.coupon_code": None,
    }


async def test_a_total_that_is_told_with_taxes(imports: Imports, tmp_path: Path) -> None:
    """Without taxes in its prices the sum of both is the total."""
    document = await shop_orders(
        imports,
        status="pending",
        placed_at=None,
        tax_included=False,
        total_amount_with_taxes_cents=9017,
    )
    await change(imports, Order, lambda act, key: update_order(act, key, {"shipping": "7.25"}, None))
    assert await differences(imports, tmp_path, "commerce_layer", "orders", document) == {
        "attributes.shipping_amount_cents": 725,
        "attributes.shipping_amount_float": 7.25,
        "attributes.total_amount_with_taxes_cents": 9092,
    }


async def test_cents_of_a_currency_that_the_shop_counts_otherwise(imports: Imports, tmp_path: Path) -> None:
    """One cent is a forint, of which ours have hundredths."""
    document = await shop_orders(
        imports,
        status="pending",
        placed_at=None,
        currency_code="HUF",
        **shop.triplet("total", 7700, 7700.0),
    )
    await change(imports, Order, lambda act, key: update_order(act, key, {"adjustment": "900000"}, None))
    found = await differences(imports, tmp_path, "commerce_layer", "orders", document)
    assert found["attributes.adjustment_amount_cents"] == 900000
    assert found["attributes.adjustment_amount_float"] == 900000.0


async def test_addresses_of_an_order_are_documents_of_their_own(imports: Imports, tmp_path: Path) -> None:
    answer = shop.whole_order(status="pending", placed_at=None)
    await imports.take("commerce_layer", commerce_layer_customer(), answer)
    given = {"shipping_address": {"city": "Köln", "country": "NL", "country_code": "NL"}}
    await change(imports, Order, lambda act, key: update_order(act, key, given, None))
    lines = await exported(imports.database, "commerce_layer", tmp_path, kind="addresses")
    found = {each["id"]: each for each in map(json.loads, lines)}
    before = {each["id"]: each for each in answer["included"]}
    assert dict(differing(before["aDdReSsAbC"], found["aDdReSsAbC"])) == {
        "attributes.city": "Köln",
        "attributes.country_code": "NL",
    }
    assert found["bIlLiNgAbC"] == before["bIlLiNgAbC"]


async def book_entry(imports: Imports) -> None:
    entry = resource(
        "customer_addresses", "eNtRyAbCdE", OWNER | {"address": shop.to_one("addresses", "aDdReSsAbC")}
    )
    answer = {"data": entry, "included": [shop.address()]}
    await imports.take("commerce_layer", commerce_layer_customer(), answer)
    assert imports.refusals == []


async def test_an_address_of_the_book(imports: Imports, tmp_path: Path) -> None:
    await book_entry(imports)
    values = {"city": "Köln", "business": True, "company": "Okafor Looms"}
    await change(imports, CustomerAddress, lambda act, key: update_address(act, key, values, None))
    assert await differences(imports, tmp_path, "commerce_layer", "addresses", shop.address()) == {
        "attributes.city": "Köln",
        "attributes.business": True,
        "attributes.company": "Okafor Looms",
    }


async def test_an_address_that_was_changed_stays_so_when_its_record_comes_again(
    imports: Imports, tmp_path: Path
) -> None:
    await book_entry(imports)
    await change(imports, CustomerAddress, lambda act, key: update_address(act, key, {"city": "Köln"}, None))
    later = shop.address(zip_code="50667", updated_at="2030-01-01T00:00:00.000Z")
    entry = resource(
        "customer_addresses",
        "eNtRyAbCdE",
        OWNER | {"address": shop.to_one("addresses", "aDdReSsAbC")},
        updated_at="2030-01-01T00:00:00.000Z",
    )
    await imports.take("commerce_layer", {"data": entry, "included": [later]})
    found = await differences(imports, tmp_path, "commerce_layer", "addresses", later)
    assert found == {"attributes.city": "Köln"}


async def test_what_was_deleted_here_is_left_out(imports: Imports, tmp_path: Path) -> None:
    await book_entry(imports)
    letters = [
        resource("customer_subscriptions", name, OWNER, customer_email="m@shop.example", reference=name)
        for name in ("nEwSaBcDeF", "oFfErSaBcD")
    ]
    await imports.take("commerce_layer", *letters)
    await change(imports, CustomerSubscription, lambda act, key: delete_subscription(act, key, None))
    await change(imports, CustomerAddress, lambda act, key: delete_address(act, key, None))
    (left,) = await exported(imports.database, "commerce_layer", tmp_path, kind="customer_subscriptions")
    assert json.loads(left) == letters[1]
    assert await exported(imports.database, "commerce_layer", tmp_path, kind="customer_addresses") == []


Case = tuple[str, list[Document], type[Entity], Callable[[Act, str], Any], dict[str, Any]]
SHOP: list[Case] = [
    (
        "customer_groups",
        [resource("customer_groups", "gRoUpAbCdE", name="Weavers", code="WV")],
        CustomerGroup,
        lambda act, key: update_group(act, key, {"name": "Spinners"}, None),
        {"attributes.name": "Spinners"},
    ),
    (
        "markets",
        [shop.market(shared_secret=None)],
        Market,
        lambda act, key: update_market(act, key, {"name": "Union", "checkout_url": None}, None),
        {"attributes.name": "Union", "attributes.checkout_url": None},
    ),
    (
        "stock_locations",
        [shop.stock_location()],
        StockLocation,
        lambda act, key: update_stock_location(act, key, {"suppress_etd": False}, None),
        {"attributes.suppress_etd": False},
    ),
    (
        "customer_payment_sources",
        [
            resource(
                "customer_payment_sources", "wAlLeTaBcD", OWNER, name="XXXX-1111", metadata={"a": 1, "b": 2}
            )
        ],
        CustomerPaymentSource,
        lambda act, key: update_payment_source(act, key, {"metadata": {"a": 1, "b": 3}}, None),
        {"attributes.metadata.b": 3},
    ),
    (
        "sku_lists",
        [resource("sku_lists", "lIsTaBcDeF", OWNER, name="Later", slug="later", manual=True)],
        SkuList,
        lambda act, key: update_list(act, key, {"description": "In May"}, None),
        {"attributes.description": "In May"},
    ),
    (
        "sku_list_items",
        [
            resource("sku_lists", "lIsTaBcDeF", OWNER, name="Later", slug="later", manual=True),
            resource(
                "sku_list_items",
                "wIsHaBcDeF",
                {"sku_list": shop.to_one("sku_lists", "lIsTaBcDeF")},
                sku_code="A-1",
                quantity=2,
                position=1,
            ),
        ],
        SkuListItem,
        lambda act, key: update_wish(act, key, {"quantity": 5}, None),
        {"attributes.quantity": 5},
    ),
    (
        "attachments",
        [
            resource(
                "attachments",
                "aTtAcHaBcD",
                {"attachable": {"data": link("customers", shop.CUSTOMER_ID)}},
                name="Note",
            )
        ],
        Attachment,
        lambda act, key: update_attachment(act, key, {"name": "Letter"}, None),
        {"attributes.name": "Letter"},
    ),
    (
        "order_subscriptions",
        [shop.recurring(status="inactive")],
        OrderSubscription,
        lambda act, key: update_subscription(act, key, {"frequency": "weekly"}, None),
        {"attributes.frequency": "weekly"},
    ),
    (
        "order_subscription_items",
        [
            shop.recurring(),
            shop.recurring_item()
            | {"relationships": {"order_subscription": shop.to_one("order_subscriptions", "rEcUrAbCdE")}},
        ],
        OrderSubscriptionItem,
        lambda act, key: update_item(act, key, {"quantity": 4}, None),
        {"attributes.quantity": 4, "attributes.total_amount_cents": 2800},
    ),
]


@pytest.mark.parametrize(
    ("kind", "documents", "entity", "act", "expected"), SHOP, ids=[case[0] for case in SHOP]
)
async def test_a_resource_of_the_shop(
    imports: Imports,
    tmp_path: Path,
    kind: str,
    documents: list[Document],
    entity: type[Entity],
    act: Callable[[Act, str], Any],
    expected: dict[str, Any],
) -> None:
    await imports.take("commerce_layer", commerce_layer_customer(), *documents)
    assert imports.refusals == []
    assert await differences(imports, tmp_path, "commerce_layer", kind, documents[-1]) == {}
    await change(imports, entity, act)
    assert await differences(imports, tmp_path, "commerce_layer", kind, documents[-1]) == expected


async def test_a_return_that_went_on(imports: Imports, tmp_path: Path) -> None:
    document = shop.returned()
    await imports.take("commerce_layer", commerce_layer_customer(), shop.order(), document)
    row = await change(imports, Return, lambda act, key: move_return(act, key, ReturnStatus.REFUNDED, None))
    assert await differences(imports, tmp_path, "commerce_layer", "returns", document) == {
        "attributes.status": "refunded",
        "attributes.refunded_at": format_instant(row["refunded_at"]),
    }


async def test_a_recurring_order_that_was_cancelled(imports: Imports, tmp_path: Path) -> None:
    document = shop.recurring()
    await imports.take("commerce_layer", commerce_layer_customer(), document)
    await change(imports, OrderSubscription, lambda act, key: cancel_subscription(act, key, None))
    assert await differences(imports, tmp_path, "commerce_layer", "order_subscriptions", document) == {
        "attributes.status": "cancelled",
        "attributes.next_run_at": None,
    }


async def test_another_market_is_named_as_the_shop_names_it(imports: Imports, tmp_path: Path) -> None:
    linked = {"market": shop.to_one("markets", "mArKeTaBcD")}
    document = shop.order(linked, status="pending", placed_at=None)
    await imports.take(
        "commerce_layer",
        commerce_layer_customer(),
        shop.market(),
        shop.market("oThErMaRkE", number=13, code="UK"),
        document,
        line(),
    )
    other = next(row["id"] for row in await imports.rows(Market) if row["code"] == "UK")
    await change(imports, Order, lambda act, key: update_order(act, key, {"market_id": other}, None))
    found = await differences(imports, tmp_path, "commerce_layer", "orders", document)
    assert found["relationships.market.data.id"] == "oThErMaRkE"
    assert {path for path in found if not path.startswith("attributes.total_amount")} == {
        "relationships.market.data.id"
    }


# ── Voucherify


async def club_card(imports: Imports, document: Document) -> None:
    await imports.take("voucherify", voucherify_customer(), club.campaign(), document)
    assert imports.refusals == []


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (ADD, {"loyalty_card.points": 450, "loyalty_card.balance": 300}),
        (REMOVE, {"loyalty_card.subtracted_points": 70, "loyalty_card.balance": 200}),
        (REDEEM, {"redemption.redeemed_points": 120, "loyalty_card.balance": 200}),
    ],
    ids=["add", "remove", "redeem"],
)
async def test_points_of_a_card(imports: Imports, tmp_path: Path, act: Any, expected: dict[str, Any]) -> None:
    await club_card(imports, club.card())
    await change(imports, LoyaltyCard, lambda acting, key: change_points(acting, act, key, 50, {}, None))
    assert await differences(imports, tmp_path, "voucherify", "loyalty_card", club.card()) == expected


async def test_a_card_that_has_another_code(imports: Imports, tmp_path: Path) -> None:
    await club_card(imports, club.card())
    await change(imports, LoyaltyCard, lambda act, key: update_card(act, key, {"code": "LOOM-2"}, None))
    assert await differences(imports, tmp_path, "voucherify", "loyalty_card", club.card()) == {
        "code": "LOOM-2"
    }


async def test_one_word_tells_all_of_an_order(imports: Imports, tmp_path: Path) -> None:
    await imports.take("voucherify", voucherify_customer(), club.order())
    await change(
        imports, Order, lambda act, key: move_order(act, key, OrderStatus.COMPLETED, None, path=("input",))
    )
    assert await differences(imports, tmp_path, "voucherify", "order", club.order()) == {
        "status": "FULFILLED"
    }


async def test_a_state_without_a_word_is_not_told(imports: Imports, tmp_path: Path) -> None:
    await imports.take("voucherify", voucherify_customer(), club.order())
    await change(
        imports, Order, lambda act, key: move_order(act, key, OrderStatus.APPROVED, None, path=("input",))
    )
    assert await differences(imports, tmp_path, "voucherify", "order", club.order()) == {}
    told = StringIO()
    wanted = Wanted.named("voucherify", "LIVE", "order", with_new=False)
    console = Console(file=told, width=200)
    assert await export_documents(imports.database, wanted, out=tmp_path / "out", console=console) == 1
    assert "status: 1 changed here, and not told in the system's words." in told.getvalue()


async def test_lines_within_an_order(imports: Imports, tmp_path: Path) -> None:
    """One is changed, one is taken away, one is new: the others keep their places and every key."""
    document = club.order(status="CREATED", items=[club.line(), club.line(), club.line()])
    await imports.take("voucherify", voucherify_customer(), document)
    lines = sorted(await imports.rows(OrderLine), key=lambda row: row["position"])

    def act_on(act: Act, key: str) -> None:
        update_line(act, lines[1]["id"], {"quantity": 7}, None)
        remove_line(act, lines[0]["id"], None)
        new = {"sku": "WARP-9", "name": "Warp", "quantity": 1, "unit_price": "3.50"}
        add_line(act, key, new)

    await change(imports, Order, act_on)
    (line,) = await exported(imports.database, "voucherify", tmp_path, kind="order")
    found = json.loads(line)["items"]
    assert dict(differing(club.line(), found[0])) == {"quantity": 7, "subtotal_amount": 13000}
    assert found[1] == club.line()
    assert found[2] == {
        "source_id": "WARP-9",
        "product": {"name": "Warp"},
        "quantity": 1,
        "price": 350,
        "subtotal_amount": 350,
    }


# ── Business management


async def office_record(imports: Imports, document: Document) -> None:
    await imports.take("business", business_customer(), document)
    assert imports.refusals == []


async def test_an_appointment_that_was_moved_and_cancelled(imports: Imports, tmp_path: Path) -> None:
    await office_record(imports, office.appointment())

    def act_on(act: Act, key: str) -> None:
        update_booking(act, APPOINTMENTS, key, {"total_price": "50.25"}, None)
        move_booking(
            act, APPOINTMENTS, key, BookingStatus.CANCELLED, "cancel", None, {"cancel_reason": "Ill"}
        )

    await change(imports, Appointment, act_on)
    assert await differences(imports, tmp_path, "business", "appointment", office.appointment()) == {
        "totalPrice": 50.25,
        "status": "cancelled",
        "cancelReason": "Ill",
    }


@pytest.mark.parametrize(
    ("document", "act", "expected"),
    [
        (office.reservation(), BookingStatus.CONFIRMED, "confirmed"),
        (office.table_reservation(), BookingStatus.COMPLETED, "completed"),
        (office.room_reservation(), BookingStatus.COMPLETED, "completed"),
    ],
    ids=["older", "table", "room"],
)
async def test_a_reservation_in_any_shape(
    imports: Imports, tmp_path: Path, document: Document, act: BookingStatus, expected: str
) -> None:
    await office_record(imports, document)
    await change(imports, Reservation, lambda one, key: move_booking(one, RESERVATIONS, key, act, "x", None))
    assert await differences(imports, tmp_path, "business", "reservation", document) == {"status": expected}


async def test_an_order_of_goods(imports: Imports, tmp_path: Path) -> None:
    document = office.product_order(status="pending", orderDate=None, deliveredDate=None)
    await office_record(imports, document)
    given = {"tracking_number": "WT-6", "shipping_address": {"city": "York"}, "billing_address": None}
    await change(imports, Order, lambda act, key: update_order(act, key, given, None))
    found = await differences(imports, tmp_path, "business", "product_order", document)
    assert {path: value for path, value in found.items() if not path.startswith("pricing")} == {
        "trackingNumber": "WT-6",
        "shippingAddress.city": "York",
        "billingAddress": None,
    }


async def test_a_line_of_an_order_of_goods(imports: Imports, tmp_path: Path) -> None:
    document = office.product_order(
        {"subtotal": 30, "tax": 0, "shippingAmount": 0, "discount": 0, "total": 30},
        status="pending",
        orderDate=None,
    )
    await office_record(imports, document)
    (line,) = await imports.rows(OrderLine)
    await change(imports, Order, lambda act, _: update_line(act, line["id"], {"quantity": 13}, None))
    found = await differences(imports, tmp_path, "business", "product_order", document)
    items = found.pop("items")
    assert dict(differing(document["items"][0], items[0])) == {"quantity": 13, "totalPrice": 32.5}
    assert found == {"pricing.subtotal": 32.5, "pricing.total": 32.5}


async def test_an_address_that_goods_are_sent_to(imports: Imports, tmp_path: Path) -> None:
    await office_record(imports, office.shipping_address())
    rows = await imports.rows(CustomerAddress)
    place = next(index for index, row in enumerate(rows) if row["city"] == "Cork")
    await change(
        imports,
        CustomerAddress,
        lambda act, key: update_address(act, key, {"city": "Kinsale", "notes": "Knock."}, None),
        place,
    )
    found = await differences(imports, tmp_path, "business", "shipping_address", office.shipping_address())
    assert found == {"city": "Kinsale", "instructions": "Knock."}


async def test_a_channel(imports: Imports, tmp_path: Path) -> None:
    await office_record(imports, office.channel())
    await change(
        imports, Channel, lambda act, key: update_channel(act, key, {"recording_enabled": True}, None)
    )
    assert await differences(imports, tmp_path, "business", "channel", office.channel()) == {
        "recordingEnabled": True
    }


# ── Rutter


async def test_an_order_through_a_connector(imports: Imports, tmp_path: Path) -> None:
    await imports.take("rutter", rutter_customer(), connector.order())
    row = await change(
        imports, Order, lambda act, key: move_order(act, key, OrderStatus.CANCELLED, None, path=("input",))
    )
    assert await differences(imports, tmp_path, "rutter", "order", connector.order()) == {
        "status": "cancelled",
        "cancelled_at": format_instant(row["cancelled_at"]),
    }


async def test_a_subscription_through_a_connector(imports: Imports, tmp_path: Path) -> None:
    await imports.take("rutter", rutter_customer(), connector.subscription())
    await change(imports, OrderSubscription, lambda act, key: cancel_subscription(act, key, None))
    assert await differences(imports, tmp_path, "rutter", "subscription", connector.subscription()) == {
        "status": "canceled"
    }


async def test_an_order_that_another_system_tells_better_is_as_it_came(
    imports: Imports, tmp_path: Path
) -> None:
    through = connector.page(
        "COMMERCELAYER", orders=[connector.order(platform_id=shop.ORDER_ID, total_price=1, customer=None)]
    )
    await imports.take("commerce_layer", commerce_layer_customer(), shop.order())
    await imports.take("rutter", through)
    await change(
        imports, Order, lambda act, key: move_order(act, key, OrderStatus.CANCELLED, None, path=("input",))
    )
    (line,) = await exported(imports.database, "rutter", tmp_path, kind="order")
    assert json.loads(line) == through["orders"][0]


async def test_what_a_connector_only_said_once_more_is_given_back_as_it_came(
    imports: Imports, tmp_path: Path
) -> None:
    """The shop's own record counts, and changed; nobody changed the connector's."""
    said = connector.subscription(platform_id="rEcUrAbCdE", platform_customer_id=shop.CUSTOMER_ID)
    page = {"subscriptions": [said], "connection": {"id": "c0ffee00-2222", "platform": "COMMERCELAYER"}}
    await imports.take("commerce_layer", commerce_layer_customer(), shop.recurring())
    await imports.take("rutter", page)
    cancelled = shop.recurring(status="cancelled", updated_at="2030-01-01T00:00:00.000Z")
    await imports.take("commerce_layer", cancelled)
    (row,) = await imports.rows(OrderSubscription)
    assert row["status"] == "CANCELLED"
    (line,) = await exported(imports.database, "rutter", tmp_path, kind="subscription")
    assert json.loads(line) == said

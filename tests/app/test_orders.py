"""Orders: what they cost, how they change until they are bought, and how they go on from there."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway.domain.amounts import minor_units
from gateway.settings import Settings
from gateway.viewer import Environment
from gateway.web.tokens import issue_token
from tests.app.client import Gateway
from tests.app.ordering import NOBODY, codes, customer, done, order, place, refused, stored_orders
from tests.app.shop import Bearer, Shop

MONEY = "{ amount currency minorUnits }"
TOTALS = f"order {{ id version subtotal {MONEY} discount {MONEY} total {MONEY} }}"
STATE = """
    query($id: ID!) { order(id: $id) {
        version status paymentStatus fulfillmentStatus placedAt approvedAt cancelledAt number total { minorUnits }
        lines { nodes { sku quantity total { minorUnits } } } shippingAddress { city }
    } }
"""
HISTORY = """
    query($id: ID!) { customer(id: $id) { eventStores(first: 50, orderBy: [{field: POSITION, direction: ASC}]) {
        nodes { kind } } } }
"""


def state(gateway: Gateway, order_id: str) -> Any:
    return gateway.ask(STATE, id=order_id)["order"]


def kinds(gateway: Gateway, customer_id: str) -> list[str]:
    nodes = gateway.ask(HISTORY, id=customer_id)["customer"]["eventStores"]["nodes"]
    return [node["kind"] for node in nodes]


def money(amount: str, currency: str, units: int) -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "minorUnits": units}


def units(order_: Any) -> list[int | None]:
    return [order_[name] and order_[name]["minorUnits"] for name in ("subtotal", "discount", "total")]


def test_a_created_order_is_a_draft_with_what_was_given_and_what_follows(gateway: Gateway) -> None:
    shown = """
        order {
          version number status paymentStatus fulfillmentStatus placedAt currency total { amount } languageCode
          lines { nodes { sku name quantity unitPrice { amount } total { amount } } }
          shippingAddress { line1 city countryCode } billingAddress { city }
          customer { lastName totalOrdersCount status }
        }
    """
    address = {"line1": "12 St James's Square", "city": "London", "country": "United Kingdom"}
    assert order(gateway, shown=shown, number="A-1", languageCode="en", shippingAddress=address) == {
        "version": 1,
        "number": "A-1",
        "status": "DRAFT",
        "paymentStatus": "UNPAID",
        "fulfillmentStatus": "UNFULFILLED",
        "placedAt": None,
        "currency": "EUR",
        "total": {"amount": "25.00"},
        "languageCode": "en",
        "lines": {
            "nodes": [
                {
                    "sku": "TEA",
                    "name": "Tea",
                    "quantity": 2,
                    "unitPrice": {"amount": "12.50"},
                    "total": {"amount": "25.00"},
                }
            ]
        },
        "shippingAddress": {"line1": "12 St James's Square", "city": "London", "countryCode": "GB"},
        "billingAddress": None,
        "customer": {"lastName": "Lovelace", "totalOrdersCount": 0, "status": "PROSPECT"},
    }


@pytest.mark.parametrize(
    ("currency", "price", "shipping", "subtotal", "total"),
    [
        ("EUR", "12.5", "4.90", money("37.50", "EUR", 3750), money("42.40", "EUR", 4240)),
        ("JPY", "1250", "490", money("3750", "JPY", 3750), money("4240", "JPY", 4240)),
        ("KWD", "12.505", "1.250", money("37.515", "KWD", 37515), money("38.765", "KWD", 38765)),
    ],
)
def test_totals_are_whole_units_of_the_currency(
    gateway: Gateway,
    currency: str,
    price: str,
    shipping: str,
    subtotal: dict[str, Any],
    total: dict[str, Any],
) -> None:
    lines = [{"sku": "TEA", "quantity": 3, "unitPrice": price}]
    made = order(gateway, shown=TOTALS, currency=currency, lines=lines, shipping=shipping)
    assert (made["subtotal"], made["discount"], made["total"]) == (subtotal, None, total)


def test_a_total_adds_what_is_charged_and_takes_away_what_is_given(gateway: Gateway) -> None:
    lines = [
        {"sku": "TEA", "quantity": 2, "unitPrice": "10", "discount": "-1.50"},
        {"name": "Wrapping", "unitPrice": "3"},
    ]
    amounts = {
        "shipping": "4.90",
        "discount": "-2",
        "tax": "5",
        "tip": "1",
        "giftCard": "-3",
        "adjustment": "-0.40",
    }
    made = order(gateway, shown=TOTALS, lines=lines, **amounts)
    assert units(made) == [2300, -350, 2700]
    included = order(gateway, shown=TOTALS, lines=lines, taxIncluded=True, **amounts)
    assert units(included) == [2300, -350, 2200]


def test_an_amount_that_is_none_of_the_currency_is_refused(gateway: Gateway) -> None:
    given = {"customerId": customer(gateway), "currency": "JPY", "shipping": "1.5", "discount": "1"}
    lines = [{"sku": "TEA", "unitPrice": "12.50"}, {"sku": "MUG", "unitPrice": "-1"}]
    payload = gateway.act("orderCreate", "order { id }", **given, lines=lines)
    assert payload["order"] is None
    assert codes(payload) == [
        ("input.discount", "INVALID"),
        ("input.lines.0.unitPrice", "INVALID"),
        ("input.lines.1.unitPrice", "INVALID"),
        ("input.shipping", "INVALID"),
    ]
    assert gateway.ask("{ orders { totalCount } }") == {"orders": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("12.5", "EUR", 1250),
        ("-0.01", "EUR", -1),
        ("0.005", "EUR", None),
        ("12345678901234567.8900000000000000000001", "EUR", None),
        ("92233720368547758.07", "EUR", 2**63 - 1),
        ("92233720368547758.08", "EUR", None),
        ("1250", "JPY", 1250),
        ("1250.0", "JPY", 1250),
        ("0.5", "JPY", None),
        ("12.505", "KWD", 12505),
        ("1.2345", "CLF", 12345),
        ("0." + "0" * 40, "EUR", None),
    ],
)
def test_amounts_are_read_without_losing_a_digit(amount: str, currency: str, expected: int | None) -> None:
    assert minor_units(amount, currency) == expected


def test_a_sum_that_no_column_holds_is_refused(gateway: Gateway) -> None:
    given = {"customerId": customer(gateway), "currency": "JPY"}
    largest = {"sku": "TEA", "unitPrice": str(2**63 - 1)}
    made = done(gateway.act("orderCreate", TOTALS, **given, lines=[largest]))
    assert made["total"]["minorUnits"] == 2**63 - 1
    for lines in ([largest, largest], [{**largest, "quantity": 2}], [{**largest, "unitPrice": str(2**63)}]):
        payload = gateway.act("orderCreate", "order { id }", **given, lines=lines)
        assert [code for _, code in codes(payload)] == ["INVALID"]
    assert gateway.ask("{ orders { totalCount } }") == {"orders": {"totalCount": 1}}


def test_an_order_never_costs_less_than_nothing(gateway: Gateway) -> None:
    given = {"customerId": customer(gateway), "currency": "EUR", "adjustment": "-0.01"}
    assert codes(gateway.act("orderCreate", "order { id }", **given)) == [("input", "INVALID")]


def test_every_bad_value_is_named_at_once_and_nothing_is_created(gateway: Gateway) -> None:
    payload = gateway.act(
        "orderCreate",
        "order { id }",
        customerId=NOBODY,
        currency="EUR",
        languageCode="xx",
        marketId="mkt_01h00000000000000000000000",
        customerEmail="ada at example",
        metadata=[1],
        billingAddress={"city": "x" * 256},
        lines=[{"unitPrice": "1", "quantity": 0}],
    )
    assert payload["order"] is None
    assert codes(payload) == [
        ("input.billingAddress.city", "TOO_LONG"),
        ("input.customerEmail", "INVALID"),
        ("input.customerId", "NOT_FOUND"),
        ("input.languageCode", "INVALID"),
        ("input.lines.0.quantity", "INVALID"),
        ("input.lines.0.sku", "REQUIRED"),
        ("input.marketId", "NOT_FOUND"),
        ("input.metadata", "INVALID"),
    ]
    assert gateway.ask("{ orders { totalCount } }") == {"orders": {"totalCount": 0}}


def test_a_number_names_one_order_that_was_made_here(gateway: Gateway, settings: Settings) -> None:
    stored_orders(settings, 2, system="RUTTER", number="A-1")
    first = order(gateway, number="A-1")
    second = order(gateway)
    for name, given in (
        ("orderCreate", {"customerId": customer(gateway), "currency": "EUR"}),
        ("orderUpdate", {"id": second["id"]}),
    ):
        payload = gateway.act(name, "order { id }", number="A-1", **given)
        assert payload["userErrors"] == [
            {"message": "Another order has this number.", "field": ["input", "number"], "code": "TAKEN"}
        ]
    assert state(gateway, second["id"])["number"] is None
    assert state(gateway, first["id"])["number"] == "A-1"


def test_an_update_changes_what_is_given_and_makes_the_total_anew(gateway: Gateway) -> None:
    made = order(gateway, shippingAddress={"city": "London"}, discount="-1", couponCode="SPRING")
    shown = f"{TOTALS[:-1]} couponCode shippingAddress {{ city line1 }} billingAddress {{ city }} }}"
    changed = done(
        gateway.act(
            "orderUpdate",
            shown,
            id=made["id"],
            shipping="5",
            couponCode=None,
            shippingAddress={"line1": "1 High Street"},
            billingAddress={"city": "Paris"},
        )
    )
    assert changed["version"] == 2
    assert units(changed) == [2500, -100, 2900]
    assert changed["couponCode"] is None
    assert changed["shippingAddress"] == {"city": "London", "line1": "1 High Street"}
    assert changed["billingAddress"] == {"city": "Paris"}
    cleared = done(gateway.act("orderUpdate", shown, id=made["id"], discount=None, billingAddress=None))
    assert units(cleared) == [2500, None, 3000]
    assert cleared["billingAddress"] is None


def test_an_update_that_changes_nothing_leaves_no_trace(gateway: Gateway) -> None:
    made = order(gateway, shippingAddress={"city": "London"}, shipping="5")
    before = state(gateway, made["id"])
    done(gateway.act("orderUpdate", "order { id }", id=made["id"], shipping="5.00"))
    done(gateway.act("orderUpdate", "order { id }", id=made["id"], shippingAddress={"city": "London"}))
    assert state(gateway, made["id"]) == before


def test_lines_come_change_and_go_and_the_total_follows(gateway: Gateway) -> None:
    buyer = customer(gateway)
    made = order(gateway, buyer, discount="-2")
    shown = f"{TOTALS} orderLine {{ id version position total {MONEY} }}"
    added = gateway.act(
        "orderLineAdd", shown, orderId=made["id"], sku="MUG", unitPrice="8", quantity=2, discount="-1"
    )
    assert added["orderLine"]["position"] == 2
    assert added["orderLine"]["total"] == money("15.00", "EUR", 1500)
    assert (added["order"]["version"], units(added["order"])) == (2, [4100, -300, 3800])
    mug = added["orderLine"]["id"]
    changed = gateway.act("orderLineUpdate", shown, id=mug, quantity=3)
    assert changed["orderLine"]["total"] == money("23.00", "EUR", 2300)
    assert (changed["order"]["version"], units(changed["order"])) == (3, [4900, -300, 4600])
    same = gateway.act("orderLineUpdate", shown, id=mug, quantity=3)
    assert (same["order"]["version"], same["orderLine"]["version"]) == (3, 2)
    removed = gateway.act("orderLineRemove", f"{TOTALS} removedOrderLineId", id=mug)
    assert removed["removedOrderLineId"] == mug
    assert (removed["order"]["version"], units(removed["order"])) == (4, [2500, -200, 2300])
    assert kinds(gateway, buyer)[1:] == [
        "order.created",
        "order_line.created",
        "order.updated",
        "order_line.created",
        "order.updated",
        "order_line.updated",
        "order.updated",
        "order_line.deleted",
    ]


def test_of_many_lines_added_at_a_time_none_is_lost(gateway: Gateway) -> None:
    made = order(gateway, lines=[])

    def add(number: int) -> None:
        payload = gateway.act(
            "orderLineAdd", "order { id }", orderId=made["id"], sku=f"S{number}", unitPrice="1"
        )
        assert payload["userErrors"] == []

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(12)))
    after = state(gateway, made["id"])
    assert (after["version"], after["total"]["minorUnits"], len(after["lines"]["nodes"])) == (13, 1200, 12)


def test_a_placed_order_is_not_changed_until_it_is_opened_again(gateway: Gateway) -> None:
    made = order(gateway, shown="order { id lines { nodes { id } } }")
    line = made["lines"]["nodes"][0]["id"]
    placed_at = place(gateway, made["id"], "order { placedAt }")["placedAt"]
    before = state(gateway, made["id"])
    acts: list[tuple[str, dict[str, Any], str]] = [
        ("orderUpdate", {"id": made["id"], "shipping": "1"}, "input.id"),
        ("orderLineAdd", {"orderId": made["id"], "sku": "MUG", "unitPrice": "1"}, "input.orderId"),
        ("orderLineUpdate", {"id": line, "quantity": 5}, "input.id"),
        ("orderLineRemove", {"id": line}, "input.id"),
    ]
    for name, given, path in acts:
        assert codes(gateway.act(name, "order { id }", **given)) == [(path, "CONFLICT")]
    assert state(gateway, made["id"]) == before
    done(gateway.act("orderEdit", "order { id }", id=made["id"]))
    done(gateway.act("orderLineUpdate", "order { id }", id=line, quantity=5))
    placed = place(gateway, made["id"], "order { status placedAt total { minorUnits } }")
    assert placed == {"status": "PLACED", "placedAt": placed_at, "total": {"minorUnits": 6250}}


def test_a_draft_can_be_deleted_and_a_placed_order_cannot(gateway: Gateway) -> None:
    draft, placed = order(gateway), order(gateway)
    place(gateway, placed["id"])
    payload = gateway.act("orderDelete", "deletedOrderId", id=draft["id"])
    assert payload == {"deletedOrderId": draft["id"], "userErrors": []}
    refused_ = gateway.act("orderDelete", "deletedOrderId", id=placed["id"])
    assert codes(refused_) == [("input.id", "CONFLICT")]
    assert gateway.ask("{ orders { nodes { id } } }") == {"orders": {"nodes": [{"id": placed["id"]}]}}


def test_acts_note_when_and_leave_events_of_their_own(gateway: Gateway) -> None:
    buyer = customer(gateway)
    made = order(gateway, buyer)
    placed = place(gateway, made["id"], "order { placedAt }", placedAt="2026-01-31T09:30:00Z")
    assert placed["placedAt"] == "2026-01-31T09:30:00.000Z"
    shown = "order { status updatedAt approvedAt cancelledAt }"
    approved = done(gateway.act("orderApprove", shown, id=made["id"]))
    assert approved["approvedAt"] == approved["updatedAt"]
    cancelled = done(gateway.act("orderCancel", shown, id=made["id"]))
    assert cancelled == {
        "status": "CANCELLED",
        "updatedAt": cancelled["cancelledAt"],
        "approvedAt": approved["approvedAt"],
        "cancelledAt": cancelled["cancelledAt"],
    }
    assert [kind for kind in kinds(gateway, buyer) if kind.startswith("order.")] == [
        "order.created",
        "order.placed",
        "order.approved",
        "order.cancelled",
    ]


def test_an_order_without_lines_or_from_the_future_cannot_be_placed(gateway: Gateway) -> None:
    empty, made = order(gateway, lines=[]), order(gateway)
    assert codes(gateway.act("orderPlace", "order { id }", id=empty["id"])) == [("input.lines", "REQUIRED")]
    late = gateway.act("orderPlace", "order { id }", id=made["id"], placedAt="2999-01-01T00:00:00Z")
    assert codes(late) == [("input.placedAt", "INVALID")]
    assert [state(gateway, each["id"])["status"] for each in (empty, made)] == ["DRAFT", "DRAFT"]


def test_an_order_that_was_bought_already_is_placed_as_it_is_created(gateway: Gateway) -> None:
    shown = "order { version status placedAt customer { status totalOrdersCount } }"
    assert order(gateway, shown=shown, placedAt="2025-05-05T05:05:05Z") == {
        "version": 2,
        "status": "PLACED",
        "placedAt": "2025-05-05T05:05:05.000Z",
        "customer": {"status": "ACQUIRED", "totalOrdersCount": 1},
    }


def test_an_expected_version_that_has_passed_is_a_conflict(gateway: Gateway) -> None:
    made = order(gateway)
    place(gateway, made["id"])
    for name in ("orderApprove", "orderCancel", "orderEdit", "orderUpdate", "orderDelete"):
        payload = gateway.act(name, "__typename", id=made["id"], expectedVersion=1)
        assert codes(payload) == [("input.expectedVersion", "CONFLICT")]
    assert state(gateway, made["id"])["status"] == "PLACED"


def test_a_retry_with_the_same_key_places_once(gateway: Gateway) -> None:
    made = order(gateway)
    first = place(gateway, made["id"], idempotencyKey="k-1")
    assert place(gateway, made["id"], idempotencyKey="k-1") == first
    assert state(gateway, made["id"])["version"] == 2


def test_a_customer_writes_no_orders(shop: Shop) -> None:
    buyer = customer(shop.staff)
    made = order(shop.staff, buyer)
    before = state(shop.staff, made["id"])
    create = 'mutation($id: ID!) { orderCreate(input: {customerId: $id, currency: "EUR"}) { order { id } } }'
    place_ = "mutation($id: ID!) { orderPlace(input: {id: $id}) { order { id } } }"
    for query, key in ((create, buyer), (place_, made["id"])):
        answer = shop.customer(buyer).post(query, id=key)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert state(shop.staff, made["id"]) == before
    assert shop.staff.ask("{ orders { totalCount } }") == {"orders": {"totalCount": 1}}


def test_an_order_of_the_other_mode_is_not_there(shop: Shop) -> None:
    made = order(shop.staff)
    testing = Bearer(shop.url, issue_token(shop.settings, "integration", environment=Environment.TEST))
    for name in ("orderPlace", "orderUpdate", "orderDelete"):
        assert codes(testing.act(name, "__typename", id=made["id"])) == [("input.id", "NOT_FOUND")]
    assert state(shop.staff, made["id"])["version"] == 1


# ── Every transition there could be ────────────────────────────────────────────────────────────────────────────

STATUS = {
    "DRAFT": "PENDING PLACING PLACED CANCELLED",
    "PENDING": "DRAFT PLACING PLACED CONFIRMED CANCELLED",
    "EDITING": "PLACED CANCELLED",
    "PLACING": "PENDING PLACED CANCELLED",
    "PLACED": "EDITING APPROVED CONFIRMED COMPLETED CANCELLED ARCHIVED",
    "APPROVED": "PREPARING COMPLETED CANCELLED RETURNED ARCHIVED",
    "CONFIRMED": "PREPARING READY COMPLETED CANCELLED",
    "PREPARING": "READY OUT_FOR_DELIVERY CANCELLED",
    "READY": "OUT_FOR_DELIVERY COMPLETED CANCELLED",
    "OUT_FOR_DELIVERY": "COMPLETED RETURNED",
    "COMPLETED": "RETURNED ARCHIVED",
    "CANCELLED": "ARCHIVED",
    "RETURNED": "ARCHIVED",
    "ARCHIVED": "",
    "UNKNOWN": "PLACED COMPLETED CANCELLED ARCHIVED",
}
PAYMENT = {
    "UNPAID": "PENDING AUTHORIZED PARTIALLY_AUTHORIZED PAID PARTIALLY_PAID FREE FAILED",
    "PENDING": "UNPAID AUTHORIZED PARTIALLY_AUTHORIZED PAID PARTIALLY_PAID FAILED",
    "AUTHORIZED": "PAID PARTIALLY_PAID VOIDED PARTIALLY_VOIDED FAILED",
    "PARTIALLY_AUTHORIZED": "AUTHORIZED PAID PARTIALLY_PAID VOIDED PARTIALLY_VOIDED FAILED",
    "PAID": "REFUNDED PARTIALLY_REFUNDED",
    "PARTIALLY_PAID": "PAID REFUNDED PARTIALLY_REFUNDED",
    "VOIDED": "PENDING AUTHORIZED PARTIALLY_AUTHORIZED PAID",
    "PARTIALLY_VOIDED": "PAID PARTIALLY_PAID VOIDED",
    "REFUNDED": "",
    "PARTIALLY_REFUNDED": "REFUNDED",
    "FREE": "UNPAID",
    "FAILED": "PENDING AUTHORIZED PARTIALLY_AUTHORIZED PAID PARTIALLY_PAID FREE",
    "UNKNOWN": "UNPAID PAID PARTIALLY_PAID REFUNDED FAILED",
}
FULFILLMENT = {
    "UNFULFILLED": "IN_PROGRESS PARTIALLY_FULFILLED FULFILLED NOT_REQUIRED",
    "IN_PROGRESS": "UNFULFILLED PARTIALLY_FULFILLED FULFILLED",
    "PARTIALLY_FULFILLED": "IN_PROGRESS FULFILLED",
    "FULFILLED": "",
    "NOT_REQUIRED": "UNFULFILLED",
    "UNKNOWN": "UNFULFILLED PARTIALLY_FULFILLED FULFILLED",
}


@pytest.mark.parametrize(
    ("act", "name", "column", "table"),
    [
        ("orderSetStatus", "status", "status", STATUS),
        ("orderSetPaymentStatus", "paymentStatus", "payment_status", PAYMENT),
        ("orderSetFulfillmentStatus", "fulfillmentStatus", "fulfillment_status", FULFILLMENT),
    ],
)
def test_what_may_follow_follows_and_all_else_is_refused(
    gateway: Gateway, settings: Settings, act: str, name: str, column: str, table: dict[str, str]
) -> None:
    for before, follows in table.items():
        allowed = follows.split()
        ids = dict(zip(table, stored_orders(settings, len(table), **{column: before}), strict=True))
        payloads = {
            after: gateway.act(act, f"order {{ version {name} }}", id=key, **{name: after})
            for after, key in ids.items()
        }
        left = gateway.ask(f"{{ {_those(ids)} {{ nodes {{ id version {name} }} }} }}")
        states = {node.pop("id"): node for node in left["orders"]["nodes"]}
        for after, key in ids.items():
            if after in allowed:
                reached = {"version": 2, name: after}
                assert payloads[after] == {"order": reached, "userErrors": []}
                assert states[key] == reached
            else:
                message = refused(name, before, after, allowed)
                error = {"message": message, "field": ["input", name], "code": "INVALID_TRANSITION"}
                assert payloads[after] == {"order": None, "userErrors": [error]}
                assert states[key] == {"version": 1, name: before}


def _those(ids: dict[str, str]) -> str:
    """The field that reads these orders."""
    listed = ", ".join(f'"{key}"' for key in ids.values())
    return f"orders(first: {len(ids)}, filter: {{id: {{in: [{listed}]}}}})"


def test_the_named_acts_lead_where_the_table_leads(gateway: Gateway, settings: Settings) -> None:
    acts = {
        "orderPlace": "PLACED",
        "orderApprove": "APPROVED",
        "orderCancel": "CANCELLED",
        "orderEdit": "EDITING",
    }
    for before, follows in STATUS.items():
        for order_id, (act, after) in zip(
            stored_orders(settings, 4, status=before), acts.items(), strict=True
        ):
            payload = gateway.act(act, "order { status }", id=order_id)
            if after in follows.split():
                assert payload == {"order": {"status": after}, "userErrors": []}
            else:
                assert codes(payload) == [("input.id", "INVALID_TRANSITION")]

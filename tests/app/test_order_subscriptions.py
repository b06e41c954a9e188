"""Recurring orders: how they start, rest and end, and when they run next."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.domain.customers.model import CustomerPaymentSource
from gateway.domain.orders.frequency import add_months, next_run
from gateway.domain.orders.model import OrderSubscription
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.ordering import NOBODY, codes, customer, done, order, place, refused
from tests.databases import connected
from tests.rows import row, store

SHOWN = "orderSubscription { id version status frequency startsAt nextRunAt renewalAlertPeriod }"
FAR = "2999-01-31T09:00:00.000Z"


def subscription(gateway: Gateway, customer_id: str | None = None, shown: str = SHOWN, **given: Any) -> Any:
    values = {"customerId": customer_id or customer(gateway), "frequency": "monthly", "startsAt": FAR}
    return done(gateway.act("orderSubscriptionCreate", shown, **{**values, **given}), "orderSubscription")


def act(gateway: Gateway, name: str, subscription_id: str, shown: str = SHOWN, **given: Any) -> Any:
    payload = gateway.act(f"orderSubscription{name}", shown, id=subscription_id, **given)
    return done(payload, "orderSubscription")


def state(gateway: Gateway, subscription_id: str) -> Any:
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on OrderSubscription {{ {SHOWN[20:-2]} }} }} }}"
    return gateway.ask(query, id=subscription_id)["node"]


def stored(settings: Settings, status: str) -> str:
    """A recurring order in some state, written past the gateway."""
    made = row(
        OrderSubscription,
        status=status,
        frequency="daily",
        activate_by_source_order=True,
        place_target_order=True,
    )
    connected(settings.database_url, lambda connection: store(connection, OrderSubscription, made))
    return str(made["id"])


def test_a_created_recurring_order_is_a_draft_with_its_items(gateway: Gateway) -> None:
    shown = """
        orderSubscription {
          version status frequency startsAt nextRunAt renewalAlertPeriod activateBySourceOrder placeTargetOrder
          occurrencies errorsCount
          items { nodes { position sku quantity unitPrice { amount } total { amount minorUnits } } }
        }
    """
    items = [
        {"sku": "TEA", "quantity": 3, "currency": "KWD", "unitPrice": "1.25"},
        {"bundleCode": "SET", "currency": "JPY"},
    ]
    assert subscription(gateway, shown=shown, items=items) == {
        "version": 1,
        "status": "DRAFT",
        "frequency": "monthly",
        "startsAt": FAR,
        "nextRunAt": None,
        "renewalAlertPeriod": 1,
        "activateBySourceOrder": True,
        "placeTargetOrder": True,
        "occurrencies": 0,
        "errorsCount": 0,
        "items": {
            "nodes": [
                {
                    "position": 1,
                    "sku": "TEA",
                    "quantity": 3,
                    "unitPrice": {"amount": "1.250"},
                    "total": {"amount": "3.750", "minorUnits": 3750},
                },
                {"position": 2, "sku": None, "quantity": 1, "unitPrice": None, "total": None},
            ]
        },
    }


def test_every_bad_value_is_named_at_once(gateway: Gateway, settings: Settings) -> None:
    theirs = order(gateway)["id"]
    payment = row(CustomerPaymentSource, customer_id=customer(gateway))
    payload = gateway.act(
        "orderSubscriptionCreate",
        SHOWN,
        customerId=customer(gateway),
        frequency="fortnightly",
        renewalAlertPeriod=721,
        activateBySourceOrder=False,
        sourceOrderId=theirs,
        paymentSourceId=payment["id"],
        items=[{"currency": "EUR", "quantity": 0, "unitPrice": "0.001"}],
    )
    assert payload["orderSubscription"] is None
    assert codes(payload) == [
        ("input.frequency", "INVALID"),
        ("input.items.0.quantity", "INVALID"),
        ("input.items.0.sku", "REQUIRED"),
        ("input.items.0.unitPrice", "INVALID"),
        ("input.paymentSourceId", "NOT_FOUND"),
        ("input.renewalAlertPeriod", "INVALID"),
        ("input.sourceOrderId", "INVALID"),
        ("input.startsAt", "REQUIRED"),
    ]
    nobody = gateway.act("orderSubscriptionCreate", SHOWN, customerId=NOBODY, frequency="daily")
    assert codes(nobody) == [("input.customerId", "NOT_FOUND")]
    assert gateway.ask("{ customers(filter: {orderSubscriptions: {some: {}}}) { totalCount } }") == {
        "customers": {"totalCount": 0}
    }


def test_it_runs_first_when_it_starts_and_not_at_all_while_it_rests(gateway: Gateway) -> None:
    made = subscription(gateway)
    active = act(gateway, "Activate", made["id"])
    assert (active["version"], active["status"], active["nextRunAt"]) == (2, "ACTIVE", FAR)
    resting = act(gateway, "Deactivate", made["id"])
    assert (resting["version"], resting["status"], resting["nextRunAt"]) == (3, "INACTIVE", None)
    again = act(gateway, "Activate", made["id"])
    assert (again["status"], again["nextRunAt"]) == ("ACTIVE", FAR)
    ended = act(gateway, "Cancel", made["id"])
    assert (ended["version"], ended["status"], ended["nextRunAt"]) == (5, "CANCELLED", None)


def test_a_change_of_schedule_changes_the_next_run_of_an_active_one_alone(gateway: Gateway) -> None:
    made = subscription(gateway)
    assert act(gateway, "Update", made["id"], frequency="30 6 * * 1")["nextRunAt"] is None
    assert act(gateway, "Activate", made["id"])["nextRunAt"] == "2999-02-04T06:30:00.000Z"
    assert act(gateway, "Update", made["id"], frequency="yearly")["nextRunAt"] == FAR
    assert act(gateway, "Update", made["id"], renewalAlertPeriod=720)["nextRunAt"] == FAR
    later = act(gateway, "Update", made["id"], startsAt="2999-03-31T00:00:00Z")
    assert later["nextRunAt"] == "2999-03-31T00:00:00.000Z"


def test_it_never_runs_after_it_expires(gateway: Gateway) -> None:
    made = subscription(gateway, frequency="0 0 1 * *", expiresAt="2999-01-31T10:00:00Z")
    payload = gateway.act("orderSubscriptionActivate", SHOWN, id=made["id"])
    assert codes(payload) == [("input.id", "INVALID")]
    assert state(gateway, made["id"])["status"] == "DRAFT"
    before = gateway.act("orderSubscriptionUpdate", SHOWN, id=made["id"], expiresAt=FAR)
    assert codes(before) == [("input.expiresAt", "INVALID")]


def test_the_order_it_was_made_from_starts_it_one_turn_later(gateway: Gateway) -> None:
    buyer = customer(gateway)
    source = order(gateway, buyer)["id"]
    waiting = subscription(gateway, buyer, startsAt=None, frequency="hourly", sourceOrderId=source)
    by_hand = subscription(gateway, buyer, sourceOrderId=source, activateBySourceOrder=False)
    placed = place(gateway, source, "order { placedAt }")["placedAt"]
    started = state(gateway, waiting["id"])
    assert (started["version"], started["status"], started["startsAt"]) == (2, "ACTIVE", placed)
    turn = datetime.fromisoformat(started["nextRunAt"]) - datetime.fromisoformat(placed)
    assert turn.total_seconds() == 3600
    assert state(gateway, by_hand["id"])["status"] == "DRAFT"


def test_items_come_change_and_go(gateway: Gateway) -> None:
    made = subscription(gateway)
    shown = "orderSubscriptionItem { id version position quantity total { minorUnits } }"
    added = gateway.act(
        "orderSubscriptionItemAdd",
        shown,
        orderSubscriptionId=made["id"],
        sku="TEA",
        currency="EUR",
        unitPrice="2.50",
    )
    item = done(added, "orderSubscriptionItem")
    assert (item["position"], item["quantity"], item["total"]) == (1, 1, {"minorUnits": 250})
    changed = done(
        gateway.act("orderSubscriptionItemUpdate", shown, id=item["id"], quantity=4), "orderSubscriptionItem"
    )
    assert (changed["version"], changed["total"]) == (2, {"minorUnits": 1000})
    removed = gateway.act(
        "orderSubscriptionItemRemove",
        "removedOrderSubscriptionItemId orderSubscription { items { totalCount } }",
        id=item["id"],
    )
    assert removed == {
        "removedOrderSubscriptionItemId": item["id"],
        "orderSubscription": {"items": {"totalCount": 0}},
        "userErrors": [],
    }


def test_one_that_has_ended_cannot_be_changed(gateway: Gateway) -> None:
    made = subscription(gateway)
    act(gateway, "Cancel", made["id"])
    before = state(gateway, made["id"])
    update = gateway.act("orderSubscriptionUpdate", SHOWN, id=made["id"], frequency="daily")
    assert codes(update) == [("input.id", "CONFLICT")]
    item = gateway.act(
        "orderSubscriptionItemAdd", SHOWN, orderSubscriptionId=made["id"], sku="TEA", currency="EUR"
    )
    assert codes(item) == [("input.orderSubscriptionId", "CONFLICT")]
    assert state(gateway, made["id"]) == before


STATUS = {
    "DRAFT": "ACTIVE CANCELLED",
    "INACTIVE": "ACTIVE CANCELLED",
    "ACTIVE": "RUNNING INACTIVE CANCELLED",
    "RUNNING": "ACTIVE INACTIVE CANCELLED",
    "CANCELLED": "",
}


def test_what_may_follow_follows_and_all_else_is_refused(gateway: Gateway, settings: Settings) -> None:
    acts = {"Activate": "ACTIVE", "Deactivate": "INACTIVE", "Cancel": "CANCELLED"}
    for before, follows in STATUS.items():
        allowed = follows.split()
        for name, after in acts.items():
            key = stored(settings, before)
            payload = gateway.act(f"orderSubscription{name}", "orderSubscription { version status }", id=key)
            if after in allowed:
                assert payload == {"orderSubscription": {"version": 2, "status": after}, "userErrors": []}
            else:
                message = refused("status", before, after, allowed)
                error = {"message": message, "field": ["input", "id"], "code": "INVALID_TRANSITION"}
                assert payload == {"orderSubscription": None, "userErrors": [error]}
                assert state(gateway, key)["status"] == before


# ── When it runs next ──────────────────────────────────────────────────────────────────────────────────────────


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "starts_at", "after", "expected"),
    [
        ("hourly", "2026-01-31T09:15", "2026-01-31T09:15", "2026-01-31T10:15"),
        ("hourly", "2026-01-31T09:15", "2026-03-01T00:00", "2026-03-01T00:15"),
        ("daily", "2026-01-31T09:15", "2026-02-27T09:15", "2026-02-28T09:15"),
        ("weekly", "2026-01-31T09:15", "2026-02-01T00:00", "2026-02-07T09:15"),
        ("monthly", "2026-01-31T09:15", "2026-01-31T09:15", "2026-02-28T09:15"),
        ("monthly", "2026-01-31T09:15", "2026-02-28T09:15", "2026-03-31T09:15"),
        ("monthly", "2026-01-31T09:15", "2026-03-31T09:15", "2026-04-30T09:15"),
        ("monthly", "2024-01-31T09:15", "2024-02-01T00:00", "2024-02-29T09:15"),
        ("two-month", "2025-12-31T09:15", "2025-12-31T09:15", "2026-02-28T09:15"),
        ("three-month", "2025-11-30T09:15", "2026-01-01T00:00", "2026-02-28T09:15"),
        ("four-month", "2025-10-31T09:15", "2026-01-01T00:00", "2026-02-28T09:15"),
        ("six-month", "2025-08-31T09:15", "2026-01-01T00:00", "2026-02-28T09:15"),
        ("yearly", "2024-02-29T09:15", "2024-03-01T00:00", "2025-02-28T09:15"),
        ("yearly", "2024-02-29T09:15", "2027-03-01T00:00", "2028-02-29T09:15"),
        ("monthly", "2030-01-31T09:15", "2026-01-01T00:00", "2030-01-31T09:15"),
        ("30 6 * * 1", "2026-01-31T09:15", "2026-01-31T09:15", "2026-02-02T06:30"),
        ("30 6 * * 1", "2026-01-01T00:00", "2026-02-02T06:30", "2026-02-09T06:30"),
        ("0 */6 * * *", "2026-01-01T00:00", "2026-01-31T09:15", "2026-01-31T12:00"),
        ("0 9 L * *", "2026-01-01T00:00", "2026-02-01T00:00", "2026-02-28T09:00"),
        ("0 9 * * *", "2026-02-01T09:00", "2026-01-01T00:00", "2026-02-01T09:00"),
    ],
)
def test_the_next_run(frequency: str, starts_at: str, after: str, expected: str) -> None:
    assert next_run(frequency, at(starts_at), at(after)) == at(expected)


def test_time_ends_before_the_next_run() -> None:
    late = at("9999-12-31T23:30")
    assert [next_run(each, late, late) for each in ("hourly", "monthly", "yearly")] == [None, None, None]
    with pytest.raises(OverflowError):
        add_months(late, 1)


NO_FREQUENCIES = (
    "* * * * *",
    "*/5 * * * *",
    "0,30 * * * *",
    "60 * * * *",
    "0 24 * * *",
    "0 0 31 2 *",
    "0 0 * *",
    "0 0 0 * * *",
    "Monthly",
    "",
    "0 " + "9" * 5000 + " * * *",
)


def test_what_is_no_frequency_is_refused(gateway: Gateway) -> None:
    buyer = customer(gateway)
    for frequency in NO_FREQUENCIES:
        payload = gateway.act("orderSubscriptionCreate", SHOWN, customerId=buyer, frequency=frequency)
        assert payload["orderSubscription"] is None
        assert [path for path, _ in codes(payload)] == ["input.frequency"]

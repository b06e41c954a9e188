"""Returns: of what was bought, never more than was ordered, from state to state."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gateway.domain.orders.model import Return
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.ordering import codes, customer, done, order, place, refused
from tests.databases import connected
from tests.rows import row, store

SHOWN = "orderReturn { id version status skusCount estimatedRefund { minorUnits } }"


def bought(gateway: Gateway, quantity: int = 3, price: str = "10") -> tuple[str, str]:
    """A placed order of one line less a discount of 0.01; its id and the line's."""
    lines = [{"sku": "TEA", "name": "Tea", "quantity": quantity, "unitPrice": price, "discount": "-0.01"}]
    made = order(
        gateway,
        shown="order { id lines { nodes { id } } }",
        lines=lines,
        customerEmail="ada@example.com",
    )
    place(gateway, made["id"])
    return made["id"], made["lines"]["nodes"][0]["id"]


def send_back(gateway: Gateway, order_id: str, line: str, quantity: int = 1, **given: Any) -> Any:
    lines = [{"orderLineId": line, "quantity": quantity}]
    return gateway.act("returnCreate", SHOWN, orderId=order_id, lines=lines, **given)


def count(gateway: Gateway, order_id: str) -> int:
    query = "query($id: ID!) { order(id: $id) { returns { totalCount } } }"
    total: int = gateway.ask(query, id=order_id)["order"]["returns"]["totalCount"]
    return total


def stored(settings: Settings, **values: Any) -> str:
    """A return, written past the gateway."""
    made = row(Return, **values)
    connected(settings.database_url, lambda connection: store(connection, Return, made))
    return str(made["id"])


def test_a_created_return_is_a_draft_of_what_was_bought(gateway: Gateway) -> None:
    order_id, line = bought(gateway)
    shown = """
        orderReturn {
          version status number skusCount currency customerEmail estimatedRefund { amount } order { id }
          customer { lastName } stockLocation { name }
          lines { nodes { position sku name quantity returnReason total { amount } orderLine { id } } }
        }
    """
    location = gateway.act("stockLocationCreate", "stockLocation { id }", name="Leeds")["stockLocation"]["id"]
    payload = gateway.act(
        "returnCreate",
        shown,
        orderId=order_id,
        number="R-1",
        stockLocationId=location,
        lines=[{"orderLineId": line, "quantity": 2, "returnReason": {"text": "too strong"}}],
    )
    assert done(payload, "orderReturn") == {
        "version": 1,
        "status": "DRAFT",
        "number": "R-1",
        "skusCount": 2,
        "currency": "EUR",
        "customerEmail": "ada@example.com",
        "estimatedRefund": {"amount": "19.99"},
        "order": {"id": order_id},
        "customer": {"lastName": "Lovelace"},
        "stockLocation": {"name": "Leeds"},
        "lines": {
            "nodes": [
                {
                    "position": 1,
                    "sku": "TEA",
                    "name": "Tea",
                    "quantity": 2,
                    "returnReason": {"text": "too strong"},
                    "total": {"amount": "19.99"},
                    "orderLine": {"id": line},
                }
            ]
        },
    }


def test_the_shares_of_all_returns_add_up_to_what_was_paid(gateway: Gateway) -> None:
    order_id, line = bought(gateway)
    shares = [
        done(send_back(gateway, order_id, line), "orderReturn")["estimatedRefund"]["minorUnits"]
        for _ in range(3)
    ]
    assert shares == [999, 1000, 1000]


def test_no_more_is_returned_than_was_ordered_and_not_returned_yet(gateway: Gateway) -> None:
    order_id, line = bought(gateway)
    assert codes(send_back(gateway, order_id, line, 4)) == [("input.lines.0.quantity", "INVALID")]
    first = done(send_back(gateway, order_id, line, 2), "orderReturn")
    refused_ = send_back(gateway, order_id, line, 2)
    assert refused_["userErrors"][0]["message"] == "quantity is 2; of 3 ordered, 1 can be returned."
    lines = [{"orderLineId": line}, {"orderLineId": line}]
    twice = gateway.act("returnCreate", SHOWN, orderId=order_id, lines=lines)
    assert codes(twice) == [("input.lines.1.quantity", "INVALID")]
    assert count(gateway, order_id) == 1
    done(gateway.act("returnCancel", SHOWN, id=first["id"]), "orderReturn")
    done(send_back(gateway, order_id, line, 3), "orderReturn")


def test_of_returns_made_at_a_time_only_those_that_there_is_something_left_for_happen(
    gateway: Gateway,
) -> None:
    order_id, line = bought(gateway)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: send_back(gateway, order_id, line), range(6)))
    assert sorted(len(answer["userErrors"]) for answer in answers) == [0, 0, 0, 1, 1, 1]
    assert count(gateway, order_id) == 3


def test_only_what_was_bought_can_be_returned(gateway: Gateway) -> None:
    draft = order(gateway, shown="order { id lines { nodes { id } } }")
    other, line = bought(gateway)
    payload = send_back(gateway, draft["id"], draft["lines"]["nodes"][0]["id"])
    assert codes(payload) == [("input.orderId", "CONFLICT")]
    strange = send_back(gateway, other, draft["lines"]["nodes"][0]["id"])
    assert codes(strange) == [("input.lines.0.orderLineId", "NOT_FOUND")]
    assert codes(send_back(gateway, other, line, 0)) == [("input.lines.0.quantity", "INVALID")]
    nothing = gateway.act("returnCreate", SHOWN, orderId=other, lines=[])
    assert codes(nothing) == [("input.lines", "REQUIRED")]
    done(gateway.act("orderCancel", "order { id }", id=other))
    assert codes(send_back(gateway, other, line)) == [("input.orderId", "CONFLICT")]
    assert [count(gateway, each) for each in (draft["id"], other)] == [0, 0]


def test_every_step_notes_when_and_leaves_an_event(gateway: Gateway) -> None:
    order_id, line = bought(gateway)
    made = done(send_back(gateway, order_id, line), "orderReturn")["id"]
    times = ["approvedAt", "shippedAt", "receivedAt", "refundedAt", "rejectedAt", "cancelledAt"]
    noted: list[str] = []
    for act in ("Request", "Approve", "Ship", "Receive", "Refund"):
        shown = f"orderReturn {{ updatedAt {' '.join(times)} }}"
        after = done(gateway.act(f"return{act}", shown, id=made), "orderReturn")
        new = [name for name in times if after[name] is not None and name not in noted]
        assert [after[name] for name in new] == [after["updatedAt"]] * len(new)
        noted += new
    assert noted == ["approvedAt", "shippedAt", "receivedAt", "refundedAt"]
    query = """
        query($id: ID!) { node(id: $id) { ... on Return { version customer { eventStores(
            first: 50, filter: {resourceType: {eq: "return"}}, orderBy: [{field: POSITION, direction: ASC}]
        ) { nodes { kind } } } } } }
    """
    shown_ = gateway.ask(query, id=made)["node"]
    assert shown_["version"] == 6
    assert [node["kind"] for node in shown_["customer"]["eventStores"]["nodes"]] == [
        "return.created",
        "return.requested",
        "return.approved",
        "return.shipped",
        "return.received",
        "return.refunded",
    ]


STATUS = {
    "DRAFT": "REQUESTED CANCELLED",
    "REQUESTED": "APPROVED REJECTED CANCELLED",
    "APPROVED": "SHIPPED RECEIVED CANCELLED",
    "CANCELLED": "",
    "SHIPPED": "RECEIVED REJECTED",
    "REJECTED": "",
    "RECEIVED": "REFUNDED REJECTED",
    "REFUNDED": "",
}
ACTS = {
    "returnRequest": "REQUESTED",
    "returnApprove": "APPROVED",
    "returnCancel": "CANCELLED",
    "returnShip": "SHIPPED",
    "returnReject": "REJECTED",
    "returnReceive": "RECEIVED",
    "returnRefund": "REFUNDED",
}


def test_what_may_follow_follows_and_all_else_is_refused(gateway: Gateway, settings: Settings) -> None:
    owner = customer(gateway)
    for before, follows in STATUS.items():
        allowed = follows.split()
        for act, after in ACTS.items():
            key = stored(settings, status=before, currency="EUR", customer_id=owner)
            payload = gateway.act(act, "orderReturn { version status }", id=key)
            if after in allowed:
                assert payload == {"orderReturn": {"version": 2, "status": after}, "userErrors": []}
            else:
                message = refused("status", before, after, allowed)
                error = {"message": message, "field": ["input", "id"], "code": "INVALID_TRANSITION"}
                assert payload == {"orderReturn": None, "userErrors": [error]}
                query = "query($id: ID!) { node(id: $id) { ... on Return { version status } } }"
                assert gateway.ask(query, id=key)["node"] == {"version": 1, "status": before}


def test_a_line_of_which_something_is_returned_is_not_removed(gateway: Gateway) -> None:
    """An order that was bought can be edited; what is returned from it names its lines."""
    order_id, line = bought(gateway)
    gateway.act("orderEdit", "order { id }", id=order_id)
    added = gateway.act("orderLineAdd", "orderLine { id }", orderId=order_id, sku="SCONE", unitPrice="2")
    other = added["orderLine"]["id"]
    assert done(send_back(gateway, order_id, line), "orderReturn")["skusCount"] == 1
    shown = """
        query($id: ID!) {
          order(id: $id) {
            version lines { nodes { id version } } returns { nodes { version lines { nodes { orderLine { id } } } } }
          }
        }
    """
    before = gateway.ask(shown, id=order_id)
    assert before["order"]["returns"]["nodes"][0]["lines"]["nodes"] == [{"orderLine": {"id": line}}]
    payload = gateway.act("orderLineRemove", "removedOrderLineId", id=line)
    assert payload["userErrors"] == [
        {
            "message": "Something of the line is returned; it cannot be removed.",
            "field": ["input", "id"],
            "code": "CONFLICT",
        }
    ]
    assert gateway.ask(shown, id=order_id) == before
    assert gateway.act("orderLineRemove", "removedOrderLineId", id=other)["userErrors"] == []

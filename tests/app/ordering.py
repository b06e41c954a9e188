"""Makers of customers, orders and rows for the tests of orders."""

from typing import Any

from gateway.domain.orders.model import Order, OrderLine
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.databases import connected
from tests.rows import row, store

NOBODY = "cus_01h00000000000000000000000"
ORDER = "order { id version status number }"


def customer(gateway: Gateway) -> str:
    made: str = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    return made


def done(payload: Any, name: str = "order") -> Any:
    """The object of a payload that refused nothing."""
    assert payload["userErrors"] == []
    return payload[name]


def codes(payload: Any) -> list[tuple[str, str]]:
    """Where and why a payload refused, in the order of the places."""
    return sorted((".".join(error["field"]), error["code"]) for error in payload["userErrors"])


def order(gateway: Gateway, customer_id: str | None = None, shown: str = ORDER, **given: Any) -> Any:
    """A new draft of one line, 2 × 12.50 EUR."""
    values = {
        "customerId": customer_id or customer(gateway),
        "currency": "EUR",
        "lines": [{"sku": "TEA", "name": "Tea", "quantity": 2, "unitPrice": "12.50"}],
    }
    return done(gateway.act("orderCreate", shown, **{**values, **given}))


def place(gateway: Gateway, order_id: str, shown: str = ORDER, **given: Any) -> Any:
    return done(gateway.act("orderPlace", shown, id=order_id, **given))


def stored_orders(settings: Settings, count: int, **values: Any) -> list[str]:
    """Orders of nobody with one line each, written past the gateway."""

    def write(connection: Any) -> list[str]:
        ids = []
        for _ in range(count):
            made = store(
                connection, Order, row(Order, **({"currency": "EUR", "total": 100} | _STATES | values))
            )
            line = row(OrderLine, order_id=made["id"], position=1, quantity=1, currency="EUR", unit_price=100)
            store(connection, OrderLine, line)
            ids.append(made["id"])
        return ids

    return connected(settings.database_url, write)


_STATES = {"status": "DRAFT", "payment_status": "UNPAID", "fulfillment_status": "UNFULFILLED"}


def refused(name: str, before: str, after: str, allowed: list[str]) -> str:
    """What a refused transition says."""
    follows = f"it may become {', '.join(allowed)}" if allowed else "nothing follows it"
    return f"{name} is {before} and cannot become {after}; {follows}."

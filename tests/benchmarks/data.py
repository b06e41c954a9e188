"""Customers with all that the benchmark reads, among them every value that two programs could spell differently."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert

from gateway.domain.customers.model import Customer, CustomerAddress, CustomerSubscription
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard, LoyaltyTransaction
from gateway.domain.orders.model import Order, OrderLine
from gateway.entity import Entity
from gateway.view import table_of
from tests.rows import NOON, row

CURRENCIES = ("EUR", "JPY", "KWD", "USD", "CLF")
STATUSES = ("PROSPECT", "ACQUIRED", "REPEAT")
FIRST_NAMES = ("Ada", "Émilie", 'Bo "the\\Bo"', None, "Çağla\n")
LAST_NAMES = ("Lovelace", "o'Brien", "Ødegård", "ßüß", None, "李", "")

Rows = dict[type[Entity], list[dict[str, Any]]]


def fill(connection: Connection, customers: int = 120) -> None:
    """Writes the customers; the first has more orders than one page shows, every seventh has none."""
    rows: Rows = {
        entity: []
        for entity in (
            Customer,
            CustomerAddress,
            CustomerSubscription,
            Order,
            OrderLine,
            CustomerLoyalty,
            LoyaltyCard,
            LoyaltyTransaction,
        )
    }
    for number in range(customers):
        _add_customer(rows, number)
    for entity, values in rows.items():
        connection.execute(insert(table_of(entity)), values)


def _add(rows: Rows, entity: type[Entity], **values: Any) -> dict[str, Any]:
    rows[entity].append(row(entity, **values))
    return rows[entity][-1]


def _add_customer(rows: Rows, number: int) -> None:
    # Several customers share an instant: the id decides.
    at = NOON + timedelta(minutes=number // 3, milliseconds=number % 2)
    customer = _add(
        rows,
        Customer,
        created_at=at,
        updated_at=at,
        email=f"Person.{number}@example.com" if number % 6 else None,
        email_normalized=f"person.{number}@example.com" if number % 6 else None,
        first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
        last_name=LAST_NAMES[number % len(LAST_NAMES)],
        company=f"Company {number}" if number % 4 == 0 else None,
        phone=f"+4420794{number:05d}",
        preferred_language="en",
        preferred_contact_method="EMAIL",
        is_validated_names=False,
        status=STATUSES[number % len(STATUSES)],
        total_orders_count=number % 9 if number % 5 else None,
    )["id"]
    for position in range(number % 4):
        _add(
            rows,
            CustomerAddress,
            customer_id=customer,
            business=False,
            is_primary=position == 0,
            name="Home" if position else None,
            line1=f"{position} High\tStreet",
            city="Köln",
            country_code="DE" if position else None,
        )
    for _ in range(number % 3):
        _add(
            rows,
            CustomerSubscription,
            customer_id=customer,
            reference="news",
            customer_email=f"p{number}@example.com",
        )
    for position in range(14 if number == 0 else number % 7):
        _add_order(rows, customer, number, position)
    if number % 5:
        _add_loyalty(rows, customer, number)


def _add_order(rows: Rows, customer: str, number: int, position: int) -> None:
    currency = CURRENCIES[(number + position) % len(CURRENCIES)]
    order = _add(
        rows,
        Order,
        customer_id=customer,
        number=f"#{number}-{position}",
        status="PLACED" if position else "DRAFT",
        payment_status="PAID",
        fulfillment_status="UNFULFILLED",
        placed_at=NOON - timedelta(days=position) if position else None,
        currency=currency,
        total=123_456_789 * position - 5,
    )["id"]
    for line in range((number + position) % 5):
        _add(
            rows,
            OrderLine,
            order_id=order,
            customer_id=customer,
            position=line + 1,
            quantity=line + 1,
            sku=f"SKU-{line}" if line else None,
            name=f"Thing “{line}”",
            currency=currency,
            unit_price=99 * line if line % 2 else None,
            total=99 * line * (line + 1),
        )


def _add_loyalty(rows: Rows, customer: str, number: int) -> None:
    loyalty = _add(
        rows, CustomerLoyalty, customer_id=customer, points=number * 10, referred_customers=number % 3
    )["id"]
    for position in range(number % 3):
        card = _add(
            rows,
            LoyaltyCard,
            customer_id=customer,
            loyalty_id=loyalty,
            code=f"CARD-{number}-{position}",
            balance=number,
            points=number,
            expired_points=0,
            subtracted_points=0,
            redeemed_points=0,
            pending_points=0,
        )["id"]
        for step in range(number % 4):
            _add(
                rows,
                LoyaltyTransaction,
                customer_id=customer,
                loyalty_card_id=card,
                type="POINTS_ACCRUAL",
                points=step - 1,
                reason="Bought" if step else None,
            )

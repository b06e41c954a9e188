"""The types of the graph. Their plain fields are read from the SQLModel rows as they are."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NewType

import strawberry
from strawberry import ID, Maybe
from strawberry.types import Info

from benchmarks.ordinary.loaders import Loaders
from gateway.columns import format_instant, parse_instant
from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import Order, OrderLine
from gateway.planner.decimals import FOUR_DECIMALS, NO_DECIMALS, THREE_DECIMALS

DateTime = NewType("DateTime", datetime)

SCALARS: dict[object, Any] = {
    DateTime: strawberry.scalar(name="DateTime", serialize=format_instant, parse_value=parse_instant)
}


@strawberry.enum
class CustomerStatus(StrEnum):
    PROSPECT = "PROSPECT"
    ACQUIRED = "ACQUIRED"
    REPEAT = "REPEAT"


_PLACES = {
    **dict.fromkeys(NO_DECIMALS, 0),
    **dict.fromkeys(THREE_DECIMALS, 3),
    **dict.fromkeys(FOUR_DECIMALS, 4),
}


def loaders_of(info: Info) -> Loaders:
    loaders: Loaders = info.context["loaders"]
    return loaders


def _first(rows: list[Any], first: int) -> Any:
    """Rows stand for the types of the graph: their plain fields are read by name."""
    return rows[:first]


@strawberry.type
class Money:
    amount: str
    currency: str


def make_money(units: int | None, currency: str) -> Money | None:
    if units is None:
        return None
    return Money(amount=str(Decimal(units).scaleb(-_PLACES.get(currency, 2))), currency=currency)


def _unit_price(root: OrderLine) -> Money | None:
    return make_money(root.unit_price, root.currency)


def _line_total(root: OrderLine) -> Money | None:
    return make_money(root.total, root.currency)


def _order_total(root: Order) -> Money | None:
    return make_money(root.total, root.currency)


@strawberry.type(name="OrderLine")
class OrderLineType:
    sku: str | None
    name: str | None
    quantity: int

    unit_price: Money | None = strawberry.field(resolver=_unit_price)
    total: Money | None = strawberry.field(resolver=_line_total)


@strawberry.type
class OrderLineConnection:
    nodes: list[OrderLineType]


async def _lines(root: Order, info: Info, first: int) -> OrderLineConnection:
    return OrderLineConnection(nodes=_first(await loaders_of(info).lines.load(root.id), first))


@strawberry.type(name="Order")
class OrderType:
    id: ID
    number: str | None
    status: str
    placed_at: DateTime | None

    total: Money | None = strawberry.field(resolver=_order_total)
    lines: OrderLineConnection = strawberry.field(resolver=_lines)


@strawberry.type
class OrderConnection:
    nodes: list[OrderType]


async def _orders(root: Customer, info: Info, first: int) -> OrderConnection:
    return OrderConnection(nodes=_first(await loaders_of(info).orders.load(root.id), first))


@strawberry.type(name="CustomerAddress")
class AddressType:
    id: ID
    name: str | None
    line1: str | None
    city: str | None
    country_code: str | None
    is_primary: bool


@strawberry.type
class AddressConnection:
    nodes: list[AddressType]


async def _addresses(root: Customer, info: Info, first: int) -> AddressConnection:
    return AddressConnection(nodes=_first(await loaders_of(info).addresses.load(root.id), first))


@strawberry.type(name="CustomerSubscription")
class SubscriptionType:
    id: ID
    reference: str | None
    customer_email: str | None
    created_at: DateTime


@strawberry.type
class SubscriptionConnection:
    nodes: list[SubscriptionType]


async def _subscriptions(root: Customer, info: Info, first: int) -> SubscriptionConnection:
    return SubscriptionConnection(nodes=_first(await loaders_of(info).subscriptions.load(root.id), first))


@strawberry.type(name="LoyaltyTransaction")
class TransactionType:
    id: ID
    type: str
    points: int | None
    reason: str | None
    created_at: DateTime


@strawberry.type
class TransactionConnection:
    nodes: list[TransactionType]


async def _transactions(root: Any, info: Info, first: int) -> TransactionConnection:
    return TransactionConnection(nodes=_first(await loaders_of(info).transactions.load(root.id), first))


@strawberry.type(name="LoyaltyCard")
class CardType:
    id: ID
    code: str | None
    balance: int
    points: int

    transactions: TransactionConnection = strawberry.field(resolver=_transactions)


@strawberry.type
class CardConnection:
    nodes: list[CardType]


async def _cards(root: Any, info: Info, first: int) -> CardConnection:
    return CardConnection(nodes=_first(await loaders_of(info).cards.load(root.id), first))


@strawberry.type(name="CustomerLoyalty")
class LoyaltyType:
    points: int
    referred_customers: int

    cards: CardConnection = strawberry.field(resolver=_cards)


def _display_name(root: Customer) -> str | None:
    person = f"{root.first_name or ''} {root.last_name or ''}".strip(" ")
    parts = (person, *((text or "").strip(" ") for text in (root.name, root.company, root.email)))
    return next((part for part in parts if part), None)


async def _loyalty(root: Customer, info: Info) -> LoyaltyType | None:
    found: Any = await loaders_of(info).loyalty.load(root.id)
    return found  # type: ignore[no-any-return]


@strawberry.type(name="Customer")
class CustomerType:
    id: ID
    version: int
    email: str | None
    first_name: str | None
    last_name: str | None
    company: str | None
    phone: str | None
    notes: str | None
    status: CustomerStatus
    total_orders_count: int | None
    created_at: DateTime
    updated_at: DateTime

    display_name: str | None = strawberry.field(resolver=_display_name)
    addresses: AddressConnection = strawberry.field(resolver=_addresses)

    orders: OrderConnection = strawberry.field(resolver=_orders)

    subscriptions: SubscriptionConnection = strawberry.field(resolver=_subscriptions)

    loyalty: LoyaltyType | None = strawberry.field(resolver=_loyalty)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class CustomerConnection:
    nodes: list[CustomerType]
    page_info: PageInfo


@strawberry.input
class CustomerStatusFilter:
    eq: CustomerStatus | None = None


@strawberry.input
class DateTimeFilter:
    gte: DateTime | None = None


@strawberry.input
class CustomerFilter:
    status: CustomerStatusFilter | None = None
    created_at: DateTimeFilter | None = None


@strawberry.input
class CustomerFields:
    email: Maybe[str | None]
    first_name: Maybe[str | None]
    last_name: Maybe[str | None]
    company: Maybe[str | None]
    phone: Maybe[str | None]
    notes: Maybe[str | None]


@strawberry.input
class CustomerCreateInput(CustomerFields):
    pass


@strawberry.input
class CustomerUpdateInput(CustomerFields):
    id: ID


@strawberry.type
class UserError:
    message: str
    field: list[str] | None
    code: str


@strawberry.type
class CustomerPayload:
    customer: CustomerType | None
    user_errors: list[UserError]

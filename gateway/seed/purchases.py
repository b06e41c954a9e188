"""Orders with their lines and addresses."""

from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.domain.orders.model import Order, OrderAddress, OrderLine
from gateway.seed.catalogue import ARTICLES, Article, in_currency
from gateway.seed.dice import Dice
from gateway.seed.house import House
from gateway.seed.moment import DAY, END, HOUR, MINUTE, spell_instant
from gateway.seed.person import BUSINESS, COMMERCE_LAYER, RUTTER, VOUCHERIFY, Person
from gateway.seed.rows import Writer


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    article: Article
    quantity: int
    total: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """A placed order, as the rows that follow from it need it."""

    id: str
    placed: int
    total: int
    is_delivered: bool
    is_paid: bool
    """Paid or fulfilled: what a loyalty system counts."""
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Purchases:
    """What a customer has bought, the earliest first."""

    placed: list[Purchase] = field(default_factory=list)

    @property
    def paid(self) -> list[Purchase]:
        return [purchase for purchase in self.placed if purchase.is_paid]


class _State(NamedTuple):
    status: str
    payment: str
    fulfillment: str


class _Course(NamedTuple):
    """The states that an order goes through in one system."""

    fresh: _State
    underway: _State
    done: _State
    cancelled: _State


_COURSES = {
    COMMERCE_LAYER: _Course(
        _State("PLACED", "AUTHORIZED", "UNFULFILLED"),
        _State("APPROVED", "PAID", "IN_PROGRESS"),
        _State("APPROVED", "PAID", "FULFILLED"),
        _State("CANCELLED", "VOIDED", "UNFULFILLED"),
    ),
    BUSINESS: _Course(
        _State("CONFIRMED", "PENDING", "UNFULFILLED"),
        _State("OUT_FOR_DELIVERY", "PAID", "IN_PROGRESS"),
        _State("COMPLETED", "PAID", "FULFILLED"),
        _State("CANCELLED", "REFUNDED", "UNFULFILLED"),
    ),
    RUTTER: _Course(
        _State("PLACED", "PAID", "UNFULFILLED"),
        _State("PLACED", "PAID", "PARTIALLY_FULFILLED"),
        _State("ARCHIVED", "PAID", "FULFILLED"),
        _State("CANCELLED", "REFUNDED", "UNFULFILLED"),
    ),
    VOUCHERIFY: _Course(
        _State("PLACED", "PAID", "UNFULFILLED"),
        _State("PLACED", "PAID", "IN_PROGRESS"),
        _State("COMPLETED", "PAID", "FULFILLED"),
        _State("CANCELLED", "REFUNDED", "UNFULFILLED"),
    ),
}
_CART = _State("PENDING", "UNPAID", "UNFULFILLED")
_COUPONS = ("WELCOME10", "SPRING", "TEATIME", "FRIENDS15")
_METADATA = (
    '{"gift":{"wrap":true,"message":"Happy birthday!"}}',
    '{"source":{"campaign":"spring","medium":"email"}}',
    '{"source":{"campaign":"brand","medium":"search"}}',
)


def add_orders(writer: Writer, person: Person, house: House) -> Purchases:
    """Orders and perhaps a cart; needs the address book."""
    dice, purchases = writer.dice, Purchases()
    moments = sorted(
        person.created + int((END - HOUR - person.created) * dice.random())
        for _ in range(_count(dice, person))
    )
    for number, placed in enumerate(moments, 1):
        purchases.placed.append(_add_order(writer, person, house, number, placed))
    if person.is_complete or dice.chance(0.15):
        _add_cart(writer, person, house, len(moments) + 1)
    return purchases


def _count(dice: Dice, person: Person) -> int:
    """Placed orders: none for one in seven, ten and more for nearly half; about ten on average."""
    if person.is_complete:
        return 12 + person.index
    lot = dice.random()
    if lot < 0.14:
        return 0
    if lot < 0.23:
        return 1
    if lot < 0.52:
        return dice.between(2, 9)
    return 10 + int(20 * dice.random() ** 1.7)


def _add_order(writer: Writer, person: Person, house: House, number: int, placed: int) -> Purchase:
    dice = writer.dice
    system = dice.pick(person.systems)
    course, age = _COURSES[system], END - placed
    is_cancelled = dice.chance(0.05)
    state = (
        course.cancelled
        if is_cancelled
        else course.fresh
        if age < 2 * DAY
        else course.underway
        if age < 6 * DAY
        else course.done
    )
    return _write(writer, person, house, number, system, state, placed - dice.between(2, 90) * MINUTE, placed)


def _add_cart(writer: Writer, person: Person, house: House, number: int) -> None:
    begun = max(person.created, END - writer.dice.between(1, 20 * 24) * HOUR)
    _write(writer, person, house, number, COMMERCE_LAYER, _CART, begun, None)


def _write(
    writer: Writer,
    person: Person,
    house: House,
    number: int,
    system: str,
    state: _State,
    begun: int,
    placed: int | None,
) -> Purchase:
    dice, country, currency = writer.dice, person.country, person.country.currency
    order_id = writer.dice.identifier(Order.__prefix__, begun)
    lines, subtotal, line_discounts = [], 0, 0
    for position in range(1, 2 + int(5 * dice.random() ** 2)):
        line, gross = _add_line(writer, person, order_id, position, begun + position * 1000)
        lines.append(line)
        subtotal += gross
        line_discounts += line.total - gross
    coupon = dice.pick(_COUPONS) if dice.chance(0.1) else None
    discount = line_discounts - (subtotal // 10 if coupon else 0)
    shipping = 0 if dice.chance(0.4) else in_currency(490, currency)
    goods = subtotal + discount + shipping
    rate = country.tax
    tax = round(goods * rate / (1 + rate)) if country.is_tax_included else round(goods * rate)
    tip = in_currency(200, currency) if system == BUSINESS and dice.chance(0.2) else 0
    gift_card = -min(goods, in_currency(1000, currency)) if dice.chance(0.04) else 0
    total = goods + tip + gift_card + (0 if country.is_tax_included else tax)
    is_done = state.fulfillment == "FULFILLED" and placed is not None
    is_sent = is_done or state.fulfillment in ("IN_PROGRESS", "PARTIALLY_FULFILLED")
    approved = placed is not None and state.status not in ("PLACED", "CANCELLED")
    last = (placed or begun) + dice.between(1, 40) * HOUR
    updated = min(END, last)
    writer.add_as(
        order_id, Order, begun, updated, 1,
        number=f"{100_000 + person.index}-{number:02d}",
        system=system, status=state.status, payment_status=state.payment, fulfillment_status=state.fulfillment,
        placed_at=spell_instant(placed) if placed else None,
        approved_at=spell_instant(placed + 10 * MINUTE) if placed and approved else None,
        cancelled_at=spell_instant(updated) if state.status == "CANCELLED" else None,
        currency=currency, subtotal=subtotal, shipping=shipping, discount=discount, tax=tax, tip=tip,
        gift_card=gift_card, adjustment=0, total=total, tax_included=country.is_tax_included,
        guest=COMMERCE_LAYER not in person.systems, customer_email=person.email, language_code=country.language,
        country_code=country.code, coupon_code=coupon,
        expected_delivery_at=spell_instant(placed + 5 * DAY) if placed and is_sent else None,
        delivered_at=spell_instant(placed + 3 * DAY + 5 * HOUR) if placed and is_done else None,
        tracking_number=f"DEMO{dice.token(10, '0123456789')}" if is_sent else None,
        customer_id=person.id, market_id=house.markets[country.market], channel_id=person.channel_id,
        reference=f"ERP-{person.index}-{number}" if system == COMMERCE_LAYER and placed else None,
        reference_origin="erp" if system == COMMERCE_LAYER and placed else None,
        metadata=dice.pick(_METADATA) if person.is_complete or dice.chance(0.2) else None,
    )  # fmt: skip
    if person.is_complete or dice.chance(0.35):
        _add_addresses(writer, person, order_id, begun)
    is_paid = placed is not None and (state.payment == "PAID" or is_done)
    return Purchase(order_id, placed or begun, total, is_done, is_paid, tuple(lines))


def _add_line(writer: Writer, person: Person, order_id: str, position: int, at: int) -> tuple[Line, int]:
    """Adds a line; returns it and what it costs without its discount."""
    dice, currency = writer.dice, person.country.currency
    article = dice.pick(ARTICLES)
    price = article.prices[currency]
    quantity = 1 + int(3 * dice.random() ** 4)
    gross = price * quantity
    discount = -(gross // 20) if dice.random() < 0.06 else 0
    total = gross + discount
    rate = person.country.tax
    line = writer.add(
        OrderLine, at, position=position, sku=article.sku, bundle_code=article.bundle if dice.random() < 0.05 else None,
        name=article.name, item_type="skus",
        quantity=quantity, currency=currency, unit_price=price, discount=discount,
        tax=round(total * rate / (1 + rate)) if person.country.is_tax_included else round(total * rate),
        total=total, image_url=article.image_url, order_id=order_id, customer_id=person.id, reference=None,
        reference_origin=None, metadata=None,
    )  # fmt: skip
    return Line(line, article, quantity, total), gross


def _add_addresses(writer: Writer, person: Person, order_id: str, at: int) -> None:
    dice = writer.dice
    kinds = ("SHIPPING", "BILLING") if person.is_complete or dice.chance(0.6) else ("SHIPPING",)
    for kind in kinds:
        postal = dice.pick(person.address_book) if kind == "SHIPPING" else person.address_book[0]
        writer.add(OrderAddress, at, kind=kind, order_id=order_id, customer_id=person.id, **postal)

"""What follows from orders: returns, and orders that repeat themselves."""

from gateway.domain.orders.model import OrderSubscription, OrderSubscriptionItem, Return, ReturnLine
from gateway.seed.house import House
from gateway.seed.moment import DAY, END, HOUR, spell_instant
from gateway.seed.person import Person
from gateway.seed.purchases import Purchase, Purchases
from gateway.seed.rows import Writer, json_text

_REASONS = ("Too small", "Damaged on arrival", "Not as described", "Changed my mind", "Arrived too late")
_STEPS = ("requested", "approved", "shipped", "received", "refunded")
_FREQUENCIES = {"weekly": 7, "monthly": 30, "two-month": 61, "three-month": 91}


def add_returns(writer: Writer, person: Person, house: House, purchases: Purchases) -> None:
    dice, number = writer.dice, 0
    for purchase in purchases.placed:
        is_wanted = dice.chance(0.05) or (person.is_complete and number == 0)
        if purchase.is_delivered and is_wanted and purchase.placed < END - 40 * DAY:
            number += 1
            _add_return(writer, person, house, purchase, number)


def _add_return(writer: Writer, person: Person, house: House, purchase: Purchase, number: int) -> None:
    dice = writer.dice
    asked = purchase.placed + dice.between(5, 14) * DAY
    done = dice.pick((1, 2, 3, 4, 5, 5, 5, 5))
    moments = {step: asked + place * 2 * DAY for place, step in enumerate(_STEPS[:done])}
    is_rejected = done == 1 and dice.chance(0.5)
    lines = purchase.lines[: dice.between(1, 2)]
    updated = asked + done * 2 * DAY
    identifier = writer.add(
        Return, asked, updated, number=f"R{100_000 + person.index}-{number}",
        status="REJECTED" if is_rejected else _STEPS[done - 1].upper(), customer_email=person.email,
        skus_count=sum(line.quantity for line in lines), currency=person.currency,
        estimated_refund=sum(line.total for line in lines),
        approved_at=_spelled(moments.get("approved")), cancelled_at=None,
        shipped_at=_spelled(moments.get("shipped")),
        rejected_at=spell_instant(updated) if is_rejected else None,
        received_at=_spelled(moments.get("received")), refunded_at=_spelled(moments.get("refunded")),
        archived_at=spell_instant(updated) if done == len(_STEPS) and dice.chance(0.5) else None,
        customer_id=person.id, order_id=purchase.id,
        stock_location_id=dice.pick(house.stock_locations), reference=None, reference_origin=None, metadata=None,
    )  # fmt: skip
    for position, line in enumerate(lines, 1):
        writer.add(
            ReturnLine, asked, position=position, sku=line.article.sku, bundle_code=None, name=line.article.name,
            quantity=line.quantity, currency=person.currency, total=line.total,
            return_reason=json_text({"text": dice.pick(_REASONS), "wants": dice.pick(("refund", "exchange"))}),
            image_url=line.article.image_url, restocked_at=_spelled(moments.get("refunded")),
            return_id=identifier, order_line_id=line.id, customer_id=person.id, reference=None,
            reference_origin=None, metadata=None,
        )  # fmt: skip


def add_recurring_orders(writer: Writer, person: Person, house: House, purchases: Purchases) -> None:
    """Each was made from an order."""
    dice = writer.dice
    if not purchases.placed or not (person.is_complete or dice.chance(0.06)):
        return
    for number in range(1, 3 if person.is_complete else 2):
        _add_recurring_order(writer, person, house, dice.pick(purchases.placed), number)


def _add_recurring_order(writer: Writer, person: Person, house: House, source: Purchase, number: int) -> None:
    dice = writer.dice
    status = (
        "ACTIVE"
        if person.is_complete and number == 1
        else dice.pick(("ACTIVE", "ACTIVE", "INACTIVE", "CANCELLED"))
    )
    frequency, days = dice.pick(tuple(_FREQUENCIES.items()))
    runs = (END - source.placed) // (days * DAY)
    last = source.placed + runs * days * DAY
    identifier = writer.add(
        OrderSubscription, source.placed + HOUR, last + HOUR, number=f"S{100_000 + person.index}-{number}",
        status=status, frequency=frequency, activate_by_source_order=True, place_target_order=True,
        renewal_alert_period=24, customer_email=person.email, starts_at=spell_instant(source.placed + HOUR),
        expires_at=spell_instant(source.placed + 1500 * DAY) if dice.chance(0.3) else None,
        last_run_at=spell_instant(last) if runs else None,
        next_run_at=spell_instant(last + days * DAY) if status == "ACTIVE" else None, occurrencies=runs,
        errors_count=0, succeeded_on_last_run=True if runs else None, options='{"reminder":{"by":"email"}}',
        customer_id=person.id, market_id=house.markets[person.country.market], source_order_id=source.id,
        payment_source_id=dice.pick(person.wallet) if person.wallet else None, reference=None,
        reference_origin=None, metadata=None,
    )  # fmt: skip
    for position, line in enumerate(source.lines, 1):
        writer.add(
            OrderSubscriptionItem, source.placed + HOUR, position=position, sku=line.article.sku, bundle_code=None,
            quantity=line.quantity, currency=person.currency, unit_price=line.article.prices[person.currency],
            total=line.article.prices[person.currency] * line.quantity, order_subscription_id=identifier,
            customer_id=person.id, reference=None, reference_origin=None, metadata=None,
        )  # fmt: skip


def _spelled(at: int | None) -> str | None:
    return None if at is None else spell_instant(at)

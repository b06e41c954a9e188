"""What a loyalty system knows of a customer: summary, points, cards, and who brought whom."""

from dataclasses import dataclass
from typing import Any

from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTransaction,
    Referral,
)
from gateway.seed.catalogue import in_currency
from gateway.seed.dice import Dice
from gateway.seed.house import House, Programme, Tier
from gateway.seed.moment import DAY, END, spell_day, spell_instant
from gateway.seed.person import Person, begin, count_brought, referrer_of
from gateway.seed.purchases import Purchases
from gateway.seed.rows import Writer, json_text


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a customer may be brought by."""

    seed: int
    environment: str
    customers: int


@dataclass(frozen=True, slots=True)
class _Change:
    """What happens to the points of a card."""

    kind: str
    points: int
    at: int


@dataclass(slots=True)
class _Card:
    """Points of a card, by what became of them."""

    earned: int = 0
    expired: int = 0
    subtracted: int = 0
    redeemed: int = 0

    @property
    def balance(self) -> int:
        return self.earned - self.expired - self.subtracted - self.redeemed


def add_membership(
    writer: Writer, person: Person, house: House, purchases: Purchases, population: Population
) -> dict[str, Any] | None:
    """The rows of a member, and the same as the loyalty system spells it; None for who is no member."""
    if not person.is_member:
        return None
    dice = writer.dice
    programme = dice.pick((house.club, house.club, house.studio))
    has_card = person.is_complete or dice.chance(0.8)
    changes = _draw_changes(dice, person) if has_card else []
    card = _add_up(changes)
    points, brought = card.earned - card.expired, count_brought(person.index)
    loyalty = writer.add(
        CustomerLoyalty, person.created, person.changed, points=points, referred_customers=brought,
        customer_id=person.id,
    )  # fmt: skip
    campaigns: dict[str, Any] = {}
    if has_card:
        tier = _tier_of(programme, card.earned)
        _add_card(writer, person, programme, tier, card, changes, loyalty)
        _add_standing(writer, person, loyalty, programme.name, points, tier, 0)
        campaigns[programme.name] = {
            "points": points,
            "loyalty_tier": tier.reference,
            "referred_customers": 0,
        }
    if brought:
        _add_standing(writer, person, loyalty, house.friends.name, None, None, brought)
        campaigns[house.friends.name] = {"referred_customers": brought}
    return {
        "summary": _add_summary(writer, person, purchases, card),
        "loyalty": {"points": points, "referred_customers": brought, "campaigns": campaigns},
        "referrals": _add_referrals(writer, person, house, population),
    }


def _draw_changes(dice: Dice, person: Person) -> list[_Change]:
    """At most ten changes, none of which takes more than there is."""
    count = 10 if person.is_complete else dice.between(1, 10)
    moments = sorted(person.created + int((END - person.created) * dice.random()) for _ in range(count))
    changes, balance = [], 0
    for at in moments:
        kind = dice.pick(_KINDS) if balance >= 100 else "POINTS_ACCRUAL"
        points = dice.between(20, 900) if kind in _GAINS else -dice.between(20, balance)
        balance += points
        changes.append(_Change(kind, points, at))
    return changes


_GAINS = ("POINTS_ACCRUAL", "POINTS_ADDITION")
_KINDS = (
    *["POINTS_ACCRUAL"] * 7, "POINTS_ADDITION", *["POINTS_REDEMPTION"] * 3, "POINTS_EXPIRATION", "POINTS_REMOVAL",
)  # fmt: skip


def _add_up(changes: list[_Change]) -> _Card:
    card = _Card()
    for change in changes:
        if change.kind in _GAINS:
            card.earned += change.points
        elif change.kind == "POINTS_EXPIRATION":
            card.expired -= change.points
        elif change.kind == "POINTS_REMOVAL":
            card.subtracted -= change.points
        else:
            card.redeemed -= change.points
    return card


def _tier_of(programme: Programme, points: int) -> Tier:
    return next(tier for tier in reversed(programme.tiers) if points >= tier.points_from)


def _add_card(
    writer: Writer,
    person: Person,
    programme: Programme,
    tier: Tier,
    card: _Card,
    changes: list[_Change],
    loyalty: str,
) -> None:
    dice = writer.dice
    expires = min(card.balance, dice.between(10, 200)) if card.balance else 0
    identifier = writer.add(
        LoyaltyCard, person.created, max(change.at for change in changes),
        code=f"LC-{dice.token(8, _LETTERS)}-{person.index}", balance=card.balance, points=card.earned,
        expired_points=card.expired, subtracted_points=card.subtracted, redeemed_points=card.redeemed,
        pending_points=dice.between(0, 3) * 10,
        next_expiration_date=spell_day(END // DAY + dice.between(30, 360)) if expires else None,
        next_expiration_points=expires or None, campaign_id=programme.id, tier_id=tier.id, loyalty_id=loyalty,
        customer_id=person.id, reference=f"v_{dice.token(24)}", reference_origin="voucherify", metadata=None,
    )  # fmt: skip
    balance = 0
    for change in changes:
        balance += change.points
        source, reason = _SAID[change.kind]
        is_by_hand = source == "dashboard"
        details = {
            "balance": {"type": "loyalty_card", "total": balance, "points": change.points, "balance": balance}
        }
        writer.add(
            LoyaltyTransaction, change.at, type=change.kind, points=change.points, balance=balance,
            source_id=None if is_by_hand else f"vtx-{dice.token(12)}", reason=reason, source=source,
            related_transaction_id=f"vtx_{dice.token(18)}" if change.kind == "POINTS_REDEMPTION" else None,
            details=json_text(details), loyalty_card_id=identifier, customer_id=person.id,
        )  # fmt: skip


_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SAID = {
    "POINTS_ACCRUAL": ("api", None),
    "POINTS_ADDITION": ("dashboard", "A gesture of goodwill."),
    "POINTS_REDEMPTION": ("api", None),
    "POINTS_EXPIRATION": ("voucherify", None),
    "POINTS_REMOVAL": ("dashboard", "Credited by mistake."),
}


def _add_standing(
    writer: Writer,
    person: Person,
    loyalty: str,
    campaign: str,
    points: int | None,
    tier: Tier | None,
    brought: int,
) -> None:
    writer.add(
        LoyaltyCampaignStanding, person.created, person.changed, campaign=campaign, points=points,
        loyalty_tier=tier.reference if tier else None, referred_customers=brought, tier_id=tier.id if tier else None,
        loyalty_id=loyalty, customer_id=person.id,
    )  # fmt: skip


def _add_summary(writer: Writer, person: Person, purchases: Purchases, card: _Card) -> dict[str, Any]:
    dice, paid = writer.dice, purchases.paid
    amount, count = sum(purchase.total for purchase in paid), len(paid)
    succeeded, failed, undone = dice.between(1, 9), dice.between(0, 2), dice.between(0, 1)
    gift = in_currency(500, person.currency) * dice.between(0, 8)
    redemptions = {
        "total_redeemed": succeeded + failed,
        "total_failed": failed,
        "total_succeeded": succeeded,
        "total_rolled_back": undone,
        "total_rollback_failed": 0,
        "total_rollback_succeeded": undone,
    }
    left = in_currency(1000, person.currency) * dice.between(0, 3)
    orders = {
        "total_amount": amount,
        "total_count": count,
        "average_amount": amount // count if count else 0,
        "last_order_amount": paid[-1].total if paid else 0,
    }
    last = spell_instant(paid[-1].placed) if paid else None
    columns: dict[str, Any] = {
        **{f"redemptions__{name}": value for name, value in redemptions.items()},
        "redemptions__gift__redeemed_amount": gift,
        "redemptions__gift__amount_to_go": left,
        "redemptions__loyalty_card__redeemed_points": card.redeemed,
        "redemptions__loyalty_card__points_to_go": card.balance,
        **{f"orders__{name}": value for name, value in orders.items()},
        "orders__last_order_date": last,
    }
    writer.add(
        CustomerSummary, person.created, person.changed, currency=person.currency, **columns, customer_id=person.id
    )  # fmt: skip
    gifts = {"redeemed_amount": gift, "amount_to_go": left}
    cards = {"redeemed_points": card.redeemed, "points_to_go": card.balance}
    return {
        "redemptions": {**redemptions, "gift": gifts, "loyalty_card": cards},
        "orders": {**orders, "last_order_date": last} if last else orders,
    }


def _add_referrals(writer: Writer, person: Person, house: House, population: Population) -> dict[str, Any]:
    dice = writer.dice
    brought_by = referrer_of(person.index)
    total = 0 if brought_by is None else 1
    referrals = writer.add(CustomerReferrals, person.created, total=total, customer_id=person.id)
    if brought_by is None:
        return {"total": 0, "campaigns": []}
    external, redemption = f"cust_{dice.token(24)}", f"r_{dice.token(18)}"
    is_known = brought_by < population.customers
    at = spell_instant(person.created)
    writer.add(
        Referral, person.created, campaign_id=house.friends.reference, referrer_id=external,
        related_object_id=redemption, related_object_type="redemption", date=at,
        referrer_customer_id=begin(population.seed, population.environment, brought_by)[2] if is_known else None,
        referrals_id=referrals, customer_id=person.id,
    )  # fmt: skip
    campaign = {
        "campaign_id": house.friends.reference,
        "referrer_id": external,
        "related_object_id": redemption,
        "related_object_type": "redemption",
        "date": at,
    }
    return {"total": 1, "campaigns": [campaign]}

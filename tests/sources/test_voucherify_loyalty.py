"""What Voucherify's cards, transactions, campaigns and tiers become."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.sources.refusal import Refused
from gateway.sources.voucherify.loyalty import CAMPAIGN, CARD, TIER, TRANSACTION
from gateway.sources.voucherify.points import balanced
from tests.sources import documents_voucherify as sent
from tests.sources.documents import Document
from tests.sources.documents_voucherify import links, read


def test_a_card_is_taken_with_its_holder_and_campaign() -> None:
    reading = read(sent.card())
    assert reading.values == {
        "code": "LOOM-1",
        "points": 400,
        "balance": 250,
        "expired_points": 60,
        "subtracted_points": 20,
        "redeemed_points": 70,
        "pending_points": 15,
        "next_expiration_date": date(2026, 3, 31),
        "next_expiration_points": 40,
        "metadata": {"colour": "indigo"},
        "created_at": datetime(2024, 5, 6, 7, 8, 9, 10000, UTC),
        "updated_at": datetime(2025, 5, 6, 7, 8, 9, 10000, UTC),
    }
    assert links(reading) == [("campaign", [sent.CAMPAIGN]), ("customer", [sent.HOLDER])]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        # Adds up: nothing is touched.
        ((400, 250, 60, 20, 70), (400, 250, 60, 20, 70)),
        ((100, 100, None, None, None), (100, 100, 0, 0, 0)),
        # What was spent is not told.
        ((100, 40, None, None, None), (100, 40, 0, 0, 60)),
        ((100, 40, 10, None, None), (100, 40, 10, 0, 50)),
        # Points without those that expired.
        ((70, 50, 30, None, 20), (100, 50, 30, 0, 20)),
        ((70, 50, 30, None, None), (100, 50, 30, 0, 20)),
        # What was spent is told wrong.
        ((100, 40, 10, 5, 3), (100, 40, 10, 5, 45)),
        # Less earned than there is.
        ((10, 40, 5, None, None), (45, 40, 5, 0, 0)),
        ((0, 40, None, None, 7), (47, 40, 0, 0, 7)),
        # No balance, or one below zero.
        ((100, None, 10, 5, 3), (100, 82, 10, 5, 3)),
        ((10, -5, None, None, None), (10, 0, 0, 0, 10)),
        ((None, None, None, None, None), (0, 0, 0, 0, 0)),
        ((-3, 0, -1, None, None), (0, 0, 0, 0, 0)),
    ],
)
def test_numbers_that_do_not_add_up_are_made_to(told: tuple[int | None, ...], kept: tuple[int, ...]) -> None:
    """Points, balance, expired, subtracted, redeemed: the balance stays what it is, as far as it can."""
    parts = ("points", "balance", "expired_points", "subtracted_points", "redeemed_points")
    numbers = balanced(dict(zip(parts, told, strict=True)))
    assert tuple(numbers[part] for part in parts) == kept
    points, balance, *gone = kept
    assert balance == points - sum(gone)


def test_a_card_that_says_nothing_of_points_changes_none() -> None:
    reading = read({"id": "v_1", "object": "voucher", "type": "LOYALTY_CARD", "code": "A"})
    assert reading.values == {"code": "A"}


def test_points_may_be_spelled_as_text() -> None:
    values = read(
        sent.card({"points": 10, "balance": 10, "next_expiration_points": "4"}, redemption=None)
    ).values
    assert (values["points"], values["next_expiration_points"]) == (10, 4)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ({"points": "many"}, "loyalty_card.points is 'many'; expected a whole number"),
        ({"points": 1, "balance": 2**31 - 1, "expired_points": 1}, "has 2147483648 points; expected up to"),
        ({"balance": 2**31}, "loyalty_card.balance is 2147483648; expected a whole number"),
    ],
)
def test_more_points_than_a_card_can_hold_are_refused(points: Document, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        CARD.read(sent.card(points, redemption=None), [])


def test_a_card_that_nobody_holds_belongs_to_nobody() -> None:
    assert links(read(sent.card(holder_id=None))) == [("campaign", [sent.CAMPAIGN]), ("customer", [])]


# ── Transactions


def test_a_transaction_is_taken_with_the_card_it_happened_to() -> None:
    document = sent.transaction()
    reading = read(document)
    assert reading.values == {
        "type": "POINTS_ACCRUAL",
        "points": 90,
        "balance": 250,
        "source_id": "till-5",
        "source": "API",
        "reason": "Two throws.",
        "related_transaction_id": None,
        "details": document["details"],
        "created_at": datetime(2025, 2, 3, 4, 5, 7, 0, UTC),
    }
    assert links(reading) == [("loyalty_card", [sent.CARD])]


@pytest.mark.parametrize(
    ("type_told", "points", "kept"),
    [
        ("POINTS_ACCRUAL", 9, ("POINTS_ACCRUAL", 9)),
        ("POINTS_REDEMPTION", 9, ("POINTS_REDEMPTION", -9)),
        ("POINTS_REDEMPTION", -9, ("POINTS_REDEMPTION", -9)),
        ("POINTS_REFUND", 9, ("POINTS_REFUND", 9)),
        ("POINTS_ADDITION", 9, ("POINTS_ADDITION", 9)),
        ("POINTS_REMOVAL", 9, ("POINTS_REMOVAL", -9)),
        ("POINTS_EXPIRATION", -9, ("POINTS_EXPIRATION", -9)),
        ("POINTS_TRANSFER_IN", 9, ("POINTS_TRANSFER_IN", 9)),
        ("POINTS_TRANSFER_OUT", 9, ("POINTS_TRANSFER_OUT", -9)),
        ("PENDING_POINTS_ACTIVATION", 9, ("PENDING_POINTS_ACTIVATION", 9)),
        ("POINTS_CANCELLATION", 9, ("POINTS_REMOVAL", -9)),
    ],
)
def test_points_that_were_lost_are_negative(type_told: str, points: int, kept: tuple[str, int]) -> None:
    values = read(sent.transaction(type=type_told, details={"balance": {"points": points}})).values
    assert (values["type"], values["points"]) == kept


@pytest.mark.parametrize("details", [None, {}, {"balance": None}, {"balance": {}}, {"balance": "none"}])
def test_details_need_not_tell_points(details: Any) -> None:
    values = read(sent.transaction(details=details)).values
    assert (values["points"], values["balance"], values["details"]) == (None, None, details)


def test_a_transaction_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(Refused, match="type is 'POINTS_ROBBED'; expected one of points_accrual"):
        TRANSACTION.read(sent.transaction(type="POINTS_ROBBED"), [])


# ── Campaigns and tiers


def test_a_campaign_is_taken_by_what_it_does() -> None:
    """`type` is how its codes are made; `campaign_type` is what it does."""
    assert CAMPAIGN.is_shared
    assert read(sent.campaign()).values == {
        "name": "Loom Club",
        "type": "LOYALTY_PROGRAM",
        "description": "Points for weavers.",
        "starts_at": datetime(2024, 1, 1, tzinfo=UTC),
        "expires_at": None,
        "metadata": {"season": "all"},
        "created_at": datetime(2023, 12, 1, tzinfo=UTC),
    }


def test_a_tier_is_taken_with_its_campaign() -> None:
    """The expiration in it is that of the one customer it was asked for."""
    assert TIER.is_shared
    reading = read(sent.tier(expiration={"customer_id": sent.HOLDER, "start_date": None}))
    assert reading.values == {
        "name": "Silver",
        "points_from": 100,
        "points_to": 499,
        "metadata": None,
        "created_at": datetime(2023, 12, 2, tzinfo=UTC),
    }
    assert links(reading) == [("campaign", [sent.CAMPAIGN])]

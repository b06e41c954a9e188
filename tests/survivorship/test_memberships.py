"""Several memberships of one person: what they make together."""

from datetime import UTC, datetime
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    Referral,
)
from gateway.entity import now
from gateway.events.act import worker
from gateway.sources.customers import Customers
from gateway.sources.derive import Contribution, derive
from gateway.sources.fields import Target
from gateway.sources.merging import merge_customers
from gateway.sources.reading import Reading
from gateway.sources.survivorship import DEFAULT
from gateway.sources.targets import LOYALTY, REFERRALS, REFERRED, STANDINGS, SUMMARY
from gateway.sources.voucherify import VOUCHERIFY
from tests.sources.documents import voucherify_customer
from tests.sources.imports import Imports


def member(
    external_id: str, target: Target, part: Reading | None, *, day: int = 1, connection: str = ""
) -> Contribution:
    at = datetime(2024, 1, day, tzinfo=UTC)
    reading = Reading({}, rows={target: part})
    return Contribution(f"src_{connection}{external_id}", "VOUCHERIFY", connection, external_id, at, reading)


def standing(campaign: str, points: int | None, tier: str | None = None, brought: int | None = None) -> Any:
    return {
        "campaign": campaign,
        "points": points,
        "loyalty_tier": tier,
        "referred_customers": brought,
    }


def made(target: Target, *records: Contribution) -> Reading:
    part = derive(records, {}, DEFAULT).parts[target][1]
    assert part is not None
    assert derive(records[::-1], {}, DEFAULT).parts[target][1] == part
    return part


def loyalty(points: int | None, brought: int | None, *standings: Any) -> Reading:
    values = {"points": points, "referred_customers": brought}
    return Reading(values, lists={STANDINGS: list(standings)})


def test_points_are_those_of_all_memberships() -> None:
    one, other = loyalty(120, 1), loyalty(30, 2)
    part = made(LOYALTY, member("a", LOYALTY, one), member("b", LOYALTY, other, day=2))
    assert part.values == {"points": 150, "referred_customers": 3}


def test_of_a_campaign_points_are_added_and_the_tier_of_most_points_counts() -> None:
    one = loyalty(0, 0, standing("Spring", 10, "ltr_low", 1), standing("Autumn", 5))
    other = loyalty(0, 0, standing("Spring", 90, "ltr_high"), standing("Winter", None, "ltr_w"))
    part = made(LOYALTY, member("a", LOYALTY, one, day=2), member("b", LOYALTY, other))
    assert part.lists[STANDINGS] == [
        standing("Spring", 100, "ltr_high", 1),
        standing("Autumn", 5),
        standing("Winter", None, "ltr_w"),
    ]


def test_a_membership_that_came_through_two_connections_is_one() -> None:
    """Of the same record the one that was changed last is meant."""
    old, new = loyalty(100, 0), loyalty(120, 0)
    part = made(
        LOYALTY,
        member("a", LOYALTY, old, connection="x"),
        member("a", LOYALTY, new, day=2, connection="y"),
        member("b", LOYALTY, loyalty(7, 0)),
    )
    assert part.values["points"] == 127


def test_a_record_without_membership_adds_nothing() -> None:
    part = made(LOYALTY, member("a", LOYALTY, None, day=3), member("b", LOYALTY, loyalty(7, None)))
    assert part.values == {"points": 7, "referred_customers": None}


def test_a_sum_stops_at_what_a_column_can_hold() -> None:
    most = 2**31 - 1
    part = made(LOYALTY, member("a", LOYALTY, loyalty(most, 0)), member("b", LOYALTY, loyalty(1, 0)))
    assert part.values["points"] == most


def test_referrals_of_all_memberships_are_listed_once() -> None:
    first = {name: name for name in REFERRED.key}
    second = first | {"referrer_id": "cust_x"}
    one = Reading({"total": 1}, lists={REFERRED: [first]})
    other = Reading({"total": 2}, lists={REFERRED: [second, first]})
    part = made(REFERRALS, member("a", REFERRALS, one, day=2), member("b", REFERRALS, other))
    assert (part.values, part.lists) == ({"total": 3}, {REFERRED: [first, second]})


def test_a_summary_adds_up_and_its_last_order_is_the_later_one() -> None:
    def summary(amount: int, number: int, last: int, day: int) -> Reading:
        at = datetime(2024, 5, day, tzinfo=UTC)
        return Reading(
            {
                "redemptions__total_redeemed": number,
                "orders__total_amount": amount,
                "orders__total_count": number,
                "orders__average_amount": amount // number,
                "orders__last_order_amount": last,
                "orders__last_order_date": at,
            }
        )

    one, other = summary(1000, 2, 700, 1), summary(2001, 1, 2001, 9)
    part = made(SUMMARY, member("a", SUMMARY, one, day=2), member("b", SUMMARY, other))
    assert part.values == {
        "redemptions__total_redeemed": 3,
        "orders__total_amount": 3001,
        "orders__total_count": 3,
        "orders__average_amount": 1000,
        "orders__last_order_amount": 2001,
        "orders__last_order_date": datetime(2024, 5, 9, tzinfo=UTC),
    }


async def test_a_customer_of_two_memberships_has_the_points_of_both(imports: Imports) -> None:
    campaigns = {"Spring": {"points": 40, "loyalty_tier": "ltr_9"}}
    second = voucherify_customer(
        id="cust_second",
        source_id=None,
        email="m@other.example",
        phone=None,
        loyalty={"points": 40, "referred_customers": 1, "campaigns": campaigns},
        referrals={"total": 1, "campaigns": ["camp_7"]},
    )
    await imports.take("voucherify", voucherify_customer(), second)
    kept, merged = await imports.rows(Customer)

    def join(transaction: Any) -> None:
        work = Customers(transaction, VOUCHERIFY, now(), worker("test"), policy=DEFAULT)
        merge_customers(work, kept["id"], merged["id"], is_chosen=True)
        work.finish()

    await imports.database.write(join)
    (row,) = await imports.rows(CustomerLoyalty)
    (summary,) = await imports.rows(CustomerSummary)
    (referrals,) = await imports.rows(CustomerReferrals)
    standings = await imports.rows(LoyaltyCampaignStanding)
    assert (row["points"], row["referred_customers"]) == (350, 6)
    assert sorted((each["campaign"], each["points"], each["loyalty_tier"]) for each in standings) == [
        ("Autumn", None, None),
        ("Spring", 340, "ltr_1"),
    ]
    assert (summary["orders__total_count"], summary["orders__total_amount"]) == (12, 198000)
    assert (summary["orders__average_amount"], summary["orders__last_order_amount"]) == (16500, 1234)
    assert referrals["total"] == 3
    assert {each["campaign_id"] for each in await imports.rows(Referral)} == {"camp_1", "camp_9", "camp_7"}
    # One of them changes: the sum follows.
    later = second | {"loyalty": {"points": 41}, "updated_at": "2025-09-01T00:00:00.000Z"}
    await imports.take("voucherify", later)
    (row,) = await imports.rows(CustomerLoyalty)
    assert (row["points"], row["referred_customers"]) == (351, 6)

"""Standings name their tier, and referrals who referred: as rows of ours, whichever came first."""

import itertools
from typing import Any

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import LoyaltyCampaignStanding, LoyaltyTier, Referral
from gateway.viewer import Environment
from tests.sources import documents_voucherify as club
from tests.sources.documents import Document, voucherify_customer
from tests.sources.imports import Imports


def member(**fields: Any) -> Document:
    return voucherify_customer(referrals=None, summary=None) | fields


def standing(tier: str | None, campaign: str = "Loom Club") -> Document:
    return {"points": 5, "campaigns": {campaign: {"points": 5, "loyalty_tier": tier}}}


async def tier_of(imports: Imports) -> str | None:
    """What the only standing calls its tier here."""
    (row,) = await imports.rows(LoyaltyCampaignStanding)
    names = {each["id"]: each["name"] for each in await imports.rows(LoyaltyTier)}
    return names[row["tier_id"]] if row["tier_id"] else None


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(itertools.permutations(["customer", "tier"])))
async def test_a_standing_has_its_tier(imports: Imports, order: tuple[str, ...], together: bool) -> None:
    documents = {"customer": member(loyalty=standing("ltr_Silver1")), "tier": club.tier()}
    ordered = [documents[name] for name in order]
    for each in [ordered] if together else [[one] for one in ordered]:
        await imports.take("voucherify", *each)
    assert await tier_of(imports) == "Silver"


async def test_a_tier_that_is_not_known_is_none(imports: Imports) -> None:
    await imports.take("voucherify", club.tier(), member(loyalty=standing("ltr_Other")))
    (row,) = await imports.rows(LoyaltyCampaignStanding)
    assert (row["loyalty_tier"], row["tier_id"]) == ("ltr_Other", None)


async def test_a_standing_that_reached_another_tier(imports: Imports) -> None:
    gold = club.tier(id="ltr_Gold1", name="Gold")
    await imports.take("voucherify", club.tier(), gold, member(loyalty=standing("ltr_Silver1")))
    later = member(loyalty=standing("ltr_Gold1"), updated_at="2025-01-01T00:00:00.000Z")
    await imports.take("voucherify", later)
    assert await tier_of(imports) == "Gold"
    unknown = member(loyalty=standing("ltr_Other"), updated_at="2025-01-02T00:00:00.000Z")
    await imports.take("voucherify", unknown)
    assert await tier_of(imports) is None


async def test_a_tier_that_is_named_by_its_name_is_one_of_the_campaign(imports: Imports) -> None:
    other = club.campaign(id="camp_other", name="Dye Club")
    await imports.take(
        "voucherify",
        club.campaign(),
        other,
        club.tier(id="ltr_Gold1", name="Gold"),
        club.tier(id="ltr_Gold2", name="Gold", campaign_id="camp_other"),
        member(loyalty=standing("Gold", "Dye Club")),
    )
    (row,) = await imports.rows(LoyaltyCampaignStanding)
    (record,) = [each for each in await imports.records("loyalty_tier") if each["external_id"] == "ltr_Gold2"]
    assert row["tier_id"] == record["resource_id"]


async def test_of_two_tiers_of_one_name_none_is_meant(imports: Imports) -> None:
    await imports.take(
        "voucherify",
        club.campaign(),
        club.tier(id="ltr_Gold1", name="Gold"),
        club.tier(id="ltr_Gold2", name="Gold"),
        member(loyalty=standing("Gold")),
    )
    assert await tier_of(imports) is None


def referred(by: str = "cust_Friend1") -> Document:
    return member(
        referrals={"total": 1, "campaigns": [{"campaign_id": "camp_1", "referrer_id": by, "date": None}]}
    )


def friend(**fields: Any) -> Document:
    named = {"id": "cust_Friend1", "source_id": None, "email": "friend@weave.example", "phone": None}
    return member(name="Ida Berg", loyalty=None, birthdate=None, birthday=None, **named, **fields)


async def referrer_of(imports: Imports) -> str | None:
    """The name of who referred."""
    (row,) = await imports.rows(Referral)
    names = {each["id"]: each["name"] for each in await imports.rows(Customer)}
    return names[row["referrer_customer_id"]] if row["referrer_customer_id"] else None


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(itertools.permutations(["referred", "friend"])))
async def test_a_referral_has_its_referrer(imports: Imports, order: tuple[str, ...], together: bool) -> None:
    documents = {"referred": referred(), "friend": friend()}
    ordered = [documents[name] for name in order]
    for each in [ordered] if together else [[one] for one in ordered]:
        await imports.take("voucherify", *each)
    assert await referrer_of(imports) == "Ida Berg"


async def test_a_referrer_who_is_not_known_is_none(imports: Imports) -> None:
    await imports.take("voucherify", friend(), referred(by="cust_Other"))
    (row,) = await imports.rows(Referral)
    assert (row["referrer_id"], row["referrer_customer_id"]) == ("cust_Other", None)


async def test_the_other_mode_has_its_own(imports: Imports) -> None:
    await imports.take("voucherify", friend(), club.tier(), environment=Environment.TEST)
    await imports.take("voucherify", referred() | {"loyalty": standing("ltr_Silver1")})
    assert (await referrer_of(imports), await tier_of(imports)) == (None, None)


async def test_what_was_not_linked_is_when_the_customer_is_read_again(imports: Imports) -> None:
    """As are rows that were imported before there were such links."""
    await imports.take("voucherify", friend(), club.tier())
    await imports.take("voucherify", referred() | {"loyalty": standing("ltr_Silver1")})
    (standing_row,) = await imports.rows(LoyaltyCampaignStanding)
    (referral,) = await imports.rows(Referral)
    await imports.change(LoyaltyCampaignStanding, standing_row["id"], tier_id=None, version=1)
    await imports.change(Referral, referral["id"], referrer_customer_id=None, version=1)
    later = referred() | {
        "loyalty": standing("ltr_Silver1"),
        "description": "Moved.",
        "updated_at": "2025-01-01T00:00:00.000Z",
    }
    await imports.take("voucherify", later)
    assert await tier_of(imports) == "Silver"
    await imports.take(
        "voucherify",
        friend(description="Moved.") | {"updated_at": "2025-01-01T00:00:00.000Z", "loyalty": {"points": 1}},
    )
    assert await referrer_of(imports) == "Ida Berg"

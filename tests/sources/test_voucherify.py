"""What Voucherify sends → what was taken of it, and who it belongs to."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.sources.refusal import Refused
from gateway.sources.targets import LOYALTY, REFERRALS, REFERRED, STANDINGS, SUMMARY
from gateway.sources.voucherify import VOUCHERIFY
from gateway.sources.voucherify.customer import names
from tests.sources import documents_voucherify as sent
from tests.sources.documents import Document, voucherify_customer
from tests.sources.documents_voucherify import links, read

CUSTOMER = VOUCHERIFY.customer


# ── What a document is


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (voucherify_customer(), "customer"),
        (sent.order(), "order"),
        (sent.card(), "loyalty_card"),
        ({"id": "v_1", "object": "voucher", "loyalty_card": {"points": 1}}, "loyalty_card"),
        (sent.gift_voucher(), "voucher"),
        (sent.transaction(), "loyalty_transaction"),
        (sent.transaction(type="PENDING_POINTS_ACTIVATION"), "loyalty_transaction"),
        (sent.transaction(type="CREDITS_REDEMPTION"), "voucher_transaction"),
        (sent.campaign(), "campaign"),
        (sent.tier(), "loyalty_tier"),
        (sent.bucket(), "loyalty_points_bucket"),
        (sent.pending_points(), "loyalty_pending_points"),
        (sent.redemption(), "redemption"),
        (sent.redemption(id="rr_1", object="redemption_rollback"), "redemption"),
        (sent.redeemable(), "redeemable"),
        (sent.activity(), "activity"),
        (sent.segment(), "segment"),
        (sent.deletion_receipt(), "pernament_deletion"),
    ],
)
def test_a_document_shows_what_it_is(document: Document, kind: str) -> None:
    assert VOUCHERIFY.kind_of(document).kind == kind


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"id": "p_1", "object": "publication"}, "object is 'publication'; expected 'customer'."),
        ({"id": "u_1", "object": "unconfirmed_customer"}, "object is 'unconfirmed_customer'"),
        (sent.notification(), "type is 'customer.updated'; expected 'customer'."),
    ],
)
def test_what_is_none_of_these_is_no_customer(document: Document, reason: str) -> None:
    """A notification is refused too: the record that it tells of lies deeper."""
    with pytest.raises(Refused, match=reason):
        read(document)


# ── Customers


@pytest.mark.parametrize(
    ("birthdate", "birthday", "kept"),
    [
        ("1988-04-05", "1988-04-06", (date(1988, 4, 5), date(1988, 4, 6))),
        ("1988-04-05", None, (date(1988, 4, 5), None)),
        (None, "1988-04-06", (date(1988, 4, 6), date(1988, 4, 6))),
        (None, None, (None, None)),
    ],
)
def test_the_deprecated_birthday_only_stands_in(
    birthdate: str | None, birthday: str | None, kept: tuple[date | None, date | None]
) -> None:
    values = read(voucherify_customer(birthdate=birthdate, birthday=birthday)).values
    assert (values["birthdate"], values["birthday"]) == kept


def test_until_its_first_change_a_customer_has_no_updated_at() -> None:
    """The instant of creation counts then; nothing is made up for the column."""
    document = voucherify_customer()
    del document["updated_at"]
    assert "updated_at" not in read(document).values
    assert CUSTOMER.fallback_changed_at == "created_at"


@pytest.mark.parametrize(
    ("campaigns", "standings"),
    [
        ({}, []),
        (None, []),
        (
            {"Spring": {"points": 5, "loyalty_tier": "ltr_1", "referred_customers": 2}},
            [("Spring", 5, "ltr_1", 2)],
        ),
        ({"Spring": {"redeemed_points": 10, "points_to_go": 7}}, [("Spring", None, None, None)]),
        ({"Spring": 12, "Autumn": None}, [("Spring", None, None, None), ("Autumn", None, None, None)]),
    ],
)
def test_campaigns_come_as_a_map_with_whatever_keys(campaigns: Any, standings: list[tuple[Any, ...]]) -> None:
    loyalty = read(voucherify_customer(loyalty={"points": 5, "campaigns": campaigns})).rows[LOYALTY]
    assert loyalty is not None
    assert [tuple(row.values()) for row in loyalty.lists[STANDINGS]] == standings


def test_what_is_new_of_a_standing_or_a_referral_is_told() -> None:
    """Once for each key, whatever the campaigns are called; the keys of either shape are known."""
    told = {
        "campaign_id": "c",
        "referrer_id": "r",
        "related_object_id": "o",
        "related_object_type": "redemption",
    }
    known = {"points": 1, "loyalty_tier": None, "referred_customers": 0}
    campaigns = {"A": known | {"streak": 3}, "B": {"streak": 4, "badge": {}}, "C": None}
    unknown: list[str] = []
    referrals = {"campaigns": [told | {"date": None, "reward": 5}, "camp_9", {"reward": 6}]}
    document = voucherify_customer(loyalty={"campaigns": campaigns}, referrals=referrals)
    VOUCHERIFY.customer.read(document, unknown)
    assert unknown == [
        "loyalty.campaigns.*.streak",
        "loyalty.campaigns.*.badge",
        "referrals.campaigns[].reward",
    ]
    unknown.clear()
    for loyalty in (
        None,
        {"campaigns": None},
        {"campaigns": {"A": {"redeemed_points": 1, "points_to_go": 2}}},
    ):
        VOUCHERIFY.customer.read(voucherify_customer(loyalty=loyalty, referrals={"campaigns": None}), unknown)
    assert unknown == []


def test_referrals_come_as_objects_or_as_plain_campaigns() -> None:
    date_told = "2024-06-07T08:09:10.011Z"
    campaigns = ["camp_9", {"campaign_id": "camp_1", "referrer_id": "cust_2", "date": date_told}, "camp_9"]
    referrals = read(voucherify_customer(referrals={"total": 2, "campaigns": campaigns})).rows[REFERRALS]
    assert referrals is not None
    assert [(row["campaign_id"], row["referrer_id"], row["date"]) for row in referrals.lists[REFERRED]] == [
        ("camp_9", None, None),
        ("camp_1", "cust_2", datetime(2024, 6, 7, 8, 9, 10, 11000, UTC)),
    ]


@pytest.mark.parametrize("key", ["loyalty_card", "loyalty"])
def test_redeemed_points_of_the_summary_have_two_names(key: str) -> None:
    points = {key: {"redeemed_points": 60, "points_to_go": 41}}
    summary = read(voucherify_customer(summary={"redemptions": points})).rows[SUMMARY]
    assert summary is not None
    assert summary.values == {
        "redemptions__loyalty_card__redeemed_points": 60,
        "redemptions__loyalty_card__points_to_go": 41,
    }


@pytest.mark.parametrize(
    ("source_id", "named"),
    [
        ("crm-501", "?/crm-501"),
        (501, "?/501"),
        (None, None),
        ("", None),
        (["crm-501"], None),
        ("crm-501_deleted2024-02-01T11:16:40.918Z", None),
        ("crm_deleted", "?/crm_deleted"),
    ],
)
def test_a_source_id_names_a_record_of_some_system(source_id: Any, named: str | None) -> None:
    """One that a deletion has rewritten names nobody: the key is free for somebody else."""
    assert names({"source_id": source_id}, "") == named


# ── What is only kept


@pytest.mark.parametrize(
    ("document", "owner"),
    [
        (sent.gift_voucher(), [("customer", [sent.HOLDER])]),
        (
            sent.gift_voucher(holder_id=None, holder={"id": "cust_2"}),
            [("customer", []), ("customer", ["cust_2"])],
        ),
        (sent.transaction(type="CREDITS_REFUND"), [("voucher", [sent.CARD])]),
        (sent.bucket(), [("loyalty_card", [sent.CARD])]),
        (sent.pending_points(), [("loyalty_card", [sent.CARD])]),
        (sent.redemption(), [("customer", [sent.HOLDER]), ("customer", [sent.HOLDER])]),
        (sent.redeemable(), [("customer", [sent.HOLDER])]),
        (sent.activity(), [("customer", [sent.HOLDER])]),
        (sent.activity(data={"data": {"customer": {"id": "cust_2"}}}), [("customer", ["cust_2"])]),
        (sent.activity(data={}, entity_id="cust_2"), [("customer", ["cust_2"])]),
        (sent.activity(data={}), []),
        (sent.segment(), []),
        (sent.deletion_receipt(), [("customer", [sent.HOLDER])]),
    ],
)
def test_what_is_kept_tells_whose_it_is_as_far_as_it_can(
    document: Document, owner: list[tuple[str, list[str]]]
) -> None:
    """Nothing in it is new, and no row is made of it."""
    assert VOUCHERIFY.kind_of(document).target is None
    assert links(read(document)) == owner


def test_what_is_kept_is_never_refused() -> None:
    reading = read(sent.activity(data={"customer": "somebody"}))
    assert (reading.values, reading.links) == ({}, [])

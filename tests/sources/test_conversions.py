"""Values as sources spell them become the values that our columns hold."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.domain.customers.contact import normalise_email, normalise_phone
from gateway.domain.customers.model import AnonymizationStatus, TimeOfDay
from gateway.sources.conversions import (
    Convert,
    Unexpected,
    campaign_standings,
    compared_international_phone,
    count,
    country_code,
    day,
    decimal,
    flag,
    identifier,
    instant,
    json_object,
    labels,
    language,
    minor_units,
    one_of,
    referral_campaigns,
    text,
    time_zone,
    whole,
)

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-08T12:00:00.000Z", NOON),
        ("2024-03-08T12:00:00Z", NOON),
        ("2024-03-08T14:00:00+02:00", NOON),
        ("2024-03-08T12:00Z", NOON),
        ("2024-03-08 12:00:00 UTC", NOON),
        ("2024-03-08T12:00:00.123999Z", NOON.replace(microsecond=123000)),
        (1709899200, NOON),
        (1709899200000, NOON),
        (1709899200.5, NOON.replace(microsecond=500000)),
        (99_999_999_999, datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
        (100_000_000_000, datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)),
        (-86400, datetime(1969, 12, 31, tzinfo=UTC)),
        (None, None),
    ],
)
def test_instants(value: Any, expected: datetime | None) -> None:
    """Every spelling of an instant is read; seconds and milliseconds are told apart by their size."""
    assert instant(value) == expected


ANONYMIZATION = one_of(AnonymizationStatus, in_progress=AnonymizationStatus.STARTED)


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        (text, "  as is ", "  as is "),
        (identifier, 12, "12"),
        (identifier, "012", "012"),
        (flag, False, False),
        (count, 3.0, 3),
        (whole, -4, -4),
        (minor_units, 2**40, 2**40),
        (decimal, 12.5, "12.5"),
        (decimal, "-3", "-3"),
        (day, "2022-01-31", date(2022, 1, 31)),
        (day, "2022-01-31T23:59:00.000Z", date(2022, 1, 31)),
        (json_object, {"a": [1]}, {"a": [1]}),
        (one_of(TimeOfDay), "anytime", "ANYTIME"),
        (one_of(TimeOfDay), "MORNING", "MORNING"),
        (ANONYMIZATION, "in_progress", "STARTED"),
        (ANONYMIZATION, "requested", "REQUESTED"),
        (time_zone, "America/New_York", "America/New_York"),
        (time_zone, "Mars/Olympus", None),
        (language, "EN", "en"),
        (language, "pt-BR", "pt"),
        (language, "klingon", None),
        (country_code, "us", "US"),
        (country_code, "USA", "US"),
        (country_code, "United States", "US"),
        (country_code, " united  kingdom ", "GB"),
        (country_code, "U.K.", "GB"),
        (country_code, "Deutschland", "DE"),
        (country_code, "España", "ES"),
        (country_code, "Narnia", None),
        (country_code, "", None),
        (compared_international_phone, "442079460102", "+442079460102"),
        (compared_international_phone, "+442079460102", "+442079460102"),
        (compared_international_phone, "call me", None),
    ],
)
def test_values(convert: Convert, value: Any, expected: Any) -> None:
    """A value that is understood is taken; a name that names nothing becomes null."""
    assert convert(value) == expected


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        (text, 5),
        (identifier, True),
        (flag, 1),
        (flag, "true"),
        (count, -1),
        (count, True),
        (count, 2**31),
        (whole, 1.5),
        (whole, "3"),
        (minor_units, 2**63),
        (decimal, "north"),
        (day, "2022-02-30"),
        (day, 20220101),
        (instant, "yesterday"),
        (instant, "2024-03-08T12:00:00"),
        (instant, "0001-01-01T00:00:00+14:00"),
        (instant, 1e300),
        (instant, True),
        (instant, [1]),
        (json_object, []),
        (one_of(TimeOfDay), "midnight"),
        (one_of(TimeOfDay), 3),
        (country_code, 7),
        (labels, "vip"),
        (labels, ["vip", 3]),
        (campaign_standings, []),
        (referral_campaigns, {}),
        (referral_campaigns, [3]),
    ],
)
def test_values_that_are_refused(convert: Convert, value: Any) -> None:
    """A value that is none of what a source promises is not guessed at."""
    with pytest.raises(Unexpected):
        convert(value)


@pytest.mark.parametrize(
    "convert",
    [
        text,
        identifier,
        flag,
        count,
        decimal,
        day,
        instant,
        json_object,
        one_of(TimeOfDay),
        time_zone,
        country_code,
    ],
)
def test_null_stays_null(convert: Convert) -> None:
    assert convert(None) is None


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        ("+1 933 222 3333", None, "+19332223333"),
        ("+1 (132) 222-2222", None, "+11322222222"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("020 7946 0958", None, None),
        ("1234567890", None, None),
        ("+1234567890", None, "+1234567890"),
        ("+1", None, None),
        ("+12", None, None),
        ("no number", "GB", None),
        ("", None, None),
    ],
)
def test_phone_numbers(written: str, region: str | None, expected: str | None) -> None:
    """A number is compared as E.164; without a country there is none."""
    assert normalise_phone(written, region) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("STRASSE@Straße.example", "strasse@strasse.example"),
        ("e\u0301mile@example.com", "\u00e9mile@example.com"),
        ("nobody", None),
        ("@example.com", None),
        ("ada@", None),
        ("a da@example.com", None),
        ("", None),
    ],
)
def test_email_addresses(written: str, expected: str | None) -> None:
    """Addresses are compared without regard to case, and however an accent is spelled."""
    assert normalise_email(written) == expected


def test_labels_are_trimmed_and_never_shortened() -> None:
    long = "x" * 300
    names = [row["name"] for row in labels([" VIP ", "b2b", "VIP", "", "  ", long])]
    assert names == ["VIP", "b2b", long]


def test_campaign_standings_tolerate_other_keys() -> None:
    """Keys that are not known, and values of other types, leave a row with what is known."""
    standings = campaign_standings(
        {"A": {"redeemed_points": 4}, "B": {"points": 7, "loyalty_tier": 3}, "C": None}
    )
    assert standings == [
        {"campaign": "A", "points": None, "loyalty_tier": None, "referred_customers": None},
        {"campaign": "B", "points": 7, "loyalty_tier": None, "referred_customers": None},
        {"campaign": "C", "points": None, "loyalty_tier": None, "referred_customers": None},
    ]


def test_referrals_may_be_plain_texts() -> None:
    (row,) = referral_campaigns(["camp_9", "camp_9"])
    assert row == {
        "campaign_id": "camp_9",
        "referrer_id": None,
        "related_object_id": None,
        "related_object_type": None,
        "date": None,
    }

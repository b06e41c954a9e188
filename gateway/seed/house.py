"""What all customers share: channels, groups, markets, stock locations and campaigns, once per environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gateway.domain.customers.model import Channel, CustomerGroup
from gateway.domain.loyalty.model import Campaign, LoyaltyTier
from gateway.domain.orders.model import Market, StockLocation
from gateway.seed.dice import Dice
from gateway.seed.known_groups import add_group_records
from gateway.seed.moment import DAY, START
from gateway.seed.rows import Rows, Writer, json_text


@dataclass(frozen=True, slots=True)
class Tier:
    id: str
    reference: str
    points_from: int


@dataclass(frozen=True, slots=True)
class Programme:
    """A campaign."""

    id: str
    name: str
    reference: str
    tiers: tuple[Tier, ...]
    """The lowest first."""


@dataclass(frozen=True, slots=True)
class House:
    channels: tuple[str, ...]
    groups: tuple[str, ...]
    codes_of_groups: Mapping[str, str]
    """Id → code."""
    partners: str
    """The group that may buy in the private market."""
    markets: Mapping[str, str]
    """Code → id."""
    stock_locations: tuple[str, ...]
    club: Programme
    studio: Programme
    friends: Programme
    """The campaign that rewards who brings others."""


@lru_cache(maxsize=4)
def house_of(seed: int, environment: str) -> House:
    """The ids of what customers share."""
    return furnish(Writer(environment, Dice(seed, environment, "house"), Rows()))


def house_rows(seed: int, environment: str) -> Rows:
    """The rows of what customers share."""
    rows = Rows()
    furnish(Writer(environment, Dice(seed, environment, "house"), rows))
    return rows


_CHANNELS = (
    (
        "Customer service",
        "CALLS",
        "+44 20 7946 0018",
        {"hours": "Mo-Fr 9-18", "queue": {"name": "service", "size": 12}},
    ),
    ("Order news", "SMS", "+44 7700 900018", {"sender": "DEMOSHOP"}),
    ("Web shop", "WEB", "https://shop.example.com", {"theme": {"name": "linen", "dark": False}}),
    ("Shop app", "MOBILE_APP", "com.example.shop", {"platforms": ["ios", "android"]}),
    ("WhatsApp", "WHATSAPP", "+44 7700 900019", {"greeting": "Hello, how can we help?"}),
    ("Post box", "EMAIL", "hello@example.com", {"folder": "INBOX"}),
)
_GROUPS = (
    ("Retail", "retail", "Everyone who buys at the usual prices."),
    ("Friends of the house", "friends", "Loyal customers with early access to sales."),
    ("Business", "business", "Companies that buy on account."),
    ("Partners", "partners", "Resellers who may buy in the private market."),
)
_MARKETS = (
    ("Europe", "EU", False),
    ("United Kingdom", "UK", False),
    ("North America", "US", False),
    ("Asia and Pacific", "APAC", False),
    ("Partner portal", "PARTNER", True),
)
_STOCK_LOCATIONS = (
    ("Rotterdam warehouse", "RTM", "PDF", False),
    ("Coventry warehouse", "CVT", "PDF", False),
    ("Memphis warehouse", "MEM", "ZPL", True),
    ("Osaka warehouse", "OSA", "PDF", False),
)
_STEPS = (("Bronze", 0), ("Silver", 500), ("Gold", 2000), ("Platinum", 6000))


def furnish(writer: Writer) -> House:
    """Adds the rows; returns their ids."""
    at = START - 30 * DAY
    channels = tuple(
        writer.add(
            Channel, at, name=name, type=kind, identifier=identifier, recording_enabled=kind == "CALLS",
            configuration=json_text(configuration),
        )
        for name, kind, identifier, configuration in _CHANNELS
    )  # fmt: skip
    rows_of_groups: list[dict[str, Any]] = [
        {
            "name": name,
            "code": code,
            "description": description,
            "reference": f"GRP-{code.upper()}",
            "reference_origin": "back_office",
            "metadata": {"terms": {"days": 30 if code == "business" else 0}},
        }
        for name, code, description in _GROUPS
    ]
    groups = tuple(
        writer.add(CustomerGroup, at, **{**row, "metadata": json_text(row["metadata"])})
        for row in rows_of_groups
    )
    markets = {
        code: writer.add(
            Market, at, number=number, name=name, code=code, private=is_private,
            checkout_url=f"https://checkout.example.com/{code.lower()}", disabled_at=None,
            customer_group_id=groups[-1] if is_private else None, reference=f"MKT-{code}",
            reference_origin="back_office", metadata=json_text({"catalogue": {"season": "all-year"}}),
        )
        for number, (name, code, is_private) in enumerate(_MARKETS, 1)
    }  # fmt: skip
    stock_locations = tuple(
        writer.add(
            StockLocation, at, number=number, name=name, code=code, label_format=label, suppress_etd=suppress,
            reference=f"WH-{code}", reference_origin="warehouse", metadata=json_text({"dock": number}),
        )
        for number, (name, code, label, suppress) in enumerate(_STOCK_LOCATIONS, 1)
    )  # fmt: skip
    club = _programme(writer, "Evergreen Club", "LOYALTY_PROGRAM", "A point for every euro spent.", _STEPS)
    studio = _programme(
        writer, "Tea Studio", "LOYALTY_PROGRAM", "Points for tastings and courses.", _STEPS[:3]
    )
    friends = _programme(
        writer, "Bring a Friend", "REFERRAL_PROGRAM", "A reward for each friend who buys.", ()
    )
    for group_id, row in zip(groups, rows_of_groups, strict=True):
        add_group_records(writer, group_id, at, row)
    codes = {group_id: row["code"] for group_id, row in zip(groups, rows_of_groups, strict=True)}
    return House(channels, groups, codes, groups[-1], markets, stock_locations, club, studio, friends)


def _programme(
    writer: Writer, name: str, kind: str, description: str, steps: tuple[tuple[str, int], ...]
) -> Programme:
    at = START - 20 * DAY
    reference = f"camp_{writer.dice.token(24)}"
    campaign = writer.add(
        Campaign, at, name=name, type=kind, description=description, starts_at="2018-03-01T00:00:00.000Z",
        expires_at="2029-12-31T23:59:59.000Z", reference=reference, reference_origin="voucherify",
        metadata=json_text({"owner": "marketing"}),
    )  # fmt: skip
    ends = [*(points for _, points in steps[1:]), None]
    tiers = []
    for (step, points), end in zip(steps, ends, strict=False):
        tier_reference = f"ltr_{writer.dice.token(24)}"
        tier = writer.add(
            LoyaltyTier, at, name=step, points_from=points, points_to=None if end is None else end - 1,
            campaign_id=campaign, reference=tier_reference, reference_origin="voucherify",
            metadata=json_text({"perks": {"free_shipping": points >= 500}}),
        )  # fmt: skip
        tiers.append(Tier(tier, tier_reference, points))
    return Programme(campaign, name, reference, tuple(tiers))

"""The customer's own row, and the words that find it."""

from gateway.domain.customers.contact import normalise_email
from gateway.domain.customers.model import Customer, CustomerSearchTerm
from gateway.domain.customers.search import search_terms
from gateway.seed.dice import Dice
from gateway.seed.house import House
from gateway.seed.moment import DAY, END, HOUR, spell_day, spell_instant
from gateway.seed.person import BUSINESS, COMMERCE_LAYER, RUTTER, VOUCHERIFY, Person, count_updates, e164
from gateway.seed.rows import Value, Writer, json_text, name_of
from gateway.seed.staff import own_values

PASSWORD_ELSEWHERE = "!commerce_layer"  # noqa: S105 (no password has this hash)
"""What the import, too, puts where only Commerce Layer can check the password."""


_LANGUAGES = ("en", "fr", "de", "es")
_NOTES = (
    "Prefers to be called after four.",
    "Asked for the invoice as a PDF.\nSend it to the accounts department.",
    "Had a delivery go missing in spring; be generous.",
    "Collects stoneware. Tell them when the new glaze arrives.",
    'Speaks "a little" English; write short sentences.',
    "Wants no phone calls about promotions.",
)
_DESCRIPTIONS = (
    "Buys tea in large amounts before the holidays.",
    "Runs a small café and orders every other week.",
    "Found us at the spring fair.",
    "Orders gifts for the whole family.",
    "Has been with us since the first shop.",
)
_INTERESTS = ("tea", "coffee", "ceramics", "linen", "stationery", "garden", "kitchen", "travel")
_WORLDS = ("SHOPIFY", "WOO_COMMERCE", "BIG_COMMERCE")


def add_customer(writer: Writer, person: Person, house: House, placed_orders: int) -> dict[str, Value]:
    """The customer's row and the words that find it; returns what the row says beside the person."""
    dice, full, systems = writer.dice, person.is_complete, person.systems
    has_birth = full or (person.is_member and dice.chance(0.7))
    # The older field was filled by hand, and is sometimes a day and a year off.
    older = person.birth + (366 if full or dice.chance(0.05) else 0)
    has_first_name = full or dice.chance(0.95)
    in_shop, in_office = COMMERCE_LAYER in systems, BUSINESS in systems
    address = normalise_email(person.email) if person.email else None
    phone = e164(person.phone) if person.phone else None
    values: dict[str, Value] = {
        "email": person.email,
        "email_normalized": address,
        # Every person's number is in the address: nobody shares one.
        "email_claim": address,
        "first_name": person.first_name if has_first_name else None,
        "last_name": person.last_name if has_first_name else None,
        "name": person.written_name if person.is_member or not has_first_name else None,
        "company": person.company,
        # The back office, whose word counts, writes numbers as they are compared.
        "phone": phone if in_office else person.phone,
        "phone_normalized": phone,
        "birthdate": spell_day(person.birth) if has_birth else None,
        "birthday": spell_day(older) if has_birth and (full or dice.chance(0.3)) else None,
        "timezone": person.city.timezone if full or dice.chance(0.8) else None,
        "preferred_language": person.country.language if full or dice.chance(0.93) else dice.pick(_LANGUAGES),
        "preferred_contact_method": dice.pick(("EMAIL", "EMAIL", "EMAIL", "PHONE", "SMS")),
        "best_time_to_call": dice.pick(("MORNING", "AFTERNOON", "EVENING", "ANYTIME"))
        if full or in_office
        else None,
        "is_validated_names": in_office and (full or dice.chance(0.6)),
        "notes": dice.pick(_NOTES) if full or dice.chance(0.2) else None,
        "description": dice.pick(_DESCRIPTIONS) if full or (person.is_member and dice.chance(0.4)) else None,
        "tax_exemption_code": "RESALE" if full or (person.company and dice.chance(0.2)) else None,
        "self_url": _self_url(person) if in_shop else None,
        "platform_id": dice.digits("6#########") if RUTTER in systems else None,
        "platform_data": _platform_data(dice, placed_orders) if RUTTER in systems else None,
        "external_customer_id": f"K-{100_000 + person.index}" if in_office else None,
        "source_id": person.external_ids.get(COMMERCE_LAYER, f"crm-{person.index}")
        if person.is_member
        else None,
        "reference": f"ERP-{person.index:07d}" if in_shop else None,
        "reference_origin": "erp" if in_shop else None,
        "shopper_reference": f"shopper-{dice.token(12)}" if in_shop else None,
        "profile_id": dice.token(10) if in_shop else None,
        "channel_id": person.channel_id,
        "password_hash": PASSWORD_ELSEWHERE if in_shop and (full or dice.chance(0.65)) else None,
        "status": "REPEAT" if placed_orders > 1 else "ACQUIRED" if placed_orders else "PROSPECT",
        # Where no shop counts them, those that are here are counted.
        "total_orders_count": placed_orders if in_shop or placed_orders else None,
        "custom_fields": _custom_fields(dice) if full or (in_office and dice.chance(0.6)) else None,
        "system_metadata": "{}" if person.is_member else None,
        "customer_group_id": _group(dice, person, house) if full or dice.chance(0.7) else None,
        "assets__cockpit_url": f"https://cockpit.example.com/{dice.token(16)}" if full else None,
        "assets__preference_center_url": f"https://preferences.example.com/{person.external_ids[VOUCHERIFY]}"
        if person.is_member
        else None,
        # These systems have always some, be it empty.
        "metadata": _metadata(dice)
        if full or dice.chance(0.7)
        else "{}"
        if in_shop or person.is_member
        else None,
    }
    writer.add_as(
        person.id, Customer, person.created, person.changed, 1 + count_updates(person.index), **values,
        own_values=own_values(person, values),
        **_anonymization(dice, person),
    )  # fmt: skip
    terms = search_terms(
        names=[_text(values["first_name"]), _text(values["last_name"]), _text(values["name"])],
        email=person.email,
        phone=_text(values["phone_normalized"]),
        company=person.company,
    )
    for term in sorted(terms):
        row = {"environment": writer.environment, "term": term, "customer_id": person.id}
        writer.rows.add(name_of(CustomerSearchTerm), row)
    return values


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _self_url(person: Person) -> str:
    return f"https://shop.example.com/api/customers/{person.external_ids[COMMERCE_LAYER]}"


def _platform_data(dice: Dice, orders: int) -> str:
    return json_text(
        {
            "platform": dice.pick(_WORLDS),
            "accepts_marketing": dice.chance(0.5),
            "orders_count": orders,
            "state": "enabled",
        }
    )


def _custom_fields(dice: Dice) -> str:
    return json_text(
        {
            "loyal_since": dice.between(2015, 2025),
            "seat": dice.pick(("window", "aisle", "garden")),
            "diet": dice.pick(("none", "vegetarian", "vegan")),
            "household": {"size": dice.between(1, 5), "pets": dice.chance(0.4)},
        }
    )


def _metadata(dice: Dice) -> str:
    return json_text(
        {
            "segment": dice.pick(("new", "regular", "premium")),
            "newsletter": dice.chance(0.5),
            "score": dice.between(0, 100),
            "preferences": {
                "sizes": {"shoe": dice.between(35, 46), "shirt": dice.pick(("S", "M", "L", "XL"))},
                "interests": dice.some(_INTERESTS, 3),
            },
        }
    )


def _group(dice: Dice, person: Person, house: House) -> str:
    if person.company:
        return dice.pick((house.groups[2], house.partners))
    return dice.pick((house.groups[0], house.groups[0], house.groups[1]))


_FIRST_STATES = {1: "CANCELLED", 2: "FAILED"}
_STATES = ("REQUESTED", "STARTED", "FAILED", "CANCELLED")


def _anonymization(dice: Dice, person: Person) -> dict[str, Value]:
    """A request to anonymize, of two of the first customers and a few others. None is completed: that leaves nobody."""
    has_one = person.index in _FIRST_STATES or (not person.is_complete and dice.chance(0.004))
    status = _FIRST_STATES.get(person.index) or dice.pick(_STATES) if has_one else None
    requested = END - dice.between(1, 60) * DAY
    moments = {
        "requested_at": requested if has_one else None,
        "started_at": requested + 26 * HOUR if status in ("STARTED", "FAILED") else None,
        "completed_at": None,
        "failed_at": requested + 27 * HOUR if status == "FAILED" else None,
        "cancelled_at": requested + 5 * HOUR if status == "CANCELLED" else None,
    }
    requester = ("usr_privacy", "Petra", "Data", "privacy@example.com") if has_one else (None,) * 4
    canceller = (
        ("usr_service", "Sam", "Service", "service@example.com") if status == "CANCELLED" else (None,) * 4
    )
    parts = ("id", "first_name", "last_name", "email")
    return {
        "anonymization_status": status,
        **{
            f"anonymization_info__{name}": None if at is None else spell_instant(at)
            for name, at in moments.items()
        },
        **{
            f"anonymization_info__{who}__{part}": value
            for who, values in (("requester", requester), ("cancellation_requester", canceller))
            for part, value in zip(parts, values, strict=True)
        },
    }

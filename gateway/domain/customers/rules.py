"""What the values of a customer, and of what it keeps with us, must be."""

import re
from dataclasses import replace
from decimal import Decimal

from gateway.domain.rules import (
    Rule,
    Rules,
    at_least,
    birthdate,
    email,
    json_object,
    language,
    phone,
    phone_of,
)

MOST_TAGS = 100
LONGEST_TAG = 100


def _shopper_reference(value: str) -> str | None:
    return None if len(value) >= len("abc") else "3 to 128 characters"


def _tags(value: list[str]) -> str | None:
    good = len(value) <= MOST_TAGS and all(
        tag.strip() and len(tag) <= LONGEST_TAG and "\0" not in tag for tag in value
    )
    return None if good else f"at most {MOST_TAGS} tags of 1 to {LONGEST_TAG} characters"


def _degrees(most: int) -> Rule:
    return lambda value: None if abs(Decimal(value)) <= most else f"degrees from -{most} to {most}"


def _regular_expression(value: str) -> str | None:
    try:
        re.compile(value)
    except (re.error, OverflowError):
        return "a regular expression"
    return None


CUSTOMER = Rules(
    longest={
        "email": 254,
        "phone": 64,
        "notes": 10_000,
        "description": 10_000,
        "shopper_reference": 128,
    },
    rules={
        "email": email,
        "phone": phone,
        "birthdate": birthdate,
        "preferred_language": language,
        "shopper_reference": _shopper_reference,
        "tags": _tags,
        "add_tags": _tags,
        "metadata": json_object,
        "custom_fields": json_object,
    },
)

ADDRESS = Rules(
    longest={"phone": 64, "email": 254, "notes": 2_000},
    rules={"lat": _degrees(90), "lng": _degrees(180), "metadata": json_object},
)


def in_country(rules: Rules, country_code: str | None) -> Rules:
    """The rules of an address in a country, which decides what its telephone number may be."""
    return replace(rules, rules={**rules.rules, "phone": phone_of(country_code)})


NEWSLETTER = Rules(
    longest={"customer_email": 254},
    rules={"metadata": json_object},
    required=frozenset({"reference"}),
)

GROUP = Rules(
    longest={"description": 10_000},
    rules={"metadata": json_object},
    required=frozenset({"name"}),
)

ATTACHMENT = Rules(
    longest={"description": 10_000, "url": 2_048},
    rules={"metadata": json_object},
    required=frozenset({"name"}),
)

SKU_LIST = Rules(
    longest={"description": 10_000, "image_url": 2_048, "sku_code_regex": 1_000},
    rules={"sku_code_regex": _regular_expression, "metadata": json_object},
    required=frozenset({"name"}),
)

SKU_LIST_ITEM = Rules(
    rules={"quantity": at_least(1), "position": at_least(1), "metadata": json_object},
    required=frozenset({"sku"}),
)

PAYMENT_SOURCE = Rules(
    longest={"customer_token": 1_000, "payment_source_token": 1_000}, rules={"metadata": json_object}
)

CHANNEL = Rules(
    longest={"identifier": 2_048},
    rules={"configuration": json_object},
    required=frozenset({"name"}),
)

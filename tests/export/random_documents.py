"""Random customers of each system's shape: keys missing, null, odd or unknown, in any order."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from gateway.sources import SOURCES
from tests.export.exports import Number
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    rutter_customer,
    voucherify_customer,
)

Document = dict[str, Any]

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NUMBER = st.sampled_from(
    [
        "1.10",
        "1e2",
        "-0",
        "0.30000000000000004",
        "12.000",
        "9007199254740993",
        "1E-7",
        "0.1234567890123456789",
    ]
).map(Number)
_NAMES = [source.secret_names(kind) for source in SOURCES for kind in source.kinds]
_SECRET = frozenset(name for names in _NAMES for name in names.everywhere | names.outside_free)
KEY = TEXT.filter(lambda key: key not in _SECRET)
"""What is stored under such a name is null, and comes back so."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(KEY, JSON, max_size=4)
TEXT_OR_NULL = TEXT | st.none()
PHONE = st.sampled_from(["+44 20 7946 0101", "1234567890", "(020) 79460103", "call me", "", None])
EMAIL = st.sampled_from(["Mira@Example.com", "no address", "", None]) | TEXT
TIME = st.sampled_from(["2024-02-03T04:05:06.789Z", "2024-02-03T04:05:06+01:00", "2025-03-15 11:39:21 UTC"])
PLACE = TEXT_OR_NULL | st.sampled_from(["DE", "Germany", "United Kingdom", "Narnia"])

_VALUES: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "rutter": {
        "platform_id": TEXT | st.integers(0, 10**9),
        "email": EMAIL,
        "first_name": TEXT_OR_NULL,
        "phone": PHONE,
        "created_at": TIME,
        "updated_at": TIME,
        "platform_data": OBJECT | st.none(),
        "orders": JSON,
    },
    "commerce_layer": {
        "email": EMAIL,
        "has_password": st.booleans(),
        "shopper_reference": st.sampled_from(["abc", "x" * 128, None]),
        "reference": TEXT_OR_NULL | st.integers(0, 10**9),
        "reference_origin": TEXT_OR_NULL,
        "tax_exemption_code": TEXT_OR_NULL,
        "metadata": OBJECT | st.none(),
        "updated_at": TIME,
        "jwt_custom_claim": JSON,
    },
    "voucherify": {
        "source_id": TEXT_OR_NULL | st.integers(0, 10**9),
        "name": TEXT_OR_NULL,
        "email": EMAIL,
        "phone": PHONE,
        "birthdate": st.sampled_from(["1988-04-05", "1988-04-05T00:00:00.000Z", None]),
        "address": st.none()
        | st.fixed_dictionaries(
            {}, optional={"line_1": TEXT, "city": TEXT_OR_NULL, "country": PLACE, "x": JSON}
        ),
        "metadata": OBJECT | st.none(),
        "system_metadata": OBJECT,
    },
    "business": {
        "customerId": TEXT_OR_NULL,
        "phone_number": PHONE,
        "firstname": TEXT_OR_NULL,
        "company": TEXT_OR_NULL,
        "timezone": st.sampled_from(["Europe/Berlin", "Mars/Base", None]),
        "preferred_language": st.sampled_from(["EN", "en-GB", "fr", "none of ours", None]),
        "preferred_contact_method": st.sampled_from(["EMAIL", "sms", None]),
        "best_time_to_call": st.sampled_from(["anytime", "MORNING", None]),
        "tags": st.none() | st.lists(TEXT | st.sampled_from([" VIP ", "VIP"]), max_size=4),
        "custom_fields": OBJECT | st.none(),
        "address": st.none()
        | st.fixed_dictionaries(
            {}, optional={"street": TEXT, "state": TEXT_OR_NULL, "country": PLACE, "x": JSON}
        ),
        "createdAt": st.sampled_from([Number("1709856000"), Number("1709856000000"), Number("1709856000.5")]),
    },
}
_MAKERS: Mapping[str, Callable[..., Document]] = {
    "rutter": rutter_customer,
    "commerce_layer": commerce_layer_customer,
    "voucherify": voucherify_customer,
    "business": business_customer,
}
_NEEDED = frozenset({"id", "type", "attributes", "object"})
SYSTEMS = tuple(_MAKERS)


@st.composite
def documents(draw: st.DrawFn, system: str, number: int) -> Document:
    """A customer with this number in its id."""
    document = copy.deepcopy(_MAKERS[system]())
    document["id"] = f"{system}-{number}"
    inner = document["attributes"] if system == "commerce_layer" else document
    for key, values in _VALUES[system].items():
        if draw(st.booleans()):
            inner[key] = draw(values)
    for key in draw(st.sets(st.sampled_from(sorted(inner)), max_size=4)):
        if key not in _NEEDED:
            del inner[key]
    inner.update({f"x-{key}": value for key, value in draw(OBJECT).items()})
    keys = draw(st.permutations(list(inner)))
    shuffled = {key: inner[key] for key in keys}
    return document | {"attributes": shuffled} if system == "commerce_layer" else shuffled

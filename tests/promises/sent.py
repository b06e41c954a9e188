"""What four systems say of three people, in their own ways: few values, so that some agree and some contradict.

Each kind has a strategy of what is said, and a function of that, the person's number, a number of its own and the hour
of its last change, to the document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.sources import documents as customers
from tests.sources import documents_business as business
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as rutter
from tests.sources import documents_voucherify as loyalty
from tests.sources.documents import Document

PEOPLE = 3
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)

EMAILS = st.sampled_from(
    ["ada@one.example", "bo@two.example", "ADA@One.example", "cy@three.example", "di@four.example"]
)
PHONES = st.sampled_from(["+46812345678", "+46 8 123 456 78", "+442079460101"])
FIRST, LAST = st.sampled_from(["Ada", "Bo"]), st.sampled_from(["Lind", "Ek", "Lindt"])
PLACES = st.sampled_from([("Storgatan 1", "Lund", "22222"), ("Lilla gatan 2", "Malmö", "21134")])
SHIFT = st.sampled_from([0, 0, 1])
"""Whom an identifier of another system names: the person, or by mistake the next one."""
METADATA = st.sampled_from([{}, {"k": 1}, {"k": 9, "z": [1]}])

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document of one system."""

    system: str
    said: st.SearchStrategy[Said]
    write: Callable[[Said, int, int, int], Any]


def iso(hour: int) -> str:
    return (_BEGINNING + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def milliseconds(hour: int) -> int:
    return int((_BEGINNING + timedelta(hours=hour)).timestamp() * 1000)


def said(**strategies: Any) -> st.SearchStrategy[Said]:
    return st.fixed_dictionaries(strategies)


# ── The shop


def shop_customer_id(person: int) -> str:
    return f"shopcust{person % PEOPLE}"


def shop_customer(said: Said, person: int, _: int, hour: int) -> Document:
    return customers.commerce_layer_customer(
        external_id=shop_customer_id(person),
        anonymization_info=None,
        anonymization_status=None,
        created_at=iso(-1000),
        updated_at=iso(hour),
        **said,
    )


def shop_order(said: Said, person: int, number: int, hour: int) -> Document:
    is_placed, is_cancelled = said["status"] != "pending", said["status"] == "cancelled"
    return shop.order(
        None,
        f"shoporder{number}",
        shop_customer_id(person),
        number=f"10{number}",
        placed_at=iso(-5) if is_placed else None,
        approved_at=None,
        cancelled_at=iso(1) if is_cancelled else None,
        created_at=iso(-6),
        updated_at=iso(hour),
        **said,
    )


# ── The marketplaces' connector


def seller_customer_id(person: int) -> str:
    return f"7d3a7a52-3f0c-4b6c-9c86-0d5f0c2f3f1{person % PEOPLE}"


def seller_customer(said: Said, person: int, _: int, hour: int) -> Document:
    platform_id = shop_customer_id(person + said["shift"])
    own = {name: value for name, value in said.items() if name != "shift"}
    document = customers.rutter_customer(
        id=seller_customer_id(person),
        platform_id=platform_id,
        orders=[],
        created_at=iso(-900),
        updated_at=iso(hour),
        **own,
    )
    return rutter.page("COMMERCELAYER", customers=[document])


def seller_order(said: Said, person: int, number: int, hour: int) -> Document:
    buyer = rutter.buyer(
        id=seller_customer_id(person), platform_id=shop_customer_id(person), updated_at=iso(-900)
    )
    document = rutter.order(
        id=f"0a0c9e7e-6d1a-4a86-b7f0-52a5d4c1e90{number}",
        platform_id=f"shoporder{number}",
        customer=buyer,
        created_at=iso(-6),
        updated_at=iso(hour),
        line_items=[rutter.line(id=f"11110000-6d1a-4a86-b7f0-52a5d4c1e9a{number}")],
        fulfillments=[],
        **said,
    )
    return rutter.page("COMMERCELAYER", orders=[document])


# ── Loyalty


def holder_id(person: int) -> str:
    return f"cust_loyal{person % PEOPLE}"


def holder(said: Said, person: int, _: int, hour: int) -> Document:
    line, city, postal_code = said["place"] or (None, None, None)
    place = {"line_1": line, "line_2": None, "city": city, "postal_code": postal_code} | {
        "state": None,
        "country": "SE",
    }
    points = said["points"]
    return customers.voucherify_customer(
        id=holder_id(person),
        source_id=shop_customer_id(person + said["shift"]) if said["isNamed"] else f"crm{person}",
        name=f"{said['first']} {said['last']}",
        email=said["email"],
        phone=said["phone"],
        birthdate=said["birthdate"],
        birthday=None,
        address=place if said["place"] else None,
        summary=None,
        loyalty=None if points is None else {"points": points, "referred_customers": 0, "campaigns": {}},
        referrals=None,
        metadata=said["metadata"],
        description=said["description"],
        created_at=iso(-800),
        updated_at=iso(hour),
    )


def loyalty_card(said: Said, person: int, number: int, hour: int) -> Document:
    return loyalty.card(
        {"points": said["points"], "balance": 5},
        id=f"v_card{number}",
        code=f"CODE-{number}",
        holder_id=holder_id(person),
        created_at=iso(-100),
        updated_at=iso(hour),
    )


def loyalty_order(said: Said, person: int, number: int, hour: int) -> Document:
    return loyalty.order(
        id=f"ord_loyal{number}",
        source_id=f"shoporder{number}" if said["isNamed"] else f"till-{number}",
        customer={"id": holder_id(person), "object": "customer"},
        customer_id=holder_id(person),
        status=said["status"],
        created_at=iso(-5),
        updated_at=iso(hour),
    )


# ── Bookings


def guest_id(person: int) -> str:
    return f"cust_guest{person % PEOPLE}"


def guest(said: Said, person: int, _: int, hour: int) -> Document:
    named = {"HOLDER": holder_id, "SHOP": shop_customer_id}
    street, city, postal_code = said["place"] or (None, None, None)
    place = {"street": street, "city": city, "postalCode": postal_code, "country": "SE"}
    customer_id = named[said["names"]](person + said["shift"]) if said["names"] in named else said["names"]
    return customers.business_customer(
        id=guest_id(person),
        customerId=customer_id,
        phone_number=said["phone"],
        firstname=said["first"],
        lastname=said["last"],
        company=said["company"],
        email=said["email"],
        preferred_language=said["language"],
        notes=said["notes"],
        tags=said["tags"],
        address=place if said["place"] else None,
        custom_fields=said["metadata"],
        channelId=None,
        createdAt=milliseconds(-700),
        updatedAt=milliseconds(hour),
    )


def appointment(said: Said, person: int, number: int, hour: int) -> Document:
    return business.appointment(
        id=f"appt_{number}",
        customerId=guest_id(person),
        channelId=None,
        createdAt=milliseconds(-5),
        updatedAt=milliseconds(hour),
        **said,
    )


def meal(said: Said, person: int, number: int, hour: int) -> Document:
    return business.menu_order(
        id=f"menu_{number}",
        orderNumber=str(number),
        customerId=guest_id(person),
        channelId=None,
        createdAt=milliseconds(-5),
        updatedAt=milliseconds(hour),
        **said,
    )


def delivery_address(said: Said, person: int, number: int, hour: int) -> Document:
    return business.shipping_address(
        id=f"ship_{number}",
        customerId=guest_id(person),
        createdAt=milliseconds(-5),
        updatedAt=milliseconds(hour),
        **said,
    )


KINDS = {
    "shop customer": Kind(
        "commerce_layer",
        said(
            email=EMAILS,
            status=st.sampled_from(["prospect", "acquired", "repeat"]),
            total_orders_count=st.sampled_from([0, 1, 5]),
            has_password=st.booleans(),
            reference=st.sampled_from([None, "R1"]),
            reference_origin=st.sampled_from([None, "crm"]),
            shopper_reference=st.sampled_from([None, "shopper1", "shopper2"]),
            metadata=METADATA,
        ),
        shop_customer,
    ),
    "marketplace customer": Kind(
        "rutter",
        said(
            shift=SHIFT,
            email=st.none() | EMAILS,
            phone=st.none() | PHONES,
            first_name=FIRST,
            last_name=LAST,
        ),
        seller_customer,
    ),
    "holder": Kind(
        "voucherify",
        said(
            shift=SHIFT,
            isNamed=st.booleans(),
            first=FIRST,
            last=LAST,
            email=st.none() | EMAILS,
            phone=st.none() | PHONES,
            birthdate=st.sampled_from([None, "1988-04-05"]),
            place=st.none() | PLACES,
            points=st.sampled_from([None, 0, 120]),
            metadata=METADATA,
            description=st.sampled_from([None, "Buys in spring.", "Weaves."]),
        ),
        holder,
    ),
    "guest": Kind(
        "business",
        said(
            shift=SHIFT,
            names=st.sampled_from(["HOLDER", "SHOP", None, "ERP-1"]),
            phone=PHONES,
            first=FIRST,
            last=LAST,
            company=st.sampled_from([None, "Works"]),
            email=st.none() | EMAILS,
            language=st.sampled_from(["sv", "en"]),
            notes=st.sampled_from([None, "Rings twice.", "Late."]),
            tags=st.lists(st.sampled_from("abc"), max_size=2, unique=True),
            place=st.none() | PLACES,
            metadata=METADATA,
        ),
        guest,
    ),
}
"""Customers, of each system."""

BELONGINGS = {
    "shop order": Kind(
        "commerce_layer",
        said(status=st.sampled_from(["approved", "placed", "cancelled", "pending"])),
        shop_order,
    ),
    "marketplace order": Kind("rutter", said(status=st.sampled_from(["active", "cancelled"])), seller_order),
    "card": Kind("voucherify", said(points=st.sampled_from([10, 20])), loyalty_card),
    "loyalty order": Kind(
        "voucherify",
        said(isNamed=st.booleans(), status=st.sampled_from(["PAID", "CREATED", "CANCELED", "FULFILLED"])),
        loyalty_order,
    ),
    "appointment": Kind(
        "business", said(status=st.sampled_from(["confirmed", "pending", "cancelled"])), appointment
    ),
    "meal": Kind("business", said(status=st.sampled_from(["completed", "pending", "cancelled"])), meal),
    "delivery address": Kind(
        "business",
        said(street=st.sampled_from(["5 Reed Lane", "6 Reed Lane"]), isPrimary=st.booleans()),
        delivery_address,
    ),
}
"""What belongs to them."""


def kinds(of: dict[str, Kind]) -> st.SearchStrategy[tuple[str, Said]]:
    """A kind's name with what is said."""
    return st.one_of(*(st.tuples(st.just(name), kind.said) for name, kind in of.items()))

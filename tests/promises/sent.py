"""What four systems say of three people, in their own ways: few values, so that some agree and some contradict.

Each kind has a chance of what is said, and a function of that, the person's number, a number of its own and the hour
of its last change, to the document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.promises.chance import Chance, any_of, booleans, just, none, one_of, pairs, records, some_of
from tests.sources import documents as customers
from tests.sources import documents_business as business
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as rutter
from tests.sources import documents_voucherify as loyalty
from tests.sources.documents import Document

PEOPLE = 3
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)

EMAILS = one_of(
    ["ada@one.example", "bo@two.example", "ADA@One.example", "cy@three.example", "di@four.example"]
)
PHONES = one_of(["+46812345678", "+46 8 123 456 78", "+442079460101"])
FIRST, LAST = one_of(["Ada", "Bo"]), one_of(["Lind", "Ek", "Lindt"])
PLACES = one_of([("Storgatan 1", "Lund", "22222"), ("Lilla gatan 2", "Malmö", "21134")])
SHIFT = one_of([0, 0, 1])
"""Whom an identifier of another system names: the person, or by mistake the next one."""
CONNECTIONS = one_of(["first", "first", "second", "third"])
METADATA = one_of([{}, {"k": 1}, {"k": 9, "z": [1]}])

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document of one system."""

    system: str
    said: Chance[Said]
    write: Callable[[Said, int, int, int], Any]


def iso(hour: int) -> str:
    return (_BEGINNING + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def milliseconds(hour: int) -> int:
    return int((_BEGINNING + timedelta(hours=hour)).timestamp() * 1000)


def said(**chances: Chance[Any]) -> Chance[Said]:
    return records(**chances)


def less(document: Document, places: list[int]) -> Document:
    """A document of a customer without some of what it tells, as who asked for a few fields only would get it."""
    if "customers" in document:
        return {**document, "customers": [less(each, places) for each in document["customers"]]}
    if "attributes" in document:
        return {**document, "attributes": less(document["attributes"], places)}
    names = sorted(name for name in document if name not in _ALWAYS)
    left = {names[place % len(names)] for place in places}
    return {name: value for name, value in document.items() if name not in left}


_ALWAYS = ("id", "type", "object", "created_at", "updated_at", "createdAt", "updatedAt")


# ── The shop


def shop_customer_id(person: int) -> str:
    return f"shopcust{person % PEOPLE}"


def shop_customer(said: Said, person: int, _: int, hour: int) -> Document:
    own = {name: value for name, value in said.items() if name != "group"}
    group = said.get("group")
    return customers.commerce_layer_customer(
        relationships={} if group is None else {"customer_group": shop.to_one("customer_groups", group)},
        external_id=shop_customer_id(person),
        anonymization_info=None,
        anonymization_status=None,
        created_at=iso(-1000),
        updated_at=iso(hour),
        **own,
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


def seller_page(connection: str, **lists: Any) -> Document:
    """What one of several shops that the connector reads has: the first two have the same platform behind them."""
    platform = "SHOPIFY" if connection == "third" else "COMMERCELAYER"
    return rutter.page(platform, connection=connection, **lists)


def seller_customer_id(person: int) -> str:
    return f"7d3a7a52-3f0c-4b6c-9c86-0d5f0c2f3f1{person % PEOPLE}"


def seller_customer(said: Said, person: int, _: int, hour: int) -> Document:
    platform_id = shop_customer_id(person + said["shift"])
    own = {name: value for name, value in said.items() if name not in ("shift", "connection")}
    document = customers.rutter_customer(
        id=seller_customer_id(person),
        platform_id=platform_id,
        orders=[],
        created_at=iso(-900),
        updated_at=iso(hour),
        **own,
    )
    return seller_page(said["connection"], customers=[document])


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
        status=said["status"],
    )
    return seller_page(said["connection"], orders=[document])


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
            status=one_of(["prospect", "acquired", "repeat"]),
            total_orders_count=one_of([0, 1, 5]),
            has_password=booleans(),
            reference=one_of([None, "R1"]),
            reference_origin=one_of([None, "crm"]),
            shopper_reference=one_of([None, "shopper1", "shopper2"]),
            group=one_of([None, None, None, "shopgroup0", "shopgroup1"]),
            metadata=METADATA,
        ),
        shop_customer,
    ),
    "marketplace customer": Kind(
        "rutter",
        said(
            connection=CONNECTIONS,
            shift=SHIFT,
            email=none() | EMAILS,
            phone=none() | PHONES,
            first_name=FIRST,
            last_name=LAST,
        ),
        seller_customer,
    ),
    "holder": Kind(
        "voucherify",
        said(
            shift=SHIFT,
            isNamed=booleans(),
            first=FIRST,
            last=LAST,
            email=none() | EMAILS,
            phone=none() | PHONES,
            birthdate=one_of([None, "1988-04-05"]),
            place=none() | PLACES,
            points=one_of([None, 0, 120]),
            metadata=METADATA,
            description=one_of([None, "Buys in spring.", "Weaves."]),
        ),
        holder,
    ),
    "guest": Kind(
        "business",
        said(
            shift=SHIFT,
            names=one_of(["HOLDER", "SHOP", None, "ERP-1"]),
            phone=PHONES,
            first=FIRST,
            last=LAST,
            company=one_of([None, "Works"]),
            email=none() | EMAILS,
            language=one_of(["sv", "en"]),
            notes=one_of([None, "Rings twice.", "Late."]),
            tags=some_of("abc", most=2),
            place=none() | PLACES,
            metadata=METADATA,
        ),
        guest,
    ),
}
"""Customers, of each system."""

BELONGINGS = {
    "shop order": Kind(
        "commerce_layer",
        said(status=one_of(["approved", "placed", "cancelled", "pending"])),
        shop_order,
    ),
    "marketplace order": Kind(
        "rutter", said(connection=CONNECTIONS, status=one_of(["active", "cancelled"])), seller_order
    ),
    "card": Kind("voucherify", said(points=one_of([10, 20])), loyalty_card),
    "loyalty order": Kind(
        "voucherify",
        said(isNamed=booleans(), status=one_of(["PAID", "CREATED", "CANCELED", "FULFILLED"])),
        loyalty_order,
    ),
    "appointment": Kind("business", said(status=one_of(["confirmed", "pending", "cancelled"])), appointment),
    "meal": Kind("business", said(status=one_of(["completed", "pending", "cancelled"])), meal),
    "delivery address": Kind(
        "business",
        said(street=one_of(["5 Reed Lane", "6 Reed Lane"]), isPrimary=booleans()),
        delivery_address,
    ),
}
"""What belongs to them."""


def kinds(of: dict[str, Kind]) -> Chance[tuple[str, Said]]:
    """A kind's name with what is said."""
    return any_of(*(pairs(just(name), kind.said) for name, kind in of.items()))

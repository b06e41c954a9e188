"""What else four systems tell of three people: wallets, lists, bookings, cards; and what several people have in common.

Written like the kinds in `sent`, whose people these are.
"""

from typing import Any

from tests.promises.chance import booleans, one_of, some_of
from tests.promises.sent import (
    CONNECTIONS,
    EMAILS,
    Kind,
    Said,
    guest_id,
    holder_id,
    iso,
    milliseconds,
    said,
    seller_page,
    shop_customer,
    shop_customer_id,
)
from tests.sources import documents_business as business
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as rutter
from tests.sources import documents_voucherify as loyalty
from tests.sources.documents import Document, link, resource

NAMES = one_of(["One", "Two"])
TWO = some_of([0, 1], most=2)


# ── The shop


def _of(person: int) -> Document:
    return {"customer": shop.to_one("customers", shop_customer_id(person))}


def _entry(person: int, number: int, hour: int, **attributes: Any) -> Document:
    linked = _of(person) | {"address": shop.to_one("addresses", f"shopaddr{number}")}
    return resource("customer_addresses", f"shopentry{number}", linked, updated_at=iso(hour), **attributes)


def _place(number: int, hour: int, **attributes: Any) -> Document:
    return shop.address(f"shopaddr{number}", updated_at=iso(hour), **attributes)


def _group(number: int, hour: int, **attributes: Any) -> Document:
    return resource("customer_groups", f"shopgroup{number}", updated_at=iso(hour), **attributes)


def _tag(number: int, name: str) -> Document:
    return resource("tags", f"shoptag{number}", name=name)


def whole_customer(said: Said, person: int, number: int, hour: int) -> Document:
    """With all that `include` brings, or but for labels."""
    customer = shop_customer({"email": said["email"], "metadata": {}}, person, number, hour)
    entries, tags = said["entries"], said["tags"]
    customer["relationships"] |= {
        "customer_addresses": shop.to("customer_addresses", *(f"shopentry{each}" for each in entries)),
        "tags": shop.to("tags", *(f"shoptag{each}" for each in tags)),
        "customer_group": shop.to_one(
            "customer_groups", None if said["group"] is None else f"shopgroup{said['group']}"
        ),
    }
    included = [_entry(person, each, hour, name=said["name"]) for each in entries]
    included += [_place(each, hour, city=said["city"]) for each in entries]
    included += [_tag(each, "ab"[each]) for each in tags if said["isTold"]]
    if said["group"] is not None:
        included.append(_group(said["group"], hour, name=said["name"]))
    return {"data": customer, "included": included}


def book_entry(said: Said, person: int, number: int, hour: int) -> Document:
    return _entry(person, number, hour, **said)


def place(said: Said, _: int, number: int, hour: int) -> Document:
    return _place(number, hour, **said)


def group(said: Said, _: int, number: int, hour: int) -> Document:
    return _group(number, hour, **said)


def tag(said: Said, _: int, number: int, hour: int) -> Document:
    return resource("tags", f"shoptag{number}", updated_at=iso(hour), **said)


def newsletter(said: Said, person: int, number: int, hour: int) -> Document:
    return resource(
        "customer_subscriptions",
        f"shopnews{number}",
        _of(person),
        updated_at=iso(hour),
        **(said | {"reference": f"news-{number}"}),
    )


def wallet(said: Said, person: int, number: int, hour: int) -> Document:
    linked = _of(person) | {"payment_source": shop.to_one("stripe_payments", f"stripe{number}")}
    return resource("customer_payment_sources", f"shopwallet{number}", linked, updated_at=iso(hour), **said)


def wishes(said: Said, person: int, number: int, hour: int) -> Document:
    items = {
        "sku_list_items": shop.to("sku_list_items", *(f"shopwish{number}{each}" for each in said["items"]))
    }
    wished = [
        resource("sku_list_items", f"shopwish{number}{each}", sku_code=f"A-{each}", quantity=1, position=each)
        for each in said["items"]
    ]
    whole = resource(
        "sku_lists",
        f"shoplist{number}",
        _of(person) | items,
        name=said["name"],
        slug=f"list-{number}",
        manual=True,
        updated_at=iso(hour),
    )
    return {"data": whole, "included": wished}


def attachment(said: Said, person: int, number: int, hour: int) -> Document:
    about = {"attachable": {"data": link("customers", shop_customer_id(person))}}
    return resource("attachments", f"shopnote{number}", about, updated_at=iso(hour), **said)


def recurring(said: Said, person: int, number: int, hour: int) -> Document:
    document = shop.recurring(updated_at=iso(hour), number=f"S-{number}", **said)
    linked = {
        "customer": _of(person)["customer"],
        "source_order": shop.to_one("orders", f"shoporder{number}"),
    }
    return document | {"id": f"shoprec{number}", "relationships": linked}


def returned(said: Said, person: int, number: int, hour: int) -> Document:
    document = shop.returned(updated_at=iso(hour), number=f"R-{number}", **said)
    linked = _of(person) | {"order": shop.to_one("orders", f"shoporder{number}")}
    return document | {"id": f"shopreturn{number}", "relationships": linked}


# ── The marketplaces' connector


def seller_subscription(said: Said, person: int, number: int, hour: int) -> Document:
    document = rutter.subscription(
        id=f"5b5b0000-6d1a-4a86-b7f0-52a5d4c1e9b{number}",
        platform_id=f"sub{number}",
        platform_customer_id=shop_customer_id(person),
        updated_at=iso(hour),
        status=said["status"],
    )
    return seller_page(said["connection"], subscriptions=[document])


# ── Loyalty


def movement(said: Said, _: int, number: int, __: int) -> Document:
    details = {
        "balance": {"type": "loyalty_card", "total": 90, "object": "balance", "points": 90, "balance": 90}
    }
    return loyalty.transaction(
        id=f"vtx_{number}{said['nth']}",
        voucher_id=f"v_card{number}",
        details=details,
        type=said["type"],
        created_at=iso(-50),
    )


def campaign(said: Said, _: int, __: int, hour: int) -> Document:
    return loyalty.campaign(name=said["name"], updated_at=iso(hour))


def activity(_: Said, person: int, number: int, __: int) -> Document:
    return loyalty.activity(
        id=f"evcus_{number}", data={"customer": {"id": holder_id(person)}}, created_at=iso(-40)
    )


# ── Bookings


def reservation(said: Said, person: int, number: int, hour: int) -> Document:
    return business.reservation(
        id=f"resv_{number}",
        customerId=guest_id(person),
        createdAt=milliseconds(-5),
        updatedAt=milliseconds(hour),
        **said,
    )


def guests(said: Said, _: int, number: int, hour: int) -> Document:
    return business.customer_group(
        id=f"grp_{number}", createdAt=milliseconds(-600), updatedAt=milliseconds(hour), **said
    )


def purchase(said: Said, person: int, number: int, hour: int) -> Document:
    return business.product_order(
        id=f"prod_{number}",
        orderNumber=f"P{number}",
        customerId=guest_id(person),
        channelId=None,
        createdAt=milliseconds(-5),
        updatedAt=milliseconds(hour),
        **said,
    )


HELD = {
    "whole customer": Kind(
        "commerce_layer",
        said(
            email=EMAILS,
            entries=TWO,
            tags=TWO,
            isTold=booleans(),
            group=one_of([None, 0, 1]),
            name=NAMES,
            city=one_of(["Krefeld", "Lund"]),
        ),
        whole_customer,
    ),
    "book entry": Kind("commerce_layer", said(name=NAMES), book_entry),
    "place": Kind("commerce_layer", said(city=one_of(["Krefeld", "Ystad"])), place),
    "group": Kind("commerce_layer", said(name=NAMES), group),
    "tag": Kind("commerce_layer", said(name=one_of(["a", "b", "c"])), tag),
    "newsletter": Kind("commerce_layer", said(customer_email=EMAILS), newsletter),
    "wallet": Kind("commerce_layer", said(name=NAMES), wallet),
    "wishes": Kind("commerce_layer", said(name=NAMES, items=TWO), wishes),
    "attachment": Kind("commerce_layer", said(name=NAMES), attachment),
    "recurring order": Kind(
        "commerce_layer", said(status=one_of(["active", "running", "cancelled"])), recurring
    ),
    "return": Kind("commerce_layer", said(status=one_of(["requested", "received"])), returned),
    "marketplace subscription": Kind(
        "rutter", said(connection=CONNECTIONS, status=one_of(["active", "cancelled"])), seller_subscription
    ),
    "movement": Kind(
        "voucherify",
        said(nth=one_of([0, 1]), type=one_of(["POINTS_ACCRUAL", "POINTS_EXPIRATION"])),
        movement,
    ),
    "campaign": Kind("voucherify", said(name=NAMES), campaign),
    "activity": Kind("voucherify", said(), activity),
    "reservation": Kind("business", said(status=one_of(["pending", "confirmed", "cancelled"])), reservation),
    "guests": Kind("business", said(name=NAMES), guests),
    "purchase": Kind("business", said(status=one_of(["pending", "completed", "cancelled"])), purchase),
}
"""What belongs to people, and what they share."""

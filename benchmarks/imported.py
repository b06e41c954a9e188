"""Customers with one order of two lines each, as each of the four systems writes them, one JSON document a line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_FIRST = ("Mira", "Jonas", "Aiko", "Tomás", "Zofia", "Idris", "Lena", "Ravi")
_LAST = ("Okafor", "Lindqvist", "Moreau", "Sato", "Novák", "Haddad", "Brandt", "Iyer", "Quist")
_CITIES = (("Leeds", "LS1 4DY", "GB"), ("Krefeld", "47798", "DE"), ("Lyon", "69001", "FR"))


def write_customers(system: str, customers: int, path: Path) -> int:
    """The same bytes for the same number; how many documents, which are lines."""
    documents = 0
    with path.open("w", encoding="utf-8") as stream:
        for number in range(1, customers + 1):
            for document in _WRITERS[system](number):
                stream.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
                documents += 1
    return documents


def _name(number: int) -> tuple[str, str]:
    return _FIRST[number % len(_FIRST)], f"{_LAST[number % len(_LAST)]} {number:x}"


def _email(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)].lower()}.{number}@mail{number % 97}.example"


def _phone(number: int) -> str:
    return f"+4420{70_000_000 + number:08d}"


def _at(number: int) -> str:
    return f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}T{number % 24:02d}:05:06.789Z"


def _voucherify(number: int) -> Iterator[Document]:
    first, last = _name(number)
    city, postal_code, country = _CITIES[number % len(_CITIES)]
    holder = f"cust_{number:024x}"
    yield {
        "id": holder,
        "source_id": f"crm-{number}",
        "name": f"{first} {last}",
        "description": None,
        "email": _email(number),
        "phone": _phone(number),
        "birthdate": f"{1950 + number % 50}-04-05",
        "address": {
            "city": city,
            "state": None,
            "line_1": f"{number} Weaver Row",
            "country": country,
            "postal_code": postal_code,
        },
        "summary": {"orders": {"total_amount": 10500, "total_count": 1, "average_amount": 10500}},
        "loyalty": {"points": number % 900, "referred_customers": 0, "campaigns": {}},
        "metadata": {"till": number % 7},
        "created_at": _at(number),
        "updated_at": _at(number),
        "object": "customer",
    }
    yield {
        "id": f"ord_{number:024x}",
        "source_id": f"shop-{number}",
        "created_at": _at(number),
        "updated_at": _at(number),
        "status": "PAID",
        "amount": 12000,
        "total_discount_amount": 1500,
        "total_amount": 10500,
        "items": [
            {
                "object": "order_item",
                "source_id": f"LINEN-{place}",
                "quantity": 1,
                "amount": 6000,
                "price": 6000,
                "subtotal_amount": 5250,
                "product": {"id": "prod_8", "source_id": "LINEN", "name": "Linen throw"},
            }
            for place in (1, 2)
        ],
        "metadata": {},
        "customer": {"id": holder, "object": "customer"},
        "customer_id": holder,
        "object": "order",
    }


def _rutter(number: int) -> Iterator[Document]:
    first, last = _name(number)
    city, postal_code, country = _CITIES[number % len(_CITIES)]
    customer, order = f"00000000-0000-4000-8000-{number:012x}", f"00000000-0000-4000-9000-{number:012x}"
    times = {"created_at": _at(number), "updated_at": _at(number)}
    yield {
        "id": customer,
        "platform_id": str(number),
        "email": _email(number),
        "first_name": first,
        "last_name": last,
        "phone": _phone(number),
        "orders": [{"id": order}],
        **times,
        "platform_data": {"id": number},
    }
    yield {
        "id": order,
        "platform_id": f"o{number}",
        "order_number": str(1000 + number),
        "status": "active",
        "payment_status": "paid",
        "fulfillment_status": "fulfilled",
        "iso_currency_code": "EUR",
        "total_price": 119.5,
        "total_tax": 19.5,
        "shipping_address": {
            "first_name": first,
            "last_name": last,
            "address1": f"{number} Weaver Row",
            "city": city,
            "postal_code": postal_code,
            "country_code": country,
        },
        "customer": {"id": customer, "email": _email(number)},
        "line_items": [
            {
                "id": f"{number}-{place}",
                "sku": f"LINEN-{place}",
                "title": "Throw",
                "quantity": 1,
                "price": 50.0,
            }
            for place in (1, 2)
        ],
        **times,
    }


def _business(number: int) -> Iterator[Document]:
    first, last = _name(number)
    city, postal_code, _ = _CITIES[number % len(_CITIES)]
    customer = f"cust_{number:x}"
    yield {
        "id": customer,
        "customerId": f"ERP-{number}",
        "phone_number": _phone(number).removeprefix("+"),
        "firstname": first,
        "lastname": last,
        "company": None,
        "timezone": "Europe/London",
        "email": _email(number),
        "preferred_language": "en",
        "tags": ["linen"],
        "address": {
            "street": f"{number} Weaver Row",
            "city": city,
            "postalCode": postal_code,
            "country": "France",
        },
        "createdAt": 1709856000000 + number,
        "updatedAt": 1709942400000 + number,
    }
    yield {
        "id": f"po_{number:x}",
        "customerId": customer,
        "orderNumber": str(number),
        "status": "completed",
        "paymentStatus": "paid",
        "orderDate": 1709856000000 + number,
        "pricing": {"currency": "EUR", "subtotal": 100, "tax": 19.5, "total": 119.5},
        "orderItems": [
            {
                "id": f"{number}-{place}",
                "productId": f"p{place}",
                "itemName": "Throw",
                "quantity": 1,
                "unitPrice": 50,
                "totalPrice": 50,
            }
            for place in (1, 2)
        ],
        "createdAt": 1709856000000 + number,
        "updatedAt": 1709942400000 + number,
    }


def _resource(kind: str, external_id: str, count: int, links: Document, **attributes: Any) -> Document:
    return {
        "id": external_id,
        "type": kind,
        "attributes": {**attributes, "created_at": _at(count), "updated_at": _at(count)},
        "relationships": links,
        "meta": {"mode": "live"},
    }


def _commerce_layer(number: int) -> Iterator[Document]:
    customer, order = f"c{number:09d}", f"o{number:09d}"
    lines = [f"l{number:08d}{place}" for place in (1, 2)]
    yield {
        "data": _resource(
            "customers",
            customer,
            number,
            {"orders": {"data": [{"type": "orders", "id": order}]}},
            email=_email(number),
            status="acquired",
            has_password=False,
            total_orders_count=1,
            reference=None,
            metadata={},
        ),
        "included": [
            _resource(
                "orders",
                order,
                number,
                {
                    "customer": {"data": {"type": "customers", "id": customer}},
                    "line_items": {"data": [{"type": "line_items", "id": each} for each in lines]},
                },
                number=str(number),
                status="approved",
                payment_status="paid",
                fulfillment_status="fulfilled",
                currency_code="EUR",
                total_amount_cents=11950,
                placed_at=_at(number),
            ),
            *(
                _resource(
                    "line_items",
                    each,
                    number,
                    {},
                    sku_code="SHUTTLE-1",
                    quantity=1,
                    currency_code="EUR",
                    unit_amount_cents=5000,
                    total_amount_cents=5000,
                    name="Boat shuttle",
                    item_type="skus",
                )
                for each in lines
            ),
        ],
    }


_WRITERS: dict[str, Callable[[int], Iterator[Document]]] = {
    "voucherify": _voucherify,
    "rutter": _rutter,
    "business": _business,
    "commerce_layer": _commerce_layer,
}
SYSTEMS = tuple(_WRITERS)

"""Bookings, orders and what else the business platform sends, with values of our own."""

from typing import Any

from tests.sources.documents import Document

CUSTOMER_ID = "cust_mo8812"
SECONDS, MILLISECONDS = 1_717_236_000, 1_717_236_000_000
"""2024-06-01T10:00:00Z, as either half of the vendor writes it."""
TIMES: Document = {"createdAt": 1_716_000_000_000, "updatedAt": 1_716_000_060}


def place(**fields: Any) -> Document:
    return {
        "street": "4 Weaver Row",
        "street2": None,
        "city": "Leeds",
        "state": "West Yorkshire",
        "postalCode": "LS1 4DY",
        "country": "United Kingdom",
    } | fields


def channel(**fields: Any) -> Document:
    return {
        "id": "chan_5",
        "deploymentType": "mobile-app",
        "channelName": "Loom app",
        "recordingEnabled": False,
        "channelIdentifier": "example.looms.app",
        "configuration": {"theme": "dark"},
        **TIMES,
    } | fields


def customer_group(**fields: Any) -> Document:
    return {
        "id": "grp_2",
        "name": "Trade",
        "description": "Weavers by trade.",
        "code": "TRADE",
        "isDefault": False,
        **TIMES,
    } | fields


def shipping_address(**fields: Any) -> Document:
    return {
        "id": "ship_1",
        "customerId": CUSTOMER_ID,
        **place(street="9 Mill Lane", country="IE", city="Cork", postalCode="T12"),
        "recipientName": "Mira Okafor",
        "phoneNumber": "+353215550101",
        "instructions": "Ring twice.",
        "isPrimary": True,
        **TIMES,
    } | fields


def appointment(**fields: Any) -> Document:
    return {
        "id": "appt_1",
        "businessServiceId": "svc_3",
        "locationId": "loc_1",
        "channelId": "chan_5",
        "customerId": CUSTOMER_ID,
        "customerName": "Mira Okafor",
        "customerEmail": "mira@looms.example",
        "startTime": MILLISECONDS,
        "endTime": SECONDS + 1800,
        "duration": 30,
        "totalPrice": 45.5,
        "pricing": {"subtotal": 45.5, "total": 45.5, "currency": "EUR"},
        "depositPaid": 10,
        "status": "confirmed",
        "providerId": "prov_1",
        "serviceProviderId": None,
        "slotIndex": 0,
        "calendarId": "cal_1",
        "calendarEventId": "evt_1",
        "calendarProvider": "google",
        "cancelReason": None,
        "externalRef": {"externalId": "A-7", "source": "bookwise", "url": None, "syncedAt": SECONDS},
        **TIMES,
    } | fields


def reservation(**fields: Any) -> Document:
    """The older shape, of all types."""
    return {
        "id": "resv_1",
        "reservationType": "table",
        "resourceId": "tbl_4",
        "customerId": CUSTOMER_ID,
        "customerName": "Mira Okafor",
        "customerEmail": None,
        "startTime": SECONDS,
        "endTime": None,
        "duration": 90,
        "personsNumber": 4,
        "totalPrice": 0,
        "depositPaid": 0,
        "status": "pending",
        "notes": "By the window.",
        "cancelReason": None,
        "isResourceReservation": True,
        **TIMES,
    } | fields


def table_reservation(**fields: Any) -> Document:
    return {
        "id": "resv_1",
        "resourceId": "tbl_4",
        "floorPlanId": "fp_1",
        "floorPlanSectionId": None,
        "customerId": CUSTOMER_ID,
        "personsNumber": 5,
        "time": MILLISECONDS,
        "duration": 120,
        "status": "seated",
        "source": "phone",
        "isVip": False,
        "specialRequests": "A high chair.",
        "createdAt": 1_716_000_000_000,
        "updatedAt": 1_716_000_120_000,
    } | fields


def room_reservation(**fields: Any) -> Document:
    return {
        "id": "room_1",
        "resourceId": "rm_7",
        "guestId": CUSTOMER_ID,
        "checkIn": SECONDS,
        "checkOut": SECONDS + 2 * 86_400,
        "nights": 2,
        "personsNumber": 2,
        "ratePerNight": 80,
        "totalWithTax": 171.2,
        "status": "checked_in",
        **TIMES,
    } | fields


def rental_reservation(**fields: Any) -> Document:
    return {
        "id": "rent_1",
        "resourceId": "loom_9",
        "customerId": CUSTOMER_ID,
        "startAt": SECONDS,
        "endAt": SECONDS + 86_400,
        "status": "overdue",
        "payment": {"rentalCharge": 25, "securityDeposit": 100, "depositStatus": "held"},
        **TIMES,
    } | fields


def _order(pricing: Document, item: Document) -> Document:
    return {
        "locationId": "loc_1",
        "channelId": "chan_5",
        "orderNumber": "W-31",
        "items": [item],
        "customerId": CUSTOMER_ID,
        "pricing": {
            "subtotal": 30,
            "tax": 2.4,
            "tip": 0,
            "shippingAmount": 3.5,
            "discount": 6,
            "total": 29.9,
            "currency": "EUR",
        }
        | pricing,
        "paymentStatus": "partial",
        "paymentMethod": "card",
        "orderDate": SECONDS,
        "externalRef": {"externalId": "till-88", "source": "till", "url": None},
        "source": "phone",
        "cancelReason": None,
        "notes": None,
        **TIMES,
    }


def menu_order(pricing: Document | None = None, **fields: Any) -> Document:
    item = {
        "id": "mi_1",
        "menuItemId": "soup",
        "itemName": "Soup",
        "quantity": 3,
        "unitPrice": 10,
        "totalPrice": 30,
    }
    return {
        **_order(pricing or {}, item),
        "id": "menu_1",
        "type": "delivery",
        "status": "out_for_delivery",
        "requestedTime": MILLISECONDS,
        "allergies": ["sesame"],
        "tableNumber": None,
        "deliveryAddress": place(deliveryInstructions="Back door."),
        "tip": 0,
    } | fields


def product_order(pricing: Document | None = None, **fields: Any) -> Document:
    item = {
        "id": "pi_1",
        "productId": "bob",
        "sku": "BOBBIN-2",
        "itemName": "Bobbin",
        "quantity": 12,
        "unitPrice": 2.5,
        "totalPrice": 30,
    }
    return {
        **_order(pricing or {}, item),
        "id": "prod_1",
        "status": "completed",
        "billingAddress": place(street="1 Bank Street"),
        "shippingAddress": place(),
        "deliveredDate": MILLISECONDS,
        "trackingNumber": "WT-5",
    } | fields


def answer(data: Any) -> Document:
    """One record, or a list of them, in the platform's envelope."""
    if isinstance(data, list):
        meta = {"page": 1, "pageSize": 50, "totalCount": len(data), "totalPages": 1}
        data = {"data": data, "meta": meta | {"hasNextPage": False, "hasPreviousPage": False}}
    return {"success": True, "data": data, "metadata": {"timestamp": MILLISECONDS, "version": "v1"}}

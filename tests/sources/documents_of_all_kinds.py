"""One document of every kind that the four systems send, with values of our own; they hang on each other."""

from typing import Any

from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_voucherify as club
from tests.sources.documents import (
    Document,
    business_customer,
    commerce_layer_customer,
    link,
    resource,
    rutter_customer,
    voucherify_customer,
)

_MADE = {"createdAt": 1709856000, "updatedAt": 1709856000000}
_PLACE = {"street": "5 Reed Lane", "city": "Leeds", "state": "WY", "postalCode": "LS2", "country": "GB"}
_HOLDER = "cust_mo8812"
_MOMENTS = {"created_at": "2024-05-01T10:00:00.000Z", "updated_at": "2024-05-01T12:00:00.000Z"}


def _rutter() -> list[Document]:
    customer = rutter_customer()
    place = {"first_name": "Mira", "last_name": "Okafor", "address1": "4 Weaver Row", "country_code": "GB"}
    order = {
        "id": "b5cbb7f0-6f1c-4a27-9f57-1f1d2c7c0001",
        "platform_id": shop.ORDER_ID,
        "order_number": "7715",
        "status": "active",
        "payment_status": "paid",
        "fulfillment_status": "partial",
        "iso_currency_code": "EUR",
        "total_shipping": 6.5,
        "total_discount": 8.4,
        "total_tax": None,
        "total_price": 77.0,
        "billing_address": place,
        "shipping_address": None,
        "customer": {"id": customer["id"], "email": customer["email"]},
        "line_items": [
            {"id": "l1", "sku": "A-1", "title": "Boat shuttle", "quantity": 2, "price": 42.0},
            {"id": "l2", "sku": None, "title": "Yarn", "quantity": 1, "price": 0.5},
        ],
        "fulfillments": [{"id": "f1", "tracking_number": "1Z"}],
        **_MOMENTS,
    }
    return [
        customer,
        order,
        {"customers": [customer], "connection": {"id": "c1", "platform": "COMMERCELAYER"}},
        {"orders": [order], "connection": {"id": "c1", "platform": "COMMERCELAYER"}},
        {"id": "g1", "name": "Weavers", "platform_id": "9", **_MOMENTS},
        {"id": "s1", "platform_id": "8", "iso_currency_code": "EUR", "items": [], **_MOMENTS},
        {"id": "t1", "store_name": "Looms", "url": "https://looms.example", "default_currency": "EUR"},
    ]


def _business() -> list[Document]:
    pricing = {"subtotal": 9, "tax": 0.9, "discount": 1, "total": 8.9, "currency": "EUR"}
    order = {"customerId": _HOLDER, "orderNumber": "5", "status": "ready", "pricing": pricing, **_MADE}
    line = {"id": "i1", "itemName": "Soup", "quantity": 2, "unitPrice": 4.5, "totalPrice": 9}
    booked = {"customerId": _HOLDER, "status": "confirmed", **_MADE}
    return [
        business_customer(),
        business_customer(customerGroupId="grp_1", channelId=None, id="cust_second"),
        {"success": True, "data": business_customer(), "metadata": {"timestamp": 1, "version": "v1"}},
        {"id": "chan_5", "deploymentType": "web", "channelName": "Site", **_MADE},
        {"id": "grp_1", "name": "Trade", "isDefault": False, **_MADE},
        {"id": "sa_1", "customerId": _HOLDER, "isPrimary": True, **_PLACE, **_MADE},
        {
            "id": "ap_1",
            "businessServiceId": "svc_1",
            "channelId": "chan_5",
            "startTime": 1718000000,
            **booked,
        },
        {"id": "rs_1", "reservationType": "table", "startTime": 1718000000, "totalPrice": 12.5, **booked},
        {"id": "tr_1", "time": 1718000000, "personsNumber": 4, "duration": 90, **booked},
        {"id": "rr_1", "guestId": _HOLDER, "checkIn": 1718000000, "checkOut": 1718200000, **booked},
        {"id": "re_1", "startAt": 1718000000, "endAt": 1718200000, "payment": {"rentalCharge": 5}, **booked},
        {"id": "mo_1", "type": "delivery", "items": [line], "deliveryAddress": _PLACE, **order},
        {"id": "po_1", "items": [line], "billingAddress": _PLACE, "shippingAddress": None, **order},
    ]


def _voucherify() -> list[Document]:
    return [
        voucherify_customer(),
        voucherify_customer(id="cust_second", source_id=None, email=None, phone=None),
        {"object": "list", "data_ref": "customers", "customers": [voucherify_customer()], "total": 1},
        club.order(),
        club.card(),
        club.transaction(),
        club.campaign(),
        club.tier(),
        club.gift_voucher(),
        club.bucket(),
        club.pending_points(),
        club.redemption(),
        club.redeemable(),
        club.activity(),
        club.segment(),
        club.deletion_receipt(),
    ]


def _commerce_layer() -> list[Document]:
    owner = {"customer": shop.to_one("customers", shop.CUSTOMER_ID)}
    entry = resource(
        "customer_addresses",
        "cUsToMeRaD",
        owner | {"address": shop.to_one("addresses", "aDdReSsAbC")},
        name="Home",
    )
    customer = commerce_layer_customer(
        relationships={
            "customer_addresses": shop.to("customer_addresses", "cUsToMeRaD"),
            "orders": shop.to("orders", shop.ORDER_ID),
            "returns": shop.to("returns", "rEtUrNaBcD"),
            "tags": shop.to("tags", "tAgAbCdEfG"),
            "customer_group": shop.to_one("customer_groups", "gRoUpAbCdE"),
        }
    )
    group = resource("customer_groups", "gRoUpAbCdE", name="Weavers", code="WV")
    wishes = {"customer": owner["customer"], "sku_list_items": shop.to("sku_list_items", "wIsHaBcDeF")}
    wish = resource("sku_list_items", "wIsHaBcDeF", sku_code="A-1", quantity=2, position=1)
    line = shop.line() | {"relationships": {"order": shop.to_one("orders", shop.ORDER_ID)}}
    return_line = shop.return_line()
    return_line["relationships"] |= {"return": shop.to_one("returns", "rEtUrNaBcD")}
    return [
        commerce_layer_customer(),
        {"data": customer, "included": [entry, shop.address(), shop.order(), group, tag()]},
        {"data": [commerce_layer_customer()], "meta": {"record_count": 1, "page_count": 1}, "links": {}},
        shop.order(),
        shop.whole_order(),
        line,
        shop.address(),
        shop.market(),
        shop.returned(),
        {"data": shop.returned(), "included": [shop.return_line(), shop.stock_location(), shop.order()]},
        return_line,
        shop.stock_location(),
        shop.recurring(),
        {"data": shop.recurring(), "included": [shop.recurring_item(), shop.market()]},
        entry,
        group,
        resource("customer_subscriptions", "nEwSaBcDeF", owner, customer_email="mira@shop.example"),
        resource(
            "customer_payment_sources",
            "wAlLeTaBcD",
            owner | {"payment_source": shop.to_one("stripe_payments", "sTrIpEaBcD")},
            name="XXXX-1111",
        ),
        {"data": resource("sku_lists", "lIsTaBcDeF", wishes, name="Later", manual=True), "included": [wish]},
        wish | {"relationships": {"sku_list": shop.to_one("sku_lists", "lIsTaBcDeF")}},
        resource(
            "attachments",
            "aTtAcHaBcD",
            {"attachable": {"data": link("customers", shop.CUSTOMER_ID)}},
            name="Note",
        ),
        shop.event_store("orders", shop.ORDER_ID, {"status": ["draft", "placed"]}),
        resource("shipments", "sHiPmEnTaB", {"order": shop.to_one("orders", shop.ORDER_ID)}, number="1"),
        tag(),
    ]


def tag() -> Document:
    return resource("tags", "tAgAbCdEfG", name="wholesale")


DOCUMENTS: dict[str, list[Any]] = {
    "rutter": _rutter(),
    "business": _business(),
    "voucherify": _voucherify(),
    "commerce_layer": _commerce_layer(),
}

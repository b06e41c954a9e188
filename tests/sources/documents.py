"""Customers as the four systems send them, with values of our own: a test names what matters to it."""

from typing import Any

Document = dict[str, Any]


def rutter_customer(**fields: Any) -> Document:
    return {
        "id": "7d3a7a52-3f0c-4b6c-9c86-0d5f0c2f3f10",
        "platform_id": "9912",
        "email": "Mira.Okafor@Example.com",
        "first_name": "Mira",
        "last_name": "Okafor",
        "phone": "+44 20 7946 0101",
        "orders": [{"id": "0a0c9e7e-6d1a-4a86-b7f0-52a5d4c1e901"}],
        "created_at": "2024-02-03T04:05:06.789Z",
        "updated_at": "2024-03-04T05:06:07.891Z",
        "platform_data": {"id": 9912, "b": 1, "a": 2},
    } | fields


def business_customer(**fields: Any) -> Document:
    return {
        "id": "cust_mo8812",
        "customerId": "ERP-77",
        "phone_number": "442079460102",
        "firstname": "Mira",
        "lastname": "Okafor",
        "company": "Okafor Looms",
        "timezone": "Europe/London",
        "email": "mira@looms.example",
        "preferred_language": "fr",
        "preferred_contact_method": "SMS",
        "best_time_to_call": "anytime",
        "notes": "Rings twice.",
        "tags": ["wholesale", "linen"],
        "custom_fields": {"loom": 4},
        "channelId": "chan_5",
        "address": {
            "street": "4 Weaver Row",
            "street2": "Loft",
            "city": "Leeds",
            "state": "West Yorkshire",
            "postalCode": "LS1 4DY",
            "country": "United Kingdom",
        },
        "isValidatedNames": True,
        "createdAt": 1709856000000,
        "updatedAt": 1709942400,
    } | fields


def voucherify_customer(**fields: Any) -> Document:
    return {
        "id": "cust_Qd7XnTz1bWc4Hs9KfLm2Rv8P",
        "source_id": "crm-501",
        "name": "Mira Okafor",
        "description": "Buys in spring.",
        "email": "mira@okafor.example",
        "phone": "020 7946 0103",
        "birthdate": "1988-04-05",
        "birthday": "1988-04-06",
        "address": {
            "city": "Leeds",
            "state": "WY",
            "line_1": "4 Weaver Row",
            "line_2": "Loft",
            "country": "United Kingdom",
            "postal_code": "LS1 4DY",
        },
        "summary": {
            "redemptions": {
                "total_redeemed": 11,
                "total_failed": 2,
                "total_succeeded": 9,
                "total_rolled_back": 3,
                "total_rollback_failed": 1,
                "total_rollback_succeeded": 4,
                "gift": {"redeemed_amount": 2500, "amount_to_go": 700},
                "loyalty_card": {"redeemed_points": 60, "points_to_go": 41},
            },
            "orders": {
                "total_amount": 99000,
                "total_count": 6,
                "average_amount": 16500,
                "last_order_amount": 1234,
                "last_order_date": "2025-01-02T03:04:05.006Z",
            },
        },
        "loyalty": {
            "points": 310,
            "referred_customers": 5,
            "campaigns": {
                "Spring": {"points": 300, "loyalty_tier": "ltr_1", "referred_customers": 4},
                "Autumn": {"redeemed_points": 10, "points_to_go": 7},
            },
        },
        "referrals": {
            "total": 2,
            "campaigns": [
                {
                    "campaign_id": "camp_1",
                    "referrer_id": "cust_2",
                    "related_object_id": "r_3",
                    "related_object_type": "redemption",
                    "date": "2024-06-07T08:09:10.011Z",
                },
                "camp_9",
            ],
        },
        "metadata": {"z": 1, "a": "x"},
        "system_metadata": {"s": True},
        "assets": {
            "cockpit_url": "https://loyalty.example/cockpit",
            "cockpit_preference_center_url": "https://loyalty.example/preferences",
        },
        "created_at": "2024-01-02T03:04:05.006Z",
        "updated_at": "2024-02-03T04:05:06.007Z",
        "object": "customer",
    } | fields


_ADDRESS = "https://looms.shop.example/api/customers/wXyZabCdEf"


def relationship(name: str, data: Any = ...) -> Document:
    """Links alone, or with the linkage that `include` adds."""
    links = {"self": f"{_ADDRESS}/relationships/{name}", "related": f"{_ADDRESS}/{name}"}
    return {"links": links} if data is ... else {"links": links, "data": data}


def commerce_layer_customer(
    *,
    mode: str = "live",
    relationships: Document | None = None,
    external_id: str = "wXyZabCdEf",
    **attributes: Any,
) -> Document:
    names = (
        "customer_group customer_addresses customer_payment_sources customer_subscriptions orders order_subscriptions "
        "returns sku_lists attachments events event_stores tags jwt_customer jwt_markets jwt_stock_locations"
    )
    return {
        "id": external_id,
        "type": "customers",
        "links": {"self": _ADDRESS},
        "attributes": {
            "email": "mira@shop.example",
            "status": "repeat",
            "has_password": True,
            "total_orders_count": 6,
            "shopper_reference": "shopper-1",
            "profile_id": "profile-2",
            "tax_exemption_code": "EX-3",
            "jwt_custom_claim": None,
            "anonymization_info": {
                "status": "cancelled",
                "requested_at": "2025-03-15 11:39:21 UTC",
                "started_at": "2025-03-16 11:39:22 UTC",
                "completed_at": "2025-03-17T11:39:23.000Z",
                "failed_at": "2025-03-18T11:39:24.000Z",
                "cancelled_at": "2025-03-19T11:39:25.000Z",
                "requester": {
                    "id": "u1",
                    "first_name": "Ona",
                    "last_name": "Berg",
                    "email": "ona@org.example",
                },
                "cancellation_requester": {
                    "id": "u2",
                    "first_name": "Pia",
                    "last_name": "Lund",
                    "email": "pia@org.example",
                },
            },
            "anonymization_status": "cancelled",
            "created_at": "2023-01-02T03:04:05.678Z",
            "updated_at": "2023-02-03T04:05:06.789Z",
            "reference": "ref-4",
            "reference_origin": "old-shop",
            "metadata": {"loom": "jacquard"},
        }
        | attributes,
        "relationships": {name: relationship(name) for name in names.split()} | (relationships or {}),
        "meta": {"mode": mode},
    }


def resource(
    kind: str, external_id: str, relationships: Document | None = None, **attributes: Any
) -> Document:
    """What JSON:API includes beside a customer."""
    times = {"created_at": "2023-05-06T07:08:09.000Z", "updated_at": "2023-05-06T07:08:09.000Z"}
    return {
        "id": external_id,
        "type": kind,
        "links": {"self": f"https://looms.shop.example/api/{kind}/{external_id}"},
        "attributes": {**times, "reference": None, "reference_origin": None, "metadata": {}} | attributes,
        "relationships": relationships or {},
        "meta": {"mode": "live"},
    }


def link(kind: str, external_id: str) -> Document:
    return {"type": kind, "id": external_id}

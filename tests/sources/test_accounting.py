"""Every field that the systems' documents name is accounted for; one that is new is kept, and told."""

import io
import json
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.domain.records.model import SourceRecord
from gateway.errors import SettingsError
from gateway.settings import Settings
from gateway.sources import SOURCES
from gateway.sources.accounting import (
    accounts,
    describe_found,
    find_in,
    find_unaccounted,
    sources_named,
)
from gateway.sources.importer import source_named
from gateway.sources.source import RecordKind
from tests.sources.documents import business_customer, rutter_customer
from tests.sources.documents_voucherify import redemption
from tests.sources.imports import Imports

# ── The fields of every kind ────────────────────────────────────────────────────────────────────────────────


def named(*texts: str) -> list[str]:
    return [name for text in texts for name in text.split()]


def amounts(names: str) -> list[str]:
    """Each in cents, as a decimal number, and as text."""
    return [
        name
        for each in names.split()
        for name in (f"{each}_amount_cents", f"{each}_amount_float", f"formatted_{each}_amount")
    ]


def attributes(*lists: list[str]) -> list[str]:
    return [f"attributes.{name}" for names in (*lists, _EVERYWHERE) for name in names]


def relationships(names: str) -> list[str]:
    return [f"relationships.{name}" for name in names.split()]


def under(prefix: str, names: str) -> list[str]:
    return [f"{prefix}.{name}" for name in names.split()]


_EVERYWHERE = named("created_at updated_at reference reference_origin metadata")
_RUTTER_ADDRESS = "first_name last_name address1 address2 city region postal_code country_code phone"
_WIIL_PLACE = "street street2 city state postalCode country"
_WIIL_ORDER = named(
    "id locationId channelId terminalId operatorId orderNumber status items customerId pricing paymentStatus "
    "paymentMethod paymentReference orderDate source cancelReason notes serviceConversationConfigId createdAt "
    "updatedAt",
    "externalRef.externalId externalRef.source externalRef.url externalRef.syncedAt",
    "pricing.subtotal pricing.tax pricing.tip pricing.shippingAmount pricing.discount pricing.total "
    "pricing.currency pricing.appliedPricingRules pricing.appliedDiscounts pricing.appliedTaxes",
)
_BOOKED = (
    "customerName customerEmail startTime endTime duration totalPrice depositPaid status cancelReason "
    "serviceConversationConfigId createdAt updatedAt"
)
_TRIPLETS = (
    "subtotal shipping payment_method discount adjustment gift_card total_tax subtotal_tax shipping_tax "
    "payment_method_tax adjustment_tax total total_taxable subtotal_taxable shipping_taxable "
    "payment_method_taxable adjustment_taxable fees duty place_total"
)

FIELDS: dict[tuple[str, str], list[str]] = {
    ("rutter", "customer"): named(
        "id platform_id email first_name last_name full_name phone orders created_at updated_at platform_data"
    ),
    ("rutter", "order"): [
        *named(
            "id platform_id order_number name status payment_status fulfillment_status iso_currency_code "
            "total_shipping total_discount total_tax total_price total_shipping_discount total_line_items_price "
            "source_name tags created_at updated_at cancelled_at billing_address shipping_address line_items "
            "fulfillments refunds transactions"
        ),
        *under("billing_address", _RUTTER_ADDRESS),
        *under("shipping_address", _RUTTER_ADDRESS),
        *under("customer", "id platform_id email first_name last_name phone created_at updated_at"),
        *under(
            "line_items",
            "id platform_id product_id variant_id sku title quantity price unit_cost iso_currency_code created_at "
            "updated_at",
        ),
    ],
    ("rutter", "subscription"): named(
        "id platform_id platform_customer_id status iso_currency_code items created_at updated_at"
    ),
    ("rutter", "store"): named("id store_name url email default_currency"),
    ("rutter", "customer_group"): named("id name platform_id created_at updated_at"),
    ("business", "customer"): [
        *named(
            "id customerId phone_number firstname lastname company timezone email preferred_language "
            "preferred_contact_method best_time_to_call call_priority notes tags custom_fields channelId "
            "customerGroupId address isValidatedNames createdAt updatedAt"
        ),
        *under("address", _WIIL_PLACE),
    ],
    ("business", "customer_group"): named("id name description code isDefault"),
    ("business", "shipping_address"): named(
        f"id customerId {_WIIL_PLACE} recipientName phoneNumber instructions isPrimary"
    ),
    ("business", "channel"): named(
        "id deploymentType channelName recordingEnabled channelIdentifier configuration"
    ),
    ("business", "appointment"): named(
        f"id businessServiceId locationId channelId customerId {_BOOKED} pricing providerId serviceProviderId "
        "slotIndex assignedUserAccountId calendarId calendarEventId calendarProvider externalRef"
    ),
    ("business", "reservation"): named(
        f"id reservationType resourceId customerId {_BOOKED} personsNumber notes isResourceReservation"
    ),
    ("business", "table_reservation"): named(
        "id customerId resourceId floorPlanId floorPlanSectionId personsNumber time duration status source isVip "
        "specialRequests externalRef"
    ),
    ("business", "menu_order"): [
        *_WIIL_ORDER,
        *named(
            "type requestedTime estimatedReadyTime actualReadyTime specialInstructions allergies tableNumber "
            "deliveryAddress shippingAddressId tip"
        ),
        *under("deliveryAddress", f"{_WIIL_PLACE} deliveryInstructions"),
    ],
    ("business", "product_order"): [
        *_WIIL_ORDER,
        *named(
            "billingAddress shippingAddress requestedDeliveryDate shippedDate deliveredDate shippingMethod "
            "trackingNumber shippingCarrier"
        ),
        *under("shippingAddress", _WIIL_PLACE),
        *under("billingAddress", _WIIL_PLACE),
    ],
    ("voucherify", "customer"): [
        *named(
            "id source_id name description email phone birthday birthdate address summary loyalty referrals metadata "
            "system_metadata created_at updated_at object assets.cockpit_url assets.cockpit_preference_center_url"
        ),
        *under("address", "city state line_1 line_2 country postal_code"),
        *under(
            "summary.redemptions",
            "total_redeemed total_failed total_succeeded total_rolled_back total_rollback_failed "
            "total_rollback_succeeded gift.redeemed_amount gift.amount_to_go loyalty_card.redeemed_points "
            "loyalty_card.points_to_go",
        ),
        *under("summary.orders", "total_amount total_count average_amount last_order_amount last_order_date"),
        *under("loyalty", "points referred_customers campaigns"),
        *under("referrals", "total campaigns"),
    ],
    ("voucherify", "order"): [
        *named(
            "id source_id status amount initial_amount discount_amount items_discount_amount total_discount_amount "
            "total_amount applied_discount_amount items_applied_discount_amount total_applied_discount_amount items "
            "metadata customer_id referrer_id customer referrer redemptions created_at updated_at object"
        ),
        *under(
            "items",
            "id sku_id product_id related_object source_id quantity discount_quantity initial_quantity amount "
            "discount_amount applied_discount_amount price subtotal_amount initial_amount product sku",
        ),
    ],
    ("voucherify", "loyalty_card"): [
        *named("id code campaign campaign_id holder_id object type redemption.redeemed_points"),
        *under(
            "loyalty_card",
            "points balance next_expiration_date next_expiration_points pending_points expired_points "
            "subtracted_points",
        ),
    ],
    ("voucherify", "loyalty_transaction"): named(
        "id type source_id voucher_id campaign_id source reason details related_transaction_id created_at"
    ),
    ("voucherify", "loyalty_tier"): named(
        "id name campaign_id config.points.from config.points.to earning_rules rewards expiration"
    ),
    ("commerce_layer", "customers"): [
        *named("id type links.self meta.mode"),
        *attributes(
            named(
                "id email password has_password status total_orders_count shopper_reference profile_id "
                "tax_exemption_code jwt_custom_claim _add_tags _remove_tags _request_anonymization "
                "_cancel_anonymization anonymization_status"
            ),
            under(
                "anonymization_info",
                "status requested_at started_at completed_at failed_at cancelled_at requester.id "
                "requester.first_name requester.last_name requester.email cancellation_requester.id "
                "cancellation_requester.first_name cancellation_requester.last_name cancellation_requester.email",
            ),
        ),
        *relationships(
            "customer_group customer_addresses customer_payment_sources customer_subscriptions orders "
            "order_subscriptions returns sku_lists attachments events event_stores tags jwt_customer jwt_markets "
            "jwt_stock_locations"
        ),
    ],
    ("commerce_layer", "orders"): [
        *attributes(
            named(
                "status payment_status fulfillment_status number affiliate_code token customer_email "
                "customer_password guest editable autorefresh place_async language_code currency_code country_code "
                "shipping_country_code_lock coupon_code gift_card_code gift_card_or_coupon_code tax_included tax_rate "
                "freight_taxable payment_method_taxable adjustment_taxable gift_card_taxable requires_billing_info "
                "skus_count line_item_options_count shipments_count tax_calculations_count validations_count "
                "errors_count payment_source_details cart_url return_url terms_url privacy_url checkout_url "
                "expiration_info circuit_state circuit_failure_count placed_at approved_at cancelled_at "
                "payment_updated_at fulfillment_updated_at refreshed_at archived_at subscription_created_at expires_at "
                "total_amount_with_taxes_cents total_amount_with_taxes_float formatted_total_amount_with_taxes "
                "customer_type "
                "_save_payment_source_to_customer_wallet _save_shipping_address_to_customer_address_book "
                "_save_billing_address_to_customer_address_book _customer_payment_source_id _create_subscriptions"
            ),
            amounts(_TRIPLETS),
        ),
        *relationships(
            "market customer shipping_address billing_address store default_shipping_method default_payment_method "
            "available_payment_methods available_customer_payment_sources available_free_skus available_free_bundles "
            "payment_method payment_source discount_engine_item line_items line_item_options stock_reservations "
            "stock_line_items stock_transfers shipments payment_options transactions authorizations captures voids "
            "refunds returns order_subscription order_subscriptions order_factories order_copies "
            "recurring_order_copies attachments notifications links resource_errors events tags event_stores versions"
        ),
    ],
    ("commerce_layer", "line_items"): [
        *attributes(
            named(
                "sku_code bundle_code quantity currency_code discount_cents discount_float formatted_discount name "
                "image_url item_type frequency tax_rate discount_breakdown tax_breakdown coupon_code rule_outcomes"
            ),
            amounts("unit compare_at options total tax"),
        ),
        *relationships("order item sku"),
    ],
    ("commerce_layer", "customer_addresses"): [
        *attributes(named("name customer_email")),
        *relationships("customer address events"),
    ],
    ("commerce_layer", "addresses"): [
        *attributes(
            named(
                "business first_name last_name company full_name line_1 line_2 city zip_code state_code country_code "
                "phone full_address name email notes lat lng is_localized is_geocoded provider_name map_url "
                "static_map_url billing_info _add_tags _remove_tags"
            )
        ),
        "relationships",
    ],
    ("commerce_layer", "customer_groups"): [*attributes(named("name code")), "relationships"],
    ("commerce_layer", "customer_payment_sources"): [
        *attributes(named("name customer_token payment_source_token")),
        *relationships("customer payment_method payment_source"),
    ],
    ("commerce_layer", "customer_subscriptions"): [
        *attributes(named("customer_email")),
        *relationships("customer events"),
    ],
    ("commerce_layer", "order_subscriptions"): [
        *attributes(
            named(
                "number status frequency activate_by_source_order place_target_order renewal_alert_period "
                "customer_email starts_at expires_at last_run_at next_run_at occurrencies errors_count "
                "succeeded_on_last_run options _activate _deactivate _cancel _convert _add_tags _remove_tags"
            )
        ),
        *relationships(
            "market subscription_model source_order customer customer_payment_source order_subscription_items "
            "order_factories order_copies recurring_order_copies orders events tags"
        ),
    ],
    ("commerce_layer", "order_subscription_items"): [
        *attributes(named("sku_code bundle_code quantity"), amounts("unit total")),
        *relationships("order_subscription item sku bundle adjustment source_line_item"),
    ],
    ("commerce_layer", "returns"): [
        *attributes(
            named(
                "number status customer_email skus_count approved_at cancelled_at shipped_at rejected_at received_at "
                "refunded_at archived_at _request _approve _cancel _ship _reject _receive _restock _archive "
                "_unarchive _refund _refund_amount_cents _add_tags _remove_tags"
            ),
            amounts("estimated_refund"),
        ),
        *relationships(
            "order customer stock_location origin_address destination_address reference_capture reference_refund "
            "return_line_items attachments resource_errors events tags"
        ),
    ],
    ("commerce_layer", "return_line_items"): [
        *attributes(
            named("sku_code bundle_code quantity name image_url return_reason restocked_at _restock"),
            amounts("total"),
        ),
        *relationships("return line_item"),
    ],
    ("commerce_layer", "sku_lists"): [
        *attributes(named("name slug description image_url manual sku_code_regex")),
        *relationships("customer skus sku_list_items bundles attachments links"),
    ],
    ("commerce_layer", "sku_list_items"): [
        *attributes(named("position sku_code quantity")),
        *relationships("sku_list sku"),
    ],
    ("commerce_layer", "attachments"): [
        *attributes(named("name description url")),
        *relationships("attachable"),
    ],
    ("commerce_layer", "markets"): [
        *attributes(
            named(
                "number name code facebook_pixel_id checkout_url external_prices_url external_order_validation_url "
                "private shipping_cost_cutoff disabled_at shared_secret external_includes _disable _enable "
                "_regenerate_shared_secret"
            )
        ),
        *relationships(
            "merchant price_list base_price_list inventory_model subscription_model discount_engine tax_calculator "
            "customer_group geocoder default_shipping_method default_payment_method stores price_list_schedulers "
            "order_validation_rules attachments"
        ),
    ],
    ("commerce_layer", "stock_locations"): [
        *attributes(named("number name code label_format suppress_etd")),
        "relationships",
    ],
}

KEPT = {
    "rutter": "connection",
    "commerce_layer": "events event_stores tags webhooks event_callbacks customer_password_resets",
    "voucherify": "activity segment redeemable redemption pernament_deletion loyalty_points_bucket "
    "loyalty_pending_points voucher",
}


def kind_of(system: str, kind: str) -> RecordKind:
    found = source_named(system).kind(kind)
    assert found is not None, f"{system} declares no {kind}."
    return found


@pytest.mark.parametrize(("system", "kind"), FIELDS)
def test_every_field_is_taken_or_left(system: str, kind: str) -> None:
    declared = kind_of(system, kind)
    paths = set(declared.paths())
    missing = [path for path in FIELDS[system, kind] if path not in paths]
    assert missing == []


@pytest.mark.parametrize(
    ("system", "kind"), [(system, kind) for system, kinds in KEPT.items() for kind in kinds.split()]
)
def test_what_becomes_no_row_is_kept_whole(system: str, kind: str) -> None:
    """Whatever is in such a record, nothing of it is new."""
    unknown: list[str] = []
    declared = kind_of(system, kind)
    if declared.fields:
        declared.read({"id": "1", "brand_new": {"a": 1}}, unknown)
    assert unknown == []
    whole = [each for each in accounts(sources_named(system, kind), kind) if each.path == "*"]
    assert [each.left for each in whole] == ["Kept as it came, whatever is in it."]


def test_every_path_has_its_account() -> None:
    """Nothing is declared of which the account says neither what it becomes nor why it is left."""
    for source in SOURCES:
        for kind in source.kinds:
            told = {each.path.replace("[]", ""): each for each in accounts((source,), kind.kind)}
            leaves = {
                path for path in kind.paths() if not any(o.startswith(f"{path}.") for o in kind.paths())
            }
            assert leaves - told.keys() == set()
            assert all(bool(each.becomes) or bool(each.left) for each in told.values())


# ── The command ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_what_becomes_of_a_field() -> None:
    ran = CliRunner().invoke(cli, ["sources", "rutter", "--kind", "customer"])
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert lines[0] == "rutter customer"
    assert "  first_name     → Customer.firstName" in lines
    assert "  full_name      left: An older version's sum of both names." in lines


def test_a_program_gets_json() -> None:
    ran = CliRunner().invoke(cli, ["sources", "voucherify", "--kind", "customer", "--json"])
    assert {
        "system": "voucherify",
        "kind": "customer",
        "path": "birthdate",
        "becomes": ["Customer.birthdate"],
        "left": None,
        "is_secret": False,
    } in json.loads(ran.stdout)


def test_secrets_are_told() -> None:
    found = {each.path: each for each in accounts(sources_named("commerce_layer", "markets"), "markets")}
    assert str(found["attributes.shared_secret"]) == "left: A secret. Its value is never stored."


@pytest.mark.parametrize(
    ("system", "kind", "message"),
    [
        ("shopify", None, "SYSTEM is 'shopify'; expected one of rutter"),
        ("rutter", "person", "--kind is 'person'; expected one of customer, order"),
    ],
)
def test_what_is_not_there_is_told(system: str, kind: str | None, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        sources_named(system, kind)


# ── What is stored and declared nowhere ─────────────────────────────────────────────────────────────────────


async def found_in(imports: Imports, system: str | None = None, kind: str | None = None) -> list[list[Any]]:
    sources = sources_named(system, kind)
    found = await find_unaccounted(imports.database, sources, kind, advance=lambda _: None)
    return [[each.system, each.kind, each.path, each.records, each.example] for each in found.unaccounted]


async def test_new_fields_are_counted_with_an_example(imports: Imports) -> None:
    await imports.take(
        "rutter",
        rutter_customer(id="1", email="a@a.example", phone=None, colour="red"),
        rutter_customer(id="2", email="b@b.example", phone=None, colour="blue", shape={"corners": 3}),
        rutter_customer(id="3", email="c@c.example", phone=None),
    )
    await imports.take("business", business_customer(address={"city": "Leeds", "planet": "Earth"}))
    ids = {row["external_id"]: row["id"] for row in await imports.rows(SourceRecord)}
    assert await found_in(imports) == [
        ["business", "customer", "address.planet", 1, ids["cust_mo8812"]],
        ["rutter", "customer", "colour", 2, ids["1"]],
        ["rutter", "customer", "shape", 1, ids["2"]],
    ]
    assert await found_in(imports, "business", "channel") == []


async def test_kept_kinds_and_stubs_have_nothing_new(imports: Imports) -> None:
    """A channel of which only the id is known, and a redemption with a field of its own."""
    await imports.take("business", business_customer())
    await imports.take("voucherify", redemption(brand_new=1))
    assert len(await imports.rows(SourceRecord)) == 3
    assert await found_in(imports) == []


async def test_a_kind_that_nobody_declared_is_told(imports: Imports) -> None:
    await imports.take("rutter", rutter_customer())
    (record,) = await imports.rows(SourceRecord)
    await imports.change(SourceRecord, record["id"], kind="person")
    assert await found_in(imports) == [["rutter", "person", "*", 1, record["id"]]]


async def test_records_that_are_no_longer_as_declared_are_counted(imports: Imports) -> None:
    await imports.take("rutter", rutter_customer())
    (record,) = await imports.rows(SourceRecord)
    await imports.change(SourceRecord, record["id"], payload={"id": "1", "email": 5})
    found = await find_unaccounted(imports.database, SOURCES, advance=lambda _: None)
    assert (found.records, found.unreadable, found.unaccounted) == (1, 1, [])


async def test_a_terminal_sees_how_far_it_is_and_never_a_value(
    sqlite_imports: Imports, sqlite_migrated_url: str
) -> None:
    await sqlite_imports.take("rutter", rutter_customer(colour="crimson"))
    (record,) = await sqlite_imports.rows(SourceRecord)
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=200)
    settings = Settings(database_url=sqlite_migrated_url)
    found = await find_in(settings, sources_named("rutter", None), None, console=console)
    assert "records" in written.getvalue()
    assert describe_found(found).splitlines() == [
        f"rutter customer colour  1 record, such as {record['id']}",
        "Declared nowhere: 1. Records read: 1.",
    ]

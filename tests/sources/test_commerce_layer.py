"""Commerce Layer's resources are read as its documents promise, and its peculiarities are known."""

from typing import Any

import pytest

from gateway.sources.commerce_layer import COMMERCE_LAYER
from gateway.sources.commerce_layer.audit import changes_told
from gateway.sources.commerce_layer.belongings import processor
from gateway.sources.commerce_layer.cents import from_cents, subunits_of, taken_off
from gateway.sources.conversions import Unexpected
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.sources.source import RecordKind
from tests.sources.documents import commerce_layer_customer, resource
from tests.sources.documents_commerce_layer import event_store, line, order, recurring_item

FIELDS = {
    "orders": (
        "number affiliate_code token customer_email customer_password guest editable autorefresh place_async "
        "language_code currency_code country_code shipping_country_code_lock coupon_code gift_card_code "
        "gift_card_or_coupon_code tax_included tax_rate freight_taxable payment_method_taxable adjustment_taxable "
        "gift_card_taxable requires_billing_info status payment_status fulfillment_status skus_count "
        "line_item_options_count shipments_count tax_calculations_count validations_count errors_count "
        "payment_source_details cart_url return_url terms_url privacy_url checkout_url expiration_info circuit_state "
        "circuit_failure_count placed_at approved_at cancelled_at payment_updated_at fulfillment_updated_at "
        "refreshed_at archived_at subscription_created_at expires_at reference reference_origin metadata created_at "
        "updated_at total_amount_with_taxes_cents total_amount_with_taxes_float formatted_total_amount_with_taxes "
        "_save_payment_source_to_customer_wallet _save_shipping_address_to_customer_address_book "
        "_save_billing_address_to_customer_address_book _customer_payment_source_id _create_subscriptions"
    ),
    "line_items": (
        "sku_code bundle_code quantity currency_code unit_amount_cents unit_amount_float formatted_unit_amount "
        "compare_at_amount_cents options_amount_cents total_amount_cents tax_amount_cents discount_cents "
        "discount_float formatted_discount name image_url item_type frequency tax_rate discount_breakdown "
        "tax_breakdown coupon_code rule_outcomes"
    ),
    "order_subscriptions": (
        "number status frequency activate_by_source_order place_target_order renewal_alert_period customer_email "
        "starts_at expires_at last_run_at next_run_at occurrencies errors_count succeeded_on_last_run options "
        "_activate _deactivate _cancel _convert _add_tags _remove_tags"
    ),
    "order_subscription_items": (
        "sku_code bundle_code quantity unit_amount_cents unit_amount_float formatted_unit_amount total_amount_cents "
        "total_amount_float formatted_total_amount"
    ),
    "returns": (
        "number status customer_email skus_count approved_at cancelled_at shipped_at rejected_at received_at "
        "refunded_at archived_at estimated_refund_amount_cents estimated_refund_amount_float "
        "formatted_estimated_refund_amount _request _approve _cancel _ship _reject _receive _restock _archive "
        "_unarchive _refund _refund_amount_cents _add_tags _remove_tags"
    ),
    "return_line_items": (
        "sku_code bundle_code quantity name image_url total_amount_cents total_amount_float formatted_total_amount "
        "return_reason restocked_at _restock"
    ),
    "markets": (
        "number name code facebook_pixel_id checkout_url external_prices_url external_order_validation_url private "
        "shipping_cost_cutoff disabled_at shared_secret external_includes _disable _enable _regenerate_shared_secret"
    ),
    "stock_locations": "number name code label_format suppress_etd",
}
_AMOUNTS = (
    "subtotal shipping payment_method discount adjustment gift_card total_tax subtotal_tax shipping_tax "
    "payment_method_tax adjustment_tax total total_taxable subtotal_taxable shipping_taxable payment_method_taxable "
    "adjustment_taxable fees duty place_total"
)
RELATIONSHIPS = {
    "orders": (
        "market customer shipping_address billing_address store default_shipping_method default_payment_method "
        "available_payment_methods available_customer_payment_sources available_free_skus available_free_bundles "
        "payment_method payment_source discount_engine_item line_items line_item_options stock_reservations "
        "stock_line_items stock_transfers shipments payment_options transactions authorizations captures voids "
        "refunds returns order_subscription order_subscriptions order_factories order_copies recurring_order_copies "
        "attachments notifications links resource_errors events tags event_stores"
    ),
    "order_subscriptions": (
        "market subscription_model source_order customer customer_payment_source order_subscription_items "
        "order_factories order_copies recurring_order_copies orders events tags"
    ),
    "order_subscription_items": "order_subscription item sku bundle adjustment source_line_item",
    "returns": (
        "order customer stock_location origin_address destination_address reference_capture reference_refund "
        "return_line_items attachments resource_errors events tags"
    ),
    "return_line_items": "return line_item",
    "markets": (
        "merchant price_list base_price_list inventory_model subscription_model discount_engine tax_calculator "
        "customer_group geocoder default_shipping_method default_payment_method stores price_list_schedulers "
        "order_validation_rules attachments"
    ),
}


def kind_named(word: str) -> RecordKind:
    kind = COMMERCE_LAYER.kind(word)
    assert kind is not None
    return kind


def read(word: str, document: dict[str, Any]) -> Reading:
    return kind_named(word).read(document, [])


@pytest.mark.parametrize("kind", FIELDS)
def test_no_attribute_is_forgotten(kind: str) -> None:
    """Every attribute that the system's documents name is taken or left by declaration."""
    assert {f"attributes.{name}" for name in FIELDS[kind].split()} - set(kind_named(kind).paths()) == set()


@pytest.mark.parametrize("kind", RELATIONSHIPS)
def test_no_relationship_is_forgotten(kind: str) -> None:
    named = {f"relationships.{name}" for name in RELATIONSHIPS[kind].split()}
    assert named - set(kind_named(kind).paths()) == set()


def test_no_amount_of_an_order_is_forgotten() -> None:
    """Each stands there three times."""
    shapes = ("{}_amount_cents", "{}_amount_float", "formatted_{}_amount")
    named = {f"attributes.{shape.format(name)}" for name in _AMOUNTS.split() for shape in shapes}
    assert named - set(kind_named("orders").paths()) == set()


@pytest.mark.parametrize("kind", [each.kind for each in COMMERCE_LAYER.kinds])
def test_a_resource_is_recognised_by_its_type(kind: str) -> None:
    assert COMMERCE_LAYER.kind_of({"type": kind, "id": "x"}).kind == kind


@pytest.mark.parametrize("kind", [each.kind for each in COMMERCE_LAYER.kinds])
def test_a_resource_tells_its_own_environment(kind: str) -> None:
    assert kind_named(kind).environment == "meta.mode"


# ── Money


@pytest.mark.parametrize(
    ("cents", "currency", "units"),
    [
        (1999, "EUR", 1999),
        (-840, "EUR", -840),
        (500, "JPY", 500),
        (1250, "KWD", 1250),
        (12000, "HUF", 1200000),
        (500, "MGA", 10000),
        (7, "XXX", 7),
        (None, "EUR", None),
    ],
)
def test_cents_are_the_currency_s_smallest_unit(cents: int | None, currency: str, units: int | None) -> None:
    """The shop counts yen and thousandths of dinars as ISO 4217 does; forints and ariaries it counts in its own way."""
    assert from_cents(cents, currency, subunits_of(currency)) == units


@pytest.mark.parametrize(
    ("currency", "cents", "units", "subunits"),
    [
        ("EUR", 2000, "20.0", 100),
        ("JPY", 2000, "2000", 1),
        ("JPY", 2000, "20.0", 100),
        ("KWD", 2000, "2.0", 1000),
        ("HUF", 2000, "20.0", 100),
        ("HUF", 0, "0", 1),
        ("EUR", 2000, "3.0", 100),
        ("EUR", 2000, None, 100),
    ],
)
def test_the_decimal_amount_beside_tells_how_cents_are_counted(
    currency: str, cents: int, units: str | None, subunits: int
) -> None:
    """Where it tells nothing sensible, or nothing, the currency does."""
    assert subunits_of(currency, cents, units) == subunits


def test_cents_that_the_currency_does_not_have_are_refused() -> None:
    with pytest.raises(Unexpected, match="cents of JPY, 100 of which make one"):
        from_cents(1999, "JPY", 100)


@pytest.mark.parametrize(("cents", "off"), [(-500, -500), (500, -500), (0, 0), (None, None)])
def test_what_lowers_the_total_is_zero_or_less(cents: int | None, off: int | None) -> None:
    """Gift cards are shown with a sign in one place and without in another."""
    assert taken_off(cents) == off


def test_the_amounts_of_an_order() -> None:
    values = read("orders", order()).values
    names = ("currency", "subtotal", "shipping", "discount", "gift_card", "adjustment", "tax", "total")
    assert [values[name] for name in names] == ["EUR", 8400, 650, -840, -500, -10, 1317, 7700]


def test_an_order_costs_its_total_and_the_taxes_that_prices_leave_out() -> None:
    assert read("orders", order(total_amount_with_taxes_cents=9017)).values["total"] == 9017


def test_an_order_that_names_no_currency_changes_none() -> None:
    """One that says null has none."""
    document = order()
    del document["attributes"]["currency_code"]
    assert "currency" not in read("orders", document).values
    assert read("orders", order(currency_code=None)).values["currency"] == "XXX"


def test_an_order_without_a_total_is_refused() -> None:
    with pytest.raises(
        Refused, match=r"attributes.total_amount_cents is None; expected a whole number of cents"
    ):
        read("orders", order(total_amount_cents=None))


def test_the_amounts_of_a_line_in_forints() -> None:
    """12000 of its cents are 12000 forints."""
    forints: dict[str, Any] = {
        "currency_code": "HUF",
        "total_amount_cents": 12000,
        "total_amount_float": 12000.0,
    }
    values = read("line_items", line(**forints, unit_amount_cents=6000, discount_cents=-100)).values
    assert [values[name] for name in ("total", "unit_price", "discount")] == [1200000, 600000, -10000]


# ── Words


@pytest.mark.parametrize("number", ["7715", 7715])
def test_a_number_is_text_or_in_older_versions_whole(number: object) -> None:
    assert read("orders", order(number=number)).values["number"] == "7715"


@pytest.mark.parametrize(
    "word", ["draft", "pending", "editing", "placing", "placed", "approved", "cancelled"]
)
def test_the_states_of_an_order_are_ours(word: str) -> None:
    assert read("orders", order(status=word)).values["status"] == word.upper()


def test_states_that_are_new_are_unknown() -> None:
    values = read(
        "orders", order(status="melted", payment_status="bartered", fulfillment_status="beamed")
    ).values
    states = [values[name] for name in ("status", "payment_status", "fulfillment_status")]
    assert states == ["UNKNOWN", "UNKNOWN", "UNKNOWN"]


def test_the_state_of_a_return_that_is_new_is_refused() -> None:
    with pytest.raises(Refused, match=r"attributes.status is 'melted'; expected one of draft, requested"):
        read("returns", resource("returns", "r1", status="melted"))


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("stripe_payments", "STRIPE"),
        ("checkout_com_payments", "CHECKOUT_COM"),
        ("wire_transfers", "WIRE_TRANSFER"),
        ("barter_payments", "OTHER"),
        (None, None),
    ],
)
def test_the_type_of_a_payment_source_tells_the_processor(word: str | None, known: str | None) -> None:
    assert processor(word) == known


@pytest.mark.parametrize(
    ("reference", "origin", "names"),
    [
        ("4711", "Old-Shop", "ref/old-shop/4711"),
        (4711, "crm", "ref/crm/4711"),
        ("cust_1", "Voucherify", "VOUCHERIFY/customer/cust_1"),
        ("r-1", "rutter", "RUTTER/customer/r-1"),
        ("b-1", "business", "BUSINESS/customer/b-1"),
        ("c-1", "commerce layer", "COMMERCE_LAYER/customers/c-1"),
        ("4711", None, None),
        ("4711", " ", None),
        (None, "crm", None),
        ({}, "crm", None),
    ],
)
def test_a_reference_with_its_origin_names_another_record(
    reference: object, origin: str | None, names: str | None
) -> None:
    document = commerce_layer_customer(reference=reference, reference_origin=origin)
    kind = kind_named("customers")
    assert kind.names is not None
    assert kind.names(document, "") == names


# ── The audit trail


@pytest.mark.parametrize(
    "payload",
    [{"status": ["draft", "placed"]}, {"status": {"from": "draft", "to": "placed"}}],
    ids=["pair", "from and to"],
)
def test_changes_are_told_in_two_shapes(payload: object) -> None:
    assert changes_told(payload) == {"status": {"from": "draft", "to": "placed"}}


def test_a_change_from_or_to_nothing() -> None:
    told = changes_told({"a": [None, 1], "b": {"to": 2}, "c": {"from": 3}, "d": [[1], [1, 2]]})
    assert told == {
        "a": {"from": None, "to": 1},
        "b": {"from": None, "to": 2},
        "c": {"from": 3, "to": None},
        "d": {"from": [1], "to": [1, 2]},
    }
    assert changes_told(None) == {}


@pytest.mark.parametrize(
    "payload", [[], "x", {"a": [1]}, {"a": 1}, {"a": {}}, {"a": {"from": 1, "until": 2}}]
)
def test_changes_of_another_shape_are_not_guessed(payload: object) -> None:
    with pytest.raises(Unexpected):
        changes_told(payload)


@pytest.mark.parametrize(("about", "external_id"), [("customers", "wXyZabCdEf"), ("orders", "oRdErAbCdE")])
def test_an_audit_row_is_about_a_resource_of_any_type(about: str, external_id: str) -> None:
    ((link, ids),) = read("event_stores", event_store(about, external_id, {})).links
    assert (getattr(link, "kind", None), ids) == (about, [external_id])


def test_what_is_new_of_a_relationship_is_told() -> None:
    """Beside what JSON:API has there, once however many declarations speak of the relationship."""
    known = {"links": {"self": "x", "first": "y"}, "data": None, "meta": {"count": 3}}
    relationships = {"customer_group": known | {"since": 2019}, "orders": {"total": 7}, "tags": known}
    unknown: list[str] = []
    COMMERCE_LAYER.customer.read(commerce_layer_customer(relationships=relationships), unknown)
    assert unknown == ["relationships.customer_group.since", "relationships.orders.total"]
    unknown.clear()
    kind_named("order_subscription_items").read(
        recurring_item() | {"relationships": {"item": {"data": None, "hint": 1}}}, unknown
    )
    assert unknown == ["relationships.item.hint"]

"""The declarations of the four systems: no field of theirs is forgotten, and each is told what becomes of it."""

import pytest

from gateway.domain.new_rows import blank
from gateway.domain.records.model import SourceSystem
from gateway.errors import SettingsError
from gateway.sources import SOURCES, source_named
from gateway.sources.business import BUSINESS
from gateway.sources.commerce_layer import COMMERCE_LAYER
from gateway.sources.fields import (
    Belongs,
    Embed,
    Follow,
    Inherit,
    Merge,
    Name,
    Point,
    Refer,
    Row,
    Rows,
    Take,
    expect,
    leave,
    row,
    take,
)
from gateway.sources.refusal import Refused
from gateway.sources.rutter import RUTTER
from gateway.sources.source import RecordKind, Source
from gateway.sources.targets import CUSTOMERS, PRIMARY_ADDRESS
from gateway.sources.voucherify import VOUCHERIFY
from gateway.view import table_of

RUTTER_FIELDS = "id platform_id email first_name last_name phone orders created_at updated_at platform_data"
BUSINESS_FIELDS = (
    "id customerId phone_number firstname lastname company timezone email preferred_language "
    "preferred_contact_method best_time_to_call notes tags custom_fields channelId address isValidatedNames createdAt "
    "updatedAt address.street address.street2 address.city address.state address.postalCode address.country"
)
_INFO = "attributes.anonymization_info"
COMMERCE_LAYER_FIELDS = (
    "id type links.self meta.mode attributes.id attributes.email attributes.password attributes.has_password "
    "attributes.status attributes.total_orders_count attributes.shopper_reference attributes.profile_id "
    "attributes.tax_exemption_code attributes.created_at attributes.updated_at attributes.reference "
    "attributes.reference_origin attributes.metadata attributes.jwt_custom_claim attributes._add_tags "
    "attributes._remove_tags attributes._request_anonymization attributes._cancel_anonymization "
    f"attributes.anonymization_status {_INFO}.status {_INFO}.requested_at {_INFO}.started_at {_INFO}.completed_at "
    f"{_INFO}.failed_at {_INFO}.cancelled_at {_INFO}.requester.id {_INFO}.requester.first_name "
    f"{_INFO}.requester.last_name {_INFO}.requester.email {_INFO}.cancellation_requester.id "
    f"{_INFO}.cancellation_requester.first_name {_INFO}.cancellation_requester.last_name "
    f"{_INFO}.cancellation_requester.email relationships.customer_group relationships.customer_addresses "
    "relationships.customer_payment_sources relationships.customer_subscriptions relationships.orders "
    "relationships.order_subscriptions relationships.returns relationships.sku_lists relationships.attachments "
    "relationships.events relationships.event_stores relationships.tags relationships.jwt_customer "
    "relationships.jwt_markets relationships.jwt_stock_locations"
)
VOUCHERIFY_FIELDS = (
    "id source_id name description email phone birthday birthdate address summary loyalty referrals metadata "
    "system_metadata created_at updated_at assets.cockpit_url assets.cockpit_preference_center_url object "
    "address.city address.state address.line_1 address.line_2 address.country address.postal_code "
    "summary.redemptions.total_redeemed summary.redemptions.total_failed summary.redemptions.total_succeeded "
    "summary.redemptions.total_rolled_back summary.redemptions.total_rollback_failed "
    "summary.redemptions.total_rollback_succeeded summary.redemptions.gift.redeemed_amount "
    "summary.redemptions.gift.amount_to_go summary.redemptions.loyalty_card.redeemed_points "
    "summary.redemptions.loyalty_card.points_to_go summary.orders.total_amount summary.orders.total_count "
    "summary.orders.average_amount summary.orders.last_order_amount summary.orders.last_order_date loyalty.points "
    "loyalty.referred_customers loyalty.campaigns referrals.total referrals.campaigns"
)
ADDRESS_FIELDS = (
    "business first_name last_name company full_name line_1 line_2 city zip_code state_code country_code phone "
    "full_address name email notes lat lng is_localized is_geocoded provider_name map_url static_map_url billing_info"
)


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        (RUTTER, RUTTER_FIELDS),
        (BUSINESS, BUSINESS_FIELDS),
        (COMMERCE_LAYER, COMMERCE_LAYER_FIELDS),
        (VOUCHERIFY, VOUCHERIFY_FIELDS),
    ],
    ids=lambda value: value.word if isinstance(value, Source) else "",
)
def test_no_field_of_a_customer_is_forgotten(source: Source, fields: str) -> None:
    """Every field that the system's documents name is taken or left by declaration."""
    assert set(fields.split()) - set(source.customer.paths()) == set()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("customer_groups", "name code"),
        ("customer_addresses", "name customer_email"),
        ("addresses", ADDRESS_FIELDS),
        ("customer_subscriptions", "customer_email reference"),
        ("customer_payment_sources", "name customer_token payment_source_token"),
        ("sku_lists", "name slug description image_url manual sku_code_regex"),
        ("sku_list_items", "position sku_code quantity"),
        ("attachments", "name description url"),
    ],
)
def test_no_field_of_an_included_resource_is_forgotten(kind: str, fields: str) -> None:
    declared = COMMERCE_LAYER.kind(kind)
    assert declared is not None
    assert {f"attributes.{name}" for name in fields.split()} - set(declared.paths()) == set()


def test_every_system_has_its_source() -> None:
    assert {source.system for source in SOURCES} == set(SourceSystem)


TOLD_TWICE = frozenset({"anonymization_info__status", "currency__items", "total__float", "total__with_taxes"})
"""Taken to be weighed against a column, not to be one."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.word)
def test_declarations_name_what_there_is(source: Source) -> None:
    """Columns that are taken exist, and links lead to kinds that are declared."""
    for kind in source.kinds:
        for field in kind.fields:
            if isinstance(field, Take) and kind.target:
                assert field.column in blank(kind.target.entity) or field.column in TOLD_TWICE
            if isinstance(field, Row):
                columns = table_of(field.target.entity).columns
                taken = {inner.column for inner in field.fields if isinstance(inner, Take)}
                assert taken <= set(columns.keys())
            if isinstance(field, Refer | Belongs | Point | Follow | Merge | Embed | Inherit | Name):
                assert source.kind(field.kind) is not None
            if isinstance(field, Rows):
                assert field.target.key


def test_a_source_is_found_by_its_word() -> None:
    assert source_named("commerce_layer") is COMMERCE_LAYER
    with pytest.raises(SettingsError, match="SYSTEM is 'shopify'; expected one of rutter, commerce_layer"):
        source_named("shopify")


TOY = RecordKind(
    "toy",
    CUSTOMERS,
    expect("object", "toy"),
    take("name", "name"),
    take("owner.first", "first_name"),
    row("address", PRIMARY_ADDRESS, take("town", "city")),
    leave("secret_sauce", because="Nobody needs it."),
)


def test_paths_that_are_declared_nowhere_are_told() -> None:
    """Unknown paths are told at the level where they are new; what is left is not among them."""
    unknown: list[str] = []
    document = {
        "id": "1",
        "name": "a",
        "new": {"x": 1},
        "owner": {"first": "b", "age": 4},
        "address": {"planet": "Mars"},
    }
    reading = TOY.read({**document, "secret_sauce": {"a": 1}}, unknown)
    assert unknown == ["new", "owner.age", "address.planet"]
    assert reading.values == {"name": "a", "first_name": "b"}


def test_what_is_not_mentioned_is_not_taken_and_null_is() -> None:
    assert TOY.read({"id": "1"}, []).values == {}
    assert TOY.read({"id": "1", "name": None, "owner": None}, []).values == {
        "name": None,
        "first_name": None,
    }


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"name": 5}, "name is 5; expected text or null."),
        ({"owner": {"first": []}}, r"owner.first is \[\]; expected text or null."),
        ({"owner": "x"}, "owner is 'x'; expected an object."),
        ({"address": "x"}, "address is 'x'; expected an object or null."),
        ({"address": {"town": {}}}, "address.town is {}; expected text or null."),
        ({"object": "order"}, "object is 'order'; expected 'toy'."),
    ],
)
def test_values_that_are_not_as_promised_are_refused(document: dict[str, object], reason: str) -> None:
    """The refusal names the path, the value and what was expected."""
    with pytest.raises(Refused, match=reason):
        TOY.read(document, [])

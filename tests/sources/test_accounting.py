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
from gateway.sources import SOURCES, source_named
from gateway.sources.accounting import accounts, sources_named
from gateway.sources.source import RecordKind
from gateway.sources.undeclared import describe_found, find_in, find_unaccounted
from tests.sources import documents_rutter as seller
from tests.sources.documents import business_customer, rutter_customer, voucherify_customer
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
_WIIL_PLACE = "street street2 city state postalCode country"

FIELDS: dict[tuple[str, str], list[str]] = {
    ("business", "customer"): [
        *named(
            "id customerId phone_number firstname lastname company timezone email preferred_language "
            "preferred_contact_method best_time_to_call call_priority notes tags custom_fields channelId "
            "customerGroupId address isValidatedNames createdAt updatedAt"
        ),
        *under("address", _WIIL_PLACE),
    ],
    ("business", "menu_order"): ["deliveryAddress.deliveryInstructions"],
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
    ("commerce_layer", "orders"): [*attributes(named("customer_type")), "relationships.versions"],
    ("commerce_layer", "line_items"): [
        *attributes(amounts("unit compare_at options total tax")),
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
    ("commerce_layer", "order_subscriptions"): attributes(),
    ("commerce_layer", "order_subscription_items"): attributes(),
    ("commerce_layer", "returns"): attributes(),
    ("commerce_layer", "return_line_items"): attributes(),
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
    ("commerce_layer", "markets"): attributes(),
    ("commerce_layer", "stock_locations"): [*attributes(), "relationships"],
}
"""What the tests of the single systems do not list: Rutter's are there, and what belongs to customers of the others."""

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


async def test_what_is_new_in_a_tolerant_place_is_told(sqlite_imports: Imports) -> None:
    """Where objects of any keys are taken; by the import, and by the walk through what is stored."""
    referral = {"campaign_id": "camp_1", "reward": 5}
    person = voucherify_customer(
        loyalty={"campaigns": {"Spring": {"points": 3, "streak": 2}}}, referrals={"campaigns": [referral]}
    )
    summary = await sqlite_imports.take("voucherify", person)
    (record,) = await sqlite_imports.records("customer")
    paths = ["loyalty.campaigns.*.streak", "referrals.campaigns[].reward"]
    assert dict(summary.unknown) == dict.fromkeys(paths, 1)
    assert await found_in(sqlite_imports) == [
        ["voucherify", "customer", path, 1, record["id"]] for path in paths
    ]


async def test_what_is_new_in_a_parcel_is_told(sqlite_imports: Imports) -> None:
    parcel: dict[str, Any] = {
        "id": "f-1",
        "order_id": None,
        "tracking_number": "TRACK-1",
        "line_items": [],
        "depot": "Leeds",
    }
    summary = await sqlite_imports.take(
        "rutter", seller.page("SHOPIFY", orders=[seller.order(fulfillments=[parcel])])
    )
    assert dict(summary.unknown) == {"order.fulfillments[].depot": 1}
    (record,) = await sqlite_imports.records("order")
    assert await found_in(sqlite_imports) == [["rutter", "order", "fulfillments[].depot", 1, record["id"]]]

"""Customer documents become customers: rows, source records and events, once each."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.domain.customers.model import (
    Attachment,
    Channel,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    Referral,
)
from gateway.domain.orders.model import Order
from gateway.domain.records.model import SourceRecord
from gateway.events.event import EventStore
from gateway.sources.batches import BATCH_SIZE
from gateway.sources.summary import Summary
from gateway.viewer import Environment
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    link,
    relationship,
    resource,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.imports import Imports

WRITTEN = (
    Customer,
    CustomerAddress,
    CustomerTag,
    CustomerSummary,
    CustomerLoyalty,
    LoyaltyCampaignStanding,
    CustomerReferrals,
    Referral,
    Channel,
    CustomerGroup,
    CustomerSubscription,
    CustomerPaymentSource,
    SkuList,
    SkuListItem,
    Attachment,
    SourceRecord,
    EventStore,
)


def instant(*parts: int) -> datetime:
    *day, hour, minute, second, millisecond = parts
    return datetime(day[0], day[1], day[2], hour, minute, second, millisecond * 1000, tzinfo=UTC)


def holds(row: dict[str, Any], **expected: Any) -> bool:
    assert {name: row[name] for name in expected} == expected
    return True


DOCUMENTS = {
    "rutter": rutter_customer(),
    "business": business_customer(),
    "voucherify": voucherify_customer(),
    "commerce_layer": commerce_layer_customer(),
}


async def test_a_customer_of_rutter(imports: Imports) -> None:
    """Every field arrives in its column."""
    await imports.take("rutter", rutter_customer())
    assert holds(
        await imports.customer(),
        environment="LIVE",
        version=1,
        platform_id="9912",
        email="Mira.Okafor@Example.com",
        email_normalized="mira.okafor@example.com",
        first_name="Mira",
        last_name="Okafor",
        phone="+44 20 7946 0101",
        phone_normalized="+442079460101",
        created_at=instant(2024, 2, 3, 4, 5, 6, 789),
        updated_at=instant(2024, 3, 4, 5, 6, 7, 891),
        platform_data={"id": 9912, "b": 1, "a": 2},
    )


async def test_a_customer_of_the_business_platform(imports: Imports) -> None:
    """Every field arrives in its column; times are read as seconds or milliseconds."""
    await imports.take("business", business_customer())
    (channel,) = await imports.rows(Channel)
    assert holds(
        await imports.customer(),
        external_customer_id="ERP-77",
        phone="442079460102",
        phone_normalized="+442079460102",
        first_name="Mira",
        last_name="Okafor",
        company="Okafor Looms",
        timezone="Europe/London",
        email="mira@looms.example",
        preferred_language="fr",
        preferred_contact_method="SMS",
        best_time_to_call="ANYTIME",
        notes="Rings twice.",
        custom_fields={"loom": 4},
        channel_id=channel["id"],
        is_validated_names=True,
        created_at=instant(2024, 3, 8, 0, 0, 0, 0),
        updated_at=instant(2024, 3, 9, 0, 0, 0, 0),
    )
    (address,) = await imports.rows(CustomerAddress)
    assert holds(
        address,
        is_primary=True,
        line1="4 Weaver Row",
        line2="Loft",
        city="Leeds",
        region="West Yorkshire",
        postal_code="LS1 4DY",
        country="United Kingdom",
        country_code="GB",
    )
    assert await imports.tags() == ["wholesale", "linen"]
    (record,) = await imports.records("channel")
    assert (record["external_id"], record["resource_id"], record["customer_id"]) == (
        "chan_5",
        channel["id"],
        None,
    )


async def test_a_customer_of_voucherify(imports: Imports) -> None:
    """Every field arrives in its column, the blocks in rows of their own."""
    await imports.take("voucherify", voucherify_customer())
    customer = await imports.customer()
    assert holds(
        customer,
        source_id="crm-501",
        name="Mira Okafor",
        description="Buys in spring.",
        email="mira@okafor.example",
        phone="020 7946 0103",
        phone_normalized="+442079460103",
        birthdate=date(1988, 4, 5),
        birthday=date(1988, 4, 6),
        metadata={"z": 1, "a": "x"},
        system_metadata={"s": True},
        assets__cockpit_url="https://loyalty.example/cockpit",
        assets__preference_center_url="https://loyalty.example/preferences",
        created_at=instant(2024, 1, 2, 3, 4, 5, 6),
        updated_at=instant(2024, 2, 3, 4, 5, 6, 7),
    )
    (address,) = await imports.rows(CustomerAddress)
    assert holds(
        address,
        line1="4 Weaver Row",
        line2="Loft",
        city="Leeds",
        region="WY",
        postal_code="LS1 4DY",
        country_code="GB",
    )
    (summary,) = await imports.rows(CustomerSummary)
    assert holds(
        summary,
        currency="XXX",
        redemptions__total_redeemed=11,
        redemptions__total_failed=2,
        redemptions__total_succeeded=9,
        redemptions__total_rolled_back=3,
        redemptions__total_rollback_failed=1,
        redemptions__total_rollback_succeeded=4,
        redemptions__gift__redeemed_amount=2500,
        redemptions__gift__amount_to_go=700,
        redemptions__loyalty_card__redeemed_points=60,
        redemptions__loyalty_card__points_to_go=41,
        orders__total_amount=99000,
        orders__total_count=6,
        orders__average_amount=16500,
        orders__last_order_amount=1234,
        orders__last_order_date=instant(2025, 1, 2, 3, 4, 5, 6),
        customer_id=customer["id"],
    )
    (loyalty,) = await imports.rows(CustomerLoyalty)
    assert holds(loyalty, points=310, referred_customers=5)
    standings = {row["campaign"]: row for row in await imports.rows(LoyaltyCampaignStanding)}
    assert holds(
        standings["Spring"], points=300, loyalty_tier="ltr_1", referred_customers=4, loyalty_id=loyalty["id"]
    )
    assert holds(standings["Autumn"], points=None, loyalty_tier=None, referred_customers=None)
    (referrals,) = await imports.rows(CustomerReferrals)
    assert referrals["total"] == 2
    referred = {row["campaign_id"]: row for row in await imports.rows(Referral)}
    assert holds(
        referred["camp_1"],
        referrer_id="cust_2",
        related_object_id="r_3",
        related_object_type="redemption",
        date=instant(2024, 6, 7, 8, 9, 10, 11),
        referrals_id=referrals["id"],
    )
    assert holds(referred["camp_9"], referrer_id=None, date=None)


async def test_a_customer_of_commerce_layer(imports: Imports) -> None:
    """Every attribute arrives in its column; the resource's own mode is its environment."""
    await imports.take("commerce_layer", commerce_layer_customer(mode="test"))
    assert holds(
        await imports.customer(),
        environment="TEST",
        self_url="https://looms.shop.example/api/customers/wXyZabCdEf",
        email="mira@shop.example",
        status="REPEAT",
        password_hash="!commerce_layer",
        total_orders_count=6,
        shopper_reference="shopper-1",
        profile_id="profile-2",
        tax_exemption_code="EX-3",
        reference="ref-4",
        reference_origin="old-shop",
        metadata={"loom": "jacquard"},
        anonymization_status="CANCELLED",
        anonymization_info__requested_at=instant(2025, 3, 15, 11, 39, 21, 0),
        anonymization_info__started_at=instant(2025, 3, 16, 11, 39, 22, 0),
        anonymization_info__completed_at=instant(2025, 3, 17, 11, 39, 23, 0),
        anonymization_info__failed_at=instant(2025, 3, 18, 11, 39, 24, 0),
        anonymization_info__cancelled_at=instant(2025, 3, 19, 11, 39, 25, 0),
        anonymization_info__requester__id="u1",
        anonymization_info__requester__first_name="Ona",
        anonymization_info__requester__last_name="Berg",
        anonymization_info__requester__email="ona@org.example",
        anonymization_info__cancellation_requester__id="u2",
        anonymization_info__cancellation_requester__first_name="Pia",
        anonymization_info__cancellation_requester__last_name="Lund",
        anonymization_info__cancellation_requester__email="pia@org.example",
        created_at=instant(2023, 1, 2, 3, 4, 5, 678),
        updated_at=instant(2023, 2, 3, 4, 5, 6, 789),
    )


def included_document() -> dict[str, Any]:
    """A customer with all that `include` brings beside it."""
    customer = commerce_layer_customer(
        relationships={
            "customer_group": relationship("customer_group", link("customer_groups", "grp1")),
            "customer_addresses": relationship("customer_addresses", [link("customer_addresses", "ca1")]),
            "customer_subscriptions": relationship(
                "customer_subscriptions", [link("customer_subscriptions", "cs1")]
            ),
            "customer_payment_sources": relationship(
                "customer_payment_sources", [link("customer_payment_sources", "ps1")]
            ),
            "sku_lists": relationship("sku_lists", [link("sku_lists", "sl1")]),
            "attachments": relationship("attachments", [link("attachments", "at1")]),
            "tags": relationship("tags", [link("tags", "t1"), link("tags", "t2")]),
            "orders": relationship("orders", [link("orders", "o1")]),
        }
    )
    included = [
        resource("customer_groups", "grp1", name="Weavers", code="WV"),
        resource(
            "customer_addresses",
            "ca1",
            {"address": {"data": link("addresses", "a1")}},
            name="Mira Okafor, 4 Weaver Row",
            customer_email="mira@shop.example",
            reference="home",
        ),
        resource(
            "addresses",
            "a1",
            business=True,
            first_name="Mira",
            last_name="Okafor",
            company="Okafor Looms",
            line_1="4 Weaver Row",
            line_2="Loft",
            city="Leeds",
            zip_code="LS1 4DY",
            state_code="WY",
            country_code="GB",
            phone="+442079460104",
            email="door@shop.example",
            notes="Ring twice.",
            lat=53.8,
            lng=-1.55,
            billing_info="GB123",
        ),
        resource("customer_subscriptions", "cs1", customer_email="mira@shop.example", reference="newsletter"),
        resource(
            "customer_payment_sources",
            "ps1",
            name="XXXX-1111",
            customer_token="cus_secret",
            payment_source_token="pm_secret",
        ),
        resource(
            "sku_lists",
            "sl1",
            {"sku_list_items": {"data": [link("sku_list_items", "si1")]}},
            name="Wishes",
            slug="wishes",
            description="For spring",
            image_url="https://shop.example/w.png",
            manual=True,
            sku_code_regex=None,
        ),
        resource("sku_list_items", "si1", position=2, sku_code="LOOM-1", quantity=3),
        resource("attachments", "at1", name="Call", description="Was kind.", url="https://files.example/1"),
        resource("tags", "t1", name="vip"),
        resource("tags", "t2", name="b2b"),
        resource("orders", "o1", {"market": {"data": link("markets", "m1")}}, number="1001"),
        resource("markets", "m1", name="UK", shared_secret="s3cr3t"),
    ]
    return {"data": [customer], "included": included, "meta": {"record_count": 1}, "links": {}}


async def test_what_commerce_layer_includes(imports: Imports) -> None:
    """Included resources become rows, with their own source records."""
    summary = await imports.take("commerce_layer", included_document())
    customer = await imports.customer()
    (group,) = await imports.rows(CustomerGroup)
    assert holds(group, name="Weavers", code="WV")
    assert customer["customer_group_id"] == group["id"]
    (address,) = await imports.rows(CustomerAddress)
    assert holds(
        address,
        name="Mira Okafor, 4 Weaver Row",
        reference="home",
        business=True,
        first_name="Mira",
        last_name="Okafor",
        company="Okafor Looms",
        line1="4 Weaver Row",
        line2="Loft",
        city="Leeds",
        postal_code="LS1 4DY",
        region="WY",
        country="GB",
        country_code="GB",
        phone="+442079460104",
        email="door@shop.example",
        notes="Ring twice.",
        lat="53.8",
        lng="-1.55",
        billing_info="GB123",
        is_primary=False,
        customer_id=customer["id"],
    )
    (subscription,) = await imports.rows(CustomerSubscription)
    assert holds(subscription, reference="newsletter", customer_email="mira@shop.example")
    (source,) = await imports.rows(CustomerPaymentSource)
    assert holds(source, name="XXXX-1111", customer_token=None, payment_source_token=None)
    (wishes,) = await imports.rows(SkuList)
    assert holds(wishes, name="Wishes", slug="wishes", description="For spring", manual=True)
    (wish,) = await imports.rows(SkuListItem)
    assert holds(
        wish, position=2, sku="LOOM-1", quantity=3, sku_list_id=wishes["id"], customer_id=customer["id"]
    )
    (attachment,) = await imports.rows(Attachment)
    assert holds(attachment, name="Call", description="Was kind.", url="https://files.example/1")
    assert await imports.tags() == ["vip", "b2b"]
    (order,) = await imports.records("orders")
    (bought,) = await imports.rows(Order)
    assert (order["customer_id"], order["resource_id"]) == (customer["id"], bought["id"])
    assert holds(bought, number="1001", system="COMMERCE_LAYER", customer_id=customer["id"])
    (market,) = await imports.records("markets")
    assert market["customer_id"] is None
    assert summary.unknown == {}
    assert set(summary.redacted) == {
        "customer_payment_sources.attributes.customer_token",
        "customer_payment_sources.attributes.payment_source_token",
        "markets.attributes.shared_secret",
    }


async def test_an_included_record_that_changes_or_goes(imports: Imports) -> None:
    """A row follows its resource: it is changed in place, and deleted when the customer lists it no more."""
    document = included_document()
    await imports.take("commerce_layer", document)
    (before,) = await imports.rows(CustomerAddress)
    document["included"][2]["attributes"]["city"] = "York"
    document["data"][0]["relationships"]["attachments"]["data"] = []
    await imports.take("commerce_layer", document)
    (after,) = await imports.rows(CustomerAddress)
    assert (after["id"], after["city"], after["version"]) == (before["id"], "York", 2)
    assert await imports.rows(Attachment) == []
    *_, event = await imports.events()
    assert event["changes"][f"addresses.{before['id']}.city"] == {"from": "Leeds", "to": "York"}
    assert (await imports.customer())["version"] == 2


@pytest.mark.parametrize("system", DOCUMENTS)
async def test_an_import_that_is_repeated_changes_nothing(imports: Imports, system: str) -> None:
    """Not a row, not a version, not an event; the order of names and white space make no difference."""
    document = DOCUMENTS[system]
    assert (await imports.take(system, document)).created == 1
    before = await imports.everything(*WRITTEN)
    reversed_names = dict(reversed(document.items()))
    summary = await imports.take(system, document, reversed_names)
    assert (summary.unchanged, summary.created, summary.updated, summary.refused) == (2, 0, 0, 0)
    assert await imports.everything(*WRITTEN) == before


async def test_included_records_that_are_repeated_change_nothing(imports: Imports) -> None:
    await imports.take("commerce_layer", included_document())
    before = await imports.everything(*WRITTEN)
    assert (await imports.take("commerce_layer", included_document())).unchanged == 1
    assert await imports.everything(*WRITTEN) == before


@pytest.mark.parametrize(
    ("system", "document", "changes"),
    [
        ("rutter", rutter_customer(first_name="Maria"), {"firstName": {"from": "Mira", "to": "Maria"}}),
        ("rutter", rutter_customer(phone=None), {"phone": {"from": "+44 20 7946 0101", "to": None}}),
        (
            "business",
            business_customer(preferred_language=None),
            {"preferredLanguage": {"from": "fr", "to": "en"}},
        ),
        (
            "business",
            business_customer(tags=["linen", "new"]),
            {"tags": {"from": ["wholesale", "linen"], "to": ["linen", "new"]}},
        ),
        (
            "business",
            business_customer(address=business_customer()["address"] | {"city": "York"}),
            {"address.city": {"from": "Leeds", "to": "York"}},
        ),
        (
            "commerce_layer",
            commerce_layer_customer(has_password=False),
            {"hasPassword": {"from": True, "to": False}},
        ),
        (
            "voucherify",
            voucherify_customer(metadata=None),
            {"metadata": {"from": {"z": 1, "a": "x"}, "to": None}},
        ),
        (
            "voucherify",
            voucherify_customer(loyalty=voucherify_customer()["loyalty"] | {"points": 311}),
            {"loyalty.points": {"from": 310, "to": 311}},
        ),
    ],
)
async def test_a_document_that_changed(
    imports: Imports, system: str, document: dict[str, Any], changes: dict[str, Any]
) -> None:
    """Exactly what differs is changed, the version rises by one, and one event says what it was."""
    await imports.take(system, DOCUMENTS[system])
    before = await imports.customer()
    summary = await imports.take(system, document)
    after = await imports.customer()
    assert (summary.updated, summary.created) == (1, 0)
    assert (after["id"], after["version"], after["updated_at"]) == (before["id"], 2, before["updated_at"])
    created, updated = await imports.events()
    assert (created["kind"], updated["kind"], updated["entity_version"]) == (
        "customer.created",
        "customer.updated",
        2,
    )
    assert updated["changes"] == changes
    assert updated["who"] == {"import": system}


async def test_a_field_that_is_not_mentioned_stays(imports: Imports) -> None:
    """A document with less in it erases nothing, and no default takes the place of what was there."""
    await imports.take("business", business_customer())
    before = await imports.everything(Customer, CustomerAddress, CustomerTag)
    await imports.take("business", {"id": "cust_mo8812", "updatedAt": 1709942400})
    assert await imports.everything(Customer, CustomerAddress, CustomerTag) == before
    assert len(await imports.events()) == 1


async def test_null_empties(imports: Imports) -> None:
    """An address, labels and blocks that are null are gone; a column without null has its default."""
    await imports.take("business", business_customer())
    nulls = dict.fromkeys(business_customer()) | {"id": "cust_mo8812", "updatedAt": 1719942400}
    await imports.take("business", nulls)
    assert holds(
        await imports.customer(),
        first_name=None,
        email=None,
        email_normalized=None,
        phone_normalized=None,
        channel_id=None,
        preferred_language="en",
        preferred_contact_method="EMAIL",
        is_validated_names=False,
    )
    assert await imports.rows(CustomerAddress) == []
    assert await imports.tags() == []
    assert await imports.terms() == set()
    await imports.take("voucherify", voucherify_customer())
    await imports.take(
        "voucherify", voucherify_customer(summary=None, loyalty=None, referrals=None, assets=None)
    )
    for entity in (CustomerSummary, CustomerLoyalty, LoyaltyCampaignStanding, CustomerReferrals, Referral):
        assert await imports.rows(entity) == []


async def test_times_that_are_null_stay(imports: Imports) -> None:
    """When a customer was created is never forgotten; a change without a time happened now."""
    await imports.take("rutter", rutter_customer())
    before = await imports.customer()
    await imports.take("rutter", rutter_customer(created_at=None, updated_at=None, phone=None))
    after = await imports.customer()
    assert (after["created_at"], after["phone"]) == (before["created_at"], None)
    assert after["updated_at"] > before["updated_at"]


async def test_a_change_that_was_made_here_later_keeps_its_time(imports: Imports) -> None:
    """A record that says nothing new of the customer makes no version."""
    await imports.take("rutter", rutter_customer())
    later = instant(2026, 1, 1, 0, 0, 0, 0)
    await imports.change(Customer, (await imports.customer())["id"], updated_at=later)
    await imports.take("rutter", rutter_customer(unknown=1))
    assert holds(await imports.customer(), updated_at=later, version=1)
    assert len(await imports.events()) == 1


async def test_rows_of_lists_keep_their_ids(imports: Imports) -> None:
    await imports.take("voucherify", voucherify_customer())
    before = {row["campaign"]: row["id"] for row in await imports.rows(LoyaltyCampaignStanding)}
    loyalty = {"campaigns": {"Autumn": {"points": 3}, "Winter": {"points": 1}}}
    await imports.take("voucherify", voucherify_customer(loyalty=loyalty))
    rows = {row["campaign"]: row for row in await imports.rows(LoyaltyCampaignStanding)}
    assert set(rows) == {"Autumn", "Winter"}
    assert (rows["Autumn"]["id"], rows["Autumn"]["points"]) == (before["Autumn"], 3)
    assert [row["points"] for row in await imports.rows(CustomerLoyalty)] == [310]


async def test_the_raw_record_is_stored_whole(imports: Imports) -> None:
    """The payload says all that was sent, new fields too, which are counted and told."""
    document = rutter_customer(loyalty_level="gold", platform_data={"n": 1.5, "z": [None, {"deep": True}]})
    summary = await imports.take("rutter", document)
    assert summary.unknown == {"loyalty_level": 1}
    (record,) = await imports.records()
    customer = await imports.customer()
    assert record["payload"] == document
    assert holds(
        record,
        system="RUTTER",
        connection="",
        kind="customer",
        external_id=document["id"],
        source_updated_at=instant(2024, 3, 4, 5, 6, 7, 891),
        resource_id=customer["id"],
        customer_id=customer["id"],
    )


async def test_secrets_are_not_stored(imports: Imports) -> None:
    """A password anywhere in a document becomes null in the raw record; all else stays as it was spelled."""
    raw = b'{"id":"1","email":"a@b.example","n":1.10,"password":"hunter2","platform_data":{"p\\u0061ssword":"x"}}'
    summary = await imports.take_bytes("rutter", raw)
    assert summary.redacted == {"password": 1, "platform_data.password": 1}
    payload = await imports.database.write(
        lambda transaction: transaction.run("payload", _payload, {})[0][0],
    )
    assert (
        payload
        == '{"id":"1","email":"a@b.example","n":1.10,"password":null,"platform_data":{"password":null}}'
    )
    assert (await imports.customer())["platform_data"] == {"password": None}


def _payload() -> Any:
    from sqlalchemy import select

    from gateway.view import table_of

    return select(table_of(SourceRecord).c.payload)


async def test_connections_keep_customers_apart(imports: Imports) -> None:
    """The same id behind another connection is another record; the connection itself is kept."""
    people = (rutter_customer(), rutter_customer(email="other@shop.example", phone=None, platform_id="7"))
    for connection, person in zip(("c-1", "c-2"), people, strict=True):
        connected = {"id": connection, "platform": "COMMERCELAYER", "access_token": "t"}
        await imports.take("rutter", {"customers": [person], "connection": connected})
    assert len(await imports.rows(Customer)) == 2
    first, second = await imports.records("connection")
    assert (first["external_id"], second["external_id"]) == ("c-1", "c-2")
    assert first["payload"] == {"id": "c-1", "platform": "COMMERCELAYER", "access_token": None}


async def test_environments_keep_customers_apart(imports: Imports) -> None:
    """A test record never is the same customer as a live one."""
    await imports.take("rutter", rutter_customer(), environment=Environment.TEST)
    await imports.take("rutter", rutter_customer())
    await imports.take(
        "commerce_layer", commerce_layer_customer(mode="test"), commerce_layer_customer(mode="live")
    )
    assert sorted(row["environment"] for row in await imports.rows(Customer)) == [
        "LIVE",
        "LIVE",
        "TEST",
        "TEST",
    ]


async def test_customers_are_found_by_their_words(imports: Imports) -> None:
    await imports.take("business", business_customer())
    assert {"mira", "okafor", "looms", "mira@looms.example", "442079460102"} <= await imports.terms()
    await imports.take("business", business_customer(firstname="Ngozi"))
    terms = await imports.terms()
    assert "ngozi" in terms
    assert len({row["id"] for row in await imports.rows(Customer)}) == 1


async def test_customers_share_channels_and_groups(imports: Imports) -> None:
    """What several customers name is made once."""
    await imports.take("business", business_customer(), business_customer(id="cust_2"))
    await imports.take("business", business_customer(id="cust_3"))
    assert len(await imports.rows(Channel)) == 1
    assert len({row["channel_id"] for row in await imports.rows(Customer)}) == 1


async def test_a_group_that_is_only_named_gets_its_content_later(imports: Imports) -> None:
    named = {"customer_group": relationship("customer_group", link("customer_groups", "grp1"))}
    await imports.take("commerce_layer", {"data": commerce_layer_customer(relationships=named)})
    (before,) = await imports.rows(CustomerGroup)
    included = [resource("customer_groups", "grp1", name="Weavers")]
    await imports.take(
        "commerce_layer", {"data": commerce_layer_customer(relationships=named), "included": included}
    )
    await imports.take(
        "commerce_layer", {"data": commerce_layer_customer(relationships=named, email="x@y.example")}
    )
    (after,) = await imports.rows(CustomerGroup)
    assert (before["name"], after["name"], after["id"]) == (None, "Weavers", before["id"])


async def test_an_older_record_does_not_replace_a_newer_one(imports: Imports) -> None:
    """Pages that overlap and files in any order end with the latest that the source said."""
    await imports.take("rutter", rutter_customer(first_name="New", updated_at="2024-05-01T00:00:00.000Z"))
    summary = await imports.take(
        "rutter", rutter_customer(first_name="Old", updated_at="2024-04-01T00:00:00.000Z")
    )
    assert (summary.outdated, summary.updated) == (1, 0)
    assert (await imports.customer())["first_name"] == "New"


async def test_a_customer_that_comes_twice_in_one_file(imports: Imports) -> None:
    """The later record is an update of the earlier."""
    summary = await imports.take("rutter", rutter_customer(), rutter_customer(first_name="Maria"))
    assert (summary.created, summary.updated) == (1, 1)
    assert holds(await imports.customer(), first_name="Maria", version=2)


async def test_times_that_a_source_leaves_out(imports: Imports) -> None:
    """Without `updated_at` a record was last changed when it was created."""
    document = voucherify_customer()
    del document["updated_at"]
    await imports.take("voucherify", document)
    customer = await imports.customer()
    assert customer["updated_at"] == customer["created_at"] == instant(2024, 1, 2, 3, 4, 5, 6)


async def test_birthday_stands_in_for_birthdate(imports: Imports) -> None:
    await imports.take("voucherify", voucherify_customer(birthdate=None))
    assert holds(await imports.customer(), birthdate=date(1988, 4, 6), birthday=date(1988, 4, 6))


async def test_a_password_that_was_set_here_stays(imports: Imports) -> None:
    """What Commerce Layer says of its own password never touches a hash of ours."""
    await imports.take("commerce_layer", commerce_layer_customer(has_password=False))
    customer = await imports.customer()
    await imports.database.write(
        lambda transaction: transaction.update(Customer, customer["id"], {"password_hash": "h"})
    )
    await imports.take("commerce_layer", commerce_layer_customer(has_password=True))
    await imports.take("commerce_layer", commerce_layer_customer(has_password=False))
    assert (await imports.customer())["password_hash"] == "h"


async def test_an_anonymized_customer_is_not_brought_back(imports: Imports) -> None:
    await imports.take("rutter", rutter_customer())
    customer = await imports.customer()
    await imports.change(Customer, customer["id"], anonymization_status="COMPLETED", first_name=None)
    before = await imports.everything(*WRITTEN)
    summary = await imports.take("rutter", rutter_customer(first_name="Maria"))
    assert (summary.refused, [refusal.code for refusal in imports.refusals]) == (1, ["ANONYMIZED"])
    assert await imports.everything(*WRITTEN) == before


BROKEN = [
    ({"first_name": "No id"}, "MISSING_ID", "id is None; expected the record's id."),
    (rutter_customer(id=""), "MISSING_ID", "id is ''; expected the record's id."),
    (rutter_customer(id="2", email=5), "INVALID_VALUE", "email is 5; expected text or null."),
    (
        rutter_customer(id="3", created_at="yesterday"),
        "INVALID_VALUE",
        "created_at is 'yesterday'; expected an ISO 8601 instant with its zone, or a Unix time.",
    ),
    (
        rutter_customer(id="4", platform_data=[]),
        "INVALID_VALUE",
        "platform_data is []; expected an object or null.",
    ),
    (rutter_customer(id="5", last_name="a\0b"), "NOT_STORABLE", "last_name holds a NUL character."),
]


async def test_broken_records_are_refused_and_the_others_go_in(imports: Imports) -> None:
    """Each refusal says where, what and why; nothing of the record is left behind."""
    documents: list[Any] = [rutter_customer(id="good-1"), *(document for document, *_ in BROKEN)]
    summary = await imports.take("rutter", *documents, rutter_customer(id="good-2"))
    assert (summary.created, summary.refused) == (2, len(BROKEN))
    assert [(refusal.code.value, refusal.reason) for refusal in imports.refusals] == [
        (code, reason) for _, code, reason in BROKEN
    ]
    assert [refusal.position.line for refusal in imports.refusals] == list(range(2, 2 + len(BROKEN)))
    assert {refusal.position.file for refusal in imports.refusals} == {"a.json"}
    assert [record["external_id"] for record in await imports.records()] == ["good-1", "good-2"]


@pytest.mark.parametrize(
    ("system", "document", "reason"),
    [
        ("voucherify", voucherify_customer(object="product"), "object is 'product'; expected 'customer'."),
        ("commerce_layer", resource("gift_cards", "o1"), "type is 'gift_cards'; expected 'customers'."),
        ("commerce_layer", {"type": "customers", "id": "x"}, "attributes is None; expected an object."),
        (
            "commerce_layer",
            commerce_layer_customer(mode="prod"),
            "meta.mode is 'prod'; expected 'test' or 'live'.",
        ),
        (
            "commerce_layer",
            commerce_layer_customer(shopper_reference="ab"),
            "attributes.shopper_reference is 'ab'; expected 3 to 128 characters.",
        ),
        (
            "business",
            business_customer(best_time_to_call="midnight"),
            "best_time_to_call is 'midnight'; expected one of morning, afternoon, evening, anytime.",
        ),
        (
            "business",
            {"success": False, "error": {"code": "NOT_FOUND"}},
            "id is None; expected the record's id.",
        ),
    ],
)
async def test_records_of_another_kind_are_refused(
    sqlite_imports: Imports, system: str, document: Any, reason: str
) -> None:
    assert (await sqlite_imports.take(system, document)).refused == 1
    assert [refusal.reason for refusal in sqlite_imports.refusals] == [reason]
    assert await sqlite_imports.records() == []


async def test_a_record_that_the_database_refuses_is_refused_alone(imports: Imports) -> None:
    """What no check of ours sees is found by writing the records of its batch one by one."""
    await imports.take("rutter", rutter_customer(id="a"), rutter_customer(id="b"), rutter_customer(id="c"))
    target = next(row for row in await imports.records() if row["external_id"] == "b")
    documents = [rutter_customer(id=each, first_name="X") for each in ("a", "b", "c")]
    taken = imports.database.write

    async def refuse_b(work: Any, *rest: Any) -> Any:
        def guarded(transaction: Any) -> Any:
            outcome = work(transaction)
            row = transaction.get(Customer, target["customer_id"])
            if row["first_name"] == "X":
                transaction.update(Customer, row["id"], {"status": "NONSENSE"})
                transaction.get(Customer, row["id"])
            return outcome

        return await taken(guarded, *rest)

    imports.database.write = refuse_b  # type: ignore[assignment]
    summary = await imports.take("rutter", *documents)
    imports.database.write = taken  # type: ignore[method-assign]
    assert (summary.updated, summary.refused) == (2, 1)
    (refusal,) = imports.refusals
    assert (refusal.code, refusal.external_id, refusal.position.line) == ("REFUSED_BY_DATABASE", "b", 2)
    names = {row["external_id"]: row["customer_id"] for row in await imports.records()}
    customers = {row["id"]: row["first_name"] for row in await imports.rows(Customer)}
    assert [customers[names[each]] for each in "abc"] == ["X", "Mira", "X"]


async def test_more_records_than_one_batch(imports: Imports) -> None:
    documents = [rutter_customer(id=str(number)) for number in range(BATCH_SIZE + 1)]
    assert (await imports.take("rutter", *documents)).created == BATCH_SIZE + 1
    positions = [event["position"] for event in await imports.events()]
    assert positions == list(range(1, BATCH_SIZE + 2))


async def test_an_empty_list_is_nothing(sqlite_imports: Imports) -> None:
    assert await sqlite_imports.take("rutter", {"customers": [], "next_cursor": None}) == Summary()

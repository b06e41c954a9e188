"""Random records of every kind are given back to the letter; one that was changed here, but for that value.

`GATEWAY_FUZZ_EXAMPLES` examples for each system, 20 without.
"""

import asyncio
import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.database import Database
from gateway.domain.bookings.model import Appointment
from gateway.domain.bookings.operations import APPOINTMENTS, update_booking
from gateway.domain.customers.model import Attachment, Channel, CustomerAddress, CustomerGroup, SkuList
from gateway.domain.customers.operations.addresses import update_address
from gateway.domain.customers.operations.attachments import update_attachment
from gateway.domain.customers.operations.channels import update_channel
from gateway.domain.customers.operations.groups import update_group
from gateway.domain.customers.operations.sku_lists import update_list
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.loyalty.operations.cards import update_card
from gateway.domain.orders.model import Order, OrderStatus, OrderSubscription
from gateway.domain.orders.operations.progress import move_order
from gateway.domain.orders.operations.subscriptions import cancel_subscription, update_subscription
from gateway.entity import Entity
from gateway.events.act import Act
from gateway.sources import source_named
from tests.export.exports import Number, differing, exactly, exported, text_of
from tests.export.random_documents import JSON, OBJECT, TEXT
from tests.export.test_companions import OWNER, UNUSED
from tests.export.test_round_trip import FEW, STAFF, empty_database, on_copy
from tests.sources import documents_business as office
from tests.sources import documents_commerce_layer as shop
from tests.sources import documents_rutter as connector
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
from tests.sources.documents_of_all_kinds import DOCUMENTS
from tests.sources.imports import Imports

__all__ = ["empty_database"]


@dataclass(frozen=True)
class Case:
    """A kind of record, and something that staff does with one."""

    system: str
    kind: str
    document: Document
    entity: type[Entity]
    act: Callable[[Act, str], Any]
    expected: Mapping[str, Any]
    before: tuple[Document, ...] = ()
    """What must be there first."""
    needed: frozenset[str] = frozenset()
    """Keys that stay, since the act depends on them, or the record is none without."""


SHOP, CLUB, OFFICE, CONNECTOR = "commerce_layer", "voucherify", "business", "rutter"
CUSTOMERS: Mapping[str, Document] = {
    SHOP: commerce_layer_customer(),
    CLUB: voucherify_customer(),
    OFFICE: business_customer(address=None),
    CONNECTOR: rutter_customer(),
}
WORD = "Changed – here ✓"
CASES = (
    Case(
        SHOP,
        "customer_groups",
        resource("customer_groups", "gRoUpAbCdE", name="Weavers", code="WV"),
        CustomerGroup,
        lambda act, key: update_group(act, key, {"name": WORD}, None),
        {"attributes.name": WORD},
    ),
    Case(
        SHOP,
        "attachments",
        resource(
            "attachments",
            "aTtAcHaBcD",
            {"attachable": {"data": link("customers", shop.CUSTOMER_ID)}},
            name="Note",
            url="https://files.example/1",
        ),
        Attachment,
        lambda act, key: update_attachment(act, key, {"description": WORD}, None),
        {"attributes.description": WORD},
        needed=frozenset({"name", "url"}),
    ),
    Case(
        SHOP,
        "sku_lists",
        resource("sku_lists", "lIsTaBcDeF", OWNER, name="Later", slug="later", manual=True),
        SkuList,
        lambda act, key: update_list(act, key, {"description": WORD}, None),
        {"attributes.description": WORD},
        needed=frozenset({"name", "manual", "slug"}),
    ),
    Case(
        SHOP,
        "order_subscriptions",
        shop.recurring(status="inactive"),
        OrderSubscription,
        lambda act, key: update_subscription(act, key, {"frequency": "six-month"}, None),
        {"attributes.frequency": "six-month"},
        needed=frozenset({"status", "starts_at", "activate_by_source_order"}),
    ),
    Case(
        SHOP,
        "orders",
        shop.order(
            status="draft", placed_at="2024-05-01T10:00:00.000Z", cancelled_at="2024-05-01T10:00:00.000Z"
        ),
        Order,
        lambda act, key: move_order(act, key, OrderStatus.CANCELLED, None, path=("input",)),
        {"attributes.status": "cancelled"},
        needed=frozenset({"status", "placed_at", "cancelled_at"}),
    ),
    Case(
        CLUB,
        "loyalty_card",
        club.card(),
        LoyaltyCard,
        lambda act, key: update_card(act, key, {"code": "CHANGED-1"}, None),
        {"code": "CHANGED-1"},
        (club.campaign(),),
        frozenset({"object", "type", "holder_id", "campaign_id"}),
    ),
    Case(
        CLUB,
        "order",
        club.order(status="CREATED"),
        Order,
        lambda act, key: move_order(act, key, OrderStatus.CANCELLED, None, path=("input",)),
        {"status": "CANCELED"},
        needed=frozenset({"object", "status", "customer_id"}),
    ),
    Case(
        OFFICE,
        "channel",
        office.channel(),
        Channel,
        lambda act, key: update_channel(act, key, {"name": WORD}, None),
        {"channelName": WORD},
        needed=frozenset({"deploymentType", "channelIdentifier"}),
    ),
    Case(
        OFFICE,
        "shipping_address",
        office.shipping_address(),
        CustomerAddress,
        lambda act, key: update_address(act, key, {"line1": WORD, "country_code": "FR"}, None),
        {"street": WORD, "country": "FR"},
        needed=frozenset({"customerId", "isPrimary", "street", "country"}),
    ),
    Case(
        OFFICE,
        "appointment",
        office.appointment(),
        Appointment,
        lambda act, key: update_booking(act, APPOINTMENTS, key, {"deposit_paid": "12.75"}, None),
        {"depositPaid": 12.75},
        needed=frozenset(
            {"businessServiceId", "customerId", "startTime", "endTime", "duration", "pricing", "depositPaid"}
        ),
    ),
    Case(
        CONNECTOR,
        "subscription",
        connector.subscription(),
        OrderSubscription,
        lambda act, key: cancel_subscription(act, key, None),
        {"status": "canceled"},
        needed=frozenset({"items", "iso_currency_code", "platform_customer_id", "status"}),
    ),
)
_KEPT = frozenset({"id", "type", "attributes", "relationships", "meta", "links"})


@st.composite
def variants(draw: st.DrawFn, case: Case) -> Document:
    """The record with keys missing, unknown ones added, numbers oddly spelled, in any order."""
    document = copy.deepcopy(case.document)
    inner = document.get("attributes", document)
    loose = sorted(inner.keys() - case.needed - _KEPT)
    for key in draw(st.sets(st.sampled_from(loose), max_size=4)) if loose else ():
        del inner[key]
    for key in draw(st.sets(st.sampled_from(["metadata", "description"]), max_size=2)):
        if key in inner:
            inner[key] = draw(OBJECT | st.none()) if key == "metadata" else draw(TEXT)
    inner.update({f"x-{key}": value for key, value in draw(st.dictionaries(TEXT, JSON, max_size=3)).items()})
    inner["x-number"] = draw(st.sampled_from(["1.10", "1e2", "-0", "12.000"]).map(Number))
    keys = draw(st.permutations(list(inner)))
    shuffled = {key: inner[key] for key in keys}
    return document | {"attributes": shuffled} if "attributes" in document else shuffled


async def taken(database: Database, case: Case, text: str) -> Imports:
    imports = Imports(database)
    await imports.take(case.system, CUSTOMERS[case.system], *case.before)
    await imports.take_bytes(case.system, text.encode())
    assert imports.refusals == []
    return imports


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.system}-{case.kind}")
@FEW
@given(data=st.data())
def test_what_was_not_changed_is_the_same_to_the_letter(
    empty_database: Path, case: Case, data: st.DataObject
) -> None:
    text = text_of(data.draw(variants(case)))

    async def work(database: Database, directory: Path) -> None:
        await taken(database, case, text)
        (line,) = await exported(database, case.system, directory, kind=case.kind)
        assert exactly(line) == exactly(text)

    asyncio.run(on_copy(empty_database, work))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.system}-{case.kind}")
@FEW
@given(data=st.data())
def test_what_was_changed_differs_there_and_nowhere_else(
    empty_database: Path, case: Case, data: st.DataObject
) -> None:
    text = text_of(data.draw(variants(case)))

    async def work(database: Database, directory: Path) -> None:
        imports = await taken(database, case, text)
        row = (await imports.rows(case.entity))[-1]
        await database.write(
            lambda transaction: case.act(Act(transaction, STAFF, UNUSED, "req_1"), row["id"])
        )
        (line,) = await exported(database, case.system, directory, kind=case.kind)
        assert dict(differing(json.loads(text), json.loads(line))) == dict(case.expected)

    asyncio.run(on_copy(empty_database, work))


@pytest.mark.parametrize("system", sorted(DOCUMENTS))
async def test_every_kind_is_given_back_as_it_came(imports: Imports, tmp_path: Path, system: str) -> None:
    """All that hangs on each other, on both databases; nothing of it was changed here."""
    await imports.take(system, *DOCUMENTS[system])
    records = [row for row in await imports.records() if row["content_hash"]]
    assert records
    for kind in source_named(system).kinds:
        lines = await exported(imports.database, system, tmp_path, kind=kind.kind)
        stored = [row["payload"] for row in records if row["kind"] == kind.kind]
        assert [json.loads(line) for line in lines] == stored

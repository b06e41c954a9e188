"""A person who leaves traces everywhere: written, changed twice, searched, refused, retried, and imported."""

from typing import Any

from sqlmodel import SQLModel

from gateway.database import Database, Transaction
from gateway.domain import rows
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.personal import PERSONAL
from gateway.domain.records.model import WAITING
from gateway.entity import Entity
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from tests.app.client import Gateway, post
from tests.privacy.canaries import BIRTHDATE, STEM, filled, values_of
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    rutter_customer,
    voucherify_customer,
)

_NUMBER = "+44 20 7946 0874"


def write(gateway: Gateway) -> str:
    """A customer with all that a program may write of one, twice changed."""
    created = _post(gateway, "customerCreate", _fields(0) | {"idempotencyKey": f"{STEM}-create"})
    again = _post(gateway, "customerCreate", _fields(0) | {"idempotencyKey": f"{STEM}-create"})
    customer: str = created["customer"]["id"]
    assert again["customer"]["id"] == customer
    for round_ in (1, 2):
        payload = _post(gateway, "customerUpdate", {"id": customer, **_fields(round_)})
        assert payload["userErrors"] == []
    return customer


def ask(gateway: Gateway, customer: str) -> None:
    """What is looked for, and what is refused."""
    query = "query($text: String!) { customers(search: $text) { nodes { id } } }"
    assert gateway.ask(query, text=f"{STEM}2")["customers"]["nodes"] == [{"id": customer}]
    filtered = "query($text: String!) { customers(filter: {lastName: {contains: $text}}) { totalCount } }"
    assert gateway.ask(filtered, text=STEM)["customers"]["totalCount"] == 1
    refused = _post(gateway, "customerUpdate", {"id": customer, "timezone": STEM, "email": STEM})
    assert len(refused["userErrors"]) == 2
    refused = _post(gateway, "customerUpdate", {"id": STEM, "lastName": STEM})
    assert refused["userErrors"][0]["code"] == "NOT_FOUND"
    assert "errors" in gateway.post("query($id: Int!) { nothing(id: $id) { id } }", id=STEM)
    assert "errors" in gateway.post(f"{{ {STEM} }}")


def _post(gateway: Gateway, name: str, given: dict[str, Any]) -> Any:
    kind = f"{name[0].upper()}{name[1:]}Input!"
    shown = "{ customer { id } userErrors { code message } }"
    query = f"mutation($input: {kind}) {{ {name}(input: $input) {shown} }}"
    body = {"query": query, "variables": {"input": given}}
    headers = {"X-Request-Id": f"{STEM}-request"}
    return post(f"{gateway.url}/graphql", json=body, headers=headers).json()["data"][name]


def _fields(round_: int) -> dict[str, Any]:
    text = f"{STEM}{round_}"
    return {
        "email": f"{text}@x.example",
        "firstName": f"{text} first",
        "lastName": f"{text} last",
        "name": f"{text} whole",
        "company": f"{text} company",
        "phone": _NUMBER,
        "birthdate": BIRTHDATE.isoformat(),
        "notes": f"{text} note",
        "description": f"{text} description",
        "taxExemptionCode": f"{text} tax",
        "externalCustomerId": f"{text} external",
        "reference": f"{text} reference",
        "referenceOrigin": f"{text} origin",
        "shopperReference": f"{text} shopper",
        "profileId": f"{text} profile",
        "metadata": {f"{text}-key": f"{text} metadata"},
        "customFields": {f"{text}-key": [f"{text} custom"]},
        "tags": [f"{text} tag"],
    }


async def surround(database: Database, settings: Settings, customer: str) -> None:
    """A row of every table for the customer, with its events, each changed twice."""
    ids = {"customer": customer}
    left = [personal for personal in PERSONAL if personal.table.name not in _BY_THEMSELVES]
    while left:
        for personal in list(left):
            targets = {key.column.table.name for each in personal.table.columns for key in each.foreign_keys}
            if not targets & {other.table.name for other in left if other is not personal}:
                ids[personal.table.name] = await _surround(database, settings, personal, ids)
                left.remove(personal)
    await wait(database, ids["source_record"])


_BY_THEMSELVES = frozenset(
    {"customer", "event_store", "idempotency_key", "customer_search_term", "anonymization_request"}
)
"""Tables that get their rows by what is written and asked."""


async def wait(database: Database, record: str) -> None:
    """The record waits for another that has not come, which it names."""
    names = ("environment", "system", "connection", "kind", "external_id")
    row = {name: f"{STEM}-waiting-{name}" for name in names} | {"record_id": record}
    await database.write(lambda transaction: transaction.insert(WAITING, row))


async def _surround(database: Database, settings: Settings, personal: Personal, ids: dict[str, str]) -> str:
    entity = _entity_of(personal)
    if entity is None:
        row = filled(personal, ids) | values_of(personal, personal.erase | personal.secret | personal.gone)
        await database.write(lambda transaction: transaction.insert(personal.table, row))
        return str(row.get("id", ""))
    columns = personal.erase | personal.secret | personal.rewrite | (personal.gone - {"position"})
    kept = {"id", "environment", "version", "created_at", "updated_at"}

    def work(transaction: Transaction) -> str:
        act = Act(transaction, Viewer(Role.OPEN, Environment.LIVE), settings)
        first = filled(personal, ids) | values_of(personal, columns)
        row = rows.add(act, entity, {name: value for name, value in first.items() if name not in kept})
        for round_ in (1, 2):
            row = transaction.get(entity, row["id"]) or row
            row = rows.change(act, entity, row, values_of(personal, columns, round_))
        return str(row["id"])

    return await database.write(work)


def _entity_of(personal: Personal) -> type[Entity] | None:
    mappers = SQLModel._sa_registry.mappers  # noqa: SLF001 — there is no public list.
    return next((each.class_ for each in mappers if each.local_table is personal.table), None)


def documents(round_: int) -> dict[str, dict[str, Any]]:
    """What the systems send of the same person; each time they say something else."""
    text = f"{STEM}{round_}"
    changed: dict[str, Any] = {"updated_at": f"2025-03-0{round_ + 1}T05:06:07.891Z"}
    return {
        "rutter": rutter_customer(
            id=f"{STEM}-rutter",
            platform_id=f"{text} platform",
            email=f"{text}@rutter.example",
            first_name=f"{text} first",
            last_name=f"{text} last",
            phone=_NUMBER,
            orders=[{"id": f"{text}-order"}],
            platform_data={f"{text}-key": f"{text} value"},
            **changed,
        ),
        "business": business_customer(
            id=f"{STEM}-business",
            customerId=f"{text} erp",
            phone_number=_NUMBER,
            firstname=f"{text} first",
            lastname=f"{text} last",
            company=f"{text} company",
            email=f"{text}@business.example",
            notes=f"{text} note",
            tags=[f"{text} tag"],
            custom_fields={f"{text}-key": text},
            address=dict.fromkeys(("street", "street2", "city", "state", "postalCode", "country"), text),
            updatedAt=1709942400 + round_,
        ),
        "voucherify": voucherify_customer(
            id=f"{STEM}-voucherify",
            source_id=f"{STEM} source",
            name=f"{text} whole",
            description=f"{text} description",
            email=f"{text}@voucherify.example",
            phone="020 7946 0874",
            birthdate=BIRTHDATE.isoformat(),
            birthday=BIRTHDATE.isoformat(),
            address=dict.fromkeys(("city", "state", "line_1", "line_2", "country", "postal_code"), text),
            referrals={
                "total": 1,
                "campaigns": [
                    {
                        "campaign_id": "camp_1",
                        "referrer_id": f"{text} referrer",
                        "related_object_id": f"{text} object",
                        "related_object_type": "redemption",
                        "date": "2024-06-07T08:09:10.011Z",
                    }
                ],
            },
            metadata={f"{text}-key": f"{text} metadata"},
            system_metadata={f"{text}-key": f"{text} system"},
            assets={
                "cockpit_url": f"https://x.example/{text}/cockpit",
                "cockpit_preference_center_url": f"https://x.example/{text}/preferences",
            },
            **changed,
        ),
        "commerce_layer": commerce_layer_customer(
            external_id=f"{STEM}-layer",
            email=f"{text}@layer.example",
            shopper_reference=f"{text} shopper",
            profile_id=f"{text} profile",
            tax_exemption_code=f"{text} tax",
            reference=f"{text} reference",
            reference_origin=f"{text} origin",
            metadata={f"{text}-key": f"{text} metadata"},
            anonymization_status=None,
            anonymization_info=None,
            **changed,
        ),
    }

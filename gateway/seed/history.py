"""How the gateway came to know a customer: the records of the systems, and the events of their import."""

from collections.abc import Callable
from typing import Any

import orjson

from gateway.domain.records.content import content_hash
from gateway.domain.records.model import SourceRecord
from gateway.events.event import EventStore
from gateway.seed.house import House
from gateway.seed.identity import add_link, record_names
from gateway.seed.known_groups import KINDS, group_known_as
from gateway.seed.moment import spell_instant
from gateway.seed.person import (
    BUSINESS,
    COMMERCE_LAYER,
    RUTTER,
    VOUCHERIFY,
    Person,
    arrives,
    count_events,
    count_updates,
)
from gateway.seed.rows import Value, Writer, json_text

Row = dict[str, Value]


def add_history(
    writer: Writer, person: Person, house: House, row: Row, membership: dict[str, Any] | None
) -> None:
    """One linked record per system, and one event for each: the first makes the customer, the others change it."""
    for number, system in enumerate(person.systems):
        at = arrives(person.index, number)
        document = _DOCUMENTS[system](person, row, membership)
        if system == COMMERCE_LAYER:
            document["relationships"]["customer_group"]["data"] = _group_link(house, row)
            document["meta"] = {"mode": writer.environment.lower()}
        elif system == BUSINESS:
            document["customerGroupId"] = _group_known_as(house, row, BUSINESS)
        _add_record(writer, person, system, document, row, at)
        add_link(writer, person, number, row, at)
        if number <= count_updates(person.index):
            _add_event(writer, person, number, system, row, at)


def _add_record(
    writer: Writer, person: Person, system: str, document: dict[str, Any], row: Row, at: int
) -> None:
    writer.add_as(
        person.record_ids[system], SourceRecord, at, None, 1,
        system=system, connection="", kind="customers" if system == COMMERCE_LAYER else "customer",
        external_id=person.external_ids[system], payload=json_text(document), content_hash=content_hash(document),
        received_at=spell_instant(at), source_updated_at=spell_instant(person.changed), resource_id=person.id,
        customer_id=person.id, owner_external_id=person.external_ids[system], names=record_names(system, row),
    )  # fmt: skip


def _add_event(writer: Writer, person: Person, number: int, system: str, row: Row, at: int) -> None:
    act = "update" if number else "create"
    names = _CREATED if number == 0 else _UPDATED[system]
    changes = {name: {"from": None, "to": row[column]} for name, column in names if row[column] is not None}
    writer.add(
        EventStore, at, position=count_events(person.index) + number + 1, kind=f"customer.{act}d", event=act,
        resource_type="customer", resource_id=person.id, entity_version=number + 1, changes=json_text(changes),
        payload=None, who=json_text({"import": system.lower()}), request_id=None, idempotency_key=None,
        customer_id=person.id,
    )  # fmt: skip


_CREATED = (
    ("email", "email"),
    ("firstName", "first_name"),
    ("lastName", "last_name"),
    ("phone", "phone"),
    ("preferredLanguage", "preferred_language"),
    ("status", "status"),
)
_UPDATED = {
    RUTTER: (("platformId", "platform_id"),),
    COMMERCE_LAYER: (("reference", "reference"), ("totalOrdersCount", "total_orders_count")),
    VOUCHERIFY: (("sourceId", "source_id"), ("name", "name"), ("birthdate", "birthdate")),
    BUSINESS: (("externalCustomerId", "external_customer_id"), ("timezone", "timezone")),
}


# ── What the systems sent ───────────────────────────────────────────────────────────────────────────────────


def _of_rutter(person: Person, row: Row, _: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": person.external_ids[RUTTER],
        "platform_id": row["platform_id"],
        "email": row["email"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "phone": person.phone,
        "orders": [],
        "created_at": spell_instant(person.created),
        "updated_at": spell_instant(person.changed),
        "platform_data": _parsed(row["platform_data"]),
    }


def _of_commerce_layer(person: Person, row: Row, _: dict[str, Any] | None) -> dict[str, Any]:
    here = str(row["self_url"])
    attributes = {
        "email": row["email"],
        "status": str(row["status"]).lower(),
        "has_password": row["password_hash"] is not None,
        "total_orders_count": row["total_orders_count"],
        "shopper_reference": row["shopper_reference"],
        "profile_id": row["profile_id"],
        "tax_exemption_code": row["tax_exemption_code"],
        "created_at": spell_instant(person.created),
        "updated_at": spell_instant(person.changed),
        "reference": row["reference"],
        "reference_origin": row["reference_origin"],
        "metadata": _parsed(row["metadata"]) or {},
    }
    relationships = {
        name: {"links": {"self": f"{here}/relationships/{name}", "related": f"{here}/{name}"}}
        for name in ("customer_group", "customer_addresses", "orders")
    }
    return {
        "id": person.external_ids[COMMERCE_LAYER],
        "type": "customers",
        "links": {"self": here},
        "attributes": attributes,
        "relationships": relationships,
    }


def _of_voucherify(person: Person, row: Row, membership: dict[str, Any] | None) -> dict[str, Any]:
    postal = person.postal_of(VOUCHERIFY)
    return {
        "id": person.external_ids[VOUCHERIFY],
        "source_id": row["source_id"],
        "name": row["name"],
        "description": row["description"],
        "email": row["email"],
        "phone": person.phone,
        "birthday": row["birthday"],
        "birthdate": row["birthdate"],
        "address": {
            "city": postal["city"],
            "state": postal["region"],
            "line_1": postal["line1"],
            "line_2": postal["line2"],
            "country": postal["country"],
            "postal_code": postal["postal_code"],
        },
        **(membership or {}),
        "metadata": _parsed(row["metadata"]) or {},
        "system_metadata": {},
        "assets": {
            "cockpit_url": row["assets__cockpit_url"],
            "cockpit_preference_center_url": row["assets__preference_center_url"],
        },
        "created_at": spell_instant(person.created),
        "updated_at": spell_instant(person.changed),
        "object": "customer",
    }


def _of_business(person: Person, row: Row, _: dict[str, Any] | None) -> dict[str, Any]:
    postal = person.postal_of(BUSINESS)
    best = row["best_time_to_call"]
    return {
        "id": person.external_ids[BUSINESS],
        "customerId": row["external_customer_id"],
        "phone_number": row["phone_normalized"],
        "firstname": row["first_name"],
        "lastname": row["last_name"],
        "company": row["company"],
        "timezone": row["timezone"],
        "email": row["email"],
        "preferred_language": row["preferred_language"],
        "preferred_contact_method": str(row["preferred_contact_method"]).lower(),
        "best_time_to_call": str(best).lower() if best else None,
        "notes": row["notes"],
        "tags": list(person.tags),
        "custom_fields": _parsed(row["custom_fields"]),
        "channelId": None,
        "address": {
            "street": postal["line1"],
            "street2": postal["line2"],
            "city": postal["city"],
            "state": postal["region"],
            "postalCode": postal["postal_code"],
            "country": postal["country"],
        },
        "isValidatedNames": row["is_validated_names"],
        "createdAt": person.created,
        "updatedAt": person.changed,
    }


_DOCUMENTS: dict[str, Callable[[Person, Row, dict[str, Any] | None], dict[str, Any]]] = {
    RUTTER: _of_rutter,
    COMMERCE_LAYER: _of_commerce_layer,
    VOUCHERIFY: _of_voucherify,
    BUSINESS: _of_business,
}


def _group_link(house: House, row: Row) -> dict[str, str] | None:
    known = _group_known_as(house, row, COMMERCE_LAYER)
    return {"type": KINDS[COMMERCE_LAYER], "id": known} if known else None


def _group_known_as(house: House, row: Row, system: str) -> str | None:
    code = house.codes_of_groups.get(str(row["customer_group_id"]))
    return group_known_as(system, code) if code else None


def _parsed(text: Value) -> Any:
    return orjson.loads(text) if isinstance(text, str) else None

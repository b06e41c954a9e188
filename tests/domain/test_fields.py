"""Every field of the five seed documents has its place in the graph.

R: Rutter · B: business management · C2, C4: Commerce Layer, older and newer · V: Voucherify
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from sqlalchemy import inspect

from gateway.domain import ENTITIES
from gateway.entity import Computed, Entity, Group, Listed, OfCaller, exposure_of, relation_of
from gateway.view import table_of

SEED_FIELDS = {
    "R.id": "Customer.id",
    "R.platformId": "Customer.platformId",
    "R.email": "Customer.email",
    "R.firstName": "Customer.firstName",
    "R.lastName": "Customer.lastName",
    "R.phone": "Customer.phone",
    "R.orders": "Customer.orders",
    "R.createdAt": "Customer.createdAt",
    "R.updatedAt": "Customer.updatedAt",
    "R.platformData": "Customer.platformData",
    #
    "B.id": "Customer.id",
    "B.customerId": "Customer.externalCustomerId",
    "B.phone_number": "Customer.phone",
    "B.firstname": "Customer.firstName",
    "B.lastname": "Customer.lastName",
    "B.company": "Customer.company",
    "B.timezone": "Customer.timezone",
    "B.email": "Customer.email",
    "B.preferred_language": "Customer.preferredLanguage",
    "B.preferred_contact_method": "Customer.preferredContactMethod",
    "B.best_time_to_call": "Customer.bestTimeToCall",
    "B.notes": "Customer.notes",
    "B.tags": "Customer.tags",
    "B.custom_fields": "Customer.customFields",
    "B.channelId": "Customer.channelId",
    "B.address": "Customer.address",
    "B.isValidatedNames": "Customer.isValidatedNames",
    "B.createdAt": "Customer.createdAt",
    "B.updatedAt": "Customer.updatedAt",
    #
    "C2.id": "Customer.id",
    "C2.type": "Customer.resourceType",
    "C2.links.self": "Customer.selfUrl",
    "C2.attributes.id": "Customer.id",
    "C2.attributes.email": "Customer.email",
    "C2.attributes.password": "password",
    "C2.attributes.status": "Customer.status",
    "C2.attributes.created_at": "Customer.createdAt",
    "C2.attributes.updated_at": "Customer.updatedAt",
    "C2.attributes.reference": "Customer.reference",
    "C2.attributes.metadata": "Customer.metadata",
    "C2.relationships.customer_group": "Customer.customerGroup",
    "C2.relationships.customer_addresses": "Customer.addresses",
    "C2.relationships.customer_payment_sources": "Customer.paymentSources",
    "C2.relationships.customer_subscriptions": "Customer.subscriptions",
    "C2.relationships.orders": "Customer.orders",
    "C2.meta.mode": "Customer.environment",
    #
    "C4.id": "Customer.id",
    "C4.type": "Customer.resourceType",
    "C4.links.self": "Customer.selfUrl",
    "C4.attributes.email": "Customer.email",
    "C4.attributes.password": "password",
    "C4.attributes.shopper_reference": "Customer.shopperReference",
    "C4.attributes.profile_id": "Customer.profileId",
    "C4.attributes.tax_exemption_code": "Customer.taxExemptionCode",
    "C4.attributes.status": "Customer.status",
    "C4.attributes.has_password": "Customer.hasPassword",
    "C4.attributes.total_orders_count": "Customer.totalOrdersCount",
    "C4.attributes.jwt_custom_claim": "Customer.jwtCustomClaim",
    "C4.attributes._add_tags": "addTags",
    "C4.attributes._remove_tags": "removeTags",
    "C4.attributes._request_anonymization": "requestAnonymization",
    "C4.attributes._cancel_anonymization": "cancelAnonymization",
    "C4.attributes.anonymization_status": "Customer.anonymizationStatus",
    "C4.attributes.anonymization_info": "Customer.anonymizationInfo",
    "C4.attributes.anonymization_info.status": "Customer.anonymizationInfo.status",
    "C4.attributes.anonymization_info.requested_at": "Customer.anonymizationInfo.requestedAt",
    "C4.attributes.anonymization_info.started_at": "Customer.anonymizationInfo.startedAt",
    "C4.attributes.anonymization_info.completed_at": "Customer.anonymizationInfo.completedAt",
    "C4.attributes.anonymization_info.failed_at": "Customer.anonymizationInfo.failedAt",
    "C4.attributes.anonymization_info.cancelled_at": "Customer.anonymizationInfo.cancelledAt",
    "C4.attributes.anonymization_info.requester": "Customer.anonymizationInfo.requester",
    "C4.attributes.anonymization_info.requester.id": "Customer.anonymizationInfo.requester.id",
    "C4.attributes.anonymization_info.requester.first_name": (
        "Customer.anonymizationInfo.requester.firstName"
    ),
    "C4.attributes.anonymization_info.requester.last_name": "Customer.anonymizationInfo.requester.lastName",
    "C4.attributes.anonymization_info.requester.email": "Customer.anonymizationInfo.requester.email",
    "C4.attributes.anonymization_info.cancellation_requester": (
        "Customer.anonymizationInfo.cancellationRequester"
    ),
    "C4.attributes.anonymization_info.cancellation_requester.id": (
        "Customer.anonymizationInfo.cancellationRequester.id"
    ),
    "C4.attributes.anonymization_info.cancellation_requester.first_name": (
        "Customer.anonymizationInfo.cancellationRequester.firstName"
    ),
    "C4.attributes.anonymization_info.cancellation_requester.last_name": (
        "Customer.anonymizationInfo.cancellationRequester.lastName"
    ),
    "C4.attributes.anonymization_info.cancellation_requester.email": (
        "Customer.anonymizationInfo.cancellationRequester.email"
    ),
    "C4.attributes.created_at": "Customer.createdAt",
    "C4.attributes.updated_at": "Customer.updatedAt",
    "C4.attributes.reference": "Customer.reference",
    "C4.attributes.reference_origin": "Customer.referenceOrigin",
    "C4.attributes.metadata": "Customer.metadata",
    "C4.relationships.customer_group": "Customer.customerGroup",
    "C4.relationships.customer_addresses": "Customer.addresses",
    "C4.relationships.customer_payment_sources": "Customer.paymentSources",
    "C4.relationships.customer_subscriptions": "Customer.subscriptions",
    "C4.relationships.orders": "Customer.orders",
    "C4.relationships.order_subscriptions": "Customer.orderSubscriptions",
    "C4.relationships.returns": "Customer.returns",
    "C4.relationships.sku_lists": "Customer.skuLists",
    "C4.relationships.attachments": "Customer.attachments",
    "C4.relationships.events": "Customer.events",
    "C4.relationships.tags": "Customer.tags",
    "C4.relationships.event_stores": "Customer.eventStores",
    "C4.relationships.jwt_customer": "Customer.jwtCustomer",
    "C4.relationships.jwt_markets": "Customer.jwtMarkets",
    "C4.relationships.jwt_stock_locations": "Customer.jwtStockLocations",
    "C4.meta.mode": "Customer.environment",
    #
    "V.id": "Customer.id",
    "V.source_id": "Customer.sourceId",
    "V.name": "Customer.name",
    "V.description": "Customer.description",
    "V.email": "Customer.email",
    "V.phone": "Customer.phone",
    "V.birthday": "Customer.birthday",
    "V.birthdate": "Customer.birthdate",
    "V.address": "Customer.address",
    "V.summary": "Customer.summary",
    "V.loyalty": "Customer.loyalty",
    "V.referrals": "Customer.referrals",
    "V.metadata": "Customer.metadata",
    "V.system_metadata": "Customer.systemMetadata",
    "V.created_at": "Customer.createdAt",
    "V.updated_at": "Customer.updatedAt",
    "V.assets": "Customer.assets",
    "V.cockpit_url": "Customer.assets.cockpitUrl",
    "V.object": "Customer.resourceType",
}
"""Field of a seed → where the graph shows it; a name without a type can be written and never be read."""

CONTRACT = """
id version environment email firstName lastName name displayName company phone address birthdate birthday
timezone preferredLanguage preferredContactMethod bestTimeToCall isValidatedNames notes description
taxExemptionCode channelId channel hasPassword status totalOrdersCount createdAt updatedAt metadata
customFields
systemMetadata tags resourceType selfUrl platformId platformData externalCustomerId sourceId reference
referenceOrigin shopperReference profileId anonymizationStatus anonymizationInfo jwtCustomClaim jwtCustomer
jwtMarkets jwtStockLocations customerGroup orders addresses paymentSources subscriptions orderSubscriptions
returns skuLists attachments events eventStores appointments reservations summary loyalty referrals assets
sourceRecords
"""
"""The names of the public contract."""

WRITE_ONLY = {path for path in SEED_FIELDS.values() if "." not in path}
READABLE = {path for path in SEED_FIELDS.values() if "." in path}


def unreadable(paths: Iterable[str], fields: Mapping[str, str]) -> list[str]:
    """The paths that lead nowhere in a graph of `Type.field` → name of the field's type."""
    missing = []
    for path in paths:
        type_name, *names = path.split(".")
        for name in names:
            type_name = fields.get(f"{type_name}.{name}", "")
        if not type_name:
            missing.append(path)
    return missing


def declared_fields(entities: Iterable[type[Entity]]) -> dict[str, str]:
    """What the entities declare, as `Type.field` → name of the field's type."""
    fields: dict[str, str] = {}
    for entity in entities:
        attributes = {name: value for parent in entity.__mro__ for name, value in vars(parent).items()}
        groups = {name: value for name, value in attributes.items() if isinstance(value, Group)}

        def add(
            name: str, type_name: str, entity: type[Entity] = entity, groups: Mapping[str, Group] = groups
        ) -> None:
            *path, last = name.split("__")
            within = groups["__".join(path)].type_name if path else entity.__name__
            fields[f"{within}.{camel(last)}"] = type_name

        for column in table_of(entity).columns:
            exposure = exposure_of(column)
            if exposure:
                add(column.name, str(exposure.scalar))
        for name, relationship in inspect(entity).relationships.items():
            if relation_of(relationship):
                add(name, relationship.mapper.class_.__name__)
        for name, value in attributes.items():
            match value:
                case Computed():
                    add(name, str(value.scalar))
                case Group():
                    add(name, value.type_name)
                case Listed():
                    add(name, "String")
                case OfCaller():
                    add(name, value.entity or "JSON")
    return fields


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def test_the_list_is_whole() -> None:
    """120 fields: as many as the five documents have."""
    counts = Counter(field.split(".")[0] for field in SEED_FIELDS)
    assert counts == {"R": 10, "B": 19, "C2": 17, "C4": 55, "V": 19}
    assert len(SEED_FIELDS) == 120


def test_every_field_that_can_be_read_is_declared() -> None:
    assert unreadable(READABLE, declared_fields(ENTITIES)) == []


def test_every_name_of_the_contract_is_declared() -> None:
    assert unreadable([f"Customer.{name}" for name in CONTRACT.split()], declared_fields(ENTITIES)) == []


def test_write_only_names_cannot_be_read() -> None:
    """Nothing anywhere is called as what may only be written."""
    assert {
        "password",
        "addTags",
        "removeTags",
        "requestAnonymization",
        "cancelAnonymization",
    } == WRITE_ONLY
    names = {path.split(".")[1] for path in declared_fields(ENTITIES)}
    assert names & WRITE_ONLY == set()


@pytest.mark.parametrize("secret", ["hash", "token", "secret", "normalized", "idempotency"])
def test_no_field_is_called_as_a_secret(secret: str) -> None:
    assert [path for path in declared_fields(ENTITIES) if secret in path.lower()] == []


def test_a_path_that_leads_nowhere_is_found() -> None:
    fields = {"Customer.assets": "CustomerAssets", "CustomerAssets.cockpitUrl": "URL"}
    assert unreadable(["Customer.assets.cockpitUrl"], fields) == []
    assert unreadable(["Customer.assets.other", "Customer.other", "Customer.email.x"], fields) == [
        "Customer.assets.other",
        "Customer.other",
        "Customer.email.x",
    ]

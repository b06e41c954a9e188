"""Told field `as`: a customer as a system writes it, from the row's material."""

from collections.abc import Mapping
from typing import Any

from gateway.columns import parse_instant
from gateway.domain.customers.fields import FIELDS
from gateway.domain.records.model import SourceSystem
from gateway.domain.rows import ANONYMIZED
from gateway.sources import SOURCES, source_of
from gateway.sources.documents.changed import changes_to
from gateway.sources.documents.created import creation
from gateway.sources.documents.edits import edited
from gateway.sources.documents.ours import Ours, Stored
from gateway.sources.fields import Name
from gateway.sources.source import Source
from gateway.told import Argument, Material, MaterialRows, Named

ARGUMENTS = {"system": Argument(SourceSystem, "System in whose words to write the customer.")}

_COLUMNS = tuple(
    column
    for each in FIELDS
    for column in each.columns
    if column != "password_hash" and not column.startswith("anonymization_info__")
)
_PLACE = (
    "id",
    "source_record_id",
    "is_primary",
    "updated_at",
    "business",
    "first_name",
    "last_name",
    "company",
    "line1",
    "line2",
    "city",
    "region",
    "postal_code",
    "country",
    "country_code",
    "phone",
)
_NAMED = ("system", "connection", "kind", "external_id")


def _of(column: str) -> MaterialRows:
    """The records of what a column names."""
    return MaterialRows("SourceRecord", by="resource_id", columns=_NAMED, of=column)


_LABEL = next(each for source in SOURCES for each in source.customer.fields if isinstance(each, Name))
"""The labels of the one system where they are records; it has a single connection."""
_NAMED_LABELS = MaterialRows(
    "SourceRecord",
    by="system",
    of="system",
    where={"connection": "", "kind": _LABEL.kind},
    columns=("external_id", "payload"),
    named=Named("external_id", "payload", (_LABEL.path,)),
)

MATERIAL = Material(
    ("id", "own_values", *_COLUMNS),
    {
        "records": MaterialRows(
            # A record of the customer itself becomes the customer; what belongs to it becomes other rows.
            "SourceRecord",
            by="resource_id",
            columns=("id", *_NAMED, "payload", "updated_at"),
            order_by=("system", "connection", "external_id"),
            lists={"named": _NAMED_LABELS},
        ),
        "addresses": MaterialRows("CustomerAddress", by="customer_id", columns=_PLACE),
        "labels": MaterialRows("CustomerTag", by="customer_id", columns=("name",), order_by=("position",)),
        "groups": _of("customer_group_id"),
        "channels": _of("channel_id"),
    },
)


def tell_as(material: dict[str, Any], arguments: dict[str, Any]) -> Any:
    """The system's document; a list of them where it has several records, null for who was anonymized."""
    if material["anonymization_status"] in ANONYMIZED:
        return None
    source = source_of(arguments["system"])
    ours = ours_of(material)
    stored = records_of(material, source)
    if not stored:
        return creation(source, material, labels_of(material), ours)
    documents = [edited(each.payload, changes_to(source, each, ours).edits) for each in stored]
    return documents[0] if len(documents) == 1 else documents


def labels_of(material: Mapping[str, Any]) -> list[str]:
    return [each["name"] for each in material["labels"]]


def ours_of(material: Mapping[str, Any]) -> Ours:
    """What is known here of the customer."""
    addresses = [{**row, "updated_at": parse_instant(row["updated_at"])} for row in material["addresses"]]
    references = {"customer_group_id": material["groups"], "channel_id": material["channels"]}
    records = [row for row in material["records"] if row["kind"] == source_of(row["system"]).customer.kind]
    return Ours(material["own_values"] or {}, addresses, references, material, records)


def records_of(material: Mapping[str, Any], source: Source) -> list[Stored]:
    """The records that a system has of the customer."""
    return [
        Stored(
            row["id"],
            row["connection"],
            row["payload"],
            parse_instant(row["updated_at"]),
            {label["external_id"]: label["payload"] for label in row["named"]},
        )
        for row in material["records"]
        if (row["system"], row["kind"]) == (source.system, source.customer.kind)
    ]

"""An entry of an address book → the record that it was made from, and what was changed here."""

from collections.abc import Mapping
from typing import Any

from gateway.columns import parse_instant
from gateway.domain.customers.model import CustomerAddress
from gateway.domain.records.model import SourceSystem
from gateway.events.changes import shown_columns
from gateway.sources.explaining.shapes import AddressOrigin
from gateway.told import Material, MaterialRows

_RECORD = ("id", "system", "external_id", "source_updated_at")

MATERIAL = Material(
    ("own_columns",),
    {
        "holding": MaterialRows("SourceRecord", by="id", of="source_record_id", columns=_RECORD),
        "becoming": MaterialRows("SourceRecord", by="resource_id", columns=_RECORD),
    },
)
"""The customer's record that holds the address in itself, or the record of its own that became it."""


def tell_origin(material: Mapping[str, Any], _: Mapping[str, Any]) -> AddressOrigin:
    names = shown_columns(CustomerAddress)
    changed = [names[column] for column in material["own_columns"] or () if column in names]
    for record in (*material["holding"], *material["becoming"]):
        at = record["source_updated_at"]
        return AddressOrigin(
            SourceSystem(record["system"]),
            record["id"],
            record["external_id"],
            parse_instant(at) if at else None,
            changed,
        )
    return AddressOrigin(None, None, None, None, changed)

"""The customer groups as the systems that have them sent them: what they are called there, and their records."""

from typing import Any

from gateway.domain.records.content import content_hash
from gateway.domain.records.model import SourceRecord
from gateway.seed.moment import START, spell_instant
from gateway.seed.person import BUSINESS, COMMERCE_LAYER
from gateway.seed.rows import Writer, json_text

KINDS = {COMMERCE_LAYER: "customer_groups", BUSINESS: "customer_group"}
"""System → what it calls the record of a group."""


def group_known_as(system: str, code: str) -> str:
    """The id of a group in a system: `retail` → `gRpretail0` in the shop, `grp_retail` in the back office."""
    return f"grp_{code}" if system == BUSINESS else f"gRp{code}0"


def add_group_records(writer: Writer, group_id: str, at: int, row: dict[str, Any]) -> None:
    """One record for each system that has groups; nobody's own, since customers share it."""
    documents = {COMMERCE_LAYER: _of_shop(writer, at, row), BUSINESS: _of_office(at, row)}
    for system, document in documents.items():
        writer.add(
            SourceRecord, START,
            system=system, connection="", kind=KINDS[system], external_id=document["id"],
            payload=json_text(document), content_hash=content_hash(document), received_at=spell_instant(START),
            source_updated_at=spell_instant(at), resource_id=group_id, customer_id=None, owner_external_id=None,
            names=None,
        )  # fmt: skip


def _of_shop(writer: Writer, at: int, row: dict[str, Any]) -> dict[str, Any]:
    attributes = ("name", "code", "reference", "reference_origin", "metadata")
    moments = {"created_at": spell_instant(at), "updated_at": spell_instant(at)}
    return {
        "id": group_known_as(COMMERCE_LAYER, row["code"]),
        "type": KINDS[COMMERCE_LAYER],
        "attributes": {**{name: row[name] for name in attributes}, **moments},
        "meta": {"mode": writer.environment.lower()},
    }


def _of_office(at: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": group_known_as(BUSINESS, row["code"]),
        **{name: row[name] for name in ("name", "description", "code")},
        "isDefault": row["code"] == "retail",
        "createdAt": at,
        "updatedAt": at,
    }

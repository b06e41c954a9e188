"""What a statement has read with a customer → what its records say, without the database."""

from collections.abc import Mapping
from typing import Any

import orjson

from gateway.sources import source_of
from gateway.sources.derive import Contribution
from gateway.sources.prepared import Preparation
from gateway.sources.reader import Resource
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.told import Material, MaterialRows

_RECORD = ("id", "environment", "system", "connection", "kind", "external_id", "payload")

MATERIAL = Material(
    ("id", "own_values"),
    {
        "links": MaterialRows(
            "IdentityLink",
            by="customer_id",
            columns=("rule",),
            lists={"record": MaterialRows("SourceRecord", by="id", of="source_record_id", columns=_RECORD)},
        )
    },
)
"""A customer's own values, and the records that are linked to it."""


def contributions_in(material: Mapping[str, Any]) -> list[Contribution]:
    """What each linked record says. One that its system's declarations no longer accept says nothing.

    What a record refers to, such as its channel, and what came beside it is not in its own text, and not told.
    """
    records = [record for link in material["links"] for record in link["record"]]
    read = [_contribution(record) for record in records]
    return [each for each in read if each is not None]


def _contribution(record: Mapping[str, Any]) -> Contribution | None:
    source = source_of(record["system"])
    kind = source.kind(record["kind"]) or source.customer
    work = Preparation(source, record["environment"], record["connection"], {}, is_alone=True)
    payload = record["payload"]
    try:
        prepared = work.prepare(kind, Resource(payload, orjson.dumps(payload)))
    except Refused:
        return None
    reading = prepared.reading or Reading()
    return Contribution(
        record["id"],
        record["system"],
        record["connection"],
        record["external_id"],
        prepared.changed_at,
        reading,
    )

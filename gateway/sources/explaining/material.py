"""What a statement has read with a customer → what its records say, without the database."""

from collections.abc import Mapping
from typing import Any

import orjson

from gateway.sources import source_of
from gateway.sources.derive import Contribution
from gateway.sources.preparation import Included, Preparation
from gateway.sources.reader import Resource
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.told import Material, MaterialRows

POINTING = ("channel_id", "customer_group_id")
"""Columns of a customer that name what others name too."""
_CONNECTION = ""
"""Of the systems whose customers refer to others there is a single connection."""
_RECORD = ("id", "environment", "system", "connection", "kind", "external_id", "payload")


def _shared(kind: str, *columns: str) -> MaterialRows:
    """Records that belong to nobody, of the same system."""
    return MaterialRows(
        "SourceRecord",
        by="system",
        of="system",
        where={"connection": _CONNECTION, "kind": kind},
        columns=("kind", "external_id", *columns),
    )


MATERIAL = Material(
    ("id", "own_values", *POINTING),
    {
        "links": MaterialRows(
            "IdentityLink",
            by="customer_id",
            columns=("rule",),
            lists={
                "record": MaterialRows("SourceRecord", by="id", of="source_record_id", columns=_RECORD),
                "channels": _shared("channel", "resource_id"),
                "groups": _shared("customer_group", "resource_id"),
                "shop_groups": _shared("customer_groups", "resource_id"),
                "labels": _shared("tags", "payload"),
            },
        )
    },
)
"""A customer's own values, the records that are linked to it, and what these refer to."""


def own_values_in(material: Mapping[str, Any]) -> dict[str, Any]:
    """What was written here, without what pointed to rows that are gone."""
    own = dict(material["own_values"] or {})
    for column in POINTING:
        if column in own and own[column]["value"] != material[column]:
            del own[column]
    return own


def contributions_in(material: Mapping[str, Any]) -> list[Contribution]:
    """What each linked record says. One that its system's declarations no longer accept says nothing."""
    read = [_contribution(record, link) for link in material["links"] for record in link["record"]]
    return [each for each in read if each is not None]


def _contribution(record: Mapping[str, Any], link: Mapping[str, Any]) -> Contribution | None:
    source = source_of(record["system"])
    kind = source.kind(record["kind"]) or source.customer
    beside = _labels_in(link) if record["connection"] == _CONNECTION else {}
    work = Preparation(source, record["environment"], record["connection"], beside, is_alone=True)
    payload = record["payload"]
    try:
        prepared = work.prepare(kind, Resource(payload, orjson.dumps(payload)))
    except Refused:
        return None
    reading = prepared.reading or Reading()
    made = _made_in(link)
    for column, shared in prepared.shared.items():
        reading.values[column] = made.get(shared.key[1:]) if shared else None
    return Contribution(
        record["id"],
        record["system"],
        record["connection"],
        record["external_id"],
        prepared.changed_at,
        reading,
    )


def _labels_in(link: Mapping[str, Any]) -> Included:
    return {
        (each["kind"], each["external_id"]): Resource(each["payload"], orjson.dumps(each["payload"]))
        for each in link["labels"]
    }


def _made_in(link: Mapping[str, Any]) -> Mapping[tuple[str, str, str], str]:
    """Connection, kind and external id → the row that was made of the record."""
    rows = (row for name in ("channels", "groups", "shop_groups") for row in link[name])
    return {(_CONNECTION, row["kind"], row["external_id"]): row["resource_id"] for row in rows}

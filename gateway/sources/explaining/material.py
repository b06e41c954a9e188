"""What a statement has read with a customer → what its records say, without the database."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.domain.customers.fields import FIELDS
from gateway.sources import SOURCES, source_of
from gateway.sources.commerce_layer.customer import HASH_ELSEWHERE
from gateway.sources.customers import POINTING
from gateway.sources.derive import Contribution
from gateway.sources.fields import Embed, Field, Inherit, Merge, Name, Refer
from gateway.sources.preparation import Included, Preparation
from gateway.sources.primary_address import COLUMNS
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.sources.rereading import prepare_stored, stored_resource
from gateway.sources.retained import said_by
from gateway.sources.source import RecordKind
from gateway.sources.targets import ADDRESS_BOOK
from gateway.told import MaterialRows, Named

PASSWORD = "password_hash"  # noqa: S105 (a column)
_CONNECTION = ""
"""Of the systems whose records refer to others there is a single connection."""
_RECORD = ("id", "environment", "system", "connection", "kind", "external_id", "payload", "retained")


def _paths(fields: Iterable[Field]) -> Iterable[str]:
    """Where records name others from which they have something."""
    return (each.path for each in fields if isinstance(each, Refer | Name | Merge | Embed | Inherit))


def _named_by(kinds: Iterable[RecordKind], document: str = "payload") -> MaterialRows:
    """The records that one of these kinds names in a document of its own, of the same system."""
    fields = (each for kind in kinds for shape in (kind, *kind.shapes) for each in shape.fields)
    return MaterialRows(
        "SourceRecord",
        by="system",
        of="system",
        where={"connection": _CONNECTION},
        columns=("kind", "external_id", "resource_id", "content_hash", "payload", "retained"),
        named=Named("external_id", document, tuple(sorted({*_paths(fields)}))),
    )


_CUSTOMERS = [source.customer for source in SOURCES]
_ADDRESSES = [kind for source in SOURCES for kind in source.kinds if kind.target is ADDRESS_BOOK]

ROW = tuple(each.columns[0] for each in FIELDS if each.columns[0] != PASSWORD)
LISTS: Mapping[str, MaterialRows] = {
    "links": MaterialRows(
        "IdentityLink",
        by="customer_id",
        columns=("id",),
        lists={
            "record": MaterialRows(
                "SourceRecord",
                by="id",
                of="source_record_id",
                columns=_RECORD,
                lists={"named": _named_by(_CUSTOMERS), "named_before": _named_by(_CUSTOMERS, "retained")},
            )
        },
    ),
    "labels": MaterialRows("CustomerTag", by="customer_id", columns=("name",), order_by=("position",)),
    "addresses": MaterialRows(
        "CustomerAddress",
        by="customer_id",
        where={"is_primary": True},
        columns=("id", "source_record_id", "own_columns", "updated_at", *COLUMNS),
        lists={
            "record": MaterialRows(
                "SourceRecord", by="resource_id", columns=_RECORD, lists={"named": _named_by(_ADDRESSES)}
            )
        },
    ),
    # Not the hash itself: whether it is the mark of one that is known elsewhere.
    "marks": MaterialRows("Customer", by="id", columns=("id",), where={PASSWORD: HASH_ELSEWHERE}),
}
"""The records that are linked to a customer and what these refer to; its labels, and its primary address."""


def own_values_in(material: Mapping[str, Any]) -> dict[str, Any]:
    """What was written here, without what pointed to rows that are gone."""
    own = dict(material["own_values"] or {})
    for column in POINTING:
        if column in own and own[column]["value"] != material[column]:
            del own[column]
    return own


def contributions_in(rows: Iterable[Mapping[str, Any]]) -> list[Contribution]:
    """What each record says. One that its system's declarations no longer accept says nothing."""
    read = [_contribution(record) for row in rows for record in row["record"]]
    return [each for each in read if each is not None]


def _contribution(record: Mapping[str, Any]) -> Contribution | None:
    source = source_of(record["system"])
    kind = source.kind(record["kind"]) or source.customer
    named = record["named"] + record.get("named_before", []) if record["connection"] == _CONNECTION else []
    work = Preparation(source, record["environment"], record["connection"], _beside(named), is_alone=True)
    try:
        prepared = prepare_stored(work, kind, record["payload"], record["retained"])
    except Refused:
        return None
    reading = prepared.reading or Reading()
    made = {(row["kind"], row["external_id"]): row["resource_id"] for row in named}
    for column, shared in prepared.shared.items():
        reading.values[column] = made.get(shared.key[2:]) if shared else None
    return Contribution(
        record["id"],
        record["system"],
        record["connection"],
        record["external_id"],
        prepared.changed_at,
        reading,
    )


def _beside(named: Iterable[Mapping[str, Any]]) -> Included:
    """Without those of which only the id is known."""
    return {
        (row["kind"], row["external_id"]): stored_resource(said_by(row))
        for row in named
        if row["content_hash"]
    }

"""Columns that a row has from the records that its own names: their ids, or what they say for it too."""

from collections.abc import Mapping
from typing import Any

from gateway.sources.prepared import Prepared
from gateway.sources.source import RecordKind
from gateway.sources.tables import FoundRecord, read_record
from gateway.sources.writer import Writer
from gateway.view import table_of


def points_of(writer: Writer, record: Prepared) -> dict[str, str | None]:
    """Columns that name the rows of other records, as far as those are here."""
    return {
        column: writer.row_of(key)
        for column, key in record.points.items()
        # A row may stay without its record, which its system deleted or its customer had erased.
        if key in writer.known or (key not in writer.removed and key not in writer.erased)
    }


def inherit(writer: Writer, record: Prepared) -> None:
    """Takes what a record that came before says for this one too, and for those that came along with it."""
    for column, key in record.inherited.items():
        found, kind = writer.known.get(key), writer.source.kind(key[2])
        if found is None or kind is None or kind.target is None:
            continue
        writer.flush()
        row = _said_by(writer, found, kind)
        if row is None or column not in row:
            continue
        for each in (record, *record.children):
            target = each.kind.target
            if each.reading is not None and target and column in table_of(target.entity).columns:
                each.reading.values.setdefault(column, row[column])


def _said_by(writer: Writer, found: FoundRecord, kind: RecordKind) -> Mapping[str, Any] | None:
    """What a record became, or would become: it may wait for its own customer."""
    if found.resource_id is None or kind.target is None:
        stored = read_record(writer.transaction, found.id)
        return kind.read(stored["payload"], []).values if stored else None
    return writer.transaction.get(kind.target.entity, found.resource_id)

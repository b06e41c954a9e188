"""Columns that a row has from the records that its own names: their ids, or what they say for it too."""

from gateway.sources.prepared import Prepared
from gateway.sources.writer import Writer
from gateway.view import table_of


def points_of(writer: Writer, record: Prepared) -> dict[str, str | None]:
    """Columns that name the rows of other records, as far as those are here."""
    found = {column: writer.known.get(key) if key else None for column, key in record.points.items()}
    return {column: each.resource_id if each else None for column, each in found.items()}


def inherit(writer: Writer, record: Prepared) -> None:
    """Takes what a record that came before says for this one too, and for those that came along with it."""
    for column, key in record.inherited.items():
        found, kind = writer.known.get(key), writer.source.kind(key[2])
        if found is None or found.resource_id is None or kind is None or kind.target is None:
            continue
        writer.flush()
        row = writer.transaction.get(kind.target.entity, found.resource_id)
        if row is None:
            continue
        for each in (record, *record.children):
            target = each.kind.target
            if each.reading is not None and target and column in table_of(target.entity).columns:
                each.reading.values.setdefault(column, row[column])

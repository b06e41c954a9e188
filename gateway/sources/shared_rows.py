"""Rows that many records name, such as a group: made where they are not known."""

from gateway.sources.prepared import Prepared
from gateway.sources.writer import Writer


def references(writer: Writer, record: Prepared) -> dict[str, str | None]:
    """Columns that name what others name too; it is made where it is not known."""
    return {column: _shared(writer, shared) if shared else None for column, shared in record.shared.items()}


def _shared(writer: Writer, shared: Prepared) -> str | None:
    known = writer.known.get(shared.key)
    is_no_news = known is not None and (writer.is_unchanged(shared) or writer.is_outdated(shared))
    if known is not None and known.resource_id and is_no_news:
        return writer.row_of(shared.key)
    target = shared.kind.target
    if target is None:
        if not is_no_news:
            writer.keep(shared, None, None)
        return None
    values = shared.reading.values if shared.reading else {}
    if known is not None and known.resource_id:
        writer.flush()
        writer.change_row(target.entity, known.resource_id, values)
        resource_id = known.resource_id
    else:
        resource_id = str(writer.insert(target.entity, shared.key[0], writer.times(values))["id"])
    writer.keep(shared, resource_id, None)
    return writer.row_of(shared.key)

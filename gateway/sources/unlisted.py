"""What a record listed once and lists no more, and what no list brings back."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.records.model import SourceRecord
from gateway.events.changes import Changes, change, shown_row
from gateway.sources.marks import is_older, mark_of, mark_removed
from gateway.sources.parts import Owner
from gateway.sources.prepared import Key, Prepared, key_of
from gateway.sources.rereading import read_again
from gateway.sources.tables import find_rows, read_record
from gateway.sources.writer import Writer
from gateway.view import table_of


def delete_others(
    writer: Writer, record: Prepared, kind_name: str, ids: list[str], owner: Owner, changes: Changes
) -> None:
    """Rows that the record listed once and lists no more."""
    kind = writer.source.kind(kind_name)
    if kind is None or kind.target is None or record.key not in writer.known or owner.customer_id is None:
        return
    environment, connection, *_ = record.key
    # By its customer: SQLite would rather go through all records of the kind.
    where = {"customer_id": owner.customer_id, "environment": environment, "system": writer.system}
    writer.flush()
    for found in find_rows(writer.transaction, table_of(SourceRecord), where):
        if (found["connection"], found["kind"]) != (connection, kind_name):
            continue
        if found["external_id"] in ids or not found["resource_id"] or _is_newer(writer, record, found):
            continue
        row = writer.transaction.get(kind.target.entity, found["resource_id"])
        if row is None or row.get("own_columns"):
            continue
        if any(row[name] != value for name, value in owner.columns(kind.target).items()):
            continue
        writer.transaction.delete(kind.target.entity, row["id"])
        changes[f"{kind.target.shown_as}.{row['id']}"] = change(shown_row(kind.target.entity, row), None)
        writer.transaction.delete(SourceRecord, found["id"])
        _mark_unlisted(writer, record, found)


def _is_newer(writer: Writer, record: Prepared, found: Mapping[str, Any]) -> bool:
    """Whether one that a list does not name may have been made since.

    Where the list alone changed, and not the time that its record tells, that time says nothing of the list.
    """
    changed_at = found["source_updated_at"]
    if record.changed_at is None or changed_at is None or changed_at <= record.changed_at:
        return False
    return writer.told_before.get(record.key) != record.changed_at


def _mark_unlisted(writer: Writer, record: Prepared, found: Mapping[str, Any]) -> None:
    """A document of it that is no newer than the list does not bring it back."""
    key = key_of(found)
    writer.known.pop(key, None)
    if record.changed_at is not None:
        mark_removed(writer.transaction, mark_of(found), record.changed_at)
        writer.removed[key] = record.changed_at


def is_gone_from(writer: Writer, record: Prepared, child: Prepared) -> bool:
    """Whether nothing is made of one that is listed: a list that is no older than its removal has it again."""
    if child.key in writer.erased or not writer.is_removed(child):
        return child.key in writer.erased
    return record.changed_at is None or record.changed_at < writer.removed[child.key]


def gone_since(writer: Writer, record: Prepared) -> frozenset[Key]:
    """Of what an outdated record lists, and what is not here: what is older than the list that names it no more."""
    known = writer.known[record.key]
    doubtful = [
        child
        for child in record.children
        if child.key not in writer.known and not is_older(known.source_updated_at, child.changed_at)
    ]
    if not doubtful:
        return frozenset()
    writer.flush()
    stored = read_record(writer.transaction, known.id)
    listed = read_again(writer.transaction, writer.source, stored).child_ids if stored else {}
    return frozenset(
        child.key
        for child in doubtful
        if child.kind.kind in listed and child.external_id not in listed[child.kind.kind]
    )

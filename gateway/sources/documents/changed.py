"""A stored record, and what was changed here since → edits of its document, by its declaration read backwards.

    take("phone_number", "phone"), own value of `phone` → Edit(("phone_number",), "+4420…")

What was not changed here is not looked at. What other systems say is theirs: a document never carries it over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain.customers.contact import normalise_phone
from gateway.domain.customers.free_data import FREE
from gateway.events.changes import plain
from gateway.sources.conversions import compared_international_phone
from gateway.sources.documents.edits import Edit, differences
from gateway.sources.documents.free_data import free_data
from gateway.sources.documents.linked import free_data_of, labels_of_others, named_labels
from gateway.sources.documents.manners import MANNERS, Manner
from gateway.sources.documents.names import is_unsayable, joined_name
from gateway.sources.documents.ours import Ours, Stored, Values
from gateway.sources.fields import Name, Refer, Row, Rows, Take
from gateway.sources.inverses import (
    DERIVED,
    same,
    write_country,
    write_international_phone,
    write_labels,
    writing,
)
from gateway.sources.reading import Reading, value_at
from gateway.sources.refusal import Refused
from gateway.sources.source import Source
from gateway.sources.targets import PRIMARY_ADDRESS, TAGS


@dataclass(frozen=True, slots=True)
class Changed:
    """What is to be written into a document, and what could not be."""

    edits: tuple[Edit, ...] = ()
    unwritten: tuple[str, ...] = ()
    """Columns whose new value the system cannot be told."""
    cleared: tuple[str, ...] = ()
    """Columns that are empty now, where the system takes no null and keeps what it has when nothing is said."""


def changes_to(source: Source, stored: Stored, ours: Ours) -> Changed:
    """What was changed here of what a record says."""
    try:
        reading = source.customer.read(stored.payload, [])
    except Refused:
        # The declarations have changed since it came: nothing can be said of it but what it says itself.
        return Changed()
    return _Reader(source, stored, ours, reading).read()


class _Reader:
    """One record on its way back."""

    def __init__(self, source: Source, stored: Stored, ours: Ours, reading: Reading) -> None:
        self.source = source
        self.stored = stored
        self.ours = ours
        self.reading = reading
        self.manner: Manner = MANNERS[source.system]
        self.own = ours.columns() | joined_name(source, ours, reading.values.get("name"))
        self.unwritten: list[str] = []
        self.cleared: list[str] = []

    def read(self) -> Changed:
        edits = [
            edit
            for each in self.source.customer.fields
            if not self.manner.is_fixed(each.path, is_new=False)
            for edit in self._sayable(each)
        ]
        if is_unsayable(self.source, self.ours, {**self.reading.values, **self.own}):
            self.unwritten.append("name")
        return Changed(tuple(edits), tuple(self.unwritten), tuple(self.cleared))

    def _sayable(self, each: Any) -> Iterator[Edit]:
        """Where the system takes no null, what was cleared is left out."""
        for edit in self._edits(each):
            is_all = edit.path == tuple(each.path.split("."))
            is_null = edit.value is None and not edit.is_removal
            if not is_null or not (is_all or isinstance(each, Row)) or self.manner.takes_null(each.path):
                yield edit
                continue
            yield Edit(edit.path, is_removal=True)
            if is_all:
                self.cleared.append("address" if isinstance(each, Row) else each.column)

    def _edits(self, each: Any) -> Iterator[Edit]:
        if isinstance(each, Take) and each.column in self.own:
            yield from self._take(each)
        elif isinstance(each, Refer) and each.column in self.own:
            yield from self._refer(each)
        elif isinstance(each, Row) and each.target is PRIMARY_ADDRESS:
            yield from self._address(each)
        elif isinstance(each, Rows) and each.target is TAGS:
            yield from self._labels(each)
        elif isinstance(each, Name) and each.target is TAGS and self.manner.labels_by_name:
            yield from self._labels_by_name(each, *self.manner.labels_by_name)

    def _take(self, each: Take) -> Iterator[Edit]:
        value = self.own[each.column]
        if each.column in FREE:
            yield from self._free_data(each, value)
            return
        if each.convert in DERIVED or same(plain(self.reading.values.get(each.column)), value):
            return
        before = value_at(self.stored.payload, each.path)
        path = tuple(each.path.split("."))
        if each.column == "phone" and is_international(self.source):
            normalised = self.own.get("phone_normalized") or (normalise_phone(value) if value else None)
            yield from differences(path, before, write_international_phone(value, normalised, before))
            return
        write = writing(each.convert)
        if write is None:
            self.unwritten.append(each.column)
            return
        yield from differences(path, before, write(value, before))

    def _free_data(self, each: Take, value: Any) -> Iterator[Edit]:
        """Of what several systems fill together each has its own keys, and those that were changed here."""
        before, keys = value_at(self.stored.payload, each.path), self.ours.own[each.column].get("keys")
        documents = [before, *free_data_of(self.ours.records, each.column)]
        yield from differences(tuple(each.path.split(".")), before, free_data(before, value, keys, documents))

    def _refer(self, each: Refer) -> Iterator[Edit]:
        named = next((ids for link, ids in self.reading.links if link is each), [])
        there = None
        if self.own[each.column] is not None:
            there = self.ours.reference(
                each.column, self.source.system.value, self.stored.connection, each.kind
            )
            if there is None:
                self.unwritten.append(each.column)
                return
        if there != (named[0] if named else None):
            yield link_to(self.manner, each, there)

    def _labels(self, each: Rows) -> Iterator[Edit]:
        before = value_at(self.stored.payload, each.path)
        after = write_labels(before or [], *self.ours.labels())
        if after != (before or []):
            yield Edit(tuple(each.path.split(".")), after)

    def _labels_by_name(self, each: Name, adding: str, removing: str) -> Iterator[Edit]:
        """`added,too`: what is written so is no list, so that a name with a comma in it cannot be."""
        added, removed = self.ours.labels()
        there, is_told = named_labels(each, self.reading, self.stored)
        # Where it does not say which labels it has: the others' are none of them, any other may be.
        theirs = labels_of_others(self.ours.records, self.source.system)
        added = [name for name in added if name not in there]
        removed = [name for name in removed if name in there or not (is_told or name in theirs)]
        for path, names in ((adding, added), (removing, removed)):
            sayable = [name for name in names if "," not in name]
            if len(sayable) < len(names):
                self.unwritten.append("tags")
            if sayable:
                yield Edit(tuple(path.split(".")), ",".join(sayable))

    def _address(self, each: Row) -> Iterator[Edit]:
        """What differs of the address that was made of this one; or all of another, which took its place."""
        part = self.reading.rows.get(PRIMARY_ADDRESS)
        is_there = part is not None and not part.is_empty
        if not is_there and not self.ours.has_chosen:
            return
        row, path = self.ours.address_of(self.stored.id), tuple(each.path.split("."))
        before = value_at(self.stored.payload, each.path)
        if row is None:
            if is_there:
                yield Edit(path, None)
        elif is_there and part is not None:
            yield from self._address_parts(each, part, before, row)
        elif new := address_document(each, row, self.manner):
            yield Edit(path, new)

    def _address_parts(self, each: Row, part: Reading, before: Values, row: Values) -> Iterator[Edit]:
        # What the record does not mention stays in the row when it comes again; it is new only if written since.
        is_newer = row["source_record_id"] != self.stored.id or row["updated_at"] > self.stored.written_at
        for take in each.fields:
            if not isinstance(take, Take) or take.convert in DERIVED:
                continue
            was, value = plain(part.values.get(take.column)), row[take.column]
            if same(was, value) or (take.path not in before and (value is None or not is_newer)):
                continue
            written = place_value(take, row, before.get(take.path), self.manner)
            yield from differences((each.path, take.path), before.get(take.path), written)


def is_international(source: Source) -> bool:
    """Whether the system's numbers always begin with their country."""
    return any(
        isinstance(each, Take) and each.convert is compared_international_phone
        for each in source.customer.fields
    )


def place_value(take: Take, row: Values, before: Any, manner: Manner) -> Any:
    """A part of an address as a system spells it."""
    value = row[take.column]
    if take.column == "country":
        return write_country(value, row["country_code"], before, is_coded=manner.coded_countries)
    write = writing(take.convert)
    return write(value, before) if write else before


def address_document(each: Row, row: Values, manner: Manner) -> Mapping[str, Any]:
    """An address that a system does not have yet."""
    return {
        take.path: place_value(take, row, None, manner)
        for take in each.fields
        if isinstance(take, Take) and take.convert not in DERIVED and row[take.column] is not None
    }


def link_to(manner: Manner, each: Refer, external_id: str | None) -> Edit:
    """A record that others name too: its id, or what JSON:API has for one."""
    path = tuple(each.path.split("."))
    if manner.resource is None:
        return Edit(path, external_id)
    return Edit((*path, "data"), None if external_id is None else {"type": each.kind, "id": external_id})

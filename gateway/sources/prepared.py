"""A record as it will be written: which it is, what was taken from it, and what came with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from gateway.sources.fields import Embed, Merge
from gateway.sources.reading import Reading
from gateway.sources.refusal import Position
from gateway.sources.source import RecordKind

Key = tuple[str, str, str, str]
"""Environment, connection, kind and external id: what tells one source record of a system from all others. With
`customer.alias` for a kind, its second identifier stands in place of the external id."""


def key_of(stored: Mapping[str, Any]) -> Key:
    """The key of a source record as it is stored."""
    return (stored["environment"], stored["connection"], stored["kind"], stored["external_id"])


@dataclass(slots=True)
class Prepared:
    """A source record, and what it becomes."""

    kind: RecordKind
    key: Key
    raw: bytes
    content_hash: str
    changed_at: datetime | None
    reading: Reading | None
    """None for what is kept as it is, or for what only its id is known of."""
    is_stub: bool = False
    """Whether nothing but its id was sent."""
    owner: Key | None = None
    """The record that it hangs on, where it tells."""
    names: str | None = None
    """The record of another system that it speaks of."""
    alias: Key | None = None
    """The other key by which records of the same connection name it."""
    points: dict[str, Key | None] = field(default_factory=dict)
    """Column → the record whose row it names."""
    inherited: dict[str, Key] = field(default_factory=dict)
    """Column → the record that it has its value from, where that one did not come along."""
    children: list["Prepared"] = field(default_factory=list)
    """Records that belong to this one."""
    child_ids: dict[str, list[str]] = field(default_factory=dict)
    """Kind → the ids of all such records that belong to this one, sent along or not."""
    shared: dict[str, "Prepared | None"] = field(default_factory=dict)
    """Column → the record that it names."""
    beside: list["Prepared"] = field(default_factory=list)
    """Records that are only kept."""
    unnamed: tuple[Key, ...] = ()
    """Records that are listed for their names, and did not come along."""
    lent: tuple["Lent", ...] = ()
    """What records that are no rows of their own say of this one's."""
    retained: Mapping[str, Any] | None = None
    """What it said before, and this document does not mention."""
    handed: Mapping[str, Any] | None = None
    """Columns that the list it is in tells, such as its place there."""

    @property
    def external_id(self) -> str:
        return self.key[3]

    @property
    def named_by(self) -> tuple[Key, ...]:
        """All keys by which others may name it."""
        return (self.key, self.alias) if self.alias else (self.key,)

    @property
    def naming(self) -> tuple[Key | None, ...]:
        """The same, and the keys of the records that it names."""
        lent = (each.key for each in self.lent)
        told = (*self.points.values(), *self.inherited.values(), *self.unnamed, *lent)
        return (*self.named_by, self.owner, *told)

    def all(self) -> Iterator["Prepared"]:
        """This record and all that came with it."""
        yield self
        for each in (*self.children, *(each for each in self.shared.values() if each), *self.beside):
            yield from each.all()


@dataclass(frozen=True, slots=True)
class Lent:
    """A record that lends its fields to the row of another, as a postal address does to an order."""

    link: Merge | Embed
    key: Key
    record: Prepared | None = None
    """As it came along."""
    reading: Reading | None = None

    def add_to(self, reading: Reading) -> None:
        if self.reading is None:
            return
        if isinstance(self.link, Merge):
            reading.values |= self.reading.values
        else:
            reading.rows[self.link.target] = self.reading


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record that came by itself, with what is to be reported of it."""

    position: Position
    record: Prepared
    unknown: tuple[str, ...]
    redacted: tuple[str, ...]
    is_along: bool = False
    """Whether it came beside the records of a document, and none of those claims it."""


def named_only(external_id: str) -> bytes:
    """The payload of a record that has not come, and is named."""
    return orjson.dumps({"id": external_id})

"""What is known here of the customer that a record is about, or of the rows that another record became."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.sources.fields import Target

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A system's record of a customer."""

    id: str
    connection: str
    payload: Mapping[str, Any]
    written_at: datetime
    """When it was stored as it is."""
    named: Mapping[str, Values] = field(default_factory=dict)
    """Id → record of the same system that it names: a label, where labels are records."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What was written here, and the rows that belong to the customer."""

    own: Mapping[str, Values] = field(default_factory=dict)
    """`Customer.own_values`."""
    addresses: Sequence[Values] = ()
    references: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    """Column → the records that the row it names was made from: `system`, `connection`, `kind` and `external_id`."""
    person: Values = field(default_factory=dict)
    """`first_name` and `last_name` of the customer."""
    records: Sequence[Values] = ()
    """The records of all systems that became the customer: `system` and `payload`."""

    def columns(self) -> dict[str, Any]:
        """Column → what was written here."""
        found: dict[str, Any] = {}
        for key, written in self.own.items():
            known = FIELD_OF_COLUMN.get(key)
            if known is None:
                continue
            value = written["value"]
            found |= value if len(known.columns) > 1 and isinstance(value, dict) else {key: value}
        return found

    def labels(self) -> tuple[list[str], list[str]]:
        """Labels that were added here, and those that were taken away."""
        change = self.own.get("tags", {}).get("value") or {}
        return list(change.get("added", ())), list(change.get("removed", ()))

    def address_of(self, record_id: str) -> Values | None:
        """The address that stands in a record: the one that staff chose, else its own, else the primary one."""
        chosen = self.own.get("address", {}).get("value")
        return (
            next((row for row in self.addresses if chosen is not None and row["id"] == chosen), None)
            or next((row for row in self.addresses if row["source_record_id"] == record_id), None)
            or next((row for row in self.addresses if row["is_primary"]), None)
        )

    @property
    def has_chosen(self) -> bool:
        return self.own.get("address", {}).get("value") is not None

    def reference(self, column: str, system: str, connection: str | None, kind: str) -> str | None:
        """The id, in a system, of what a column names; None where that system does not know it."""
        return next(
            (
                str(each["external_id"])
                for each in self.references.get(column, ())
                if (each["system"], each["kind"]) == (system, kind)
                and connection in (None, each["connection"])
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a record."""

    row: Values
    parts: Mapping[Target, Sequence[Values]] = field(default_factory=dict)
    """Rows that are parts of it: addresses, lines."""
    references: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    """Id of a row that it names → the records that this one was made from."""

    def is_touched_since(self, at: datetime) -> bool:
        """Whether anything of it was changed, or made, after a time."""
        rows = (self.row, *(row for rows in self.parts.values() for row in rows))
        return any(row.get("own_columns") or row["updated_at"] > at or row["created_at"] > at for row in rows)

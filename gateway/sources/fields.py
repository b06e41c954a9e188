"""What can become of a field: the words in which a source declares it.

take("email", "email")                        a column of the record's row
row("address", PRIMARY_ADDRESS, take(…))      a row of its own
rows("tags", TAGS, labels)                    as many rows as there are
items("line_items", LINES, take(…))           one row for each object of a list
refer("channelId", "channel", "channel_id")   a record that others name too; it is made where it is not known
belongs("customer_id", "customer")            the record that this one hangs on; `by` another identifier of it
point("order", "orders", "order_id")          another record, which may come later
embed("address", "addresses", SHIPPING)       another record, which becomes a row of its own beside this one
inherit("order", "orders", "currency")        another record, whose value for a column this one has too
leave("orders", because="…")                  nothing; the raw record keeps it
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gateway.entity import Entity
from gateway.sources.conversions import Convert, text


@dataclass(frozen=True, eq=False)
class Target:
    """Rows that a record, or a part of one, becomes."""

    entity: type[Entity]
    shown_as: str = ""
    """What the rows are called in the graph, and in the changes of an event."""
    parent: str | None = None
    """Column that names the row it hangs on; none for what stands alone."""
    key: tuple[str, ...] = ()
    """Columns that tell the rows of one parent apart, where the source gives them no id."""
    value: str | None = None
    """The one column that matters, of rows that are shown as a list of plain values."""
    where: dict[str, Any] = field(default_factory=dict)
    """Columns that tell these rows from others of the same table."""
    new: dict[str, Any] = field(default_factory=dict)
    """Columns of a new row that no source fills."""
    also_customer: bool = False
    """Whether the rows name the customer too, beside the row they hang on."""


# ── What becomes of a field ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Take:
    """The value becomes a column of the record's row. One path may be taken more than once."""

    path: str
    column: str
    convert: Convert = text
    keys: frozenset[str] = frozenset()
    """What is known of the objects in the value, where it is a list of them."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Stays in the raw record only."""

    path: str
    because: str


@dataclass(frozen=True, slots=True)
class Expect:
    """Tells the kind of a record: another value means that it is none of ours."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """The object becomes a row of its own, at most one per record; null means that there is none."""

    path: str
    target: Target
    fields: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The value becomes as many rows as `convert` makes of it."""

    path: str
    target: Target
    convert: Convert
    keys: frozenset[str]
    """What is known of the objects in the value, which is a list or a map of them; nothing where it has none."""


@dataclass(frozen=True, slots=True)
class Items:
    """Each object of the list becomes a row; `position` counts them from 1."""

    path: str
    target: Target
    fields: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Refer:
    """Names one record that others name too, such as a group; `column` holds the id of what we made of it."""

    path: str
    kind: str
    column: str


@dataclass(frozen=True, slots=True)
class Belongs:
    """Names the record that this one hangs on. Until that one is here, this one is kept and becomes no row."""

    path: str
    kind: str
    by: str | None = None
    """Which identifier of that record is named: its `alias`; none for its own."""


@dataclass(frozen=True, slots=True)
class Point:
    """Names another record; `column` holds the id of the row it became, once it is here."""

    path: str
    kind: str
    column: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Links to records that belong to this one, and that come beside it."""

    path: str
    kind: str
    is_whole: bool = True
    """Whether one that is listed no longer is gone."""
    handing: tuple[str, ...] = ()
    """Columns in which they have what this one has."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Links to one record whose fields become columns of the same row."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Embed:
    """Links to one record whose fields become a row of its own, at most one; null means that there is none."""

    path: str
    kind: str
    target: Target


@dataclass(frozen=True, slots=True)
class Inherit:
    """Links to one record whose value for a column counts here too, as the currency of an order does for a return."""

    path: str
    kind: str
    column: str


@dataclass(frozen=True, slots=True)
class Name:
    """Links to records of which only the texts at `path_there` count, as labels do."""

    path: str
    kind: str
    path_there: str
    target: Target
    convert: Convert


Field = (
    Take
    | Leave
    | Expect
    | Row
    | Rows
    | Items
    | Refer
    | Belongs
    | Point
    | Follow
    | Merge
    | Embed
    | Inherit
    | Name
)


def take(path: str, column: str, convert: Convert = text, *, keys: Iterable[str] = ()) -> Take:
    return Take(path, column, convert, frozenset(keys))


def leave(path: str, *, because: str) -> Leave:
    return Leave(path, because)


def expect(path: str, value: str) -> Expect:
    return Expect(path, value)


def row(path: str, target: Target, *fields: Field) -> Row:
    return Row(path, target, fields)


def rows(path: str, target: Target, convert: Convert, *, keys: tuple[str, ...] = ()) -> Rows:
    return Rows(path, target, convert, frozenset(keys))


def items(path: str, target: Target, *fields: Field) -> Items:
    return Items(path, target, fields)


def refer(path: str, kind: str, column: str) -> Refer:
    return Refer(path, kind, column)


def belongs(path: str, kind: str, *, by: str | None = None) -> Belongs:
    return Belongs(path, kind, by)


def point(path: str, kind: str, column: str) -> Point:
    return Point(path, kind, column)


def follow(path: str, kind: str, *, is_whole: bool = True, handing: tuple[str, ...] = ()) -> Follow:
    return Follow(path, kind, is_whole, handing)


def merge(path: str, kind: str) -> Merge:
    return Merge(path, kind)


def embed(path: str, kind: str, target: Target) -> Embed:
    return Embed(path, kind, target)


def inherit(path: str, kind: str, column: str) -> Inherit:
    return Inherit(path, kind, column)


def name(path: str, kind: str, path_there: str, target: Target, convert: Convert) -> Name:
    return Name(path, kind, path_there, target, convert)

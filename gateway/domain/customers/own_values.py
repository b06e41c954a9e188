"""What was written here, beside what systems send: by the first column of each field, with time and author."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any

from gateway.columns import format_instant
from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.domain.customers.free_data import FREE, changed_keys, joined_keys
from gateway.domain.customers.model import Customer
from gateway.events.act import Act, who_of
from gateway.events.changes import plain

Values = Mapping[str, Any]
OwnValues = Mapping[str, Mapping[str, Any]]
"""First column of a field, `tags`, `address` or `addresses` → `{"value": …, "at": instant, "by": who}`.

With `"along": true` where it was written because of another. With `"keys"` where it is an object that systems fill,
too: which of its keys were changed here. Own values that are older than this note go without it."""

EMPTY: Values = MappingProxyType({})
NAMES = frozenset({"first_name", "last_name", "name"})
_ALONG: Mapping[str, frozenset[str]] = {"is_validated_names": NAMES}
"""Columns that are written when others are → those others."""
_NEVER = frozenset({"password_hash"})
"""A secret stands in one place only; that one set here wins, a mark tells it from another's."""


def with_own(
    own: OwnValues | None,
    values: Values,
    act: Act,
    row: Values = EMPTY,
    along: Collection[str] = (),
) -> dict[str, Any]:
    """The own values with the columns that were just written; columns that no system sends are not among them.

    Of a field of several columns those that are not written stay as they are in `row`. Those `along` nobody asked for:
    they were written because of others, and are released with them.
    """
    result = dict(own or {})
    written = {"at": format_instant(act.at), "by": who_of(act.viewer)}
    touched = (FIELD_OF_COLUMN[column] for column in values if column in FIELD_OF_COLUMN)
    for field in dict.fromkeys(touched):
        first = field.columns[0]
        if first in _NEVER:
            continue
        whole = {column: _plain(values.get(column, row.get(column))) for column in field.columns}
        value = whole if len(field.columns) > 1 else whole[first]
        mark = {"along": True} if first in along else {}
        is_known = first in result and result[first]["value"] == value
        # What was written before and is written once more stays whose it was.
        if not is_known or (result[first].get("along") and not mark):
            keys = _keys(result.get(first), row.get(first), value) if first in FREE else {}
            result[first] = {"value": value, **written, **mark, **keys}
    return result


def _keys(known: Values | None, before: Any, value: Any) -> Values:
    """A note of the keys that were changed; none where it is not known what was changed before."""
    if known is not None and "keys" not in known:
        return EMPTY
    earlier = known["keys"] if known is not None else {}
    return {"keys": joined_keys(earlier, changed_keys(before, value))}


def released(own: OwnValues, keys: AbstractSet[str]) -> dict[str, Any]:
    """The own values without some, and without what was written along with these and with nothing that is left."""
    left = {key: value for key, value in own.items() if key not in keys}
    for column, with_ in _ALONG.items():
        if left.get(column, {}).get("along") and keys & with_ and not left.keys() & with_:
            del left[column]
    return left


def pin(act: Act, row: Values, own: OwnValues) -> None:
    """Writes own values beside a change that is none: the same value, from now on the gateway's."""
    if own != (row["own_values"] or {}):
        kept = {"own_values": own or None, "version": row["version"]}
        act.transaction.update(Customer, row["id"], kept)


def with_own_tags(own: OwnValues | None, before: list[str], after: list[str], act: Act) -> dict[str, Any]:
    """The same for labels: those added here, and those taken away, whoever else has them; and how they were ordered."""
    known = (own or {}).get("tags", {}).get("value", {})
    added = [name for name in after if name not in before or name in known.get("added", ())]
    removed = dict.fromkeys((*known.get("removed", ()), *(name for name in before if name not in after)))
    gone = [name for name in removed if name not in after]
    value = {"added": added, "removed": gone, "order": after}
    return {
        **(own or {}),
        "tags": {"value": value, "at": format_instant(act.at), "by": who_of(act.viewer)},
    }


def with_own_address(own: OwnValues | None, address_id: str, act: Act) -> dict[str, Any]:
    """The same for the choice of the primary address."""
    written = {"value": address_id, "at": format_instant(act.at), "by": who_of(act.viewer)}
    return {**(own or {}), "address": written}


def without_address(own: OwnValues | None, record_id: str | None, act: Act) -> dict[str, Any]:
    """The same for an address that was deleted here: the record that holds it does not bring it back."""
    if record_id is None:
        return dict(own or {})
    known = (own or {}).get("addresses", {}).get("value", {}).get("removed", ())
    value = {"removed": list(dict.fromkeys((*known, record_id)))}
    return {
        **(own or {}),
        "addresses": {"value": value, "at": format_instant(act.at), "by": who_of(act.viewer)},
    }


def with_own_columns(row: Values, values: Values) -> dict[str, Any]:
    """What is written to an address, and that it was written here; which one is primary is the customer's."""
    changed = {column for column, value in values.items() if row.get(column) != _plain(value)}
    columns = {*(row["own_columns"] or ()), *changed} - {"is_primary"}
    return {**values, "own_columns": sorted(columns) or None}


def _plain(value: Any) -> Any:
    return plain(getattr(value, "value", value))


def arranged(names: Sequence[str], order: Sequence[str]) -> list[str]:
    """Names in an order that may lack some: each of those follows the one that it follows without that order."""
    result = [name for name in order if name in names]
    place = 0
    for name in names:
        if name not in result:
            result.insert(place, name)
        place = result.index(name) + 1
    return result

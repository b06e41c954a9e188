"""Commerce Layer's audit trail: what happened to a resource, who did it, what it was before. Kept as it is."""

from collections.abc import Mapping
from typing import Any

from gateway.sources.commerce_layer.resource import Kept, is_type, kept
from gateway.sources.conversions import Unexpected, identifier, text
from gateway.sources.fields import Belongs, take
from gateway.sources.reading import Reading

Changes = dict[str, dict[str, Any]]


def changes_told(payload: Any) -> Changes:
    """`{"status": ["draft", "placed"]}`, or the same as `{"from": "draft", "to": "placed"}` → the latter.

    Raises:
        Unexpected: it is neither.
    """
    if payload is None:
        return {}
    if not isinstance(payload, Mapping):
        raise Unexpected("an object of changes by attribute, or null")
    return {name: _change(change) for name, change in payload.items()}


def _change(change: Any) -> dict[str, Any]:
    if isinstance(change, list) and len(change) == 2:
        return {"from": change[0], "to": change[1]}
    if isinstance(change, Mapping) and change and change.keys() <= {"from", "to"}:
        return {"from": change.get("from"), "to": change.get("to")}
    raise Unexpected("changes such as [old, new], or from and to")


def _complete(reading: Reading) -> None:
    """A row is about a resource of any type: what it is about says whose it is."""
    kind, external_id = reading.values.pop("about", None), reading.values.pop("about_id", None)
    if kind and external_id:
        reading.links.append((Belongs("attributes.resource_id", kind), [external_id]))


EVENT_STORE = Kept(
    "event_stores",
    None,
    take("attributes.resource_type", "about", text),
    take("attributes.resource_id", "about_id", identifier),
    changed_at="attributes.created_at",
    environment="meta.mode",
    is_told=is_type("event_stores"),
    # What the free object was, and what it became.
    free=("attributes.payload.metadata",),
    complete=_complete,
)

EVENT = kept("events")
"""What the shop told its webhooks. Whose it is only the customer, or the order, it came beside knows."""

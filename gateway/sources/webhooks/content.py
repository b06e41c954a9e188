"""The body of a delivery → the document in it as its system spelled it, or what was deleted, or why it ends here.

Commerce Layer   {"data": {…}, "included": […]}                              the body as it is
                 the same with the topic customers.destroy                   what was deleted
Voucherify       {"type": "customer.updated", "data": {"customer": {…}}}     the customer
                 {"type": "customer.deleted", "data": {"customer": {…}}}     who was deleted
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.domain.records.deliveries import DeliveryOutcome
from gateway.domain.records.model import SourceSystem
from gateway.sources.conversions import Unexpected, identifier
from gateway.sources.json_text import JsonText
from gateway.sources.reading import shown, value_at
from gateway.sources.webhooks.inbox import About, Delivery

_WHOLE = frozenset({"customer.created", "customer.updated"})
"""Types that carry the whole customer. Others carry a few fields of one, which would pass for all there is."""
_DELETED = "customer.deleted"


@dataclass(frozen=True, slots=True)
class Document:
    """What the importer is to read."""

    text: str
    about: About | None
    resource: Mapping[str, Any]
    """The record itself, as JSON."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """The system has the record no more."""

    about: About
    resource: Mapping[str, Any]
    """The record as it was last; it may be no more than its id."""


@dataclass(frozen=True, slots=True)
class Ending:
    """There is nothing to import."""

    outcome: DeliveryOutcome
    reason: str
    about: About | None = None


Content = Document | Deletion | Ending


def content_of(delivery: Delivery) -> Content:
    """What a delivery brings."""
    try:
        body = orjson.loads(delivery.body)
    except orjson.JSONDecodeError as error:
        return Ending(DeliveryOutcome.FAILED, f"The body is not JSON: {error}.")
    if not isinstance(body, dict):
        return Ending(DeliveryOutcome.FAILED, f"The body is {shown(body)}; expected an object.")
    return _READERS[delivery.system](delivery, body)


def _of_commerce_layer(delivery: Delivery, body: dict[str, Any]) -> Content:
    kind = value_at(body, "data.type")
    if not isinstance(kind, str):
        return Ending(DeliveryOutcome.FAILED, f"data.type is {shown(kind)}; expected the kind of a resource.")
    about, resource = _about(kind, value_at(body, "data.id")), body["data"]
    if delivery.topic == f"{kind}.destroy":
        return _deleted(about, resource)
    return Document(delivery.body, about, resource)


def _of_voucherify(delivery: Delivery, body: dict[str, Any]) -> Content:
    kind, customer = body.get("type"), value_at(body, "data.customer")
    about = _about("customer", value_at(customer, "id"))
    if kind == _DELETED:
        return _deleted(about, customer)
    if kind not in _WHOLE:
        return Ending(
            DeliveryOutcome.IGNORED, f"type is {shown(kind)}; only {_list_of(_WHOLE)} are imported."
        )
    if not isinstance(customer, dict):
        return Ending(DeliveryOutcome.FAILED, f"data.customer is {shown(customer)}; expected an object.")
    return Document(text_at(delivery.body, "data", "customer"), about, customer)


_READERS: dict[SourceSystem, Callable[[Delivery, dict[str, Any]], Content]] = {
    SourceSystem.COMMERCE_LAYER: _of_commerce_layer,
    SourceSystem.VOUCHERIFY: _of_voucherify,
}


def text_at(text: str, *path: str) -> str:
    """The value at a path of an object, with its own spelling: `1.10` stays `1.10`.

    Raises:
        LookupError: there is none.
    """
    parser = JsonText(text)
    found: list[str] = []

    def walk(start: int, names: tuple[str, ...]) -> int:
        def read(key: str, at: int) -> int:
            if key == names[0] and len(names) > 1 and text.startswith("{", at):
                return walk(at, names[1:])
            end = parser.value(text, at)[1]
            if names == (key,):
                found.append(text[at:end])
            return end

        return parser.members(start, read)

    walk(parser.skip(0), path)
    if not found:
        raise LookupError(f"There is nothing at {'.'.join(path)}.")
    # Of a name that stands twice the last one counts, as for those who read the whole.
    return found[-1]


def _deleted(about: About | None, resource: Any) -> Content:
    if about is None:
        return Ending(DeliveryOutcome.FAILED, "It does not tell which record was deleted; expected its id.")
    return Deletion(about, resource)


def _about(kind: str, external_id: Any) -> About | None:
    try:
        found = identifier(external_id)
    except Unexpected:
        return None
    return About(kind, found) if found else None


def _list_of(words: frozenset[str]) -> str:
    return " and ".join(sorted(words))

"""A customer that a system does not know → the document that would make it there, without ids and times."""

from collections.abc import Sequence
from typing import Any

from gateway.domain.customers.contact import normalise_phone
from gateway.sources.documents.changed import address_document, is_international, link_to
from gateway.sources.documents.edits import Edit, edited
from gateway.sources.documents.manners import MANNERS
from gateway.sources.documents.names import joined_name, whole_name
from gateway.sources.documents.ours import Ours, Values
from gateway.sources.fields import Refer, Row, Rows, Take
from gateway.sources.inverses import DERIVED, write_international_phone, writing
from gateway.sources.source import Source
from gateway.sources.targets import PRIMARY_ADDRESS, TAGS


def creation(source: Source, customer: Values, tags: Sequence[str], ours: Ours) -> dict[str, Any]:
    """What the system would be told to make the customer; nothing in it is null.

    `customer` holds the columns of its row. Labels that the system knows by ids of its own are left out.
    """
    manner = MANNERS[source.system]
    customer = {
        **customer,
        "name": customer["name"] or whole_name(customer),
        **joined_name(source, ours, None),
    }
    edits: list[Edit] = []
    for each in source.customer.fields:
        if manner.is_fixed(each.path, is_new=True):
            continue
        path = tuple(each.path.split("."))
        if isinstance(each, Take):
            value = _value(source, each, customer)
            edits += [Edit(path, value)] if value is not None else []
        elif isinstance(each, Refer):
            there = ours.reference(each.column, source.system.value, None, each.kind)
            edits += [link_to(manner, each, there)] if there is not None else []
        elif isinstance(each, Row) and each.target is PRIMARY_ADDRESS:
            row = next((row for row in ours.addresses if row["is_primary"]), None)
            place = address_document(each, row, manner) if row else {}
            edits += [Edit(path, place)] if place else []
        elif isinstance(each, Rows) and each.target is TAGS and tags:
            edits.append(Edit(path, list(tags)))
    made = edited({}, edits)
    return made if manner.resource is None else {"data": {"type": manner.resource, **made}}


def _value(source: Source, each: Take, customer: Values) -> Any:
    value, write = customer.get(each.column), writing(each.convert)
    if value is None or write is None or each.convert in DERIVED:
        return None
    if each.column == "phone" and is_international(source):
        return write_international_phone(value, normalise_phone(value), None)
    return write(value, None)

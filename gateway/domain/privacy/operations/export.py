"""Everything that is held about one person, as one JSON document.

    {"format": "customer-export", "version": 1, "exportedAt": …, "customerId": …, "environment": …,
     "records": {"customer": [{"id": …, "email": …}], "customer_address": […], "event_store": […], …}}

Secrets are never in it. A customer's own export has what the customer may read in the graph: no columns for staff, none
that are internal, and no tables of history, raw records and labels.
"""

from typing import Any

from sqlalchemy import select

from gateway.columns import Scalar, format_instant
from gateway.database import Transaction
from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.operations.erasure import subjects_of
from gateway.domain.privacy.personal import PERSONAL
from gateway.entity import Audience, exposure_of, now
from gateway.events.act import Act
from gateway.events.changes import plain
from gateway.events.event import EventStore
from gateway.view import table_of

FORMAT, VERSION = "customer-export", 1
_EVENTS = table_of(EventStore)


def export_customer(act: Act, customer_id: str) -> dict[str, Any]:
    """The document for whoever asks; an event says that it was made.

    Raises:
        Rejected: there is no such customer that the viewer may read.
    """
    row = rows.find(act, Customer, customer_id, may_be_anonymized=True)
    document = read_subject(act.transaction, row, for_staff=act.viewer.is_staff)
    act.record(rows.event_of(Customer, row, "export", "exported", {}))
    return document


def read_subject(transaction: Transaction, customer: rows.Row, *, for_staff: bool) -> dict[str, Any]:
    """The document of a customer's row."""
    records = {
        str(personal.table.name): _read(transaction, personal, customer["id"], for_staff=for_staff)
        for personal in PERSONAL
        if for_staff or not personal.staff_only
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        "exportedAt": format_instant(now()),
        "customerId": customer["id"],
        "environment": customer["environment"],
        "records": {name: found for name, found in records.items() if found},
    }


def _read(
    transaction: Transaction, personal: Personal, customer_id: str, *, for_staff: bool
) -> list[dict[str, Any]]:
    table = personal.table
    columns = [
        column
        for column in table.columns
        if column.name not in personal.secret and (for_staff or _is_for_customer(column))
    ]
    order = list(table.primary_key.columns)
    owner = table.c[personal.owner]
    # Events stay under the id under which they were recorded.
    ids = subjects_of(transaction, customer_id) if table is _EVENTS else [customer_id]
    found = transaction.fetch(select(*columns).where(owner.in_(ids)).order_by(*order))
    flags = {column.name for column in columns if column.info.get("scalar") is Scalar.BOOLEAN}
    # SQLAlchemy names columns by a kind of text of its own, and SQLite reads true back as 1.
    return [
        {
            str(name): bool(value) if name in flags and value is not None else plain(value)
            for name, value in row.items()
        }
        for row in found
    ]


def _is_for_customer(column: Any) -> bool:
    exposure = exposure_of(column)
    return exposure is not None and exposure.visible_to is not Audience.STAFF

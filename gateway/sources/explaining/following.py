"""Contradictions that are found by filters follow what an act writes to a customer, in the same transaction."""

import logging
from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.events.act import Act
from gateway.sources.conflicts import NAME_OF, follow_first_values
from gateway.sources.identity.operations import Deciding
from gateway.sources.refusal import Refused
from gateway.sources.tables import customer_records
from gateway.view import table_of

_LOG = logging.getLogger(__name__)
_CUSTOMER = table_of(Customer).name
_FIELDS = frozenset(NAME_OF.values())

Changes = Mapping[str, Mapping[str, Any]]


def follow_act(act: Act) -> None:
    """Of customers in whom the act changed what can contradict: in which fields who contradicts whom now.

    Most acts change nothing of the kind, and pay nothing.
    """
    changed: dict[str, list[Changes]] = {}
    for event in act.recorded:
        if event.resource_type == _CUSTOMER and event.event == "update" and event.changes.keys() & _FIELDS:
            changed.setdefault(event.resource_id, []).append(event.changes)
    for customer_id, changes in changed.items():
        before = act.before.get(customer_id)
        if before and len(changes) == 1 and follow_first_values(act.transaction, before, changes[0]):
            continue
        records = customer_records(act.transaction, customer_id)
        row = act.after.get(customer_id)
        if row is None and records:
            row = act.transaction.get(Customer, customer_id)
        if row is None or not records:
            continue
        try:
            Deciding(act).refresh_conflicts(row, records)
        except Refused as refused:
            # A record that is no longer what its source promises says nothing; the act stands all the same.
            _LOG.warning("A record of %s cannot be read again: %s", customer_id, refused.reason)

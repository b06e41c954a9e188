"""What follows from an act by what systems tell, in the same transaction.

Contradictions, contacts that a customer is known by, labels, groups in place of one that was deleted, and the points of
whoever holds cards that an act changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.records.model import SourceSystem
from gateway.domain.rows import ANONYMIZED
from gateway.events.act import Act
from gateway.events.store import NewEvent
from gateway.naming import dotted
from gateway.sources.conflicts import COMPARED
from gateway.sources.customers import POINTING
from gateway.sources.derive import told_labels
from gateway.sources.identity.operations import Deciding
from gateway.sources.overruled import follow_values
from gateway.sources.refusal import Refused
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import customer_records, hold_records
from gateway.view import table_of

_log = structlog.get_logger()
_CUSTOMER, _ADDRESS, _CARD = (table_of(each).name for each in (Customer, CustomerAddress, LoyaltyCard))
_FIELDS = frozenset(COMPARED)
_POINTED_TO = frozenset(table_of(each).name for each in POINTING.values())
_POINTING = frozenset(map(dotted, POINTING))

Row = Mapping[str, Any]


def follow_act(act: Act) -> None:
    """Of customers in whom the act changed what can contradict: in which fields who contradicts whom now.

    Most acts change nothing of the kind, and pay nothing.
    """
    changed: dict[str, set[str]] = {}
    for event in act.recorded:
        fields = event.changes.keys() & _FIELDS
        if event.resource_type == _CUSTOMER and event.event == "update" and fields:
            changed.setdefault(event.resource_id, set()).update(fields)
    holders = {each.customer_id for each in act.recorded if each.resource_type == _CARD}
    _add_up(act, {each for each in holders if each})
    if any(each.event == "destroy" and each.resource_type in _POINTED_TO for each in act.recorded):
        _put_elsewhere(act)
    labelled = {each.resource_id for each in act.recorded if _is_labelled_by(each)}
    for customer_id in sorted(labelled & act.after.keys()):
        _keep_labels(act, act.after[customer_id])
    readdressed = {each.customer_id for each in act.recorded if each.resource_type == _ADDRESS}
    for customer_id in sorted(each for each in readdressed if each):
        row = act.transaction.get(Customer, customer_id)
        if row is not None and row["anonymization_status"] not in ANONYMIZED:
            _refresh(act, customer_id, row)
    for customer_id in sorted(changed.keys() - readdressed):
        after = act.after.get(customer_id)
        # One that the act derived from its records was compared with all of them there.
        if after is not None:
            _follow(act, act.before[customer_id], after, sorted(changed[customer_id]))


def _put_elsewhere(act: Act) -> None:
    """Who was in a group that was deleted may be in the one that another record tells."""
    let_go = {each.resource_id for each in act.recorded if each.changes.keys() & _POINTING}
    for customer_id in sorted(let_go):
        records = customer_records(act.transaction, customer_id)
        if len(records) < 2:
            continue
        hold_records(act.transaction, records)
        try:
            work = Deciding(act)
            work.bring_up(customer_id)
            work.finish()
        except Refused as refused:
            _warn(customer_id, refused)


def _is_labelled_by(event: NewEvent) -> bool:
    return event.resource_type == _CUSTOMER and event.event == "update" and "tags" in event.changes


def _keep_labels(act: Act, row: Row) -> None:
    """Labels that no record tells any more, and that were left when labels were written, are the gateway's now."""
    written = (row["own_values"] or {}).get("tags")
    if written is None:
        return
    records = customer_records(act.transaction, row["id"])
    try:
        told = told_labels([contribution_of(act.transaction, each) for each in records])
    except Refused as refused:
        _warn(row["id"], refused)
        return
    value = written["value"]
    untold = [name for name in value["order"] if name not in told and name not in value["added"]]
    # Of whoever no system knows, all were added here.
    if records and untold:
        added = [*value["added"], *untold]
        own = row["own_values"] | {"tags": written | {"value": value | {"added": added}}}
        act.transaction.update(Customer, row["id"], {"own_values": own, "version": row["version"]})


def _add_up(act: Act, holders: set[str]) -> None:
    """Points of customers whom a loyalty system knows, and of whose standing it tells nothing."""
    known = {each for each in holders if _is_loyal(act, each)}
    if known:
        work = Deciding(act)
        work.leaving.former_holders |= known
        work.holders |= known
        work.finish()


def _is_loyal(act: Act, customer_id: str) -> bool:
    records = customer_records(act.transaction, customer_id)
    return any(each["system"] == SourceSystem.VOUCHERIFY for each in records)


def _follow(act: Act, before: Row, after: Row, fields: Sequence[str]) -> None:
    try:
        # What is read is not what the act writes. A record that comes meanwhile waits, or lets it be done again.
        with act.transaction.apart():
            follow_values(act.transaction, before, after, fields)
    except Refused as refused:
        _warn(after["id"], refused)


def _refresh(act: Act, customer_id: str, row: Row) -> None:
    records = customer_records(act.transaction, customer_id)
    if not records:
        return
    hold_records(act.transaction, records)
    try:
        Deciding(act).refresh_conflicts(row, records)
    except Refused as refused:
        _warn(customer_id, refused)


def _warn(customer_id: str, refused: Refused) -> None:
    """A record that is no longer what its source promises says nothing; the act stands all the same."""
    # Why it is refused names the value.
    _log.warning("record_not_read_again", customer=customer_id, code=refused.code.value)

"""A record of a customer becomes another customer's, with all that belongs to it."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import Customer
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.privacy.shared_past import note_shared_past
from gateway.domain.records.model import IdentityLink, SourceRecord
from gateway.events.changes import Changes
from gateway.sources.customers import Customers, Evidence
from gateway.sources.parts import Owner, write_list
from gateway.sources.record_rows import give_rows
from gateway.sources.remembering import SUGGESTIONS
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import customer_records, find_rows
from gateway.sources.targets import TAGS
from gateway.sources.webhooks.inbox import relink

Row = dict[str, Any]


def leave(work: Customers, record: Row, link: Row, evidence: Evidence) -> str:
    """A record leaves its customer: a new one is made from it. Its id."""
    row = work.insert(Customer, record["environment"], {"created_at": work.at, "updated_at": work.at})
    work.flush()
    move_record(work, record, link, row["id"], evidence, event="create", done="created")
    return str(row["id"])


def move_record(
    work: Customers,
    record: Row,
    link: Row,
    customer_id: str,
    evidence: Evidence,
    *,
    event: str = "update",
    done: str = "updated",
) -> None:
    """A record, its companions and the rows made of them become this customer's; both are derived anew."""
    old = link["customer_id"]
    note_shared_past(work.transaction, old, customer_id)
    _give_link(work, link, customer_id, evidence)
    work.transaction.update(
        SourceRecord, record["id"], {"customer_id": customer_id, "resource_id": customer_id}
    )
    moved = give_rows(work, record, old, customer_id)
    relink(work.transaction)
    _leave_tags(work, record, old, moved.gone)
    work.flush()
    work.bring_up(old, shown=moved.gone, is_whole=True)
    work.bring_up(customer_id, event=event, done=done, shown=moved.arrived, is_whole=True)
    work.holders |= {old, customer_id}
    work.touched |= {old, customer_id}


def tell_apart(work: Customers, one: str, other: str, who: Mapping[str, Any]) -> None:
    """Two customers are two people, whatever speaks for the contrary."""
    decided = {"status": "REJECTED", "decided_at": work.at, "decided_by": dict(who)}
    for customer_id, candidate_id in ((one, other), (other, one)):
        ends = {"customer_id": customer_id, "candidate_id": candidate_id}
        found = find_rows(work.transaction, SUGGESTIONS, ends)
        if found:
            raised = {"version": found[0]["version"] + 1, "updated_at": work.at}
            work.transaction.update(IdentitySuggestion, found[0]["id"], decided | raised)
        else:
            row = work.transaction.get(Customer, customer_id)
            values = {"score": 0, "reasons": [], "suggested_at": work.at}
            times = {"created_at": work.at, "updated_at": work.at}
            environment = row["environment"] if row else ""
            work.insert(IdentitySuggestion, environment, {**ends, **values, **decided, **times})
    work.flush()


def _give_link(work: Customers, link: Row, customer_id: str, evidence: Evidence) -> None:
    work.transaction.update(
        IdentityLink,
        link["id"],
        {
            "customer_id": customer_id,
            "rule": evidence.rule.value,
            "evidence": dict(evidence.values) if evidence.values else None,
            "score": evidence.score,
            "linked_at": work.at,
            "linked_by": dict(work.who),
            "version": link["version"] + 1,
            "updated_at": work.at,
        },
    )


def _leave_tags(work: Customers, record: Row, old: str, gone: Changes) -> None:
    """Labels that only this record told go with it."""
    if TAGS in contribution_of(work.transaction, record).reading.lists:
        clear_untold_tags(work, old, gone)


def clear_untold_tags(work: Customers, customer_id: str, changes: Changes) -> None:
    """Labels of which no record speaks, and which were not written here, go."""
    row = work.transaction.get(Customer, customer_id)
    if row is None or "tags" in (row["own_values"] or {}):
        return
    records = customer_records(work.transaction, customer_id)
    if not any(TAGS in contribution_of(work.transaction, each).reading.lists for each in records):
        owner = Owner(customer_id, customer_id, row["environment"], None)
        write_list(work, owner, TAGS, [], changes, is_new=False)

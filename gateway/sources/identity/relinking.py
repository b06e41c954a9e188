"""A record of a customer becomes another customer's, with all that belongs to it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, select, update

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.records.model import IdentityLink, SourceRecord
from gateway.sources.customers import Customers, Evidence
from gateway.sources.holding import hand_over, release_cards
from gateway.sources.remembering import BELOW_SINGLE, SINGLE, SUGGESTIONS
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import customer_records, find_rows
from gateway.sources.targets import PRIMARY_ADDRESS
from gateway.view import table_of

Row = dict[str, Any]

_RECORDS, _ADDRESSES = table_of(SourceRecord), table_of(CustomerAddress)


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
    _give_link(work, link, customer_id, evidence)
    _give_record(work, record, old, customer_id)
    _give_companions(work, record, old, customer_id)
    _give_parts(work, record, old, customer_id)
    work.flush()
    work.bring_up(old, is_whole=True)
    work.bring_up(customer_id, event=event, done=done)
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


def _give_record(work: Customers, record: Row, old: str, new: str) -> None:
    values = {"customer_id": new, "resource_id": new}
    work.transaction.update(SourceRecord, record["id"], values)
    held = {"record": record["id"], "old": old, "new": new}
    # At no moment may a customer have two primary addresses: which is one is derived anew.
    work.transaction.run("address of a record changes hands", _give_address, held)


def _give_companions(work: Customers, record: Row, old: str, new: str) -> None:
    names = ("environment", "system", "connection")
    belonging = (_RECORDS.c.owner_external_id == record["external_id"], _RECORDS.c.customer_id == old)
    same = (_RECORDS.c[name] == record[name] for name in names)
    for each in work.transaction.fetch(select(_RECORDS).where(*same, *belonging)):
        if each["id"] == record["id"]:
            continue
        work.transaction.update(SourceRecord, each["id"], {"customer_id": new})
        kind = work.source.kind(each["kind"])
        if kind is None or kind.target is None or not each["resource_id"]:
            continue
        table = table_of(kind.target.entity)
        if "customer_id" in table.columns:
            values = {"key": each["resource_id"], "old": old, "new": new}
            work.transaction.run(f"give {table.name}", lambda: _give(table), values)  # noqa: B023 (called at once)
            hand_over(
                work.transaction, kind.target.entity, each["resource_id"], new, each["owner_external_id"]
            )


def _give_parts(work: Customers, record: Row, old: str, new: str) -> None:
    """What a customer has one of, such as its standing: it goes with the only record that tells it."""
    spoken = set(contribution_of(work.transaction, record).reading.rows)
    left = {
        target
        for each in customer_records(work.transaction, old)
        for target in contribution_of(work.transaction, each).reading.rows
    }
    for target in spoken - left - {PRIMARY_ADDRESS}:
        table = table_of(target.entity)
        if table not in SINGLE:
            continue
        for row in find_rows(work.transaction, table, {"customer_id": old}):
            if find_rows(work.transaction, table, {"customer_id": new}):
                release_cards(work.transaction, target.entity, row["id"])
                work.transaction.delete(target.entity, row["id"])
                continue
            release_cards(work.transaction, target.entity, row["id"])
            values = {"key": row["id"], "old": old, "new": new}
            work.transaction.run(f"give {table.name}", lambda: _give(table), values)  # noqa: B023 (called at once)
            for below in BELOW_SINGLE:
                _give_below(work, below, table, row["id"], new)


def _give_below(work: Customers, below: Table, table: Table, row_id: str, new: str) -> None:
    for column in below.columns:
        if any(key.column.table is table for key in column.foreign_keys):
            statement = update(below).where(column == row_id).values(customer_id=new)
            work.transaction.execute(statement)


def _give(table: Table) -> Any:
    is_row = (table.c.id == bindparam("key")) & (table.c.customer_id == bindparam("old"))
    return update(table).where(is_row).values(customer_id=bindparam("new")).returning(table.c.id)


def _give_address() -> Any:
    is_row = (_ADDRESSES.c.source_record_id == bindparam("record")) & (
        _ADDRESSES.c.customer_id == bindparam("old")
    )
    return (
        update(_ADDRESSES)
        .where(is_row)
        .values(customer_id=bindparam("new"), is_primary=False)
        .returning(_ADDRESSES.c.id)
    )

"""The acts of who is who: merge and unmerge, link and unlink, accept and reject."""

from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.identity.operations import suggestions
from gateway.domain.privacy.leaving import is_leaving
from gateway.domain.records.model import IdentityLink, IdentityRule
from gateway.domain.rows import Row, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act, who_of
from gateway.events.store import NewEvent
from gateway.sources import SOURCES
from gateway.sources.customers import Customers, Evidence
from gateway.sources.identity.relinking import leave, move_record, tell_apart
from gateway.sources.merging import alias_of, merge_customers
from gateway.sources.source import Source
from gateway.sources.survivorship import read_policy
from gateway.sources.tables import customer_records, read_record
from gateway.sources.unmerging import unmerge_customer


class Deciding(Customers):
    """Writes customers as an act of somebody."""

    def __init__(self, act: Act, source: Source = SOURCES[0]) -> None:
        policy = read_policy(act.settings.survivorship_file)
        super().__init__(act.transaction, source, act.at, who_of(act.viewer), policy=policy)
        self.act = act

    def append_events(self) -> None:
        for events in self.events.values():
            self.act.record(*events)
        self.events = {}


# ── Merging


def merge(
    act: Act,
    kept_id: str,
    merged_id: str,
    expected_version: int | None = None,
    *,
    evidence: Evidence | None = None,
    paths: tuple[tuple[str, ...], tuple[str, ...]] = (("input", "customerId"), ("input", "otherId")),
) -> dict[str, int]:
    """Makes two customers one; tells how many rows of which table moved.

    Raises:
        Rejected: one is not there or was changed meanwhile, both are the same, or one is to be forgotten.
    """
    if kept_id == merged_id:
        refuse(UserErrorCode.CONFLICT, "Both are the same customer.", *paths[1])
    _hold(act, kept_id, merged_id)
    for key, path, version in ((kept_id, paths[0], expected_version), (merged_id, paths[1], None)):
        row = rows.find(act, Customer, key, path=path, expected_version=version)
        if is_leaving(act.transaction, row):
            refuse(UserErrorCode.CONFLICT, f"Customer {key!r} is to be anonymized.", *path)
    work = Deciding(act)
    why = evidence or Evidence(IdentityRule.STAFF)
    counts = merge_customers(work, kept_id, merged_id, why, is_chosen=True)
    work.finish()
    return counts


def unmerge(act: Act, merged_id: str) -> tuple[str, str]:
    """Brings a merged customer back; ids of the one that comes back and of the one that it was part of.

    Raises:
        Rejected: the id is none of a merged customer, what is needed was erased, or another merge must be undone
            first.
    """
    path = ("input", "id")
    found = alias_of(Deciding(act), merged_id) if "\0" not in merged_id else None
    if found is None or found["environment"] != act.environment:
        refuse(UserErrorCode.NOT_FOUND, f"No customer {merged_id!r} was merged into another.", *path)
    _hold(act, found["customer_id"], merged_id)
    alias = alias_of(Deciding(act), merged_id)
    if alias is None or alias["customer_id"] != found["customer_id"]:
        refuse(UserErrorCode.CONFLICT, "Somebody else is deciding about this customer.", *path)
    if alias["content"] is None:
        refuse(UserErrorCode.CONFLICT, "The customer was anonymized; nothing is left of the other.", *path)
    if alias["customer_id"] != alias["into_id"]:
        message = f"Customer {alias['into_id']!r} was merged since; that must be undone first."
        refuse(UserErrorCode.CONFLICT, message, *path)
    kept = rows.find(act, Customer, alias["customer_id"], path=path)
    if is_leaving(act.transaction, kept):
        refuse(UserErrorCode.CONFLICT, f"Customer {kept['id']!r} is to be anonymized.", *path)
    work = Deciding(act)
    unmerge_customer(work, alias)
    _are_two(act, kept["id"], merged_id)
    work.finish()
    return merged_id, kept["id"]


def _are_two(act: Act, one: str, other: str) -> None:
    """Who accepted that they are one was wrong."""
    for customer_id, candidate_id in ((one, other), (other, one)):
        found = act.transaction.fetch(
            select(_SUGGESTIONS).where(
                _SUGGESTIONS.c.customer_id == customer_id,
                _SUGGESTIONS.c.candidate_id == candidate_id,
                _SUGGESTIONS.c.status == "ACCEPTED",
            )
        )
        for row in found:
            decided = {"status": "REJECTED", "decided_at": act.at, "decided_by": who_of(act.viewer)}
            rows.change(act, IdentitySuggestion, row, decided, event="reject", done="rejected")


# ── Linking


def link_record(act: Act, record_id: str, customer_id: str) -> tuple[str, str]:
    """Makes a customer's record another customer's; the link's id, and the customer it was of.

    A customer that has no other record, and of which nothing was written here, becomes part of the other one.

    Raises:
        Rejected: one of them is not there, or is to be forgotten.
    """
    rows.find(act, Customer, customer_id, path=("input", "customerId"))
    link = _link_of_record(act, record_id)
    old = link["customer_id"]
    if old == customer_id:
        refuse(UserErrorCode.CONFLICT, "The record is this customer's already.", "input", "customerId")
    others = [each for each in customer_records(act.transaction, old) if each["id"] != record_id]
    evidence = Evidence(IdentityRule.STAFF)
    row = rows.find(act, Customer, old, path=("input", "recordId"))
    if not others and not row["own_values"]:
        paths = (("input", "customerId"), ("input", "recordId"))
        merge(act, customer_id, old, evidence=evidence, paths=paths)
        return link["id"], old
    _hold(act, old, customer_id)
    _check_both(act, old, customer_id)
    work = _moving(act, link)
    move_record(work, _record(act, link), link, customer_id, evidence)
    _note(work, act, "link", "linked", customer_id, link, {"from": old})
    work.finish()
    return str(link["id"]), old


def unlink_record(act: Act, link_id: str) -> tuple[str, str]:
    """Takes a record from its customer: a new one is made from it. Ids of the new one and of the old one.

    Raises:
        Rejected: there is no such link, or it is the customer's only one.
    """
    path = ("input", "linkId")
    link = rows.find(act, IdentityLink, link_id, path=path)
    old = link["customer_id"]
    row = rows.find(act, Customer, old, path=path)
    if len(customer_records(act.transaction, old)) < 2 and not row["own_values"]:
        message = "It is all that is known of the customer; there is nothing to take it from."
        refuse(UserErrorCode.CONFLICT, message, *path)
    _hold(act, old, old)
    _check_both(act, old, old, path=path)
    work = _moving(act, link)
    evidence = Evidence(IdentityRule.UNLINKED, {"from": old})
    new = leave(work, _record(act, link), link, evidence)
    tell_apart(work, new, old, who_of(act.viewer))
    _note(work, act, "unlink", "unlinked", old, link, {"to": new})
    work.finish()
    return new, old


def _moving(act: Act, link: Row) -> Deciding:
    return Deciding(act, next(each for each in SOURCES if each.system.value == link["system"]))


def _note(work: Customers, act: Act, event: str, done: str, customer_id: str, link: Row, more: Row) -> None:
    """`customer.linked`, `customer.unlinked`: which record came or went."""
    work.flush()
    row = act.transaction.get(Customer, customer_id)
    payload = {name: link[name] for name in ("system", "connection", "external_id")} | more
    version = row["version"] if row else 1
    kind = f"customer.{done}"
    work.record_event(
        act.environment, NewEvent(kind, event, "customer", customer_id, customer_id, version, {}, payload)
    )


def _link_of_record(act: Act, record_id: str) -> Row:
    found = (
        act.transaction.select("link of a record", _select_link, {"record": record_id})
        if "\0" not in record_id
        else []
    )
    if not found:
        message = f"There is no customer's record {record_id!r}."
        refuse(UserErrorCode.NOT_FOUND, message, "input", "recordId")
    return rows.find(act, IdentityLink, found[0][0], path=("input", "recordId"))


def _record(act: Act, link: Row) -> Row:
    record = read_record(act.transaction, link["source_record_id"])
    if record is None:
        raise LookupError(f"There is no record of {link['id']}.")
    return record


# ── Suggestions


def accept(act: Act, suggestion_id: str) -> str:
    """They are one person: the candidate becomes part of the customer that the suggestion was made for.

    Raises:
        Rejected: there is no such suggestion, it was decided before, or the two cannot be one.
    """
    path = ("input", "id")
    row = rows.find(act, IdentitySuggestion, suggestion_id, path=path)
    suggestions.accept(act, suggestion_id)
    values = {"suggestion": suggestion_id, "reasons": row["reasons"]}
    evidence = Evidence(IdentityRule.SUGGESTION, values, row["score"])
    merge(act, row["customer_id"], row["candidate_id"], evidence=evidence, paths=(path, path))
    return str(row["customer_id"])


def reject(act: Act, suggestion_id: str) -> str:
    """They are two people, and that is remembered."""
    return suggestions.reject(act, suggestion_id)


# ── What is held, and what stands in the way


def _hold(act: Act, one: str, other: str) -> None:
    """Who merges the two the other way round waits."""
    for key in sorted({one, other}):
        if "\0" not in key:
            act.transaction.lock(f"identity of {key}")


def _check_both(act: Act, old: str, new: str, path: tuple[str, ...] = ("input", "customerId")) -> None:
    for key in dict.fromkeys((old, new)):
        row = rows.find(act, Customer, key, path=path)
        if is_leaving(act.transaction, row):
            refuse(UserErrorCode.CONFLICT, f"Customer {key!r} is to be anonymized.", *path)


_SUGGESTIONS = IdentitySuggestion.__table__  # type: ignore[attr-defined]
_LINKS = IdentityLink.__table__  # type: ignore[attr-defined]


def _select_link() -> Any:
    return select(_LINKS.c.id).where(_LINKS.c.source_record_id == bindparam("record"))

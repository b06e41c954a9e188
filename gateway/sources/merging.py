"""Two customers become one: links, rows and own values move; the merged one's row goes, and its id keeps resolving.

    merge_customers(work, kept, merged)     what the merge did; `unmerging.py` takes it back

What is needed to undo it exactly lies in `merged_customer.content`.
"""

from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, select, update

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.domain.privacy.shared_past import note_shared_past
from gateway.domain.records.model import MERGE_MENTIONS, MERGED, IdentityLink, SourceRecord
from gateway.events.changes import Changes, change, shown_row
from gateway.events.store import NewEvent
from gateway.sources.customers import Customers, Evidence
from gateway.sources.fates import moving_columns
from gateway.sources.holding import hang_cards
from gateway.sources.own_values import own_of, united
from gateway.sources.remembering import (
    ADDRESSES,
    BELOW_SINGLE,
    CARDS,
    SINGLE,
    SUGGESTIONS,
    Row,
    Rows,
    others_in,
    remember,
    remember_words,
    typed,
)
from gateway.sources.standing import raise_standing
from gateway.sources.tables import LINKS, customer_records, find_rows
from gateway.view import table_of

_RECORDS, _LOYALTY = table_of(SourceRecord), table_of(CustomerLoyalty)


def merge_customers(
    work: Customers, kept_id: str, merged_id: str, evidence: Evidence | None = None, *, is_chosen: bool
) -> dict[str, int]:
    """Makes two customers one, and tells how many rows of which table moved.

    `evidence` is why they were held to be one; the links that come along say so from then on. `is_chosen`: somebody
    chose which of them is kept.
    """
    work.flush()
    transaction = work.transaction
    kept, merged = transaction.get(Customer, kept_id), transaction.get(Customer, merged_id)
    if kept is None or merged is None or kept["environment"] != merged["environment"]:
        raise LookupError(f"{kept_id} and {merged_id} are no two customers of one environment.")
    note_shared_past(transaction, kept_id, merged_id)
    before = remember(transaction, kept_id, merged_id)
    own = {"kept": own_of(work, kept), "merged": own_of(work, merged, beside=kept)}
    own["united"] = united(own["kept"], own["merged"], is_chosen=is_chosen)
    content: dict[str, Any] = {
        "before": before,
        "own": own,
        "words": {"before": remember_words(transaction, kept_id, merged_id)},
        "records": record_versions(work, kept_id, merged_id),
    }
    _demote(work, before, kept_id, merged_id)
    _merge_single_rows(work, kept_id, merged_id)
    content["moved"] = _move(work, merged_id, kept_id)
    transaction.run("records follow", _records_follow, {"old": merged_id, "new": kept_id})
    _explain(work, before, merged_id, evidence)
    _keep_rejections(work, before, kept_id, merged_id)
    work.claims.release(merged["environment"], merged["email_claim"])
    transaction.delete(Customer, merged_id)
    written = {"own_values": own["united"] or None, "version": kept["version"]} | _password(kept, merged)
    transaction.update(Customer, kept_id, written)
    counts = {name: len(ids) for name, ids in content["moved"].items() if ids}
    shown = _arrived(work, before, merged_id) | _signs_in(kept, written)
    told = work.bring_up(
        kept_id, event="merge", done="merged", shown=shown, payload={"merged": merged_id, "moved": counts}
    )
    work.flush()
    # Of a customer whose only record tells nothing of it, what both bought was not counted.
    raise_standing(work, {kept_id})
    # The event is written with the batch: what becomes of the points is told with the rest.
    told |= hang_cards(transaction, [kept_id], work.at).get(kept_id, {})
    content["claims"] = work.claims.pass_on()
    content["after"] = remember(transaction, kept_id)
    content["words"]["after"] = remember_words(transaction, kept_id)[kept_id]
    _insert_alias(work, kept, merged, content)
    kind, payload = "customer.merged", {"into": kept_id}
    note = NewEvent(kind, "merge", "customer", merged_id, merged_id, merged["version"], {}, payload)
    work.record_event(merged["environment"], note)
    return counts


def record_versions(work: Customers, *customer_ids: str) -> dict[str, int]:
    """The records that say what these customers are, as they are now."""
    found = (row for key in customer_ids for row in customer_records(work.transaction, key))
    return {row["id"]: row["version"] for row in found}


# ── Who signs in


def _password(kept: Row, merged: Row) -> dict[str, Any]:
    """Who could sign in still can: the kept customer's password counts, or else the other's."""
    mine, theirs = kept["password_hash"], merged["password_hash"]
    has_none = mine is None or mine.startswith("!")
    return {"password_hash": theirs} if has_none and theirs and not theirs.startswith("!") else {}


def _signs_in(kept: Row, written: Row) -> Changes:
    if "password_hash" not in written:
        return {}
    return {"hasPassword": change(kept["password_hash"] is not None, True)}


# ── Rows


def _demote(work: Customers, before: Rows, kept_id: str, merged_id: str) -> None:
    """Two primary addresses cannot be: the kept customer's stays."""
    primary = {
        row["customer_id"]: key for key, row in before["customer_address"].items() if row["is_primary"]
    }
    if kept_id in primary and merged_id in primary:
        work.transaction.run("demote address", _demoted, {"key": primary[merged_id]})
    for key, row in before["customer_address"].items():
        if row["customer_id"] == merged_id:
            work.transaction.run("give address", lambda: _give(ADDRESSES), {"key": key, "new": kept_id})


def _arrived(work: Customers, before: Rows, merged_id: str) -> Changes:
    """What the kept customer's history says of the addresses that came."""
    shown: Changes = {}
    for key, row in before["customer_address"].items():
        now = work.transaction.get(CustomerAddress, key) if row["customer_id"] == merged_id else None
        if now is not None:
            shown[f"addresses.{key}"] = change(None, shown_row(CustomerAddress, now))
    return shown


def _merge_single_rows(work: Customers, kept_id: str, merged_id: str) -> None:
    """Moves what the kept customer has none of; else its own counts, and the other goes."""
    transaction = work.transaction
    both = {"old": merged_id, "new": kept_id}
    for table in SINGLE:
        mine = find_rows(transaction, table, {"customer_id": kept_id})
        theirs = find_rows(transaction, table, {"customer_id": merged_id})
        if theirs and not mine:
            transaction.run(f"move {table.name}", lambda: _moved(table.c.customer_id), both)  # noqa: B023 (called at once)
        elif theirs:
            if table is _LOYALTY:
                values = {"old": theirs[0]["id"], "new": mine[0]["id"]}
                transaction.run("hang cards elsewhere", _hang_cards, values)
            transaction.run(f"delete {table.name}", lambda: _deleted(table), {"key": theirs[0]["id"]})  # noqa: B023 (called at once)
    for table in (*BELOW_SINGLE, CARDS):
        transaction.run(f"move {table.name}", lambda: _moved(table.c.customer_id), both)  # noqa: B023 (called at once)


def _move(work: Customers, old: str, new: str) -> dict[str, list[str]]:
    """What follows by its id, and the links, whose ids tell how many systems come along."""
    moved = {}
    for column in (*moving_columns(), LINKS.c.customer_id):
        name = f"{column.table.name}.{column.key}"
        found = work.transaction.run(f"move {name}", lambda: _moved(column), {"old": old, "new": new})  # noqa: B023 (called at once)
        moved[name] = sorted(key for (key,) in found)
    return moved


def _explain(work: Customers, before: Rows, merged_id: str, evidence: Evidence | None) -> None:
    """Somebody decided: from now on that is why the links that came are the kept customer's."""
    if evidence is None:
        return
    for key, row in before["identity_link"].items():
        if row["customer_id"] == merged_id:
            values = dict(evidence.values or {}) | {"merged": merged_id, "before": row["rule"]}
            work.transaction.update(
                IdentityLink,
                key,
                {
                    "rule": evidence.rule.value,
                    "evidence": values,
                    "score": evidence.score,
                    "linked_at": work.at,
                    "linked_by": dict(work.who),
                    "version": row["version"] + 1,
                    "updated_at": work.at,
                },
            )


def _keep_rejections(work: Customers, before: Rows, kept_id: str, merged_id: str) -> None:
    """Whom the merged customer is not, the kept one is not either."""
    pairs = {(row["customer_id"], row["candidate_id"]) for row in before["identity_suggestion"].values()}
    for row in before["identity_suggestion"].values():
        ends = tuple(
            kept_id if row[name] == merged_id else row[name] for name in ("customer_id", "candidate_id")
        )
        is_known = row["status"] != "REJECTED" or merged_id not in (row["customer_id"], row["candidate_id"])
        if not is_known and ends not in pairs and kept_id not in (row["customer_id"], row["candidate_id"]):
            values = {**typed(SUGGESTIONS, row), "customer_id": ends[0], "candidate_id": ends[1]}
            work.insert(IdentitySuggestion, values["environment"], values)
    work.flush()


def _insert_alias(work: Customers, kept: Row, merged: Row, content: dict[str, Any]) -> None:
    """Remembers all of it, and of whom it tells, so that they can be forgotten there."""
    work.transaction.insert(
        MERGED,
        {
            "id": merged["id"],
            "environment": kept["environment"],
            "customer_id": kept["id"],
            "into_id": kept["id"],
            "version": 1,
            "updated_at": work.at,
            "merged_at": work.at,
            "content": content,
        },
    )
    others = sorted(others_in(content["before"], content["after"]))
    mentions = [{"customer_id": other, "merged_id": merged["id"]} for other in others]
    work.transaction.insert_many(MERGE_MENTIONS, mentions)


# ── Statements


def _key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _moved(column: Column[Any]) -> Any:
    statement = update(column.table).where(column == bindparam("old"))
    return statement.values({column.key: bindparam("new")}).returning(_key_of(column.table))


def _give(table: Table) -> Any:
    is_row = table.c.id == bindparam("key")
    return update(table).where(is_row).values(customer_id=bindparam("new")).returning(table.c.id)


def _hang_cards() -> Any:
    hung = CARDS.c.loyalty_id == bindparam("old")
    return update(CARDS).where(hung).values(loyalty_id=bindparam("new")).returning(CARDS.c.id)


def _records_follow() -> Any:
    """A customer is what its records became."""
    made = _RECORDS.c.resource_id == bindparam("old")
    return update(_RECORDS).where(made).values(resource_id=bindparam("new")).returning(_RECORDS.c.id)


def _demoted() -> Any:
    is_row = ADDRESSES.c.id == bindparam("key")
    return update(ADDRESSES).where(is_row).values(is_primary=False).returning(ADDRESSES.c.id)


def _deleted(table: Table) -> Any:
    return delete(table).where(table.c.id == bindparam("key")).returning(table.c.id)


def alias_of(work: Customers, customer_id: str) -> Row | None:
    """What is remembered of a customer that was merged."""
    rows = work.transaction.fetch(select(MERGED).where(MERGED.c.id == customer_id))
    return rows[0] if rows else None

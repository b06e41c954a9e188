"""Prepared records → rows, source records, links and events, in one transaction.

New rows are collected and written together, table by table; rows that are there are changed one by one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.leaving import is_leaving
from gateway.domain.records.model import IdentityRule
from gateway.sources.claims import Claims
from gateway.sources.customers import Customers, Evidence
from gateway.sources.known_customers import person_of
from gateway.sources.links import Links, Match
from gateway.sources.merging import merge_customers
from gateway.sources.outcome import Outcome
from gateway.sources.prepared import Prepared
from gateway.sources.rereading import taking_over
from gateway.sources.settling import settle
from gateway.sources.source import Source
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.sources.tables import read_record

_FIRST = Evidence(IdentityRule.FIRST)
_SENT_TOGETHER = 250
"""Records whose new rows a database that works by itself gets at once, while the next ones are read."""
_TURN = 3
"""Records after which it is looked whether such a database waits for more."""


def write_batch(
    transaction: Transaction,
    source: Source,
    records: Sequence[Prepared],
    at: datetime,
    policy: Policy = DEFAULT,
) -> list[Outcome]:
    """Writes records, no two of which have the same key; tells what became of each.

    Raises:
        ConstraintViolated: the database refused a row.
        Refused: a record may not be written.
    """
    # Two imports at once must see each other's customers, or one person would become two.
    transaction.lock("import")
    batch = _Batch(transaction, source, at, {"import": source.word}, policy=policy)
    batch.begin(records)
    outcomes = []
    for place, record in enumerate(records, 1):
        outcomes.append(batch.write(record))
        if place % _SENT_TOGETHER == 0:
            batch.flush()
            transaction.send_ahead()
        elif place % _TURN == 0:
            transaction.give_way()
    settle(batch, records)
    batch.finish()
    return outcomes


class _Batch(Customers):
    """Records as they come: customers, and what belongs to them."""

    def begin(self, records: Sequence[Prepared]) -> None:
        """Finds what is here of all that came."""
        self.look_up(records)
        fresh = [record for record in records if self._is_new_customer(record)]
        self.claims = Claims(
            self.transaction,
            [(one.key[0], person_of(one).email_normalized) for one in records if self._is_customer(one)],
        )
        self.links = Links(self.transaction, self.source)
        self.links.known.look_up(fresh)

    def write(self, record: Prepared) -> Outcome:
        if not self._is_customer(record):
            return self.write_companion(record)
        if record.key in self.erased:
            return Outcome.SKIPPED
        self.labels.complete(self, record)
        known = self.known.get(record.key)
        if known is None or known.customer_id is None:
            return Outcome.OUTDATED if self.is_removed(record) else self._place_customer(record)
        if all(self.is_unchanged(each) for each in record.all()):
            return Outcome.UNCHANGED
        if self.is_outdated(record):
            self.take_news(record)
            return Outcome.OUTDATED
        record = self._with_former(record, known.id)
        self.keep(record, known.customer_id, known.customer_id, record.key[3])
        self.bring_up(known.customer_id, record)
        return Outcome.UPDATED

    def _with_former(self, record: Prepared, record_id: str) -> Prepared:
        """A record with what it said before and its newer document does not mention."""
        self.flush()
        stored = read_record(self.transaction, record_id)
        if stored is not None:
            record = taking_over(self.transaction, self.source, record, stored)
            if record.retained:
                self.look_up([record])
        return record

    def _place_customer(self, record: Prepared) -> Outcome:
        """A record that is new: of somebody who is known, or of a customer that is made from it."""
        match = self.links.match(record)
        customer_id = self.create(record, _FIRST) if match is None else self._link(record, match)
        self.links.known.learn(record, customer_id, person_of(record))
        return Outcome.CREATED if match is None else Outcome.LINKED

    def _link(self, record: Prepared, match: Match) -> str:
        self.flush()
        customer_id, reason = match.customer_id, match
        for other in match.others:
            if self.links.are_apart(customer_id, other.customer_id):
                continue
            rows = [self.transaction.get(Customer, each) for each in (customer_id, other.customer_id)]
            pair = [row for row in rows if row and not is_leaving(self.transaction, row)]
            if len(pair) == 2:
                reason = self._merge(record, pair, reason, other)
                customer_id = reason.customer_id
        found = self.keep(record, customer_id, customer_id, record.key[3])
        self.link(found.id, record, customer_id, Evidence(match.rule, match.evidence, match.score))
        self.flush()
        # Who was left without a record may show what a former one told.
        self.bring_up(customer_id, record, is_whole=True)
        return customer_id

    def _merge(self, record: Prepared, pair: list[dict[str, Any]], one: Match, other: Match) -> Match:
        """A record says that two customers are one: the older stays, and the other's links tell why they moved.

        Returns what the record says of the one that stays.
        """
        kept, merged = sorted(pair, key=lambda row: (row["created_at"], row["id"]))
        stays, why = (other, one) if merged["id"] == pair[0]["id"] else (one, other)
        said_by = f"{self.system}/{record.key[2]}/{record.key[3]}"
        evidence = Evidence(why.rule, {**why.evidence, "record": said_by}, why.score)
        merge_customers(self, kept["id"], merged["id"], evidence, is_chosen=False)
        self.links.known.follow(merged["id"], kept["id"])
        for found in self.known.values():
            if found.customer_id == merged["id"]:
                found.customer_id = kept["id"]
            if found.resource_id == merged["id"]:
                found.resource_id = kept["id"]
        return replace(stays, customer_id=kept["id"])

    def _is_customer(self, record: Prepared) -> bool:
        return record.kind is self.source.customer

    def _is_new_customer(self, record: Prepared) -> bool:
        known = self.known.get(record.key)
        return self._is_customer(record) and (known is None or known.customer_id is None)

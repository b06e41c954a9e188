"""Rows and source records as a batch writes them: new ones together, table by table; others one by one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gateway.database import Transaction
from gateway.domain.customers.model import (
    Attachment,
    Channel,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    Referral,
)
from gateway.domain.privacy.tombstone import tombstone_of
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.events.changes import Changes, changes_of
from gateway.identifier import new_id
from gateway.sources.prepared import Key, Prepared
from gateway.sources.source import Source
from gateway.sources.tables import TERMS, FoundRecord, blank, filled, find_records

_IN_ORDER: tuple[type[Entity], ...] = (
    Channel,
    CustomerGroup,
    Customer,
    CustomerAddress,
    CustomerTag,
    CustomerSubscription,
    CustomerPaymentSource,
    SkuList,
    SkuListItem,
    Attachment,
    CustomerSummary,
    CustomerLoyalty,
    LoyaltyCampaignStanding,
    CustomerReferrals,
    Referral,
    SourceRecord,
)
"""Tables in the order in which new rows find what they point to."""


class Writer:
    """What is known of the source records of a batch, and the rows that wait to be written."""

    def __init__(self, transaction: Transaction, source: Source, at: datetime) -> None:
        self.transaction = transaction
        self.source = source
        self.at = at
        self.known: dict[Key, FoundRecord] = {}
        self.erased: set[Key] = set()
        """Records of customers that were anonymized: they are left alone."""
        self.inserts: dict[type[Entity], list[dict[str, Any]]] = {}
        self.terms: list[dict[str, Any]] = []

    def look_up(self, records: Iterable[Prepared]) -> None:
        """Finds the source records of all that came, with one statement per kind."""
        groups: dict[tuple[str, str, str], set[str]] = {}
        for record in records:
            for each in record.all():
                environment, connection, kind, external_id = each.key
                groups.setdefault((environment, connection, kind), set()).add(external_id)
        for (environment, connection, kind), ids in groups.items():
            system = self.source.system.value
            erased = {tombstone_of(environment, system, connection, kind, each): each for each in ids}
            looked_up = sorted({*ids, *erased})
            for found in find_records(self.transaction, environment, system, connection, kind, looked_up):
                if found.external_id in erased:
                    self.erased.add((environment, connection, kind, erased[found.external_id]))
                else:
                    self.known[environment, connection, kind, found.external_id] = found

    def flush(self) -> None:
        for entity in _IN_ORDER:
            self.transaction.insert_many(entity, self.inserts.pop(entity, ()))
        self.transaction.insert_many(TERMS, self.terms)
        self.terms = []

    def is_unchanged(self, record: Prepared) -> bool:
        known = self.known.get(record.key)
        return known is not None and (record.is_stub or known.content_hash == record.content_hash)

    def insert(self, entity: type[Entity], environment: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row that will be written with the batch."""
        row = {
            **blank(entity),
            **filled(entity, values),
            "id": new_id(entity.__prefix__),
            "environment": environment,
            "version": 1,
        }
        self.inserts.setdefault(entity, []).append(row)
        return row

    def times(self, values: Mapping[str, Any]) -> dict[str, Any]:
        created_at = values.get("created_at") or self.at
        return {**values, "created_at": created_at, "updated_at": values.get("updated_at") or created_at}

    def change_row(self, entity: type[Entity], row_id: str, values: Mapping[str, Any]) -> None:
        row = self.transaction.get(entity, row_id)
        if row is not None:
            self.change_found(entity, row, values)

    def change_found(
        self, entity: type[Entity], row: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Changes:
        """Sets the columns that differ, and says which they were."""
        differing = {name: value for name, value in filled(entity, values).items() if row[name] != value}
        if not differing:
            return {}
        written = {"updated_at": max(row["updated_at"], self.at), **differing, "version": row["version"] + 1}
        self.transaction.update(entity, row["id"], written)
        return changes_of(entity, row, differing)

    def keep(self, record: Prepared, resource_id: str | None, customer_id: str | None) -> None:
        """The source record, as it was sent."""
        known = self.known.get(record.key)
        if known is not None and record.is_stub:
            return
        environment, connection, kind, external_id = record.key
        values = {
            "payload": record.raw,
            "content_hash": record.content_hash,
            "received_at": self.at,
            "source_updated_at": record.changed_at,
            "resource_id": resource_id,
            "customer_id": customer_id,
        }
        if known is None:
            row = self.insert(
                SourceRecord,
                environment,
                {
                    **values,
                    "system": self.source.system.value,
                    "connection": connection,
                    "kind": kind,
                    "external_id": external_id,
                    "created_at": self.at,
                    "updated_at": self.at,
                },
            )
            self.known[record.key] = FoundRecord(
                row["id"], external_id, record.content_hash, record.changed_at, resource_id, customer_id, 1
            )
            return
        self.flush()
        known.version += 1
        known.content_hash, known.source_updated_at = record.content_hash, record.changed_at
        known.resource_id, known.customer_id = resource_id, customer_id
        self.transaction.update(
            SourceRecord, known.id, {**values, "version": known.version, "updated_at": self.at}
        )

"""A customer's rows as all records about it, and what was written here, make them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.domain.customers.model import Channel, Customer, CustomerGroup, CustomerStatus
from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.domain.new_rows import filled
from gateway.domain.records.model import IdentityLink, IdentityRule
from gateway.entity import Entity
from gateway.events.changes import Changes, came, change, changes_of
from gateway.sources.addresses import write_addresses
from gateway.sources.claims import Claims
from gateway.sources.companions import Companions
from gateway.sources.conflicts import write_conflicts
from gateway.sources.customer_events import note
from gateway.sources.derive import Contribution, Derived, derive, derive_one
from gateway.sources.known_contacts import write_known_contacts
from gateway.sources.parts import Owner, with_values, write_list, write_part
from gateway.sources.prepared import Prepared, key_of
from gateway.sources.reading import Reading
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.rereading import contribution_of
from gateway.sources.safeguards import keep_own_request, keep_real_password, would_bring_back
from gateway.sources.search_terms import SEARCHED, find_by
from gateway.sources.shared_rows import references
from gateway.sources.standing import raise_fresh, raise_points, raise_standing, standing_of
from gateway.sources.survivorship import Policy
from gateway.sources.tables import count_bought, customer_records, delete_terms
from gateway.sources.targets import PRIMARY_ADDRESS, TAGS

_FORGETTABLE = tuple(
    column
    for column in FIELD_OF_COLUMN
    if column not in ("created_at", "updated_at", "password_hash", "status", "total_orders_count")
    and not column.startswith("anonymization_")
)
"""Columns that are empty again when nobody speaks of them any more."""
POINTING: Mapping[str, type[Entity]] = {"customer_group_id": CustomerGroup, "channel_id": Channel}
"""Columns of a customer that name what others name too."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a record is about a customer."""

    rule: IdentityRule
    values: Mapping[str, Any] | None = None
    score: int = 100


class Customers(Companions):
    """Writes customers."""

    def __init__(self, *given: Any, policy: Policy) -> None:
        super().__init__(*given)
        self.policy = policy
        self.claims = Claims(self.transaction, ())
        self.fresh: dict[str, tuple[dict[str, Any], Changes]] = {}
        """Customers whose rows wait to be written, and what their first events will say."""

    def flush(self) -> None:
        raise_fresh(self, self.fresh, self.touched)
        super().flush()

    def finish(self) -> None:
        """Writes what was collected, and the events."""
        self.flush()
        self.labels.tell(self, self.bring_up)
        self.leaving.tell(self, self.bring_up)
        raise_standing(self, self.touched)
        raise_points(self, self.holders)
        self.flush()
        self._compare_contradicted()
        self.claims.pass_on()
        self.append_events()

    # ── New ones

    def create(self, record: Prepared, evidence: Evidence, customer_id: str | None = None) -> str:
        """A customer made from one record; its id."""
        environment = record.key[0]
        contribution = Contribution(
            "", self.system, record.key[1], record.key[3], record.changed_at, _read(record)
        )
        derived = derive_one(contribution)
        values = derived.values | references(self, record)
        created_at = values.get("created_at") or values.get("updated_at") or self.at
        values |= {"created_at": created_at, "updated_at": values.get("updated_at") or created_at}
        values["email_claim"] = self.claims.take(environment, values.get("email_normalized"))
        values |= standing_of(values, 0)
        row = self.insert(Customer, environment, values, customer_id)
        told: Changes = {}
        # What comes along may have to be written at once; then the first orders count like any later ones.
        self.fresh[row["id"]] = row, told
        owner = Owner(row["id"], row["id"], environment, record.key[3])
        changes: Changes = {}
        found = self.keep(record, row["id"], row["id"], record.key[3])
        self.link(found.id, record, row["id"], evidence)
        for target, part in _read(record).rows.items():
            of_record = {"source_record_id": found.id} if target is PRIMARY_ADDRESS else {}
            write_part(self, owner, target, with_values(part, of_record), changes, is_new=True)
        for target, items in _read(record).lists.items():
            write_list(self, owner, target, items, changes, is_new=True)
        self.write_children(record, owner, changes, is_new=True)
        find_by(self, row)
        told |= came(Customer, row)
        if row["password_hash"]:
            told["hasPassword"] = change(False, True)
        told |= changes
        note(self, "create", "created", row["id"], 1, told, environment)
        return str(row["id"])

    def link(self, record_id: str, record: Prepared, customer_id: str, evidence: Evidence) -> None:
        environment, connection, _, external_id = record.key
        self.insert(
            IdentityLink,
            environment,
            {
                "created_at": self.at,
                "updated_at": self.at,
                "system": self.system,
                "connection": connection,
                "external_id": external_id,
                "rule": evidence.rule.value,
                "evidence": dict(evidence.values) if evidence.values else None,
                "score": evidence.score,
                "linked_at": self.at,
                "linked_by": dict(self.who),
                "source_record_id": record_id,
                "customer_id": customer_id,
            },
        )

    # ── Those that are here

    def bring_up(
        self,
        customer_id: str,
        record: Prepared | None = None,
        *,
        event: str = "update",
        done: str = "updated",
        shown: Changes | None = None,
        payload: Mapping[str, Any] | None = None,
        is_whole: bool = False,
    ) -> Changes:
        """Makes a customer what its records make it; `record` is the one that came, if one did.

        `is_whole`: a record may have left, and what only that one told goes.
        """
        self.flush()
        row = self.transaction.get(Customer, customer_id)
        if row is None:
            raise LookupError(f"There is no customer {customer_id}.")
        if record is not None and would_bring_back(row, _read(record).values):
            reason = "The customer was anonymized; the record would bring back what was erased."
            raise Refused(RefusalCode.ANONYMIZED, reason)
        environment = row["environment"]
        stored = customer_records(self.transaction, customer_id)
        contributions = [self._contribution(each, record) for each in stored]
        own = self._own_of(row)
        is_single = len(contributions) == 1 and not own and not is_whole
        derived = derive_one(contributions[0]) if is_single else derive(contributions, own, self.policy)
        external_id = record.key[3] if record else None
        owner = Owner(customer_id, customer_id, environment, external_id)
        changes: Changes = dict(shown or {})
        # Who was made here, and is known to no system, has bought nothing; that is no system's to forget.
        bought = 0 if not contributions and row["total_orders_count"] == 0 else None
        # Of several, each says still what it said before. What a database of before has of an only one stays.
        is_cleared = is_whole or len(contributions) != 1
        changes |= self._change_row(row, derived, bought, is_cleared=is_cleared, is_single=is_single)
        for target, (one, part) in derived.parts.items():
            if record is None or one.external_id == external_id or not is_single:
                write_part(self, owner, target, part, changes, is_new=False)
                if target.entity is CustomerLoyalty:
                    self.holders.add(customer_id)
        if derived.tags is not None:
            tags = [{"name": name, "position": place} for place, name in enumerate(derived.tags)]
            write_list(self, owner, TAGS, tags, changes, is_new=False)
        if record is not None:
            self.write_children(record, owner, changes)
        # A record may have taken away the one that was chosen.
        is_own = write_addresses(self, owner, derived, own, changes, is_single=is_single, is_whole=is_whole)
        if not is_single:
            write_known_contacts(self.transaction, environment, customer_id, contributions, derived)
        if not is_single or record is None or is_own:
            write_conflicts(self.transaction, row, derived)
        if not changes and payload is None:
            return {}
        return self._raise_version(row, derived, changes, event, done, payload)

    def _own_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What was written here. What points to a row that is gone was chosen all the same, and is nobody."""
        own: dict[str, Any] = dict(row["own_values"] or {})
        for column, entity in POINTING.items():
            written = own.get(column)
            if written and written["value"] and self.transaction.get(entity, written["value"]) is None:
                own[column] = {**written, "value": None}
        return own

    def _compare_contradicted(self) -> None:
        """Addresses whose records came without their customers may agree now with what was written here, or not."""
        for customer_id in sorted(self.contradicted):
            self.compare_again(customer_id)
        self.contradicted.clear()

    def compare_again(self, customer_id: str) -> None:
        """Holds what was written here against the records as they are now."""
        row = self.transaction.get(Customer, customer_id)
        if row is not None:
            self.refresh_conflicts(row, customer_records(self.transaction, customer_id))

    def refresh_conflicts(self, row: Mapping[str, Any], stored: Sequence[Mapping[str, Any]]) -> None:
        """The same, from the records as they are stored, where nothing else of the customer changes."""
        contributions = [contribution_of(self.transaction, each) for each in stored]
        # Groups and channels contradict nobody: whether those that were written here are still there is not asked.
        write_conflicts(self.transaction, row, derive(contributions, row["own_values"] or {}, self.policy))

    def _contribution(self, stored: Mapping[str, Any], record: Prepared | None) -> Contribution:
        system = self.system
        if record is not None and stored["system"] == system and _is_of(stored, record):
            reading = _read(record)
            reading.values |= references(self, record)
            return Contribution(
                stored["id"], system, record.key[1], record.key[3], record.changed_at, reading
            )
        return contribution_of(self.transaction, stored)

    def _change_row(
        self, row: dict[str, Any], derived: Derived, bought: int | None, *, is_cleared: bool, is_single: bool
    ) -> Changes:
        """What differs of the customer's own columns. `is_cleared`: what nobody speaks of any more goes."""
        values = dict(derived.values)
        if is_cleared:
            values = {**dict.fromkeys(_FORGETTABLE), **values}
        if values.get("created_at", "") is None:
            del values["created_at"]
        values.pop("updated_at", None)
        values = filled(Customer, values)
        keep_real_password(row, values)
        keep_own_request(row, values)
        if {"status", "total_orders_count"} & values.keys() or not is_single:
            known = {
                "status": values.get("status", CustomerStatus.PROSPECT.value),
                "total_orders_count": values.get("total_orders_count", bought),
            }
            values |= standing_of(known, count_bought(self.transaction, [row["id"]]).get(row["id"], 0))
        values = {name: value for name, value in values.items() if row[name] != value}
        at = derived.changed_at if values else derived.told_at
        # Something may have been changed here since.
        if at and at > row["updated_at"]:
            values["updated_at"] = at
        if "email_normalized" in values:
            self.claims.release(row["environment"], row["email_claim"])
            values["email_claim"] = self.claims.take(row["environment"], values["email_normalized"])
        changes = changes_of(Customer, row, values)
        if "password_hash" in values:
            changes["hasPassword"] = change(
                row["password_hash"] is not None, values["password_hash"] is not None
            )
        self._pending = values
        return changes

    _pending: dict[str, Any]
    """The columns that the row will get."""

    def _raise_version(
        self,
        row: dict[str, Any],
        derived: Derived,
        changes: Changes,
        event: str,
        done: str,
        payload: Mapping[str, Any] | None,
    ) -> Changes:
        values = self._pending
        # They may name a group that came along.
        self.flush()
        if derived.values.get("updated_at") is None:
            values["updated_at"] = self.at
            changes |= changes_of(Customer, row, {"updated_at": self.at})
        version = row["version"] + 1
        self.transaction.update(Customer, row["id"], values | {"version": version})
        if SEARCHED & values.keys():
            delete_terms(self.transaction, row["id"])
            find_by(self, row | values)
        note(self, event, done, row["id"], version, changes, row["environment"], payload)
        return changes


def _read(record: Prepared) -> Reading:
    if record.reading is None:
        raise LookupError(f"{record.kind.kind} is only kept.")
    return record.reading


def _is_of(stored: Mapping[str, Any], record: Prepared) -> bool:
    return key_of(stored) == record.key

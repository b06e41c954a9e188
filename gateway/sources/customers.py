"""A customer's rows as all records about it, and what was written here, make them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.domain.customers.model import (
    AnonymizationStatus,
    Channel,
    Customer,
    CustomerGroup,
    CustomerStatus,
)
from gateway.domain.customers.search import search_terms
from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.domain.new_rows import filled
from gateway.domain.orders.model import Order
from gateway.domain.orders.operations.standing import has_reached, standing_after
from gateway.domain.records.model import IdentityLink, IdentityRule
from gateway.domain.rows import ANONYMIZED
from gateway.entity import Entity
from gateway.events.changes import Changes, came, change, changes_of
from gateway.events.store import NewEvent
from gateway.sources.addresses import write_addresses
from gateway.sources.claims import Claims
from gateway.sources.companions import Companions
from gateway.sources.conflicts import write_conflicts
from gateway.sources.derive import Contribution, Derived, derive, derive_one
from gateway.sources.holding import hang_cards
from gateway.sources.known_contacts import write_known_contacts
from gateway.sources.parts import Owner, with_values, write_list, write_part
from gateway.sources.prepared import Prepared
from gateway.sources.reading import Reading
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.rereading import contribution_of
from gateway.sources.survivorship import Policy
from gateway.sources.tables import count_bought, customer_records, delete_terms
from gateway.sources.targets import PRIMARY_ADDRESS, TAGS

_SEARCHED = frozenset({"first_name", "last_name", "name", "email", "phone", "phone_normalized", "company"})
_UNUSABLE = "!"
"""Begins what stands for a password that is known elsewhere; a real hash never does."""
_FORGETTABLE = tuple(
    column
    for column in FIELD_OF_COLUMN
    if column not in ("created_at", "updated_at", "password_hash", "status", "total_orders_count")
    and not column.startswith("anonymization_")
)
"""Columns that are empty again when nobody speaks of them any more."""
_POINTING: Mapping[str, type[Entity]] = {"customer_group_id": CustomerGroup, "channel_id": Channel}


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
        self._raise_fresh()
        super().flush()

    def finish(self) -> None:
        """Writes what was collected, and the events."""
        self.flush()
        self.raise_standing()
        hang_cards(self.transaction, sorted(self.holders), self.at)
        self.flush()
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
        values = derived.values | self.references(record)
        created_at = values.get("created_at") or values.get("updated_at") or self.at
        values |= {"created_at": created_at, "updated_at": values.get("updated_at") or created_at}
        values["email_claim"] = self.claims.take(environment, values.get("email_normalized"))
        values |= self._standing(values, 0)
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
        self._find_by(row)
        told |= came(Customer, row)
        if row["password_hash"]:
            told["hasPassword"] = change(False, True)
        told |= changes
        self._note("create", "created", row["id"], 1, told, environment)
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
        if record is not None and _would_bring_back(row, record):
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
        changes |= self._change_row(row, derived, bought, is_whole=is_whole or not is_single)
        is_own = write_addresses(self, owner, derived, own, changes, is_single=is_single, is_whole=is_whole)
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
        if not is_single:
            write_known_contacts(self.transaction, environment, customer_id, contributions, derived)
        if not is_single or record is None or is_own:
            write_conflicts(self.transaction, row, derived)
        if not changes and payload is None:
            return {}
        return self._raise_version(row, derived, changes, event, done, payload)

    def _own_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What was written here, without what points to rows that are gone."""
        own: dict[str, Any] = dict(row["own_values"] or {})
        for column, entity in _POINTING.items():
            written = own.get(column)
            if written and written["value"] and self.transaction.get(entity, written["value"]) is None:
                del own[column]
        return own

    def refresh_conflicts(self, row: Mapping[str, Any], stored: Sequence[Mapping[str, Any]]) -> None:
        """The same, from the records as they are stored, where nothing else of the customer changes."""
        contributions = [contribution_of(self.transaction, each) for each in stored]
        # Groups and channels contradict nobody: whether those that were written here are still there is not asked.
        write_conflicts(self.transaction, row, derive(contributions, row["own_values"] or {}, self.policy))

    def _contribution(self, stored: Mapping[str, Any], record: Prepared | None) -> Contribution:
        system = self.system
        if record is not None and stored["system"] == system and _is_of(stored, record):
            reading = _read(record)
            reading.values |= self.references(record)
            return Contribution(
                stored["id"], system, record.key[1], record.key[3], record.changed_at, reading
            )
        return contribution_of(self.transaction, stored)

    def _change_row(
        self, row: dict[str, Any], derived: Derived, bought: int | None, *, is_whole: bool
    ) -> Changes:
        """What differs of the customer's own columns. `is_whole`: what nobody speaks of any more is cleared."""
        values = dict(derived.values)
        if is_whole:
            values = {**dict.fromkeys(_FORGETTABLE), **values}
        for name in ("created_at", "updated_at"):
            if values.get(name, "") is None:
                del values[name]
        if values.get("updated_at") and values["updated_at"] < row["updated_at"]:
            # Something was changed here since.
            del values["updated_at"]
        values = filled(Customer, values)
        _keep_real_password(row, values)
        _keep_own_request(row, values)
        if {"status", "total_orders_count"} & values.keys() or is_whole:
            known = {
                "status": values.get("status", CustomerStatus.PROSPECT.value),
                "total_orders_count": values.get("total_orders_count", bought),
            }
            values |= self._standing(known, count_bought(self.transaction, [row["id"]]).get(row["id"], 0))
        values = {name: value for name, value in values.items() if row[name] != value}
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
        if derived.values.get("updated_at") is None:
            values["updated_at"] = self.at
            changes |= changes_of(Customer, row, {"updated_at": self.at})
        version = row["version"] + 1
        self.transaction.update(Customer, row["id"], values | {"version": version})
        if _SEARCHED & values.keys():
            delete_terms(self.transaction, row["id"])
            self._find_by(row | values)
        self._note(event, done, row["id"], version, changes, row["environment"], payload)
        return changes

    # ── How far it has come

    def _raise_fresh(self) -> None:
        """Customers that are written together with their first orders begin where those bring them."""
        if not self.fresh:
            return
        bought = Counter(order["customer_id"] for order in self.inserts.get(Order, ()) if has_reached(order))
        for customer_id, (row, told) in self.fresh.items():
            new = standing_after(row, bought[customer_id])
            told |= came(Customer, new)
            row |= new
        self.touched -= self.fresh.keys()
        self.fresh.clear()

    def raise_standing(self) -> None:
        """Brings customers whose orders changed up to them."""
        bought = count_bought(self.transaction, sorted(self.touched))
        for customer_id in sorted(self.touched):
            row = self.transaction.get(Customer, customer_id)
            if row is None:
                continue
            new = standing_after(row, bought.get(customer_id, 0))
            values = {name: value for name, value in new.items() if row[name] != value}
            if not values:
                continue
            version = row["version"] + 1
            self.transaction.update(Customer, customer_id, {**values, "version": version})
            changes = changes_of(Customer, row, values)
            event, done = ("update", "updated")
            if "status" in values:
                event = done = values["status"].lower()
            self._note(event, done, customer_id, version, changes, row["environment"])
        self.touched.clear()

    def _standing(self, values: Mapping[str, Any], bought: int) -> dict[str, Any]:
        known = {
            "status": values.get("status") or CustomerStatus.PROSPECT.value,
            "total_orders_count": values.get("total_orders_count"),
        }
        return standing_after(known, bought)

    # ── What is told

    def _note(
        self,
        event: str,
        done: str,
        customer_id: str,
        version: int,
        changes: Changes,
        environment: str,
        payload: Mapping[str, Any] | None = None,
    ) -> None:
        kind = f"customer.{done}"
        self.record_event(
            environment,
            NewEvent(kind, event, "customer", customer_id, customer_id, version, changes, payload),
        )

    def write_terms(self, customer_id: str) -> None:
        """The words by which a customer is found, anew."""
        self.flush()
        row = self.transaction.get(Customer, customer_id)
        if row is not None:
            delete_terms(self.transaction, customer_id)
            self._find_by(row)
            self.flush()

    def _find_by(self, row: Mapping[str, Any]) -> None:
        terms = search_terms(
            names=[row["first_name"], row["last_name"], row["name"]],
            email=row["email"],
            phone=row["phone_normalized"] or row["phone"],
            company=row["company"],
        )
        self.terms += [
            {"environment": row["environment"], "term": term, "customer_id": row["id"]}
            for term in sorted(terms)
        ]


def _read(record: Prepared) -> Reading:
    if record.reading is None:
        raise LookupError(f"{record.kind.kind} is only kept.")
    return record.reading


def _is_of(stored: Mapping[str, Any], record: Prepared) -> bool:
    names = ("environment", "connection", "kind", "external_id")
    return tuple(stored[name] for name in names) == record.key


def _keep_real_password(row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """A mark never takes the place of a hash that was set here, and its absence clears a mark alone."""
    current = row["password_hash"]
    if current is not None and not current.startswith(_UNUSABLE):
        values.pop("password_hash", None)


def _keep_own_request(row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """A source that knows of no anonymization does not withdraw the one that was asked for here."""
    if row["anonymization_status"] is not None and values.get("anonymization_status", "") is None:
        for column in [name for name in values if name.startswith("anonymization_")]:
            del values[column]


def _would_bring_back(row: Mapping[str, Any], record: Prepared) -> bool:
    """Whether the customer was anonymized or is being so, and the record does not know that it was."""
    completed = AnonymizationStatus.COMPLETED
    return (
        row["anonymization_status"] in ANONYMIZED
        and _read(record).values.get("anonymization_status") != completed
    )

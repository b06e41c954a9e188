"""A customer's rows as all records about it, and what was written here, make them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from gateway.columns import Scalar
from gateway.domain.customers.fields import FIELD_OF_COLUMN
from gateway.domain.customers.model import (
    AnonymizationStatus,
    Channel,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerStatus,
)
from gateway.domain.customers.model.conflicts import CONFLICTS
from gateway.domain.customers.search import search_terms
from gateway.domain.loyalty.model import CustomerLoyalty
from gateway.domain.orders.model import Order
from gateway.domain.orders.operations.standing import has_reached, reached, standing_after
from gateway.domain.records.model import KNOWN_CONTACTS, IdentityLink, IdentityRule
from gateway.domain.rows import ANONYMIZED
from gateway.entity import Entity
from gateway.events.changes import Changes, change, changes_of, shown_row
from gateway.events.store import NewEvent
from gateway.planner.dialects import DIALECTS
from gateway.sources.claims import Claims
from gateway.sources.companions import Companions, Owner
from gateway.sources.conflicts import conflicts_of
from gateway.sources.derive import Contribution, Derived, derive, derive_one
from gateway.sources.holding import hang_cards
from gateway.sources.prepared import Prepared
from gateway.sources.reading import Reading
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.rereading import contribution_of
from gateway.sources.survivorship import Policy
from gateway.sources.tables import customer_records, delete_terms, filled, find_rows
from gateway.sources.targets import PRIMARY_ADDRESS, TAGS
from gateway.view import table_of

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
            "", self.source.system.value, record.key[1], record.key[3], record.changed_at, _read(record)
        )
        derived = derive_one(contribution)
        values = derived.values | self.references(record)
        created_at = values.get("created_at") or values.get("updated_at") or self.at
        values |= {"created_at": created_at, "updated_at": values.get("updated_at") or created_at}
        values["email_claim"] = self.claims.take(environment, values.get("email_normalized"))
        values |= self._standing(values, sum(map(_is_bought_order, record.children)))
        row = self.insert(Customer, environment, values, customer_id)
        owner = Owner(row["id"], row["id"], environment, record.key[3])
        changes: Changes = {}
        found = self.keep(record, row["id"], row["id"], record.key[3])
        self.link(found.id, record, row["id"], evidence)
        for target, part in _read(record).rows.items():
            of_record = {"source_record_id": found.id} if target is PRIMARY_ADDRESS else {}
            self.write_part(owner, target, _with(part, of_record), changes, is_new=True)
        for target, items in _read(record).lists.items():
            self.write_list(owner, target, items, changes, is_new=True)
        self.write_children(record, owner, changes)
        self.touched.discard(row["id"])
        self._find_by(row)
        created = {name: change(None, value) for name, value in shown_row(Customer, row).items()}
        if row["password_hash"]:
            created["hasPassword"] = change(False, True)
        self._note("create", "created", row["id"], 1, created | changes, environment)
        return str(row["id"])

    def link(self, record_id: str, record: Prepared, customer_id: str, evidence: Evidence) -> None:
        environment, connection, _, external_id = record.key
        self.insert(
            IdentityLink,
            environment,
            {
                "created_at": self.at,
                "updated_at": self.at,
                "system": self.source.system.value,
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
        self._write_addresses(owner, derived, own, changes, is_single=is_single, is_whole=is_whole)
        for target, (one, part) in derived.parts.items():
            if record is None or one.external_id == external_id or not is_single:
                self.write_part(owner, target, part, changes, is_new=False)
                if target.entity is CustomerLoyalty:
                    self.holders.add(customer_id)
        if derived.tags is not None:
            tags = [{"name": name, "position": place} for place, name in enumerate(derived.tags)]
            self.write_list(owner, TAGS, tags, changes, is_new=False)
        if record is not None:
            self.write_children(record, owner, changes)
        if not is_single:
            self.write_known_contacts(environment, customer_id, contributions, derived)
        if not is_single or record is None:
            self.write_conflicts(row, derived)
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
        self.write_conflicts(row, derive(contributions, self._own_of(row), self.policy))

    def write_conflicts(self, row: Mapping[str, Any], derived: Derived) -> None:
        """In which fields those who speak of the customer contradict each other now."""
        key = {"customer": row["id"]}
        before = {name for (name,) in self.transaction.select("conflicts of a customer", _conflicts, key)}
        after = {each.value for each in conflicts_of(derived.candidates)}
        if before == after:
            return
        self.transaction.run("forget conflicts", _forget_conflicts, key)
        rows = [
            {"environment": row["environment"], "customer_id": row["id"], "field": each}
            for each in sorted(after)
        ]
        self.transaction.insert_many(CONFLICTS, rows)

    def _contribution(self, stored: Mapping[str, Any], record: Prepared | None) -> Contribution:
        system = self.source.system.value
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
            values |= self._standing(known, self._bought([row["id"]]).get(row["id"], 0))
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

    def _write_addresses(
        self,
        owner: Owner,
        derived: Derived,
        own: Mapping[str, Any],
        changes: Changes,
        *,
        is_single: bool,
        is_whole: bool,
    ) -> None:
        """The address that each record holds in itself, and which of all is the primary one."""
        removed = frozenset(own.get("addresses", {}).get("value", {}).get("removed", ()))
        derived.addresses = [pair for pair in derived.addresses if pair[0].record_id not in removed]
        if not derived.addresses and "address" not in own and not is_whole:
            return
        found = find_rows(self.transaction, table_of(CustomerAddress), {"customer_id": owner.customer_id})
        by_record = {row["source_record_id"]: row for row in found if row["source_record_id"]}
        if is_single and len(derived.addresses) == 1:
            ((one, part),) = derived.addresses
            row = by_record.get(one.record_id)
            if row["is_primary"] if row else not any(each["is_primary"] for each in found):
                held = _with(part, {"source_record_id": one.record_id})
                self.write_part(owner, PRIMARY_ADDRESS, held, changes, is_new=row is None)
                return
        primary_id = self._primary_of(derived, own, found, by_record)
        for one, part in derived.addresses:
            self._write_address(owner, one, part, by_record.get(one.record_id), changes)
        self.flush()
        self._appoint(owner, primary_id or self._first_of(owner, derived), changes)

    def _write_address(
        self,
        owner: Owner,
        one: Contribution,
        part: Reading | None,
        row: dict[str, Any] | None,
        changes: Changes,
    ) -> None:
        if part is None or part.is_empty:
            # One that was changed here stays.
            if row is not None and not row["own_columns"]:
                self.transaction.delete(CustomerAddress, row["id"])
                changes[f"addresses.{row['id']}"] = change(shown_row(CustomerAddress, row), None)
            return
        if row is None:
            values = {
                **self.times(part.values),
                "customer_id": owner.customer_id,
                "source_record_id": one.record_id,
                "is_primary": False,
            }
            row = self.insert(CustomerAddress, owner.environment, values)
            changes[f"addresses.{row['id']}"] = change(None, shown_row(CustomerAddress, row))
            return
        inner = self.change_found(CustomerAddress, row, part.values)
        changes |= {f"addresses.{row['id']}.{name}": each for name, each in inner.items()}

    def _primary_of(
        self,
        derived: Derived,
        own: Mapping[str, Any],
        found: Sequence[Mapping[str, Any]],
        by_record: Mapping[str, Mapping[str, Any]],
    ) -> str | None:
        """The address that staff chose, or else the one that counts first; None while that one has no row."""
        chosen = own.get("address", {}).get("value")
        if chosen is not None and any(row["id"] == chosen for row in found):
            return str(chosen)
        first = next((one for one, part in derived.addresses if part is not None and not part.is_empty), None)
        if first is None:
            current = next((row["id"] for row in found if row["is_primary"]), None)
            return current or next((row["id"] for row in found), None)
        row = by_record.get(first.record_id)
        return str(row["id"]) if row is not None else None

    def _first_of(self, owner: Owner, derived: Derived) -> str | None:
        first = next((one for one, part in derived.addresses if part is not None and not part.is_empty), None)
        if first is None:
            return None
        where = {"customer_id": owner.customer_id, "source_record_id": first.record_id}
        rows = find_rows(self.transaction, table_of(CustomerAddress), where)
        return str(rows[0]["id"]) if rows else None

    def _appoint(self, owner: Owner, primary_id: str | None, changes: Changes) -> None:
        """Makes one address primary, and no other: first the others, since at no moment may two be."""
        found = find_rows(self.transaction, table_of(CustomerAddress), {"customer_id": owner.customer_id})
        if not any(row["id"] == primary_id for row in found):
            return
        for row in sorted(found, key=lambda each: each["id"] == primary_id):
            inner = self.change_found(CustomerAddress, row, {"is_primary": row["id"] == primary_id})
            changes |= {f"addresses.{row['id']}.{name}": each for name, each in inner.items()}

    def write_known_contacts(
        self,
        environment: str,
        customer_id: str,
        contributions: Iterable[Contribution],
        derived: Derived,
    ) -> None:
        """Addresses and numbers by which records know the customer, and which it does not show."""
        names = ("email_normalized", "phone_normalized")
        said = {one.reading.values.get(name) for one in contributions for name in names}
        said -= {None, *(derived.values.get(name) for name in names)}
        self.transaction.run("forget contacts", _forget_contacts, {"customer": customer_id})
        rows = [
            {"environment": environment, "contact": each, "customer_id": customer_id}
            for each in sorted(said, key=str)
        ]
        self.transaction.insert_many(KNOWN_CONTACTS, rows)

    # ── How far it has come

    def raise_standing(self) -> None:
        """Brings customers whose orders changed up to them."""
        bought = self._bought(sorted(self.touched))
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

    def _bought(self, customer_ids: Sequence[str]) -> dict[str, int]:
        """How many orders that were bought these customers have here."""
        if not customer_ids:
            return {}
        dialect = DIALECTS[self.transaction.texts.dialect.name]

        def make() -> Any:
            orders = table_of(Order)
            bound = bindparam("customers", type_=dialect.many_type(Scalar.STRING))
            among = dialect.among(orders.c.customer_id, bound, Scalar.STRING)
            return (
                select(orders.c.customer_id, func.count())
                .where(among, reached(orders))
                .group_by(orders.c.customer_id)
            )

        bound = {"customers": dialect.bind_many(Scalar.STRING)(list(customer_ids))}
        rows = self.transaction.select("orders bought by customers", make, bound)
        return {str(key): int(count) for key, count in rows}

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


def _with(part: Reading | None, values: Mapping[str, Any]) -> Reading | None:
    """The part of a record, with columns that say where it is from."""
    if part is None or part.is_empty or not values:
        return part
    return Reading({**part.values, **values}, part.rows, part.lists, part.links)


def _is_bought_order(child: Prepared) -> bool:
    if child.kind.target is None or child.kind.target.entity is not Order or child.reading is None:
        return False
    values = child.reading.values
    return has_reached({"placed_at": values.get("placed_at"), "status": values.get("status")})


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


def _conflicts() -> Any:
    return select(CONFLICTS.c.field).where(CONFLICTS.c.customer_id == bindparam("customer"))


def _forget_conflicts() -> Any:
    return (
        delete(CONFLICTS)
        .where(CONFLICTS.c.customer_id == bindparam("customer"))
        .returning(CONFLICTS.c.customer_id)
    )


def _forget_contacts() -> Any:
    return (
        delete(KNOWN_CONTACTS)
        .where(KNOWN_CONTACTS.c.customer_id == bindparam("customer"))
        .returning(KNOWN_CONTACTS.c.customer_id)
    )

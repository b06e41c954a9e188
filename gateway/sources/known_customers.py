"""The customers that new records may be about: found for a whole batch, and added to while it is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.records.model import KNOWN_CONTACTS, IdentityLink
from gateway.sources.likeness.person import CUSTOMER_COLUMNS, Person
from gateway.sources.prepared import Prepared
from gateway.sources.source import Source
from gateway.sources.tables import find_among, find_by_external_ids, find_by_names
from gateway.view import table_of

System = tuple[str, str]
"""A system, and the connection within it."""


@dataclass(slots=True)
class Known:
    """A customer that a record may be about."""

    person: Person
    environment: str
    systems: set[System] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)
    """Every address and number that it is known by."""


class KnownCustomers:
    """Customers by all that a record may be told by; keys begin with the environment."""

    def __init__(self, transaction: Transaction, source: Source) -> None:
        self.transaction = transaction
        self.source = source
        self.customers: dict[str, Known] = {}
        self.by_contact: dict[tuple[str, str], set[str]] = {}
        self.answering: dict[tuple[str, str], set[str]] = {}
        """What a record may be named by → its customer."""
        self.naming: dict[tuple[str, str], set[str]] = {}
        """What a record names → its customer."""

    def look_up(self, records: Sequence[Prepared]) -> None:
        """Finds all that records, which are new, may be about."""
        by_environment: dict[str, list[Prepared]] = {}
        for record in records:
            by_environment.setdefault(record.key[0], []).append(record)
        for environment, group in by_environment.items():
            self._find_named(environment, group)
            self._find_by_contact(environment, group)
        self._find_systems()

    def learn(self, record: Prepared, customer_id: str, person: Person) -> None:
        """From now on the record is this customer's: the next record of the batch may be about it too."""
        environment = record.key[0]
        known = self.customers.get(customer_id)
        if known is None:
            known = self.customers[customer_id] = Known(person, environment)
        known.systems.add((self.source.system.value, record.key[1]))
        for contact in (person.email_normalized, person.phone_normalized):
            self._know(environment, customer_id, contact)
        for key in answers_to(self.source, record):
            self.answering.setdefault((environment, key), set()).add(customer_id)
        if record.names:
            self.naming.setdefault((environment, record.names), set()).add(customer_id)

    def follow(self, merged: str, kept: str) -> None:
        """What was one customer's is the other's."""
        gone = self.customers.pop(merged, None)
        if gone and kept in self.customers:
            self.customers[kept].systems |= gone.systems
            self.customers[kept].contacts |= gone.contacts
        for held in (self.by_contact, self.answering, self.naming):
            for ids in held.values():
                if merged in ids:
                    ids.discard(merged)
                    ids.add(kept)

    # ── In the database

    def _find_named(self, environment: str, records: Iterable[Prepared]) -> None:
        named = {one.names.rpartition("/")[2] for one in records if one.names and not is_reference(one)}
        for found in find_by_external_ids(self.transaction, environment, named):
            if found["customer_id"]:
                self._take_record(environment, found)
        answers = {key for one in records for key in answers_to(self.source, one)}
        answers |= {one.names for one in records if one.names and is_reference(one)}
        for found in find_by_names(self.transaction, environment, answers):
            if found["customer_id"]:
                self.naming.setdefault((environment, found["names"]), set()).add(found["customer_id"])
                self._await(found["customer_id"], environment)

    def _take_record(self, environment: str, found: Mapping[str, Any]) -> None:
        for key in (f"{found['system']}/{found['kind']}/{found['external_id']}", f"?/{found['external_id']}"):
            self.answering.setdefault((environment, key), set()).add(found["customer_id"])
        self._await(found["customer_id"], environment)

    def _await(self, customer_id: str, environment: str) -> None:
        self.customers.setdefault(customer_id, Known(Person(customer_id), environment))

    def _find_by_contact(self, environment: str, records: Iterable[Prepared]) -> None:
        people = [person_of(record) for record in records]
        emails = {one.email_normalized for one in people if one.email_normalized}
        phones = {one.phone_normalized for one in people if one.phone_normalized}
        for column, sought in (
            (_CUSTOMERS.c.email_normalized, emails),
            (_CUSTOMERS.c.phone_normalized, phones),
        ):
            for row in find_among(self.transaction, column, sought, _PERSON, environment):
                self._take_customer(environment, row)
        names = ("contact", "customer_id")
        aliases = find_among(self.transaction, KNOWN_CONTACTS.c.contact, emails | phones, names, environment)
        for alias in aliases:
            self._await(alias["customer_id"], environment)
            self._know(environment, alias["customer_id"], alias["contact"])

    def _take_customer(self, environment: str, row: Mapping[str, Any]) -> None:
        person = person_of_row(row)
        known = self.customers.setdefault(person.id, Known(person, environment))
        known.person = person
        for contact in (person.email_normalized, person.phone_normalized):
            self._know(environment, person.id, contact)

    def _know(self, environment: str, customer_id: str, contact: str | None) -> None:
        if contact:
            self.by_contact.setdefault((environment, contact), set()).add(customer_id)
            if customer_id in self.customers:
                self.customers[customer_id].contacts.add(contact)

    def _find_systems(self) -> None:
        """Of which systems the customers have records, and who they are where only their ids were found."""
        bare = [key for key, known in self.customers.items() if known.person == Person(key)]
        for row in find_among(self.transaction, _CUSTOMERS.c.id, bare, _PERSON):
            self._take_customer(self.customers[row["id"]].environment, row)
        names = ("customer_id", "system", "connection")
        for row in find_among(self.transaction, _LINKS.c.customer_id, self.customers, names):
            self.customers[row["customer_id"]].systems.add((row["system"], row["connection"]))


def is_reference(record: Prepared) -> bool:
    return bool(record.names and record.names.startswith("ref/"))


def answers_to(source: Source, record: Prepared) -> list[str]:
    """What records of other systems may name it by."""
    _, _, kind, external_id = record.key
    return [f"{source.system.value}/{kind}/{external_id}", f"?/{external_id}"]


def person_of(record: Prepared) -> Person:
    """What a customer's record says of who it is."""
    return _person(record.key[3], record.reading.values if record.reading else {})


def person_of_row(row: Mapping[str, Any]) -> Person:
    return _person(row["id"], row)


def _person(key: str, row: Mapping[str, Any]) -> Person:
    return Person(key, *(row.get(name) for name in CUSTOMER_COLUMNS))


_CUSTOMERS, _LINKS = table_of(Customer), table_of(IdentityLink)
_PERSON = ("id", *CUSTOMER_COLUMNS)

"""Which customer a record that is new is about: first by what it names, then by what both have.

1. another system's record that it names, or that names it          EXTERNAL_ID
2. the same identifier of the same third system                     REFERENCE
3. the same e-mail address                                          EMAIL
4. the same telephone number and the same name                      PHONE_AND_NAME

A customer that has a record of the same system and connection is never meant: its own system tells the two apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from gateway.database import Transaction
from gateway.domain.identity.model import IdentitySuggestion, SuggestionStatus
from gateway.domain.records.model import IdentityRule
from gateway.sources.known_customers import KnownCustomers, System, answers_to, is_reference, person_of
from gateway.sources.likeness.person import Person
from gateway.sources.likeness.rules import Rule, automatic_link
from gateway.sources.prepared import Prepared
from gateway.sources.source import Source
from gateway.view import table_of

_RULES: Mapping[Rule, tuple[IdentityRule, str]] = {
    Rule.SAME_EMAIL: (IdentityRule.EMAIL, "email"),
    Rule.ONLY_EMAIL: (IdentityRule.EMAIL, "email"),
    Rule.SAME_PHONE: (IdentityRule.PHONE_AND_NAME, "phone"),
}
_SCORES = {IdentityRule.EXTERNAL_ID: 100, IdentityRule.REFERENCE: 100, IdentityRule.EMAIL: 95}
_LEAST_SCORE = 90


@dataclass(frozen=True, slots=True)
class Match:
    """A customer that a record is about, and why."""

    customer_id: str
    rule: IdentityRule
    evidence: Mapping[str, Any]
    others: tuple["Match", ...] = ()
    """Other customers that it is about, too: the record says that they are all the same person."""

    @property
    def score(self) -> int:
        return _SCORES.get(self.rule, _LEAST_SCORE)


class Links:
    """Tells of which customers the new records of a batch are."""

    def __init__(self, transaction: Transaction, source: Source) -> None:
        self.transaction = transaction
        self.source = source
        self.known = KnownCustomers(transaction, source)

    def match(self, record: Prepared) -> Match | None:
        """The customer that a record is about; None where it is about nobody who is known."""
        environment = record.key[0]
        system = (self.source.system.value, record.key[1])
        found: list[Match] = []
        for key, held in self._naming(record):
            rule = IdentityRule.REFERENCE if key.startswith("ref/") else IdentityRule.EXTERNAL_ID
            named = self._free(held.get((environment, key), ()), system)
            if len(named) == 1:
                found.append(Match(named[0], rule, {"identifier": key.split("/", 1)[1]}))
        person = person_of(record)
        for contact in (person.email_normalized, person.phone_normalized):
            alike = self._alike(environment, person, contact, system)
            if alike:
                found.append(alike)
        if not found:
            return None
        once: dict[str, Match] = {}
        for each in found:
            once.setdefault(each.customer_id, each)
        first, *others = once.values()
        return replace(first, others=tuple(others))

    def are_apart(self, one: str, other: str) -> bool:
        """Whether two customers may not become one by themselves: a system, or somebody, tells them apart."""
        mine, theirs = self.known.customers.get(one), self.known.customers.get(other)
        if mine is None or theirs is None or mine.systems & theirs.systems:
            return True
        values = {"customer": one, "candidate": other}
        return bool(self.transaction.select("rejected pair", _rejected, values))

    # ── Matching

    def _naming(self, record: Prepared) -> "list[tuple[str, Mapping[tuple[str, str], set[str]]]]":
        """The words by which this record and another may name each other, and where those stand."""
        spoken = (
            [(record.names, self.known.naming if is_reference(record) else self.known.answering)]
            if record.names
            else []
        )
        return [*spoken, *((key, self.known.naming) for key in answers_to(self.source, record))]

    def _free(self, customer_ids: Iterable[str], system: System) -> list[str]:
        """Those that have no record of this system and connection yet."""
        return sorted(each for each in customer_ids if system not in self.known.customers[each].systems)

    def _alike(self, environment: str, person: Person, contact: str | None, system: System) -> Match | None:
        """Who of all that have an address or a number is the same person."""
        sharing = self.known.by_contact.get((environment, contact), set()) if contact else set()
        if not sharing:
            return None
        free = set(self._free(sharing, system))
        link = automatic_link(person, [self._known_as(each, person) for each in sorted(sharing)])
        if link is None or link.id not in free:
            return None
        rule, value = _RULES[link.rule]
        evidence = {value: person.email_normalized if value == "email" else person.phone_normalized}
        if rule is IdentityRule.PHONE_AND_NAME:
            evidence["name"] = " ".join(each for each in (person.first, person.last, person.name) if each)
        return Match(link.id, rule, evidence)

    def _known_as(self, customer_id: str, person: Person) -> Person:
        """The customer with the address and number that both have, which need not be the ones it shows."""
        known = self.known.customers[customer_id]
        shared = known.contacts & {person.email_normalized, person.phone_normalized}
        email = (
            person.email_normalized if person.email_normalized in shared else known.person.email_normalized
        )
        phone = (
            person.phone_normalized if person.phone_normalized in shared else known.person.phone_normalized
        )
        one = known.person
        return Person(customer_id, one.first, one.last, one.name, one.company, email, phone, one.birthdate)


_SUGGESTIONS = table_of(IdentitySuggestion)


def _rejected() -> Any:
    return select(_SUGGESTIONS.c.id).where(
        _SUGGESTIONS.c.customer_id == bindparam("customer"),
        _SUGGESTIONS.c.candidate_id == bindparam("candidate"),
        _SUGGESTIONS.c.status == SuggestionStatus.REJECTED.value,
    )

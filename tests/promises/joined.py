"""Random documents of four systems about three people, and random acts on whoever they turn out to be."""

import time
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import Table

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.orders.model import Order
from gateway.domain.records.model import MERGED, IdentityLink, SourceRecord
from gateway.entity import Entity
from gateway.sources.likeness.suggesting import suggest
from gateway.sources.refusal import RefusalCode
from gateway.sources.removal import remove_record
from gateway.view import table_of
from tests.promises import kept
from tests.promises.chance import Chance, any_of, below, booleans, just, one_of, pairs, some_of
from tests.promises.sent import BELONGINGS, KINDS, PEOPLE, Said, kinds, less
from tests.promises.steps import Step, rule
from tests.proof.world import World
from tests.sources.documents import Document
from tests.sources.imports import Row

WHO = below(PEOPLE)
NUMBERS = below(1000)
HOURS = one_of([None] * 5 + list(range(-3, 11)))
"""When what is said was changed: mostly now, at times before what was said already."""
TEXT = one_of(["own", "own too", None])
_VALUES: dict[str, Chance[Any]] = {
    "email": one_of(["own@four.example", "ada@one.example", None]),
    "phone": one_of(["+46812345678", "+442079460109", None]),
    "firstName": TEXT,
    "lastName": TEXT,
    "name": TEXT,
    "company": TEXT,
    "notes": TEXT,
    "description": TEXT,
    "birthdate": one_of(["1990-01-01", None]),
    "metadata": one_of([{"k": 1}, {"own": 2}, {}]),
    "customFields": one_of([{"k": 1}, {}]),
    "tags": one_of([["a", "z"], []]),
    "addTags": one_of([["z"], ["a"]]),
    "removeTags": one_of([["z"], ["a"]]),
    "isValidatedNames": booleans(),
    "preferredLanguage": one_of(["de", "sv"]),
    "preferredContactMethod": one_of(["EMAIL", "PHONE"]),
    "timezone": one_of(["Europe/Paris", None]),
    "externalCustomerId": one_of(["cust_loyal1", None]),
}
CHANGES = any_of(*(pairs(just(name), values) for name, values in _VALUES.items()))
RELEASED = some_of(
    "email firstName lastName phone notes company name metadata tags address birthdate".split(),  # noqa: SIM905
    most=4,
    least=1,
)
PLACES_LEFT = some_of(range(20), most=8, least=1)
PLACE = one_of([{"city": "Ystad"}, {"line1": "Own 2", "notes": "ring"}, {"isPrimary": True}])
LINES = [{"name": "Thing", "quantity": 1, "unitPrice": "1.00"}]


class Joined:
    """Each sequence begins with nothing; when it ends, what is promised must hold."""

    documents = KINDS | BELONGINGS

    def __init__(self, world: World) -> None:
        self.world = world
        self.world.empty()
        self.imports = kept.imports_of(self.world)
        self.hour = 0
        self.past: list[kept.Moment] = []

    def opening(self, random: Random) -> list[Step]:
        """Everybody is there, as some system sent them."""
        chance = kinds(KINDS)
        return [
            Step("send", {"what": chance.draw(random), "person": person, "number": 0, "hour": None})
            for person in range(PEOPLE)
        ]

    def check(self) -> None:
        kept.check_now(self.world)
        kept.check_given_back(self.world)
        kept.check_past(self.world, self.past)
        kept.check_rebuilding(self.world)

    # ── What is there

    def one(self, entity: type[Entity] | Table, number: int) -> Row | None:
        """A row, if there is any."""
        table = entity if isinstance(entity, Table) else table_of(entity)
        rows = self.world.runner.run(self.imports.rows_of(table, "id"))
        return rows[number % len(rows)] if rows else None

    def two(self, number: int, other: int) -> tuple[str, str] | None:
        """The ids of two customers, if there are two."""
        rows = self.world.runner.run(self.imports.rows(Customer))
        ids = [row["id"] for row in rows]
        if len(ids) < 2:
            return None
        one = ids.pop(number % len(ids))
        return one, ids[other % len(ids)]

    def act(self, name: str, shown: str = "", /, **given: Any) -> Any:
        payload = self.world.act(name, shown, given)
        self.remember()
        return payload

    def remember(self) -> None:
        """What everybody looks like now, to ask for it later; times of events are whole milliseconds."""
        time.sleep(0.002)
        self.past.append(kept.Moment(datetime.now(UTC).isoformat(), kept.everybody(self.world)))
        time.sleep(0.002)

    # ── What the systems send

    def send(
        self,
        what: tuple[str, Said],
        person: int,
        number: int,
        hour: int | None,
        places: list[int] | None = None,
    ) -> None:
        if hour is None:
            self.hour += 1
        document = self.written(what, person, number, self.hour if hour is None else hour)
        document = less(document, places) if places else document
        self.world.runner.run(self.imports.take(self.documents[what[0]].system, document))
        refused = [each for each in self.imports.refusals if each.code is not RefusalCode.ANONYMIZED]
        assert refused == []
        self.remember()

    def written(self, what: tuple[str, Said], person: int, number: int, hour: int) -> Document:
        """A document of a system."""
        name, said = what
        document: Document = self.documents[name].write(said, person, number % PEOPLE, hour)
        return document

    @rule(6, what=kinds(KINDS), person=WHO, number=NUMBERS, hour=HOURS)
    def send_customer(self, what: tuple[str, Said], person: int, number: int, hour: int | None) -> None:
        self.send(what, person, number, hour)

    @rule(1.5, what=kinds(KINDS), person=WHO, number=NUMBERS, hour=HOURS, places=PLACES_LEFT)
    def send_less(
        self, what: tuple[str, Said], person: int, number: int, hour: int | None, places: list[int]
    ) -> None:
        self.send(what, person, number, hour, places)

    @rule(6, what=kinds(BELONGINGS), person=WHO, number=NUMBERS, hour=HOURS)
    def send_belonging(self, what: tuple[str, Said], person: int, number: int, hour: int | None) -> None:
        self.send(what, person, number, hour)

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        """As if its system had told that it is no more."""
        record = self.one(SourceRecord, number)
        if record is not None:
            self.remove_record(record)
            self.remember()

    def remove_record(self, record: Row) -> None:
        work = self.world.database.write(
            lambda transaction: remove_record(transaction, record["id"], self.imports.policy)
        )
        self.world.runner.run(work)
        customers = self.world.runner.run(self.imports.rows(Customer))
        if record["customer_id"] not in [None, *(row["id"] for row in customers)]:
            # Whoever goes is forgotten in what was of those who shared a past.
            self.past.clear()

    @rule(3)
    def give_back(self) -> None:
        """While there are some yet to whom nothing was written."""
        kept.check_given_back(self.world)

    # ── What is written here

    @rule(4, number=NUMBERS, change=CHANGES)
    def update(self, number: int, change: tuple[str, Any]) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            self.act("customerUpdate", id=customer["id"], **dict([change]))

    @rule(1.5, number=NUMBERS, fields=RELEASED)
    def release(self, number: int, fields: list[str]) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            self.act("customerReleaseFields", id=customer["id"], fields=fields)

    @rule(1.5, number=NUMBERS, is_primary=booleans())
    def add_address(self, number: int, is_primary: bool) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            place: dict[str, Any] = {
                "line1": "Own 1",
                "city": "Lund",
                "countryCode": "SE",
                "isPrimary": is_primary,
            }
            self.act("customerAddressCreate", customerId=customer["id"], **place)

    @rule(1.5, number=NUMBERS, place=PLACE)
    def change_address(self, number: int, place: dict[str, Any]) -> None:
        address = self.one(CustomerAddress, number)
        if address is not None:
            self.act("customerAddressUpdate", id=address["id"], **place)

    @rule(0.8, number=NUMBERS)
    def delete_address(self, number: int) -> None:
        address = self.one(CustomerAddress, number)
        if address is not None:
            self.act("customerAddressDelete", id=address["id"])

    @rule(0.8, number=NUMBERS, is_placed=booleans())
    def create_order(self, number: int, is_placed: bool) -> None:
        customer = self.one(Customer, number)
        if customer is None:
            return
        payload = self.act(
            "orderCreate", "order { id }", customerId=customer["id"], currency="EUR", lines=LINES
        )
        if is_placed and payload["order"]:
            self.act("orderPlace", id=payload["order"]["id"])

    @rule(1.5, number=NUMBERS, name=one_of(["orderPlace", "orderCancel", "orderDelete"]))
    def change_order(self, number: int, name: str) -> None:
        order = self.one(Order, number)
        if order is not None:
            self.act(name, id=order["id"])

    # ── Who is whom

    @rule(1.5, number=NUMBERS, other=NUMBERS)
    def link(self, number: int, other: int) -> None:
        """A record is about another customer than it was thought to be."""
        link = self.one(IdentityLink, number)
        if link is None:
            return
        customers = self.world.runner.run(self.imports.rows(Customer))
        others = [row["id"] for row in customers if row["id"] != link["customer_id"]]
        if others:
            chosen = others[other % len(others)]
            self.act("customerLink", recordId=link["source_record_id"], customerId=chosen)

    @rule(1.2, number=NUMBERS)
    def unlink(self, number: int) -> None:
        link = self.one(IdentityLink, number)
        if link is not None:
            self.act("customerUnlink", linkId=link["id"])

    @rule(0.3)
    def look_for_alike(self) -> None:
        found = suggest(self.world.database, since_days=None, advance=lambda _: None)
        self.world.runner.run(found)

    @rule(0.5, number=NUMBERS, is_accepted=booleans())
    def decide(self, number: int, is_accepted: bool) -> None:
        suggestion = self.one(IdentitySuggestion, number)
        if suggestion is not None:
            name = "customerSuggestionAccept" if is_accepted else "customerSuggestionReject"
            self.act(name, id=suggestion["id"])

    @rule(number=NUMBERS, other=NUMBERS)
    def merge(self, number: int, other: int) -> None:
        """What the preview shows is what becomes."""
        two = self.two(number, other)
        if two is None:
            return
        given = {"customerId": two[0], "otherId": two[1]}
        foreseen = self.world.act("customerMergePreview", kept.MERGED, given)
        before = self.world.raw()
        payload = self.world.act("customerMerge", kept.MERGED, given)
        assert kept.without_clocks(payload) == kept.without_clocks(foreseen)
        if payload["userErrors"]:
            assert self.world.raw() == before
        self.remember()

    @rule(0.5, number=NUMBERS, other=NUMBERS)
    def merge_and_think_better_of_it(self, number: int, other: int) -> None:
        two = self.two(number, other)
        if two is None:
            return
        before = kept.dump(self.world)
        if self.act("customerMerge", customerId=two[0], otherId=two[1])["userErrors"]:
            return
        assert self.act("customerUnmerge", id=two[1])["userErrors"] == []
        assert kept.differences(before, kept.dump(self.world)) == []

    @rule(number=NUMBERS)
    def unmerge(self, number: int) -> None:
        merged = self.one(MERGED, number)
        if merged is not None:
            self.act("customerUnmerge", id=merged["id"])

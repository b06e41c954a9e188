"""People with a row in every table: one whose data is being erased, one whose data was, and one who stays."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlmodel import SQLModel

from gateway.app import make_catalog
from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.privacy.personal import PERSONAL
from gateway.identifier import new_id
from gateway.settings import Settings
from gateway.view import table_of
from tests.privacy.canaries import STEM, Rows, rows_around, whole_rows
from tests.viewers.acting import Acting, acting

_LATER = datetime(2100, 1, 1, tzinfo=UTC)

Everything = dict[str, list[dict[str, Any]]]
"""Table → its rows."""


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    rows: Rows

    @property
    def customer(self) -> str:
        key: str = self.rows["customer"]["id"]
        return key

    @property
    def email(self) -> str:
        return f"{STEM}{self.number}@x.example".lower()

    @property
    def token(self) -> str:
        """One that would reset the password."""
        return f"{STEM}-token-{self.number}"

    def id_of(self, type_name: str) -> str:
        """The id of the person's row of a type."""
        key: str = self.rows[str(make_catalog().types[type_name].table.name)]["id"]
        return key


@dataclass(frozen=True, slots=True)
class World:
    """A database with them, and what is nobody's."""

    settings: Settings
    acting: Acting
    around: Rows
    started: Person
    completed: Person
    staying: Person
    suggestion: str
    """That who stays and who is being erased may be one."""

    def everything(self) -> Everything:
        """All rows about customers."""

        def work(transaction: Transaction) -> Everything:
            return {
                str(personal.table.name): sorted(transaction.fetch(select(personal.table)), key=repr)
                for personal in PERSONAL
            }

        found: Everything = self.acting.runner.run(self.acting.database.write(work))
        return found

    def write(self, statement: Any) -> None:
        self.acting.runner.run(self.acting.database.write(lambda transaction: transaction.execute(statement)))


@contextmanager
def world_of(settings: Settings) -> Iterator[World]:
    """The rows are written once; the block acts on them."""
    around = rows_around()
    ids = {name: row["id"] for name, row in around.items()}
    started, completed, staying = (_person(number, ids) for number in range(3))
    started.rows["anonymization_request"] |= {"lease": "another", "leased_until": _LATER}
    del completed.rows["anonymization_request"], staying.rows["anonymization_request"]
    # An order that was bought, of which something may come back.
    staying.rows["order"] |= {"status": "COMPLETED", "placed_at": staying.rows["order"]["created_at"]}
    started.rows["identity_suggestion"]["candidate_id"] = staying.customer
    suggestion = {
        **started.rows["identity_suggestion"],
        "id": new_id("sug"),
        "customer_id": staying.customer,
        "candidate_id": started.customer,
    }
    status = table_of(Customer).c.anonymization_status
    with acting(settings) as doing:
        _put(doing, around)
        _put(doing, completed.rows)
        assert doing.act("customerRequestAnonymization", {"id": completed.customer}) == ()
        assert doing.runner.run(Anonymizer(doing.database, settings).run_due()).completed == 1
        # The suggestions of each of the two name the other.
        _put(doing, {"customer": staying.rows["customer"]})
        _put(doing, started.rows)
        _put(doing, {name: row for name, row in staying.rows.items() if name != "customer"})
        _put(doing, {"identity_suggestion": suggestion})
        world = World(settings, doing, around, started, completed, staying, suggestion["id"])
        begun = update(table_of(Customer)).where(table_of(Customer).c.id == started.customer)
        world.write(begun.values({status.name: "STARTED"}))
        yield world


def _person(number: int, around: Mapping[str, str]) -> Person:
    person = Person(number, whole_rows(number, around))
    person.rows["customer"] |= {"email": person.email, "email_normalized": person.email}
    person.rows["merged_customer"]["into_id"] = person.customer
    digest = sha256(person.token.encode()).hexdigest()
    person.rows["password_reset"] |= {"token_digest": digest, "expires_at": _LATER}
    return person


def _put(doing: Acting, rows: Rows) -> None:
    def work(transaction: Transaction) -> None:
        for name, row in rows.items():
            transaction.insert(SQLModel.metadata.tables[name], row)

    doing.runner.run(doing.database.write(work))

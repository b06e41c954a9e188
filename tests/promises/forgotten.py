"""Some ask to be forgotten, or their last system deletes them: then nothing is left that was theirs alone."""

import re
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.rows import ANONYMIZED
from tests.databases import toys
from tests.promises import kept
from tests.promises.joined import NUMBERS, Joined
from tests.promises.sent import Said
from tests.promises.steps import rule
from tests.proof.world import STAFF, World
from tests.sources.documents import Document

_MARK = re.compile(r"mark[0-9]+q")
_WORDS = {"notes", "company", "description", "instructions", "specialInstructions"}
"""What a document says freely."""
_REMEMBERED = {"merged_customer", "identity_suggestion"}
"""Tables in which others hold what is not theirs."""


class Forgotten(Joined):
    """Each document, and each note, has a mark of its own. The past of others is not asked for: what was forgotten is
    gone from there, too."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.marks = 0

    def check(self) -> None:
        kept.check_now(self.world)
        kept.check_given_back(self.world)
        kept.check_rebuilding(self.world)

    def written(self, what: tuple[str, Said], person: int, number: int, hour: int) -> Document:
        document = super().written(what, person, number, hour)
        resource = document.get("data", document)
        fields = resource.get("attributes", resource) if isinstance(resource, dict) else {}
        # Each its own: of what a newer document replaces nobody knows any more whose record had said it.
        for name in sorted(_WORDS & fields.keys()):
            fields[name] = f"Words {self._next()}"
        if "attributes" in resource or "metadata" in fields:
            fields["metadata"] = {**(fields.get("metadata") or {}), "mark": self._next()}
        return document

    @rule(number=NUMBERS)
    def note(self, number: int) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            self.act("customerUpdate", id=customer["id"], notes=self._next())

    @rule(0.5, number=NUMBERS)
    def delete(self, number: int) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            marks = self._marks_of(customer["id"])
            self.world.act("customerDelete", "", {"id": customer["id"]})
            self._check_forgotten(customer["id"], marks)

    @rule(0.6, number=NUMBERS)
    def anonymize(self, number: int) -> None:
        customer = self.one(Customer, number)
        if customer is not None:
            marks = self._marks_of(customer["id"])
            self.world.act("customerRequestAnonymization", "", {"id": customer["id"]}, STAFF)
            anonymizer = Anonymizer(self.world.database, self.world.settings)
            self.world.runner.run(anonymizer.run_due())
            self._check_forgotten(customer["id"], marks)

    def remove_record(self, record: dict[str, Any]) -> None:
        marks = self._marks_of(record["customer_id"])
        super().remove_record(record)
        self._check_forgotten(record["customer_id"], marks)

    def _next(self) -> str:
        self.marks += 1
        return f"mark{self.marks}q"

    def _marks_of(self, customer_id: str | None) -> set[str]:
        """What is told of a customer, and of nobody else."""

        def read(transaction: Transaction) -> tuple[set[str], set[str]]:
            own: set[str] = set()
            others: set[str] = set()
            for table in SQLModel.metadata.sorted_tables:
                owner = "id" if table.name == "customer" else "customer_id"
                if table.name in kept.HISTORY | _REMEMBERED | toys() or owner not in table.c:
                    continue
                for row in transaction.fetch(select(table)):
                    (own if row[owner] == customer_id else others).update(_MARK.findall(str(row)))
            return own, others

        own, others = self.world.runner.run(self.world.database.write(read))
        return set() if customer_id is None else own - others

    def _check_forgotten(self, customer_id: str | None, marks: set[str]) -> None:
        def read(transaction: Transaction) -> list[str]:
            row = transaction.get(Customer, customer_id) if customer_id else None
            if row is not None and row["anonymization_status"] not in ANONYMIZED:
                return []
            return [
                f"{table.name} {row}"
                for table in SQLModel.metadata.sorted_tables
                if table.name not in toys()
                for row in transaction.fetch(select(table))
                if marks & set(_MARK.findall(str(row)))
            ]

        left = self.world.runner.run(self.world.database.write(read)) if marks else []
        assert not left, "\n".join(left)

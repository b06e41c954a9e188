"""What a record takes from a customer, who is brought up to it when the batch ends.

an address, since its record names another    both are told: a customer's past is made again from its own events
an order, or that it was bought               how far they have come is what records and orders make now
a card                                        their points are those of the others
"""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.domain.orders.model import Order
from gateway.domain.orders.operations.standing import has_reached
from gateway.domain.privacy.shared_past import note_past
from gateway.domain.rows import ANONYMIZED
from gateway.entity import Entity
from gateway.events.changes import Changes, change, shown_row
from gateway.sources.customer_events import raise_version
from gateway.sources.holding import drop_standing
from gateway.sources.record_rows import forget_choice
from gateway.sources.tables import customer_records
from gateway.sources.webhooks.inbox import relink
from gateway.sources.writer import Writer


class Leaving:
    """Of one batch."""

    def __init__(self) -> None:
        self.addresses: list[dict[str, Any]] = []
        """Those that go to another customer, as they were."""
        self.lessened: set[str] = set()
        """Customers who have bought less than it seemed."""
        self.former_holders: set[str] = set()
        """Customers whose cards are another's now."""
        self.is_any = False
        """Whether something went to another customer."""

    def note(
        self, writer: Writer, entity: type[Entity], row: dict[str, Any], after: Mapping[str, Any]
    ) -> None:
        """A row is about to become what the record says."""
        is_going = row.get("customer_id") and row["customer_id"] != after["customer_id"]
        if is_going and after["customer_id"]:
            self.is_any = True
            note_past(writer.transaction, after["customer_id"], row["customer_id"])
        if entity is LoyaltyCard and is_going:
            self.former_holders.add(row["customer_id"])
        elif entity is Order and row["customer_id"] and has_reached(row):
            if is_going or not has_reached(after):
                self.lessened.add(row["customer_id"])
        elif entity is CustomerAddress and is_going:
            self.addresses.append(dict(row))
            if row["is_primary"]:
                # Whoever gets it may have one, and none is chosen for them.
                row["is_primary"] = False
                writer.transaction.update(CustomerAddress, row["id"], {"is_primary": False})

    def tell(self, writer: Writer, bring_up: Callable[..., Any]) -> None:
        """Brings the customers up to it."""
        if self.is_any:
            relink(writer.transaction)
            self.is_any = False
        told: dict[str, Changes] = {each: {} for each in sorted(self.lessened)}
        for each in sorted(self.former_holders):
            changes = drop_standing(writer.transaction, each)
            if changes:
                told.setdefault(each, {}).update(changes)
        for before in self.addresses:
            after = writer.transaction.get(CustomerAddress, before["id"])
            if after is None or after["customer_id"] == before["customer_id"]:
                continue
            forget_choice(writer, before["customer_id"], after["customer_id"])
            name = f"addresses.{before['id']}"
            gone = change(shown_row(CustomerAddress, before), None)
            told.setdefault(before["customer_id"], {})[name] = gone
            told.setdefault(after["customer_id"], {})[name] = change(None, shown_row(CustomerAddress, after))
        self.addresses, self.lessened, self.former_holders = [], set(), set()
        for customer_id, changes in told.items():
            row = writer.transaction.get(Customer, customer_id)
            if row is None or row["anonymization_status"] in ANONYMIZED:
                continue
            if customer_records(writer.transaction, customer_id):
                bring_up(customer_id, shown=changes, is_whole=True)
            elif changes:
                # Nothing tells who they are: they stay as they were left.
                raise_version(writer, row, {}, changes)

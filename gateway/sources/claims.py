"""Who alone holds an e-mail address, for a whole batch: one question of the database, however many records."""

from collections.abc import Iterable

from sqlalchemy import select

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.customers.operations.email_claims import pass_on_in
from gateway.view import table_of

_CUSTOMERS = table_of(Customer)


class Claims:
    """The first of a batch takes an address that nobody holds; whoever comes later has it without holding it."""

    def __init__(self, transaction: Transaction, addresses: Iterable[tuple[str, str | None]]) -> None:
        self.transaction = transaction
        self._released: list[tuple[str, str]] = []
        by_environment: dict[str, set[str]] = {}
        for environment, address in addresses:
            if address is not None:
                by_environment.setdefault(environment, set()).add(address)
        self._held = {
            (environment, row["email_claim"])
            for environment, sought in by_environment.items()
            for row in transaction.fetch(
                select(_CUSTOMERS.c.email_claim).where(
                    _CUSTOMERS.c.environment == environment, _CUSTOMERS.c.email_claim.in_(sorted(sought))
                )
            )
        }

    def take(self, environment: str, address: str | None) -> str | None:
        """The address, when it was free."""
        if address is None or (environment, address) in self._held:
            return None
        self._held.add((environment, address))
        return address

    def release(self, environment: str, address: str | None) -> None:
        """Its holder has another address now. It stays held until the batch ends."""
        if address is not None:
            self._held.add((environment, address))
            self._released.append((environment, address))

    def pass_on(self) -> None:
        """What was released goes to the oldest customer that has it."""
        for environment, address in self._released:
            pass_on_in(self.transaction, environment, address)
        self._released = []

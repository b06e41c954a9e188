"""Who alone holds an e-mail address, for a whole batch: one question of the database, however many records."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select, update

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.customers.operations.email_claims import pass_on_in
from gateway.sources.tables import find_among
from gateway.view import table_of

_CUSTOMERS = table_of(Customer)


class Claims:
    """The first of a batch takes an address that nobody holds; whoever comes later has it without holding it."""

    def __init__(self, transaction: Transaction, addresses: Iterable[tuple[str, str | None]]) -> None:
        self.transaction = transaction
        self._released: list[tuple[str, str]] = []
        self._asked: set[tuple[str, str]] = set()
        self._held: set[tuple[str, str]] = set()
        self._ask(addresses)

    def _ask(self, addresses: Iterable[tuple[str, str | None]]) -> None:
        by_environment: dict[str, set[str]] = {}
        for environment, address in addresses:
            if address is not None:
                by_environment.setdefault(environment, set()).add(address)
                self._asked.add((environment, address))
        self._held |= {
            (environment, row["email_claim"])
            for environment, sought in by_environment.items()
            for row in find_among(
                self.transaction, _CUSTOMERS.c.email_claim, sought, ("email_claim",), environment
            )
        }

    def take(self, environment: str, address: str | None) -> str | None:
        """The address, when it was free."""
        if address is not None and (environment, address) not in self._asked:
            self._ask([(environment, address)])
        if address is None or (environment, address) in self._held:
            return None
        self._held.add((environment, address))
        return address

    def release(self, environment: str, address: str | None) -> None:
        """Its holder has another address now. It stays held until the batch ends."""
        if address is not None:
            self._held.add((environment, address))
            self._released.append((environment, address))

    def pass_on(self) -> dict[str, str]:
        """What was released goes to the oldest customer that has it: address → who holds it now."""
        passed = {
            address: pass_on_in(self.transaction, environment, address)
            for environment, address in self._released
        }
        self._released = []
        return {address: holder for address, holder in passed.items() if holder is not None}


def take_back(
    transaction: Transaction, environment: str, address: str | None, passed: Mapping[str, str]
) -> str | None:
    """The address for whom a merge took it from, when it is free, or where that merge passed it on to.

    Who got it otherwise keeps it. Whom it is taken from has the address as before, without holding it.
    """
    if address is None:
        return None
    is_held = (_CUSTOMERS.c.environment == environment) & (_CUSTOMERS.c.email_claim == address)
    holders = transaction.fetch(select(_CUSTOMERS.c.id).where(is_held))
    if not holders:
        return address
    holder = holders[0]["id"]
    if passed.get(address) != holder:
        return None
    transaction.execute(update(_CUSTOMERS).where(_CUSTOMERS.c.id == holder).values(email_claim=None))
    return address

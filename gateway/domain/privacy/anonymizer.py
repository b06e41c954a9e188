"""Carries out the requests to anonymize that are due: one customer at a time, in batches, each its own transaction.

    claim      a guarded change names this run on the request; REQUESTED → STARTED, or a run that ended is taken up
    erase      table by table, and the events last; every batch renews the claim and adds to the receipt
    finish     nothing is left → COMPLETED, with the receipt in the event; something came meanwhile → erase again

A run that ends in the middle leaves the request STARTED; when its claim has run out, whoever comes next goes on.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
import structlog
from sqlalchemy import bindparam, or_, select, update

from gateway.database import Database, Transaction
from gateway.domain.customers.model import AnonymizationStatus, Customer
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.model import REQUESTS
from gateway.domain.privacy.operations.elsewhere import forget_elsewhere
from gateway.domain.privacy.operations.erasure import erase_event, erase_rows, is_clean, subjects_of
from gateway.domain.privacy.operations.memories import forget_mentions
from gateway.domain.privacy.operations.requests import INFO, forget_request, step_of
from gateway.domain.privacy.personal import MENTIONS, PERSONAL
from gateway.domain.records.model import MERGED
from gateway.entity import now
from gateway.errors import GatewayError
from gateway.events.act import worker
from gateway.events.erasure import rewrite_events
from gateway.events.store import append
from gateway.identifier import new_id
from gateway.settings import Settings

LEASE = timedelta(minutes=5)
"""How long a claim holds that is not renewed; a batch takes far less."""
ROUNDS = 20
"""How often a customer is gone through to whom somebody keeps writing."""

WHO = worker("anonymization")
_log = structlog.get_logger()


class LostClaim(GatewayError):
    """Another run has taken over, or the customer is gone."""


class KeepsChanging(GatewayError):
    """New data came in with every round."""

    code = "KEEPS_CHANGING"


@dataclass(slots=True)
class Summary:
    """What became of the requests that were due."""

    completed: int = 0
    failed: int = 0


class Anonymizer:
    """One run over the requests that are due."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        self.database = database
        self.delay = timedelta(seconds=settings.anonymization_delay)
        self.clock = clock
        self.is_stopping = False

    async def run_due(self) -> Summary:
        """Anonymizes every customer whose request is due."""
        summary = Summary()
        while not self.is_stopping:
            lease = new_id("lse")
            customer_id = await self._claim(lease)
            if customer_id is None:
                break
            await self._anonymize(customer_id, lease, summary)
        if summary.completed:
            await self.database.sweep([personal.table.name for personal in PERSONAL])
        return summary

    async def _anonymize(self, customer_id: str, lease: str, summary: Summary) -> None:
        try:
            is_done = await self._erase(customer_id, lease)
        except LostClaim:
            return
        except Exception as error:  # noqa: BLE001 (whatever it is, the request has failed, and the next one must run)
            # The message may hold what is being erased.
            _log.error("anonymization_failed", customer=customer_id, error=type(error).__name__)
            await self._fail(customer_id, lease, error)
            summary.failed += 1
            return
        if is_done:
            _log.info("anonymization_completed", customer=customer_id)
            summary.completed += 1

    async def _erase(self, customer_id: str, lease: str) -> bool:
        for _ in range(ROUNDS):
            for name, erase in self._steps(customer_id):
                while await self._batch(customer_id, lease, name, erase):
                    if self.is_stopping:
                        return await self._release(customer_id, lease)
            if not await self._erase_events(customer_id, lease):
                return await self._release(customer_id, lease)
            if await self.database.write(lambda transaction: self._finish(transaction, customer_id, lease)):
                return True
        raise KeepsChanging(f"{customer_id} was written to {ROUNDS} times while it was anonymized.")

    def _steps(self, customer_id: str) -> Iterator[tuple[str, Callable[[Transaction], int]]]:
        """Tables, and what erases the next rows of them."""

        def erase(personal: Personal, transaction: Transaction) -> int:
            return erase_rows(transaction, personal, customer_id, self.clock())

        def forget(transaction: Transaction) -> int:
            return forget_mentions(transaction, subjects_of(transaction, customer_id), self.clock())

        for personal in (*PERSONAL, *MENTIONS):
            if personal.is_deleted or personal.is_erased or personal.table.name == "source_record":
                yield str(personal.table.name), partial(erase, personal)
        # Last: nothing is left then that a merge could remember of the customer.
        yield str(MERGED.name), forget

    async def _erase_events(self, customer_id: str, lease: str) -> bool:
        subjects = await self.database.write(lambda transaction: subjects_of(transaction, customer_id))
        for subject in subjects:
            if not await self._erase_events_of(subject, customer_id, lease):
                return False
        return True

    async def _erase_events_of(self, subject: str, customer_id: str, lease: str) -> bool:
        position, reached = -1, -1

        def erase(transaction: Transaction) -> int:
            nonlocal reached
            # The work may be done twice: where it starts changes only when it is committed.
            count, reached = rewrite_events(transaction, subject, erase_event, after=position)
            return count

        while await self._batch(customer_id, lease, "event_store", erase):
            position = reached
            if self.is_stopping:
                return False
        return True

    async def _batch(
        self, customer_id: str, lease: str, name: str, erase: Callable[[Transaction], int]
    ) -> int:
        """One transaction: the claim, some rows, and their number on the receipt."""

        def work(transaction: Transaction) -> int:
            counts = self._renew(transaction, customer_id, lease)
            count = erase(transaction)
            if count:
                added = {**counts, name: counts.get(name, 0) + count}
                values = {"customer": customer_id, "of_counts": added}
                transaction.run("add to a receipt", _add, values)
            return count

        return await self.database.write(work)

    # ── The request

    async def _claim(self, lease: str) -> str | None:
        """The next request that is due, now this run's; None when there is none."""

        def work(transaction: Transaction) -> str | None:
            at = self.clock()
            times = {"at": at, "until": at + LEASE, "due": at - self.delay}
            for (customer_id,) in transaction.select("anonymizations that are due", _find_due, times):
                if transaction.run("claim", _claim, {**times, "customer": customer_id, "of_lease": lease}):
                    self._start(transaction, customer_id, at)
                    return str(customer_id)
            return None

        return await self.database.write(work)

    def _start(self, transaction: Transaction, customer_id: str, at: datetime) -> None:
        """REQUESTED → STARTED. Where a source system has written another status meanwhile, the request counts."""
        request = _request_of(transaction, customer_id)
        row = transaction.get(Customer, customer_id)
        if row is None or request["started_at"] is not None:
            return
        raised, event = step_of(
            row, AnonymizationStatus.STARTED, at, {f"{INFO}requested_at": request["requested_at"]}
        )
        transaction.run("start", _start, {"customer": customer_id, "at": at})
        forget_elsewhere(transaction, customer_id)
        transaction.update(Customer, customer_id, raised)
        append(transaction, row["environment"], WHO, [event], at=at)

    def _renew(self, transaction: Transaction, customer_id: str, lease: str) -> dict[str, int]:
        """The receipt so far.

        Raises:
            LostClaim: the request is no longer this run's.
        """
        values = {"customer": customer_id, "of_lease": lease, "until": self.clock() + LEASE}
        found = transaction.run("renew a claim", _renew, values)
        if not found:
            raise LostClaim(customer_id)
        return orjson.loads(found[0][0]) if found[0][0] else {}

    def _finish(self, transaction: Transaction, customer_id: str, lease: str) -> bool:
        counts = self._renew(transaction, customer_id, lease)
        row = transaction.get(Customer, customer_id)
        if row is None or not is_clean(transaction, customer_id):
            return False
        self._settle(transaction, row, AnonymizationStatus.COMPLETED, {"erased": counts})
        return True

    async def _fail(self, customer_id: str, lease: str, error: Exception) -> None:
        code = error.code if isinstance(error, GatewayError) else GatewayError.code

        def work(transaction: Transaction) -> None:
            self._renew(transaction, customer_id, lease)
            row = transaction.get(Customer, customer_id)
            if row is not None:
                self._settle(transaction, row, AnonymizationStatus.FAILED, {"code": code})

        with contextlib.suppress(LostClaim):
            await self.database.write(work)

    def _settle(
        self,
        transaction: Transaction,
        row: dict[str, Any],
        status: AnonymizationStatus,
        more: Mapping[str, Any],
    ) -> None:
        request = _request_of(transaction, row["id"])
        times = {f"{INFO}{name}": request[name] for name in ("requested_at", "started_at")}
        at = self.clock()
        raised, event = step_of(row, status, at, times, **more)
        transaction.update(Customer, row["id"], raised)
        forget_request(transaction, row["id"])
        append(transaction, row["environment"], WHO, [event], at=at)

    async def _release(self, customer_id: str, lease: str) -> bool:
        """Gives the claim back, so that the next run need not wait until it has run out."""
        values = {"customer": customer_id, "of_lease": lease, "until": self.clock()}
        await self.database.write(lambda transaction: transaction.run("renew a claim", _renew, values))
        return False


def _request_of(transaction: Transaction, customer_id: str) -> dict[str, Any]:
    (request,) = transaction.fetch(select(REQUESTS).where(REQUESTS.c.customer_id == customer_id))
    return request


def _is_free() -> Any:
    until = REQUESTS.c.leased_until
    return or_(until.is_(None), until <= bindparam("at"))


def _find_due() -> Any:
    found = select(REQUESTS.c.customer_id).where(REQUESTS.c.requested_at <= bindparam("due"), _is_free())
    return found.order_by(REQUESTS.c.requested_at).limit(10)


def _mine() -> Any:
    return REQUESTS.c.customer_id == bindparam("customer")


def _claim() -> Any:
    values: dict[str, Any] = {"lease": bindparam("of_lease"), "leased_until": bindparam("until")}
    return update(REQUESTS).where(_mine(), _is_free()).values(values).returning(REQUESTS.c.customer_id)


def _renew() -> Any:
    renewed = update(REQUESTS).where(_mine(), REQUESTS.c.lease == bindparam("of_lease"))
    return renewed.values(leased_until=bindparam("until")).returning(REQUESTS.c.counts)


def _start() -> Any:
    return (
        update(REQUESTS).where(_mine()).values(started_at=bindparam("at")).returning(REQUESTS.c.customer_id)
    )


def _add() -> Any:
    return (
        update(REQUESTS)
        .where(_mine())
        .values(counts=bindparam("of_counts"))
        .returning(REQUESTS.c.customer_id)
    )

"""Batches of incoming records → the database, each in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.sources.outcome import Written
from gateway.sources.prepared import Incoming
from gateway.sources.refusal import Refusal, RefusalCode, Refused
from gateway.sources.resuming import save_place
from gateway.sources.source import Source
from gateway.sources.survivorship import Policy
from gateway.sources.taking import write_incomings
from gateway.sources.tally import Reached, Tally, refusal_of, refusals_of

BATCH_SIZE = 1000
"""Records in one transaction."""


def is_full(incomings: Sequence[Incoming]) -> bool:
    return len(incomings) >= BATCH_SIZE


class Batches:
    """Writes batches one after the other; one is on its way at most."""

    def __init__(
        self, database: Database, source: Source, policy: Policy, tally: Tally, secure: Callable[[], None]
    ) -> None:
        self.database = database
        self.source = source
        self.policy = policy
        self.tally = tally
        self.secure = secure
        """Makes sure that what was reported outlasts this process."""
        self._writing: asyncio.Task[None] | None = None

    async def write(self, incomings: Sequence[Incoming]) -> None:
        """Writes a batch; where the database works by itself, this only begins it, once the one before is written."""
        await self.settle()
        if incomings:
            # What is read meanwhile is not done with this batch.
            self._writing = asyncio.create_task(self._write(incomings, self.tally.reached()))
        if not self.database.works_by_itself:
            await self.settle()

    @property
    def is_writing(self) -> bool:
        return self._writing is not None

    async def settle(self) -> None:
        """Waits until the batch on its way is written, and what became of it is counted."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await writing

    async def _write(self, incomings: Sequence[Incoming], reached: Reached | None) -> None:
        """Writes a batch; when the database refuses it, each of its records alone."""
        told = Counter[Refusal]()
        try:
            written = await self._write_together(incomings, reached, told)
        except (ConstraintViolated, Refused, ValueError, OverflowError):
            written = [await self._write_alone(incoming) for incoming in incomings]
            if reached is not None:
                await self.database.write(
                    lambda transaction: self._move(transaction, reached, incomings, written, told)
                )
        self._tell(incomings, written, told)
        for incoming, each in zip(incomings, written, strict=True):
            self.tally.count(incoming, each)
        if is_full(incomings):
            await self.database.count_anew()

    async def _write_together(
        self, incomings: Sequence[Incoming], reached: Reached | None, told: Counter[Refusal]
    ) -> list[Written]:
        source, at, policy = self.source, now(), self.policy

        def work(transaction: Transaction) -> list[Written]:
            written = write_incomings(transaction, source, incomings, at, policy)
            if reached is not None:
                self._move(transaction, reached, incomings, written, told)
            return written

        return await self.database.write(work)

    def _move(
        self,
        transaction: Transaction,
        reached: Reached,
        incomings: Sequence[Incoming],
        written: Sequence[Written],
        told: Counter[Refusal],
    ) -> None:
        """Moves the place behind a batch. What is before the place is never read again, so its refusals come first:
        if the transaction ends without a commit, they are told once more, and none is lost."""
        self._tell(incomings, written, told)
        self.secure()
        save_place(transaction, reached.begun, reached.after(incomings, written).counts())

    def _tell(
        self, incomings: Sequence[Incoming], written: Sequence[Written], told: Counter[Refusal]
    ) -> None:
        """Reports what was refused of a batch, but for what was told of it already: a transaction may run again."""
        fresh = Counter(refusals_of(incomings, written)) - told
        for refusal in fresh.elements():
            self.tally.report(refusal)
        told += fresh

    async def _write_alone(self, incoming: Incoming) -> Written:
        try:
            (written,) = await self._write_together([incoming], None, Counter())
        except Refused as refused:
            return Written(None, (refusal_of(incoming, refused),))
        except (ConstraintViolated, ValueError, OverflowError) as error:
            reason = Refused(RefusalCode.REFUSED_BY_DATABASE, str(error))
            return Written(None, (refusal_of(incoming, reason),))
        return written

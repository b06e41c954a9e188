"""Batches of incoming records → the database, each in one transaction."""

import asyncio
from collections.abc import Sequence

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.sources.outcome import Written
from gateway.sources.prepared import Incoming
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.resuming import save_place
from gateway.sources.source import Source
from gateway.sources.survivorship import Policy
from gateway.sources.taking import write_incomings
from gateway.sources.tally import Reached, Tally, refusal_of

BATCH_SIZE = 1000
"""Records in one transaction."""


def is_full(incomings: Sequence[Incoming]) -> bool:
    return len(incomings) >= BATCH_SIZE


class Batches:
    """Writes batches one after the other; one is on its way at most."""

    def __init__(self, database: Database, source: Source, policy: Policy, tally: Tally) -> None:
        self.database = database
        self.source = source
        self.policy = policy
        self.tally = tally
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
        try:
            written = await self._write_together(incomings, reached)
        except (ConstraintViolated, Refused, ValueError, OverflowError):
            written = [await self._write_alone(incoming) for incoming in incomings]
            if reached is not None:
                begun, counts = reached.begun, reached.after(incomings, written).counts()
                await self.database.write(lambda transaction: save_place(transaction, begun, counts))
        for incoming, each in zip(incomings, written, strict=True):
            self.tally.count(incoming, each)
        if is_full(incomings):
            await self.database.count_anew()

    async def _write_together(
        self, incomings: Sequence[Incoming], reached: Reached | None = None
    ) -> list[Written]:
        source, at, policy = self.source, now(), self.policy

        def work(transaction: Transaction) -> list[Written]:
            written = write_incomings(transaction, source, incomings, at, policy)
            if reached is not None:
                save_place(transaction, reached.begun, reached.after(incomings, written).counts())
            return written

        return await self.database.write(work)

    async def _write_alone(self, incoming: Incoming) -> Written:
        try:
            (written,) = await self._write_together([incoming])
        except Refused as refused:
            return Written(None, (refusal_of(incoming, refused),))
        except (ConstraintViolated, ValueError, OverflowError) as error:
            reason = Refused(RefusalCode.REFUSED_BY_DATABASE, str(error))
            return Written(None, (refusal_of(incoming, reason),))
        return written

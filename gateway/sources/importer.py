"""Takes in the records of one system: records → batches."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from gateway.database import Database
from gateway.sources import Source
from gateway.sources.along import Along
from gateway.sources.batches import Batches, is_full
from gateway.sources.preparation import prepare
from gateway.sources.prepared import Incoming, Key
from gateway.sources.reader import Found, Included, Record, UnknownKeys, external_id_of
from gateway.sources.recognition import refuse_others
from gateway.sources.refusal import Refusal, Refused
from gateway.sources.resuming import Begun
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.sources.tally import Report, Tally
from gateway.viewer import Environment


class Advance(Protocol):
    """Is told how many bytes of input are done."""

    def __call__(self, size: int, /) -> None: ...


async def import_records(
    database: Database,
    source: Source,
    records: Iterable[Found],
    *,
    environment: Environment,
    report: Report,
    progress: Advance,
    summary: Summary | None = None,
    begun: Begun | None = None,
    secure: Callable[[], None] = lambda: None,
    policy: Policy = DEFAULT,
) -> Summary:
    """Writes records in batches; one that is refused leaves nothing behind, and the others go in.

    `summary` counts on from what is in it. `begun` is the file that the records are read from: with each batch the
    place is committed up to which it is done. All that was refused up to there is reported before, and `secure` is
    called to make it outlast the process; what a batch that is not committed had reported is reported again.
    """
    tally = Tally(summary or Summary(), begun, report)
    batches = Batches(database, source, policy, tally, secure)
    work = _Import(source, environment, tally, batches)
    try:
        for found in records:
            tally.move()
            if batches.is_writing:
                # The batch on its way needs its turn, or the database waits for its next statement.
                await asyncio.sleep(0)
            # The next one is here already: the reader has moved behind the line of the one before.
            if is_full(work.batch):
                await work.flush()
            await work.take(found)
            if isinstance(found, Record):
                progress(found.size)
        tally.move()
        await work.flush()
    finally:
        await batches.settle()
    tally.finish()
    return tally.summary


class _Import:
    """The batch that is being filled."""

    def __init__(self, source: Source, environment: Environment, tally: Tally, batches: Batches) -> None:
        self.source = source
        self.environment = environment
        self.tally = tally
        self.batches = batches
        self.batch: list[Incoming] = []
        self.keys: set[Key] = set()
        """Of the batch's records."""
        self.below: set[Key] = set()
        """The same, with what comes along with them."""
        self.along = Along(source, environment)

    async def take(self, found: Found) -> None:
        if isinstance(found, UnknownKeys):
            self.tally.find_unknown(found.paths)
        elif isinstance(found, Refusal):
            self.tally.refuse(found)
        elif isinstance(found, Included):
            await self._add_along(found)
        else:
            await self._add(found)

    async def flush(self) -> None:
        """Sends the batch on its way."""
        batch, self.batch, self.keys, self.below = self.batch, [], set(), set()
        await self.batches.write(batch)

    async def _add(self, record: Record) -> None:
        try:
            refuse_others(self.source, record.resource.document)
            incoming = prepare(self.source, record, self.environment)
        except Refused as refused:
            external_id = external_id_of(record.resource.document, self.source.customer.identifier)
            self.tally.refuse(Refusal(record.position, refused.code, refused.reason, external_id))
            self.along.note(record, None)
            return
        self.along.note(record, incoming.record)
        if incoming.record.key in self.keys:
            await self.flush()
        self._put(incoming)

    async def _add_along(self, included: Included) -> None:
        """Counts what came along with the records of a document, and puts into the batch what none of them claims."""
        self.tally.include(included.position, (kind for kind, _ in included.resources))
        for found in self.along.left(included):
            if isinstance(found, Refusal):
                self.tally.refuse(found)
                continue
            if is_full(self.batch) or found.record.key in self.below:
                await self.flush()
            self._put(found)

    def _put(self, incoming: Incoming) -> None:
        self.batch.append(incoming)
        self.keys.add(incoming.record.key)
        self.below.update(each.key for each in incoming.record.all())

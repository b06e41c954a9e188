"""Takes in the records of one system: records → batches, one transaction each."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Protocol

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.sources import Source
from gateway.sources.along import Along
from gateway.sources.outcome import Outcome, Written
from gateway.sources.preparation import prepare
from gateway.sources.prepared import Incoming, Key
from gateway.sources.reader import Found, Included, Record, UnknownKeys, external_id_of
from gateway.sources.recognition import refuse_others
from gateway.sources.refusal import Position, Refusal, RefusalCode, Refused, refused_of_included
from gateway.sources.resuming import Begun, Place, save_place
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.sources.taking import write_incomings
from gateway.viewer import Environment

BATCH_SIZE = 500
"""Records in one transaction."""


class Report(Protocol):
    """Where refusals go."""

    def __call__(self, refusal: Refusal, /) -> None: ...


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
    policy: Policy = DEFAULT,
) -> Summary:
    """Writes records in batches; one that is refused leaves nothing behind, and the others go in.

    `summary` counts on from what is in it. `begun` is the file that the records are read from: with each batch the
    place is committed up to which it is done.
    """
    work = _Import(database, source, environment, report, summary or Summary(), begun, policy)
    for found in records:
        work.move()
        # The next one is here already: the reader has moved behind the line of the one before.
        if len(work.batch) >= BATCH_SIZE:
            await work.flush()
        await work.take(found)
        if isinstance(found, Record):
            progress(found.size)
    work.move()
    await work.flush()
    work.summary.add(work.of_line.counts())
    return work.summary


class _Import:
    """The batch that is being filled, and what became of the records before."""

    def __init__(
        self,
        database: Database,
        source: Source,
        environment: Environment,
        report: Report,
        summary: Summary,
        begun: Begun | None,
        policy: Policy,
    ) -> None:
        self.database = database
        self.policy = policy
        self.source = source
        self.environment = environment
        self.report = report
        self.summary = summary
        self.of_line = Summary()
        """What became of records of a line that is not done: its place is still before it."""
        self.begun = begun
        self.line = begun.place.line if begun else 0
        self.batch: list[Incoming] = []
        self.keys: set[Key] = set()
        """Of the batch's records."""
        self.below: set[Key] = set()
        """The same, with what comes along with them."""
        self.along = Along(source, environment)

    def move(self) -> None:
        """Counts a line among those that are done, once the reader is behind it."""
        if self.begun is not None and self.begun.place.line != self.line:
            self.line = self.begun.place.line
            self.summary.add(self.of_line.counts())
            self.of_line = Summary()

    async def take(self, found: Found) -> None:
        if isinstance(found, UnknownKeys):
            self._counted(None).unknown.update(found.paths)
        elif isinstance(found, Refusal):
            self._refuse(found)
        elif isinstance(found, Included):
            await self._add_along(found)
        else:
            await self._add(found)

    async def flush(self) -> None:
        """Writes the batch; when the database refuses it, each of its records alone."""
        batch, self.batch, self.keys, self.below = self.batch, [], set(), set()
        if not batch:
            return
        try:
            written = await self._write(batch, self.begun)
        except (ConstraintViolated, Refused, ValueError, OverflowError):
            for incoming in batch:
                await self._write_alone(incoming)
            if self.begun is not None:
                begun, place, summary = self.begun, replace(self.begun.place), self.summary
                await self.database.write(
                    lambda transaction: save_place(transaction, begun, place, summary.counts())
                )
            return
        for incoming, each in zip(batch, written, strict=True):
            self._count(incoming, each)

    async def _add(self, record: Record) -> None:
        try:
            refuse_others(self.source, record.resource.document)
            incoming = prepare(self.source, record, self.environment)
        except Refused as refused:
            external_id = external_id_of(record.resource.document, self.source.customer.identifier)
            self._refuse(Refusal(record.position, refused.code, refused.reason, external_id))
            self.along.note(record, None)
            return
        self.along.note(record, incoming.record)
        if incoming.record.key in self.keys:
            await self.flush()
        self._put(incoming)

    async def _add_along(self, included: Included) -> None:
        """Counts what came along with the records of a document, and puts into the batch what none of them claims."""
        self._counted(included.position).included.update(kind for kind, _ in included.resources)
        for found in self.along.left(included):
            if isinstance(found, Refusal):
                self._refuse(found)
                continue
            if len(self.batch) >= BATCH_SIZE or found.record.key in self.below:
                await self.flush()
            self._put(found)

    def _put(self, incoming: Incoming) -> None:
        self.batch.append(incoming)
        self.keys.add(incoming.record.key)
        self.below.update(each.key for each in incoming.record.all())

    async def _write(self, incomings: Sequence[Incoming], begun: Begun | None = None) -> list[Written]:
        source, at = self.source, now()
        place, before = replace(begun.place) if begun else Place(), self.summary

        def work(transaction: Transaction) -> list[Written]:
            written = write_incomings(transaction, source, incomings, at, self.policy)
            if begun is not None:
                after = deepcopy(before)
                for incoming, each in zip(incomings, written, strict=True):
                    if self._is_done(incoming.position):
                        after.count(incoming, each)
                save_place(transaction, begun, place, after.counts())
            return written

        return await self.database.write(work)

    async def _write_alone(self, incoming: Incoming) -> None:
        try:
            (written,) = await self._write([incoming])
        except Refused as refused:
            self._refuse(self._refusal(incoming, refused))
        except (ConstraintViolated, ValueError, OverflowError) as error:
            self._refuse(self._refusal(incoming, Refused(RefusalCode.REFUSED_BY_DATABASE, str(error))))
        else:
            self._count(incoming, written)

    def _refusal(self, incoming: Incoming, refused: Refused) -> Refusal:
        external_id = incoming.record.external_id
        if incoming.is_along:
            return refused_of_included(incoming.position, refused, external_id)
        return Refusal(incoming.position, refused.code, refused.reason, external_id)

    def _refuse(self, refusal: Refusal) -> None:
        self._counted(refusal.position).refused += 1
        self.report(refusal)

    def _count(self, incoming: Incoming, written: Written) -> None:
        self._counted(incoming.position).count(incoming, written)
        for refusal in written.refused:
            self.report(refusal)
        if written.outcome is Outcome.SKIPPED:
            reason = "The customer was anonymized; the record is left where it is."
            self.report(self._refusal(incoming, Refused(RefusalCode.ANONYMIZED, reason)))

    def _counted(self, position: Position | None) -> Summary:
        """Where it is counted what stands there: lines that are done and saved, or the one that is being read."""
        return self.summary if self._is_done(position) else self.of_line

    def _is_done(self, position: Position | None) -> bool:
        if self.begun is None:
            return True
        line = position.line if position else None
        return line is not None and line <= self.line

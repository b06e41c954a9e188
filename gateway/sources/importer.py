"""Takes in the records of one system: records → batches, one transaction each."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Protocol

from gateway.database import ConstraintViolated, Database, Transaction
from gateway.entity import now
from gateway.sources import Source
from gateway.sources.along import Along, write_incomings
from gateway.sources.outcome import Outcome
from gateway.sources.preparation import prepare
from gateway.sources.prepared import Incoming, Key
from gateway.sources.reader import Found, Included, Record, UnknownKeys, external_id_of
from gateway.sources.recognition import refuse_others
from gateway.sources.refusal import Refusal, RefusalCode, Refused
from gateway.sources.resuming import Begun, Place, save_place
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT, Policy
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
        # The next one is here already: the reader has moved behind the line of the one before.
        if len(work.batch) >= BATCH_SIZE:
            await work.flush()
        await work.take(found)
        if isinstance(found, Record):
            progress(found.size)
    await work.flush()
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
        self.begun = begun
        self.batch: list[Incoming] = []
        self.keys: set[Key] = set()
        self.along = Along(source, environment)

    async def take(self, found: Found) -> None:
        if isinstance(found, UnknownKeys):
            self.summary.unknown.update(found.paths)
        elif isinstance(found, Refusal):
            self._refuse(found)
        elif isinstance(found, Included):
            await self._add_along(found)
        else:
            await self._add(found)

    async def flush(self) -> None:
        """Writes the batch; when the database refuses it, each of its records alone."""
        batch, self.batch, self.keys = self.batch, [], set()
        if not batch:
            return
        try:
            outcomes = await self._write(batch, self.begun)
        except (ConstraintViolated, Refused, ValueError, OverflowError):
            for incoming in batch:
                await self._write_alone(incoming)
            if self.begun is not None:
                begun, place, summary = self.begun, replace(self.begun.place), self.summary
                await self.database.write(
                    lambda transaction: save_place(transaction, begun, place, summary.counts())
                )
            return
        for incoming, outcome in zip(batch, outcomes, strict=True):
            self._count(incoming, outcome)

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
        """Counts what came along with the records of a document, and takes in what none of them took."""
        self.summary.included.update(kind for kind, _ in included.resources)
        keys = {each.key for incoming in self.batch for each in incoming.record.all()}
        for found in self.along.left(included):
            if isinstance(found, Refusal):
                self._refuse(found)
                continue
            if len(self.batch) >= BATCH_SIZE or found.record.key in keys:
                await self.flush()
                keys.clear()
            self._put(found)
            keys.update(each.key for each in found.record.all())

    def _put(self, incoming: Incoming) -> None:
        self.batch.append(incoming)
        self.keys.add(incoming.record.key)

    async def _write(self, incomings: Sequence[Incoming], begun: Begun | None = None) -> list[Outcome]:
        source, at = self.source, now()
        place, before = replace(begun.place) if begun else Place(), self.summary

        def work(transaction: Transaction) -> list[Outcome]:
            outcomes = write_incomings(transaction, source, incomings, at, self.policy)
            if begun is not None:
                after = deepcopy(before)
                for incoming, outcome in zip(incomings, outcomes, strict=True):
                    after.count(incoming, outcome)
                save_place(transaction, begun, place, after.counts())
            return outcomes

        return await self.database.write(work)

    async def _write_alone(self, incoming: Incoming) -> None:
        try:
            (outcome,) = await self._write([incoming])
        except Refused as refused:
            self._refuse(self._refusal(incoming, refused.code, refused.reason))
        except (ConstraintViolated, ValueError, OverflowError) as error:
            self._refuse(self._refusal(incoming, RefusalCode.REFUSED_BY_DATABASE, str(error)))
        else:
            self._count(incoming, outcome)

    def _refusal(self, incoming: Incoming, code: RefusalCode, reason: str) -> Refusal:
        if incoming.is_along:
            reason = f"A record of `included` is refused: {reason}"
        return Refusal(incoming.position, code, reason, incoming.record.external_id)

    def _refuse(self, refusal: Refusal) -> None:
        self.summary.refused += 1
        self.report(refusal)

    def _count(self, incoming: Incoming, outcome: Outcome) -> None:
        self.summary.count(incoming, outcome)
        if outcome is Outcome.SKIPPED:
            reason = "The customer was anonymized; the record is left where it is."
            self.report(self._refusal(incoming, RefusalCode.ANONYMIZED, reason))

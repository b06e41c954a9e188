"""A batch of incoming records → what is written of it, and what that came along is left as it is or refused."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson

from gateway.database import Transaction
from gateway.sources.along import UNTOLD
from gateway.sources.batch import write_batch
from gateway.sources.outcome import Outcome, Written
from gateway.sources.prepared import Incoming, Key, Prepared
from gateway.sources.reading import value_at
from gateway.sources.refusal import Refusal, RefusalCode, Refused, refused_of_included
from gateway.sources.source import Source
from gateway.sources.survivorship import Policy
from gateway.sources.writer import Writer

_NO_NEWS = "The record that it belongs to is here and not newer; it is taken with a newer one, or by itself."
_ITS_RECORD_REFUSED = "The record that names it is refused."


def write_incomings(
    transaction: Transaction, source: Source, incomings: Sequence[Incoming], at: datetime, policy: Policy
) -> list[Written]:
    """Writes a batch, but for what came along and tells nothing new, or is not to be taken.

    Raises:
        ConstraintViolated: the database refused a row.
        Refused: a record may not be written.
    """
    unwritten: dict[int, Written] = {}
    if any(incoming.is_along for incoming in incomings):
        # What is found is true until the batch is written.
        transaction.lock("import")
        unwritten = _Sorting(Writer(transaction, source, at, {}), incomings).unwritten()
    records = [incoming.record for place, incoming in enumerate(incomings) if place not in unwritten]
    outcomes = iter(write_batch(transaction, source, records, at, policy))
    return [
        unwritten[place] if place in unwritten else Written(next(outcomes)) for place in range(len(incomings))
    ]


class _Sorting:
    """What came along, held against what is here and what comes with the same batch."""

    def __init__(self, writer: Writer, incomings: Sequence[Incoming]) -> None:
        self.writer = writer
        self.incomings = incomings
        writer.look_up(incoming.record for incoming in incomings)
        self.coming: set[Key] = set()
        """What will be here with the batch, or was spoken of already."""

    def unwritten(self) -> dict[int, Written]:
        """Place in the batch → what becomes of it without being written."""
        refused: dict[int, str] = {}
        stale: list[int] = []
        for place, incoming in enumerate(self.incomings):
            record = incoming.record
            if self._is_left_alone(record):
                continue
            if incoming.is_along and not self._is_news(record):
                stale.append(place)
            elif incoming.is_along and (reason := self._why_not(record)):
                refused[place] = reason
            else:
                self.coming |= {each.key for each in record.all()}
        # Only now it is known what the others bring.
        left = {
            place: Written(self._outcome_of(place), tuple(self._below(place, _NO_NEWS))) for place in stale
        }
        for place, reason in refused.items():
            own = self._refusal(place, self.incomings[place].record, reason)
            left[place] = Written(None, (own, *self._below(place, _ITS_RECORD_REFUSED)))
        return left

    def _is_left_alone(self, record: Prepared) -> bool:
        """Whether nothing is stored of it, since its customer was anonymized or its system deleted it."""
        return self.writer.is_gone(record) or (
            record.owner is not None and record.owner in self.writer.erased
        )

    def _is_news(self, record: Prepared) -> bool:
        """Whether it is not here, or changed since; beside others a resource often tells less of its links."""
        if record.is_stub:
            return False
        known = self.writer.known.get(record.key)
        if known is None or not known.content_hash:
            return True
        if known.content_hash == record.content_hash:
            return False
        before, changed_at = known.source_updated_at, record.changed_at
        if before is None or changed_at is None:
            return True
        return changed_at > before or (changed_at == before and not _tells_when(record))

    def _why_not(self, record: Prepared) -> str | None:
        """Why it is not taken, where nobody tells whose it is."""
        kind, target, owner = record.kind, record.kind.target, record.owner
        if kind is self.writer.source.customer or kind.is_shared or target is None or target.parent is None:
            return None
        if owner is None:
            known = self.writer.known.get(record.key)
            is_told = known is not None and known.customer_id is not None and target.parent == "customer_id"
            return None if is_told else UNTOLD
        # A customer is waited for. What else is missing may be left out for good, as an order of someone erased is.
        is_here = owner[2] == self.writer.source.customer.kind or owner in self.coming
        return (
            None
            if is_here or owner in self.writer.known
            else f"It belongs to {owner[2]}, and that is not here."
        )

    def _outcome_of(self, place: int) -> Outcome:
        """What became of one that is here and not newer."""
        is_outdated = self.writer.is_outdated(self.incomings[place].record)
        return Outcome.OUTDATED if is_outdated else Outcome.UNCHANGED

    def _below(self, place: int, reason: str) -> Iterator[Refusal]:
        """What came with one that is not written, and is not here as it came."""
        record = self.incomings[place].record
        for each in record.all():
            if (
                each is record
                or each.key in self.coming
                or self.writer.is_gone(each)
                or not self._is_news(each)
            ):
                continue
            self.coming.add(each.key)
            yield self._refusal(place, each, reason)

    def _refusal(self, place: int, record: Prepared, reason: str) -> Refusal:
        refused = Refused(RefusalCode.UNCLAIMED, reason)
        return refused_of_included(self.incomings[place].position, refused, record.external_id)


def _tells_when(record: Prepared) -> bool:
    """Whether it says when it was changed, and not only when it was made."""
    return value_at(orjson.loads(record.raw), record.kind.changed_at) is not None

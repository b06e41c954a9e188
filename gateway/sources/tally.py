"""What became of the records of an import, counted by lines: those that are done, and the one that is being read.

An import that ends in the middle goes on behind the last line that is done. What it has counted by then is stored with
that place, so that no record is counted twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Protocol

from gateway.sources.outcome import Outcome, Written
from gateway.sources.prepared import Incoming
from gateway.sources.refusal import Position, Refusal, RefusalCode, Refused, refused_of_included
from gateway.sources.resuming import Begun
from gateway.sources.summary import Summary


class Report(Protocol):
    """Where refusals go."""

    def __call__(self, refusal: Refusal, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the file was when a batch was full."""

    begun: Begun
    """With the place behind the last line that was read whole."""
    before: Summary
    """What had become of all records that are not in the batch."""

    def after(self, incomings: Sequence[Incoming], written: Sequence[Written]) -> Summary:
        """The same with the batch, but for records of a line that goes on in the next one."""
        summary = deepcopy(self.before)
        for incoming, each in zip(incomings, written, strict=True):
            if _is_done(incoming.position, self.begun.place.line):
                summary.count(incoming, each)
        return summary


class Tally:
    """Counts what became of records, and reports those that are refused before they are written."""

    def __init__(self, summary: Summary, begun: Begun | None, report: Report) -> None:
        self.summary = summary
        self.begun = begun
        self.report = report
        self.of_line: Summary | None = None
        """What became of records of a line that is not done: its place is still before it."""
        self.line = begun.place.line if begun else 0

    def move(self) -> None:
        """Counts a line among those that are done, once the reader is behind it."""
        if self.begun is not None and self.begun.place.line != self.line:
            self.line = self.begun.place.line
            self.finish()

    def finish(self) -> None:
        """There is no more of the line."""
        if self.of_line is not None:
            self.summary.add(self.of_line.counts())
            self.of_line = None

    def reached(self) -> Reached | None:
        """How far the file is; None where its import cannot go on in its middle."""
        if self.begun is None:
            return None
        return Reached(replace(self.begun, place=replace(self.begun.place)), deepcopy(self.summary))

    def find_unknown(self, paths: Iterable[str]) -> None:
        """Keys of a document around its records."""
        self._counted(None).unknown.update(paths)

    def include(self, position: Position, kinds: Iterable[str]) -> None:
        """What came along with the records of a document."""
        self._counted(position).included.update(kinds)

    def refuse(self, refusal: Refusal) -> None:
        self._counted(refusal.position).refused += 1
        self.report(refusal)

    def count(self, incoming: Incoming, written: Written) -> None:
        self._counted(incoming.position).count(incoming, written)

    def _counted(self, position: Position | None) -> Summary:
        """Where it is counted what stands there: lines that are done, or the one that is being read."""
        if self.begun is None or _is_done(position, self.line):
            return self.summary
        if self.of_line is None:
            self.of_line = Summary()
        return self.of_line


def _is_done(position: Position | None, line: int) -> bool:
    """Whether what stands there is in one of the lines up to this one."""
    return position is not None and position.line is not None and position.line <= line


def refusals_of(incomings: Sequence[Incoming], written: Sequence[Written]) -> Iterator[Refusal]:
    """What is to be reported of records that were written, or were to be."""
    for incoming, each in zip(incomings, written, strict=True):
        yield from each.refused
        if each.outcome is Outcome.SKIPPED:
            reason = "The customer was anonymized; the record is left where it is."
            yield refusal_of(incoming, Refused(RefusalCode.ANONYMIZED, reason))


def refusal_of(incoming: Incoming, refused: Refused) -> Refusal:
    """Why a record that was prepared is not written."""
    external_id = incoming.record.external_id
    if incoming.is_along:
        return refused_of_included(incoming.position, refused, external_id)
    return Refusal(incoming.position, refused.code, refused.reason, external_id)

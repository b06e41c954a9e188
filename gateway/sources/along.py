"""What came along in `included` and no record of its document took with it → records of their own.

    {"data": order, "included": [line, customer]}     the line is the order's; the customer comes as if by itself
    {"data": customer, "included": [address]}         named by nobody: kept as it is, with that customer

One that is here already is taken only when it changed since: beside others a resource often tells less of its links.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from gateway.database import Transaction
from gateway.sources.batch import write_batch
from gateway.sources.outcome import Outcome
from gateway.sources.preparation import Preparation, environment_of, links_of
from gateway.sources.prepared import Incoming, Key, Prepared
from gateway.sources.reader import Included, Record, Resource
from gateway.sources.reading import shown
from gateway.sources.refusal import Refusal, RefusalCode, Refused
from gateway.sources.source import RecordKind, Source
from gateway.sources.survivorship import Policy
from gateway.sources.tables import find_records
from gateway.viewer import Environment

Name = tuple[str, str]
"""Type and id."""


class Along:
    """Which of the resources of one document were taken by its records."""

    def __init__(self, source: Source, environment: Environment) -> None:
        self.source = source
        self.environment = environment
        self._of: Mapping[Name, Resource] = {}
        self._taken: set[Name] = set()
        self._records: list[Prepared] = []

    def note(self, record: Record, prepared: Prepared | None) -> None:
        """A record of the document took what it leads to; one that was refused (`None`) holds it back."""
        if not record.included:
            return
        if record.included is not self._of:
            self._of, self._taken, self._records = record.included, set(), []
        if prepared is None:
            self._taken |= _reached(record.resource, record.included)
        else:
            self._take(prepared)
            self._records.append(prepared)

    def left(self, included: Included) -> Iterator[Incoming | Refusal]:
        """What nobody took, in the order of the source's kinds: what others hang on comes first."""
        if included.resources is not self._of:
            self._of, self._taken, self._records = included.resources, set(), []
        places = {kind.kind: place for place, kind in enumerate(self.source.kinds)}
        names = sorted(included.resources, key=lambda name: places.get(name[0], len(places)))
        for name in names:
            if name in self._taken:
                continue
            try:
                incoming = self._prepare(included, name)
            except Refused as refused:
                reason = f"A record of `included` is refused: {refused.reason}"
                yield Refusal(included.position, refused.code, reason, name[1])
            else:
                self._take(incoming.record)
                yield incoming

    def _take(self, prepared: Prepared) -> None:
        self._taken |= {(each.kind.kind, each.key[3]) for each in prepared.all()}

    def _prepare(self, included: Included, name: Name) -> Incoming:
        resource = included.resources[name]
        told = resource.document.get("type")
        if not isinstance(told, str):
            raise Refused(RefusalCode.WRONG_KIND, f"type is {shown(told)}; expected the kind of a record.")
        known = self.source.kind(told)
        kind = known or RecordKind(told, None, changed_at="attributes.updated_at", environment="meta.mode")
        environment = environment_of(kind, resource.document, self.environment)
        work = Preparation(self.source, environment.value, "", included.resources)
        prepared = work.prepare(kind, resource)
        if kind.target is None and not kind.is_shared and prepared.owner is None:
            prepared.owner = self._whose()
        unknown = work.unknown if known else [*work.unknown, f"included.{told}"]
        return Incoming(included.position, prepared, tuple(unknown), tuple(work.redacted), is_along=True)

    def _whose(self) -> Key | None:
        """The customer's record of the document, where it holds one record alone."""
        if len(self._records) != 1:
            return None
        (only,) = self._records
        return only.key if only.kind is self.source.customer else only.owner


def write_incomings(
    transaction: Transaction, source: Source, incomings: Sequence[Incoming], at: datetime, policy: Policy
) -> list[Outcome]:
    """Writes a batch, but for what came along and tells nothing new.

    Raises:
        ConstraintViolated: the database refused a row.
        Refused: a record may not be written.
    """
    known = _find_known(transaction, source, incomings)
    records = [incoming.record for incoming in incomings if incoming.record.key not in known]
    outcomes = iter(write_batch(transaction, source, records, at, policy))
    return [Outcome.UNCHANGED if incoming.record.key in known else next(outcomes) for incoming in incomings]


def _find_known(transaction: Transaction, source: Source, incomings: Sequence[Incoming]) -> set[Key]:
    """Those that came along, are here already, and say that they did not change since."""
    groups: dict[tuple[str, str, str], dict[str, Prepared]] = {}
    for incoming in incomings:
        if incoming.is_along:
            key = incoming.record.key
            groups.setdefault(key[:3], {})[key[3]] = incoming.record
    if groups:
        # What is found is true until the batch is written.
        transaction.lock("import")
    known: set[Key] = set()
    for (environment, connection, kind), records in groups.items():
        place = (environment, source.system.value, connection, kind)
        for found in find_records(transaction, place, sorted(records)):
            record, before = records[found.external_id], found.source_updated_at
            is_newer = record.changed_at is not None and (before is None or record.changed_at > before)
            if found.content_hash and not is_newer:
                known.add(record.key)
    return known


def _reached(resource: Resource, included: Mapping[Name, Resource]) -> set[Name]:
    """All that a resource leads to, step by step."""
    reached: set[Name] = set()
    waiting = [resource]
    while waiting:
        for name in links_of(waiting.pop().document):
            if name in included and name not in reached:
                reached.add(name)
                waiting.append(included[name])
    return reached

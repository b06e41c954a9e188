"""What came in `included` and no record of its document claims → records of their own, or refusals.

    {"data": order, "included": [line, customer]}     the order claims its line; the customer comes as if by itself
    {"data": customer, "included": [address]}         nobody names it, and it does not tell whose it is: refused

By itself comes what would be taken from a file of its own, and belongs to whom its own links name, or to no one
customer. Nothing is guessed, and what is refused is not stored.
"""

from collections.abc import Iterator, Mapping

from gateway.sources.particulars import environment_of, links_of
from gateway.sources.preparation import Preparation
from gateway.sources.prepared import Incoming, Prepared
from gateway.sources.reader import Included, Record, Resource, external_id_of
from gateway.sources.reading import shown
from gateway.sources.refusal import Refusal, RefusalCode, Refused, refused_of_included
from gateway.sources.source import RecordKind, Source
from gateway.viewer import Environment

Name = tuple[str, str]
"""Type and id."""

UNTOLD = "No record that is taken names it, and it does not tell whose it is."


class Along:
    """Which of the resources of one document its records claim."""

    def __init__(self, source: Source, environment: Environment) -> None:
        self.source = source
        self.environment = environment
        self._of: Mapping[Name, Resource] = {}
        self._claimed: set[Name] = set()
        self._held: set[Name] = set()
        """What refused records lead to."""

    def note(self, record: Record, prepared: Prepared | None) -> None:
        """A record of the document claims what it leads to; one that was refused (`None`) holds it back."""
        if not record.included:
            return
        self._begin(record.included)
        if prepared is None:
            self._held |= self._reached(record.resource)
        else:
            self._claim(prepared)

    def left(self, included: Included) -> Iterator[Incoming | Refusal]:
        """What nobody claims, in the order of the source's kinds: what others hang on comes first."""
        self._begin(included.resources)
        places = {kind.kind: place for place, kind in enumerate(self.source.kinds)}
        names = sorted(included.resources, key=lambda name: places.get(name[0], len(places)))
        for name in names:
            kind = self.source.kind(name[0])
            if kind is None or not _stands_alone(kind):
                continue
            if name not in self._claimed and name not in self._held:
                yield self._by_itself(included, name, kind)
        for name in names:
            if name not in self._claimed:
                yield self._refused(included, name)

    def _begin(self, resources: Mapping[Name, Resource]) -> None:
        if resources is not self._of:
            self._of, self._claimed, self._held = resources, set(), set()

    def _claim(self, prepared: Prepared) -> None:
        self._claimed |= {(each.kind.kind, each.key[3]) for each in prepared.all()}

    def _by_itself(self, included: Included, name: Name, kind: RecordKind) -> Incoming | Refusal:
        resource = included.resources[name]
        self._claimed.add(name)
        try:
            environment = environment_of(kind, resource.document, self.environment)
            work = Preparation(self.source, environment.value, "", included.resources)
            prepared = work.prepare(kind, resource)
            # Its owner must be named as what it is: anything may have attachments.
            if prepared.owner is not None and prepared.owner[2:] not in links_of(resource.document):
                raise Refused(RefusalCode.UNCLAIMED, UNTOLD)
        except Refused as refused:
            return self._refusal(included, name, refused)
        self._claim(prepared)
        return Incoming(included.position, prepared, tuple(work.unknown), tuple(work.redacted), is_along=True)

    def _refused(self, included: Included, name: Name) -> Refusal:
        told = included.resources[name].document.get("type")
        if not isinstance(told, str):
            reason = f"type is {shown(told)}; expected the kind of a record."
            return self._refusal(included, name, Refused(RefusalCode.WRONG_KIND, reason))
        if name in self._held:
            reason = "The record that names it is refused."
        elif self.source.kind(told) is None:
            reason = f"No record that is taken names it, and {shown(told)} is declared nowhere."
        else:
            reason = f"No record that is taken names it, and {shown(told)} is only kept with one that does."
        return self._refusal(included, name, Refused(RefusalCode.UNCLAIMED, reason))

    def _refusal(self, included: Included, name: Name, refused: Refused) -> Refusal:
        external_id = external_id_of(included.resources[name].document, "id")
        return refused_of_included(included.position, refused, external_id)

    def _reached(self, resource: Resource) -> set[Name]:
        """All that a resource leads to, step by step, but for customers and what belongs to no one customer."""
        reached: set[Name] = set()
        waiting = [resource]
        while waiting:
            for name in links_of(waiting.pop().document):
                kind = self.source.kind(name[0])
                is_apart = kind is not None and (kind is self.source.customer or kind.is_shared)
                if name in self._of and name not in reached and not is_apart:
                    reached.add(name)
                    waiting.append(self._of[name])
        return reached


def _stands_alone(kind: RecordKind) -> bool:
    return kind.target is not None or kind.is_shared

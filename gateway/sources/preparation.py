"""A record as it came → a record as it will be written: secrets gone, fields taken, ids and environment known.

Nothing here touches a database: what can be refused is refused before anything is written.
"""

from collections.abc import Mapping
from typing import Any

from gateway.domain.records.content import content_hash
from gateway.sources.conversions import Unexpected, identifier
from gateway.sources.fields import Belongs, Embed, Follow, Inherit, Merge, Name, Point, Refer
from gateway.sources.particulars import changed_at_of, environment_of, id_of, links_of
from gateway.sources.prepared import Incoming, Key, Lent, Prepared, named_only
from gateway.sources.reader import Record, Resource
from gateway.sources.reading import Reading, shown, value_at
from gateway.sources.redaction import without_secrets
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.source import RecordKind, Source
from gateway.viewer import Environment

Included = Mapping[tuple[str, str], Resource]


def prepare(source: Source, record: Record, environment: Environment) -> Incoming:
    """Takes a record apart, with all that came beside it.

    Raises:
        Refused: it has no id, or a value that is not what the source promises.
    """
    document = record.resource.document
    kind = (source.kind(record.kind) if record.kind else None) or source.kind_of(document)
    environment = environment_of(kind, document, environment)
    connection = _text_of(record.connection, "id")
    if record.connection and not connection and record.connection.document.get("id") is not None:
        reason = f"connection.id is {shown(record.connection.document['id'])}; expected a text."
        raise Refused(RefusalCode.INVALID_VALUE, reason)
    work = Preparation(
        source, environment.value, connection, record.included, _text_of(record.connection, "platform")
    )
    prepared = work.prepare(kind, record.resource)
    if record.connection and connection:
        beside = source.kind("connection")
        if beside:
            prepared.beside.append(work.keep(beside, connection, record.connection))
    return Incoming(record.position, prepared, tuple(work.unknown), tuple(work.redacted))


def _text_of(resource: Resource | None, key: str) -> str:
    found = resource.document.get(key) if resource else None
    return found if isinstance(found, str) else ""


class Preparation:
    """One record and what came beside it, on their way."""

    def __init__(
        self,
        source: Source,
        environment: str,
        connection: str,
        included: Included,
        platform: str = "",
        *,
        is_alone: bool = False,
    ) -> None:
        self.source = source
        self.environment = environment
        self.connection = connection
        self.included = included
        self.platform = platform
        """What lies behind the connection."""
        self.is_alone = is_alone
        """Whether the records that belong to it are left out."""
        self.unknown: list[str] = []
        self.redacted: list[str] = []

    def prepare(self, kind: RecordKind, resource: Resource) -> Prepared:
        """A record with all that its links lead to."""
        resource = self._without_secrets(kind, resource)
        external_id = id_of(kind, resource)
        prepared = Prepared(
            kind,
            self._key(kind.stored_as, external_id),
            resource.raw,
            content_hash(resource.document),
            changed_at_of(kind, resource.document),
            self._read(kind, resource.document) if kind.fields else None,
            names=kind.names(resource.document, self.platform) if kind.names else None,
            alias=self._alias_of(kind, resource),
        )
        self._resolve(prepared)
        return prepared

    def keep(self, kind: RecordKind, external_id: str, resource: Resource) -> Prepared:
        """A record that is only kept."""
        return self._kept(kind, external_id, self._without_secrets(kind, resource))

    def _kept(self, kind: RecordKind, external_id: str, resource: Resource) -> Prepared:
        """The same of one whose secrets are gone."""
        key = self._key(kind.kind, external_id)
        changed_at = changed_at_of(kind, resource.document)
        return Prepared(kind, key, resource.raw, content_hash(resource.document), changed_at, None)

    def _read(self, kind: RecordKind, document: dict[str, Any]) -> Reading:
        unknown: list[str] = []
        reading = kind.read(document, unknown)
        self.unknown += [self._prefix(kind) + path for path in unknown]
        if kind.platform_column and self.platform:
            reading.values[kind.platform_column] = self.platform.lower()
        return reading

    def _prefix(self, kind: RecordKind) -> str:
        """Begins the paths of what comes beside the customer."""
        return "" if kind is self.source.customer else f"{kind.kind}."

    def _resolve(self, prepared: Prepared) -> None:
        """Follows the links of a record to what was included beside it."""
        reading = prepared.reading
        links = reading.links if reading else []
        # What is handed down to others must be known before them, wherever it stands.
        for link, ids in sorted(links, key=lambda each: isinstance(each[0], Follow)):
            if isinstance(link, Refer):
                prepared.shared[link.column] = self._shared(link.kind, ids)
            elif isinstance(link, Belongs):
                prepared.owner = self._owner(link, ids[0]) if ids else prepared.owner
            elif isinstance(link, Point):
                prepared.points[link.column] = self._key(link.kind, ids[0]) if ids else None
            elif isinstance(link, Follow) and not self.is_alone:
                self._follow(prepared, link, ids)
            elif isinstance(link, Merge):
                self._borrow(prepared, link, ids)
            elif isinstance(link, Embed):
                self._embed(prepared, link, ids)
            elif isinstance(link, Inherit):
                self._inherit(prepared, link, ids)
            elif isinstance(link, Name):
                self._name(prepared, link, ids)

    def _key(self, kind_name: str, external_id: str) -> Key:
        return (self.environment, self.connection, kind_name, external_id)

    def _owner(self, link: Belongs, named: str) -> Key:
        return self._key(_aliased(link.kind) if link.by else link.kind, named)

    def _alias_of(self, kind: RecordKind, resource: Resource) -> Key | None:
        if kind.alias is None:
            return None
        named = identifier(value_at(resource.document, kind.alias))
        return self._key(_aliased(kind.kind), named) if named else None

    def _shared(self, kind_name: str, ids: list[str]) -> Prepared | None:
        if not ids:
            return None
        kind, external_id = self._kind(kind_name), ids[0]
        resource = self.included.get((kind_name, external_id))
        if resource:
            return self.prepare(kind, resource)
        key = (self.environment, self.connection, kind_name, external_id)
        return Prepared(kind, key, named_only(external_id), "", None, Reading(), is_stub=True)

    def _follow(self, prepared: Prepared, link: Follow, ids: list[str]) -> None:
        kind_name, kind = link.kind, self._kind(link.kind)
        if link.is_whole:
            prepared.child_ids[kind_name] = ids
        for position, external_id in enumerate(ids, 1):
            resource = self.included.get((kind_name, external_id))
            if resource and kind.target:
                child = self.prepare(kind, resource)
                if child.owner is not None and child.owner not in prepared.named_by:
                    # Its own word of whose it is counts: it comes as if by itself.
                    continue
                _hand_down(prepared, child, link, position)
                prepared.children.append(child)
            elif resource:
                self._keep_all(prepared, kind_name, external_id)

    def _embed(self, prepared: Prepared, link: Embed, ids: list[str]) -> None:
        if prepared.reading and not ids:
            prepared.reading.rows[link.target] = None
        self._borrow(prepared, link, ids)

    def _borrow(self, prepared: Prepared, link: Merge | Embed, ids: list[str]) -> None:
        """Adds what another record says of this one's row; where it did not come along, whoever writes looks for it."""
        for external_id in ids[:1]:
            kind = self._kind(link.kind)
            resource = self.included.get((link.kind, external_id))
            if resource is None or prepared.reading is None:
                prepared.lent += (Lent(link, self._key(kind.kind, external_id)),)
                continue
            resource = self._without_secrets(kind, resource)
            record = self._kept(kind, external_id, resource)
            lent = Lent(link, record.key, record, self._read(kind, resource.document))
            lent.add_to(prepared.reading)
            prepared.beside.append(record)
            prepared.lent += (lent,)

    def _inherit(self, prepared: Prepared, link: Inherit, ids: list[str]) -> None:
        resource = self.included.get((link.kind, ids[0])) if ids else None
        if resource and prepared.reading:
            value = self._kind(link.kind).read(resource.document, []).values.get(link.column)
            if value is not None:
                prepared.reading.values[link.column] = value
        elif ids:
            prepared.inherited[link.column] = self._key(link.kind, ids[0])

    def _name(self, prepared: Prepared, link: Name, ids: list[str]) -> None:
        """Adds the names of what came along; for those of others, whoever writes looks."""
        resources = {external_id: self.included.get((link.kind, external_id)) for external_id in ids}
        found = {external_id: resource for external_id, resource in resources.items() if resource}
        if prepared.reading is None:
            return
        named = {key: value_at(resource.document, link.path_there) for key, resource in found.items()}
        names = [name for name in named.values() if name is not None]
        # One whose name is not told is nothing yet.
        prepared.unnamed += tuple(self._key(link.kind, each) for each in resources if named.get(each) is None)
        try:
            prepared.reading.lists[link.target] = link.convert(names)
        except Unexpected as unexpected:
            reason = f"{link.kind}.{link.path_there} is {shown(names)}; expected {unexpected}."
            raise Refused(RefusalCode.INVALID_VALUE, reason) from None
        kind = self._kind(link.kind)
        for external_id, resource in found.items():
            prepared.beside.append(self.keep(kind, external_id, resource))

    def _keep_all(self, prepared: Prepared, kind_name: str, external_id: str) -> None:
        """Keeps a record and all that it leads to, but for what other declarations speak of."""
        waiting, seen = [(kind_name, external_id)], set()
        while waiting:
            link = waiting.pop()
            resource = self.included.get(link)
            if resource is None or link in seen or link[0] == self.source.customer.kind:
                continue
            seen.add(link)
            kind = self.source.kind(link[0])
            if kind is not None and kind.target is not None:
                # Kept without its row, it would pass for unchanged when it comes by itself.
                continue
            if kind is None:
                self.unknown.append(f"included.{link[0]}")
                kind = RecordKind(link[0], None, changed_at="attributes.updated_at")
            prepared.beside.append(self.keep(kind, link[1], resource))
            waiting += links_of(resource.document)

    def _kind(self, name: str) -> RecordKind:
        kind = self.source.kind(name)
        if kind is None:
            raise LookupError(f"{self.source.word} declares no kind {name!r}.")
        return kind

    def _without_secrets(self, kind: RecordKind, resource: Resource) -> Resource:
        resource, found = without_secrets(resource, self.source.secret_names(kind))
        self.redacted += [self._prefix(kind) + path for path in found]
        return resource


def _aliased(kind: str) -> str:
    """Stands for a kind in keys that hold an alias: `customer` → `customer.alias`."""
    return f"{kind}.alias"


def _hand_down(parent: Prepared, child: Prepared, link: Follow, position: int) -> None:
    """What one that is listed has from its list: its place, where that tells it from others, and what all have."""
    if parent.reading is None or child.reading is None:
        return
    handed = {
        column: parent.reading.values[column] for column in link.handing if column in parent.reading.values
    }
    if child.kind.target and "position" in child.kind.target.key:
        handed["position"] = position
    own = child.reading.values
    child.handed = {column: value for column, value in handed.items() if column not in own}
    own |= child.handed

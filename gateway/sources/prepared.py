"""A record as it came → a record as it will be written: secrets gone, fields taken, ids and environment known.

Nothing here touches a database: what can be refused is refused before anything is written.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson

from gateway.sources.conversions import Unexpected, identifier, instant
from gateway.sources.fields import Follow, Merge, Name, Refer
from gateway.sources.reader import Record, Resource
from gateway.sources.reading import Reading, shown, value_at
from gateway.sources.refusal import Position, RefusalCode, Refused
from gateway.sources.source import RecordKind, Source
from gateway.viewer import Environment

Key = tuple[str, str, str, str]
"""Environment, connection, kind and external id: what tells one source record of a system from all others."""
Included = Mapping[tuple[str, str], Resource]


@dataclass(slots=True)
class Prepared:
    """A source record, and what it becomes."""

    kind: RecordKind
    key: Key
    raw: bytes
    content_hash: str
    changed_at: datetime | None
    reading: Reading | None
    """None for what is kept as it is, or for what only its id is known of."""
    is_stub: bool = False
    """Whether nothing but its id was sent."""
    children: list["Prepared"] = field(default_factory=list)
    """Records that belong to this one."""
    child_ids: dict[str, list[str]] = field(default_factory=dict)
    """Kind → the ids of all such records that belong to this one, sent along or not."""
    shared: dict[str, "Prepared | None"] = field(default_factory=dict)
    """Column → the record that it names."""
    beside: list["Prepared"] = field(default_factory=list)
    """Records that are only kept."""

    @property
    def external_id(self) -> str:
        return self.key[3]

    def all(self) -> Iterator["Prepared"]:
        """This record and all that came with it."""
        yield self
        for each in (*self.children, *(each for each in self.shared.values() if each), *self.beside):
            yield from each.all()


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's record, with what is to be reported of it."""

    position: Position
    record: Prepared
    unknown: tuple[str, ...]
    redacted: tuple[str, ...]


def prepare(source: Source, record: Record, environment: Environment) -> Customer:
    """Takes a customer's record apart.

    Raises:
        Refused: it has no id, or a value that is not what the source promises.
    """
    kind = source.customer
    if kind.environment is not None:
        environment = _environment_of(record.resource.document, kind.environment, environment)
    connection = _connection_id(record)
    work = _Preparation(source, environment.value, connection, record.included)
    prepared = work.prepare(kind, record.resource)
    if record.connection and connection:
        beside = source.kind("connection")
        if beside:
            prepared.beside.append(work.keep(beside, connection, record.connection))
    return Customer(record.position, prepared, tuple(work.unknown), tuple(work.redacted))


def _environment_of(document: Any, path: str, environment: Environment) -> Environment:
    mode = value_at(document, path)
    if mode is None:
        return environment
    if mode not in ("test", "live"):
        raise Refused(RefusalCode.INVALID_VALUE, f"{path} is {shown(mode)}; expected 'test' or 'live'.")
    return Environment(mode.upper())


def _connection_id(record: Record) -> str:
    found = record.connection.document.get("id") if record.connection else None
    return found if isinstance(found, str) else ""


class _Preparation:
    """One customer's record and what came beside it, on their way."""

    def __init__(self, source: Source, environment: str, connection: str, included: Included) -> None:
        self.source = source
        self.environment = environment
        self.connection = connection
        self.included = included
        self.unknown: list[str] = []
        self.redacted: list[str] = []

    def prepare(self, kind: RecordKind, resource: Resource) -> Prepared:
        """A record with all that its links lead to."""
        resource = self._without_secrets(kind, resource)
        external_id = self._id_of(kind, resource)
        prepared = Prepared(
            kind,
            (self.environment, self.connection, kind.kind, external_id),
            resource.raw,
            content_hash(resource.document),
            _changed_at(kind, resource.document),
            self._read(kind, resource.document),
        )
        self._resolve(prepared)
        return prepared

    def keep(self, kind: RecordKind, external_id: str, resource: Resource) -> Prepared:
        """A record that is only kept."""
        resource = self._without_secrets(kind, resource)
        key = (self.environment, self.connection, kind.kind, external_id)
        changed_at = _changed_at(kind, resource.document)
        return Prepared(kind, key, resource.raw, content_hash(resource.document), changed_at, None)

    def _read(self, kind: RecordKind, document: dict[str, Any]) -> Reading:
        unknown: list[str] = []
        reading = kind.read(document, unknown)
        self.unknown += [self._prefix(kind) + path for path in unknown]
        return reading

    def _prefix(self, kind: RecordKind) -> str:
        """Begins the paths of what comes beside the customer."""
        return "" if kind is self.source.customer else f"{kind.kind}."

    def _resolve(self, prepared: Prepared) -> None:
        """Follows the links of a record to what was included beside it."""
        reading = prepared.reading
        for link, ids in reading.links if reading else ():
            if isinstance(link, Refer):
                prepared.shared[link.column] = self._shared(link.kind, ids)
            elif isinstance(link, Follow):
                self._follow(prepared, link.kind, ids)
            elif isinstance(link, Merge):
                self._merge(prepared, link.kind, ids)
            elif isinstance(link, Name):
                self._name(prepared, link, ids)

    def _shared(self, kind_name: str, ids: list[str]) -> Prepared | None:
        if not ids:
            return None
        kind, external_id = self._kind(kind_name), ids[0]
        resource = self.included.get((kind_name, external_id))
        if resource:
            return self.prepare(kind, resource)
        key = (self.environment, self.connection, kind_name, external_id)
        return Prepared(kind, key, orjson.dumps({"id": external_id}), "", None, Reading(), is_stub=True)

    def _follow(self, prepared: Prepared, kind_name: str, ids: list[str]) -> None:
        kind = self._kind(kind_name)
        prepared.child_ids[kind_name] = ids
        for external_id in ids:
            resource = self.included.get((kind_name, external_id))
            if resource and kind.target:
                prepared.children.append(self.prepare(kind, resource))
            elif resource:
                self._keep_all(prepared, kind_name, external_id)

    def _merge(self, prepared: Prepared, kind_name: str, ids: list[str]) -> None:
        for external_id in ids[:1]:
            resource = self.included.get((kind_name, external_id))
            if resource and prepared.reading:
                kind = self._kind(kind_name)
                prepared.reading.values |= self._read(
                    kind, self._without_secrets(kind, resource).document
                ).values
                prepared.beside.append(self.keep(kind, external_id, resource))

    def _name(self, prepared: Prepared, link: Name, ids: list[str]) -> None:
        resources = [self.included.get((link.kind, external_id)) for external_id in ids]
        found = [resource for resource in resources if resource]
        if len(found) < len(ids) or prepared.reading is None:
            return
        names = [value_at(resource.document, link.path_there) for resource in found]
        try:
            prepared.reading.lists[link.target] = link.convert(names)
        except Unexpected as unexpected:
            reason = f"{link.kind}.{link.path_there} is {shown(names)}; expected {unexpected}."
            raise Refused(RefusalCode.INVALID_VALUE, reason) from None
        kind = self._kind(link.kind)
        for external_id, resource in zip(ids, found, strict=True):
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
            if kind is None:
                self.unknown.append(f"included.{link[0]}")
                kind = RecordKind(link[0], None, changed_at="attributes.updated_at")
            prepared.beside.append(self.keep(kind, link[1], resource))
            waiting += _links_of(resource.document)

    def _kind(self, name: str) -> RecordKind:
        kind = self.source.kind(name)
        if kind is None:
            raise LookupError(f"{self.source.word} declares no kind {name!r}.")
        return kind

    def _id_of(self, kind: RecordKind, resource: Resource) -> str:
        value = resource.document.get(kind.identifier)
        try:
            external_id = identifier(value)
        except Unexpected:
            external_id = None
        if not external_id or not external_id.strip():
            reason = f"{kind.identifier} is {shown(value)}; expected the record's id."
            raise Refused(RefusalCode.MISSING_ID, reason)
        return external_id

    def _without_secrets(self, kind: RecordKind, resource: Resource) -> Resource:
        """The record with null in place of secrets; every other byte of a value stays."""
        secrets = [
            key
            for key in self.source.secrets
            # A name may be spelled with escapes; then only a closer look tells.
            if f'"{key}"'.encode() in resource.raw or b"\\u" in resource.raw
        ]
        if not secrets:
            return resource
        found: list[str] = []
        _find_secrets(resource.document, frozenset(secrets), "", found)
        if not found:
            return resource
        self.redacted += [self._prefix(kind) + path for path in found]
        spelled = json.loads(resource.raw, parse_int=_spelled, parse_float=_spelled)
        _redact(spelled, frozenset(secrets))
        raw = orjson.dumps(spelled)
        return Resource(orjson.loads(raw), raw)


def _spelled(number: str) -> orjson.Fragment:
    """A number that is written again as it was: `1.10` stays `1.10`."""
    return orjson.Fragment(number)


def _find_secrets(value: Any, secrets: frozenset[str], prefix: str, found: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in secrets and inner is not None:
                found.append(prefix + key)
            else:
                _find_secrets(inner, secrets, f"{prefix}{key}.", found)
    elif isinstance(value, list):
        for inner in value:
            _find_secrets(inner, secrets, prefix, found)


def _redact(value: Any, secrets: frozenset[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in secrets:
                value[key] = None
            else:
                _redact(inner, secrets)
    elif isinstance(value, list):
        for inner in value:
            _redact(inner, secrets)


def _changed_at(kind: RecordKind, document: dict[str, Any]) -> datetime | None:
    value = value_at(document, kind.changed_at)
    try:
        return instant(value)
    except Unexpected as unexpected:
        reason = f"{kind.changed_at} is {shown(value)}; expected {unexpected}."
        raise Refused(RefusalCode.INVALID_VALUE, reason) from None


def _links_of(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    relationships = document.get("relationships")
    for relationship in relationships.values() if isinstance(relationships, dict) else ():
        data = relationship.get("data") if isinstance(relationship, dict) else None
        for link in data if isinstance(data, list) else [data]:
            if (
                isinstance(link, dict)
                and isinstance(link.get("type"), str)
                and isinstance(link.get("id"), str)
            ):
                yield link["type"], link["id"]


def content_hash(document: Any) -> str:
    """Tells two records apart by what they say, not by white space or the order of names."""
    return blake2b(orjson.dumps(document, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()

"""How a source is declared: what its records are called, and what becomes of every field.

    CUSTOMER = RecordKind(
        "customer",
        CUSTOMERS,
        take("email", "email"),
        take("email", "email_normalized", compared_email),
        row("address", PRIMARY_ADDRESS, take("zip", "postal_code")),
        leave("orders", because="Stubs without content."),
    )

A path that is neither taken nor left is new at the source: it stays in the raw record and is reported, never an
error. A record with a value that is not what the source's documents promise is refused, with path and expectation.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gateway.domain.records.model import SourceSystem
from gateway.sources.fields import Embed, Field, Inherit, Merge, Name, Target
from gateway.sources.reading import Branch, Reading, read_object, shown
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.secret_names import SecretNames


class RecordKind:
    """One kind of record: its name at the source, what it becomes, and every field. Without a target it is kept."""

    def __init__(
        self,
        kind: str,
        target: Target | None,
        *fields: Field,
        identifier: str = "id",
        changed_at: str = "updated_at",
        environment: str | None = None,
        required: tuple[str, ...] = (),
        is_shared: bool = False,
        complete: Callable[[Reading], None] | None = None,
        is_told: Callable[[Mapping[str, Any]], bool] | None = None,
        names: Callable[[Mapping[str, Any], str], str | None] | None = None,
        fallback_changed_at: str | None = None,
        secrets: tuple[str, ...] = (),
        free: tuple[str, ...] = (),
        alias: str | None = None,
        platform_column: str | None = None,
        stored_as: str | None = None,
        shapes: tuple["RecordKind", ...] = (),
    ) -> None:
        self.kind = kind
        self.target = target
        self.fields = fields
        self.identifier = identifier
        self.changed_at = changed_at
        """Path of the instant at which the source says it changed the record."""
        self.environment = environment
        """Path of the record's own `test` or `live`."""
        self.required = required
        """Keys without which it is no record of this kind."""
        self.is_shared = is_shared
        """Whether it belongs to no one customer."""
        self.complete = complete
        """Fills in columns that follow from several fields; gets the record's Reading."""
        self.is_told = is_told
        """Whether a document that nobody tells the kind of is a record of this one."""
        self.names = names
        """The record of another system that a record speaks of, from the document and the platform behind it:
        `COMMERCE_LAYER/customers/xYz` where the system is known, `?/4711` where it is not, `ref/crm/4711` for a
        reference with its origin."""
        self.fallback_changed_at = fallback_changed_at
        """Path of the instant that counts where `changed_at` is missing."""
        self.secrets = secrets
        """Keys whose values are never stored, in records of this kind beside the source's own."""
        self.free = free
        """Paths of objects in which somebody else than the source names the keys, beside the source's own."""
        self.alias = alias
        """Path of a second identifier, by which other records of the same connection name this one."""
        self.platform_column = platform_column
        """Column that tells what lies behind the connection through which a record came, in lower case."""
        self.stored_as = stored_as or kind
        """The kind under which it is kept: its own, or the one that it is another shape of."""
        self.shapes = shapes
        """Other shapes in which the same records come."""
        self.tree = Branch()
        for path in (identifier, changed_at, environment, fallback_changed_at):
            if path:
                self.tree.at(path)
        for each in fields:
            self.tree.add(each)

    def paths(self) -> Iterator[str]:
        """Every path that is taken or left."""
        yield from self.tree.paths("")

    def read(self, document: Mapping[str, Any], unknown: list[str]) -> Reading:
        """Takes a record apart; adds the paths that are declared nowhere to `unknown`.

        Raises:
            Refused: a value is not what was expected.
        """
        for shape in self.shapes:
            if shape.is_told and shape.is_told(document):
                return shape.read(document, unknown)
        for key in self.required:
            if not isinstance(document.get(key), dict):
                reason = f"{key} is {shown(document.get(key))}; expected an object."
                raise Refused(RefusalCode.INVALID_VALUE, reason)
        reading = Reading()
        read_object(self.tree, document, "", reading, unknown)
        if self.complete:
            self.complete(reading)
        return reading


@dataclass(frozen=True)
class Signs:
    """What speaks for a system in a record, the plainest first. Each kind of its records should have a strong one, or
    three that are weak: whatever key another system is known by may be added to it one day."""

    strong: tuple[str, ...] = ()
    """Keys that practically no other system writes."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys that are a strong sign with one of these values."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Keys that are a strong sign together; the first is the rarer."""
    weak: tuple[str, ...] = ()
    """Keys that any system may come to write: one or two of them neither admit a record nor refuse it."""


@dataclass(frozen=True)
class Source:
    """A system that customers come from."""

    system: SourceSystem
    kinds: tuple[RecordKind, ...]
    """The first is the customer."""
    lists: Mapping[str, str | None]
    """Where the records lie in what the system answers → their kind, where the place tells it."""
    envelope: tuple[str, ...] = ()
    """The other keys of an answer."""
    secrets: tuple[str, ...] = ()
    """Keys whose values are never stored, wherever they stand but in `free` objects."""
    passwords: tuple[str, ...] = ("password",)
    """Keys whose values are never stored, wherever they stand."""
    free: tuple[str, ...] = ()
    """Paths of objects in which somebody else than the source names the keys, in records of any kind."""
    signs: Signs = field(default_factory=Signs)
    """What its records are told by from those of the other systems."""

    @property
    def word(self) -> str:
        """The system's name on the command line."""
        return self.system.value.lower()

    @property
    def customer(self) -> RecordKind:
        return self.kinds[0]

    def kind(self, kind: str) -> RecordKind | None:
        return self._by_name.get(kind)

    def kind_of(self, document: Mapping[str, Any]) -> RecordKind:
        """What a document is that nobody tells the kind of; a customer, when nothing in it speaks for anything else."""
        return next((each for each in self.kinds if each.is_told and each.is_told(document)), self.customer)

    def borrowing(self, kind: str) -> tuple[tuple[RecordKind, Merge | Embed], ...]:
        """Kinds whose rows take the fields of records of this one, and by which links: first those whose own row
        has them."""
        return self._borrowing.get(kind, ())

    def is_inheriting(self, kind: str, other: str | None = None) -> bool:
        """Whether records of a kind have something from others, or from those of one other kind."""
        found = self.kind(kind)
        fields = found.fields if found else ()
        return any(isinstance(each, Inherit) and other in (None, each.kind) for each in fields)

    @cached_property
    def naming(self) -> Mapping[str, Name]:
        """Kinds whose records customers list for their names, and by which link."""
        return {each.kind: each for each in self.customer.fields if isinstance(each, Name)}

    @cached_property
    def _borrowing(self) -> Mapping[str, tuple[tuple[RecordKind, Merge | Embed], ...]]:
        found: dict[str, tuple[tuple[RecordKind, Merge | Embed], ...]] = {}
        for link_type in (Merge, Embed):
            for kind in self.kinds:
                for each in kind.fields:
                    if isinstance(each, link_type) and kind.target:
                        found[each.kind] = (*found.get(each.kind, ()), (kind, each))
        return found

    def secret_names(self, kind: RecordKind) -> SecretNames:
        """What is never stored of records of a kind, which may be one that is declared nowhere."""
        own = (kind.secrets, kind.free)
        names = self._secret_names.get(own)
        if names is None:
            free = (tuple(path.split(".")) for path in (*self.free, *kind.free))
            names = SecretNames(
                frozenset(self.passwords), frozenset(self.secrets + kind.secrets), frozenset(free)
            )
            self._secret_names[own] = names
        return names

    @cached_property
    def _secret_names(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], SecretNames]:
        return {}

    @cached_property
    def _by_name(self) -> Mapping[str, RecordKind]:
        return {each.kind: each for each in self.kinds}

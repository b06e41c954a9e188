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
from dataclasses import dataclass
from typing import Any

from gateway.domain.records.model import SourceSystem
from gateway.sources.fields import Field, Target
from gateway.sources.reading import Branch, Reading, read_object, shown
from gateway.sources.refusal import RefusalCode, Refused


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
        self.tree = Branch()
        for path in (identifier, changed_at, environment):
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
        for key in self.required:
            if not isinstance(document.get(key), dict):
                reason = f"{key} is {shown(document.get(key))}; expected an object."
                raise Refused(RefusalCode.INVALID_VALUE, reason)
        reading = Reading()
        read_object(self.tree, document, "", reading, unknown)
        if self.complete:
            self.complete(reading)
        return reading


@dataclass(frozen=True, slots=True)
class Source:
    """A system that customers come from."""

    system: SourceSystem
    kinds: tuple[RecordKind, ...]
    """The first is the customer."""
    lists: tuple[str, ...]
    """Where the records lie in what the system answers: the last that is there counts."""
    envelope: tuple[str, ...] = ()
    """The other keys of an answer."""
    secrets: tuple[str, ...] = ()
    """Keys whose values are never stored, wherever they stand."""

    @property
    def word(self) -> str:
        """The system's name on the command line."""
        return self.system.value.lower()

    @property
    def customer(self) -> RecordKind:
        return self.kinds[0]

    def kind(self, kind: str) -> RecordKind | None:
        return next((each for each in self.kinds if each.kind == kind), None)

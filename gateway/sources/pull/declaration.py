"""How an outside system is asked: what a connection to it is, which resources it has, and how a page follows a page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pydantic import SecretStr

from gateway.domain.records.model import SourceSystem
from gateway.errors import GatewayError
from gateway.viewer import Environment

Document = Mapping[str, Any]
Place = Mapping[str, Any]
"""Where a page begins, in the words of the system's own paging; empty for the first one. It is stored as JSON."""
Query = dict[str, str]


class PullError(GatewayError):
    """Nothing more can be fetched from a connection; what was fetched before stays."""

    code = "PULL"


class Unauthorized(PullError):
    """The system does not accept what the connection proves itself with."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One account at an outside system."""

    name: str
    system: SourceSystem
    base_url: str
    environment: Environment
    resources: tuple[str, ...] | None = None
    """Names of the resources to fetch; all of them without."""
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, SecretStr] = field(default_factory=dict, repr=False)

    def secret(self, key: str) -> str:
        return self.secrets[key].get_secret_value()

    def __str__(self) -> str:
        return f"connection {self.name!r} of {self.system.value.lower()}"


@dataclass(frozen=True, slots=True)
class Access:
    """What every request carries to prove who asks."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of record that a system lists."""

    name: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    can_tell_changes: bool = True
    """Whether only what changed since an instant can be asked for."""
    parent: str | None = None
    """Name of the resource each of whose records has a list of these; its id stands for `{id}` in the path."""


class Sender(Protocol):
    """Sends a request that is not for a page."""

    async def post(self, url: str, form: Mapping[str, str]) -> bytes:
        """The body of the answer.

        Raises:
            PullError: there is none.
        """


@dataclass(frozen=True, slots=True)
class OutsideSystem:
    """All that is particular to one system."""

    system: SourceSystem
    resources: tuple[Resource, ...]
    """In the order in which they are fetched: customers first."""
    secrets: tuple[str, ...]
    """Keys that a connection must give, each a secret."""
    authenticate: Callable[[Connection, Sender], Awaitable[Access]]
    ask: Callable[[Resource, Place, datetime | None], Query]
    """The page that begins at a place, of what changed since an instant."""
    next_place: Callable[[Resource, Document, Place, datetime | None], Place | None]
    """Where the page after this one begins, of what changed since an instant; None after the last.

    Raises:
        ValueError: the page does not tell, though it should.
    """
    records: Callable[[Resource, Document], list[Document]]
    changed_at: Callable[[Document], Any]
    """The instant of the last change, as a record writes it."""
    base_url: str | None = None
    """Where the system is when a connection does not say."""
    optional: tuple[str, ...] = ()
    """Keys that a connection may give, none a secret."""
    renews: bool = False
    """Whether its access runs out and can be had again."""


def list_at(document: Document, *path: str) -> list[Document]:
    """The records in a list of an answer.

    Raises:
        ValueError: there is no list.
    """
    value: Any = document
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, list):
        raise ValueError(f"it has no list at {'.'.join(path)}")
    return [each for each in value if isinstance(each, Mapping)]

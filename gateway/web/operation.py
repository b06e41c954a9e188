"""What the door hands inwards, and what it gets back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gateway.viewer import Viewer


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """One GraphQL request, decoded but not yet looked at."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    read_only: bool = False
    """True for GET: only a query may run."""
    request_id: bytes | None = None
    """What the caller sent as its id; it stands in the events of what the request changes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished response body. `has_data` is False when nothing was executed (a request error)."""

    body: bytes
    has_data: bool
    http_status: int = 400
    """The status for a request error, where the media type allows one."""


class Pipeline(Protocol):
    """Runs one operation. Raises nothing for a client's mistake: that is an answer too."""

    async def answer(self, request: OperationRequest, viewer: Viewer) -> Answer: ...

"""Who asks: the role, the environment and the claims that a request's token carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gateway.enumeration import described


@described(
    {
        "TEST": "Data for trying things out.",
        "LIVE": "Records of real people and their orders.",
    }
)
class Environment(StrEnum):
    """Whether a record is made up for a trial or belongs to a real person. The two never meet."""

    TEST = "TEST"
    LIVE = "LIVE"


class Role(StrEnum):
    """What a viewer is. The first three read and write everything of their environment."""

    INTEGRATION = "integration"
    USER = "user"
    WEBAPP = "webapp"
    CUSTOMER = "customer"
    """A sales channel with a customer as its owner."""
    GUEST = "guest"
    """A sales channel without an owner."""
    OPEN = "open"
    """No token, in the open development mode: as an integration."""
    NOBODY = "nobody"
    """No token, on a server that asks for one."""


def nothing(_: "Viewer") -> tuple[str, ...]:
    """Grants no id: what is read so is read through a row that is seen, never on its own."""
    return ()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Frozen, so that a plan restricted to one viewer can be keyed by it."""

    role: Role
    environment: Environment
    owner_id: str | None = None
    """Id of the customer or user that owns the token."""
    application_id: str | None = None
    market_ids: tuple[str, ...] = ()
    stock_location_ids: tuple[str, ...] = ()
    custom_claim: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def is_staff(self) -> bool:
        return self.role in {Role.INTEGRATION, Role.USER, Role.WEBAPP, Role.OPEN}

"""What became of a record."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.sources.refusal import Refusal


class Outcome(StrEnum):
    """What became of a record."""

    CREATED = "CREATED"
    LINKED = "LINKED"
    """It is about a customer who was here already."""
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    OUTDATED = "OUTDATED"
    """A newer one is here already."""
    SKIPPED = "SKIPPED"
    """Its customer was anonymized."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a record of a batch."""

    outcome: Outcome | None
    """None where it is refused itself."""
    refused: tuple[Refusal, ...] = ()
    """It, and what came along with it."""

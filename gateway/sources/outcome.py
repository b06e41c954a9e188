"""What became of a record."""

from enum import StrEnum


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

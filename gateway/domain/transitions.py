"""From which state to which: tables that are read as sentences, and the refusal of every other step.

DRAFT: may_become(PENDING, CANCELLED)
"""

from collections.abc import Mapping
from enum import StrEnum

from gateway.domain.rows import refuse
from gateway.errors import UserErrorCode

Transitions = Mapping[StrEnum, tuple[StrEnum, ...]]
"""State → the states that may follow it."""


def may_become(*states: StrEnum) -> tuple[StrEnum, ...]:
    return states


stays: tuple[StrEnum, ...] = ()
"""Nothing follows."""


def check_transition(
    table: Transitions, name: str, before: str, after: StrEnum, path: tuple[str, ...] = ("input", "id")
) -> None:
    """`name` is the status in the graph.

    Raises:
        Rejected: INVALID_TRANSITION, naming both states and what may follow the first.
    """
    allowed = table[type(after)(before)]
    if after not in allowed:
        follows = f"it may become {', '.join(allowed)}" if allowed else "nothing follows it"
        message = f"{name} is {before} and cannot become {after}; {follows}."
        refuse(UserErrorCode.INVALID_TRANSITION, message, *path)

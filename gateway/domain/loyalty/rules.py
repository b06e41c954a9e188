"""What the values of loyalty cards, and of changes of their points, must be."""

from gateway.domain.rules import Rules, json_object

MOST_POINTS = 2**31 - 1
"""Most points that a column, and `Int`, can hold."""


def _points(value: int) -> str | None:
    return None if 1 <= value <= MOST_POINTS else f"a whole number from 1 to {MOST_POINTS}"


CARD = Rules(rules={"metadata": json_object})
POINTS = Rules(rules={"points": _points}, required=frozenset({"points"}))

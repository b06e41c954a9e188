"""What an event says of a list that a record brought."""

from collections.abc import Iterable
from typing import Any

from gateway.events.changes import Values, shown_row
from gateway.sources.fields import Target


def shown_list(target: Target, items: Iterable[Values]) -> list[Any]:
    """The values of a list of plain values in their order, or the rows of any other in an order of their own."""
    if target.value:
        return [item[target.value] for item in sorted(items, key=lambda item: item["position"])]
    return sorted((shown_row(target.entity, item) for item in items), key=str)

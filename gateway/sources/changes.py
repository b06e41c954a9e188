"""What an event says of a list that a record brought."""

from collections.abc import Iterable
from typing import Any

from gateway.events.changes import Values, shown_row
from gateway.sources.fields import Target


def shown_list(target: Target, items: Iterable[Values]) -> list[Any]:
    """The values of a list of plain values in their order, or the rows of any other in an order of their own."""
    if target.value:
        return [item[target.value] for item in sorted(items, key=lambda item: item["position"])]
    # Whose rows they are is no news of a list.
    owner = target.parent
    rows = ({name: value for name, value in item.items() if name != owner} for item in items)
    return sorted((shown_row(target.entity, row) for row in rows), key=str)

"""What the records say that became one customer: of what they fill together, and which labels each has."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.domain.records.model import SourceSystem
from gateway.sources import source_of
from gateway.sources.conversions import Unexpected
from gateway.sources.documents.ours import Stored
from gateway.sources.fields import Name, Rows, Take
from gateway.sources.reading import Reading, value_at
from gateway.sources.targets import TAGS

Values = Mapping[str, Any]


def free_data_of(records: Iterable[Values], column: str) -> Iterator[Any]:
    """What stands in each record where the column is taken from."""
    for record in records:
        for each in source_of(record["system"]).customer.fields:
            if isinstance(each, Take) and each.column == column:
                yield value_at(record["payload"], each.path)


def named_labels(each: Name, reading: Reading, stored: Stored) -> tuple[frozenset[str], bool]:
    """The labels that a record names by their ids, and whether these are all that it has."""
    ids = next((ids for link, ids in reading.links if link is each), None)
    if ids is None:
        return frozenset(), False
    known = [key for key in ids if key in stored.named]
    names = [value_at(stored.named[key], each.path_there) for key in known]
    return _converted(each, names), len(known) == len(ids)


def labels_of_others(records: Iterable[Values], system: SourceSystem) -> frozenset[str]:
    """The labels that stand in the records of the other systems."""
    found = frozenset[str]()
    for record in records:
        if record["system"] == system.value:
            continue
        for each in source_of(record["system"]).customer.fields:
            if isinstance(each, Rows) and each.target is TAGS:
                found |= _converted(each, value_at(record["payload"], each.path))
    return found


def _converted(each: Name | Rows, value: Any) -> frozenset[str]:
    try:
        return frozenset(label["name"] for label in each.convert(value or []))
    except Unexpected:
        return frozenset()

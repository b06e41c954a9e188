"""What a document is to say, and ways to say it → the edits after which it does, told by reading it again.

A way that does not work is not written; what no way brings about cannot be said in the system's words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.events.changes import plain
from gateway.sources.documents.changed import Changed
from gateway.sources.documents.edits import Edit, edited
from gateway.sources.inverses import same
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.sources.source import RecordKind


@dataclass(frozen=True, slots=True)
class Wish:
    """A value that the document is to give, and the edits that may bring that about."""

    column: str
    value: Any
    seen_in: Callable[[Reading], Any]
    ways: Sequence[Sequence[Edit]]
    is_missing: bool = False
    """Whether the document does not mention it."""
    moves_others: bool = False
    """Whether what stands in a list has another place afterwards."""


def fulfilled(kind: RecordKind, document: Mapping[str, Any], wishes: Iterable[Wish]) -> Changed:
    """The edits after which the document, read again, says what is wished."""
    current, edits, left = dict(document), list[Edit](), list(wishes)
    last = [wish for wish in left if wish.moves_others]
    left = [wish for wish in left if not wish.moves_others]
    # What one edit could not say alone, such as one of several numbers that must add up, another may make sayable.
    for _ in range(2):
        left = [wish for wish in left if not _fulfil(kind, wish, current, edits)]
    left += [wish for wish in last if not _fulfil(kind, wish, current, edits)]
    return Changed(tuple(edits), tuple(dict.fromkeys(wish.column for wish in left)))


def _fulfil(kind: RecordKind, wish: Wish, current: dict[str, Any], edits: list[Edit]) -> bool:
    if wish.is_missing and _says(kind, current, wish):
        return True
    for way in wish.ways:
        tried = edited(current, way)
        if _says(kind, tried, wish):
            current.clear()
            current.update(tried)
            edits += way
            return True
    return False


def _says(kind: RecordKind, document: Mapping[str, Any], wish: Wish) -> bool:
    try:
        return same(plain(wish.seen_in(kind.read(document, []))), wish.value)
    except (Refused, LookupError):
        return False

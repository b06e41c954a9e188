"""What a record said before and its newest document does not mention: it says it still, until it says otherwise.

    {"id": "c1", "company": "Looms", "notes": "Rings."}, then {"id": "c1", "notes": null}
        payload     {"id": "c1", "notes": null}
        retained    {"company": "Looms"}

A system may be asked for some fields only, a notification tells less than an answer, and a link to records that were
not asked for says nothing of them. Only what is taken is retained; not when the record was changed, nor which records
belong to it, which tell that themselves.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from gateway.sources.fields import Embed, Inherit, Items, Merge, Name, Point, Refer, Rows, take
from gateway.sources.reading import Branch
from gateway.sources.source import RecordKind

Document = Mapping[str, Any]
_LINKS = (Refer, Name, Point, Merge, Embed, Inherit)


def retain(kind: RecordKind, before: Document, document: Document) -> dict[str, Any] | None:
    """What of a kind's record only the document before mentions, nulls apart; None where that is nothing."""
    return _only_before(kind.tree, before, document, apart=kind.tree.at(kind.changed_at)) or None


def retain_at(path: str, before: Document, document: Document) -> dict[str, Any] | None:
    """The same of the one path that matters of a record."""
    return _only_before(_tree_of(path), before, document) or None


def said_by(stored: Mapping[str, Any]) -> Any:
    """All that a stored record says."""
    return with_retained(stored["payload"], stored["retained"])


def with_retained(document: Any, retained: Any) -> Any:
    """A document, and what is retained beside it."""
    if not isinstance(document, dict) or not isinstance(retained, dict):
        return document
    added = {key: value for key, value in retained.items() if key not in document}
    inner = {key: with_retained(document[key], retained[key]) for key in retained if key in document}
    return {**document, **added, **inner}


@cache
def _tree_of(path: str) -> Branch:
    tree = Branch()
    tree.add(take(path, path))
    return tree


def _only_before(
    tree: Branch, before: Document, document: Document, apart: Branch | None = None
) -> dict[str, Any]:
    found = {}
    for key, value in before.items():
        branch = tree.below.get(key)
        if branch is None or branch.is_left or branch is apart or value is None:
            continue
        there = document.get(key, _NOTHING)
        if _is_taken(branch):
            left = _NOTHING if there is not _NOTHING else value
        elif any(isinstance(each, _LINKS) for each in branch.here):
            left = _NOTHING if _tells(there) or not _tells(value) else _told(value)
        elif isinstance(value, dict) and branch.below and (there is _NOTHING or isinstance(there, dict)):
            # An object that is null says of all its fields that they are empty.
            left = _only_before(branch, value, {} if there is _NOTHING else there, apart) or _NOTHING
        else:
            left = _NOTHING
        if left is not _NOTHING:
            found[key] = left
    return found


_NOTHING: Any = object()


def _is_taken(branch: Branch) -> bool:
    """Whether the value as a whole says something."""
    lists = (each[0] if isinstance(each, tuple) else each for each in branch.here)
    return bool(branch.taken) or any(isinstance(each, Rows | Items) for each in lists)


def _tells(link: Any) -> bool:
    """Whether a link says where it leads, or that it leads nowhere."""
    return link is not _NOTHING and (not isinstance(link, dict) or "data" in link)


def _told(link: Any) -> Any:
    return {"data": link["data"]} if isinstance(link, dict) else link

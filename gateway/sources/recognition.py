"""Whether a document is one of the system that it is said to be of, told by names that only one system writes.

{"id": …, "email": …}                          any system may send so little: it is taken
{"id": …, "platform_id": …, "first_name": …}   Rutter's: no other takes it
{"id": …, "object": …, "first_name": …}        Voucherify's to Voucherify, whatever else is in it
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.sources import SOURCES, Source
from gateway.sources.refusal import RefusalCode, Refused

_SIGNS = {source.system: frozenset(source.signs) for source in SOURCES}
_MOST_NAMED = 3
"""Names in a message."""


def refuse_others(source: Source, document: Mapping[str, Any]) -> None:
    """Lets pass what has a name of its own system, or none of another.

    Raises:
        Refused: only another system writes so.
    """
    if not _SIGNS[source.system].isdisjoint(document):
        return
    for other in SOURCES:
        found = [name for name in document if name in _SIGNS[other.system]]
        if found:
            reason = (
                f"The record has {_listed(found)}, as records of {other.word} have; expected one of {source.word},"
                f" with {_listed(source.signs, 'or')}."
            )
            raise Refused(RefusalCode.WRONG_KIND, reason)


def _listed(names: Sequence[str], word: str = "and") -> str:
    """The first few: `a, b and c`."""
    *most, last = names[:_MOST_NAMED]
    return f"{', '.join(most)} {word} {last}" if most else last

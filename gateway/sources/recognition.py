"""Whether a document is one of the system that it is said to be of, weighed by the signs of each.

{"id": …, "email": …, "createdAt": …}           speaks for hardly any system: whoever is named takes it
{"id": …, "platformId": …, "createdAt": …}      Rutter's 3 against the back office's 1: that one refuses it
{"id": …, "object": "customer", "links": …}     Voucherify's 3 against Commerce Layer's 1: Voucherify takes it
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from gateway.sources import SOURCES, Source
from gateway.sources.refusal import RefusalCode, Refused

_STRONG = 3
"""What a strong sign weighs, in weak ones; and how much it takes to speak against a system."""
_MOST_NAMED = 3
"""Names in a message."""


def refuse_others(source: Source, document: Mapping[str, Any]) -> None:
    """Lets pass what speaks for its own system, or for none of the others enough.

    Raises:
        Refused: it speaks for another, and less for its own.
    """
    if _OF_OTHERS[source.system].isdisjoint(document):
        return
    _, own = _weighed(source, document)
    weighed = ((other, *_weighed(other, document)) for other in SOURCES if other is not source)
    other, found, weight = max(weighed, key=itemgetter(2))
    if weight >= _STRONG and weight > own:
        reason = (
            f"The record has {_listed(found)}, as records of {other.word} have; expected one of {source.word},"
            f" with {_listed(_names(source), 'or')}."
        )
        raise Refused(RefusalCode.WRONG_KIND, reason)


def _weighed(source: Source, document: Mapping[str, Any]) -> tuple[Sequence[str], int]:
    """The names that speak for a system, the plainest first, and how loud they do."""
    signs = source.signs
    strong = [name for name in signs.strong if name in document]
    told = [name for name, words in signs.words.items() if document.get(name) in words]
    pairs = [pair for pair in signs.pairs if pair[0] in document and pair[1] in document]
    weak = [name for name in signs.weak if name in document]
    # A name that is a sign by itself and half of a pair is named once.
    names = tuple(dict.fromkeys((*told, *strong, *chain(*pairs), *weak)))
    return names, _STRONG * (len(strong) + len(told) + len(pairs)) + len(weak)


def _names(source: Source) -> Sequence[str]:
    """Every name that can speak for a system, the plainest first."""
    signs = source.signs
    return tuple(dict.fromkeys((*signs.words, *signs.strong, *chain(*signs.pairs), *signs.weak)))


def _listed(names: Sequence[str], word: str = "and") -> str:
    """The first few: `a, b and c`."""
    *most, last = names[:_MOST_NAMED]
    return f"{', '.join(most)} {word} {last}" if most else last


def _touching(source: Source) -> frozenset[str]:
    """Names without which nothing speaks for a system; of a pair the first is enough."""
    signs = source.signs
    return frozenset((*signs.words, *signs.strong, *(first for first, _ in signs.pairs), *signs.weak))


_OF_OTHERS = {
    source.system: frozenset(chain(*(_touching(other) for other in SOURCES if other is not source)))
    - _touching(source)
    for source in SOURCES
}
"""What a record of a system usually has nothing of: then nothing needs to be weighed.

A name of its own too speaks as loud for itself as for the other, and so never against it.
"""

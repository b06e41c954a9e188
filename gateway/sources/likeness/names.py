"""Two names → whether they are, letter for letter, the names of one person.

A name is compared as the bag of its tokens: without accents, case, titles and the order in which it was written.
Scripts are never turned into each other here: 王伟 and 王薇 are two people, and Wang Wei is both.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from gateway.sources.likeness.person import Person

_TITLES = """
dame dipl doctor dr fr fraeulein frau fraulein herr hr ing lady lord madame miss mlle mme monsieur mr mrs
ms mx prof professor sig signor signora sir srta
"""
TITLES = frozenset(_TITLES.split())
"""What stands before a name and is none. `Sr` is not among them: it tells a father from his son."""

GENERATIONS = {"junior": "jr", "jun": "jr", "senior": "sr", "sen": "sr", "2nd": "ii", "3rd": "iii"}
"""What tells a father from his son stays, in one spelling."""

_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How a name is written where these letters are missing: Müller, Mueller."""
_APOSTROPHES = re.compile(r"['’ʼ‘`´]")
# Marks of Latin, Greek and Cyrillic letters, and the vowel points of Hebrew and Arabic, which most leave out. Those of
# other scripts are letters: without them राम and रीमा would be one name, か and が one syllable.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652]")
_FEWEST_TOKENS = 2


def compatible(one: Person, other: Person) -> bool:
    """Whether both names are whole and the same: at least two tokens that are no initials, and no other token.

    Smith, John = Dr. John Smith = SMITH john; but J. Smith, Jack Smith and John Smith jr. are not John Smith.
    """
    return any(mine == theirs and is_whole(mine) for mine in spellings(one) for theirs in spellings(other))


def says_less(one: Person, other: Person) -> bool:
    """Whether one of them has no name, or a whole one to which the other's adds: John Smith, John Fitzgerald Smith.

    J. Smith says less than John Smith, too, but as much of Jack Smith: it is not taken for either.
    """
    return any(
        not less or (is_whole(less) and _is_within(less, more))
        for mine in spellings(one)
        for theirs in spellings(other)
        for less, more in ((mine, theirs), (theirs, mine))
    )


def could_be(one: Person, other: Person) -> bool:
    """Whether nothing in the names speaks against one person: one says all that the other says, or less.

    J. Smith, Smith and nothing at all could be John Smith; Jack Smith and John Smith jr. could not.
    """
    return any(
        _is_part(mine, theirs) or _is_part(theirs, mine)
        for mine in spellings(one)
        for theirs in spellings(other)
    )


def is_whole(tokens: tuple[str, ...]) -> bool:
    """Whether there are at least two tokens that are neither initials nor generations."""
    return sum(not _is_initial(token) and token not in GENERATION_MARKS for token in tokens) >= _FEWEST_TOKENS


def spellings(person: Person) -> tuple[tuple[str, ...], ...]:
    """The sorted tokens of a name, once or twice: `Jürgen Groß` → (gross, jurgen) and (gross, juergen)."""
    return _spellings(written(person))


def written(person: Person) -> str:
    """The name as a text: given and family name, or the whole name where one of them is missing."""
    parts = [part for part in (person.first, person.last) if part and part.strip()]
    whole = (person.name or "").strip()
    return " ".join(parts) if len(parts) == _FEWEST_TOKENS or not whole else whole


@lru_cache(maxsize=65_536)
def _spellings(text: str) -> tuple[tuple[str, ...], ...]:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    found = (_tokens(folded), _tokens(folded.translate(_TWO_LETTERS)))
    return tuple(dict.fromkeys(found))


def _tokens(text: str) -> tuple[str, ...]:
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text)).translate(_LATIN)
    # Composed again, so that a mark which is a letter stays with its own.
    words = _words(unicodedata.normalize("NFC", _APOSTROPHES.sub("", bare)))
    return tuple(sorted(GENERATIONS.get(word, word) for word in words if word not in TITLES))


def _words(text: str) -> Iterator[str]:
    """Runs of letters, digits and the marks between them; anything else parts them."""
    kept = "".join(
        letter if letter.isalnum() or unicodedata.category(letter) in ("Mn", "Mc") else " " for letter in text
    )
    yield from kept.split()


GENERATION_MARKS = frozenset({*GENERATIONS.values(), "iv"})


def _is_initial(token: str) -> bool:
    """One letter of an alphabet; 伟 is a name."""
    return len(token) == 1 and ord(token) < _FIRST_SCRIPT_OF_SYLLABLES


_FIRST_SCRIPT_OF_SYLLABLES = 0x0E00
"""Thai; the alphabets that write initials come before."""


def _is_within(less: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Whether each token is one of the other's, letter for letter, and both are of one generation."""
    if {*less} & GENERATION_MARKS != {*more} & GENERATION_MARKS:
        return False
    left = list(more)
    for token in less:
        if token not in left:
            return False
        left.remove(token)
    return True


def _is_part(less: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Whether each token of one has its own in the other, an initial any that begins with it."""
    if {*less} & GENERATION_MARKS != {*more} & GENERATION_MARKS:
        return not less
    left = list(more)
    # Whole tokens first, or an initial could take the one that another needs.
    for token in sorted(less, key=len, reverse=True):
        match = token if token in left else next((each for each in left if _begins(token, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _begins(token: str, other: str) -> bool:
    return (_is_initial(token) and other.startswith(token)) or (
        _is_initial(other) and token.startswith(other)
    )

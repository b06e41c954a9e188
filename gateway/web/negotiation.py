"""Accept → the media type of the response, by GraphQL over HTTP."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

JSON = b"application/json"
GRAPHQL_RESPONSE = b"application/graphql-response+json"
HTML = b"text/html"

_LONGEST_KEPT = 512


class _Match(NamedTuple):
    """How much a type is wanted. Of equal quality, a type that is named wins over one of a wildcard."""

    quality: float
    precision: int


@dataclass(frozen=True, slots=True)
class Preference:
    media_type: bytes | None
    """None when neither type is acceptable: 406."""
    prefers_html: bool


def read_accept(accept: bytes | None) -> Preference:
    if not accept:
        return _NO_WISH
    return _read_known(accept) if len(accept) <= _LONGEST_KEPT else _read(accept)


def _read(accept: bytes) -> Preference:
    ranges = [parsed for part in accept.split(b",") if (parsed := _read_range(part))]
    json = _match(JSON, ranges)
    response = _match(GRAPHQL_RESPONSE, ranges)
    best = max(json, response)
    if best.quality == 0:
        media_type = None
    elif response == json:
        # Named both: the newer type tells errors by the status. By wildcard: what old clients understand.
        media_type = GRAPHQL_RESPONSE if response.precision == 2 else JSON
    else:
        media_type = GRAPHQL_RESPONSE if response > json else JSON
    return Preference(media_type, prefers_html=_match(HTML, ranges) > best)


_read_known = lru_cache(maxsize=256)(_read)
_NO_WISH = Preference(JSON, prefers_html=False)


def _read_range(part: bytes) -> tuple[bytes, float] | None:
    """A media range and its quality; None if it is malformed or no UTF-8 response can satisfy it."""
    kind, *parameters = (item.strip() for item in part.lower().split(b";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition(b"=")
        if name == b"charset" and value.strip(b'"') != b"utf-8":
            return None
        if name == b"q":
            try:
                quality = float(value)
            except ValueError:
                return None
            if not 0 <= quality <= 1:
                return None
    return kind, quality


def _match(media_type: bytes, ranges: list[tuple[bytes, float]]) -> _Match:
    """The most precise range that covers the type decides its quality."""
    precisions = {media_type: 2, media_type.partition(b"/")[0] + b"/*": 1, b"*/*": 0}
    matches = [(precisions[kind], quality) for kind, quality in ranges if kind in precisions]
    if not matches:
        return _Match(0, 0)
    precision, quality = max(matches)
    return _Match(quality, precision) if quality else _Match(0, 0)

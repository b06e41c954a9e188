"""A file of bytes → its lines, and whether each is a document of its own."""

import json
from collections.abc import Iterator
from typing import Protocol

from gateway.sources.json_text import JsonText

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of one line; a longer one is refused without being kept."""
LINES_TO_TRY = 100
"""Without a single document in so many lines the file is no JSON."""


class Lines(Protocol):
    """What is read from: a file in bytes."""

    def readline(self, size: int, /) -> bytes: ...

    def read(self) -> bytes: ...


class Seekable(Lines, Protocol):
    """A file that tells where it is."""

    def seek(self, offset: int, /) -> int: ...

    def tell(self) -> int: ...


def lines_of(first: bytes, stream: Lines) -> Iterator[bytes]:
    """The lines of a file; one that is too long is cut just behind the limit."""
    line = first
    while line:
        yield line
        while len(line) > LONGEST_LINE and line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE + 1)
        line = stream.readline(LONGEST_LINE + 1)


def goes_on_below(line: bytes) -> bool:
    """Whether a document begins in this line and does not end in it: `{`, or `[{"id": 1},`."""
    if len(line) > LONGEST_LINE:
        return True
    text = line.decode("utf-8", "surrogateescape").strip()
    try:
        JsonText(text).value(text, 0)
    except json.JSONDecodeError as error:
        return text.startswith(("{", "[")) and error.pos >= len(text) - 1
    except RecursionError:
        return False
    return False


def is_document(data: bytes) -> bool:
    text = data.decode("utf-8", "surrogateescape").strip()
    try:
        _, end = JsonText(text).value(text, 0)
    except (json.JSONDecodeError, RecursionError):
        return False
    return end == len(text)


def has_documents_in_lines(whole: bytes) -> bool:
    """Whether some later line is a document of its own, as in JSON Lines whose first line was cut."""
    lines = whole[: 2 * LONGEST_LINE].splitlines()[1 : LINES_TO_TRY + 1]
    return any(line.startswith(b"{") and is_document(line) for line in lines)

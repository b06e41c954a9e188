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
    """The lines of a file; one that is too long is cut just behind the limit, and the file is behind all of it."""
    line = first
    while line:
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line
        line = stream.readline(LONGEST_LINE + 1)


def read_beginning(first: bytes, stream: Lines) -> tuple[list[bytes], bool]:
    """Reads on behind a first line that ends in the middle of a document, until it is plain what the file is.

    Returns the lines that were read, and whether they are JSON Lines whose first was cut. In one document a value that
    is whole in its line is followed by `,`, `]` or `}`, on whatever line; in JSON Lines by a line of any other kind.
    The last of the lines may be cut behind the limit.
    """
    lines, is_value = [_to_its_end(first, stream)], False
    while len(lines) <= LINES_TO_TRY and sum(map(len, lines[1:])) <= 2 * LONGEST_LINE:
        line = stream.readline(LONGEST_LINE + 1)
        lines.append(line)
        text = line.strip()
        if is_value and text and not text.startswith((b",", b"]", b"}")):
            return lines, True
        if not line or len(line) > LONGEST_LINE:
            break
        if text:
            is_value = text.startswith((b"{", b"[")) and is_document(text)
    return lines, False


def _to_its_end(line: bytes, stream: Lines) -> bytes:
    pieces = [line]
    while len(pieces[-1]) > LONGEST_LINE and not pieces[-1].endswith(b"\n"):
        pieces.append(stream.readline(LONGEST_LINE + 1))
    return b"".join(pieces)


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

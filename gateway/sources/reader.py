"""Files → records, one after the other, with what is no record refused where it stands.

    JSON Lines     one document per line, read line by line: memory stays the same however long the file is
    JSON           one document, read whole, on one line or many

A document is one record, a list of records, or a system's answer with records in it. The form is seen from the content.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import orjson

from gateway.sources.answer import Answer
from gateway.sources.json_text import DEEPEST, Element, JsonText, JsonValues
from gateway.sources.lines import (
    LINES_TO_TRY,
    LONGEST_LINE,
    Lines,
    Seekable,
    goes_on_below,
    has_documents_in_lines,
    is_document,
    lines_of,
    read_beginning,
)
from gateway.sources.reading import shown
from gateway.sources.refusal import Position, Refusal, RefusalCode, Refused
from gateway.sources.resuming import Place
from gateway.sources.source import Source
from gateway.sources.storable import depth_of, refuse_unstorable


@dataclass(frozen=True, slots=True)
class Resource:
    """One JSON object: what it says, and the bytes that said it."""

    document: dict[str, Any]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it came, and what came beside it."""

    position: Position
    resource: Resource
    included: Mapping[tuple[str, str], Resource] = field(default_factory=dict)
    """JSON:API's `included`, by type and id; the same mapping for all records of a document."""
    connection: Resource | None = None
    kind: str | None = None
    """What it is, where its place in the answer told."""
    size: int = 0
    """Bytes of input that have been read since the record before."""


@dataclass(frozen=True, slots=True)
class UnknownKeys:
    """Keys of an answer that are declared nowhere."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Included:
    """All that came along with the records of a document; it follows the last of them."""

    position: Position
    resources: Mapping[tuple[str, str], Resource]


Found = Record | Refusal | UnknownKeys | Included

Moved = Callable[[int, int], None]
"""Is told the number of a line, and of the records up to its end, once the file is right behind it."""


def read_from(source: Source, file: str, stream: Seekable, place: Place) -> Iterator[Found]:
    """What a file of JSON Lines holds from a place on; that place moves behind each line that was read whole.

    From its beginning any file can be read; the place of one that is no JSON Lines stays there.
    """

    def moved(line: int, records: int) -> None:
        place.move(stream.tell(), line, records)

    if place.offset == 0:
        yield from read_records(source, file, stream, moved)
        return
    stream.seek(place.offset)
    counter = _Counter(file)
    counter.count = place.records
    lines = lines_of(stream.readline(LONGEST_LINE + 1), stream)
    for number, line in enumerate(lines, place.line + 1):
        if line.strip():
            yield from _read_document(source, counter, line, number)
        moved(number, counter.count)


def read_records(source: Source, file: str, stream: Lines, moved: Moved | None = None) -> Iterator[Found]:
    """Everything that a file holds, in its order. `moved` is told the number of lines that were read whole."""
    first, number = b"", 0
    while not first.strip():
        number += 1
        first = stream.readline(LONGEST_LINE + 1)
        if not first:
            yield Refusal(Position(file), RefusalCode.INVALID_JSON, "The file is empty; expected JSON.")
            return
        first = first.removeprefix(b"\xef\xbb\xbf")
    if not goes_on_below(first):
        yield from _read_lines(source, file, lines_of(first, stream), number, moved)
        return
    beginning, is_cut = read_beginning(first, stream)
    if is_cut:
        lines = chain(beginning[:-1], lines_of(beginning[-1], stream))
        yield from _read_lines(source, file, lines, number, _once_behind(number + len(beginning) - 1, moved))
        return
    whole = b"".join(beginning) + stream.read()
    if has_documents_in_lines(whole) and not is_document(whole):
        yield from _read_lines(source, file, iter(whole.splitlines(keepends=True)), number)
    else:
        yield from _read_document(source, _Counter(file), whole, None)


def _once_behind(last: int, moved: Moved | None) -> Moved | None:
    """Tells of no line before the last of those that were read ahead: the file is further than they are."""
    return moved and (lambda number, records: moved(number, records) if number >= last else None)


class _Counter:
    """Numbers the records of a file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0

    def next(self, line: int | None, index: int | None) -> Position:
        self.count += 1
        return Position(self.file, self.count, line, index)


def _read_lines(
    source: Source,
    file: str,
    lines: Iterator[bytes],
    first: int,
    moved: Moved | None = None,
) -> Iterator[Found]:
    counter = _Counter(file)
    held: list[Found] = []
    is_json = False
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        for found in _read_document(source, counter, line, number):
            is_json |= not isinstance(found, Refusal) or found.code is not RefusalCode.INVALID_JSON
            held.append(found)
        if is_json:
            yield from held
            held.clear()
            if moved:
                moved(number, counter.count)
        elif len(held) == LINES_TO_TRY:
            break
    if len(held) == 1:
        yield from held
    elif held:
        reason = "The file is neither JSON nor JSON Lines in UTF-8."
        yield Refusal(Position(file), RefusalCode.INVALID_JSON, reason)


# ── One document ────────────────────────────────────────────────────────────────────────────────────────────


def _read_document(source: Source, counter: _Counter, data: bytes, line: int | None) -> Iterator[Found]:
    """The records of one document."""
    size = len(data)
    if line is not None and size > LONGEST_LINE:
        yield Refusal(
            counter.next(line, None), RefusalCode.TOO_LARGE, f"The line is longer than {LONGEST_LINE} bytes."
        )
        return
    raw = data.strip()
    document = _plain(raw) if line is not None else None
    if isinstance(document, dict) and source.customer.identifier in document and _is_flat(raw):
        yield Record(counter.next(line, None), Resource(document, raw), size=size)
        return
    # Bytes that are no UTF-8 become lone surrogates, which refuse the one record that holds them.
    is_plain = document is not None
    parser = JsonValues(document) if is_plain else JsonText(data.decode("utf-8", "surrogateescape"))
    answer = Answer(source, parser)
    problem = answer.read()
    yield from _records(source, counter, answer, size, line)
    if problem:
        yield Refusal(counter.next(line, None), problem.code, problem.reason)


def _plain(raw: bytes) -> Any:
    """What a line in the plainest spelling says; None where a closer look must tell.

    What is written again exactly as it was has no name twice, no number that was changed and no half of a character:
    a name that stands twice would be gone, a number out of range would be spelled otherwise, the rest is not read.
    """
    # An escape may hold what no database stores.
    if b"\\u" in raw:
        return None
    try:
        document = orjson.loads(raw)
        return document if orjson.dumps(document) == raw else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def _is_flat(raw: bytes) -> bool:
    """Whether the levels of a record need not be counted."""
    return raw.count(b"{") + raw.count(b"[") <= DEEPEST


def _records(
    source: Source, counter: _Counter, answer: Answer, size: int, line: int | None
) -> Iterator[Found]:
    if answer.unknown:
        yield UnknownKeys(tuple(answer.unknown))
    included: dict[tuple[str, str], Resource] = {}
    for element in answer.included:
        try:
            resource = _resource(element)
            included[str(resource.document.get("type")), str(resource.document.get("id"))] = resource
        except Refused as refused:
            reason = f"A record of `included` is refused: {refused.reason}"
            yield Refusal(counter.next(line, None), refused.code, reason)
    connection, unconnected = None, None
    if answer.connection:
        try:
            connection = _resource(answer.connection)
        except Refused as refused:
            # Without it the records would be taken for those of another account.
            unconnected = Refused(refused.code, f"connection: {refused.reason}")
    if unconnected and not answer.elements:
        yield Refusal(counter.next(line, None), unconnected.code, unconnected.reason)
    for index, (element, kind) in enumerate(answer.elements):
        position = counter.next(line, index if answer.is_list else None)
        try:
            if unconnected:
                raise unconnected
            resource = _resource(element)
        except Refused as refused:
            document = element.value if isinstance(element.value, dict) else {}
            yield Refusal(
                position, refused.code, refused.reason, external_id_of(document, source.customer.identifier)
            )
        else:
            yield Record(position, resource, included, connection, kind, size)
        size = 0
    if included:
        yield Included(Position(counter.file, line=line), included)


def external_id_of(document: Mapping[str, Any], key: str) -> str | None:
    """The id of a record, for a report: whatever of it can be told."""
    value = document.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).encode("utf-8", "replace").decode()


def _resource(element: Element) -> Resource:
    """One element as it will be stored.

    Raises:
        Refused: it is no object, or cannot be stored.
    """
    if element.problem:
        raise element.problem
    try:
        raw = element.raw()
    except UnicodeEncodeError:
        raise Refused(RefusalCode.NOT_UTF8, "The record holds bytes that are no UTF-8.") from None
    if not isinstance(element.value, dict):
        raise Refused(RefusalCode.WRONG_KIND, f"The record is {shown(element.value)}; expected an object.")
    if not _is_flat(raw) and (depth := depth_of(element.value)) > DEEPEST:
        raise Refused(RefusalCode.TOO_DEEP, f"The record has {depth} levels; expected at most {DEEPEST}.")
    if b"\\u" in raw:
        refuse_unstorable(element.value)
    return Resource(element.value, raw)

"""Files become records, and what is no record is refused where it stands."""

import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sources import SOURCES
from gateway.sources.business import BUSINESS
from gateway.sources.commerce_layer import COMMERCE_LAYER
from gateway.sources.json_text import DEEPEST
from gateway.sources.lines import LONGEST_LINE
from gateway.sources.reader import Found, Included, Record, UnknownKeys, read_from, read_records
from gateway.sources.refusal import Refusal
from gateway.sources.resuming import Place
from gateway.sources.rutter import RUTTER
from gateway.sources.source import Source
from gateway.sources.voucherify import VOUCHERIFY


def found_in(data: bytes, source: Source = RUTTER) -> list[Found]:
    return list(read_records(source, "a.json", io.BytesIO(data)))


def ids_in(data: bytes, source: Source = RUTTER) -> list[Any]:
    return [found.resource.document["id"] for found in found_in(data, source) if isinstance(found, Record)]


def refusals_in(data: bytes) -> list[tuple[str, int | None, int | None]]:
    return [
        (found.code.value, found.position.line, found.position.index)
        for found in found_in(data)
        if isinstance(found, Refusal)
    ]


@pytest.mark.parametrize(
    ("source", "data", "ids"),
    [
        (RUTTER, b'{"id":"1"}', ["1"]),
        (RUTTER, b'\xef\xbb\xbf{"id":"1"}', ["1"]),
        (RUTTER, b'\xef\xbb\xbf\n\n{"id":"1"}', ["1"]),
        (RUTTER, b'{\n  "id": "1"\n}\n', ["1"]),
        (RUTTER, b'{"id":"1"}\n\n{"id":"2"}\r\n{"id":"3"}', ["1", "2", "3"]),
        (RUTTER, b'[{"id":"1"},{"id":"2"}]', ["1", "2"]),
        (RUTTER, b'[\n{"id":"1"},\n{"id":"2"}\n]', ["1", "2"]),
        (RUTTER, b"[]", []),
        (RUTTER, b'{"customers":[{"id":"1"},{"id":"2"}],"next_cursor":null}', ["1", "2"]),
        (RUTTER, b'{"customers":[{"id":"1"}]}\n{"customers":[{"id":"2"}]}\n', ["1", "2"]),
        (VOUCHERIFY, b'{"object":"list","data_ref":"customers","customers":[{"id":"1"}],"total":1}', ["1"]),
        (COMMERCE_LAYER, b'{"data":{"id":"1"}}', ["1"]),
        (COMMERCE_LAYER, b'{"data":[{"id":"1"},{"id":"2"}],"meta":{},"links":{}}', ["1", "2"]),
        (BUSINESS, b'{"success":true,"data":{"id":"1"},"metadata":{}}', ["1"]),
        (BUSINESS, b'{"success":true,"data":{"id":"1","data":[1]},"metadata":{}}', ["1"]),
        (
            BUSINESS,
            b'{"success":true,"data":{"data":[{"id":"1"},{"id":"2"}],"meta":{}},"metadata":{}}',
            ["1", "2"],
        ),
        (BUSINESS, b'{"metadata":{},\n"data":{"meta":{},\n"data":[\n{"id":"1"}]}}', ["1"]),
    ],
)
def test_forms(source: Source, data: bytes, ids: list[str]) -> None:
    """Each form that a system sends is told by its content."""
    assert ids_in(data, source) == ids


def test_a_record_keeps_its_own_bytes() -> None:
    """Order of names, spelling of numbers and white space stay as they were sent."""
    raw = b'{ "b":1.10, "id" : "1",\t"a":1e3, "n":12345678901234567890 }'
    (record,) = found_in(b'{"customers": [ ' + raw + b" ] }")
    assert isinstance(record, Record)
    assert record.resource.raw == raw


keys = st.sampled_from(
    sorted(
        {"id", "type", "included", "connection", "data", *(path for each in SOURCES for path in each.lists)}
    )
)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(source=st.sampled_from(SOURCES), document=values)
def test_the_plainest_spelling_is_read_like_any_other(source: Source, document: Any) -> None:
    """What is read at once is what is read when the outer levels are walked by hand, to the byte."""
    plain = orjson.dumps(document)
    walked = plain[:1] + b" " + plain[1:] if plain[:1] in b"[{" else b" " + plain
    found = [[_without_space(each) for each in found_in(data + b"\n", source)] for data in (plain, walked)]
    assert found[0] == found[1]


def _without_space(found: Found) -> Found:
    """The one that tells the two spellings apart belongs to a record where that is the whole document."""
    if not isinstance(found, Record):
        return found
    resource = replace(found.resource, raw=found.resource.raw.replace(b"{ ", b"{", 1))
    return replace(found, resource=resource, size=0)


@pytest.mark.parametrize("levels", [63, 64, 65, 254, 255, 1_023, 1_024, 1_025, 100_000])
@pytest.mark.parametrize("space", [b"", b" "])
def test_levels_are_counted_in_any_spelling(levels: int, space: bytes) -> None:
    """The record itself is one of them."""
    value = b"[" * (levels - 1) + b"]" * (levels - 1)
    (found,) = found_in(b'{"customers":[' + space + b'{"id":"1","a":' + value + b"}]}\n")
    if levels > DEEPEST:
        assert isinstance(found, Refusal)
        assert found.code.value == "TOO_DEEP"
    else:
        assert isinstance(found, Record)


def test_what_comes_beside_the_records_is_kept() -> None:
    (record,) = found_in(b'{"customers":[{"id":"1"}],"connection":{"id":"c-1","platform":"SHOPIFY"}}')
    assert isinstance(record, Record)
    assert record.connection is not None
    assert record.connection.raw == b'{"id":"c-1","platform":"SHOPIFY"}'


def test_the_records_of_a_connection_that_cannot_be_read_are_refused() -> None:
    """Without it they would pass for records of another account."""
    deep = b'{"id":' + b"[" * 80 + b"]" * 80 + b"}"
    found = found_in(b'{"customers":[{"id":"1"},{"id":"2"}],"connection":' + deep + b"}")
    told = [(each.code, each.external_id, each.reason) for each in found if isinstance(each, Refusal)]
    reason = "connection: The record has 81 levels; expected at most 64."
    assert told == [("TOO_DEEP", "1", reason), ("TOO_DEEP", "2", reason)]
    assert len(found) == len(told)
    record, included = found_in(
        b'{"included":[{"type":"tags","id":"t"}],"data":[{"id":"1"}]}', COMMERCE_LAYER
    )
    assert isinstance(record, Record)
    assert list(record.included) == [("tags", "t")]
    assert isinstance(included, Included)
    assert included.resources is record.included


def test_unknown_keys_of_an_answer_are_told() -> None:
    first, _ = found_in(b'{"customers":[{"id":"1"}],"has_more":true}')
    assert first == UnknownKeys(("has_more",))


def test_a_broken_line_is_refused_alone() -> None:
    data = b'{"id":"1"}\n{"id":\n{"id":"3"}\nnonsense\n{"id":"5","x":"\xff"}\n7\n{"id":"7"}'
    assert ids_in(data) == ["1", "3", "7"]
    assert refusals_in(data) == [
        ("INVALID_JSON", 2, None),
        ("INVALID_JSON", 4, None),
        ("NOT_UTF8", 5, None),
        ("WRONG_KIND", 6, None),
    ]


def test_a_first_line_that_was_cut_is_refused_alone() -> None:
    data = b'{"id":"1",\n{"id":"2"}\n{"id":"3"}\n'
    assert (ids_in(data), refusals_in(data)) == (["2", "3"], [("INVALID_JSON", 1, None)])


def after_a_cut(count: int, between: bytes = b"\n") -> Iterator[bytes]:
    """Lines of JSON Lines, as a file is read line by line; the first was cut."""
    yield b'{"id": "1", "email":\n'
    for number in range(2, count):
        yield from (b'{"id": "%d"}' % number + between).splitlines(keepends=True)


@pytest.mark.parametrize("between", [b"\n", b"\n\n", b"\r\n"])
def test_lines_behind_one_that_was_cut_are_read_one_by_one(between: bytes) -> None:
    """As soon as it is plain that they are lines; memory does not grow with the file."""
    stream = CountingStream(after_a_cut(1_000_000, between))
    refused, *records = itertools.islice(read_records(RUTTER, "a.jsonl", stream), 4)
    assert isinstance(refused, Refusal)
    assert (refused.code.value, refused.position.record, refused.position.line) == ("INVALID_JSON", 1, 1)
    assert [each.resource.document["id"] for each in records if isinstance(each, Record)] == ["2", "3", "4"]
    assert stream.lines <= 8


def test_reading_goes_on_in_the_middle_of_lines_behind_one_that_was_cut() -> None:
    """The place is never further than what was read, and the lines that were looked at first are read once."""
    data = b"".join(after_a_cut(9))
    stream, place = io.BytesIO(data), Place()
    places = []
    for found in read_from(RUTTER, "a.jsonl", stream, place):
        assert not isinstance(found, UnknownKeys | Included)
        places.append((found.position.line, place.line, place.offset))
    behind = list(itertools.accumulate(map(len, data.splitlines(keepends=True))))
    assert places == [
        *((1, 0, 0), (2, 0, 0), (3, 0, 0)),
        *((line, line - 1, behind[line - 2]) for line in range(4, 9)),
    ]
    rest = list(read_from(RUTTER, "a.jsonl", stream, Place(behind[4], 5, 5)))
    assert [each.resource.document["id"] for each in rest if isinstance(each, Record)] == ["6", "7", "8"]


@pytest.mark.parametrize("space", [b"", b"\n", b"\r\n\t"])
@pytest.mark.parametrize("count", [1, 2, 300])
def test_a_list_with_a_record_in_each_line_is_one_document(space: bytes, count: int) -> None:
    """Wherever the commas are; the last of its lines would be a document by itself."""
    records = [b'{"id":"%d"}' % number for number in range(count)]
    for comma in (b",\n" + space, b"\n" + space + b",", b"\n" + space + b",\n"):
        data = b'{"customers":[\n' + comma.join(records) + b"\n" + space + b"]\n}"
        assert (ids_in(data), refusals_in(data)) == ([str(number) for number in range(count)], [])


def test_the_place_behind_a_line_that_is_too_long_is_behind_all_of_it() -> None:
    long = b'{"id":"2","x":"' + b"x" * (2 * LONGEST_LINE) + b'"}\n'
    data = b'{"id":"1"}\n' + long + b'{"id":"3"}\n'
    place = Place()
    found = read_from(RUTTER, "a.jsonl", io.BytesIO(data), place)
    for _ in range(3):
        next(found)
    assert (place.line, place.offset) == (2, len(data) - len(b'{"id":"3"}\n'))


def test_a_broken_record_of_a_list_is_refused_with_its_place() -> None:
    data = b'{"customers":[{"id":"1"},{"id":"2","id":"2"},"x",{"id":"4","a":"\\u0000"},{"id":"5"}]}'
    assert ids_in(data) == ["1", "5"]
    assert refusals_in(data) == [("AMBIGUOUS_JSON", 1, 1), ("WRONG_KIND", 1, 2), ("NOT_STORABLE", 1, 3)]


def test_what_stands_before_the_break_of_a_list_is_taken() -> None:
    data = b'{"customers":[{"id":"1"},\n{"id":"2"},\n{"id":oops}]}'
    assert ids_in(data) == ["1", "2"]
    assert refusals_in(data) == [("INVALID_JSON", None, None)]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (b'"\\u0000"', "NOT_STORABLE"),
        (b'"\\ud800"', "NOT_STORABLE"),
        (b'{"\\udc00":1}', "NOT_STORABLE"),
        (b"NaN", "AMBIGUOUS_JSON"),
        (b"-Infinity", "AMBIGUOUS_JSON"),
        (b"1e999", "AMBIGUOUS_JSON"),
        (b"9" * 30, "AMBIGUOUS_JSON"),
        (b"9" * 9000, "AMBIGUOUS_JSON"),
        (b'{"a":1,"a":2}', "AMBIGUOUS_JSON"),
        (b"[" * 100 + b"]" * 100, "TOO_DEEP"),
        (b"[" * 200_000 + b"]" * 200_000, "TOO_DEEP"),
        (b'"\xc3"', "NOT_UTF8"),
        (b"'x'", "INVALID_JSON"),
    ],
)
def test_what_cannot_be_stored_is_refused(field: bytes, code: str) -> None:
    data = b'{"id":"1"}\n{"id":"2","x":' + field + b"}\n"
    assert ids_in(data) == ["1"]
    assert refusals_in(data) == [(code, 2, None)]


def test_an_escaped_backslash_is_no_nul() -> None:
    assert ids_in(b'{"id":"1","x":"\\\\u0000"}') == ["1"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\r\n \n",
        b"name,email\nAda,ada@example.com\n",
        bytes(range(256)) * 50,
        b"<a/>",
    ],
)
def test_a_file_that_is_no_json_is_one_refusal(data: bytes) -> None:
    (found,) = found_in(data)
    assert isinstance(found, Refusal)
    assert found.code == "INVALID_JSON"


def test_reading_stops_where_nothing_is_json() -> None:
    """A file of a million lines that are no JSON is not read to its end."""
    stream = CountingStream(b"no json\n" for _ in range(1_000_000))
    (found,) = read_records(RUTTER, "a.txt", stream)
    assert isinstance(found, Refusal)
    assert stream.lines < 200


def test_json_lines_are_read_one_by_one() -> None:
    """A record is there before the next line has been asked for, so that memory does not grow with the file."""
    stream = CountingStream(json.dumps({"id": str(number)}).encode() + b"\n" for number in range(1_000_000))
    records = read_records(RUTTER, "a.jsonl", stream)
    for number in range(1, 6):
        next(records)
        assert stream.lines == number


def test_a_line_that_is_too_long_is_refused_alone() -> None:
    long = b'{"id":"2","x":"' + b"x" * LONGEST_LINE + b'"}'
    data = b'{"id":"1"}\n' + long + b'\n{"id":"3"}\n'
    assert (ids_in(data), refusals_in(data)) == (["1", "3"], [("TOO_LARGE", 2, None)])


class CountingStream:
    """Lines that are made when they are asked for."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.source = lines
        self.lines = 0

    def readline(self, size: int, /) -> bytes:
        self.lines += 1
        return next(self.source, b"")

    def read(self) -> bytes:
        raise AssertionError("The whole file was asked for.")

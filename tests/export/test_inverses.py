"""Values of ours in each system's spelling, in the manner of what stood there before."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.domain.customers.model import ContactMethod, TimeOfDay
from gateway.sources import SOURCES
from gateway.sources import conversions as of
from gateway.sources.documents.manners import MANNERS
from gateway.sources.fields import Row, Take
from gateway.sources.inverses import (
    DERIVED,
    same,
    write_country,
    write_international_phone,
    write_labels,
    writing,
)

METHOD, TIME = of.one_of(ContactMethod), of.one_of(TimeOfDay)


@pytest.mark.parametrize(
    ("convert", "value", "before", "written"),
    [
        (of.text, "Ada", "Eva", "Ada"),
        (of.text, None, "Eva", None),
        (of.identifier, "77", "12", "77"),
        (of.identifier, "77", 12, 77),
        (of.identifier, "077", 12, "077"),
        (of.identifier, "A7", 12, "A7"),
        (of.identifier, "77", None, "77"),
        (of.identifier, "77", True, "77"),
        (of.flag, 1, False, True),
        (of.flag, 0, True, False),
        (of.flag, None, True, None),
        (of.count, 3, 2, 3),
        (of.decimal, "12.5", 1.5, 12.5),
        (of.decimal, "12.50", "1.5", "12.50"),
        (of.json_object, {"a": 1}, {}, {"a": 1}),
        (of.instant, "2024-03-08T00:00:00.000Z", 1, 1709856000),
        (of.instant, "2024-03-08T00:00:00.123Z", 1e12, 1709856000123),
        (of.instant, "1969-12-31T23:59:59.000Z", 1e12, -1000),
        (of.instant, "2024-03-08T00:00:00.000Z", "2025-03-15 11:39:21 UTC", "2024-03-08 00:00:00 UTC"),
        (of.instant, "2024-03-08T00:00:00.000Z", "2025-03-15T11:39:21Z", "2024-03-08T00:00:00.000Z"),
        (of.instant, "2024-03-08T00:00:00.000Z", None, "2024-03-08T00:00:00.000Z"),
        (of.instant, None, 1, None),
        (of.day, "2000-01-02", "1999-01-01", "2000-01-02"),
        (of.day, "2000-01-02", "1999-01-01T00:00:00.000Z", "2000-01-02T00:00:00.000Z"),
        (of.day, None, "1999-01-01T00:00:00.000Z", None),
        (METHOD, "SMS", "EMAIL", "SMS"),
        (METHOD, "SMS", "email", "sms"),
        (METHOD, "SMS", None, "sms"),
        (TIME, None, "MORNING", None),
        (of.language, "fr", "EN", "FR"),
        (of.language, "fr", "en-GB", "fr"),
        (of.time_zone, "Europe/Rome", "UTC", "Europe/Rome"),
    ],
)
def test_a_value_is_written_as_the_one_before(
    convert: of.Convert, value: Any, before: Any, written: Any
) -> None:
    write = writing(convert)
    assert write is not None
    assert write(value, before) == written
    assert type(write(value, before)) is type(written)


@pytest.mark.parametrize(
    ("convert", "sent"),
    [
        (of.identifier, 12),
        (of.instant, 1709856000),
        (of.instant, 1709856000000),
        (of.instant, "2025-03-15 11:39:21 UTC"),
        (of.day, "2022-01-31T10:00:00Z"),
        (METHOD, "SMS"),
        (TIME, "anytime"),
        (of.decimal, 12.5),
    ],
)
def test_what_was_taken_is_written_as_it_was_sent(convert: of.Convert, sent: Any) -> None:
    from gateway.events.changes import plain

    write = writing(convert)
    assert write is not None
    assert write(plain(convert(sent)), sent) == sent


def test_every_field_of_a_customer_can_be_written_unless_the_system_alone_writes_it() -> None:
    without = []
    for source in SOURCES:
        for each in source.customer.fields:
            inner = each.fields if isinstance(each, Row) else (each,)
            without += [
                f"{source.word}: {take.path}"
                for take in inner
                if isinstance(take, Take)
                and not MANNERS[source.system].is_fixed(each.path, is_new=False)
                and take.convert not in DERIVED
                and writing(take.convert) is None
            ]
    assert without == []


@pytest.mark.parametrize(
    ("write", "given", "written"),
    [
        (lambda before: write_country("Germany", "DE", before, is_coded=False), "Italy", "Germany"),
        (lambda before: write_country("Germany", "DE", before, is_coded=False), "IT", "DE"),
        (lambda before: write_country("Germany", "DE", before, is_coded=True), None, "DE"),
        (lambda before: write_country("Narnia", None, before, is_coded=True), "IT", "Narnia"),
        (lambda before: write_international_phone("020 1", "+44201", before), "+44 7", "+44201"),
        (lambda before: write_international_phone("020 1", "+44201", before), "447", "44201"),
        (lambda before: write_international_phone("020 1", None, before), None, "020 1"),
        (lambda before: write_international_phone(None, None, before), "447", None),
    ],
)
def test_countries_and_numbers(write: Callable[[Any], Any], given: Any, written: Any) -> None:
    assert write(given) == written


@pytest.mark.parametrize(
    ("names", "added", "removed", "written"),
    [
        ([" VIP ", "b2b"], [], [], [" VIP ", "b2b"]),
        ([" VIP ", "b2b"], [], ["VIP"], ["b2b"]),
        (["b2b"], ["new", "b2b"], [], ["b2b", "new"]),
        (["b2b"], ["b2b"], ["b2b"], ["b2b"]),
        ([], [], ["VIP"], []),
    ],
)
def test_labels_keep_their_spelling_and_their_order(
    names: list[str], added: list[str], removed: list[str], written: list[str]
) -> None:
    assert write_labels(names, added, removed) == written


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (True, 1, False),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True),
        ({"a": False}, {"a": 0}, False),
        ([1], [1, 2], False),
        (None, {}, False),
    ],
)
def test_equality_of_json(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal

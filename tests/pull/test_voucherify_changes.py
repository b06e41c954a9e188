"""What changed at Voucherify since a run: who was changed, and who is new and has no time of a change yet."""

from datetime import timedelta

import pytest

from tests.fakes.voucherify import Voucherify
from tests.pull.pulls import Pulls, connection_to, killed_at

FILTERS = ("updated_at[after]", "created_at[after]")


def asked_of(points: Voucherify) -> list[dict[str, str]]:
    """What the queries for customers say of time."""
    names = (*FILTERS, "starting_after")
    return [
        {name: query[name] for name in names if name in query} for query in points.paths(of="/v1/customers")
    ]


async def test_who_is_new_and_was_never_changed_is_fetched(points: Voucherify, pulls_on_both: Pulls) -> None:
    points.add(email="first@points.example")
    await pulls_on_both.run(connection_to(points))
    new = points.add(email="new@points.example")
    assert "updated_at" not in new
    (pulled,) = await pulls_on_both.run(connection_to(points))
    assert (pulled.pages, pulled.records, pulled.summary.created) == (2, 1, 1)
    assert await pulls_on_both.emails() == ["first@points.example", "new@points.example"]


async def test_changes_are_asked_for_before_who_is_new(points: Voucherify, pulls: Pulls) -> None:
    first, second = points.add(), points.add()
    await pulls.run(connection_to(points))
    points.change(first, name="Nia Changed")
    points.asked.clear()
    (pulled,) = await pulls.run(connection_to(points))
    since, start = second["created_at"], "1970-01-01T00:00:00.000Z"
    assert asked_of(points) == [
        {"updated_at[after]": since, "starting_after": start},
        {"created_at[after]": since, "starting_after": start},
    ]
    assert (pulled.records, pulled.summary.updated, pulled.summary.created) == (1, 1, 0)


async def test_who_is_new_and_changed_comes_twice_and_is_one(points: Voucherify, pulls: Pulls) -> None:
    points.add()
    await pulls.run(connection_to(points))
    points.change(points.add(), email="twice@points.example")
    (pulled,) = await pulls.run(connection_to(points))
    summary = pulled.summary
    assert (pulled.records, summary.created, summary.updated, summary.unchanged) == (2, 1, 0, 1)
    assert (await pulls.emails()).count("twice@points.example") == 1


async def test_both_are_asked_for_with_an_overlap(points: Voucherify, pulls: Pulls) -> None:
    pulls.overlap = timedelta(minutes=5)
    points.add()
    await pulls.run(connection_to(points))
    points.asked.clear()
    (pulled,) = await pulls.run(connection_to(points))
    since = "2026-03-01T11:55:01.000Z"
    assert [query[name] for query, name in zip(asked_of(points), FILTERS, strict=True)] == [since, since]
    assert (pulled.records, pulled.summary.unchanged) == (1, 1)


async def test_who_comes_while_the_changes_are_fetched_is_fetched(points: Voucherify, pulls: Pulls) -> None:
    points.add()
    await pulls.run(connection_to(points))

    class Adding(list[tuple[str, int]]):
        def append(self, what: tuple[str, int]) -> None:
            super().append(what)
            if what == ("customers", 1):
                points.add(email="meanwhile@points.example")

    pulls.advances = Adding()
    await pulls.run(connection_to(points))
    assert "meanwhile@points.example" in await pulls.emails()


async def test_everything_is_asked_for_in_one_pass(points: Voucherify, pulls: Pulls) -> None:
    points.change(points.add())
    points.add()
    await pulls.run(connection_to(points))
    points.asked.clear()
    (pulled,) = await pulls.run(connection_to(points), is_full=True)
    assert asked_of(points) == [{"starting_after": "1970-01-01T00:00:00.000Z"}]
    assert (pulled.pages, pulled.records, pulled.summary.unchanged) == (1, 2, 2)


@pytest.mark.parametrize(
    ("page", "place", "left"),
    [
        (2, {"after": "2026-03-01T12:01:39.999Z"}, [FILTERS[0], FILTERS[1], FILTERS[1]]),
        (3, {"by": "created_at"}, [FILTERS[1], FILTERS[1]]),
        (4, {"by": "created_at", "after": "2026-03-01T12:05:19.999Z"}, [FILTERS[1]]),
    ],
    ids=["among the changed", "between the two", "among the new"],
)
async def test_a_run_that_was_killed_goes_on_in_its_pass(
    points: Voucherify,
    pulls_on_both: Pulls,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    place: dict[str, str],
    left: list[str],
) -> None:
    pulls = pulls_on_both
    before = [points.add() for _ in range(110)]
    await pulls.run(connection_to(points))
    for each in before:
        points.change(each, email=f"changed.{each['email']}")
    new = [points.add() for _ in range(110)]
    with killed_at(page, monkeypatch):
        await pulls.run(connection_to(points))
    cursor = await pulls.cursor()
    assert (cursor["place"], cursor["pages"], cursor["finished_at"]) == (place, page - 1, None)

    points.asked.clear()
    await pulls.run(connection_to(points))
    assert [next(name for name in FILTERS if name in query) for query in asked_of(points)] == left
    assert {query[name] for query, name in zip(asked_of(points), left, strict=True)} == {
        before[-1]["created_at"]
    }
    assert await pulls.emails() == sorted(each["email"] for each in (*before, *new))
    assert (await pulls.cursor())["finished_at"] is not None

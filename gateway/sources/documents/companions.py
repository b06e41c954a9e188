"""A stored record of what belongs to a customer, and the rows that it became → edits of its document.

    order row, status CANCELLED since the record came    →  Edit(("attributes", "status"), "cancelled")

What differs between a row and what its record says was changed here, if the row was changed after the record had
come; an address tells by itself which of its columns were. Every edit is tried: only what gives the row's value when
the document is read again is written (`wishes.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.columns import Scalar
from gateway.domain.new_rows import blank
from gateway.entity import Entity
from gateway.events.changes import plain
from gateway.sources.documents.changed import Changed, address_document, link_to, place_value
from gateway.sources.documents.edits import Edit, Path, differences, edited, stands_in, value_in
from gateway.sources.documents.manners import MANNERS
from gateway.sources.documents.ours import Made, Stored, Values
from gateway.sources.documents.spelling import in_units, spellings
from gateway.sources.documents.wishes import Wish, fulfilled
from gateway.sources.fields import Items, Point, Refer, Row, Take, Target
from gateway.sources.inverses import DERIVED, same
from gateway.sources.reading import Reading, value_at
from gateway.sources.refusal import Refused
from gateway.sources.source import RecordKind, Source
from gateway.view import table_of

_TIMES = ("created_at", "updated_at")


def companion_changes(source: Source, kind: RecordKind, stored: Stored, made: Made) -> Changed:
    """What was changed here of what a record says."""
    if made.row.get("system") not in (None, source.system.value):
        # Another system's own record of the same order counts; this one only says it once more.
        return Changed()
    shape = next((each for each in kind.shapes if each.is_told and each.is_told(stored.payload)), kind)
    try:
        reading = shape.read(stored.payload, [])
    except Refused:
        # The declarations have changed since it came: nothing can be said of it but what it says itself.
        return Changed()
    return fulfilled(shape, stored.payload, _Comparison(source, shape, stored, made, reading).wishes())


def part_changes(
    source: Source, kind: RecordKind, stored: Stored, entity: type[Entity], row: Values
) -> Changed:
    """The same of a record that lent its fields to another one's row, as a postal address does."""
    try:
        reading = kind.read(stored.payload, [])
    except Refused:
        return Changed()
    comparison = _Comparison(source, kind, stored, Made(row), reading)
    takes = [each for each in kind.fields if isinstance(each, Take)]
    return fulfilled(
        kind, stored.payload, comparison.of_row(takes, (), entity, row, lambda read: read.values)
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A record beside the rows that it became."""

    source: Source
    kind: RecordKind
    stored: Stored
    made: Made
    reading: Reading

    def wishes(self) -> Iterator[Wish]:
        target = self.kind.target
        if target is None:
            return
        takes = [each for each in self.kind.fields if isinstance(each, Take)]
        yield from self.of_row(takes, (), target.entity, self.made.row, lambda read: read.values)
        for each in self.kind.fields:
            if isinstance(each, Refer | Point):
                yield from self._of_link(each)
            elif isinstance(each, Row):
                yield from self._of_part(each)
            elif isinstance(each, Items):
                yield from self._of_items(each)

    # ── Columns

    def of_row(
        self,
        takes: Sequence[Take],
        prefix: Path,
        entity: type[Entity],
        row: Values,
        values_in: Callable[[Reading], Mapping[str, Any]],
    ) -> Iterator[Wish]:
        """The columns of a row that were changed here."""
        document = value_in(self.stored.payload, prefix)
        was, new = values_in(self.reading), self._stand_ins(entity)
        fixed = {each.path for each in takes if each.column in _TIMES}
        for column in dict.fromkeys(each.column for each in takes if each.column in row):
            if column in _TIMES or not self._is_changed_here(row, column, was):
                continue
            value = _plain(entity, column, row[column])
            if same(_plain(entity, column, _stood_in(entity, column, was.get(column), new)), value):
                continue
            saying = [
                each
                for each in takes
                if each.path not in fixed
                and (each.column == column or each.column.startswith(f"{column}__"))
                and not _is_derived(each, takes)
            ]
            known = [each for each in saying if stands_in(document, each.path)]
            if not known and same(value, _plain(entity, column, new.get(column))):
                continue
            ways = [
                way for each in known or saying[:1] for way in self._ways(each, prefix, document, row, value)
            ]
            yield Wish(
                column,
                value,
                lambda read, column=column: _plain(  # type: ignore[misc]  # a default binds the name of now
                    entity, column, values_in(read).get(column)
                ),
                ways,
                is_missing=not known,
            )

    def _stand_ins(self, entity: type[Entity]) -> Values:
        """What a new row had where the record said nothing."""
        inner = (each.target for each in self.kind.fields if isinstance(each, Row | Items))
        targets = [each for each in (self.kind.target, *inner) if each and each.entity is entity]
        return {**blank(entity), **(targets[0].new if targets else {})}

    def _is_changed_here(self, row: Values, column: str, was: Mapping[str, Any]) -> bool:
        if "own_columns" in row:
            own = frozenset(row["own_columns"] or ())
            # A country's name and its code go together.
            return column in own or (column == "country" and "country_code" in own)
        return self._is_newer(row, was)

    def _is_newer(self, row: Values, was: Mapping[str, Any]) -> bool:
        """Whether a row was changed after the record had come. It may have the time that the system tells."""
        changed_at = row["updated_at"]
        return bool(changed_at > self.stored.written_at and changed_at != was.get("updated_at"))

    def _ways(
        self, take: Take, prefix: Path, document: Any, row: Values, value: Any
    ) -> Iterator[Sequence[Edit]]:
        path, before = (*prefix, *take.path.split(".")), value_at(document, take.path)
        if take.column == "country":
            manner = MANNERS[self.source.system]
            yield tuple(differences(path, before, place_value(take, row, before, manner)))
            return
        currency = row.get("currency") or self.made.row.get("currency") or "XXX"
        for spelled in spellings(take, value, before, currency):
            beside = self._beside(path, document, take, value, currency)
            yield (*differences(path, before, spelled), *beside)

    def _beside(self, path: Path, document: Any, take: Take, value: Any, currency: str) -> Iterator[Edit]:
        """Beside cents stands the same amount as a decimal number."""
        if not take.path.endswith("_cents"):
            return
        name = f"{take.path.removesuffix('_cents')}_float"
        before = value_at(document, name)
        if isinstance(before, int | float) and isinstance(value, int):
            yield Edit((*path[:-1], name.rpartition(".")[2]), in_units(value, currency))

    # ── Other records

    def _of_link(self, each: Refer | Point) -> Iterator[Wish]:
        """A record that is named: another one, which the system must know."""
        row, column = self.made.row, each.column
        if column not in row or not self._is_changed_here(row, column, self.reading.values):
            return
        named = next((ids for link, ids in self.reading.links if link is each), [])
        wanted = row[column]
        if wanted is None and (isinstance(each, Point) or not named):
            # What is named may not have come yet.
            return
        there = None if wanted is None else self._id_of(each, wanted)
        if wanted is not None and there is None:
            yield Wish(column, wanted, lambda _: None, ())
        elif there != (named[0] if named else None):
            edit = link_to(MANNERS[self.source.system], Refer(each.path, each.kind, column), there)
            ids = [] if there is None else [there]
            yield Wish(column, ids, lambda read: _ids(read, each), ((edit,),))

    def _id_of(self, each: Refer | Point, row_id: str) -> str | None:
        """How the system calls the row, where it has one of its own for it."""
        return next(
            (
                str(found["external_id"])
                for found in self.made.references.get(row_id, ())
                if (found["system"], found["connection"], found["kind"])
                == (self.source.system.value, self.stored.connection, each.kind)
            ),
            None,
        )

    # ── Parts

    def _of_part(self, each: Row) -> Iterator[Wish]:
        """An address within the record: changed, new, or taken away."""
        path: Path = tuple(each.path.split("."))
        part = self.reading.rows.get(each.target)
        is_there = part is not None and not part.is_empty
        row = next(iter(self.made.parts.get(each.target, ())), None)
        takes = [inner for inner in each.fields if isinstance(inner, Take)]

        def values_in(read: Reading) -> Mapping[str, Any]:
            found = read.rows.get(each.target)
            return found.values if found is not None else {}

        if row is not None and is_there:
            yield from self.of_row(takes, path, each.target.entity, row, values_in)
        elif row is not None and self._is_newer(row, {}):
            new = address_document(each, row, MANNERS[self.source.system])
            yield Wish(each.path, True, lambda read: bool(values_in(read)), ((Edit(path, new),),))
        elif row is None and is_there and self._is_newer(self.made.row, self.reading.values):
            yield Wish(each.path, True, lambda read: not values_in(read), ((Edit(path, None),),))

    def _of_items(self, each: Items) -> Iterator[Wish]:
        """Lines within the record, which keep their places; new ones come last."""
        path: Path = tuple(each.path.split("."))
        read = self.reading.lists.get(each.target, [])
        rows = self.made.parts.get(each.target, ())
        takes = [inner for inner in each.fields if isinstance(inner, Take)]
        old = {row["position"]: row for row in rows if not self._is_new(row)}
        for place in range(len(read)):
            if (row := old.get(place + 1)) is not None:
                yield from self.of_row(
                    takes, (*path, place), each.target.entity, row, _item(each.target, place)
                )
        left = len(read)
        if self._is_newer(self.made.row, self.reading.values):
            for place in reversed(range(len(read))):
                if place + 1 not in old:
                    left -= 1
                    removal = Edit((*path, place), is_removal=True)
                    yield Wish(each.path, left, _length(each.target), ((removal,),), moves_others=True)
        for row in sorted(rows, key=lambda row: int(row["position"])):
            if self._is_new(row):
                left += 1
                new = self._new_item(takes, path, row, left)
                yield Wish(each.path, left, _length(each.target), new, moves_others=True)

    def _is_new(self, row: Values) -> bool:
        return bool(row["created_at"] > self.stored.written_at)

    def _new_item(
        self, takes: Sequence[Take], path: Path, row: Values, place: int
    ) -> Sequence[Sequence[Edit]]:
        made: dict[str, Any] = {}
        for take in takes:
            value = plain(row.get(take.column))
            if take.path in made or value is None or take.convert in DERIVED or take.column in _TIMES:
                continue
            currency = row.get("currency") or "XXX"
            spelled = next(spellings(take, value, None, currency))
            made = edited(made, [Edit(tuple(take.path.split(".")), spelled)])
        return ((Edit((*path, place - 1), made),),)


def _is_derived(take: Take, takes: Sequence[Take]) -> bool:
    """Whether the path says another column too, of which this one follows."""
    return take.convert in DERIVED and any(
        other.path == take.path and other.convert not in DERIVED for other in takes
    )


def _stood_in(entity: type[Entity], column: str, value: Any, new: Values) -> Any:
    """What the table holds where a record says nothing."""
    needed = value is None and not table_of(entity).columns[column].nullable
    return new.get(column) if needed else value


def _plain(entity: type[Entity], column: str, value: Any) -> Any:
    # SQLite reads true back as 1.
    is_flag = table_of(entity).columns[column].info.get("scalar") is Scalar.BOOLEAN
    return bool(value) if is_flag and value is not None else plain(value)


def _ids(read: Reading, each: Refer | Point) -> list[str]:
    return next((ids for link, ids in read.links if link is each), [])


def _item(target: Target, place: int) -> Callable[[Reading], Mapping[str, Any]]:
    return lambda read: read.lists[target][place]


def _length(target: Target) -> Callable[[Reading], int]:
    return lambda read: len(read.lists.get(target, ()))

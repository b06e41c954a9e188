"""Every field that the systems send → what becomes of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from gateway.errors import SettingsError
from gateway.events.changes import shown_columns
from gateway.naming import camel
from gateway.sources import SOURCES, Source
from gateway.sources.fields import (
    Belongs,
    Embed,
    Expect,
    Field,
    Follow,
    Inherit,
    Items,
    Leave,
    Merge,
    Name,
    Point,
    Refer,
    Row,
    Rows,
    Take,
    Target,
)
from gateway.sources.source import RecordKind
from gateway.view import table_of

WHOLE = "*"
"""Stands for all of a record, where no path of it is declared."""


@dataclass(slots=True)
class Account:
    """What becomes of one path of one kind of record."""

    system: str
    kind: str
    path: str
    becomes: list[str]
    """Fields of the graph, or other uses; empty where it is left."""
    left: str | None = None
    """Why only the raw record keeps it."""
    is_secret: bool = False
    """Whether not even that one does."""

    def __str__(self) -> str:
        told = [f"→ {', '.join(self.becomes)}"] if self.becomes else []
        told += [f"left: {self.left}"] if self.left is not None else []
        told += ["Its value is never stored."] if self.is_secret else []
        return " ".join(told)


def sources_named(system: str | None, kind: str | None) -> tuple[Source, ...]:
    """The systems that are asked for.

    Raises:
        SettingsError: there is no such system, or none of them has that kind.
    """
    found = tuple(source for source in SOURCES if system in (None, source.word))
    if not found:
        words = ", ".join(source.word for source in SOURCES)
        raise SettingsError(f"SYSTEM is {system!r}; expected one of {words}.")
    if kind is not None:
        having = tuple(source for source in found if source.kind(kind))
        if not having:
            kinds = ", ".join(dict.fromkeys(each.kind for source in found for each in source.kinds))
            raise SettingsError(f"--kind is {kind!r}; expected one of {kinds}.")
        return having
    return found


# ── What is declared ────────────────────────────────────────────────────────────────────────────────────────


def accounts(sources: Iterable[Source], kind: str | None = None) -> Iterator[Account]:
    """What becomes of every declared path, in the order of the declarations."""
    for source in sources:
        for each in source.kinds:
            if kind in (None, each.kind):
                yield from _accounts_of(source, each)


def _accounts_of(source: Source, kind: RecordKind) -> Iterator[Account]:
    found: dict[str, Account] = {}
    secrets = source.secret_names(kind)
    is_kept = not kind.fields or type(kind).read is not RecordKind.read

    def account(path: str) -> Account:
        is_secret = secrets.holds(tuple(path.split(".")))
        return found.setdefault(path, Account(source.word, kind.kind, path, [], is_secret=is_secret))

    for path, use in _uses_of_the_kind(kind):
        account(path).becomes.append(use)
    for path, target, each in _fields(kind.fields, kind.target, ""):
        if isinstance(each, Leave):
            account(path).left = each.because
        else:
            account(path).becomes.append("whose it is" if is_kept else _use(each, target))
    if is_kept:
        account(WHOLE).left = "Kept as it came, whatever is in it."
    yield from found.values()


def _uses_of_the_kind(kind: RecordKind) -> Iterator[tuple[str, str]]:
    yield kind.identifier, "the record's identifier"
    yield kind.changed_at, "which of two versions is newer"
    if kind.fallback_changed_at:
        yield kind.fallback_changed_at, f"which is newer, without {kind.changed_at}"
    if kind.environment:
        yield kind.environment, "test or live"


def _fields(
    fields: Iterable[Field], target: Target | None, prefix: str
) -> Iterator[tuple[str, Target | None, Field]]:
    for each in fields:
        path = prefix + each.path
        yield path, target, each
        if isinstance(each, Row):
            yield from _fields(each.fields, each.target, f"{path}.")
        elif isinstance(each, Items):
            yield from _fields(each.fields, each.target, f"{path}[].")


def _use(field: Field, target: Target | None) -> str:
    if isinstance(field, Take | Refer | Point):
        return _field_of(target, field.column)
    if isinstance(field, Inherit):
        return f"{_field_of(target, field.column)}, from {field.kind}"
    if isinstance(field, Row | Rows | Items | Embed | Name):
        return f"{_type_of(target)}.{field.target.shown_as}"
    if isinstance(field, Belongs):
        return f"belongs to the {field.kind} it names"
    if isinstance(field, Follow):
        return f"leads to records of the kind {field.kind}"
    if isinstance(field, Merge):
        return f"fields of the same row, from {field.kind}"
    if isinstance(field, Expect):
        return f"tells the kind: {field.value}"
    raise LookupError(f"Nothing tells what becomes of {field}.")


def _type_of(target: Target | None) -> str:
    return target.entity.__name__ if target else ""


def _field_of(target: Target | None, column: str) -> str:
    """`Customer.firstName`; what has no field of its own is told by its column."""
    if target is None:
        # A record that becomes part of another's row: an address of the address book, of an order.
        return f"{column.replace('__', '.')} of what it is kept beside"
    shown = shown_columns(target.entity).get(column)
    if shown is None and column == "position":
        shown = camel(column)
    if shown is not None:
        return f"{_type_of(target)}.{shown}"
    if column in table_of(target.entity).columns:
        return f"{_type_of(target)} (internal: {column})"
    return "weighed together with other fields"


# ── In lines ────────────────────────────────────────────────────────────────────────────────────────────────


def describe_accounts(found: Iterable[Account]) -> str:
    """One block for each kind, its paths below each other."""
    return "\n".join(_lines_of(found))


def _lines_of(found: Iterable[Account]) -> Iterator[str]:
    blocks: dict[tuple[str, str], list[Account]] = {}
    for each in found:
        blocks.setdefault((each.system, each.kind), []).append(each)
    for (system, kind), block in blocks.items():
        yield f"{system} {kind}"
        width = max(len(each.path) for each in block)
        yield from (f"  {each.path:<{width}}  {each}" for each in block)


def as_json(found: Iterable[Account]) -> str:
    return json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False)

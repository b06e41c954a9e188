"""Values that nobody else writes, a row with them in every column of every table, and the search for their traces."""

import base64
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from gateway.columns import Scalar
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.personal import PERSONAL
from gateway.identifier import new_id
from gateway.view import table_of
from tests.rows import NOON

STEM = "ZqxCanary"
"""Every canary begins with it, so that one search finds them all."""
BIRTHDATE = date(1873, 3, 17)
PHONE = "2079460874"
"""The digits of a canary that is a telephone number."""

Rows = dict[str, dict[str, Any]]
"""Table → its row."""


def canary(personal: Personal, column: str, round_: int = 0) -> str:
    """One that names its place: `ZqxCanary0-customer-first-name`."""
    return f"{STEM}{round_}-{personal.table.name}-{column}".replace("_", "-")


def values_of(personal: Personal, columns: Any, round_: int = 0) -> dict[str, Any]:
    """A canary in each of these columns that can hold one."""
    found: dict[str, Any] = {}
    for name in sorted(columns):
        column = personal.table.columns[name]
        if (
            column.foreign_keys
            or name == personal.owner
            or column.info.get("enum")
            or name.endswith("_at")
            or name in ("id", "event_id")
        ):
            continue
        scalar = column.info.get("scalar", Scalar.STRING)
        text = canary(personal, name, round_)
        if scalar is Scalar.JSON:
            found[name] = {f"{text}-key": [text]} if round_ else {"value": text}
        elif scalar is Scalar.DATE:
            found[name] = BIRTHDATE
        elif scalar in _TEXTS:
            found[name] = text
    return found


_NOTHING: Mapping[str, str] = MappingProxyType({})

_TEXTS = frozenset(
    {
        Scalar.STRING,
        Scalar.EMAIL_ADDRESS,
        Scalar.PHONE_NUMBER,
        Scalar.URL,
        Scalar.DECIMAL,
        Scalar.TIME_ZONE,
    }
)


def filled(personal: Personal, ids: Mapping[str, str]) -> dict[str, Any]:
    """What a row must have, and the pointers to the rows before it."""
    values: dict[str, Any] = {}
    for column in personal.table.columns:
        if column.computed is not None:
            continue
        targets = [key.column.table.name for key in column.foreign_keys]
        if not targets and column.name == "customer_id":
            # The customer of what outlives it is no foreign key.
            targets = ["customer"]
        if targets:
            values[column.name] = ids.get(targets[0])
        elif not column.nullable:
            values[column.name] = _least(column, personal.table)
    return values


def _least(column: Column[Any], table: Table) -> Any:
    if column.name == "id":
        return new_id(_prefix_of(table))
    if column.name == "environment":
        return "LIVE"
    enum, scalar = column.info.get("enum"), column.info.get("scalar", Scalar.STRING)
    if enum is not None:
        return next(iter(enum)).value
    if column.name == "position" and table.name == "event_store":
        return 0
    given: dict[Any, Any] = {
        Scalar.CURRENCY: "EUR",
        Scalar.DATE_TIME: NOON,
        Scalar.BOOLEAN: False,
        Scalar.INT: 0,
        Scalar.BIG_INT: 0,
    }
    if column.name in ("version", "quantity"):
        return 1
    return NOON if column.name.endswith("_at") else given.get(scalar, "x")


def _prefix_of(table: Table) -> str:
    """That of the entity; a table that is none holds ids of customers."""
    entities = [
        mapper.class_
        for mapper in Customer._sa_registry.mappers  # noqa: SLF001 — there is no public list.
        if table_of(mapper.class_) is table
    ]
    prefix: str = (entities or [Customer])[0].__prefix__
    return prefix


def whole_rows(number: int = 0, around: Mapping[str, str] = _NOTHING) -> Rows:
    """One row of every table, in an order in which each finds what it points to, with a canary in every column.

    Rows of another `number` have other canaries. `around` are the ids of what is nobody's, by table.
    """
    ids = dict(around)
    rows: Rows = {}
    waiting = {personal.table.name: personal for personal in PERSONAL}
    while waiting:
        for name, personal in list(waiting.items()):
            if _targets(personal.table) & waiting.keys() - {name}:
                continue
            columns = personal.erase | personal.secret | personal.rewrite | _texts_that_go(personal)
            row = filled(personal, ids) | values_of(personal, columns, number)
            if name == "event_store":
                # Far from those that are counted.
                row["position"] = number * 1_000_000
            rows[name] = row
            ids[name] = row.get("id", "")
            del waiting[name]
    return rows


def rows_around() -> Rows:
    """One row of every kind that is nobody's, and that people's rows may point to."""
    ids: dict[str, str] = {}
    rows: Rows = {}
    for name in ("customer_group", "channel", "market", "stock_location", "campaign", "loyalty_tier"):
        nothing: frozenset[str] = frozenset()
        table = SQLModel.metadata.tables[name]
        whole = Personal(table, "", nothing, nothing, nothing, {}, nothing, nothing, staff_only=True)
        rows[name] = filled(whole, ids)
        ids[name] = rows[name]["id"]
    return rows


def _texts_that_go(personal: Personal) -> frozenset[str]:
    return personal.gone - {
        "id",
        "environment",
        "version",
        "created_at",
        "updated_at",
        "customer_id",
        "position",
    }


def _targets(table: Table) -> set[str]:
    return {key.column.table.name for column in table.columns for key in column.foreign_keys}


def forms(text: str) -> Iterator[bytes]:
    """How a text may lie in a file; each is to be looked for without regard to case, but for base64."""
    plain = text.encode()
    yield plain.lower()
    yield plain.hex().encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield text.lower().encode(encoding)


def base64_forms(text: str) -> Iterator[bytes]:
    """The part of a text's base64 that does not depend on what stands around it, at each of the three offsets."""
    for case in (text, text.lower()):
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + case.encode())
            skipped = (0, 2, 3)[offset]
            yield encoded[skipped : len(encoded) - 4]


def traces(data: bytes, *texts: str) -> list[str]:
    """Which texts, in which form, are somewhere in the bytes, with what stands around them."""
    lowered = data.lower()
    found = []
    for text in texts:
        for form in forms(text):
            place = lowered.find(form)
            if place >= 0:
                found.append(f"{form!r} in {data[max(place - 40, 0) : place + 60]!r}")
        found += [f"{form!r} (base64)" for form in base64_forms(text) if form in data]
    return found


SOUGHT = (STEM, PHONE, BIRTHDATE.isoformat())
"""What must be nowhere."""

"""A statement: finished, and while it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam

from gateway.columns import column_type
from gateway.planner.dialects import Dialect
from gateway.planner.parameters import Parameter
from gateway.planner.plan import Told


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a bound value: what goes there, and how the driver takes it."""

    parameter: Parameter
    bind: Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Finished SQL of one dialect, with its parameters in the driver's order."""

    sql: str
    slots: tuple[Slot, ...]
    told: tuple[Told, ...] = ()
    """What is to be told of the material in the text, by its number there."""


class Draft:
    """What a statement has so far: names, bound values, and what is to be told."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.told: list[Told] = []
        self._numbers: dict[str, int] = {}
        self._bound: dict[tuple[Any, ...], BindParameter[Any]] = {}
        self._slots: dict[str, Slot] = {}

    def alias(self, table: Any) -> Any:
        return table.alias(self.name(table.name))

    def name(self, table: str) -> str:
        """`customer` → `customer_1`, `customer_2` …: the same plan always has the same names."""
        self._numbers[table] = self._numbers.get(table, 0) + 1
        return f"{table}_{self._numbers[table]}"

    def bind(
        self,
        parameter: Parameter,
        convert: Callable[[Any], Any] | None = None,
        *,
        type_: Any = None,
        raw: Callable[[Any], Any] | None = None,
    ) -> BindParameter[Any]:
        """A bound parameter; the same value for the same purpose is bound once."""
        key = (parameter, convert, raw, str(type_ or column_type(parameter.scalar)))
        if key not in self._bound:
            name = f"p{len(self._bound) + 1}"
            if parameter.many and raw is None:
                sql_type = self.dialect.many_type(parameter.scalar)
                driver: Callable[[Any], Any] | None = self.dialect.bind_many(parameter.scalar)
            else:
                sql_type = type_ or column_type(parameter.scalar)
                driver = raw or sql_type.dialect_impl(self.dialect.sql).bind_processor(self.dialect.sql)
            self._bound[key] = bindparam(name, type_=sql_type)
            self._slots[name] = Slot(parameter, _chain(convert, driver))
        return self._bound[key]

    def finish(self, written: Select[Any]) -> Statement:
        compiled = written.compile(dialect=self.dialect.sql)
        order = compiled.positiontup or ()
        return Statement(str(compiled), tuple(self._slots[name] for name in order), tuple(self.told))


def _chain(
    first: Callable[[Any], Any] | None, second: Callable[[Any], Any] | None
) -> Callable[[Any], Any] | None:
    if first is None or second is None:
        return first or second
    return lambda value: second(first(value))

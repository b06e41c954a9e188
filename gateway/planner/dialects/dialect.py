"""What every database says in words of its own, as the writer asks for it."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy.engine import Dialect as SqlDialect
from sqlalchemy.types import TypeEngine

from gateway.columns import Scalar
from gateway.planner.json_text import Sql


class Dialect(Protocol):
    """What the writer needs from a database."""

    name: str
    sql: SqlDialect

    def quote(self, value: Sql, scalar: Scalar, *, nullable: bool) -> Sql:
        """A value as JSON text, never NULL."""
        ...

    def aggregate(self, value: Sql) -> Sql:
        """The texts of all rows, comma between; NULL for no rows."""
        ...

    def amount(self, units: Sql, currency: Sql) -> Sql:
        """Minor units as a decimal JSON string with the currency's own number of decimals."""
        ...

    def seal(self, value: Sql, inner: Sql, outer: Sql) -> Sql:
        """Text as lower-case hex of its UTF-8 and its seal: HMAC-SHA256 by its two blocks, cut to 128 bits."""
        ...

    def mark(self, code: int) -> Sql:
        """A character that no JSON text holds, by its code point."""
        ...

    def contains(self, value: Sql, part: Sql) -> Sql: ...

    def least(self, one: Sql, other: Sql) -> Sql: ...

    def likely(self, condition: Sql) -> Sql:
        """A condition that nearly every row left by the others fulfils, said so that it misleads no estimate."""
        ...

    def among(self, value: Sql, many: Sql, scalar: Scalar) -> Sql:
        """Whether a value is one of a bound list."""
        ...

    def each(self, many: Sql, name: str) -> Any:
        """A bound list of texts as a table of `key` (a position) and `value`."""
        ...

    def keys(self, document: Sql, name: str) -> Any:
        """The keys of a JSON object as a table of `key`; no rows for NULL."""
        ...

    def named_in(self, value: Sql, document: Sql, paths: Sequence[str], name: str) -> Sql:
        """Whether a JSON document holds a text at one of the paths or anywhere below; no path has quotes in it."""
        ...

    def length(self, many: Sql) -> Sql:
        """How many there are in a bound list."""
        ...

    def json_equals(self, document: Sql, path: Sql, value: Sql) -> Sql: ...

    def json_exists(self, document: Sql, path: Sql) -> Sql: ...

    def many_type(self, scalar: Scalar) -> TypeEngine[Any]:
        """The type of a bound list."""
        ...

    def bind_many(self, scalar: Scalar) -> Callable[[list[Any]], Any]:
        """A list → what the driver takes."""
        ...

    def bind_path(self, keys: list[str]) -> Any:
        """Keys of a path into JSON → what the driver takes."""
        ...

    @property
    def path_type(self) -> TypeEngine[Any]: ...

"""What a field told by Python is declared with: the material it reads, its arguments, the objects it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.columns import Scalar


@dataclass(frozen=True, slots=True)
class Material:
    """What is read of a row: columns (internal ones too) and computed attributes, and lists of related rows.

    `{"email": …, "records": [{"id": …}, …]}` is what `tell` gets: keys as declared here, values as JSON has them.
    """

    columns: tuple[str, ...] = ()
    lists: "Mapping[str, MaterialRows]" = field(default_factory=dict)
    understand: Callable[[Mapping[str, Any]], Any] | None = None
    """Makes what `tell` gets instead, once for each row, however many fields are told of it; a pure function."""


@dataclass(frozen=True, slots=True)
class Named:
    """Rows are those whose `column` is named in the JSON document that this row has in `of`, at any of the paths.

    An id stands there by itself, in a list or in an object: `"c1"`, `["c1"]`, `{"data": [{"id": "c1"}]}`.
    """

    column: str
    of: str
    paths: tuple[str, ...]
    """`a.b`"""


@dataclass(frozen=True, slots=True)
class MaterialRows:
    """Rows of another entity whose column `by` equals this row's column `of`, and what is read of each."""

    entity: str
    by: str
    columns: tuple[str, ...]
    where: Mapping[str, str | bool | None] = field(default_factory=dict)
    """Columns that must equal a constant; None for those that must be NULL."""
    of: str = "id"
    order_by: tuple[str, ...] = ()
    """Column names, `-` before a descending one. The id always comes last."""
    limit: int = 1000
    lists: "Mapping[str, MaterialRows]" = field(default_factory=dict)
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a told field: `SourceSystem`, `list[str] | None`, `bool | None` …"""

    type_: Any
    description: str


def shown(description: str, *, scalar: Scalar | None = None, **options: Any) -> Any:
    """A field of a frozen dataclass that told fields show; other keywords go to `dataclasses.field`."""
    return field(metadata={"description": description, "scalar": scalar}, **options)

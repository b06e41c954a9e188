"""Page sizes → how many rows an operation may read: a small sum of products over its variables.

    orders(first: $n) { nodes { lines(first: 10) { … } } }   →   $n × (1 + 10)

Each selection set that depends on a variable is one step of the program, and a fragment's steps are shared by
all its spreads, so that evaluating takes as long as the document is long, however often fragments are spread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLType,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

from gateway.schema.graph import rows_of
from gateway.web.bounds import SATURATED

DEFAULT_PAGE = 20
MAX_PAGE = 100
ROWS_PER_POINT = 20


class VariableName(NamedTuple):
    name: str


@dataclass(frozen=True, slots=True)
class PageSize:
    """What `first` and `last` ask for: the larger of those that are given, else the default."""

    given: tuple[VariableName | int | None, ...]
    default: int

    def count(self, variables: Mapping[str, Any]) -> int:
        sizes = [
            _clamp(variables.get(size.name) if isinstance(size, VariableName) else size)
            for size in self.given
        ]
        return max((size for size in sizes if size is not None), default=self.default)

    @property
    def is_constant(self) -> bool:
        return not any(isinstance(size, VariableName) for size in self.given)


@dataclass(frozen=True, slots=True)
class ListSize:
    """The items of the longest list argument, as in `nodes(ids: $ids)`."""

    given: tuple[VariableName | int, ...]

    def count(self, variables: Mapping[str, Any]) -> int:
        return max(
            _length(variables.get(size.name)) if isinstance(size, VariableName) else size
            for size in self.given
        )

    @property
    def is_constant(self) -> bool:
        return not any(isinstance(size, VariableName) for size in self.given)


Size: TypeAlias = PageSize | ListSize | int


class StepIndex(NamedTuple):
    """A number of rows that is known only with the variables: the result of a step."""

    position: int


Rows: TypeAlias = int | StepIndex


@dataclass(frozen=True, slots=True)
class Term:
    """`size × (1 + rows)`; without a size the rows alone, as a field that reads one object adds none."""

    rows: Rows
    size: Size | None


class RowProgram:
    """Steps in the order in which they can be evaluated."""

    def __init__(self) -> None:
        self._steps: list[tuple[int, list[Term]]] = []

    def add(self, terms: Sequence[Term]) -> Rows:
        """Take the sum of the terms into the program, or answer it at once if no variable is in it."""
        constant = 0
        open_terms = []
        for term in terms:
            size = term.size
            if isinstance(size, PageSize | ListSize) and size.is_constant:
                size = size.count({})
            if isinstance(term.rows, StepIndex) or isinstance(size, PageSize | ListSize):
                open_terms.append(Term(term.rows, size))
            else:
                constant = min(constant + _multiply(size, term.rows), SATURATED)
        if not open_terms:
            return constant
        self._steps.append((constant, open_terms))
        return StepIndex(len(self._steps) - 1)

    def evaluate(self, rows: Rows, variables: Mapping[str, Any]) -> int:
        if isinstance(rows, int):
            return rows
        results: list[int] = []
        for constant, terms in self._steps[: rows.position + 1]:
            total = constant
            for term in terms:
                below = term.rows if isinstance(term.rows, int) else results[term.rows.position]
                size = term.size
                count = size.count(variables) if isinstance(size, PageSize | ListSize) else size
                total = min(total + _multiply(count, below), SATURATED)
            results.append(total)
        return results[rows.position]


def points(root_fields: int, rows: int) -> int:
    """1 for each root field and 1 for each 20 rows that may be read."""
    return min(root_fields + -(-rows // ROWS_PER_POINT), SATURATED)


def read_size(field: FieldNode, definition: GraphQLField) -> Size | None:
    """The rows that a field reads for each row of its parent; None if it only leads on."""
    declared_rows = rows_of(definition)
    if declared_rows is not None:
        return declared_rows
    result = get_named_type(definition.type)
    given = {argument.name.value: argument.value for argument in field.arguments or ()}
    if result.name.endswith("Connection"):
        pages = [name for name in ("first", "last") if name in definition.args]
        if not pages:
            return None
        sizes = tuple(_read_page(given[name]) for name in pages if name in given)
        defaults = [_read_default(definition.args[name]) for name in pages]
        declared = [default for default in defaults if default is not None]
        return PageSize(sizes, min(max(declared), MAX_PAGE) if declared else DEFAULT_PAGE)
    if is_composite_type(result) and _is_list(definition.type):
        lists = [
            name for name, argument in definition.args.items() if name in given and _is_list(argument.type)
        ]
        return ListSize(tuple(_read_length(given[name]) for name in lists)) if lists else None
    return None


def _read_default(argument: GraphQLArgument) -> int | None:
    """Of a schema in code the default is a value, of one read from SDL it is a literal."""
    if isinstance(argument.default_value, int):
        return argument.default_value
    literal = argument.default.literal if argument.default else None
    return int(literal.value) if isinstance(literal, IntValueNode) else None


def _is_list(kind: GraphQLType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def _read_page(value: ValueNode) -> VariableName | int | None:
    match value:
        case VariableNode():
            return VariableName(value.name.value)
        case IntValueNode():
            return int(value.value)
        case NullValueNode():
            return None
    return MAX_PAGE


def _read_length(value: ValueNode) -> VariableName | int:
    match value:
        case VariableNode():
            return VariableName(value.name.value)
        case ListValueNode():
            return len(value.values)
        case NullValueNode():
            return 0
    return 1


def _multiply(size: int | None, rows: int) -> int:
    return rows if size is None else size * (1 + rows)


def _clamp(size: Any) -> int | None:
    """What is too large or no number at all is refused elsewhere; here it counts as a full page."""
    if size is None:
        return None
    return max(0, min(size, MAX_PAGE)) if isinstance(size, int) else MAX_PAGE


def _length(items: Any) -> int:
    """A single value in place of a list is a list of one."""
    if items is None:
        return 0
    return len(items) if isinstance(items, list) else 1

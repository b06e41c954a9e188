"""Document → its size in every respect that has a limit, in linear time, before anything else looks at it.

The document is not validated yet: what is unknown or contradictory counts little and is left to validation.
A fragment is measured once, however often it is spread, so that the work grows with the document alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    get_named_type,
    value_from_ast_untyped,
)
from graphql.language import DirectiveNode

from gateway.settings import Settings
from gateway.web.bounds import SATURATED, check, check_list, check_string
from gateway.web.cost import RowProgram, Rows, Term, points, read_size

MAX_INTROSPECTION_DEPTH = 20
"""The standard introspection queries need 16, of which nine are `ofType`."""

_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Analysis:
    operation: OperationDefinitionNode | None
    """The operation that would run; None when the name fits none, which execution reports."""
    depth: int
    aliases: int
    fields: int
    root_fields: int
    steps: int
    """Nodes visited: the work of the analysis."""
    constant_cost: int | None
    """The cost, when no page size is a variable."""
    defaults: Mapping[str, Any]
    program: RowProgram
    rows: Rows

    def cost(self, variables: Mapping[str, Any]) -> int:
        """An upper bound in points, found before anything is read."""
        if self.constant_cost is not None:
            return self.constant_cost
        return points(self.root_fields, self.program.evaluate(self.rows, {**self.defaults, **variables}))


def analyse(
    document: DocumentNode, operation_name: str | None, schema: GraphQLSchema, limits: Settings
) -> Analysis:
    """Measure all operations of a document; raise LimitExceeded for the first that is too large."""
    return _Analyst(document, schema, limits).analyse(operation_name)


@dataclass(slots=True)
class _Measure:
    """What a selection set amounts to, its fragments expanded."""

    depth: int = 0
    introspection_depth: int = 0
    aliases: int = 0
    fields: int = 0
    width: int = 0
    """Fields of the outermost level."""
    rows: Rows = 0

    def include(self, other: "_Measure") -> None:
        """Take in a fragment, which stands on the same level."""
        self.depth = max(self.depth, other.depth)
        self.introspection_depth = max(self.introspection_depth, other.introspection_depth)
        self.aliases = min(self.aliases + other.aliases, SATURATED)
        self.fields = min(self.fields + other.fields, SATURATED)
        self.width = min(self.width + other.width, SATURATED)


class _Analyst:
    def __init__(self, document: DocumentNode, schema: GraphQLSchema, limits: Settings) -> None:
        self.schema = schema
        self.limits = limits
        definitions = document.definitions
        self.operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        self.definitions = [node for node in definitions if isinstance(node, FragmentDefinitionNode)]
        self.fragments = {node.name.value: node for node in reversed(self.definitions)}
        self.measures: dict[str, _Measure] = {}
        self.program = RowProgram()
        self.directives = 0
        self.steps = 0

    def analyse(self, operation_name: str | None) -> Analysis:
        check("operations", len(self.operations), self.limits.max_operations, "operations")
        check("fragments", len(self.definitions), self.limits.max_fragments, "fragments")
        self._measure_fragments()
        measured = [(operation, self._measure_operation(operation)) for operation in self.operations]
        chosen = [
            (operation, measure)
            for operation, measure in measured
            if operation_name is None or (operation.name and operation.name.value == operation_name)
        ]
        operation, measure = chosen[0] if len(chosen) == 1 else (None, _Measure())
        return Analysis(
            operation=operation,
            depth=measure.depth,
            aliases=measure.aliases,
            fields=measure.fields,
            root_fields=measure.width,
            steps=self.steps,
            constant_cost=points(measure.width, measure.rows) if isinstance(measure.rows, int) else None,
            defaults=_read_defaults(operation) if operation else {},
            program=self.program,
            rows=measure.rows,
        )

    def _measure_fragments(self) -> None:
        """Measure each fragment after those that it spreads; the link that closes a cycle counts nothing."""
        entered: set[str] = set()
        for name in self.fragments:
            pending = [name]
            while pending:
                current = pending[-1]
                if current not in entered:
                    entered.add(current)
                    spreads = self._read_spreads(self.fragments[current].selection_set)
                    pending.extend(spread for spread in spreads if spread not in entered)
                else:
                    pending.pop()
                    if current not in self.measures:
                        self.measures[current] = self._measure_fragment(self.fragments[current])
        for definition in self.definitions:
            if definition is not self.fragments[definition.name.value]:
                self._measure_fragment(definition)

    def _read_spreads(self, selection_set: SelectionSetNode) -> list[str]:
        spreads = []
        pending = [selection_set]
        while pending:
            for selection in pending.pop().selections:
                self.steps += 1
                if isinstance(selection, FragmentSpreadNode):
                    if selection.name.value in self.fragments:
                        spreads.append(selection.name.value)
                elif isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                    pending.append(selection.selection_set)
        return spreads

    def _measure_fragment(self, definition: FragmentDefinitionNode) -> _Measure:
        self._count_directives(definition.directives)
        parent = self.schema.get_type(definition.type_condition.name.value)
        return self._measure(definition.selection_set, parent)

    def _measure_operation(self, operation: OperationDefinitionNode) -> _Measure:
        limits = self.limits
        variables = operation.variable_definitions or ()
        check("variables", len(variables), limits.max_variables, "variables in the operation")
        self._count_directives(operation.directives)
        for variable in variables:
            self._count_directives(variable.directives)
            if variable.default_value:
                self._check_value(variable.default_value)
        measure = self._measure(operation.selection_set, self.schema.get_root_type(operation.operation))
        if operation.operation is OperationType.MUTATION:
            check("mutations", measure.width, limits.max_mutations, "fields at the root of the mutation")
        check("root_fields", measure.width, limits.max_root_fields, "fields at the root")
        check("depth", measure.depth, limits.max_depth, "levels of fields")
        check(
            "introspection_depth",
            measure.introspection_depth,
            MAX_INTROSPECTION_DEPTH,
            "levels of introspection",
        )
        check("aliases", measure.aliases, limits.max_aliases, "aliases, fragments expanded")
        check("fields", measure.fields, limits.max_fields, "fields, fragments expanded")
        return measure

    def _measure(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None) -> _Measure:
        """Recurses as deep as the text is nested, which the parser bounds at 200; never into a fragment."""
        total = _Measure()
        terms: list[Term] = []
        for selection in selection_set.selections:
            self.steps += 1
            self._count_directives(selection.directives)
            if isinstance(selection, FieldNode):
                terms.append(self._include_field(total, selection, parent))
                continue
            if isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                kind = self.schema.get_type(condition.name.value) if condition else parent
                measure = self._measure(selection.selection_set, kind)
            elif isinstance(selection, FragmentSpreadNode):
                measure = self.measures.get(selection.name.value, _Measure())
            else:  # pragma: no cover - There is no fourth kind of selection.
                continue
            total.include(measure)
            terms.append(Term(measure.rows, None))
        total.rows = self.program.add(terms)
        return total

    def _include_field(self, total: _Measure, field: FieldNode, parent: GraphQLNamedType | None) -> Term:
        for argument in field.arguments or ():
            self._check_value(argument.value)
        name = field.name.value
        definition = _find_field(parent, name)
        result = get_named_type(definition.type) if definition else None
        below = self._measure(field.selection_set, result) if field.selection_set else _Measure()
        if name in _INTROSPECTION:
            depth, introspection_depth = 1, 1 + max(below.depth, below.introspection_depth)
        else:
            depth, introspection_depth = 1 + below.depth, below.introspection_depth
        total.depth = max(total.depth, depth)
        total.introspection_depth = max(total.introspection_depth, introspection_depth)
        total.aliases = min(total.aliases + below.aliases + (field.alias is not None), SATURATED)
        total.fields = min(total.fields + below.fields + 1, SATURATED)
        total.width = min(total.width + 1, SATURATED)
        return Term(below.rows, read_size(field, definition) if definition else None)

    def _count_directives(self, directives: tuple[DirectiveNode, ...] | None) -> None:
        if not directives:
            return
        limits = self.limits
        check("directives_per_node", len(directives), limits.max_directives_per_node, "directives on a node")
        self.directives += len(directives)
        check("directives", self.directives, limits.max_directives, "directives in the document")
        for directive in directives:
            self.steps += 1
            for argument in directive.arguments or ():
                self._check_value(argument.value)

    def _check_value(self, value: ValueNode) -> None:
        pending = [value]
        while pending:
            node = pending.pop()
            self.steps += 1
            if isinstance(node, StringValueNode):
                check_string(node.value, self.limits)
            elif isinstance(node, IntValueNode):
                digits = len(node.value.lstrip("-"))
                check("integer_digits", digits, self.limits.max_integer_digits, "digits in an integer")
            elif isinstance(node, ListValueNode):
                check_list(node.values, self.limits)
                pending.extend(node.values)
            elif isinstance(node, ObjectValueNode):
                pending.extend(field.value for field in node.fields)


def _find_field(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    return parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None


def _read_defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        variable.variable.name.value: value_from_ast_untyped(variable.default_value)
        for variable in operation.variable_definitions or ()
        if variable.default_value
    }

"""A compiled operation → its steps: made once for each shape of variables and kind of viewer."""

from typing import Any

from graphql import FieldNode, GraphQLNonNull, OperationType

from gateway.errors import BadUserInput, RequestError, Unauthenticated
from gateway.planner.arguments import Variables
from gateway.planner.catalog import Catalog
from gateway.planner.dialects import Dialect
from gateway.planner.reading import Reading, name_of
from gateway.planner.restrict import scope_of
from gateway.planner.roots import Read, Roots, plan_read, read_outcome
from gateway.schema.build import Schema
from gateway.viewer import Role, Viewer
from gateway.web.compiler import Compiled
from gateway.web.introspection import read_introspection
from gateway.web.steps import Errors, Fixed, Perform, Plain, Refused, Step

_FOR_NOBODY = frozenset({"__typename", "__schema", "__type", "viewer"})
"""Fields of the root that are answered without a token."""


class Plans:
    """Plans operations on one schema for one database's dialect."""

    def __init__(self, schema: Schema, catalog: Catalog, dialect: Dialect) -> None:
        self.schema = schema
        self.catalog = catalog
        self.dialect = dialect
        self.roots = Roots(catalog, schema.core)

    def steps(self, compiled: Compiled, variables: Variables, viewer: Viewer) -> tuple[Step, ...]:
        key = (scope_of(viewer), variables.shape(self.catalog.by_prefix))
        steps = compiled.plans.get(key)
        if steps is None:
            steps = self.plan(compiled, variables, viewer)
            compiled.plans.put(key, steps)
        return steps

    def plan(self, compiled: Compiled, variables: Variables, viewer: Viewer) -> tuple[Step, ...]:
        reading = Reading(self.schema.core, self.catalog, compiled.fragments, variables)
        kind = compiled.operation.operation
        if kind is OperationType.SUBSCRIPTION:
            raise BadUserInput("Subscriptions are not offered.")
        root = "Query" if kind is OperationType.QUERY else "Mutation"
        whole = FieldNode(name=compiled.operation.name, selection_set=compiled.operation.selection_set)  # type: ignore[arg-type]
        fields = reading.collect(root, (whole,))
        if viewer.role is Role.NOBODY and any(name_of(nodes) not in _FOR_NOBODY for nodes in fields.values()):
            raise Unauthenticated("This needs a token: `Authorization: Bearer …`.")
        return tuple(self.step(compiled, reading, root, key, nodes, viewer) for key, nodes in fields.items())

    def step(
        self,
        compiled: Compiled,
        reading: Reading,
        root: str,
        key: str,
        nodes: tuple[FieldNode, ...],
        viewer: Viewer,
    ) -> Step:
        name = name_of(nodes)
        if name == "__typename":
            return Step(key, nullable=False, does=Fixed(f'"{root}"'))
        if name.startswith("__"):
            return Step(key, nullable=name == "__type", does=read_introspection(compiled, key, nodes))
        type_: Any = self.schema.core.get_type(root)
        nullable = not isinstance(type_.fields[name].type, GraphQLNonNull)
        if root == "Query":
            return Step(key, nullable, self.read(reading, nodes, viewer))
        return Step(key, nullable, self.act(reading, nodes, viewer))

    def read(self, reading: Reading, nodes: tuple[FieldNode, ...], viewer: Viewer) -> Read | Refused:
        try:
            return plan_read(self.roots.read(reading, nodes), viewer, self.dialect)
        except RequestError as error:
            return Refused(error)

    def act(self, reading: Reading, nodes: tuple[FieldNode, ...], viewer: Viewer) -> Perform:
        mutation = self.schema.mutations[name_of(nodes)]
        payload: list[tuple[str, Read | Fixed | Errors | Plain]] = []
        for key, below in reading.collect(mutation.payload, nodes).items():
            name = name_of(below)
            if name == "__typename":
                payload.append((key, Fixed(f'"{mutation.payload}"')))
            elif name == "userErrors":
                shown = reading.collect("InputError", below).items()
                payload.append((key, Errors(tuple((part, _error_part(name_of(of))) for part, of in shown))))
            elif name in mutation.values:
                payload.append((key, Plain(name)))
            else:
                type_ = self.catalog.types[mutation.objects[name][0]]
                plan = read_outcome(reading, name, type_, below)
                payload.append((key, plan_read(plan, viewer, self.dialect)))
        return Perform(mutation, nodes[0], tuple(payload))


def _error_part(name: str) -> str | Fixed:
    return Fixed('"InputError"') if name == "__typename" else name

"""A document → an operation that has passed every check that does not depend on a request's values."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    validate,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature

from gateway.errors import BadUserInput
from gateway.settings import Settings
from gateway.web.failures import Invalid
from gateway.web.limits import Analysis, analyse, check_cost, parse_document
from gateway.web.operation import OperationRequest
from gateway.web.recent import Recent
from gateway.web.steps import Step

_DOCUMENTS = 1000
_PLANS_OF_A_DOCUMENT = 64


@dataclass(eq=False, slots=True)
class Compiled:
    """An operation, what its variables are, and the plans made of it so far."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    types: Mapping[str, GraphQLInputType]
    signatures: tuple[GraphQLVariableSignature, ...]
    analysis: Analysis
    plans: Recent[Hashable, tuple[Step, ...]]


class Compiler:
    """Compiles each document and operation name once, as long as it is remembered."""

    def __init__(self, schema: GraphQLSchema, settings: Settings) -> None:
        self.schema = schema
        self.settings = settings
        self.documents: Recent[tuple[str, str | None], Compiled] = Recent(_DOCUMENTS)

    def compiled(self, request: OperationRequest) -> Compiled:
        key = (request.query, request.operation_name)
        known = self.documents.get(key)
        if known is None:
            known = self.compile(request)
            self.documents.put(key, known)
        return known

    def compile(self, request: OperationRequest) -> Compiled:
        """The operation that a request asks for.

        Raises:
            RequestError: the document cannot be read, or it is larger or dearer than the limits allow.
            Invalid: it breaks the schema's rules.
        """
        document = parse_document(request.query, self.settings)
        analysis = analyse(document, request.operation_name, self.schema, self.settings)
        # Before validation, which takes longer than measuring.
        check_cost(analysis, request.variables or {}, self.settings)
        errors = validate(self.schema, document, max_errors=self.settings.max_errors)
        if errors:
            raise Invalid(errors)
        operation = _operation(document, request.operation_name)
        fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        found = [get_variable_signature(self.schema, each) for each in operation.variable_definitions or ()]
        signatures = tuple(each for each in found if isinstance(each, GraphQLVariableSignature))
        types = {each.name: each.type for each in signatures}
        return Compiled(operation, fragments, types, signatures, analysis, Recent(_PLANS_OF_A_DOCUMENT))


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if not operations:
        raise BadUserInput("The document has no operation.")
    if name is not None and not chosen:
        raise BadUserInput(f"The document has no operation named {name!r}.")
    if len(chosen) > 1:
        raise BadUserInput("The document has several operations; operationName must name one of them.")
    return chosen[0]

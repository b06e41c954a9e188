"""The variables of a request: checked against the limits and coerced to what the operation declares."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLNonNull, GraphQLSchema, Undefined, coerce_input_value
from graphql.execution.get_variable_signature import GraphQLVariableSignature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values

from gateway.errors import BadUserInput
from gateway.planner.arguments import Variables
from gateway.settings import Settings
from gateway.web.compiler import Compiled
from gateway.web.failures import Invalid
from gateway.web.limits import check_cost, check_variables
from gateway.web.operation import OperationRequest

NO_VARIABLES = VariableValues({}, {})


def read_variables(
    compiled: Compiled, request: OperationRequest, schema: GraphQLSchema, settings: Settings
) -> Variables:
    """What a request gives for the operation's variables.

    Raises:
        LimitExceeded: they are too large, or make the operation too dear.
        Invalid: they are not of their types.
    """
    if not compiled.types:
        return Variables(NO_VARIABLES, compiled.types)
    given = request.variables or {}
    check_variables(given, settings)
    # A cost that no variable changes was checked with the document.
    if compiled.analysis.constant_cost is None:
        check_cost(compiled.analysis, given, settings)
    known = _coerce(compiled.signatures, given)
    if known is not None:
        return Variables(known, compiled.types)
    coerced = get_variable_values(
        schema,
        compiled.operation.variable_definitions or (),
        dict(given),
        max_errors=settings.max_errors,
        hide_suggestions=not settings.development,
    )
    if isinstance(coerced, list):
        raise Invalid(coerced, code=BadUserInput.code)
    return Variables(coerced, compiled.types)


def _coerce(
    signatures: tuple[GraphQLVariableSignature, ...], given: Mapping[str, Any]
) -> VariableValues | None:
    """The variables of a request where nothing is wrong with them and no default is needed, as in nearly all requests.

    graphql-core reads the declarations anew each time; here they are known. It says what is wrong when this gives None.
    """
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for signature in signatures:
        name = signature.name
        if name not in given:
            if signature.default is not None or isinstance(signature.type, GraphQLNonNull):
                return None
            sources[name] = VariableValueSource(signature)
            continue
        value = coerce_input_value(given[name], signature.type)
        if value is Undefined:
            return None
        sources[name] = VariableValueSource(signature, given[name])
        coerced[name] = value
    return VariableValues(sources, coerced)

"""The limits of a document and its variables: from the text to the cost, before anything runs.

parse_document → analyse → (validate) → check_variables → check_cost
"""

from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, GraphQLSyntaxError, parse

from gateway.settings import Settings
from gateway.web.analysis import Analysis, analyse
from gateway.web.bounds import check_list, check_string, exceeded
from gateway.web.refusals import ParseFailed

__all__ = ["Analysis", "analyse", "check_cost", "check_variables", "parse_document"]


def parse_document(query: str, limits: Settings) -> DocumentNode:
    size = len(query) if query.isascii() else len(query.encode("utf-8", "surrogatepass"))
    if size > limits.max_document_bytes:
        raise exceeded("document_bytes", limits.max_document_bytes, "bytes in the document", size)
    try:
        return parse(query, max_tokens=limits.max_tokens)
    except GraphQLSyntaxError as error:
        if error.description.startswith("Document contains more than"):
            raise exceeded("tokens", limits.max_tokens, "tokens in the document") from None
        if error.description.startswith("Document is nested too deeply"):
            raise exceeded("depth", limits.max_depth, "levels of fields") from None
        locations = [{"line": at.line, "column": at.column} for at in error.locations or ()]
        raise ParseFailed(error.message, locations) from None


def check_cost(analysis: Analysis, variables: Mapping[str, Any], limits: Settings) -> None:
    cost = analysis.cost(variables)
    if cost > limits.max_cost:
        raise exceeded("cost", limits.max_cost, "points for the operation", cost)


def check_variables(variables: Mapping[str, Any], limits: Settings) -> None:
    """Bound every list and string in the values; their number and nesting are bounded elsewhere."""
    pending: list[Any] = list(variables.values())
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            check_string(value, limits)
        elif isinstance(value, list):
            check_list(value, limits)
            pending.extend(value)
        elif isinstance(value, dict):
            pending.extend(value.values())

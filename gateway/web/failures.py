"""Errors → the `errors` of a GraphQL response: coded, bounded in number, and masked where they are ours."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from gateway.errors import LimitExceeded, RequestError
from gateway.settings import Settings
from gateway.web.operation import Answer
from gateway.web.refusals import MethodNotAllowed, ParseFailed

VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
INTERNAL = "INTERNAL_SERVER_ERROR"

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")
_ENCOUNTERED = re.compile(r", but encountered error '.*'; found(?=: )", re.DOTALL)

log = structlog.get_logger(__name__)


class Invalid(Exception):
    """What graphql-core has against a document or its variables, under one code."""

    def __init__(self, errors: Sequence[GraphQLError], code: str = VALIDATION_FAILED) -> None:
        super().__init__(code)
        for error in errors:
            error.extensions = {"code": code, **(error.extensions or {})}
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Refusal(Answer):
    """An answer whose status stands for every media type; `application/json` turns a plain 400 into 200."""


class Failures:
    """What clients are told of errors, for every transport. In development with suggestions."""

    def __init__(self, settings: Settings) -> None:
        self._max_errors = settings.max_errors
        self._has_suggestions = settings.development

    def request_error(self, errors: Sequence[Exception], code: str = VALIDATION_FAILED) -> Answer:
        """Nothing was executed. `code` is for GraphQL errors that have none of their own."""
        first = errors[0]
        body = self.error_body(errors, code)
        if isinstance(first, LimitExceeded):
            return Refusal(body, has_data=False, http_status=first.http_status)
        if isinstance(first, RequestError):
            return Answer(body, has_data=False, http_status=first.http_status)
        return Answer(body, has_data=False, http_status=400 if isinstance(first, GraphQLError) else 500)

    def not_allowed_over_get(self) -> Answer:
        return self.request_error([MethodNotAllowed("Only queries may be sent by GET; use POST.")])

    def field_errors(
        self,
        texts: Mapping[str, str] | None,
        errors: Iterable[tuple[Exception, str]],
        keys: Sequence[str],
    ) -> Answer:
        """Root fields failed. `texts` has the JSON of the others; None when `data` as a whole is null."""
        formatted = [self.format(error, path=[key]) for error, key in list(errors)[: self._max_errors]]
        data = "null"
        if texts is not None:
            data = "{" + ",".join(f'"{key}":{texts.get(key, "null")}' for key in keys) + "}"
        shown = orjson.dumps(formatted, default=str)
        return Answer(b'{"errors":' + shown + b',"data":' + data.encode() + b"}", has_data=True)

    def error_body(self, errors: Sequence[Exception], code: str = INTERNAL) -> bytes:
        """A whole response of errors alone."""
        formatted = [self.format(error, code) for error in errors[: self._max_errors]]
        return orjson.dumps({"errors": formatted}, default=str)

    def format(
        self, error: Exception, code: str = INTERNAL, path: Sequence[str | int] | None = None
    ) -> dict[str, Any]:
        """One entry of `errors`; what is not meant for clients is logged, and only its id is told."""
        place: dict[str, Any] = {"path": path} if path else {}
        if isinstance(error, RequestError):
            return {"message": error.message, **place, **_locations(error), "extensions": error.extensions}
        if not isinstance(error, GraphQLError):
            return _mask(error) | place
        cause = _find_cause(error)
        if error.path is not None:
            place = {"path": error.path}
        place |= _locations(error)
        if isinstance(cause, RequestError):
            return {"message": cause.message, **place, "extensions": cause.extensions}
        if "path" in place and not _is_for_clients(cause):
            return _mask(cause) | place
        own = ParseFailed.code if isinstance(error, GraphQLSyntaxError) else code
        extensions = {"code": own, **(error.extensions or {})}
        return {"message": self._read_message(error, cause), **place, "extensions": extensions}

    def _read_message(self, error: GraphQLError, cause: Exception) -> str:
        message = error.message
        # A scalar explains itself by ValueError; any other exception is an accident with inner words.
        if not isinstance(cause, GraphQLError) and type(cause) is not ValueError:
            message = _ENCOUNTERED.sub(", found", message)
        return message if self._has_suggestions else _SUGGESTION.sub("", message)


def _find_cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _is_for_clients(cause: Exception) -> bool:
    """Whether an error of the execution was meant for the client.

    graphql-core raises plain errors for values that we made wrong, with the value in the text; those of
    arguments carry the node of the argument.
    """
    return isinstance(cause, GraphQLError) and bool(cause.nodes or "code" in (cause.extensions or {}))


def _locations(error: RequestError | GraphQLError) -> dict[str, Any]:
    if isinstance(error, ParseFailed):
        return {"locations": error.locations}
    if isinstance(error, GraphQLError) and error.locations:
        return {"locations": [{"line": at.line, "column": at.column} for at in error.locations]}
    return {}


def _mask(error: Exception) -> dict[str, Any]:
    identifier = secrets.token_hex(8)
    log.error("internal_error", id=identifier, exc_info=error)
    return {"message": "Internal error.", "extensions": {"code": INTERNAL, "id": identifier}}

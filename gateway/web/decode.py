"""Bytes → one GraphQL request, strictly: what is not understood is refused with a status and a code."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from gateway.errors import BadUserInput, LimitExceeded, RequestError
from gateway.settings import Settings
from gateway.web.operation import OperationRequest
from gateway.web.refusals import BatchingNotSupported, BodyTimeout, BodyTooLarge, ClientGone

_MAX_PARAMETERS = 16

# A match reaches to the end of its string, or of the body if the string is open: the scan stays linear.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_LONG_NUMBER = re.compile(rb"(?<![.0-9])(-?)([0-9]{19,})([.eE]?)")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], settings: Settings) -> bytes:
    """Read a body that is as long as the limit at most, whatever its Content-Length says."""
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit():
        raise RequestError("The Content-Length is not a whole number.")
    if len(declared) > 15 or int(declared) > settings.max_body_bytes:
        raise _too_large(settings)
    try:
        async with asyncio.timeout(settings.body_timeout):
            return await _receive_all(receive, settings)
    except TimeoutError:
        raise BodyTimeout(f"The body did not arrive within {settings.body_timeout:g} seconds.") from None


async def _receive_all(receive: Receive, settings: Settings) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        if len(body) + len(chunk) > settings.max_body_bytes:
            raise _too_large(settings)
        body = body + chunk if body else chunk
        if not message.get("more_body", False):
            return body


def decode_post(body: bytes, settings: Settings, request_id: bytes | None = None) -> OperationRequest:
    parameters = load_json(body, "body", settings)
    if isinstance(parameters, list):
        raise BatchingNotSupported("The body is a list; send one operation per request.")
    if not isinstance(parameters, dict):
        raise RequestError("The body must be a JSON object.")
    return _read_request(parameters, read_only=False, request_id=request_id)


def decode_get(parameters: Mapping[str, str], settings: Settings) -> OperationRequest:
    """Of a query string: `variables` and `extensions` are JSON; one that is empty is not given."""
    values: dict[str, Any] = {name: value for name, value in parameters.items() if value}
    for name in ("variables", "extensions"):
        if name in values:
            values[name] = load_json(values[name].encode(), f"parameter '{name}'", settings)
    return _read_request(values, read_only=True)


def decode_query_string(query_string: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_PARAMETERS,
        )
    except ValueError:
        raise RequestError("The query string is not understood; expected few parameters in UTF-8.") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise RequestError("A parameter of the query string is given more than once.")
    return parameters


def load_json(raw: bytes, what: str, settings: Settings) -> Any:
    """Load JSON whose nesting and numbers are bounded and whose names are unique."""
    structure = _STRING.sub(b"", raw)
    _check_nesting(structure, settings.max_json_depth)
    _check_numbers(structure, settings.max_integer_digits)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RequestError(f"The {what} is not JSON: {error}.") from None
    # Readers disagree on which of two equal names counts: a proxy may have judged another request.
    if structure.count(b":") != _count_names(value):
        raise RequestError(f"The {what} has an object with the same name twice.")
    return value


def _read_request(
    parameters: Mapping[str, Any], *, read_only: bool, request_id: bytes | None = None
) -> OperationRequest:
    query = parameters.get("query")
    if not isinstance(query, str) or not query:
        raise RequestError("'query' must be a GraphQL document in a non-empty string.")
    operation_name = parameters.get("operationName")
    if not isinstance(operation_name, str | None):
        raise RequestError("'operationName' must be a string or null.")
    variables = parameters.get("variables")
    if not isinstance(variables, dict | None):
        raise RequestError("'variables' must be an object or null.")
    if not isinstance(parameters.get("extensions"), dict | None):
        raise RequestError("'extensions' must be an object or null.")
    return OperationRequest(query, operation_name, variables, read_only, request_id)


def _check_nesting(structure: bytes, maximum: int) -> None:
    if structure.count(b"[") + structure.count(b"{") <= maximum:
        return
    depth = 0
    for bracket in structure.translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > maximum:
            message = f"The JSON is nested deeper than {maximum} levels."
            raise LimitExceeded(message, limit="json_depth", maximum=maximum)


def _check_numbers(structure: bytes, max_digits: int) -> None:
    for sign, digits, fraction in _LONG_NUMBER.findall(structure):
        if len(digits) > max_digits:
            message = f"An integer has {len(digits):,} digits; at most {max_digits} are allowed."
            raise LimitExceeded(message, limit="integer_digits", maximum=max_digits, actual=len(digits))
        # The parser would round such an integer to a floating-point number without a word.
        if not fraction and not -(2**63) <= int(sign + digits) < 2**64:
            raise BadUserInput("An integer is beyond 64 bits; send it as a string.")


def _count_names(value: Any) -> int:
    count = 0
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            count += len(current)
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return count


def _too_large(settings: Settings) -> BodyTooLarge:
    maximum = settings.max_body_bytes
    return BodyTooLarge(f"The body is larger than {maximum:,} bytes.", limit="body_bytes", maximum=maximum)

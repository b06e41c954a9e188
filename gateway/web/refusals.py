"""What the door refuses before GraphQL is spoken: each refusal with its HTTP status and its code."""

from gateway.errors import Forbidden, LimitExceeded, NotFound, RequestError


class MethodNotAllowed(RequestError):
    code = "METHOD_NOT_ALLOWED"
    http_status = 405


class NotAcceptable(RequestError):
    code = "NOT_ACCEPTABLE"
    http_status = 406


class UnsupportedMediaType(RequestError):
    code = "UNSUPPORTED_MEDIA_TYPE"
    http_status = 415


class BatchingNotSupported(RequestError):
    code = "BATCHING_NOT_SUPPORTED"


class CrossSite(Forbidden):
    """A page of another site made the browser send the request."""


class BodyTimeout(RequestError):
    code = "REQUEST_TIMEOUT"
    http_status = 408


class BodyTooLarge(LimitExceeded):
    http_status = 413


class AddressTooLong(LimitExceeded):
    http_status = 414


class NoSuchAddress(NotFound):
    http_status = 404


class NotConfigured(RequestError):
    """What is asked for exists and is not set up: it may be a moment later, so the sender should come again."""

    code = "NOT_CONFIGURED"
    http_status = 503


class ParseFailed(RequestError):
    """The document is not GraphQL. `locations` are lines and columns of it, counted from 1."""

    code = "GRAPHQL_PARSE_FAILED"

    def __init__(self, message: str, locations: list[dict[str, int]]) -> None:
        super().__init__(message)
        self.locations = locations


class ClientGone(Exception):
    """The client closed the connection while its request was being read."""

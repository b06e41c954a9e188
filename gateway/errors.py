"""The error family: whose fault it was, and what a client is told.

GatewayError                 carries a stable `code`
├── RequestError             the caller's mistake: the message reaches the caller as it is
│   ├── BadUserInput         BAD_USER_INPUT            a value is not what was expected
│   ├── Unauthenticated      UNAUTHENTICATED           the token is missing or not accepted
│   ├── Forbidden            FORBIDDEN                 the viewer may not do this
│   ├── LimitExceeded        LIMIT_EXCEEDED            the request is larger than a documented limit
│   ├── NotFound             NOT_FOUND
│   └── StatementTimeout     TIMEOUT                   a statement was cancelled (in `gateway.database`)
├── Rejected                 an operation refuses its input: becomes `userErrors`, nothing is changed
├── SettingsError            a setting or command-line argument is unusable: the command ends with it
└── anything else            INTERNAL_SERVER_ERROR     masked, logged with an id
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from gateway.enumeration import described


class GatewayError(Exception):
    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"


class RequestError(GatewayError):
    """The caller's mistake. `http_status` is used when nothing of the operation has run."""

    code: ClassVar[str] = "BAD_REQUEST"
    http_status: ClassVar[int] = 400

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extensions: dict[str, Any] = {"code": self.code, **extensions}


class BadUserInput(RequestError):
    code = "BAD_USER_INPUT"


class NotFound(RequestError):
    code = "NOT_FOUND"


class Forbidden(RequestError):
    code = "FORBIDDEN"
    http_status = 403


class Unauthenticated(RequestError):
    code = "UNAUTHENTICATED"
    http_status = 401


class LimitExceeded(RequestError):
    code = "LIMIT_EXCEEDED"


class SettingsError(GatewayError):
    code = "SETTINGS"


@described(
    {
        "INVALID": "The value is not what was expected.",
        "REQUIRED": "A value is missing.",
        "TAKEN": "Another record has this value already.",
        "NOT_FOUND": "There is no such record.",
        "CONFLICT": "The record was changed since it was read.",
        "TOO_LONG": "The value is longer than allowed.",
        "FORBIDDEN": "The viewer may not set this.",
        "INVALID_TRANSITION": "The record's state cannot be followed by the one asked for.",
        "INSUFFICIENT_POINTS": "The card holds fewer points.",
        "OVERLAP": "The time is booked already.",
        "TOO_MANY_ATTEMPTS": "It was tried too often; it can be tried again later.",
    }
)
class UserErrorCode(StrEnum):
    """Why a mutation was refused."""

    INVALID = "INVALID"
    REQUIRED = "REQUIRED"
    TAKEN = "TAKEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    TOO_LONG = "TOO_LONG"
    FORBIDDEN = "FORBIDDEN"
    INVALID_TRANSITION = "INVALID_TRANSITION"
    INSUFFICIENT_POINTS = "INSUFFICIENT_POINTS"
    OVERLAP = "OVERLAP"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"


@dataclass(frozen=True, slots=True)
class UserError:
    """One reason why a mutation changed nothing: what, where in the input, and a stable code."""

    message: str
    field: tuple[str, ...] | None
    code: UserErrorCode


class Rejected(GatewayError):
    """An operation refuses its input. Nothing it did stays; the client gets the reasons as `userErrors`."""

    code = "REJECTED"

    def __init__(self, *errors: UserError) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors

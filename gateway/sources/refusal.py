"""Why a record, or a file, was not taken: the reason for a person, and a stable code for a program."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """What was wrong."""

    UNREADABLE = "UNREADABLE"
    """The file cannot be read."""
    NOT_UTF8 = "NOT_UTF8"
    INVALID_JSON = "INVALID_JSON"
    AMBIGUOUS_JSON = "AMBIGUOUS_JSON"
    """Readers understand it differently: a name stands twice in an object, or a number is out of range."""
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"
    NOT_STORABLE = "NOT_STORABLE"
    """Text with characters that no database takes."""
    WRONG_KIND = "WRONG_KIND"
    """It is no record of this kind, or of this system."""
    MISSING_ID = "MISSING_ID"
    INVALID_VALUE = "INVALID_VALUE"
    """A field's value is not what the system's own documents promise."""
    UNCLAIMED = "UNCLAIMED"
    """It came in `included`, no record that is taken brings it along, and it cannot be taken by itself."""
    ANONYMIZED = "ANONYMIZED"
    """The customer was anonymized here, and the record would bring back what was erased."""
    REFUSED_BY_DATABASE = "REFUSED_BY_DATABASE"


class Refused(Exception):
    """A record is not taken; nothing of it is written."""

    def __init__(self, code: RefusalCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a file a record stands. `record` and `line` count from 1, `index` is the place in a list, from 0."""

    file: str
    record: int | None = None
    line: int | None = None
    index: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        parts += [f"line {self.line}"] if self.line is not None else []
        parts += [f"index {self.index}"] if self.index is not None else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record, or one file, that was not taken."""

    position: Position
    code: RefusalCode
    reason: str
    external_id: str | None = None

    def as_json(self) -> dict[str, object]:
        """The line of a report."""
        return {
            "file": self.position.file,
            "record": self.position.record,
            "line": self.position.line,
            "index": self.position.index,
            "external_id": self.external_id,
            "code": self.code.value,
            "reason": self.reason,
        }


def refused_of_included(position: Position, refused: Refused, external_id: str | None) -> Refusal:
    """What came along is told apart from the records of the document, whose position it has."""
    reason = f"A record of `included` is refused: {refused.reason}"
    return Refusal(position, refused.code, reason, external_id)

"""Refusals of several checks, told together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.domain.rows import Row
from gateway.errors import Rejected, UserError, UserErrorCode


class Refusals:
    """Collects what checks refuse.

    row = refusals.found(lambda: rows.find(…))
    with refusals.collecting():      each block may refuse
        check(…)
    refusals.tell()                  all of them at once

    What needs the database is looked for beside what is wrong with the form of an input, so that nobody mends the one
    only to be told of the other.
    """

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    @contextmanager
    def collecting(self) -> Iterator[None]:
        try:
            yield
        except Rejected as rejected:
            self.errors.extend(rejected.errors)

    def found(self, find: Callable[[], Row]) -> Row:
        """The row that is looked for; an empty one where that is refused."""
        with self.collecting():
            return find()
        return {}

    def add(self, *errors: UserError) -> None:
        self.errors.extend(errors)

    def is_refused(self, *path: str) -> bool:
        """Whether something is wrong with the value at a place: what is malformed is not looked for."""
        return any(error.field == path for error in self.errors)

    def tell(self) -> None:
        """Raises:
        Rejected: something was refused. That there is no such record is left out where the id itself is malformed.
        """
        malformed = {error.field for error in self.errors if error.code is not UserErrorCode.NOT_FOUND}
        told = [
            each
            for each in self.errors
            if each.code is not UserErrorCode.NOT_FOUND or each.field not in malformed
        ]
        if told:
            raise Rejected(*told)

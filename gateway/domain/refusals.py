"""Refusals of several checks, told together."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.errors import Rejected, UserError


class Refusals:
    """Collects what checks refuse.

    with refusals.collecting():      each block may refuse
        check(…)
    refusals.tell()                  all of them at once
    """

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    @contextmanager
    def collecting(self) -> Iterator[None]:
        try:
            yield
        except Rejected as rejected:
            self.errors.extend(rejected.errors)

    def tell(self) -> None:
        """Raises:
        Rejected: something was refused.
        """
        if self.errors:
            raise Rejected(*self.errors)

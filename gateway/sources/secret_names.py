"""Which keys of a system's records hold secrets, and where a key of the same name is somebody's own."""

import re
from dataclasses import dataclass
from functools import cached_property

Path = tuple[str, ...]


@dataclass(frozen=True)
class SecretNames:
    """Keys whose values are never stored, in records of one kind."""

    everywhere: frozenset[str]
    """At any depth: whoever writes one means what it says."""
    outside_free: frozenset[str]
    """At any depth but in `free` objects. A system adds fields, and sends old ones in new places: that one of its
    secrets is kept somewhere is worse than that a field is lost which has the name of one by chance."""
    free: frozenset[Path]
    """Objects in which the shop, and not the system, names the keys: a `token` there may be one of a board game."""

    @cached_property
    def spelled(self) -> re.Pattern[bytes]:
        """Finds one of the names in bytes of JSON, where none of it is escaped."""
        names = sorted(self.everywhere | self.outside_free)
        return re.compile(b'"(?:' + b"|".join(re.escape(name.encode()) for name in names) + b')"')

    def holds(self, path: Path) -> bool:
        """Whether what stands at a path is never stored."""
        if path[-1] in self.everywhere:
            return True
        is_free = any(path[: len(each)] == each for each in self.free)
        return path[-1] in self.outside_free and not is_free

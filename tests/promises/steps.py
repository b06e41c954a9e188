"""Plays acts by chance, and shows the fewest of those that broke something."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol, TypeVar

from tests.promises.chance import Chance

MOST_TRIALS = 150
"""Sequences that are tried to find the fewest steps."""
_RULES = "__rules__"


@dataclass(frozen=True, slots=True)
class Step:
    """One act with what it is given."""

    name: str
    given: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.given.items())})"


class Machine(Protocol):
    """Begins with nothing; its methods with a `rule` are its acts."""

    def opening(self, random: Random) -> list[Step]: ...

    def check(self) -> None:
        """What must hold when all is done."""


@dataclass(frozen=True, slots=True)
class Rule:
    weight: float
    given: dict[str, Chance[Any]]

    def step(self, name: str, random: Random) -> Step:
        return Step(name, {each: chance.draw(random) for each, chance in self.given.items()})


F = TypeVar("F", bound=Callable[..., None])


def rule(weight: float = 1, **given: Chance[Any]) -> Callable[[F], F]:
    """A method that may be called, so often beside the others, with values by chance."""

    def mark(method: F) -> F:
        setattr(method, _RULES, Rule(weight, given))
        return method

    return mark


def play(make: Callable[[], Machine], seed: str, count: int) -> None:
    """Plays the sequence of a seed.

    Raises:
        AssertionError: something that must hold does not; it tells the fewest steps that were found to break it.
    """
    random = Random(seed)  # noqa: S311 (nothing secret)
    machine = make()
    steps = [*machine.opening(random), *_choose(machine, random, count)]
    broken = _broken_by(machine, steps)
    if broken is None:
        return
    fewest = _fewest(make, steps, _place_of(broken))
    broken = _broken_by(make(), fewest) or broken
    told = "\n".join(f"  {step}" for step in fewest)
    raise AssertionError(f"Seed {seed!r} breaks something with these steps:\n{told}\n{broken}") from broken


def _choose(machine: Machine, random: Random, count: int) -> Iterator[Step]:
    methods = {name: getattr(type(machine), name) for name in dir(type(machine))}
    rules = {name: getattr(each, _RULES) for name, each in methods.items() if hasattr(each, _RULES)}
    for name in random.choices(list(rules), [each.weight for each in rules.values()], k=count):
        yield rules[name].step(name, random)


def _broken_by(machine: Machine, steps: Sequence[Step]) -> Exception | None:
    try:
        for step in steps:
            getattr(machine, step.name)(**step.given)
        machine.check()
    except Exception as broken:  # noqa: BLE001 (whatever it is, it is shown with its steps)
        return broken
    return None


def _place_of(broken: Exception) -> str:
    """Where it was raised: fewer steps may break something else, which is not what was found."""
    last = traceback.extract_tb(broken.__traceback__)[-1]
    return f"{last.filename}:{last.lineno}"


def _fewest(make: Callable[[], Machine], steps: list[Step], place: str) -> list[Step]:
    """Leaves out ever smaller parts, as long as it still breaks at the same place."""
    trials, parts = 0, 2
    while len(steps) > 1 and trials < MOST_TRIALS:
        size = max(1, len(steps) // parts)
        for start in range(0, len(steps), size):
            fewer = steps[:start] + steps[start + size :]
            broken = _broken_by(make(), fewer)
            trials += 1
            if broken is not None and _place_of(broken) == place:
                steps, parts = fewer, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(steps))
    return steps

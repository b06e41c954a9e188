"""What commands share: where they tell, how they read the settings, how they run."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from pydantic import ValidationError
from rich.console import Console

from gateway.errors import SettingsError
from gateway.settings import Settings

errors = Console(stderr=True, highlight=False)
# Programs read line by line what goes to a file or a pipe: nothing is folded there at 80 columns.
errors.soft_wrap = not errors.is_terminal


def read_settings(**given: Any) -> Settings:
    """The settings, some of them given by options.

    Raises:
        SettingsError: one is no good; the message names its variable.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = f"GATEWAY_{'_'.join(str(part) for part in first['loc']).upper()}"
        raise SettingsError(f"{name} is {first['input']!r}: {first['msg']}.") from None


def run_work(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())

"""The outside systems: how each sends its customers, and how they are taken in."""

from gateway.errors import SettingsError
from gateway.sources.business import BUSINESS
from gateway.sources.commerce_layer import COMMERCE_LAYER
from gateway.sources.rutter import RUTTER
from gateway.sources.source import Source
from gateway.sources.voucherify import VOUCHERIFY

SOURCES: tuple[Source, ...] = (RUTTER, COMMERCE_LAYER, VOUCHERIFY, BUSINESS)


def source_of(system: str) -> Source:
    """The source of a system."""
    return next(source for source in SOURCES if source.system == system)


def source_named(word: str) -> Source:
    """The source of that name on the command line.

    Raises:
        SettingsError: there is none.
    """
    for source in SOURCES:
        if source.word == word:
            return source
    raise SettingsError(
        f"SYSTEM is {word!r}; expected one of {', '.join(source.word for source in SOURCES)}."
    )


__all__ = ["SOURCES", "Source", "source_named", "source_of"]

"""Words by which a system says where something stands → ours."""

from enum import StrEnum
from typing import Any

from gateway.sources.conversions import WORDS, Convert, Unexpected


def status_among(unknown: StrEnum, *same: StrEnum, **translated: StrEnum) -> Convert:
    """`same` are words that mean here what they mean there; nothing, or a word that is new, becomes `unknown`."""
    words = {each.value.lower(): each.value for each in same}
    words |= {word: each.value for word, each in translated.items()}

    def status(value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise Unexpected("text or null")
        return words.get((value or "").lower(), unknown.value)

    WORDS[status] = {value: word for word, value in reversed(words.items())}
    return status

"""What the platform behind a connection calls a record, where that platform's own records come too."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.domain.records.model import SourceSystem

Names = Callable[[Mapping[str, Any], str], str | None]


def names_there(kind: str) -> Names:
    """Behind some connections is Commerce Layer: what comes from there is the same record once more."""

    def names(document: Mapping[str, Any], platform: str) -> str | None:
        named = document.get("platform_id")
        if platform.upper() != "COMMERCELAYER" or not isinstance(named, str | int) or not named:
            return None
        return f"{SourceSystem.COMMERCE_LAYER.value}/{kind}/{named}"

    return names

"""The gateway of the tests of privacy: requests to anonymize are due at once."""

from tests.privacy.conftest import database, gateway, settings

__all__ = ["database", "gateway", "settings"]

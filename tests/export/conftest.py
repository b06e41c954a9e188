"""An import into one database, and a served gateway on it."""

from tests.app.conftest import gateway, settings
from tests.sources.conftest import imports, migrated_url, sqlite_imports, sqlite_migrated_url

__all__ = ["gateway", "imports", "migrated_url", "settings", "sqlite_imports", "sqlite_migrated_url"]

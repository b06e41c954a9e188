"""Imports into an empty database, for the tests of what becomes of them."""

from tests.sources.conftest import imports, migrated_url, sqlite_imports, sqlite_migrated_url

__all__ = ["imports", "migrated_url", "sqlite_imports", "sqlite_migrated_url"]

"""Tests of the outside systems and of the import."""

"""Fetches the records of an outside system over HTTP and hands them to the importer."""

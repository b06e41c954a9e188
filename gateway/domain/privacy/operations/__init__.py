"""Requests to anonymize, what is replaced, and the export of one person."""

"""Webhooks: what the systems tell of their own accord, verified, kept, and taken in by the importer."""

"""The language: declared entities → the Strawberry schema that clients read."""

"""What SQLite must be taught, on every connection that answers reads of the planner."""

import sqlite3

from gateway.database.seals import sealed


def add_functions(connection: sqlite3.Connection) -> None:
    """`gateway_sealed(inner, outer, text)`: a text in hex with its seal."""
    connection.create_function("gateway_sealed", 3, sealed, deterministic=True)

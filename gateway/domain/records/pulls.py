"""Who fetches records from a connection to an outside system, and how far each of its resources has been fetched."""

from sqlalchemy import Column, Integer, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant, Json

CURSORS = Table(
    "pull_cursor",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("system", TEXT, primary_key=True),
    Column("connection", TEXT, primary_key=True),
    Column("resource", TEXT, primary_key=True),
    Column("since", Instant(), nullable=True),
    Column("place", Json(), nullable=True),
    Column("newest_at", Instant(), nullable=True),
    Column("started_at", Instant(), nullable=False),
    Column("finished_at", Instant(), nullable=True),
    Column("pages", Integer(), nullable=False),
    Column("records", Integer(), nullable=False),
    Column("refused", Integer(), nullable=False),
    sqlite_strict=True,
)
"""`since` is what the run asks for: records changed from then on, or all. `place` is where its next page begins, in the
words of the system's own paging; both stay until the run is finished, so that a run that ended in the middle goes on.

`newest_at` is the newest change that any run has seen, by the system's clock. `pages`, `records` and `refused` count
what is under way, or was done last.
"""

LEASES = Table(
    "pull_lease",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("system", TEXT, primary_key=True),
    Column("connection", TEXT, primary_key=True),
    Column("holder", TEXT, nullable=False),
    Column("taken_at", Instant(), nullable=False),
    Column("expires_at", Instant(), nullable=False),
    sqlite_strict=True,
)
"""One row for each connection that is being fetched from. `holder` is the host, the process and a number by chance of
the run that may fetch; it moves `expires_at` on while it runs, and the row goes when it ends. What is expired another
run takes over.
"""

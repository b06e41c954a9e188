"""How far files have been imported: one row for each file whose import was begun and has not ended."""

from sqlalchemy import BigInteger, Column, Integer, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant, Json

IMPORTS = Table(
    "import_progress",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("system", TEXT, primary_key=True),
    Column("file", TEXT, primary_key=True),
    Column("content", TEXT, nullable=False),
    Column("place", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    Column("line", Integer(), nullable=False),
    Column("records", Integer(), nullable=False),
    Column("counts", Json(), nullable=False),
    Column("updated_at", Instant(), nullable=False),
    sqlite_strict=True,
)
"""`file` is a digest of the path, since a file's name may name a person; `content` one of the size, the time of the
last change and the beginning: another file of the same name starts over. `place` is where the next line begins, in
bytes; `line` and `records` are how many came before. `counts` is what became of them.
"""

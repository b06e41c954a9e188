"""Compared values."""

from gateway.migrations.promises import compare_one_by_one

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    compare_one_by_one()

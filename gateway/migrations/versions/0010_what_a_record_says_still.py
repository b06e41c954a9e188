"""What a record said before, and its newest document does not mention."""

import sqlalchemy as sa
from alembic import op

from gateway import columns
from gateway.migrations.conditions import is_json
from gateway.migrations.promises import promise

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("source_record", sa.Column("retained", columns.Json(), nullable=True))
    promise("source_record", is_json("retained", "ck_source_record_retained"))

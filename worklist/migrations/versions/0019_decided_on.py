"""Which decision a night's outcomes follow from."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outcome_count", sa.Column("decided_on", sa.Date))
    # Until now each trigger had one decision.
    op.execute("UPDATE outcome_count SET decided_on = '2000-01-01'")


def downgrade() -> None:
    with op.batch_alter_table("outcome_count") as table:
        table.drop_column("decided_on")

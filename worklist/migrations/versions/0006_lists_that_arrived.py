"""Whether a list of the day has arrived, apart from what was tried last."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("listed_at", sa.DateTime))
    op.execute("UPDATE delivery SET listed_at = sent_at WHERE kind <> 'failure'")


def downgrade() -> None:
    with op.batch_alter_table("delivery") as table:
        table.drop_column("listed_at")

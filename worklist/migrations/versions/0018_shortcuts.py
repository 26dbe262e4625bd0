"""Whether a user of the page wants keys of one letter."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("web_session", sa.Column("shortcuts", sa.Boolean))


def downgrade() -> None:
    with op.batch_alter_table("web_session") as table:
        table.drop_column("shortcuts")

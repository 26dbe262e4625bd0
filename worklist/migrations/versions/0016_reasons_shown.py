"""How many reasons of a row a user of the page wants to see."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("web_session", sa.Column("reasons_shown", sa.Integer))


def downgrade() -> None:
    with op.batch_alter_table("web_session") as table:
        table.drop_column("reasons_shown")

"""Which attempt may go on with a delivery: the one that claimed it last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    claim = sa.Column("claim", sa.String(32), nullable=False, server_default="")
    op.add_column("delivery", claim)


def downgrade() -> None:
    op.drop_column("delivery", "claim")

"""Which night first knew of what people said, and how a rule found an episode."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("trigger", sa.String(60), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("newest_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "trigger", "as_of", name="pk_heard"),
    )
    op.add_column("episode", sa.Column("found_in", sa.String(20)))


def downgrade() -> None:
    op.drop_column("episode", "found_in")
    op.drop_table("heard")

"""The outbox: what each team is to be given of a night, and what it was given."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("lacking", sa.String(400), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("content_key", sa.String(64)),
        sa.Column("last_error", sa.String(80)),
        sa.Column("sent_at", sa.DateTime),
        sa.PrimaryKeyConstraint("as_of", "team", "channel", name="pk_delivery"),
    )
    op.create_index("ix_delivery_state", "delivery", ["state"])


def downgrade() -> None:
    op.drop_table("delivery")

"""Concerns that people entered, and their withdrawals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("concern_id", sa.String(64), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("raised_by", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("source_register", sa.String(20), nullable=False),
        sa.Column("client_told", sa.Boolean),
        sa.Column("client_wish", sa.String(40)),
        sa.Column("client_consent", sa.Boolean),
        sa.Column("entered_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("concern_id", name="pk_concern"),
    )
    op.create_index("ix_concern_client_id", "concern", ["client_id"])
    op.create_table(
        "concern_withdrawal",
        sa.Column("concern_id", sa.String(64), nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("concern_id", name="pk_concern_withdrawal"),
        sa.ForeignKeyConstraint(
            ["concern_id"],
            ["concern.concern_id"],
            name="fk_concern_withdrawal_concern_id",
        ),
    )


def downgrade() -> None:
    op.drop_table("concern_withdrawal")
    op.drop_table("concern")

"""Nights, outcome counts, firings and episodes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "night",
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("results", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("as_of", name="pk_night"),
    )
    op.create_table(
        "outcome_count",
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("trigger", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("as_of", "trigger", "outcome", name="pk_outcome_count"),
        sa.ForeignKeyConstraint(
            ["as_of"], ["night.as_of"], name="fk_outcome_count_as_of"
        ),
    )
    op.create_table(
        "firing",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("trigger", sa.String(60), nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.PrimaryKeyConstraint("client_id", "trigger", "first_on", name="pk_firing"),
    )
    op.create_index("ix_firing_ended_on", "firing", ["ended_on"])
    op.create_table(
        "episode",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("listed_on", sa.Date),
        sa.Column("resolved_on", sa.Date),
        sa.PrimaryKeyConstraint("client_id", "opened_on", name="pk_episode"),
    )
    op.create_index("ix_episode_team", "episode", ["team"])
    op.create_index("ix_episode_resolved_on", "episode", ["resolved_on"])


def downgrade() -> None:
    for table in ("episode", "firing", "outcome_count", "night"):
        op.drop_table(table)

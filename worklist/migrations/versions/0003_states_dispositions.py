"""Episodes in states that change day by day, and what people record of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = "client_id, opened_on, team, rule"
STATES = (
    # What waited before it was listed, or waits still.
    f"""
    INSERT INTO episode ({KEPT}, from_on, until_on, state, tries)
    SELECT {KEPT}, opened_on, coalesce(listed_on, resolved_on), 'waiting', 0
    FROM earlier_episode WHERE listed_on IS NULL OR listed_on > opened_on
    """,
    f"""
    INSERT INTO episode ({KEPT}, from_on, until_on, state, listed_on, tries)
    SELECT {KEPT}, listed_on, resolved_on, 'listed', listed_on, 0
    FROM earlier_episode
    WHERE listed_on IS NOT NULL AND (resolved_on IS NULL OR resolved_on > listed_on)
    """,
    f"""
    INSERT INTO episode
        ({KEPT}, from_on, state, listed_on, gone_on, tries, outcome)
    SELECT {KEPT}, resolved_on, 'closed', listed_on, resolved_on, 0, 'lapsed'
    FROM earlier_episode WHERE resolved_on IS NOT NULL
    """,
)


def upgrade() -> None:
    for column in ("team", "resolved_on"):
        op.drop_index(f"ix_episode_{column}", table_name="episode")
    op.rename_table("episode", "earlier_episode")
    op.create_table(
        "episode",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("listed_on", sa.Date),
        sa.Column("gone_on", sa.Date),
        sa.Column("wakes_on", sa.Date),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("outcome", sa.String(40)),
        sa.PrimaryKeyConstraint(
            "client_id", "opened_on", "from_on", name="pk_episode_state"
        ),
    )
    for column in ("until_on", "from_on", "team"):
        op.create_index(f"ix_episode_{column}", "episode", [column])
    for statement in STATES:
        op.execute(statement)
    op.drop_table("earlier_episode")
    op.create_table(
        "disposition",
        sa.Column("disposition_id", sa.String(36), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("until", sa.Date),
        sa.Column("to_team", sa.String(40)),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("counts_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime, nullable=False),
        sa.Column("reverts", sa.String(36)),
        sa.PrimaryKeyConstraint("disposition_id", name="pk_disposition"),
        sa.ForeignKeyConstraint(
            ["reverts"],
            ["disposition.disposition_id"],
            name="fk_disposition_reverts",
        ),
        sa.UniqueConstraint(
            "client_id", "opened_on", "number", name="uq_disposition_client_id"
        ),
    )
    op.create_index("ix_disposition_counts_on", "disposition", ["counts_on"])
    op.create_table(
        "closing_value",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("trigger", sa.String(60), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint(
            "client_id", "opened_on", "trigger", "measure", name="pk_closing_value"
        ),
    )
    op.create_index("ix_closing_value_as_of", "closing_value", ["as_of"])


def downgrade() -> None:
    raise NotImplementedError("what people recorded is not given up")

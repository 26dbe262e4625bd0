"""Episodes that a rule keeps off the list, counts of a night, and what is reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What a person has recorded of it by then, and nobody undid.
TOUCHED = """
    UPDATE episode SET touched = true WHERE EXISTS (
        SELECT 1 FROM disposition WHERE
            disposition.client_id = episode.client_id
            AND disposition.counts_on > episode.opened_on
            AND disposition.counts_on <= episode.from_on
            AND disposition.reverts IS NULL
            AND disposition.disposition_id NOT IN (
                SELECT reverts FROM disposition WHERE reverts IS NOT NULL
            )
    )
"""


def upgrade() -> None:
    touched = sa.Column(
        "touched", sa.Boolean, nullable=False, server_default=sa.false()
    )
    op.add_column("episode", touched)
    op.add_column("episode", sa.Column("suppressed_by", sa.String(40)))
    op.add_column("episode", sa.Column("suppressed_on", sa.Date))
    op.add_column("episode", sa.Column("suppressed_until", sa.Date))
    op.add_column("episode", sa.Column("suppressed_in", sa.String(20)))
    op.execute(TOUCHED)
    op.create_table(
        "episode_count",
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("suppressed_by", sa.String(40), nullable=False),
        sa.Column("episodes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(
            "as_of", "team", "state", "suppressed_by", name="pk_episode_count"
        ),
        sa.ForeignKeyConstraint(
            ["as_of"], ["night.as_of"], name="fk_episode_count_as_of"
        ),
    )
    op.create_table(
        "review_stratum",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("stratum", sa.String(40), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("month", "stratum", name="pk_review_stratum"),
    )
    op.create_table(
        "review_client",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("stratum", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("month", "client_id", name="pk_review_client"),
        sa.ForeignKeyConstraint(
            ["month", "stratum"],
            ["review_stratum.month", "review_stratum.stratum"],
            name="fk_review_client_month",
        ),
    )
    op.create_table(
        "review_answer",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("need", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("answered_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "client_id", "number", name="pk_review_answer"
        ),
        sa.ForeignKeyConstraint(
            ["month", "client_id"],
            ["review_client.month", "review_client.client_id"],
            name="fk_review_answer_month",
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("what people recorded is not given up")

"""All rules that hold for a client, and not only the one that is told."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Of the others, an earlier version kept nothing.
TOLD = """
    INSERT INTO rule_that_holds (client_id, rule, first_on, until, registers)
    SELECT client_id, suppressed_by, suppressed_on, suppressed_until, suppressed_in
    FROM episode WHERE until_on IS NULL AND suppressed_by IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "rule_that_holds",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("registers", sa.String(20)),
        sa.PrimaryKeyConstraint(
            "client_id", "rule", "first_on", name="pk_rule_that_holds"
        ),
    )
    op.create_index("ix_rule_that_holds_ended_on", "rule_that_holds", ["ended_on"])
    op.execute(TOLD)


def downgrade() -> None:
    op.drop_table("rule_that_holds")

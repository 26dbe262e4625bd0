"""The rules that each night follows; nights of earlier versions kept none."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_set",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_rule_set"),
    )
    names_one = sa.ForeignKey("rule_set.digest", name="fk_night_rule_set")
    op.add_column(
        "night", sa.Column("rule_set", sa.String(64), names_one), inline_references=True
    )


def downgrade() -> None:
    op.drop_column("night", "rule_set")
    op.drop_table("rule_set")

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
    name, digest = "fk_night_rule_set", sa.String(64)
    if op.get_bind().dialect.name == "sqlite":
        # SQLite adds no constraint to a table that is there.
        names_one = sa.ForeignKey("rule_set.digest", name=name)
        column = sa.Column("rule_set", digest, names_one)
        op.add_column("night", column, inline_references=True)
    else:
        op.add_column("night", sa.Column("rule_set", digest))
        op.create_foreign_key(name, "night", "rule_set", ["rule_set"], ["digest"])


def downgrade() -> None:
    op.drop_column("night", "rule_set")
    op.drop_table("rule_set")

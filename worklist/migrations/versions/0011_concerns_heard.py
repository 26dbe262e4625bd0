"""Which night first knew of each concern, and not only of a newer day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A concern that the last night knew is not to be heard again. Which it knew is told by
# the day alone: one that was entered after that day, and known all the same, is heard
# twice. That shows a client once more, where the other way would not have shown them.
HEARD = """
    INSERT INTO heard (concern_id, client_id, as_of)
    SELECT concern_id, client_id, entered_on FROM concern
    WHERE entered_on <= (SELECT max(as_of) FROM night)
"""


def upgrade() -> None:
    op.drop_table("heard")
    op.create_table(
        "heard",
        sa.Column("concern_id", sa.String(64), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("concern_id", name="pk_heard"),
    )
    op.execute(HEARD)


def downgrade() -> None:
    raise NotImplementedError("when a concern was heard is not given up")

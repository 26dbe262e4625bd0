"""Who is on the way through the county's login, and whether they still may."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ADDED: dict[str, sa.types.TypeEngine[Any]] = {
    "subject": sa.String(255),
    "kept": sa.Text(),
    "checked_at": sa.DateTime(),
    "checking_at": sa.DateTime(),
}


def upgrade() -> None:
    for name, kind in ADDED.items():
        op.add_column("web_session", sa.Column(name, kind))
    op.create_table(
        "web_login",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("goes_to", sa.String(200), nullable=False),
        sa.Column("began_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_web_login"),
    )


def downgrade() -> None:
    op.drop_table("web_login")
    with op.batch_alter_table("web_session") as table:
        for name in ADDED:
            table.drop_column(name)

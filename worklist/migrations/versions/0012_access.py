"""Who saw which client: rows that the database itself lets nobody change or delete."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSED = "the access log is only added to"
# A row that replaces another is no deletion to SQLite.
SQLITE = {
    "access_update": "UPDATE ON access",
    "access_delete": "DELETE ON access",
    "access_replace": "INSERT ON access "
    "WHEN EXISTS (SELECT 1 FROM access WHERE number = NEW.number)",
}
POSTGRESQL = {
    "access_rows": "UPDATE OR DELETE ON access FOR EACH ROW",
    "access_table": "TRUNCATE ON access FOR EACH STATEMENT",
}


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "access",
        sa.Column("number", number, nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("team", sa.String(40)),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("as_of", sa.Date),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_access"),
    )
    op.create_index("ix_access_client_id", "access", ["client_id", "at"])
    op.create_index("ix_access_actor", "access", ["actor", "at"])
    if op.get_bind().dialect.name == "sqlite":
        for name, act in SQLITE.items():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION access_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        for name, act in POSTGRESQL.items():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} EXECUTE FUNCTION access_refuses()"
            )


def downgrade() -> None:
    op.drop_table("access")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION access_refuses()")

"""On PostgreSQL, who does not own the store reads the rows of the teams that it names.

A transaction names them (`herate.teams`, in `herate.rules` the rules whose clients they
are told of, and in `herate.clients` those about whom a concern is raised, each a JSON
array); whoever names none reads nobody. The owner, who runs the nights, is not held.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FUNCTIONS = {
    "named": """
        named(setting text) RETURNS text[] LANGUAGE sql STABLE AS $$
            SELECT array(SELECT jsonb_array_elements_text(
                coalesce(nullif(current_setting(setting, true), ''), '[]')::jsonb))
        $$""",
    # Open with one of the teams, or recorded by one since the last night, so that a
    # transfer can be undone. It runs as the owner: no policy holds within.
    "own_clients": """
        own_clients() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path FROM CURRENT AS $$
            SELECT client_id FROM episode
            WHERE until_on IS NULL AND state <> 'closed'
                AND team = ANY (named('herate.teams'))
            UNION
            SELECT client_id FROM disposition
            WHERE team = ANY (named('herate.teams'))
                AND counts_on > coalesce((SELECT max(as_of) FROM night), '-infinity')
        $$""",
    "told_clients": """
        told_clients() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path FROM CURRENT AS $$
            SELECT client_id FROM episode
            WHERE until_on IS NULL AND state NOT IN ('closed', 'suppressed')
                AND rule = ANY (named('herate.rules'))
        $$""",
}
TEAM = "team = ANY ((SELECT named('herate.teams'))::text[])"
OWN = "client_id IN (SELECT own_clients())"
TOLD = "client_id IN (SELECT told_clients())"
ASKED = "client_id = ANY ((SELECT named('herate.clients'))::text[])"
POLICIES = {
    "episode": {
        "own": f"FOR ALL USING ({TEAM} OR {OWN}) WITH CHECK ({OWN})",
        "told": f"FOR SELECT USING ({TOLD})",
    },
    "disposition": {
        "own": f"FOR ALL USING ({TEAM} OR {OWN}) WITH CHECK ({TEAM} AND {OWN})",
        "told": f"FOR SELECT USING ({TOLD})",
    },
    "firing": {
        "own": f"FOR SELECT USING ({OWN})",
        "told": f"FOR SELECT USING ({TOLD})",
    },
    "concern": {"asked": f"FOR ALL USING ({ASKED})"},
    # Of the concerns that can be read, by the policy above.
    "concern_withdrawal": {
        "asked": "FOR ALL USING (concern_id IN (SELECT concern_id FROM concern))"
    },
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for function in FUNCTIONS.values():
        op.execute(f"CREATE FUNCTION {function}")
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for name, rule in policies.items():
            op.execute(f"CREATE POLICY {name} ON {table} {rule}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, policies in POLICIES.items():
        for name in policies:
            op.execute(f"DROP POLICY {name} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for name, arguments in {
        "own_clients": "",
        "told_clients": "",
        "named": "text",
    }.items():
        op.execute(f"DROP FUNCTION {name}({arguments})")

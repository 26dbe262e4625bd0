"""Whose rows a transaction reads: on PostgreSQL the database itself sees to it.

The policies are in the migration `row_security`; they hold every role but the owner of
the store, whom the nights run as. On SQLite there are no roles, and nothing of this.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

# What the clinics' page does in the store, and nothing else. Of the access log it knows
# the last row's number and hash, to add to the chain, and never who saw whom.
GRANTS = {
    "alembic_version": "SELECT",
    "night": "SELECT",
    "rule_set": "SELECT",
    "outcome_count": "SELECT",
    "firing": "SELECT",
    "episode": "SELECT, INSERT, UPDATE, DELETE",
    "disposition": "SELECT, INSERT",
    "objection": "SELECT",
    "access": "INSERT, SELECT (number, hash)",
    "concern": "SELECT, INSERT",
    "concern_withdrawal": "SELECT, INSERT",
    "web_session": "SELECT, INSERT, UPDATE",
    "web_login": "SELECT, INSERT, DELETE",
}
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,63}")


@dataclass(frozen=True)
class _Seen:
    teams: tuple[str, ...]
    rules: tuple[str, ...]
    clients: tuple[str, ...] = ()


_SEEN: ContextVar[_Seen | None] = ContextVar("seen", default=None)


@contextmanager
def seen_by(teams: Iterable[str], rules: Iterable[str] = ()) -> Iterator[None]:
    """Transactions that begin within read the clients of some teams alone.

    `rules`: those of the routing tree whose clients these teams are told of.
    """
    before = _SEEN.set(_Seen(tuple(teams), tuple(rules)))
    try:
        yield
    finally:
        _SEEN.reset(before)


@contextmanager
def concern_about(client_id: str) -> Iterator[None]:
    """Transactions that begin within read and add to the concerns about a client too.

    A professional may raise one about anybody.
    """
    seen = _SEEN.get() or _Seen((), ())
    before = _SEEN.set(replace(seen, clients=(client_id,)))
    try:
        yield
    finally:
        _SEEN.reset(before)


def name_teams(connection: Connection) -> None:
    """Tell a transaction on PostgreSQL, as it begins, whose rows it reads."""
    if (seen := _SEEN.get()) is None:
        return
    connection.execute(
        text(
            "SELECT set_config('herate.teams', :teams, true), "
            "set_config('herate.rules', :rules, true), "
            "set_config('herate.clients', :clients, true)"
        ),
        {name: json.dumps(among) for name, among in asdict(seen).items()},
    )


def grant_page(engine: Engine, role: str) -> None:
    """Let a role of the database do what the clinics' page does, and no more.

    Whatever it could do before in these tables is taken from it first. Raises
    ValueError where there are no roles, or not this one, or it may do more by itself.
    """
    if engine.dialect.name != "postgresql":
        raise ValueError(
            "the store is SQLite, which has no roles; this is for PostgreSQL"
        )
    if not PLAIN.fullmatch(role):
        raise ValueError("a role's name is of letters, digits, `_` and `-` here")
    name = f'"{role}"'
    more = text(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, tableowner, 'MEMBER') "
        "FROM pg_roles, pg_tables "
        "WHERE rolname = :role AND schemaname = current_schema "
        "AND tablename = 'episode'"
    )
    with engine.begin() as connection:
        found = connection.scalar(more, {"role": role})
        if found is None:
            raise ValueError(
                f"the database has no role {role}; make it first, as CREATE ROLE "
                f"{name} LOGIN, with the way to sign in that your database asks for"
            )
        if found:
            raise ValueError(
                f"{role} owns the store or is no subject to row-level security; give "
                "the page a role of its own"
            )
        schema = connection.scalar(text("SELECT quote_ident(current_schema)"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {name}"))
        everything = f"ALL ON ALL TABLES IN SCHEMA {schema}"
        connection.execute(text(f"REVOKE {everything} FROM {name}"))
        for table, acts in GRANTS.items():
            connection.execute(text(f"GRANT {acts} ON {table} TO {name}"))


def is_held(engine: Engine) -> bool:
    """Whether policies hold whoever is signed in to the store; never on SQLite."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT row_security_active('episode')")))


def is_forbidden(error: ProgrammingError) -> bool:
    """Whether the database said that this role may not do that."""
    return getattr(error.orig, "sqlstate", None) == "42501"

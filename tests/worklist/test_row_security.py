"""The page's role of the database reads the clients of the named teams alone."""

from datetime import date, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from tests.worklist.conftest import database
from worklist.row_security import (
    GRANTS,
    concern_about,
    grant_page,
    is_held,
    seen_by,
)
from worklist.store import MIGRATIONS, StoreNotOpened, open_store
from worklist.tables import (
    ACCESS,
    CONCERN,
    CONCERN_WITHDRAWAL,
    DISPOSITION,
    EPISODE,
    FIRING,
    METADATA,
    NIGHT,
    WEB_SESSION,
)

NIGHT_OF = date(2026, 11, 20)
MORNING = date(2026, 11, 21)
OF_CLIENTS = (EPISODE, FIRING, DISPOSITION)
# Whom north has, had, gave away this morning and closed before; whom it is told of.
EPISODES = {
    "anna": [("north", "root", "listed", None)],
    "berit": [("south", "root", "listed", MORNING), ("north", "root", "listed", None)],
    "cilla": [("north", "root", "listed", MORNING), ("south", "transferred", "listed")],
    "daga": [("south", "root", "listed", None)],
    "elsa": [("south", "tells", "listed", None)],
    "fanny": [("south", "tells", "suppressed", None)],
    "gun": [("north", "root", "closed", None)],
    "hilda": [("north", "root", "listed", MORNING), ("south", "root", "listed", None)],
}


def disposition(client, number, team, counts_on=MORNING):
    return {
        "disposition_id": f"{client}-{number}",
        "client_id": client,
        "opened_on": NIGHT_OF,
        "number": number,
        "code": "taken",
        "actor": "sirpa",
        "team": team,
        "source": "page",
        "counts_on": counts_on,
        "recorded_at": datetime(2026, 11, 21, 6),
    }


def stretch(client, place, told):
    team, rule, state, until = [*told, None][:4]
    return {
        "client_id": client,
        "opened_on": NIGHT_OF,
        "from_on": (NIGHT_OF, MORNING)[place],
        "until_on": until,
        "state": state,
        "team": team,
        "rule": rule,
    }


@pytest.fixture(scope="module")
def owner(postgresql):
    """A store in which every kind of client is; no test leaves it otherwise."""
    rows = [
        stretch(client, place, told)
        for client, stretches in EPISODES.items()
        for place, told in enumerate(stretches)
    ]
    firings = [
        {"client_id": client, "trigger": "x", "first_on": NIGHT_OF}
        for client in EPISODES
    ]
    recorded = [
        disposition("cilla", 1, "north"),
        disposition("daga", 1, "south"),
        disposition("gun", 1, "north", NIGHT_OF),
    ]
    with database(postgresql, "row_security") as url:
        engine = open_store(url)
        with engine.begin() as connection:
            connection.execute(insert(NIGHT), {"as_of": NIGHT_OF, "results": "x"})
            connection.execute(insert(EPISODE), rows)
            connection.execute(insert(FIRING), firings)
            connection.execute(insert(DISPOSITION), recorded)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def page(owner, page_role):
    """The same store as the page's role has it."""
    grant_page(owner, page_role)
    engine = open_store(owner.url.set(username=page_role).render_as_string(False))
    yield engine
    engine.dispose()


def clients(engine, table):
    with engine.connect() as connection:
        return set(connection.scalars(select(table.c.client_id)))


def forbidden(engine, statement, *rows):
    """Whether the database says that this may not be done; if not, it is undone."""
    try:
        with engine.connect() as connection:
            connection.execute(statement, *rows)
    except ProgrammingError as error:
        return error.orig.sqlstate == "42501"
    return False


def meets_nobody(engine, statement):
    """Whether a change that may be tried changes no row."""
    with engine.connect() as connection:
        return connection.execute(statement).rowcount == 0


def test_who_names_no_team_reads_nobody(page):
    for table in OF_CLIENTS:
        assert clients(page, table) == set()
        with seen_by([]):
            assert clients(page, table) == set()


def test_a_team_reads_its_own_clients_and_no_others(page, owner):
    with seen_by(["north"]):
        # The stretch that north once had is its own; of who has hilda now, nothing.
        assert clients(page, EPISODE) == {"anna", "berit", "cilla", "gun", "hilda"}
        assert clients(page, FIRING) == {"anna", "berit", "cilla"}
        assert clients(page, DISPOSITION) == {"cilla", "gun"}
        with page.connect() as connection:
            query = select(EPISODE.c.team).where(EPISODE.c.client_id == "hilda")
            assert connection.scalars(query).all() == ["north"]
    assert clients(owner, EPISODE) == {*EPISODES}
    with seen_by(["north"]):
        assert clients(owner, EPISODE) == {*EPISODES}


def test_of_whom_a_team_is_told_it_reads_what_is_not_kept_off(page):
    with seen_by(["north"], ["tells"]):
        assert clients(page, FIRING) == {"anna", "berit", "cilla", "elsa"}
    with seen_by([], ["tells"]):
        assert meets_nobody(page, delete(EPISODE))
        assert meets_nobody(page, update(EPISODE).values(team="north"))


def test_concerns_are_read_and_raised_of_whom_one_is_asked_about_alone(page, owner):
    anna, daga = (
        {
            "concern_id": client,
            "client_id": client,
            "raised_on": NIGHT_OF,
            "raised_by": "professional",
            "kind": "other",
            "source_register": "health",
            "entered_on": NIGHT_OF,
        }
        for client in ("anna", "daga")
    )
    taken_back = [
        {"concern_id": client, "withdrawn_on": MORNING} for client in ("anna", "daga")
    ]
    with owner.begin() as connection:
        connection.execute(insert(CONCERN), [anna, daga])
        connection.execute(insert(CONCERN_WITHDRAWAL), taken_back)
    new = {
        name: {**one, "concern_id": f"new-{name}"}
        for name, one in (("anna", anna), ("daga", daga))
    }
    try:
        with seen_by(["north"]):
            assert clients(page, CONCERN) == set()
            assert forbidden(page, insert(CONCERN), [new["anna"]])
            with concern_about("daga"):
                assert clients(page, CONCERN) == {"daga"}
                with page.connect() as connection:
                    withdrawn = select(CONCERN_WITHDRAWAL.c.concern_id)
                    assert connection.scalars(withdrawn).all() == ["daga"]
                assert not forbidden(page, insert(CONCERN), [new["daga"]])
                assert forbidden(page, insert(CONCERN), [new["anna"]])
                assert clients(page, FIRING) == {"anna", "berit", "cilla"}
    finally:
        with owner.begin() as connection:
            connection.execute(delete(CONCERN_WITHDRAWAL))
            connection.execute(delete(CONCERN))


def test_what_is_named_holds_for_its_transaction_alone(page):
    with page.connect() as connection:
        with seen_by(["north"]), connection.begin():
            assert connection.scalar(select(func.count()).select_from(FIRING)) == 3
        with connection.begin():
            assert connection.scalar(select(func.count()).select_from(FIRING)) == 0


@pytest.mark.parametrize("team", ["", "no", "'; --", '"]', "north south"])
def test_a_team_that_is_none_reads_nobody(page, team):
    with seen_by([team]):
        assert all(clients(page, table) == set() for table in OF_CLIENTS)


@pytest.mark.parametrize("client", ["daga", "elsa", "hilda", "gun", "nobody"])
def test_nothing_is_written_of_others_clients(page, client):
    with seen_by(["north"], ["tells"]):
        assert forbidden(page, insert(DISPOSITION), [disposition(client, 9, "north")])
        new = stretch(client, 0, ("north", "root", "listed"))
        new["opened_on"] = MORNING
        assert forbidden(page, insert(EPISODE), [new])
        theirs = EPISODE.c.client_id == client, EPISODE.c.team != "north"
        assert meets_nobody(page, update(EPISODE).where(*theirs).values(state="x"))
        assert meets_nobody(page, delete(EPISODE).where(*theirs))


def test_nothing_is_recorded_in_the_name_of_another_team(page):
    with seen_by(["north"]):
        assert forbidden(page, insert(DISPOSITION), [disposition("anna", 1, "south")])
        assert not forbidden(
            page, insert(DISPOSITION), [disposition("anna", 1, "north")]
        )


def test_the_access_log_is_added_to_and_no_more(page):
    row = {
        "number": 1,
        "at": datetime(2026, 11, 21, 6),
        "actor": "sirpa",
        "action": "listed",
        "client_id": "anna",
        "source": "web",
        "previous": "0",
        "hash": "1",
    }
    with page.connect() as connection:
        connection.execute(insert(ACCESS), [row])
        assert connection.scalar(select(ACCESS.c.hash)) == "1"
    for statement in (
        update(ACCESS).values(actor="x"),
        delete(ACCESS),
        text("TRUNCATE access"),
        select(ACCESS.c.client_id),
        select(ACCESS.c.actor),
    ):
        assert forbidden(page, statement)


def test_of_other_tables_the_page_has_no_rights(page):
    others = METADATA.tables.keys() - GRANTS.keys()
    assert len(others) > 5
    for name in others:
        assert forbidden(page, text(f"SELECT * FROM {name}"))
    for statement in (
        text("CREATE TABLE x (y int)"),
        text("ALTER TABLE episode DISABLE ROW LEVEL SECURITY"),
        text("DROP POLICY own ON episode"),
        text("SET ROLE herate"),
        delete(WEB_SESSION),
        delete(FIRING),
        update(NIGHT).values(results="y"),
    ):
        assert forbidden(page, statement)


def test_whether_somebody_is_held_is_known(page, owner):
    assert is_held(page)
    assert not is_held(owner)


def test_what_was_granted_before_is_taken_back(page, owner, page_role):
    with owner.begin() as connection:
        connection.execute(text(f"GRANT ALL ON access, delivery TO {page_role}"))
    assert not forbidden(page, text("SELECT * FROM delivery"))
    grant_page(owner, page_role)
    assert forbidden(page, text("SELECT * FROM delivery"))
    assert forbidden(page, select(ACCESS))


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("nobody_at_all", "CREATE ROLE"),
        ("herate", "a role of its own"),
        ('x"; --', "letters, digits"),
    ],
)
def test_a_role_that_is_none_or_may_do_more_is_refused(owner, role, why):
    with pytest.raises(ValueError, match=why):
        grant_page(owner, role)


def test_sqlite_has_no_roles(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with pytest.raises(ValueError, match="SQLite"):
        grant_page(engine, "herate_page")
    assert not is_held(engine)
    with seen_by(["north"]), engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(EPISODE)) == 0


def test_a_store_of_another_version_is_said_to_be(page, owner):
    stands = text("UPDATE alembic_version SET version_num = :version")
    with owner.begin() as connection:
        newest = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(stands, {"version": "0014"})
    try:
        with pytest.raises(StoreNotOpened, match="of another version"):
            open_store(page.url.render_as_string(False))
    finally:
        with owner.begin() as connection:
            connection.execute(stands, {"version": newest})


def test_the_policies_can_be_taken_back(owner):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    policies = text("SELECT count(*) FROM pg_policies")
    with owner.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0014")
        assert connection.scalar(policies) == 0
        command.upgrade(config, "head")
        assert connection.scalar(policies) == 8

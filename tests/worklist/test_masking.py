"""A team sees evidence by its role and its register, and hiding tells nothing."""

import ast
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import polars as pl
import pytest
from sqlalchemy import insert

from delivery.csv_list import csv_list
from delivery.notes import empty_note
from fixtures.text_tables import text_table
from schemas.admitted import admit_in_memory
from schemas.clients import Client
from schemas.contacts import Contact
from schemas.roles import Role
from schemas.settings import REPOSITORY
from schemas.worklist_rules import WorklistRules
from triggers._catalogue import trigger
from triggers._explained import explained
from worklist.labels import client_labels, routing_labels
from worklist.lists import team_lists
from worklist.masking import CONTACT_REQUEST, Person, row_for
from worklist.routing import Routing, read_routing
from worklist.store import open_store
from worklist.tables import EPISODE, FIRING, NIGHT

ON = date(2026, 11, 20)
ONE = trigger("scattered_contacts", ON)
RISING = trigger("rising_contacts", ON)
NAMED = {"fi": "T", "sv": "T"}


def like(one, stem, seen_by=(Role.ANY,), family="spread"):
    """A trigger like another, seen by other roles."""
    return SimpleNamespace(
        stem=stem,
        definition=one.definition.model_copy(
            update={"seen_by": seen_by, "family": family}
        ),
        decision=one.decision,
        stands_alone=True,
        parameters=one.parameters,
    )


def fired(pairs, one=ONE):
    """What fired: of each (client, trigger, registers) the limits of one trigger."""
    limits = one.decision.fires_when.thresholds
    measures = [{"measure": told.measure, "value": told.limit} for told in limits]
    said = [
        {
            "measure": told.measure,
            "operator": told.operator,
            "limit": told.limit,
            "met": True,
        }
        for told in limits
    ]
    return pl.DataFrame(
        [
            {
                "client_id": client,
                "trigger": stem,
                "measures": measures,
                "limits": said,
                "registers": list(registers),
                "newest_on": ON,
            }
            for client, stem, registers in pairs
        ],
        schema_overrides={"registers": pl.List(pl.String)},
    )


def labels(clients):
    """The labels of clients, through the admitted extract; null where not given."""
    headings = (
        "| segment | segment_consent | non_disclosure | health_to_social_consent "
        "| social_to_health_consent | home_site\n"
    )
    rows = "".join(
        f"{client} | {told.get('segment', '-')} | {told.get('segment_consent', '-')} "
        f"| {told.get('non_disclosure', '-')} | {told.get('to_social', '-')} "
        f"| {told.get('to_health', '-')} | {told.get('home_site', '-')}\n"
        for client, told in sorted(clients.items())
    )
    extracts = {
        "clients": text_table(Client, headings + rows).lazy(),
        "contacts": text_table(Contact, "| starts_at\n").lazy(),
    }
    admitted, _ = admit_in_memory(extracts, ON)
    told = client_labels(admitted["clients"], admitted["contacts"], ON)
    # Clients are numbered in the order of their pseudonyms.
    return told.sort("client").with_columns(client_id=pl.Series(sorted(clients)))


@pytest.fixture
def lists_of(tmp_path):
    """`lists_of(teams, episodes, triggers, pairs, clients)`: the lists by team.

    `episodes`: client to team, or to columns of the table.
    """
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")

    def made(
        teams,
        episodes,
        triggers,
        pairs,
        clients,
        one=ONE,
        assessed=True,
        inhibitions=(),
        informs=(),
    ):
        with engine.begin() as connection:
            connection.execute(insert(NIGHT).values(as_of=ON, results="0" * 64))
            connection.execute(
                insert(FIRING),
                [
                    {"client_id": client, "trigger": stem, "first_on": ON}
                    for client, stem, _ in pairs
                ],
            )
            connection.execute(
                insert(EPISODE),
                [
                    {
                        "client_id": client,
                        "opened_on": ON,
                        "from_on": ON,
                        "state": "listed",
                        "listed_on": ON,
                        "rule": "r",
                    }
                    | (told if isinstance(told, dict) else {"team": told})
                    for client, told in episodes.items()
                ],
            )
        routing = Routing.model_validate(
            {
                "teams": {
                    code: {"name": NAMED, "sector": "health"} | told
                    for code, told in teams.items()
                },
                "inhibitions": inhibitions,
                "tree": {
                    "rule": "r",
                    "team": next(iter(teams)),
                    "informs": informs,
                    "because": "a test",
                },
            }
        )
        told = team_lists(
            engine,
            routing,
            {one.stem: one for one in triggers},
            fired(pairs, one) if assessed else fired(pairs, one).clear(),
            labels(clients),
            ON,
            {},
            WorklistRules(),
        )
        return {one.code: one for one in told}

    yield made
    engine.dispose()


# domain.md 4.3 and design.md 8: evidence carries its register; a team in the other
# sector sees it only with the client's consent for that direction, whether it was
# refused or is not known makes no difference.
BY_REGISTER = {
    # register, sector, consent for the direction: seen
    ("health", "health", "yes"): True,
    ("health", "health", "no"): True,
    ("health", "health", "-"): True,
    ("health", "social", "yes"): True,
    ("health", "social", "no"): False,
    ("health", "social", "-"): False,
    ("social", "social", "yes"): True,
    ("social", "social", "no"): True,
    ("social", "social", "-"): True,
    ("social", "health", "yes"): True,
    ("social", "health", "no"): False,
    ("social", "health", "-"): False,
}
# design.md 8: restricted triggers are seen by named roles only.
BY_ROLE = {
    # who may see it, the team's role: seen
    ("anybody", "-"): True,
    ("anybody", "named_role"): True,
    ("anybody", "treating"): True,
    ("named_role", "-"): False,
    ("named_role", "named_role"): True,
    ("named_role", "treating"): False,
    ("treating", "-"): False,
    ("treating", "named_role"): False,
    ("treating", "treating"): True,
}
# security.md P8 and line 39: a restricted list alone; not known counts as set.
BY_NON_DISCLOSURE = {
    # the order, the team's role: the client is on the list
    ("yes", "-"): False,
    ("yes", "named_role"): True,
    ("yes", "treating"): False,
    ("-", "-"): False,
    ("-", "named_role"): True,
    ("-", "treating"): False,
    ("no", "-"): True,
    ("no", "named_role"): True,
    ("no", "treating"): True,
}
SEEN_BY = {
    "anybody": (Role.ANY,),
    "named_role": (Role.NAMED_ROLE,),
    "treating": (Role.TREATING,),
}
HELD_IN = (("health",), ("social",), ("health", "social"))
ANSWERS = ("yes", "no", "-")


def test_every_cell_of_the_matrix_is_as_the_prose_says(lists_of):
    """Register, sector, consent, refusal, unknown, role and non-disclosure."""
    teams, cells = {}, {}
    for sector, role in product(("health", "social"), ("-", "named_role", "treating")):
        code = f"{sector}-{role.replace('_', '')}"
        teams[code] = {"sector": sector, "roles": [] if role == "-" else [role]}
        for cell in product(HELD_IN, ANSWERS, ANSWERS, SEEN_BY, ANSWERS):
            cells[f"c{len(cells):04}"] = (code, sector, role, *cell)
    lists = lists_of(
        teams,
        {client: cell[0] for client, cell in cells.items()},
        [like(ONE, name, seen_by) for name, seen_by in SEEN_BY.items()],
        [(client, cell[6], cell[3]) for client, cell in cells.items()],
        {
            client: {
                "to_social": cell[4],
                "to_health": cell[5],
                "non_disclosure": cell[7],
            }
            for client, cell in cells.items()
        },
    )
    shown = {row.client_id: row for told in lists.values() for row in told.rows}
    assert len(cells) == 2 * 3 * 3 * 3 * 3 * 3 * 3
    for client, cell in cells.items():
        code, sector, role, held_in, to_social, to_health, seen_by, order = cell
        consent = {"health": to_social, "social": to_health}
        if not BY_NON_DISCLOSURE[order, role]:
            assert client not in shown, cell
            continue
        seen = BY_ROLE[seen_by, role] and all(
            BY_REGISTER[register, sector, consent[register]] for register in held_in
        )
        [reason] = shown[client].reasons
        assert bool(reason.facts) == bool(reason.trigger) == bool(reason.asks) == seen
        assert (reason.name == CONTACT_REQUEST["fi"]) == (not seen), cell
        assert (shown[client].families is None) == (not seen), cell
        assert (shown[client].newest_on is None) == (not seen), cell
        assert shown[client].restricted == (
            order != "no" or (seen and seen_by != "anybody")
        ), cell
    for code, told in lists.items():
        withheld = sum(
            cell[0] == code and not BY_NON_DISCLOSURE[cell[7], cell[2]]
            for cell in cells.values()
        )
        assert sum(told.withheld.values()) == withheld
        assert any(str(withheld) in said for said in told.notices) == bool(withheld)


def test_a_team_that_reads_both_registers_needs_no_consent(lists_of):
    lists = lists_of(
        {"both": {"sector": "social", "registers": ["health", "social"]}},
        {"anna": "both"},
        [like(ONE, "x")],
        [("anna", "x", ["health", "social"])],
        {"anna": {"non_disclosure": "no"}},
    )
    assert lists["both"].rows[0].reasons[0].facts


def test_of_whom_the_night_knows_nothing_nothing_is_shown(lists_of):
    lists = lists_of(
        {"plain": {}, "named": {"roles": ["named_role"]}},
        {"anna": "plain", "bertta": "named"},
        [like(ONE, "x")],
        [("anna", "x", ["social"]), ("bertta", "x", ["social"])],
        {"somebody": {}},
    )
    assert lists["plain"].rows == ()
    assert lists["plain"].withheld == {"listed": 1}
    [row] = lists["named"].rows
    assert (row.age, row.language, row.segment) == (None, None, None)
    assert row.reasons[0].name == CONTACT_REQUEST["fi"]


def test_what_labels_leave_open_counts_as_not_allowed():
    unknown = {"age": None, "language": None, "segment": None}
    unknown |= {"social_worker": None, "care_lead": None}
    asked = ("health_to_social", "social_to_health", "non_disclosure")
    assert Person.of(unknown | dict.fromkeys(asked)) == Person()
    assert Person() == Person(non_disclosure=True)
    known = Person.of(unknown | dict.fromkeys(asked, False))
    assert not known.non_disclosure


def test_the_segment_needs_consent_an_adult_and_the_health_register(lists_of):
    """S1:519, S1:703, S1:747: with the client's consent, in the health register."""
    clients = {
        f"{sector}-{consent}-{to_social}": {
            "segment": "3",
            "segment_consent": consent,
            "to_social": to_social,
            "non_disclosure": "no",
        }
        for sector, consent, to_social in product(
            ("health", "social"), ANSWERS, ANSWERS
        )
    }
    lists = lists_of(
        {"health": {}, "social": {"sector": "social"}},
        {client: client.split("-")[0] for client in clients},
        [like(ONE, "x")],
        [(client, "x", ["health"]) for client in clients],
        clients,
    )
    told = {row.client_id for one in lists.values() for row in one.rows if row.segment}
    assert told == {
        "health-yes-yes",
        "health-yes-no",
        "health-yes--",
        "social-yes-yes",
    }
    episode = {"client_id": "x", "opened_on": ON, "listed_on": ON, "wakes_on": None}
    episode |= {"state": "listed", "recorded": 0, "rule": "r", "waits_since": ON}
    episode |= {"families": 1, "newest_on": ON, "suppressed_by": None}
    tree = {"rule": "r", "team": "t", "because": "a test"}
    teams = {"t": {"name": NAMED, "sector": "health"}}
    routing = Routing.model_validate({"teams": teams, "tree": tree})
    rules = WorklistRules()
    for age, segment in ((17, None), (18, 3), (None, None)):
        person = Person(age=age, segment=3, non_disclosure=False)
        row = row_for("t", routing, person, episode, [], None, ON, rules)
        assert row.segment == segment


def test_who_is_named_is_told_of_the_registers_that_the_team_sees():
    """S1:566: each in their own sector; elsewhere with consent for the direction."""
    episode = {"client_id": "x", "opened_on": ON, "listed_on": ON, "wakes_on": None}
    episode |= {"state": "listed", "recorded": 0, "rule": "r", "waits_since": ON}
    episode |= {"families": 1, "newest_on": ON, "suppressed_by": None}
    tree = {"rule": "r", "team": "health", "because": "a test"}
    teams = {one: {"name": NAMED, "sector": one} for one in ("health", "social")}
    routing = Routing.model_validate({"teams": teams, "tree": tree})
    named = product((True, False, None), (True, False, None))
    for worker, lead in named:
        for to_social, to_health in product((True, False), (True, False)):
            person = Person(
                non_disclosure=False,
                health_to_social=to_social,
                social_to_health=to_health,
                social_worker=worker,
                care_lead=lead,
            )
            told = (routing, person, episode, [], None, ON, WorklistRules())
            row = row_for("health", *told)
            shown = (worker if to_health else None, lead)
            assert (row.social_worker, row.care_lead) == shown
            row = row_for("social", *told)
            shown = (worker, lead if to_social else None)
            assert (row.social_worker, row.care_lead) == shown


def test_what_is_hidden_is_told_once_and_never_as_new(lists_of):
    """How much is hidden, how new it is and how urgent would tell of it."""
    secret = [
        like(ONE, "a", (Role.NAMED_ROLE,), "crisis"),
        like(ONE, "b", (Role.NAMED_ROLE,), "life"),
    ]
    teams = {"plain": {}, "named": {"roles": ["named_role"]}}
    pairs = [
        (client, stem, ["health"])
        for client in ("anna", "bertta")
        for stem in ("a", "b", "c")
    ]
    opened = ON - timedelta(days=5)
    episodes = {
        client: {"team": team, "opened_on": opened, "from_on": opened}
        for client, team in (("anna", "plain"), ("bertta", "named"))
    }
    everybody = {"non_disclosure": "no"}
    lists = lists_of(
        teams,
        episodes,
        [*secret, like(ONE, "c")],
        pairs,
        {"anna": everybody, "bertta": everybody},
    )
    [masked], [whole] = lists["plain"].rows, lists["named"].rows
    assert [one.trigger for one in masked.reasons] == ["c", ""]
    assert [one.new for one in masked.reasons] == [True, False]
    assert (masked.overdue, whole.overdue) == (None, 3)
    assert (masked.restricted, whole.restricted) == (False, True)
    assert len(whole.reasons) == 3
    assert whole.families == 3


def test_the_place_of_a_row_does_not_tell_what_is_hidden(lists_of):
    """A hidden concern would stand first, and a second hidden family before others."""
    live = [
        like(ONE, "a"),
        like(ONE, "b", (Role.NAMED_ROLE,), "human"),
        like(ONE, "c", (Role.ANY,), "human"),
    ]
    lists = lists_of(
        {"t": {}},
        dict.fromkeys(("anna", "bertta", "cecilia"), "t"),
        live,
        [
            ("anna", "a", ["health"]),
            ("anna", "b", ["health"]),
            ("bertta", "a", ["health"]),
            ("cecilia", "a", ["health"]),
            ("cecilia", "c", ["health"]),
        ],
        {key: {"non_disclosure": "no"} for key in ("anna", "bertta", "cecilia")},
    )
    order = [row.client_id for row in lists["t"].rows]
    assert order == ["cecilia", "bertta", "anna"]


COVERING = {"rule": "a", "source": ["over"], "target": ["under"], "because": "x"}


def covering(lists_of, source_seen_by, target_seen_by=(Role.ANY,)):
    """Anna's row on a list without roles, where one trigger covers another."""
    lists = lists_of(
        {"t": {}},
        {"anna": "t"},
        [
            like(ONE, "over", source_seen_by),
            like(ONE, "under", target_seen_by, "volume"),
        ],
        [("anna", "over", ["health"]), ("anna", "under", ["health"])],
        {"anna": {"non_disclosure": "no"}},
        inhibitions=[COVERING],
    )
    [row] = lists["t"].rows
    return row


def test_what_is_covered_is_told_under_what_covers_it(lists_of):
    row = covering(lists_of, (Role.ANY,))
    [reason] = row.reasons
    assert reason.trigger == "over"
    own, included = reason.facts[:-1], reason.facts[-1]
    assert included == f"sisältää myös: {reason.name}: {'; '.join(own)}"
    assert row.families == 1


def test_what_is_covered_stands_alone_where_what_covers_it_is_hidden(lists_of):
    """Else a rule that covers would hide what the team may see."""
    row = covering(lists_of, (Role.NAMED_ROLE,))
    assert [one.trigger for one in row.reasons] == ["under", ""]
    assert row.families is None


def test_what_is_covered_and_hidden_adds_nothing(lists_of):
    row = covering(lists_of, (Role.ANY,), (Role.NAMED_ROLE,))
    assert [one.trigger for one in row.reasons] == ["over"]
    assert not any("sisältää" in fact for fact in row.reasons[0].facts)


def test_informed_teams_are_told_through_the_same_door(lists_of):
    lists = lists_of(
        {"t": {}, "other": {"sector": "social"}, "third": {}},
        {"anna": "t", "bertta": "t", "cecilia": "other", "disa": {"team": "t"}},
        [like(ONE, "x")],
        [(one, "x", ["health"]) for one in ("anna", "bertta", "cecilia", "disa")],
        {
            "anna": {"non_disclosure": "no"},
            "bertta": {"non_disclosure": "no", "to_social": "yes"},
            "cecilia": {"non_disclosure": "no"},
            "disa": {"non_disclosure": "yes"},
        },
        informs=["other"],
    )
    told = {
        row.client_id: bool(row.reasons[0].facts) for row in lists["other"].informed
    }
    assert told == {"anna": False, "bertta": True}
    assert lists["t"].informed == lists["third"].informed == ()
    assert [row.client_id for row in lists["other"].rows] == ["cecilia"]
    assert any(said.endswith(": 2.") for said in lists["other"].notices)


@pytest.mark.parametrize(
    ("family", "days", "state", "overdue"),
    [
        ("spread", 14, "listed", None),
        ("spread", 15, "listed", 14),
        ("spread", 15, "waiting", 14),
        ("spread", 15, "taken", None),
        ("spread", 15, "snoozed", None),
        ("crisis", 3, "listed", None),
        ("crisis", 4, "listed", 3),
        ("human", 4, "waiting", 3),
    ],
)
def test_who_has_waited_for_too_long_is_marked(lists_of, family, days, state, overdue):
    """S3:14: more than 14 days, or 3 where it is urgent."""
    opened = ON - timedelta(days=days)
    told = {"team": "t", "opened_on": opened, "from_on": opened, "state": state}
    lists = lists_of(
        {"t": {}},
        {"anna": told},
        [like(ONE, "x", family=family)],
        [("anna", "x", ["health"])],
        {"anna": {"non_disclosure": "no"}},
    )
    one = lists["t"]
    [row] = (*one.rows, *one.queue, *one.snoozed)
    assert row.overdue == overdue
    assert len(one.overdue) == (overdue is not None)


def test_a_list_tells_what_happened_and_not_how_likely_it_was(lists_of):
    """The chance of a rise decides, and whoever asks is told; the row is not."""
    lists = lists_of(
        {"t": {}},
        {"anna": "t"},
        [RISING],
        [("anna", RISING.stem, ["health"])],
        {"anna": {"non_disclosure": "no"}},
        one=RISING,
    )
    [reason] = lists["t"].rows[0].reasons
    assert RISING.definition.measures["chance"].p_value
    assert "chance" in {one.measure for one in RISING.decision.fires_when.thresholds}
    assert [fact.split()[0] for fact in reason.facts] == ["6", "3", "2,0"]
    chance = RISING.definition.measures["chance"].label.fi
    assert any(chance in line for line in explained(RISING, "fi"))


def test_every_restricted_role_is_held_by_a_team():
    held = {role for team in read_routing().teams.values() for role in team.roles}
    assert held == set(Role) - {Role.ANY}


def test_what_only_stands_beside_another_family_is_told_last(lists_of):
    stems = ("frequent_visits", "missed_appointments", "concern_raised")
    lists = lists_of(
        {"t": {}},
        {"anna": "t"},
        [trigger(stem, ON) for stem in stems],
        [("anna", stem, ["health"]) for stem in stems],
        {"anna": {"non_disclosure": "no", "to_social": "yes", "to_health": "yes"}},
        assessed=False,
    )
    told = [reason.trigger for reason in lists["t"].rows[0].reasons]
    assert told == ["concern_raised", "missed_appointments", "frequent_visits"]


def test_a_thousand_clients_show_no_place_under_a_non_disclosure_order(tmp_path):
    """Routed by the default tree, each list and note is read for names of places."""
    routing = read_routing()
    sites = list(routing.team_of_site)
    clients = {
        f"c{number:04}": {
            "non_disclosure": ANSWERS[number % 3],
            "home_site": sites[number % len(sites)],
            "to_social": ANSWERS[number // 3 % 3],
            "to_health": ANSWERS[number // 9 % 3],
        }
        for number in range(1000)
    }
    told = labels(clients)
    stems = ("scattered_contacts", "many_medicines", "hard_life_situation")
    triggers = {stem: trigger(stem, ON) for stem in stems}
    stem_of = {client: stems[n % 3] for n, client in enumerate(clients)}
    held = pl.DataFrame(
        [
            (client, stem, triggers[stem].definition.family, ["health"])
            for client, stem in stem_of.items()
        ],
        ["client_id", "trigger", "family", "registers"],
        orient="row",
    )
    ways = routing.routes(routing_labels(told, held)).rows_by_key("client_id")
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with engine.begin() as connection:
        connection.execute(insert(NIGHT).values(as_of=ON, results="0" * 64))
        for number, (client, stem) in enumerate(stem_of.items()):
            team, rule = ways[client][0]
            # Some stand on a station's list from before the order was made.
            early = number % 7 == 0
            connection.execute(
                insert(FIRING).values(client_id=client, trigger=stem, first_on=ON)
            )
            connection.execute(
                insert(EPISODE).values(
                    client_id=client,
                    opened_on=ON,
                    from_on=ON,
                    state=("listed", "waiting", "snoozed")[number % 3],
                    listed_on=ON,
                    wakes_on=ON + timedelta(days=9),
                    team="station-harju" if early else team,
                    rule=rule,
                )
            )
    nobody = fired([("x", "x", ["health"])]).clear()
    lists = team_lists(engine, routing, triggers, nobody, told, ON, {})
    hidden = {
        client for client, one in clients.items() if one["non_disclosure"] != "no"
    }
    places = [*sites, *(site.removeprefix("station-").title() for site in sites)]
    for one in lists:
        theirs = {
            row.client_id
            for row in (*one.rows, *one.queue, *one.snoozed, *one.informed)
        }
        if not one.team.named_role:
            assert not theirs & hidden, one.code
            continue
        assert theirs & hidden
        said = csv_list(one, {}) + empty_note(one, "X") + repr(one).encode()
        assert not [place for place in places if place.encode() in said]
    shown = sum(len((*one.rows, *one.queue, *one.snoozed)) for one in lists)
    hidden_rows = sum(sum(one.withheld.values()) for one in lists)
    assert shown + hidden_rows == len(clients)
    engine.dispose()


ROOMS = ("worklist", "night", "delivery", "cli")


def made_in(name):
    """The modules of the house that make a thing by its class."""
    return {
        str(path.relative_to(REPOSITORY))
        for room in ROOMS
        for path in (REPOSITORY / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
    }


def test_rows_are_made_at_the_door_and_nowhere_else():
    assert made_in("Row") == {"worklist/masking.py"}
    assert made_in("TeamList") == {"worklist/lists.py"}


def test_formats_read_nothing_of_clients_from_the_store():
    for path in (REPOSITORY / "delivery").rglob("*.py"):
        if path.name == "returned.py":  # checks what came back, and shows nothing
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                assert not names & {"EPISODE", "FIRING", "CONCERN"}, path


SUPPRESSED = {
    "state": "suppressed",
    "suppressed_by": "already_supported",
    "suppressed_on": ON,
    "suppressed_until": ON + timedelta(9),
}


@pytest.mark.parametrize(
    ("sector", "registers", "consent", "seen"),
    [
        ("health", None, "no", True),
        ("health", "health", "no", True),
        ("health", "social", "no", False),
        ("health", "social", "to_health", True),
        ("health", "social", "to_social", False),
        ("social", "health", "to_social", True),
        ("social", "health", "to_health", False),
        ("social", "health+social", "no", True),
    ],
)
def test_a_rule_is_told_to_whom_one_of_its_registers_may_be(
    lists_of, sector, registers, consent, seen
):
    episode = SUPPRESSED | {"team": "t", "suppressed_in": registers}
    one = lists_of(
        {"t": {"sector": sector}},
        {"anna": episode},
        [ONE],
        [("anna", ONE.stem, ["health"])],
        {"anna": {"non_disclosure": "no", consent: "yes"}},
    )["t"]
    assert (one.rows, one.queue, one.snoozed, one.informed) == ((), (), (), ())
    [row] = one.suppressed
    assert row.kept_off.since == ON
    if seen:
        assert one.kept_off == {"Jo tuen piirissä": 1}
        assert row.kept_off.rule == "already_supported"
        assert row.kept_off.until == ON + timedelta(9)
    else:
        assert one.kept_off == {"Syy ei näy tälle tiimille": 1}
        assert (row.kept_off.rule, row.kept_off.until) == ("", None)


def test_a_rule_that_is_hidden_is_the_same_whichever_it_is(lists_of):
    hidden = SUPPRESSED | {"team": "t", "suppressed_in": "health"}
    one = lists_of(
        {"t": {"sector": "social"}},
        {"anna": hidden, "bo": hidden | {"suppressed_by": "palliative"}},
        [ONE],
        [("anna", ONE.stem, ["health"]), ("bo", ONE.stem, ["health"])],
        {client: {"non_disclosure": "no"} for client in ("anna", "bo")},
    )["t"]
    first, second = one.suppressed
    assert replace(first, client_id="") == replace(second, client_id="")


def test_no_other_team_is_told_of_whom_a_rule_keeps_off(lists_of):
    told = lists_of(
        {"t": {}, "u": {}},
        {"anna": SUPPRESSED | {"team": "t"}},
        [ONE],
        [("anna", ONE.stem, ["health"])],
        {"anna": {"non_disclosure": "no"}},
        informs=["u"],
    )
    assert len(told["t"].suppressed) == 1
    assert (told["u"].informed, told["u"].suppressed) == ((), ())

"""A team sees evidence by its role and its register, and hiding tells nothing."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import polars as pl
import pytest
from sqlalchemy import insert

from schemas.register import Register
from schemas.roles import Role
from triggers._catalogue import trigger
from triggers._explained import explained
from worklist.lists import CONTACT_REQUEST, team_lists
from worklist.routing import Routing, read_routing
from worklist.store import open_store
from worklist.tables import EPISODE, FIRING, NIGHT

ON = date(2026, 11, 20)
ONE = trigger("scattered_contacts", ON)
RISING = trigger("rising_contacts", ON)
CONSENTS = list(product((True, False, None), repeat=2))


@pytest.fixture
def reason_shown(tmp_path):
    """`reason_shown(sector, roles, registers, seen_by, consents, known, one)`."""

    def shown(
        sector, roles, registers, seen_by, to_social, to_health, known=True, one=ONE
    ):
        engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
        with engine.begin() as connection:
            for table in (EPISODE, FIRING, NIGHT):
                connection.execute(table.delete())
            connection.execute(insert(NIGHT).values(as_of=ON, results="0" * 64))
            connection.execute(
                insert(FIRING).values(client_id="anna", trigger=one.stem, first_on=ON)
            )
            connection.execute(
                insert(EPISODE).values(
                    client_id="anna",
                    opened_on=ON,
                    from_on=ON,
                    state="listed",
                    listed_on=ON,
                    team="t",
                    rule="r",
                )
            )
        routing = Routing.model_validate(
            {
                "teams": {
                    "t": {
                        "name": {"fi": "T", "sv": "T"},
                        "sector": sector,
                        "roles": roles,
                    }
                },
                "tree": {"rule": "r", "team": "t", "because": "a test"},
            }
        )
        fired = pl.DataFrame(
            {
                "client_id": ["anna"],
                "trigger": [one.stem],
                "measures": [
                    [
                        {"measure": limit.measure, "value": limit.limit}
                        for limit in one.decision.fires_when.thresholds
                    ]
                ],
                "limits": [
                    [
                        {
                            "measure": limit.measure,
                            "operator": limit.operator,
                            "limit": limit.limit,
                            "met": True,
                        }
                        for limit in one.decision.fires_when.thresholds
                    ]
                ],
                "registers": [list(registers)],
                "newest_on": [ON],
            }
        )
        labels = pl.DataFrame(
            {
                "client_id": ["anna"] if known else ["somebody else"],
                "age": [44],
                "language": ["fi"],
                "segment": [None],
                "health_to_social": [bool(to_social)],
                "social_to_health": [bool(to_health)],
            }
        )
        definition = one.definition.model_copy(update={"seen_by": seen_by})
        seen = SimpleNamespace(
            stem=one.stem,
            definition=definition,
            decision=one.decision,
            stands_alone=True,
            parameters=one.parameters,
        )
        [only] = team_lists(engine, routing, {one.stem: seen}, fired, labels, ON, {})
        [row] = only.rows
        [reason] = row.reasons
        return reason

    return shown


@pytest.mark.parametrize("sector", Register)
@pytest.mark.parametrize(
    "registers", [["health"], ["social"], ["health", "social"]], ids="+".join
)
@pytest.mark.parametrize("known", [True, False])
def test_the_other_register_needs_the_clients_consent(
    reason_shown, sector, registers, known
):
    for to_social, to_health in CONSENTS:
        reason = reason_shown(
            sector, (), registers, (Role.ANY,), to_social, to_health, known
        )
        consented = {"health": to_social, "social": to_health}
        allowed = all(
            register == sector or (known and consented[register])
            for register in registers
        )
        assert bool(reason.facts) == allowed
        assert (reason.name == CONTACT_REQUEST["fi"]) == (not allowed)


@pytest.mark.parametrize(
    "seen_by", [(Role.NAMED_ROLE,), (Role.TREATING, Role.NAMED_ROLE)], ids=str
)
@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ANY)])
@pytest.mark.parametrize("consent", [True, False])
def test_restricted_evidence_needs_the_role_whatever_the_consent(
    reason_shown, seen_by, role, consent
):
    roles = () if role is None else (role,)
    reason = reason_shown("health", roles, ["health"], seen_by, consent, consent)
    assert bool(reason.facts) == (role in seen_by)


def test_the_role_does_not_open_the_other_register(reason_shown):
    reason = reason_shown(
        "social", (Role.NAMED_ROLE,), ["health"], (Role.NAMED_ROLE,), False, False
    )
    assert not reason.facts


def test_a_list_tells_what_happened_and_not_how_likely_it_was(reason_shown):
    """The chance of a rise decides, and whoever asks is told; the row is not."""
    reason = reason_shown("health", (), [], (Role.ANY,), True, True, one=RISING)
    assert RISING.definition.measures["chance"].p_value
    assert "chance" in {one.measure for one in RISING.decision.fires_when.thresholds}
    assert [fact.split()[0] for fact in reason.facts] == ["6", "3", "2,0"]
    chance = RISING.definition.measures["chance"].label.fi
    assert any(chance in line for line in explained(RISING, "fi"))


def test_what_is_hidden_is_the_same_whatever_hides_it(reason_shown):
    by_role = reason_shown("health", (), ["health"], (Role.NAMED_ROLE,), True, True)
    by_register = reason_shown("health", (), ["social"], (Role.ANY,), False, False)
    assert by_role == by_register
    assert by_role.trigger == ""
    assert by_role.asks == ""


def test_every_restricted_role_is_held_by_a_team():
    held = {role for team in read_routing().teams.values() for role in team.roles}
    assert held == set(Role) - {Role.ANY}


def test_what_only_stands_beside_another_family_is_told_last(tmp_path):
    stems = ("frequent_visits", "missed_appointments", "concern_raised")
    triggers = {stem: trigger(stem, ON) for stem in stems}
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with engine.begin() as connection:
        connection.execute(insert(NIGHT).values(as_of=ON, results="0" * 64))
        connection.execute(
            insert(EPISODE).values(
                client_id="anna",
                opened_on=ON,
                from_on=ON,
                state="listed",
                listed_on=ON,
                team="t",
                rule="r",
            )
        )
        for days, stem in enumerate(stems):
            first = ON - timedelta(days=len(stems) - days)
            connection.execute(
                insert(FIRING).values(client_id="anna", trigger=stem, first_on=first)
            )
    routing = Routing.model_validate(
        {
            "teams": {"t": {"name": {"fi": "T", "sv": "T"}, "sector": "health"}},
            "tree": {"rule": "r", "team": "t", "because": "a test"},
        }
    )
    nobody = pl.DataFrame(
        schema={
            "client_id": pl.String,
            "trigger": pl.String,
            "measures": pl.List(pl.Struct({"measure": pl.String, "value": pl.Float64})),
            "limits": pl.List(pl.Struct({"measure": pl.String})),
            "registers": pl.List(pl.String),
            "newest_on": pl.Date,
        }
    )
    labels = pl.DataFrame(
        {
            "client_id": ["anna"],
            "age": [44],
            "language": ["fi"],
            "segment": [None],
            "health_to_social": [True],
            "social_to_health": [True],
        }
    )
    [only] = team_lists(engine, routing, triggers, nobody, labels, ON, {})
    [row] = only.rows
    told = [reason.trigger for reason in row.reasons]
    assert told == ["concern_raised", "missed_appointments", "frequent_visits"]

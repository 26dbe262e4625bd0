"""What a team sees of the rows behind reasons, held against the stored rows."""

from collections import Counter

import polars as pl
import pytest

from night.evidence import evidence_for, sources_of
from night.merging import labels_of
from night.places import Places
from schemas.register import Register
from schemas.roles import Role
from schemas.settings import read_settings
from tests.web.conftest import ON
from triggers._catalogue import definition
from worklist.routing import Team

RESTRICTED = [
    "addiction_signs",
    "crisis_or_violence",
    "irregular_prescription_requests",
    "lapsed_psychosis_treatment",
    "persistent_depression",
]
NAME = {"fi": "x", "sv": "x"}
TEAMS = {
    "station": Team(name=NAME, sector=Register.HEALTH),
    "social": Team(name=NAME, sector=Register.SOCIAL),
    "clinic": Team(name=NAME, sector=Register.HEALTH, roles=(Role.SUBSTANCE_USE,)),
    "named": Team(
        name=NAME,
        sector=Register.HEALTH,
        registers=(Register.HEALTH, Register.SOCIAL),
        roles=(Role.NAMED_ROLE,),
    ),
}


@pytest.fixture(scope="module")
def places(finished_night):
    return Places.of(read_settings(finished_night), ON)


@pytest.fixture(scope="module")
def fired(places):
    return pl.read_parquet(places.result("fired"))


@pytest.fixture(scope="module")
def clients(places, fired):
    """Some for whom something restricted fired, who use guarded services, or hide."""
    theirs = fired.explode("evidence").join(
        stored(places, "contacts"),
        left_on=["client_id", "evidence"],
        right_on=["client_id", "contact_id"],
    )
    labels = pl.read_parquet(places.result("labels"))
    hiding = labels.filter("non_disclosure").select("client_id")
    open_to_all = ~pl.col("trigger").is_in(RESTRICTED)
    guarded = pl.col("service_family").is_in(["mental_health", "substance_use"])
    sorts = (
        fired.filter(~open_to_all),
        theirs.filter(open_to_all, guarded),
        theirs.filter(open_to_all).join(hiding, on="client_id"),
        theirs.filter(pl.col("source_register") == "social"),
    )
    found = [one["client_id"].unique().sort()[:6] for one in sorts]
    assert all(len(one) > 0 for one in found)
    return sorted({client for one in found for client in one})


def stored(places, extract):
    rows = pl.read_parquet(places.buckets(extract) / "*.parquet")
    return rows.join(pl.read_parquet(places.numbers), on="client")


def consents(person, team, register):
    to = "health_to_social" if register == "health" else "social_to_health"
    return register in team.reads or person[to]


@pytest.mark.parametrize("code", TEAMS)
def test_no_event_is_anothers_to_see(places, fired, clients, code):
    team, told = TEAMS[code], 0
    contacts = stored(places, "contacts")
    for client in clients:
        person = labels_of(places, [client]).row(0, named=True)
        found = evidence_for(places, client, team)
        theirs = fired.filter(pl.col("client_id") == client)
        hidden, seen = set(), set()
        for row in theirs.iter_rows(named=True):
            roles = {*definition(row["trigger"]).seen_by}
            may = roles & {Role.ANY, *team.roles} and all(
                consents(person, team, one) for one in row["registers"]
            )
            if may:
                seen.add(row["trigger"])
            if not roles & {Role.ANY, *team.roles}:
                hidden.add(row["trigger"])
        ids = theirs.filter(pl.col("trigger").is_in(list(hidden)))["evidence"]
        behind = contacts.filter(pl.col("contact_id").is_in(ids.explode().to_list()))
        for one in found.events:
            told += 1
            assert {*one.counted_by} <= seen
            assert one.counted_by
            register = one.row.get("source_register")
            assert register is None or consents(person, team, register)
            if one.extract != "contacts":
                continue
            family = one.row["service_family"]
            assert family != "mental_health" or Role.NAMED_ROLE in team.roles
            assert family != "substance_use" or team.roles
            assert not (person["non_disclosure"] and one.row["site"])
            same = behind.filter(
                pl.col("day") == one.day, pl.col("service_family") == family
            )
            assert same.height < contacts.height
            assert same.is_empty() or _others_that_day(contacts, client, one, ids)
        assert found.newest.keys() <= seen
        if not consents(person, team, "health"):
            assert not found.medicines
            assert found.support.care_lead is None
        if not consents(person, team, "social"):
            assert found.support.social_worker is None
    assert told > 0 or code == "social"


def test_a_reason_of_another_register_hides_no_row_of_the_teams_own(places, fired):
    """A visit that both a hidden and a seen reason count is there for the seen one."""
    team, contacts, told = TEAMS["station"], stored(places, "contacts"), 0
    visits = fired.filter(pl.col("trigger") == "frequent_visits")
    crossing = fired.filter(
        pl.col("registers").list.contains("social"),
        ~pl.col("trigger").is_in(RESTRICTED),
    )
    both = visits.join(crossing, on="client_id", how="semi").join(
        fired.filter(pl.col("trigger").is_in(RESTRICTED)), on="client_id", how="anti"
    )
    for client, ids in both.select("client_id", "evidence").rows():
        rows = contacts.filter(pl.col("contact_id").is_in(ids))
        if rows["service_family"].is_in(["mental_health", "substance_use"]).any():
            continue
        found = evidence_for(places, client, team).events
        assert len(
            [one for one in found if "frequent_visits" in one.counted_by]
        ) == len(ids)
        told += 1
        if told == 5:
            break
    assert told > 0


def _others_that_day(contacts, client, one, ids):
    """Whether another contact of that day and service is the one that is told."""
    left = contacts.filter(
        pl.col("client_id") == client,
        pl.col("day") == one.day,
        pl.col("service_family") == one.row["service_family"],
        ~pl.col("contact_id").is_in(ids.explode().to_list()),
    )
    return not left.is_empty()


def test_no_medicine_behind_a_hidden_reason_is_told_under_another(places, fired):
    """A substance of the hidden one is told under none, by whatever row it counts."""
    asked = fired.filter(
        pl.col("trigger").is_in(["irregular_prescription_requests", "addiction_signs"])
    )
    prescriptions, both = stored(places, "prescriptions"), 0
    for client, ids in asked.select("client_id", "evidence").rows():
        hidden = {
            *prescriptions.filter(pl.col("event_id").is_in(ids or []))["substance_name"]
        }
        told = {
            one.name for one in evidence_for(places, client, TEAMS["named"]).medicines
        }
        both += bool(told & hidden)
        station = evidence_for(places, client, TEAMS["station"])
        assert not {one.name for one in station.medicines} & hidden
    assert both > 0


def test_what_counts_is_what_the_night_stored(places, fired):
    rows = fired.filter(pl.col("trigger") == "frequent_visits").sort("client_id")
    told = 0
    for client, ids, newest in rows.select("client_id", "evidence", "newest_on").rows():
        found = evidence_for(places, client, TEAMS["named"])
        theirs = [one for one in found.events if "frequent_visits" in one.counted_by]
        assert len(theirs) == len(ids)
        assert found.newest["frequent_visits"] == newest == theirs[0].day
        assert theirs == sorted(theirs, key=lambda one: one.day, reverse=True)
        told += 1
        if told == 8:
            return
    assert told > 3


@pytest.mark.parametrize("code", TEAMS)
def test_what_was_not_counted_stands_in_no_reason(places, fired, clients, code):
    """Of contacts that the team may see, each under one kind."""
    team, contacts, told = TEAMS[code], stored(places, "contacts"), 0
    off = {"cancelled_by_client", "cancelled_by_service", "moved"}
    guarded = {"mental_health", "substance_use"}
    if team.roles:
        guarded = {} if Role.NAMED_ROLE in team.roles else {"mental_health"}
    counted = {*fired["evidence"].explode().drop_nulls()}
    for client in clients:
        person = labels_of(places, [client]).row(0, named=True)
        expected = Counter()
        theirs = contacts.filter(pl.col("client_id") == client)
        for row in theirs.iter_rows(named=True):
            if (
                not 0 <= (ON - row["day"]).days < 365
                or row["contact_id"] in counted
                or not consents(person, team, row["source_register"])
                or row["service_family"] in guarded
            ):
                continue
            if row["visitor_role"] in ("for_child", "group"):
                expected[row["visitor_role"]] += 1
            elif row["status"] in off:
                expected["cancelled"] += 1
            elif row["in_plan"]:
                expected["planned"] += 1
        found = evidence_for(places, client, team).not_counted
        # What a reason counts that the team may not see is in neither.
        assert {*found} <= {*expected}
        if found:
            told += 1
            assert all(count <= expected[kind] for kind, count in found.items())
            assert Role.NAMED_ROLE not in team.roles or found == dict(expected)
    assert told > 0 or code == "social"


def test_no_plan_of_a_register_that_the_team_does_not_read_is_told(places):
    plans = stored(places, "plans").filter(
        pl.col("source_register") == "social",
        pl.col("day") <= ON,
        pl.col("ends_on").is_null() | (pl.col("ends_on") >= ON),
        pl.col("kind").is_in(["care", "service", "client"]),
    )
    told = 0
    for client in plans["client_id"].unique().sort()[:20]:
        person = labels_of(places, [client]).row(0, named=True)
        if not consents(person, TEAMS["station"], "social"):
            theirs = plans.filter(pl.col("client_id") == client)
            days = [*theirs["day"]]
            told += len(days)
            seen = evidence_for(places, client, TEAMS["station"]).support.plans
            assert not {*days} & {day for _, day in seen}
            named = evidence_for(places, client, TEAMS["named"]).support.plans
            assert {*days} <= {day for _, day in named}
    assert told > 0


def test_each_source_says_up_to_when_it_tells(places):
    sources = {one.extract: one for one in sources_of(places)}
    assert {one.until for one in sources.values()} == {ON}
    assert sources["contacts"].landed

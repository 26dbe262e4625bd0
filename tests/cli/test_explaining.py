"""`herate why` and `why-not`: the limits, the evidence, the team, and who may hear."""

import json

import polars as pl
from sqlalchemy import create_engine, select

from night.merging import labels_for_routing
from schemas.settings import read_settings
from triggers._catalogue import definition, triggers_on
from triggers._for_client import TOGETHER, WISH
from worklist.reading import read
from worklist.routing import read_routing
from worklist.tables import EPISODE

from .conftest import ON


def test_why_tells_the_limits_the_evidence_and_the_team(herate, night):
    fired = night.result("fired")
    client, trigger, evidence = fired.select("client_id", "trigger", "evidence").row(0)
    told = herate("why", client, "--as-of", ON, "--json")
    said = json.loads(told.out)
    found = next(one for one in said["findings"] if one["trigger"] == trigger)
    assert found["outcome"] == "fired"
    assert found["evidence"] == evidence
    assert any(clause["met"] for clause in found["clauses"])
    assert said["place"] in {"listed", "waiting", "suppressed"}
    assert said["answers_for"]
    assert said["rule"]
    assert evidence[0] in herate("why", client, "--as-of", ON).out


def test_why_not_tells_the_distance_from_the_limit(herate, night):
    measures = night.result("measures")
    client = measures.filter(pl.col("many_medicines__medicines") == 5)["client_id"][0]
    told = herate("why-not", client, "many_medicines", "--as-of", ON)
    assert "many_medicines (live): quiet; no limit is met" in told.out
    assert "2 from the limit" in told.out
    assert "On no list" in told.out or "since" in told.out


def test_why_not_tells_what_is_missing(herate, night):
    lacking = night.result("unassessed")
    client, trigger, reason = lacking.row(0)
    arguments = ("why-not", client, trigger, "--as-of", ON, "--lang", "fi")
    told = herate(*arguments)
    assert "not_assessable" in told.out
    words = definition(trigger).not_assessable[reason]
    assert words.fi in told.out


def test_who_asks_hears_why_and_who_saw_them_at_once(herate, night):
    with create_engine(read_settings().database_url).connect() as connection:
        query = select(EPISODE.c.client_id).where(EPISODE.c.state == "listed")
        client = connection.scalars(query.order_by(EPISODE.c.client_id)).first()
    told = herate("audit", "client", client, "--why", "--language", "sv").out
    alone = herate("why", client, "--lang", "sv", "--for-client").out
    assert told.startswith(alone)
    assert "signallistorna" in told.removeprefix(alone)
    assert WISH["fi"] not in herate("audit", "client", client).out
    unknown = herate("audit", "client", "nobody", "--why")
    assert unknown.code == 0
    assert unknown.out.startswith("Tietojesi käyttö")


def test_why_tells_what_the_client_may_be_told(herate, night):
    with create_engine(read_settings().database_url).connect() as connection:
        query = select(EPISODE.c.client_id).where(EPISODE.c.state == "listed")
        client = connection.scalars(query.order_by(EPISODE.c.client_id)).first()
    arguments = ("why", client, "--as-of", ON, "--lang", "sv", "--for-client")
    told = herate(*arguments).out.splitlines()
    assert told[0] == WISH["sv"]
    assert told[-1] == TOGETHER["sv"]
    assert client not in "".join(told)


def test_why_not_of_no_trigger_is_refused(herate, night):
    fired = night.result("fired")
    told = herate("why-not", fired["client_id"][0], "x", "--as-of", ON)
    assert told.code == 2
    assert "no trigger is called x; there are: addiction_signs" in told.err


def test_why_tells_a_team_only_what_it_may_see_of_its_own_client(herate, night):
    with create_engine(read_settings().database_url).connect() as connection:
        query = select(EPISODE.c.client_id, EPISODE.c.team)
        teams = dict(read(connection, query).rows())
    fired = night.result("fired")
    clients = pl.read_parquet(night.landing / "clients.parquet")
    refusing = clients.filter(pl.col("health_to_social_consent").ne_missing(True))
    held = fired.filter(
        pl.col("registers").list.contains("health"),
        pl.col("client_id").is_in(refusing["client_id"].implode()),
        pl.col("trigger").is_in([one.stem for one in triggers_on(ON) if one.live]),
    )
    # Own workers are social services, and read no evidence of health without consent.
    client, secret = next(
        pair
        for pair in held.select("client_id", "trigger").rows()
        if teams.get(pair[0]) == "own-workers"
    )
    told = herate("why", client, "--as-of", ON, "--team", "own-workers")
    assert told.code == 0, told.err
    assert "A request for contact" in told.out
    assert secret not in told.out
    assert "Routed by" not in told.out
    assert "for the data team alone" not in told.out
    assert "crisis_or_violence" not in told.out
    refused = herate("why", client, "--as-of", ON, "--team", "restricted")
    assert refused.code == 2
    assert refused.out == ""


def test_why_names_the_rule_that_covers_a_trigger(herate, night):
    fired = night.result("fired")
    pair = ["missed_appointments", "slipping_from_care"]
    both = fired.filter(pl.col("trigger").is_in(pair)).group_by("client_id").len()
    client = both.filter(pl.col("len") == 2).sort("client_id")["client_id"][0]
    told = herate("why", client, "--as-of", ON).out
    assert told.count("covered by missed times while slipping from care") == 1
    labels = labels_for_routing(read_settings(), read_routing(), ON, client)
    assert "missed_appointments" not in labels["triggers"]

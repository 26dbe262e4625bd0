"""Service points are called by their names, and a hidden one by nothing."""

import html
import re

import pytest

from fixtures.places import ALL_SITES
from night.evidence import evidence_for
from night.merging import labels_of
from night.places import Places
from schemas.settings import INVENTED_COUNTY, read_county
from tests.web.conftest import ON
from tests.web.test_client import listed, page_of
from tests.web.test_recording import TEAM
from worklist.routing import read_routing

SITES = read_county(INVENTED_COUNTY).sites


def where(app, team=TEAM):
    """Address and site codes of some clients of a team's list, of whom any are told."""
    places = Places.of(app.state.settings, ON)
    for row in listed(app, team).rows[:4]:
        events = evidence_for(places, row.client_id, app.state.routing().teams[team])
        codes = {one.row["site"] for one in events.events if one.extract == "contacts"}
        yield app.state.reader.reference(row.client_id), codes


def timeline(client, ref, team=TEAM):
    told = html.unescape(page_of(client, ref, team).text)
    return "\n".join(re.findall(r'<span class="when">(.*?)<span class="about">', told))


@pytest.mark.parametrize(
    ("language", "named"), [("fi", "fi"), ("sv", "sv"), ("en", "fi")]
)
def test_the_timeline_names_sites_in_the_readers_language(
    app, browser, language, named
):
    nurse, seen = browser(TEAM), set()
    nurse.post("/language", data={"language": language})
    for ref, codes in where(app):
        told = timeline(nurse, ref)
        for code in codes:
            assert f" · {getattr(SITES[code], named)}" in told
            assert code not in told
        seen |= codes
    assert len(seen) > 2


def test_a_site_without_a_name_is_told_by_its_code(app, browser):
    settings = app.state.settings
    county = settings.county.model_copy(update={"sites": {}})
    app.state.settings = settings.model_copy(update={"county": county})
    ref, codes = next((ref, codes) for ref, codes in where(app) if codes)
    told = timeline(browser(TEAM), ref)
    assert all(f" · {code}" in told for code in codes)


def test_no_site_is_named_of_who_is_under_a_non_disclosure_order(app, browser):
    nurse, places = browser("restricted"), Places.of(app.state.settings, ON)
    names = {*SITES, *(name for one in SITES.values() for name in (one.fi, one.sv))}
    rows = listed(app, "restricted").rows
    known = labels_of(places, [row.client_id for row in rows])
    hiding = known.filter("non_disclosure")["client_id"].to_list()
    told = [
        timeline(nurse, app.state.reader.reference(client), "restricted")
        for client in hiding
    ]
    lines = [line for one in told for line in one.splitlines()]
    parts = {part.strip() for line in lines for part in line.split(" · ")[1:]}
    assert parts
    assert not parts & names


def test_the_invented_county_names_every_site_as_its_team_is_named():
    assert set(SITES) == set(ALL_SITES)
    routing = read_routing()
    for site, team in routing.team_of_site.items():
        assert SITES[site].model_dump() == routing.teams[team].name


def test_a_name_in_one_language_alone_is_refused(tmp_path):
    path = tmp_path / "county.yaml"
    path.write_text("name: X\nmode: shadow\nsites: {s1: {fi: Piste}}\n", "utf-8")
    with pytest.raises(ValueError, match=r"county.yaml: sites\.s1\.sv: Field required"):
        read_county(path)

"""What tells namesakes apart: a number, and the link to the county's own record."""

import html
import re

import pytest
import yaml
from starlette.testclient import TestClient

from schemas.identities import Named
from schemas.settings import INVENTED_COUNTY, County, read_county, read_settings
from tests.web.conftest import HOST, OURS
from tests.web.test_recording import TEAM, Row
from web.app import create_app

NUMBER = re.compile(r"\bA-\d{5,8}\b")
LINK = re.compile(
    r'<a class="record-link" href="([^"]+)" target="_blank" rel="([^"]+)"'
)


def pages(client, row):
    """The list, the client's page and the paper."""
    at = f"/teams/{TEAM}"
    return [
        client.get(path).text for path in (at, f"{at}/clients/{row.ref}", f"{at}/print")
    ]


def test_the_number_stands_on_the_list_the_clients_page_and_the_paper(browser):
    nurse = browser(TEAM)
    on_list, on_page, on_paper = pages(nurse, Row(nurse))
    numbers = NUMBER.findall(on_list)
    assert len(set(numbers)) >= on_list.count("<article") > 0
    assert NUMBER.search(on_page)[0] in numbers
    assert {*NUMBER.findall(on_paper)} <= {*numbers}
    assert NUMBER.search(on_paper)


def test_what_was_recorded_is_told_with_the_number(browser):
    row = Row(browser(TEAM))
    told = row.post("record", {"hx-request": "true"}, what="assessed_2").text
    with_number = re.compile(rf"{re.escape(row.name)} \({NUMBER.pattern}\)")
    assert with_number.search(html.unescape(told))
    again = row.client.get(f"/teams/{TEAM}").text
    assert with_number.search(html.unescape(again))


def test_the_link_opens_the_countys_record_of_that_client(browser):
    nurse = browser(TEAM)
    on_list, on_page, on_paper = pages(nurse, Row(nurse))
    links = LINK.findall(on_list)
    assert len(links) == on_list.count("<article")
    for address, rel in links + LINK.findall(on_page):
        number = NUMBER.search(address)[0]
        at = "https://potilastiedot.keksitty.example/asiakas?numero="
        assert address == f"{at}{number}"
        assert {*rel.split()} == {"noopener", "noreferrer"}
    assert not LINK.search(on_paper)


def test_a_number_cannot_become_another_part_of_the_address(app, browser, monkeypatch):
    odd = Named("Virtanen Aino", "1/../2?a=b&c#d e")
    monkeypatch.setattr(
        "web.reading.names_of", lambda _, clients: dict.fromkeys(clients, odd)
    )
    page = browser(TEAM).get(f"/teams/{TEAM}").text
    address, _ = LINK.search(page).groups()
    assert html.unescape(address).endswith("numero=1%2F..%2F2%3Fa%3Db%26c%23d%20e")


def test_without_an_address_or_a_number_there_is_no_link(home, clock, monkeypatch):
    settings = read_settings(home)
    county = settings.county.model_copy(update={"record_link": None})
    without = settings.model_copy(update={"county": county})
    for one, names in ((without, None), (settings, {})):
        if names is not None:
            monkeypatch.setattr("web.reading.names_of", lambda *_: {})
        app = create_app(one, clock, demo_login=True)
        nurse = TestClient(app, base_url=HOST, headers=OURS)
        nurse.post("/login", data={"team": TEAM})
        page = nurse.get(f"/teams/{TEAM}").text
        assert "<article" in page
        assert not LINK.search(page)


@pytest.mark.parametrize(
    "address",
    [
        "http://ehr.example/{local_number}",
        "https://ehr.example/",
        "https://{local_number}/",
        "https://ehr{local_number}.example/",
        "https://user@ehr.example/{local_number}",
        "https://ehr.example/{local_number}/{local_number}",
        "https://ehr.example/{client_id}/{local_number}",
        "javascript:alert({local_number})",
        "https://ehr.example/ {local_number}",
    ],
)
def test_an_address_that_would_lead_astray_is_refused(tmp_path, address):
    path = tmp_path / "county.yaml"
    county = yaml.safe_load(INVENTED_COUNTY.read_text()) | {"record_link": address}
    path.write_text(yaml.safe_dump(county))
    with pytest.raises(ValueError, match="record_link"):
        read_county(path)


def test_an_address_takes_the_number_anywhere_behind_the_host():
    for address in (
        "https://a.example/{local_number}",
        "https://a.example/?n={local_number}&x=1",
    ):
        told = {"name": "x", "mode": "list", "record_link": address}
        assert County.model_validate(told).record_link == address

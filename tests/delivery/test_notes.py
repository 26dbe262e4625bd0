"""Notes say that a day has no list, why, and what that does not mean."""

from dataclasses import replace
from datetime import date

import pytest

from delivery.notes import empty_note, failure_note
from schemas.checklist import not_shown
from worklist.rows import KeptOff

LAST_GOOD = date(2026, 11, 20)


def read(note):
    return note.decode("utf-8-sig")


def test_an_empty_list_says_that_the_night_went_well(team_list):
    notice = "Heräte Monta lääkettä ei ole tänään käytössä: lähdetieto puuttuu."
    said = read(empty_note(team_list(notices=[notice]), "Keksitty hyvinvointialue"))
    assert said.startswith("Koivulan terveysasema · Keksitty hyvinvointialue\r\n")
    assert "Ei uusia herätteitä. Ajo onnistui: tiedot ovat 22.11.2026 asti." in said
    assert notice in said
    assert "ei kerro mitään hänen tuen tarpeestaan" in said
    assert "Jonossa" not in said


def test_an_empty_list_says_what_no_list_shows(team_list):
    said = read(empty_note(team_list(), "Alue"))
    assert (
        "Mitä lista ei näytä:\r\n• Työntekijän, läheisen tai asiakkaan huolta" in said
    )
    assert said.count("\r\n• ") == len(not_shown()) <= 10


def test_an_empty_list_tells_of_its_queue(team_list, row):
    said = read(empty_note(team_list(queue=[row(listed_on=None)]), "Alue"))
    assert "Jonossa 1 (vanhin 22.11.2026, 0 pv)." in said


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "Ei listalla juuri nyt"), ("sv", "Inte på listan just nu")],
)
def test_an_empty_list_counts_whom_rules_keep_off(
    team_list, row, as_of, language, said
):
    kept = [
        row(kept_off=KeptOff("r", because, as_of, None))
        for because in ("Osastohoidossa", "Jo tuen piirissä", "Jo tuen piirissä")
    ]
    one = replace(team_list(language=language), suppressed=tuple(kept))
    counted = f"{said}: Jo tuen piirissä 2 · Osastohoidossa 1\r\n"
    assert counted in read(empty_note(one, "Alue"))
    assert said not in read(empty_note(team_list(), "Alue"))


def test_a_failure_says_what_is_missing_and_which_list_is_last(team_list, as_of):
    note = failure_note(team_list().team, as_of, LAST_GOOD, ["contacts", "verkko"])
    said = read(note)
    assert "Lista ei ole päivittynyt 22.11.2026." in said
    assert "Viimeisin lista on päivältä 20.11.2026." in said
    assert "Puute: kontaktit, verkko." in said


def test_a_failure_before_any_list(team_list, as_of):
    said = read(failure_note(team_list().team, as_of, None, []))
    assert "Aiempaa listaa ei ole." in said
    assert "Puute" not in said


@pytest.mark.parametrize("make", ["empty", "failure"])
def test_a_swedish_team_reads_swedish(team_list, as_of, make):
    one = team_list(language="sv")
    note = (
        empty_note(one, "Området")
        if make == "empty"
        else failure_note(one.team, as_of, LAST_GOOD, ["contacts"])
    )
    said = read(note)
    assert said.startswith("Björkby hälsostation")
    assert "säger ingenting om klientens behov av stöd" in said
    assert "lista ei" not in said.lower()


def test_lines_end_as_windows_expects(team_list):
    note = empty_note(team_list(notices=["Yksi."]), "Alue")
    assert note.startswith(b"\xef\xbb\xbf")
    assert note.count(b"\n") == note.count(b"\r\n") > 4

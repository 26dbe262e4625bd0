"""CSV as a Finnish Excel opens it, with nothing in it that runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.columns import UnwritableCell
from delivery.csv_list import PROGRAM_COLUMNS, Profile, csv_list, guarded
from schemas.identities import Named

HEADINGS = [
    "Tila",
    "Asiakas",
    "Asiakasnumero",
    "Ikä",
    "Kieli",
    "Miksi listalla",
    "Kysymys ammattilaiselle",
    "Perusteryhmiä",
    "Uusin tapahtuma",
    "Listalla alkaen",
    "Segmentti",
    "Tulos",
    "Syy",
    "Palaa (päivä)",
    "Siirretään tiimille",
    "Kirjaaja",
    "asiakas_id",
    "jakso",
]


def read(content, delimiter=";"):
    text = content.decode("utf-8-sig")
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=delimiter, strict=True))


def test_it_is_what_a_finnish_excel_opens(team_list, row, as_of):
    content = csv_list(team_list([row()]), {"c1": Named("Äijälä Åke", "A-10482")})
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 2
    headings, line = read(content)
    assert headings == HEADINGS
    assert line == [
        "Uusi tänään",
        "Äijälä Åke",
        "A-10482",
        "44",
        "suomi",
        "Käyttämättömät ajat: 4 käyttämätöntä aikaa, raja vähintään 3, 12 kk",
        "Mikä esti tulemasta?",
        "1",
        "3.11.2026",
        "22.11.2026",
        *[""] * 6,
        "c1",
        "22.11.2026",
    ]


def test_every_payload_is_guarded(team_list, row, reason, payloads):
    assert len(payloads) >= 60
    rows = [
        row(text, reasons=(reason(name=text, facts=(), asks=text),))
        for text in payloads
    ]
    names = {text: Named(text, text) for text in payloads}
    lines = read(csv_list(team_list(rows), names))
    for text, line in zip(payloads, lines[1:], strict=True):
        client, number, why, asks, client_id = (line[at] for at in (1, 2, 5, 6, 16))
        assert client == number == why == asks == client_id == f"'{text}"


def test_other_text_reads_back_as_it_was(team_list, row, texts, payloads):
    texts = [text for text in texts if text not in payloads and text]
    rows = [row(f"c{at}") for at in range(len(texts))]
    names = {row.client_id: Named(text) for row, text in zip(rows, texts, strict=True)}
    assert [line[1] for line in read(csv_list(team_list(rows), names))[1:]] == texts


@given(st.text())
def test_no_cell_begins_with_a_sign_of_a_formula(text):
    shown = guarded(text)
    assert shown in (text, f"'{text}")
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not shown.startswith(("\t", "\r", "\n"))


def test_several_reasons_stay_on_one_line(team_list, row, reason):
    one = row(reasons=(reason(facts=()), reason(name="Monta lääkettä", facts=())))
    (line,) = read(csv_list(team_list([one]), {}))[1:]
    assert line[5] == "Käyttämättömät ajat | Monta lääkettä"


def test_masked_rows_tell_nothing_more(team_list, row, masked):
    one = row(reasons=(masked,), families=None, newest_on=None)
    (line,) = read(csv_list(team_list([one]), {}))[1:]
    assert line[5].startswith("Pyyntö yhteydenotosta")
    assert line[6:9] == ["", "", ""]


def test_programs_read_plain_rfc_4180(team_list, row):
    one = row(families=2, segment=3)
    names = {"c1": Named('Åke "A", 1\r\n2', "A-10482")}
    content = csv_list(team_list([one]), names, Profile.RFC4180)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    columns, line = read(content, ",")
    assert columns == list(PROGRAM_COLUMNS)
    assert dict(zip(columns, line, strict=True)) == {
        "status": "Uusi tänään",
        "client": 'Åke "A", 1\r\n2',
        "number": "A-10482",
        "age": "44",
        "language": "suomi",
        "why": "Käyttämättömät ajat: 4 käyttämätöntä aikaa, raja vähintään 3, 12 kk",
        "asks": "Mikä esti tulemasta?",
        "families": "2",
        "newest_on": "2026-11-03",
        "listed_on": "2026-11-22",
        "segment": "3 Yhteistyöasiakkuus",
        "client_id": "c1",
        "opened_on": "2026-11-22",
    }


def test_programs_read_every_text_as_it_was(team_list, row, texts):
    texts = [text for text in texts if text.strip()]
    rows = [row(f"c{at}") for at in range(len(texts))]
    names = {row.client_id: Named(text) for row, text in zip(rows, texts, strict=True)}
    content = csv_list(team_list(rows), names, Profile.RFC4180)
    assert [line[1] for line in read(content, ",")[1:]] == texts


def test_a_text_that_excel_would_cut_is_refused(team_list, row):
    one = team_list([row()])
    with pytest.raises(UnwritableCell, match="station-koivula") as refused:
        csv_list(one, {"c1": Named("Q" * 32_768)})
    assert "QQ" not in str(refused.value)
    assert b"QQ" in csv_list(one, {"c1": Named("Q" * 32_767)})


@pytest.mark.parametrize("profile", Profile)
def test_the_same_list_gives_the_same_bytes(team_list, row, profile):
    one = team_list([row()])
    assert csv_list(one, {}, profile) == csv_list(one, {}, profile)

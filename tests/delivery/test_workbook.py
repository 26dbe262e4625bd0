"""The workbook as it reads back: text stays text, and the page says what it should."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from delivery.columns import UnwritableCell
from delivery.words_sv import SV
from delivery.workbook import workbook
from schemas.checklist import not_shown
from schemas.identities import Named
from worklist.handled import Handled
from worklist.rows import KeptOff
from worklist.states import State
from worklist.vocabulary import vocabulary

HEADER = "Tila"


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet, first=HEADER):
    """The rows below the headings, as heading to value."""
    lines = list(sheet.iter_rows(values_only=True))
    top = next(at for at, line in enumerate(lines) if line[0] == first)
    return [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]


def above(sheet):
    """The lines before the headings."""
    lines = [line[0] for line in sheet.iter_rows(values_only=True)]
    return lines[: lines.index(HEADER)]


def test_no_text_becomes_a_formula_or_a_link(team_list, row, reason, run, texts):
    rows = [
        row(
            f"c{at}{text}",
            language=text,
            reasons=(reason(name=text, facts=(text, text), asks=text),),
        )
        for at, text in enumerate(texts)
    ]
    one = team_list(rows, queue=rows, notices=texts, snoozed=rows)
    names = {row.client_id: Named(text) for row, text in zip(rows, texts, strict=True)}
    content = workbook(one, names, run)
    for sheet in opened(content):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name)
                assert b"<hyperlink" not in parts.read(name)


def test_every_text_reads_back_as_it_was(team_list, row, run, texts):
    texts = [text for text in texts if text.strip()]
    rows = [row(f"c{at}") for at in range(len(texts))]
    names = {row.client_id: Named(text) for row, text in zip(rows, texts, strict=True)}
    content = workbook(team_list(rows), names, run)
    read = [line["Asiakas"] for line in table(opened(content)["Lista"])]
    # openpyxl leaves Excel's marks for control characters as they stand in the file.
    assert read == [
        re.sub(
            "[\x00-\x08\x0b-\x1f\ufffe\uffff]",
            lambda found: f"_x{ord(found[0]):04X}_",
            text,
        )
        for text in texts
    ]


def test_new_rows_come_first_and_keep_their_order(team_list, row, run, as_of):
    earlier = as_of - timedelta(days=2)
    rows = [
        row("a", opened_on=earlier, listed_on=earlier),
        row("b"),
        row("c", opened_on=earlier),
        row("d"),
    ]
    lines = table(opened(workbook(team_list(rows), {}, run))["Lista"])
    assert [(line["Tila"], line["asiakas_id"]) for line in lines] == [
        ("Uusi tänään", "b"),
        ("Uusi tänään", "d"),
        ("Jonosta tänään", "c"),
        ("Avoinna", "a"),
    ]


def test_a_row_says_why_in_words(team_list, row, reason, run):
    one = row(
        segment=3,
        families=2,
        reasons=(
            reason(facts=("4 aikaa, raja vähintään 3, 12 kk", "joka viides")),
            reason(name="Monta lääkettä", facts=("8 lääkettä",), asks="", new=True),
        ),
    )
    names = {"c1": Named("Virtanen Aino", "A-10482")}
    (line,) = table(opened(workbook(team_list([one]), names, run))["Lista"])
    assert line == {
        "Tila": "Uusi tänään",
        "Asiakas": "Virtanen Aino",
        "Asiakasnumero": "A-10482",
        "Ikä": 44,
        "Kieli": "suomi",
        "Miksi listalla": (
            "• Käyttämättömät ajat: 4 aikaa, raja vähintään 3, 12 kk; joka viides\n"
            "• Monta lääkettä: 8 lääkettä (uusi peruste)"
        ),
        "Kysymys ammattilaiselle": "Mikä esti tulemasta?",
        "Perusteryhmiä": 2,
        "Uusin tapahtuma": datetime(2026, 11, 3),
        "Listalla alkaen": datetime(2026, 11, 22),
        "Segmentti": "3 Yhteistyöasiakkuus",
        "Tulos": None,
        "Syy": None,
        "Palaa (päivä)": None,
        "Siirretään tiimille": None,
        "Kirjaaja": None,
        "asiakas_id": "c1",
        "jakso": datetime(2026, 11, 22),
        "versio": line["versio"],
    }


def test_two_reasons_stand_on_a_row_and_all_on_their_own_sheet(
    team_list, row, reason, run
):
    told = [reason(name=f"Heräte {at}", asks=f"Kysymys {at}?") for at in range(4)]
    book = opened(workbook(team_list([row(reasons=tuple(told))]), {}, run))
    (line,) = table(book["Lista"])
    *first, last = line["Miksi listalla"].split("\n")
    assert [text[2:10] for text in first] == ["Heräte 0", "Heräte 1"]
    assert last == "• +2 muuta: katso Perusteet"
    assert line["Kysymys ammattilaiselle"] == "• Kysymys 0?\n• Kysymys 1?"
    reasons = table(book["Perusteet"], "Asiakas")
    assert [told["Heräte"] for told in reasons] == [f"Heräte {at}" for at in range(4)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "Aiemmin käsitelty 14.9.2026: Ei aiheellinen"),
        ("sv", "Tidigare behandlad 14.9.2026: Inte relevant"),
    ],
)
def test_a_row_tells_how_the_client_was_handled_before(
    team_list, row, run, language, said
):
    one = row(earlier=Handled(date(2026, 9, 14), "not_relevant", "station-koivula"))
    names = {"c1": Named("Virtanen Aino", "A-10482")}
    book = opened(workbook(team_list([one], language=language), names, run))
    assert book["Lista"]["F5"].value.endswith(f"\n• {said}")


def test_those_who_come_back_stand_by_the_morning_on_which_they_do(
    team_list, row, run, as_of
):
    def asleep(client, days):
        return row(client, state=State.SNOOZED, wakes_on=as_of + timedelta(days))

    one = team_list([row()], snoozed=[asleep("late", 30), asleep("soon", 2)])
    sheet = opened(workbook(one, {}, run))["Palaavat"]
    lines = table(sheet)
    assert [(line["asiakas_id"], line["Palaa listalle"]) for line in lines] == [
        ("soon", datetime(2026, 11, 24)),
        ("late", datetime(2026, 12, 22)),
    ]
    assert {line["Tila"] for line in lines} == {"Palaa myöhemmin"}
    assert sheet["A2"].value.startswith("Palaa myöhemmin 2.")


def test_a_masked_reason_hides_what_would_tell_of_it(
    team_list, row, reason, masked, run
):
    one = row(families=None, newest_on=None, reasons=(reason(), masked))
    book = opened(workbook(team_list([one]), {"c1": Named("Virtanen Aino")}, run))
    (line,) = table(book["Lista"])
    assert "Pyyntö yhteydenotosta" in line["Miksi listalla"]
    assert line["Perusteryhmiä"] is None
    assert line["Uusin tapahtuma"] is None
    assert [
        (told["Heräte"][:8], told["Peruste"])
        for told in table(book["Perusteet"], "Asiakas")
    ] == [
        ("Käyttämä", "4 käyttämätöntä aikaa, raja vähintään 3, 12 kk"),
        ("Pyyntö y", None),
    ]


def test_the_top_counts_and_carries_the_notices(team_list, row, run, as_of):
    earlier = as_of - timedelta(days=2)
    waiting = row("w", listed_on=None, opened_on=earlier)
    one = team_list(
        [
            row("a"),
            row("b", opened_on=earlier, listed_on=earlier),
            row("b", opened_on=earlier),
            row("b", opened_on=earlier, state=State.TAKEN),
        ],
        queue=[waiting, row("v", listed_on=None)],
        notices=[f"Huomautus {at}." for at in range(5)],
        snoozed=[row("b", state=State.SNOOZED)],
    )
    names = dict.fromkeys("abv", Named("Virtanen Aino"))
    lines = above(opened(workbook(one, names, run))["Lista"])
    assert lines[0].startswith("Koivulan terveysasema: ehdotukset")
    assert "22.11.2026" in lines[0]
    assert lines[1] == (
        "Listalla 4 (uusi tänään 1, jonosta tänään 1, avoinna 1, käsittelyssä 1) · "
        "Jonossa 2 (vanhin 20.11.2026, 2 pv) · Palaa myöhemmin 1"
    )
    assert lines[2].startswith("YKSILÖLLINEN ARVIO AINA")
    assert lines[3:] == [
        "Huomautus 0.",
        "Huomautus 1.",
        "Huomautus 2.",
        "Lisäksi 2 muuta huomautusta: katso Tiedot ajosta.",
        "Asiakkaita, joiden nimi puuttuu henkilötiedoista: 1.",
    ]


def test_all_notices_stand_with_the_facts_of_the_night(team_list, row, run):
    notices = [f"Huomautus {at}." for at in range(5)]
    book = opened(workbook(team_list([row()], notices=notices), {}, run))
    told = [line[1] for line in book["Tiedot ajosta"].iter_rows(values_only=True)]
    assert set(notices) < set(told)
    assert "3f8a" in told
    assert datetime(2026, 11, 22) in told
    assert "mittaukset: hylätty: ei käytetty tänään" in told
    assert "Käyttämättömät ajat: päätös voimassa 1.1.2026 alkaen" in told


@pytest.mark.parametrize(
    ("language", "sheet", "heading", "ends"),
    [
        ("fi", "Ohje", "Mitä lista ei näytä", "jälkeen tapahtunutta ei ole mukana."),
        (
            "sv",
            "Anvisning",
            "Vad listan inte visar",
            "har hänt efter 22.11.2026 är med.",
        ),
    ],
)
def test_the_guide_says_what_no_list_shows(
    team_list, row, run, language, sheet, heading, ends
):
    book = opened(workbook(team_list([row()], language=language), {}, run))
    guide = dict(
        line[:2] for line in book[sheet].iter_rows(values_only=True) if line[0]
    )
    *blind_spots, last = guide[heading].split("\n")
    assert blind_spots == [f"• {getattr(one, language)}" for one in not_shown()]
    assert last.endswith(ends)


def test_the_queue_keeps_its_order_and_has_nothing_to_fill_in(team_list, row, run):
    queue = [row("b", listed_on=None), row("a", listed_on=None)]
    sheet = opened(workbook(team_list([row()], queue), {}, run))["Jonossa"]
    lines = table(sheet)
    assert [line["asiakas_id"] for line in lines] == ["b", "a"]
    assert {line["Tila"] for line in lines} == {"Jonossa"}
    assert not {"Tulos", "Syy", "Listalla alkaen"} & set(lines[0])
    assert sheet["A2"].value == (
        "Jonossa 2 (vanhin 22.11.2026, 0 pv). Rivit nousevat listalle tässä "
        "järjestyksessä, tavallisesti enintään 8 päivässä, kun listalla on alle 60 "
        "riviä."
    )


def test_the_queue_tells_of_a_list_that_is_full(team_list, row, run):
    one = team_list([row()], [row("b", listed_on=None)])
    for most in (20, None):
        team = one.team.model_copy(update={"most_shown": most})
        book = opened(workbook(replace(one, team=team), {}, run))
        for text in (book["Jonossa"]["A2"].value, book["Ohje"]["B4"].value):
            assert (", kun listalla on alle 20 riviä." in text) == bool(most)


def test_outcomes_are_chosen_from_the_guide(team_list, row, run):
    names = {"a": Named("Virtanen Aino"), "b": Named("Virtanen Eero")}
    book = opened(workbook(team_list([row("a"), row("b")]), names, run))
    chosen = {}
    for validation in book["Lista"].data_validations.dataValidation:
        if validation.type == "date":
            # The morning of the list is the 23rd: the day after it is the earliest.
            assert (validation.operator, validation.formula1) == (
                "greaterThanOrEqual",
                str((date(2026, 11, 24) - date(1899, 12, 30)).days),
            )
            continue
        place = re.fullmatch(r"'Ohje'!\$B\$(\d+):\$B\$(\d+)", validation.formula1)
        cells = book["Ohje"][f"B{place[1]}:B{place[2]}"]
        (cells_filled,) = validation.sqref.ranges
        heading = book["Lista"].cell(4, cells_filled.min_col).value
        assert (cells_filled.min_row, cells_filled.max_row) == (5, 6)
        chosen[heading] = [cell.value for (cell,) in cells]
    assert chosen == {
        "Tulos": [choice.text for choice in vocabulary().choices("fi")],
        "Syy": list(vocabulary().reasons("fi")),
        "Siirretään tiimille": ["Kotihoito"],
    }


def test_the_sheet_is_ready_to_sort_and_print(team_list, row, run):
    book = opened(workbook(team_list([row()]), {"c1": Named("Virtanen Aino")}, run))
    assert book.sheetnames == [
        "Lista",
        "Jonossa",
        "Palaavat",
        "Perusteet",
        "Ohje",
        "Tiedot ajosta",
    ]
    sheet = book["Lista"]
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "A4:S5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.oddFooter.left.text == "Sisältää salassa pidettäviä tietoja"
    assert sheet.oddFooter.right.text == "Sivu &P/&N"
    assert [at for at in "ABPQ" if sheet.column_dimensions[at].hidden] == ["Q"]
    assert [sheet.cell(4, at).value for at in (17, 18, 19)] == [
        "asiakas_id",
        "jakso",
        "versio",
    ]
    assert all(sheet.column_dimensions[at].hidden for at in ("Q", "S"))
    assert sheet["I5"].number_format == "d.m.yyyy"


def test_a_swedish_team_reads_swedish(team_list, row, run):
    book = opened(workbook(team_list([row(language="sv")], language="sv"), {}, run))
    assert book.sheetnames == [
        "Lista",
        "I kö",
        "Återkommer",
        "Grunder",
        "Anvisning",
        "Om körningen",
    ]
    (line,) = table(book["Lista"], "Läge")
    assert (line["Läge"], line["Språk"]) == ("Ny i dag", "svenska")
    assert book["Lista"]["A1"].value.startswith("Björkby hälsostation: förslag")
    assert book["Lista"].oddFooter.left.text == SV.confidential
    assert "'Anvisning'!" in book["Lista"].data_validations.dataValidation[0].formula1


def test_the_same_list_gives_the_same_bytes(team_list, row, run):
    one = team_list([row()], queue=[row("b", listed_on=None)])
    first = workbook(one, {"c1": Named("Åke")}, run)
    assert workbook(one, {"c1": Named("Åke")}, run) == first
    # Nothing within a file comes from a clock.
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_bears_the_day_of_the_data_and_no_clock(team_list, row, run):
    book = opened(workbook(team_list([row()]), {}, run))
    assert book.properties.created == datetime(2026, 11, 22)
    assert book.properties.modified == datetime(2026, 11, 22)


def test_a_list_without_rows_can_still_be_written(team_list, run):
    assert table(opened(workbook(team_list(), {}, run))["Lista"]) == []


def test_a_text_that_would_be_cut_is_refused(team_list, row, run):
    with pytest.raises(UnwritableCell, match="station-koivula") as refused:
        workbook(team_list([row()]), {"c1": Named("Q" * 32_768)}, run)
    assert "QQ" not in str(refused.value)


@pytest.mark.parametrize("code", ["131052-308T", "010190A900X", "311299+999y"])
def test_an_identity_code_within_a_name_is_cut_out(team_list, row, run, code):
    content = workbook(team_list([row()]), {"c1": Named(f"Virtanen {code} Aino")}, run)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert code.encode() not in parts.read(name)
    (line,) = table(opened(content)["Lista"])
    assert line["Asiakas"] == "Virtanen … Aino"


def test_days_are_days(team_list, row, run):
    one = row(opened_on=date(2026, 2, 3), listed_on=date(2026, 3, 4))
    (line,) = table(opened(workbook(team_list([one]), {}, run))["Lista"])
    assert line["Listalla alkaen"] == datetime(2026, 3, 4)
    assert line["jakso"] == datetime(2026, 2, 3)


def test_those_of_whom_nothing_is_asked_stand_on_sheets_of_their_own(
    team_list, row, run, as_of
):
    kept = KeptOff("palliative", "saa palliatiivista hoitoa", as_of, None)
    off = row("bo", state=State.SUPPRESSED, kept_off=kept)
    one = replace(team_list([row("anna")]), suppressed=(off,), informed=(row("cia"),))
    names = {"bo": Named("Bo B"), "cia": Named("Cia C")}
    book = opened(workbook(one, names, run))
    [told] = table(book["Ei listalla"], "Asiakas")
    assert told["Asiakas"] == "Bo B"
    assert told["Miksi ei listalla"] == "saa palliatiivista hoitoa"
    assert told["Alkaen"] == datetime.combine(as_of, time())
    [told] = table(book["Tiedoksi"], "Asiakas")
    assert told["Asiakas"] == "Cia C"
    without = opened(workbook(team_list([row("anna")]), {}, run)).sheetnames
    assert {"Ei listalla", "Tiedoksi"}.isdisjoint(without)


def test_who_has_waited_for_too_long_is_counted_and_marked(team_list, row, run):
    one = team_list([row("anna"), row("bo", overdue=3)], queue=[row("cia", overdue=14)])
    book = opened(workbook(one, {}, run))
    assert "Odottanut liian kauan: 2" in above(book.worksheets[0])
    why = [line["Miksi listalla"] for line in table(book.worksheets[0])]
    assert ["odottanut yli 3 pv" in said for said in why] == [False, True]
    [waiting] = table(book.worksheets[1])
    assert "odottanut yli 14 pv" in waiting["Miksi listalla"]
    swedish = replace(one, team=one.team.model_copy(update={"language": "sv"}))
    sheet = opened(workbook(swedish, {}, run)).worksheets[0]
    assert "Väntat för länge: 2" in [line[0] for line in sheet.values]
    punctual = opened(workbook(team_list([row("anna")]), {}, run))
    assert not [said for said in above(punctual.worksheets[0]) if "liian" in str(said)]

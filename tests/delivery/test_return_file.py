"""A returned file is read as it was filled in, or refused in one sentence."""

import io
import unicodedata
import warnings
import zipfile
from contextlib import suppress
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery import return_file
from delivery.return_file import READ, UnreadableReturn, read_return
from delivery.row_version import row_version
from delivery.workbook import workbook
from schemas.identities import Named
from tests.delivery.returns import columns
from tests.examples import examples

HEADINGS, FIRST_ROW = 4, 5
NAMES = {"c1": Named("Virtanen Aino"), "c2": Named("Åkerström Åsa")}
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9)
    )
    + b'<!ENTITY a0 "&a;&a;">]><sst><si><t>&a8;</t></si></sst>'
)


@pytest.fixture
def content(team_list, row, run):
    return workbook(team_list([row("c1"), row("c2")]), NAMES, run)


@pytest.fixture
def saved(content, tmp_path):
    """`saved(change)`: the path of the list after `change(book)`."""

    def save(change=lambda book: None):
        book = openpyxl.load_workbook(io.BytesIO(content))
        change(book)
        path = tmp_path / "lista.xlsx"
        book.save(path)
        return path

    return save


def with_part(content, name, part):
    """The file with one part put in, or in the place of another."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def test_a_list_says_whose_it_is_and_what_was_filled_in(saved, as_of):
    def fill_in(book):
        sheet, places = book["Lista"], columns(book["Lista"])
        sheet.cell(FIRST_ROW + 1, places["outcome"] + 1).value = " Otan käsittelyyn "
        sheet.cell(FIRST_ROW + 1, places["until"] + 1).value = datetime(2026, 12, 1)

    file = read_return(saved(fill_in))
    assert (file.county, file.team) == ("Keksitty hyvinvointialue", "station-koivula")
    assert (file.as_of, file.language) == (as_of, "fi")
    assert [number for number, _ in file.rows] == [FIRST_ROW, FIRST_ROW + 1]
    _, cells = file.rows[1]
    assert set(cells) == set(READ)
    assert cells["client"] == "Åkerström Åsa"
    assert cells["outcome"] == "Otan käsittelyyn"
    assert cells["until"] == datetime(2026, 12, 1)
    assert cells["actor"] is None


def test_whatever_a_client_is_called_the_row_is_known(
    team_list, row, run, texts, tmp_path, as_of
):
    rows = [row(f"c{at}") for at in range(len(texts))]
    names = {row.client_id: Named(text) for row, text in zip(rows, texts, strict=True)}
    path = tmp_path / "lista.xlsx"
    path.write_bytes(workbook(team_list(rows), names, run))
    file = read_return(path)
    assert len(file.rows) == len(texts)
    for _, cells in file.rows:
        told = (file.county, file.team, as_of, cells["client_id"], as_of)
        assert cells["version"] == row_version(0, *told, cells["client"] or "")


@pytest.mark.parametrize(
    "name", ["Åkerström Åsa", "Đorvvo Sáŋŋá", "Анна", "שלום", "A\u030akerström"]
)
def test_names_come_back_composed(team_list, row, run, tmp_path, name):
    path = tmp_path / "lista.xlsx"
    path.write_bytes(workbook(team_list([row()]), {"c1": Named(name)}, run))
    [(_, cells)] = read_return(path).rows
    assert cells["client"] == unicodedata.normalize("NFC", name)


def rename(book):
    book["Lista"].title = "Oma"


def drop_versions(book):
    book["Lista"].delete_cols(columns(book["Lista"])["version"] + 1)


def repeat_outcomes(book):
    place = columns(book["Lista"])["outcome"] + 1
    book["Lista"].cell(HEADINGS, 30).value = book["Lista"].cell(HEADINGS, place).value


def fill_by_formula(book):
    place = columns(book["Lista"])["actor"] + 1
    book["Lista"].cell(FIRST_ROW + 1, place).value = "=N5"


def forget_whose(book):
    del book.custom_doc_props["team"]


def misname_the_day(book):
    book.custom_doc_props["as_of"].value = "eilen"


def fill_far_below(book):
    book["Lista"].cell(return_file.MOST_ROWS + 1, 2).value = "x"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (rename, "has no sheet Lista"),
        (drop_versions, "lacks some of the columns .* versio .*hidden"),
        (repeat_outcomes, "has the column Tulos more than once"),
        (fill_by_formula, "holds formulas, the first in row 6"),
        (forget_whose, "does not say whose list of which day"),
        (misname_the_day, "does not say whose list of which day"),
        (fill_far_below, "far larger than any list"),
    ],
)
def test_what_is_no_longer_the_list_is_refused(saved, change, sentence):
    with pytest.raises(UnreadableReturn, match=f"lista.xlsx.* {sentence}|{sentence}"):
        read_return(saved(change))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda content: b"", "damaged or no workbook"),
        (lambda content: b"Tila;Asiakas\r\n", "damaged or no workbook"),
        (lambda content: content[: len(content) // 2], "damaged or no workbook"),
        (lambda content: return_file.COMPOUND + bytes(600), "protected by a password"),
        (
            lambda content: with_part(content, "xl/vbaProject.bin", b"x"),
            "holds macros",
        ),
        (
            lambda content: with_part(content, "xl/worksheets/sheet1.xml", b"<works"),
            "is damaged",
        ),
        (
            lambda content: with_part(content, "xl/sharedStrings.xml", BOMB),
            "is damaged",
        ),
        (
            lambda content: with_part(content, "xl/x", bytes(100_000_001)),
            "far larger",
        ),
        (lambda content: content + bytes(10_000_000), "far larger"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(content, tmp_path, damage, sentence):
    path = tmp_path / "lista.xlsx"
    path.write_bytes(damage(content))
    with pytest.raises(UnreadableReturn, match=rf"lista\.xlsx .*{sentence}"):
        read_return(path)


def test_what_excel_adds_to_a_sheet_is_passed_over(content, tmp_path):
    sheet, path = "xl/worksheets/sheet1.xml", tmp_path / "lista.xlsx"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        part = parts.read(sheet)
    added = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
    part = part.replace(b"</worksheet>", added + b"</worksheet>")
    path.write_bytes(with_part(content, sheet, part))
    with warnings.catch_warnings(record=True, action="always") as told:
        assert len(read_return(path).rows) == 2
    assert told == []


@settings(max_examples=examples(60))
@given(st.data())
def test_damage_anywhere_is_read_or_refused(content, tmp_path, data):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        name = data.draw(st.sampled_from(parts.namelist()))
        part = bytearray(parts.read(name))
    at = data.draw(st.integers(0, len(part) - 1))
    part[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    path = tmp_path / "lista.xlsx"
    path.write_bytes(with_part(content, name, bytes(part)))
    # Nothing but a refusal may be raised.
    with suppress(UnreadableReturn):
        assert all(set(cells) == set(READ) for _, cells in read_return(path).rows)

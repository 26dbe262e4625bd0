"""A file of concerns is read whole, and every bad row is told with its line."""

from datetime import date

import pytest

from extracts.concern_forms import broken_rules, read_concern_forms
from schemas.concerns import ConcernForm
from schemas.reading import UnreadableExtract

HEADING = "client_id;raised_on;raised_by;kind;source_register"
WHOLE = "anna;2026-11-16;professional;situation;health"


@pytest.fixture
def read(tmp_path):
    """Reads a file of these lines."""

    def reading(*lines, encoding="utf-8"):
        path = tmp_path / "forms.csv"
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return read_concern_forms(path)

    return reading


def test_a_whole_file_gives_its_forms_with_their_lines(read):
    found = read(
        f"{HEADING};client_told;client_wish;client_consent",
        "anna;2026-11-16;professional;crisis_or_stuck;social;true;contact;",
        "bo;16.11.2026;relative;means_run_out;health;0;;1",
    )
    assert found.troubles == ()
    assert found.forms == (
        (
            2,
            ConcernForm(
                client_id="anna",
                raised_on=date(2026, 11, 16),
                raised_by="professional",
                kind="crisis_or_stuck",
                source_register="social",
                client_told=True,
                client_wish="contact",
            ),
        ),
        (
            3,
            ConcernForm(
                client_id="bo",
                raised_on=date(2026, 11, 16),
                raised_by="relative",
                kind="means_run_out",
                source_register="health",
                client_told=False,
                client_consent=True,
            ),
        ),
    )


def test_commas_a_mark_and_another_order_of_columns_are_read_too(read):
    found = read(
        "kind,client_id,raised_by,source_register,raised_on",
        "situation,anna,client,health,2026-11-16",
        encoding="utf-8-sig",
    )
    assert [form.client_id for _, form in found.forms] == ["anna"]


def test_a_file_without_rows_has_no_forms(read):
    assert read(HEADING).forms == ()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";2026-11-16;client;situation;health;;", "client_id is empty"),
        ("anna;;client;situation;health;;", "raised_on is empty"),
        ("anna;soon;client;situation;health;;", "raised_on cannot be read as a day"),
        ("anna;2026-11-31;client;situation;health;;", "raised_on cannot be read"),
        ("anna;2026-11-16;nurse;situation;health;;", "raised_by is none of profess"),
        ("anna;2026-11-16;client;mood;health;;", "kind is none of situation, crisis"),
        ("anna;2026-11-16;client;situation;school;;", "source_register is none of"),
        ("anna;2026-11-16;client;situation;health;maybe;", "told cannot be read as tr"),
        ("anna;2026-11-16;client;situation;health;;hug", "client_wish is none of"),
        ("anna;2026-11-16;relative;situation;health;;", "needs the client's consent"),
        (f"{'a' * 65};2026-11-16;client;situation;health;;", "client_id is too long"),
    ],
)
def test_a_bad_row_is_told_in_a_sentence_with_its_line_and_without_its_value(
    read, row, sentence
):
    found = read(f"{HEADING};client_told;client_wish", f"{WHOLE};;", row, f"{WHOLE};;")
    [(line, said)] = found.troubles
    assert line == 3
    assert sentence in said
    assert [line for line, _ in found.forms] == [2, 4]
    assert not any(cell in said for cell in ("anna", "soon", "nurse", "mood", "hug"))


def test_every_bad_row_is_told_in_the_order_of_the_file(read):
    found = read(
        HEADING,
        "anna;2026-11-16;nurse;situation;health",
        WHOLE,
        "anna;2026-11-16;relative;situation;health",
        ";soon;client;mood;school",
    )
    lines = [line for line, _ in found.troubles]
    assert lines == [2, 4, *[5] * 4]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("client_id;raised_on;kind",), "the heading lacks raised_by, source_register"),
        ((f"{HEADING};note", f"{WHOLE};weeps"), "no place for 1 of the columns"),
        ((HEADING, "anna;2026-11-16"), "line 2"),
        ((HEADING, WHOLE, ""), "line 3"),
    ],
)
def test_what_is_no_such_file_is_refused_in_one_sentence(read, lines, sentence):
    with pytest.raises(UnreadableExtract, match=sentence) as refused:
        read(*lines)
    assert "weeps" not in str(refused.value)


def test_other_encodings_are_refused(read):
    with pytest.raises(UnreadableExtract):
        read(HEADING, WHOLE.replace("anna", "änna"), encoding="latin-1")


def test_a_form_is_held_against_the_rules_of_its_contract():
    form = ConcernForm(
        client_id="anna",
        raised_on=date(2026, 11, 16),
        raised_by="relative",
        kind="situation",
        source_register="health",
    )
    assert broken_rules(form) == [
        "a relative's concern needs the client's consent (client_consent)"
    ]
    assert broken_rules(form.model_copy(update={"client_consent": True})) == []

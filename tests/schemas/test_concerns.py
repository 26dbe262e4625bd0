"""A concern's form is closed, and a relative speaks with the client's consent."""

from datetime import date

import polars as pl
import pytest

from fixtures.text_tables import text_table
from schemas.concerns import (
    ClientWish,
    Concern,
    ConcernForm,
    ConcernKind,
    RaisedBy,
    standing,
)
from triggers._catalogue import trigger
from triggers._words import reason, remarks


def broken_by(rule, columns, cells):
    """Whether one drawn concern breaks a rule."""
    rows = text_table(Concern, f"| {columns}\nanna | {cells}")
    return rows.select(Concern.violations()[rule]).item()


@pytest.mark.parametrize(
    ("raised_by", "consent", "broken"),
    [
        ("relative", "yes", False),
        ("relative", "no", True),
        ("relative", "-", True),
        ("professional", "-", False),
        ("professional", "no", False),
        ("client", "-", False),
        # Who raised it is missing: another rule's business.
        ("-", "-", False),
    ],
)
def test_a_relative_speaks_with_the_clients_consent(raised_by, consent, broken):
    rule = "relative_without_consent"
    cells = f"{raised_by} | {consent}"
    assert broken_by(rule, "raised_by | client_consent", cells) is broken


@pytest.mark.parametrize(
    ("withdrawn_on", "broken"),
    [("2026-09-30", True), ("2026-10-01", False), ("2026-10-02", False), ("-", False)],
)
def test_nothing_is_withdrawn_before_it_was_raised(withdrawn_on, broken):
    rule, columns = "withdrawn_before_raised", "raised_on | withdrawn_on"
    assert broken_by(rule, columns, f"2026-10-01 | {withdrawn_on}") is broken


def test_the_form_asks_five_questions_and_takes_no_free_text():
    """Who notices, about what, told, wish and consent; all of them closed."""
    place = {"client_id", "raised_on", "source_register"}
    asked = [column for column in ConcernForm.columns() if column.name not in place]
    assert len(asked) <= 5
    assert all(column.vocabulary or column.kind is bool for column in asked)


def test_it_stands_until_the_day_it_is_withdrawn():
    rows = text_table(
        Concern,
        """
              | withdrawn_on
        ------+-------------
        anna  | 2026-10-31
        bo    | 2026-11-01
        cia   | 2026-11-02
        dan   | -
        """,
    )
    found = rows.select("client_id", stands=standing(date(2026, 11, 1)))
    assert dict(found.iter_rows()) == {
        "anna": False,
        "bo": False,
        "cia": True,
        "dan": True,
    }
    assert isinstance(found.schema["stands"], pl.Boolean)


def test_whatever_the_form_takes_is_said_on_the_list():
    """Who noticed is a limit; each kind and wish, told or not, is a remark."""
    one = trigger("concern_raised", date(2026, 11, 1))
    condition = one.decision.fires_when
    assert [t.measure for t in condition.any] == [f"by_{who}" for who in RaisedBy]
    told = [
        *(f"about_{kind}" for kind in ConcernKind),
        *("told", "untold"),
        *(f"wishes_{wish}" for wish in ClientWish),
    ]
    for measure in told:
        assert len(remarks(one, {measure: 1}, "fi")) == 1
        assert remarks(one, {measure: 0}, "fi") == []
    assert len(one.decision.remarks) == len(told)


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (1, "fi", "1 työntekijän huoli, raja vähintään 1, 90 pv"),
        (2, "fi", "2 työntekijän huolta, raja vähintään 1, 90 pv"),
        (1, "sv", "1 anteckning om en anställds oro, gräns minst 1, 90 dagar"),
        (2, "sv", "2 anteckningar om anställdas oro, gräns minst 1, 90 dagar"),
        (1, "en", "1 concern of a professional, limit at least 1, 90 days"),
        (2, "en", "2 concerns of professionals, limit at least 1, 90 days"),
    ],
)
def test_one_concern_is_not_said_as_several_are(value, language, said):
    one = trigger("concern_raised", date(2026, 11, 1))
    assert reason(one, "by_professional", value, "at_least", 1, language) == said

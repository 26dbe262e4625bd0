"""What a team filled in is recorded once, and what does not hold is refused."""

from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest
from sqlalchemy import select

from delivery.return_file import UnreadableReturn
from delivery.returned import Fate, RowFate
from tests.delivery.returns import (
    COUNTY,
    FIRST,
    MORNING,
    columns,
    filled,
    listed,
    routing,
    taken_in,
    written,
)
from tests.worklist.conftest import postgresql, store_url  # noqa: F401
from tests.worklist.nights import night, run, state
from worklist.actors import LONGEST_ACTOR
from worklist.reading import read
from worklist.recorded import UNDONE, Recording, record, undo
from worklist.store import open_store
from worklist.tables import ACCESS, DISPOSITION
from worklist.vocabulary import Effect, vocabulary

TAKEN = {"outcome": "Otan käsittelyyn", "actor": "hoitaja-1"}
WEEK = "Palaa asiaan myöhemmin: 1 viikko (valitse syy)"
AGREED = "sovittu myöhemmäksi"


@pytest.fixture
def store(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def returned(store, tmp_path):
    """`returned(cells, ...)`: fates of anna, bo and cecilia, whose list was filled."""

    def fates(cells, more=(), **options):
        content = listed(store, "anna", "bo", "cecilia")
        for step in more:
            step(store)
        path = filled(content, tmp_path / "lista.xlsx", cells)
        return taken_in(store, path, **options)

    return fates


def recorded(store, *names):
    """Some columns of what was recorded, by client."""
    query = select(DISPOSITION).order_by(DISPOSITION.c.client_id, DISPOSITION.c.number)
    with store.connect() as connection:
        return read(connection, query).select("client_id", *names).rows()


def put(store, client, code, actor="hoitaja-9", **more):
    at = datetime.combine(MORNING, time(8), UTC)
    one = Recording(client, FIRST, code, actor, "north", "command", **more)
    record(store, one, at, at.date(), routing())


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_choice_of_the_list_comes_back_as_its_code(store, tmp_path, language):
    words = vocabulary()
    cells, wanted = {}, []
    for number, choice in enumerate(words.choices(language)):
        kind, client = words.dispositions[choice.code], f"c{number:02}"
        reason = next(iter(kind.reasons), None)
        transfer = kind.effect == Effect.TRANSFER
        cells[client] = {
            "outcome": choice.text,
            "cause": getattr(kind.reasons[reason], language) if reason else None,
            "to_team": {"fi": "Etelä", "sv": "Södra"}[language] if transfer else None,
            "actor": "hoitaja-1",
        }
        until = MORNING + timedelta(choice.days) if choice.days else None
        team = "south" if transfer else None
        wanted.append((client, choice.code, reason, until, team))
    content = listed(store, *cells, language=language)
    path = filled(content, tmp_path / "lista.xlsx", cells, language)
    assert {one.fate for one in taken_in(store, path, language)} == {Fate.RECORDED}
    assert recorded(store, "code", "reason", "until", "to_team") == wanted
    assert {row[1:] for row in recorded(store, "actor", "team", "source")} == {
        ("hoitaja-1", "north", "workbook")
    }


def test_a_day_in_its_own_column_is_the_day_of_the_snooze(store, returned):
    snoozed = {"outcome": WEEK, "cause": AGREED, "actor": 1234}
    returned(
        {
            "anna": {**snoozed, "until": date(2026, 12, 31)},
            "bo": {**snoozed, "until": " 1.1.2027"},
            "cecilia": {**snoozed, "until": "2027-01-02"},
        }
    )
    assert recorded(store, "until", "actor") == [
        ("anna", date(2026, 12, 31), "1234"),
        ("bo", date(2027, 1, 1), "1234"),
        ("cecilia", date(2027, 1, 2), "1234"),
    ]


@pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)
def test_a_file_that_comes_again_changes_nothing(store_url, tmp_path):  # noqa: F811
    store = open_store(store_url)
    content = listed(store, "anna", "bo", "cecilia")
    cells = {
        "anna": {"outcome": WEEK, "cause": AGREED, "actor": "hoitaja-1"},
        "bo": {
            "outcome": "Siirretty toiseen tiimiin",
            "to_team": "Etelä",
            "actor": "hoitaja-1",
        },
        "cecilia": {"outcome": "Ei aiheellinen (valitse syy)", "actor": "hoitaja-1"},
    }
    path = filled(content, tmp_path / "lista.xlsx", cells)
    before = state(store)
    rehearsed = taken_in(store, path, dry_run=True)
    assert state(store) == before
    first = taken_in(store, path)
    assert [one.fate for one in first] == [Fate.RECORDED, Fate.RECORDED, Fate.REFUSED]
    assert rehearsed == first
    after = state(store)
    again = taken_in(store, path, days=3)
    assert [one.fate for one in again] == [Fate.ALREADY, Fate.ALREADY, Fate.REFUSED]
    assert state(store) == after
    store.dispose()


def test_who_recorded_by_a_file_is_in_the_access_log_once(store, returned):
    def logged():
        names = ("client_id", "action", "actor", "source", "team")
        query = select(*(ACCESS.c[name] for name in names))
        with store.connect() as connection:
            return [*map(tuple, connection.execute(query))]

    cells = {"anna": TAKEN, "bo": {"outcome": "no such outcome", "actor": "hoitaja-1"}}
    returned(cells, dry_run=True)
    assert logged() == []
    for _ in range(2):
        returned(cells)
    assert logged() == [("anna", "recorded", "hoitaja-1", "delivery", "north")]


def test_what_was_undone_is_not_done_again(store, returned, tmp_path):
    returned({"anna": TAKEN})
    at = datetime.combine(MORNING, time(10), UTC)
    one = Recording("anna", FIRST, UNDONE, "hoitaja-1", "north", "command")
    undo(store, one, at, at.date())
    before = state(store)
    [again] = taken_in(store, tmp_path / "lista.xlsx")
    assert again.fate == Fate.REFUSED
    assert "hoitaja-1 recorded undone on" in again.why
    assert state(store) == before


def test_a_row_without_an_outcome_asks_for_nothing(store, returned):
    assert returned({"anna": {"actor": "hoitaja-1"}, "bo": TAKEN}) == (
        RowFate(6, Fate.RECORDED),
    )
    assert recorded(store) == [("bo",)]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"outcome": None, "cause": "muu syy"}, "the outcome is missing"),
        ({"outcome": "Ei aiheellinen"}, "one of: selittyy hoito-"),
        ({"outcome": "Kuntoutunut"}, "none of those to choose from"),
        ({"actor": None}, "it is missing who recorded it"),
        ({"actor": "n" * (LONGEST_ACTOR + 1)}, "over 64 characters"),
        ({"actor": "131052-308T"}, "a personal identity code; write a user name"),
        ({"outcome": "Yhteyshenkilö nimetty (valitse syy)"}, "one of: omatyöntekijä,"),
        ({"outcome": WEEK, "cause": "muuttanut"}, "one of: odotetaan asiakasta,"),
        ({"cause": "muuttanut"}, "this outcome takes no reason"),
        ({"outcome": WEEK, "cause": AGREED, "until": "pian"}, "a day cannot be read"),
        (
            {"outcome": WEEK, "cause": AGREED, "until": date(2028, 1, 1)},
            "a snooze ends after today and by 2027-05-20",
        ),
        ({"until": date(2026, 12, 1)}, "a snooze needs the day"),
        ({"outcome": "Siirretty toiseen tiimiin"}, "a transfer needs the team"),
        (
            {"outcome": "Siirretty toiseen tiimiin", "to_team": "Itä"},
            "write its code: south",
        ),
        ({"client_id": "bo"}, "the row is not as it left"),
        ({"client": "Sukunimi bo"}, "the row is not as it left"),
        ({"opened_on": datetime(2026, 11, 19)}, "the row is not as it left"),
        ({"opened_on": None}, "the row is not as it left"),
        ({"version": None}, "the row is not as it left"),
        ({"version": "1-0123456789abcdef"}, "the row is not as it left"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_and_keeps_no_other(
    store, returned, cells, sentence
):
    refused, good = returned({"anna": {**TAKEN, **cells}, "cecilia": TAKEN})
    assert (refused.row, refused.fate) == (5, Fate.REFUSED)
    assert sentence in refused.why
    assert "Sukunimi" not in refused.why
    assert good == RowFate(7, Fate.RECORDED)
    assert recorded(store) == [("cecilia",)]


def test_who_recorded_first_is_named(store, returned):
    [refused] = returned({"anna": TAKEN}, [lambda store: put(store, "anna", "taken")])
    assert "hoitaja-9 recorded taken on 2026-11-21 after this list" in refused.why
    assert recorded(store, "actor") == [("anna", "hoitaja-9")]


def test_the_same_outcome_by_somebody_else_is_no_repetition(store, returned):
    one = lambda store: put(store, "anna", "taken", "hoitaja-2")  # noqa: E731
    [refused] = returned({"anna": TAKEN}, [one])
    assert refused.fate == Fate.REFUSED


def test_a_closed_episode_is_refused(store, returned):
    def lapse(store):
        nights = {MORNING: night(MORNING, {("bo", "medicines")})}
        run(store, nights, MORNING, routing=routing())

    [refused] = returned({"anna": TAKEN}, [lapse], days=2)
    assert "closed already" in refused.why


def test_an_unknown_episode_is_refused(tmp_path, store):
    content = listed(store, "anna")
    elsewhere = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    listed(elsewhere, "bo")
    path = filled(content, tmp_path / "lista.xlsx", {"anna": TAKEN})
    [refused] = taken_in(elsewhere, path)
    assert "there is no episode of this client" in refused.why
    elsewhere.dispose()


def test_another_team_answers_for_the_client_by_now(store, tmp_path):
    content = listed(store, "anna")
    teams = routing()
    # North is gone for a night, so that its clients go to the root of the tree.
    gone = teams.model_copy(
        update={
            "teams": {"south": teams.teams["south"]},
            "tree": teams.tree.model_copy(update={"team": "south"}),
        }
    )
    nights = {MORNING: night(MORNING, {("anna", "medicines")}, team="south")}
    run(store, nights, MORNING, routing=gone)
    path = filled(content, tmp_path / "lista.xlsx", {"anna": TAKEN})
    [refused] = taken_in(store, path, days=2)
    assert "another team answers for this client" in refused.why
    assert recorded(store) == []


def test_a_row_of_another_list_is_refused(store, tmp_path):
    content = listed(store, "anna", "bo")
    nights = {MORNING: night(MORNING, {("anna", "medicines"), ("bo", "medicines")})}
    run(store, nights, MORNING, routing=routing())
    newer = filled(written(store, routing(), MORNING), tmp_path / "b.xlsx", {})
    path = filled(content, tmp_path / "a.xlsx", {"anna": TAKEN, "bo": TAKEN})
    older, sheet = openpyxl.load_workbook(path), openpyxl.load_workbook(newer)["Lista"]
    for cell in sheet[5]:
        if cell.column <= columns(sheet)["segment"] or cell.column > 15:
            older["Lista"].cell(5, cell.column).value = cell.value
    older.save(path)
    first, second = taken_in(store, path, days=2)
    assert "comes from another list" in first.why
    assert second.fate == Fate.RECORDED


def test_rows_may_be_sorted_and_deleted(store, tmp_path):
    content = listed(store, "anna", "bo", "cecilia")
    path = filled(content, tmp_path / "a.xlsx", {"anna": TAKEN, "cecilia": TAKEN})
    book = openpyxl.load_workbook(path)
    sheet = book["Lista"]
    lines = [[cell.value for cell in sheet[row]] for row in (7, 5)]
    sheet.delete_rows(5, 3)
    sheet.append([])
    for line in lines:
        sheet.append(line)
    book.save(path)
    assert [one.fate for one in taken_in(store, path)] == [Fate.RECORDED] * 2
    assert recorded(store) == [("anna",), ("cecilia",)]


@pytest.mark.parametrize(
    ("made", "here", "sentence"),
    [
        ({}, {"county": "Toinen"}, f"a list of {COUNTY}, and here is Toinen"),
        ({"day": MORNING}, {}, "a list of 2026-11-21, and the newest night here is"),
    ],
)
def test_a_list_from_elsewhere_is_refused_whole(store, tmp_path, made, here, sentence):
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    content = listed(other, "anna", **made)
    listed(store, "anna")
    path = filled(content, tmp_path / "lista.xlsx", {"anna": TAKEN})
    with pytest.raises(UnreadableReturn, match=sentence):
        taken_in(store, path, **here)
    assert recorded(store) == []
    other.dispose()


def test_a_list_of_a_team_that_is_gone_is_refused_whole(store, tmp_path):
    content = listed(store, "anna")
    book = openpyxl.load_workbook(filled(content, tmp_path / "a.xlsx", {}))
    book.custom_doc_props["team"].value = "west"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableReturn, match="the team west, which"):
        taken_in(store, tmp_path / "a.xlsx")

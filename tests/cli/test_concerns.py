"""`herate concern`: what it notes, what it refuses, and how it says so."""

import json
from datetime import date, timedelta
from functools import partial

import polars as pl
import pytest

from cli.options import today

from .conftest import ON

HEADING = "client_id;raised_on;raised_by;kind;source_register"
KIND = ("--kind", "situation", "--raised-by", "professional")
LAST_DAY = ON + timedelta(89)


@pytest.fixture
def herate(herate, finished_night, store, monkeypatch):
    """`herate(ARGUMENT, ...)`: `herate concern` after a night, with an empty store."""
    monkeypatch.setenv("HERATE_HOME", str(finished_night.home))
    return partial(herate, "concern")


@pytest.fixture(scope="module")
def clients(finished_night):
    """Why each client of the night is excluded: reason to pseudonyms."""
    night = finished_night.home / "nights" / ON.isoformat()
    found = (
        pl.scan_parquet(night / "buckets" / "clients" / "*.parquet")
        .select("client", pl.col("excluded").cast(pl.String).fill_null("nothing"))
        .join(pl.scan_parquet(night / "numbers.parquet"), on="client")
        .sort("client_id")
        .collect()
    )
    return dict(found.group_by("excluded").agg("client_id").iter_rows())


@pytest.fixture(scope="module")
def anna(clients):
    """Somebody of the population."""
    return clients["nothing"][0]


@pytest.fixture
def stored(herate):
    """The concerns that the command lists."""

    def concerns(*arguments):
        told = herate("list", "--json", *arguments)
        assert told.code == 0
        return json.loads(told.out)["concerns"]

    return concerns


def test_a_concern_is_noted_with_the_nights_that_count_it(herate, stored, anna):
    told = herate("add", anna, *KIND, "--on", ON)
    assert told.code == 0
    [concern] = stored()
    assert concern == {
        "client_id": anna,
        "raised_on": ON.isoformat(),
        "raised_by": "professional",
        "kind": "situation",
        "source_register": "health",
        "client_told": None,
        "client_wish": None,
        "client_consent": None,
        "concern_id": concern["concern_id"],
        "withdrawn_on": None,
    }
    assert told.out == (
        f"noted as {concern['concern_id']}: it counts on the nights of {ON} to "
        f"{LAST_DAY}, unless it is withdrawn\n"
    )


def test_every_question_of_the_form_can_be_answered(herate, stored, anna):
    told = herate(
        *("add", anna, "--kind", "means_run_out", "--raised-by", "relative"),
        *("--register", "social", "--on", ON, "--not-told", "--wish", "contact"),
        *("--consent", "--json"),
    )
    noted = json.loads(told.out)
    assert noted["new"]
    assert (noted["first_night"], noted["last_night"]) == (str(ON), str(LAST_DAY))
    [concern] = stored()
    assert concern["concern_id"] == noted["concern_id"]
    assert (concern["client_told"], concern["client_wish"]) == (False, "contact")
    assert (concern["client_consent"], concern["source_register"]) == (True, "social")


def test_submitted_twice_it_is_one_and_says_so(herate, stored, anna):
    herate("add", anna, *KIND, "--on", ON)
    told = herate("add", anna, *KIND, "--on", ON, "--told")
    assert told.code == 0
    assert told.out.startswith("was noted already as ")
    assert len(stored()) == 1


def test_without_a_day_it_is_todays(herate, stored, anna):
    before = today()
    assert herate("add", anna, *KIND).code == 0
    assert before <= date.fromisoformat(stored()[0]["raised_on"]) <= today()


def test_withdrawn_it_stays_on_the_list_of_concerns_and_can_be_raised_anew(
    herate, stored, anna
):
    herate("add", anna, *KIND, "--on", ON)
    [concern] = stored()
    told = herate("withdraw", concern["concern_id"], "--on", ON)
    assert told.code == 0
    assert str(ON) in told.out
    assert stored()[0]["withdrawn_on"] == str(ON)
    again = herate("withdraw", concern["concern_id"], "--on", ON + timedelta(1))
    assert str(ON) in again.out
    assert herate("add", anna, *KIND, "--on", ON).out.startswith("noted as ")
    assert sorted(one["withdrawn_on"] or "-" for one in stored()) == ["-", str(ON)]


def test_the_list_can_be_of_one_client(herate, stored, clients):
    anna, bo = clients["nothing"][:2]
    herate("add", anna, *KIND, "--on", ON)
    herate("add", bo, *KIND, "--on", ON - timedelta(1))
    assert [one["client_id"] for one in stored()] == [anna, bo]
    assert [one["client_id"] for one in stored("--client", bo)] == [bo]
    herate("withdraw", stored()[0]["concern_id"], "--on", ON)
    ids = [one["concern_id"] for one in stored()]
    told = herate("list").out.splitlines()
    assert told == [
        f"{ids[0]}  {ON}  {anna}: situation, by professional, health, "
        f"withdrawn on {ON}",
        f"{ids[1]}  {ON - timedelta(1)}  {bo}: situation, by professional, health",
    ]


REFUSED = {
    "an unknown client": (("nobody", *KIND, "--on", ON), "knows no client of this"),
    "an identity code": (("010190-900P", *KIND), "looks like a personal identity code"),
    "a day ahead": (("{anna}", *KIND, "--on", date(2999, 1, 1)), "is ahead"),
    "a day long past": (
        ("{anna}", *KIND, "--on", ON - timedelta(89)),
        f"no list after {ON} would show it",
    ),
    "a relative without consent": (
        ("{anna}", "--kind", "situation", "--raised-by", "relative", "--on", ON),
        "needs the client's consent",
    ),
    "no such kind": (("{anna}", "--kind", "mood", "--raised-by", "client"), "'mood'"),
    "no kind": (("{anna}", "--raised-by", "client"), "--kind"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(
    herate, stored, anna, what
):
    arguments, sentence = REFUSED[what]
    told = herate("add", *(str(one).format(anna=anna) for one in arguments))
    assert told.code == 2
    assert sentence in told.err
    assert told.out == ""
    assert "010190" not in told.err
    assert stored() == []


def test_the_oldest_day_that_the_next_night_shows_is_taken(herate, stored, anna):
    assert herate("add", anna, *KIND, "--on", ON - timedelta(88)).code == 0
    assert len(stored()) == 1


@pytest.mark.parametrize("reason", ["deceased", "minor", "objects"])
def test_whom_no_list_would_show_is_refused_plainly(herate, stored, clients, reason):
    told = herate("add", clients[reason][0], *KIND, "--on", ON)
    assert told.code == 2
    assert "outside the population" in told.err
    assert "see to it in another way" in told.err
    assert stored() == []


def test_who_has_no_contact_comes_in_by_the_concern(herate, stored, clients):
    outside = [*clients.get("no_contact", []), *clients.get("moved_away", [])]
    assert outside
    assert herate("add", outside[0], *KIND, "--on", ON).code == 0
    assert len(stored()) == 1


def test_without_a_night_nobody_is_known(herate, tmp_path, anna):
    told = herate("add", anna, *KIND, "--home", tmp_path)
    assert told.code == 2
    assert "no night has been run here" in told.err


def test_nothing_that_is_not_there_can_be_withdrawn(herate):
    told = herate("withdraw", "0123456789abcdef")
    assert told.code == 2
    assert "no concern of this id" in told.err


@pytest.fixture
def forms(tmp_path):
    """Writes a file of forms."""

    def write(*rows):
        path = tmp_path / "forms.csv"
        path.write_text("".join(f"{row}\n" for row in (HEADING, *rows)))
        return path

    return write


def test_a_file_is_entered_whole_and_again_without_harm(herate, stored, forms, clients):
    anna, bo = clients["nothing"][:2]
    row = f"{anna};{ON};client;life_situation;social"
    told = herate("import", forms(row))
    assert (told.code, told.out.split(":")[0]) == (0, "1 rows")
    [concern] = stored()
    herate("withdraw", concern["concern_id"], "--on", ON)
    herate("add", bo, *KIND, "--on", ON)
    path = forms(
        row,
        f"{bo};{ON};professional;situation;health",
        f"{bo};{ON};professional;means_run_out;health",
    )
    told = herate("import", path, "--json")
    assert json.loads(told.out) == {
        "rows": 3,
        "new": 1,
        "there_already": 1,
        "withdrawn_before": 1,
    }
    assert len(stored()) == 3


def test_a_file_with_bad_rows_is_refused_whole_and_tells_each(
    herate, stored, forms, clients
):
    anna, gone = clients["nothing"][0], clients["deceased"][0]
    path = forms(
        f"{anna};{ON};client;situation;health",
        f"{anna};{ON};client;mood;health",
        f"nobody;{ON};client;situation;health",
        f"{gone};{ON};client;situation;health",
        f"{anna};2999-01-01;relative;situation;health",
    )
    told = herate("import", path)
    assert told.code == 2
    lines = told.err.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == [
        f"forms.csv, line {number}" for number in (3, 4, 5, 6)
    ]
    assert "kind is none of" in lines[0]
    assert "knows no client" in lines[1]
    assert "outside the population" in lines[2]
    assert "consent" in lines[3]
    assert lines[-1].endswith("nothing of the file was entered")
    assert not any(one in told.err for one in (anna, gone, "nobody", "mood"))
    assert stored() == []


def test_what_is_there_already_is_not_asked_about_again(
    herate, stored, forms, anna, monkeypatch
):
    """A file that grows for months comes again with what no list shows any more."""
    path = forms(f"{anna};{ON};client;situation;health")
    assert herate("import", path).code == 0
    monkeypatch.setattr("night.concerns.counts_until", lambda raised_on: raised_on)
    assert herate("import", path).code == 0
    assert len(stored()) == 1
    other = forms(f"{anna};{ON};client;means_run_out;health")
    assert "too long ago" in herate("import", other).err


def test_a_file_that_is_not_one_is_refused(herate, tmp_path, stored):
    told = herate("import", tmp_path / "nowhere.csv")
    assert told.code == 2
    assert told.err.count("\n") == 1
    path = tmp_path / "notes.csv"
    path.write_text("client_id;note\nanna;weeps\n")
    told = herate("import", path)
    assert told.code == 2
    assert "the heading lacks" in told.err
    assert "weeps" not in told.err
    assert stored() == []

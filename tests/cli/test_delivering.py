"""`herate deliver` and `herate deliveries`: what is owed, sent, and left, and why."""

import json
from datetime import timedelta

import pytest

from night.delivering import Undelivered
from tests.worklist.nights import FIRST, RULES, night
from worklist.deliveries import Owing
from worklist.episodes import merge_night, take_back_night

SECOND = FIRST + timedelta(days=1)
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIBfr0kD9OB9NvAZ1TSPBC4kr/vI/lFn4WOokfJgIf5eB"
COUNTY = """
name: Keksitty hyvinvointialue
mode: list
legal_basis:
  basis: Invented people only
  impact_assessment: not needed
  valid_from: 2000-01-01
delivery:
  sftp:
    host: 127.0.0.1
    port: 1
    user: herate
    host_key: ssh-ed25519 {KEY}
  teams:
    home-care: {channels: [folder, sftp]}
""".replace("{KEY}", KEY)


@pytest.fixture(autouse=True)
def county(tmp_path, monkeypatch):
    """The county's settings, where the command finds them."""
    path = tmp_path / "county.yaml"
    path.write_text(COUNTY)
    monkeypatch.setenv("HERATE_COUNTY", str(path))
    return path


def hold_back(store, day, *channels):
    """A night without contacts owes a note of failure."""
    owing = Owing({"home-care": channels}, ("contacts",))
    take_back_night(store, day, RULES, lambda *_: None, owing=owing)


def listed(herate, *arguments):
    code, out, _ = herate("deliveries", "--json", *arguments)
    assert code == 0
    return [
        (one["as_of"], one["channel"], one["kind"], one["state"], one["last_error"])
        for one in json.loads(out)["deliveries"]
    ]


def test_what_is_owed_is_sent_and_listed(herate, store, tmp_path):
    hold_back(store, FIRST, "folder")
    assert listed(herate) == [(str(FIRST), "folder", "failure", "pending", None)]
    code, out, _ = herate("deliver")
    assert (code, out) == (0, "everything that was owed has been delivered\n")
    assert listed(herate) == [(str(FIRST), "folder", "failure", "sent", None)]
    (note,) = (tmp_path / "lists").rglob("ei_listaa_*")
    assert "kontaktit" in note.read_text("utf-8-sig")
    assert herate("deliver")[0] == 0


def test_what_fails_is_told_with_what_to_do_and_the_rest_arrives(
    herate, store, tmp_path
):
    hold_back(store, FIRST, "folder", "sftp")
    code, _, error = herate("deliver")
    assert code == 7
    assert error == (
        f"herate: home-care was not reached by sftp for {FIRST} "
        "(ConnectionRefusedError): check the server's address, its host key, our key "
        "and its folder, then run `herate deliver`\n"
    )
    assert [one[3] for one in listed(herate)] == ["sent", "pending"]
    assert len([*(tmp_path / "lists").rglob("ei_listaa_*")]) == 1


def test_what_somebody_is_sending_is_to_be_waited_for():
    assert str(Undelivered(FIRST, "home-care", "mail", "Underway")) == (
        f"home-care was not reached by mail for {FIRST} (Underway): wait for the "
        "attempt that is sending it, or end it if it hangs, then run `herate deliver`"
    )


def test_without_a_day_the_newest_is_listed_and_what_is_still_owed(herate, store):
    hold_back(store, FIRST, "folder", "sftp")
    hold_back(store, SECOND, "folder")
    herate("deliver")
    assert [one[:2] for one in listed(herate)] == [
        (str(FIRST), "sftp"),
        (str(SECOND), "folder"),
    ]
    assert len(listed(herate, "--as-of", FIRST)) == 2


def test_one_day_can_be_sent_alone(herate, store):
    hold_back(store, FIRST, "folder")
    hold_back(store, SECOND, "folder")
    assert herate("deliver", "--as-of", SECOND)[0] == 0
    assert [one[3] for one in listed(herate)] == ["pending", "sent"]


def test_a_list_whose_night_is_gone_stays_owed_and_says_so(herate, store):
    results = night(FIRST, {("anna", "medicines")})
    owing = Owing({"home-care": ("folder",)})
    merge_night(store, FIRST, RULES, lambda *_: results, owing=owing)
    code, _, error = herate("deliver")
    assert code == 7
    assert "(NotMade: FileNotFoundError): run that night again" in error
    hold_back(store, SECOND, "folder")
    assert herate("deliver")[0] == 7
    assert [(one[0], one[3]) for one in listed(herate)] == [
        (str(FIRST), "pending"),
        (str(SECOND), "sent"),
    ]


def test_what_was_owed_while_people_could_be_listed_is_owed_no_more(
    herate, store, county, tmp_path
):
    hold_back(store, FIRST, "folder", "sftp")
    county.write_text(COUNTY.replace("mode: list", "mode: aggregate"))
    assert herate("deliver")[0] == 0
    assert {one[3] for one in listed(herate)} == {"not_needed"}
    assert not (tmp_path / "lists").exists()


def test_a_night_of_a_day_that_is_not_over_is_refused(herate, store, tmp_path):
    code, _, error = herate("night", "--as-of", "2999-11-20")
    assert code == 2
    assert "2999-11-20 is not over yet" in error
    assert not (tmp_path / "lists").exists()


def test_a_table_tells_the_same_to_people(herate, store):
    hold_back(store, FIRST, "folder")
    code, out, _ = herate("deliveries")
    assert code == 0
    assert all(said in out for said in (str(FIRST), "home-care", "pending"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("home-care:", "moon:", "there is no team moon in the routing"),
        ("[folder, sftp]", "[folder, mail]", "is given mail, but it has no settings"),
        ("[folder, sftp]", "[folder, fax]", "delivery.teams.home-care.channels.1"),
        ("    user: herate", "    password: x\n    user: herate", "sftp.password"),
        ("port: 1\n", "port: 1\n    host_keys: any\n", "delivery.sftp.host_keys"),
    ],
)
def test_settings_that_are_not_right_are_refused(
    herate, store, county, tmp_path, old, new, sentence
):
    hold_back(store, FIRST, "folder")
    county.write_text(COUNTY.replace(old, new))
    code, _, error = herate("deliver")
    assert code == 2
    assert sentence in error
    assert not (tmp_path / "lists").exists()

"""Files stand in the right folder, whole or not at all, and only those of this day."""

import dataclasses
import io
import os
import stat
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from delivery.columns import NotPseudonymous
from delivery.folder import put
from delivery.packages import RefusedTeam, failure_package, list_package
from schemas.deliveries import Format
from schemas.identities import Named
from worklist.deliveries import Kind

from .servers import unclaimed

NAMES = {"c1": Named("Virtanen Aino", "A-10482")}
LIST = "lista_station-koivula_2026-11-22"
EMPTY = "tyhja_station-koivula_2026-11-22.txt"
FAILURE = "ei_listaa_station-koivula_2026-11-22.txt"
HOSTILE = [
    "",
    ".",
    "..",
    "../evil",
    "a/b",
    "/etc",
    "a\\b",
    "..\\evil",
    "C:",
    "con",
    "nul",
    "com1",
    "A",
    "å",
    "-a",
    "a b",
    "a.b",
    "a\n",
    "a\x00",
    "\u202ea",
    "ａ",
    "a" * 41,
    "~",
    "$(id)",
    "{{a}}",
    "=a",
]


def deliver(lists, names, folder, run):
    """Put each list, all in workbook and CSV, into its folder; returns the packages."""
    packages = [
        list_package(one, names, run, (Format.XLSX, Format.EXCEL_FI), bundle=bytes)
        for one in lists
    ]
    for package in packages:
        put(package, folder, unclaimed)
    return packages


def deliver_failure(teams, folder, as_of, last_good, missing):
    """Put a note of failure into the folder of each team."""
    packages = [
        failure_package(code, team, as_of, last_good, missing)
        for code, team in teams.items()
    ]
    for package in packages:
        put(package, folder, unclaimed)
    return packages


def files(folder):
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    )


def names_in(folder):
    return sorted(path.name for path in (folder / "station-koivula").iterdir())


def test_a_team_gets_its_list_in_both_forms(tmp_path, team_list, row, run, as_of):
    earlier = as_of - timedelta(days=1)
    one = team_list(
        [row(), row("c2", opened_on=earlier, listed_on=earlier)],
        queue=[row("c3", listed_on=None)],
    )
    (delivered,) = deliver([one], NAMES, tmp_path, run)
    assert next(iter(delivered.files)) == f"{LIST}.xlsx"
    assert delivered.kind == Kind.LIST
    assert (delivered.rows, delivered.new, delivered.queued) == (2, 1, 1)
    assert names_in(tmp_path) == [f"{LIST}.csv", f"{LIST}.xlsx"]


def test_files_are_for_their_owner_alone(tmp_path, team_list, row, run):
    deliver([team_list([row()])], NAMES, tmp_path, run)
    for path in (tmp_path / "station-koivula").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "station-koivula").stat().st_mode) == 0o700


def test_a_team_with_nothing_gets_a_note(tmp_path, team_list, run):
    (delivered,) = deliver([team_list()], {}, tmp_path, run)
    assert (delivered.kind, delivered.rows) == (Kind.EMPTY, 0)
    assert names_in(tmp_path) == [EMPTY]


def test_no_teams_get_nothing(tmp_path, run, as_of):
    assert deliver([], {}, tmp_path, run) == []
    assert deliver_failure({}, tmp_path, as_of, None, []) == []
    assert files(tmp_path) == []


def test_running_again_gives_the_same_bytes(tmp_path, team_list, row, run):
    one = team_list([row()], queue=[row("c3", listed_on=None)])
    deliver([one], NAMES, tmp_path / "first", run)
    for _ in range(2):
        deliver([one], NAMES, tmp_path / "second", run)
    assert files(tmp_path / "first") == files(tmp_path / "second")
    for name in files(tmp_path / "first"):
        first, second = ((tmp_path / side / name) for side in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()


def test_running_again_replaces_what_was_there(tmp_path, team_list, row, run):
    deliver([team_list([row()])], {"c1": Named("Vanha Nimi")}, tmp_path, run)
    deliver([team_list([row()])], {"c1": Named("Uusi Nimi")}, tmp_path, run)
    content = (tmp_path / "station-koivula" / f"{LIST}.csv").read_text("utf-8-sig")
    assert "Uusi Nimi" in content
    assert "Vanha Nimi" not in content


def test_a_list_that_became_a_note_leaves_no_list(tmp_path, team_list, row, run):
    deliver([team_list([row()])], NAMES, tmp_path, run)
    deliver([team_list()], NAMES, tmp_path, run)
    assert names_in(tmp_path) == [EMPTY]
    deliver([team_list([row()])], NAMES, tmp_path, run)
    assert names_in(tmp_path) == [f"{LIST}.csv", f"{LIST}.xlsx"]


def test_other_files_and_other_days_stay(tmp_path, team_list, row, run):
    place = tmp_path / "station-koivula"
    place.mkdir()
    others = [
        "lista_station-koivula_2026-11-21.xlsx",
        "lista_station-koivula_2026-11-22.oma-kopio.xlsx",
        "lista_station-koivula-2_2026-11-22.xlsx",
        "muistio.docx",
    ]
    for name in others:
        (place / name).write_text("x")
    deliver([team_list()], {}, tmp_path, run)
    assert names_in(tmp_path) == sorted([*others, EMPTY])


@pytest.mark.parametrize("fails", ["replace", "fsync"])
def test_a_delivery_that_is_cut_leaves_the_old_list_whole(
    tmp_path, team_list, row, run, monkeypatch, fails
):
    one = team_list([row()])
    deliver([one], {"c1": Named("Vanha Nimi")}, tmp_path, run)
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}

    def cut(*_):
        raise OSError("cut")

    with monkeypatch.context() as patched:
        patched.setattr(os, fails, cut)
        with pytest.raises(OSError, match="cut"):
            deliver([one], {"c1": Named("Uusi Nimi")}, tmp_path, run)
    assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before


@pytest.mark.parametrize("then", ["list", "failure"])
def test_what_a_killed_delivery_left_is_removed(
    tmp_path, team_list, row, run, monkeypatch, as_of, then
):
    one = team_list([row()])

    def killed(made, _):
        # A kill runs no clean-up: leave a second name for what was written.
        os.link(made, f"{made[: -len('.part')]}x.part")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver([one], NAMES, tmp_path, run)
    assert [name.endswith(".part") for name in names_in(tmp_path)] == [True]
    if then == "list":
        deliver([one], NAMES, tmp_path, run)
        assert names_in(tmp_path) == [f"{LIST}.csv", f"{LIST}.xlsx"]
    else:
        deliver_failure({one.code: one.team}, tmp_path, as_of, None, [])
        assert names_in(tmp_path) == [FAILURE]


def test_the_new_is_on_disk_before_the_old_goes(
    tmp_path, team_list, row, run, monkeypatch
):
    deliver([team_list([row()])], NAMES, tmp_path, run)
    done = []
    fsync, replace, unlink = os.fsync, os.replace, Path.unlink

    def noted_fsync(handle):
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        done.append("folder" if is_folder else "file")
        fsync(handle)

    def noted_replace(made, name):
        done.append("name")
        replace(made, name)

    def noted_unlink(path, **told):
        done.append("gone")
        unlink(path, **told)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    monkeypatch.setattr(Path, "unlink", noted_unlink)
    deliver([team_list()], {}, tmp_path, run)
    assert done[:6] == ["file", "name", "folder", "gone", "gone", "folder"]


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_team_code_is_refused(tmp_path, team_list, row, run, as_of, code):
    folder = tmp_path / "out"
    folder.mkdir()
    one = team_list([row()], code=code)
    with pytest.raises(RefusedTeam):
        deliver([team_list([row()]), one], NAMES, folder, run)
    with pytest.raises(RefusedTeam):
        deliver_failure({"a": one.team, code: one.team}, folder, as_of, None, [])
    assert files(tmp_path) == []


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path, team_list, row, run):
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "station-koivula").symlink_to(elsewhere)
    with pytest.raises(RefusedTeam):
        deliver([team_list([row()])], NAMES, folder, run)
    assert files(elsewhere) == []


@pytest.mark.parametrize("where", ["rows", "queue", "snoozed"])
def test_clients_keyed_by_identity_codes_are_refused(
    tmp_path, team_list, row, run, where
):
    one = team_list(**{"rows": [row("c2")], where: [row("010190-900X")]})
    with pytest.raises(NotPseudonymous, match="1 clients") as refused:
        deliver([one], {}, tmp_path, run)
    assert "010190" not in str(refused.value)
    assert files(tmp_path) == []


def test_no_identity_code_in_any_byte(tmp_path, team_list, row, run):
    code = "010190-900X"
    one = team_list([row()], queue=[row("c2", listed_on=None)])
    deliver(
        [one],
        {"c1": Named(f"{code} Aino"), "c2": Named(f"Eero ({code})")},
        tmp_path,
        run,
    )
    for name in files(tmp_path):
        content = (tmp_path / name).read_bytes()
        parts = [content, name.encode()]
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts += [archive.read(part) for part in archive.namelist()]
        for part in parts:
            assert code.encode() not in part
            assert code.encode("utf-16-le") not in part


def test_lists_of_another_day_are_refused(tmp_path, team_list, row, run):
    other = dataclasses.replace(run, as_of=date(2026, 11, 21))
    with pytest.raises(ValueError, match="of 2026-11-22, but the night is of"):
        deliver([team_list([row()])], NAMES, tmp_path, other)
    assert files(tmp_path) == []


def test_a_failure_leaves_lists_where_they_are(tmp_path, team_list, row, run, as_of):
    one = team_list([row()])
    deliver([one], NAMES, tmp_path, run)
    (delivered,) = deliver_failure(
        {one.code: one.team}, tmp_path, as_of, date(2026, 11, 20), ["contacts"]
    )
    assert (delivered.kind, list(delivered.files)) == (Kind.FAILURE, [FAILURE])
    assert names_in(tmp_path) == [FAILURE, f"{LIST}.csv", f"{LIST}.xlsx"]
    deliver([one], NAMES, tmp_path, run)
    assert names_in(tmp_path) == [f"{LIST}.csv", f"{LIST}.xlsx"]


def test_what_slept_before_its_rename_cannot_lie_over_what_is_newer(
    tmp_path, team_list, row, run
):
    older, newer = (
        list_package(
            team_list([row()]), {"c1": Named(name)}, run, (Format.EXCEL_FI,), bytes
        )
        for name in ("Vanha Nimi", "Uusi Nimi")
    )
    assert older.files.keys() == newer.files.keys()
    assert older.files != newer.files

    def asleep_after_it():
        put(newer, tmp_path, unclaimed)

    with pytest.raises(FileNotFoundError):
        put(older, tmp_path, asleep_after_it)
    ((name, content),) = newer.files.items()
    assert (tmp_path / newer.team / name).read_bytes() == content
    assert len(names_in(tmp_path)) == 1


def test_whoever_may_not_go_on_leaves_all_as_it_was(tmp_path, team_list, row, run):
    deliver([team_list([row()])], NAMES, tmp_path, run)
    before = names_in(tmp_path)

    def stop():
        raise RuntimeError("overtaken")

    empty = list_package(team_list(), {}, run, (Format.XLSX,), bytes)
    with pytest.raises(RuntimeError, match="overtaken"):
        put(empty, tmp_path, stop)
    assert names_in(tmp_path) == before

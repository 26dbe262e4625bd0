"""A night never half-happens, and gives the same whenever and however often it runs."""

import json
import os
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import false_discovery_control
from sqlalchemy import select

from extracts.landing import manifest_path, sha256_of, write_extract
from night import listing, steps
from night.admission import read_report
from night.evaluation import read_counts
from night.places import Places
from schemas.extracts import EXTRACTS
from schemas.outcome import Outcome
from schemas.settings import OperatingMode
from schemas.verdict import Judgement
from worklist.reading import read
from worklist.store import open_store
from worklist.tables import EPISODE, FIRING, NIGHT, OUTCOME_COUNT

from .conftest import AT, DAYS, FIRST, all_steps, files_of, run_night


def store_of(settings):
    engine = open_store(settings.database_url)
    with engine.connect() as connection:
        rows = {
            table.name: sorted(map(str, read(connection, select(table)).rows()))
            for table in (NIGHT, OUTCOME_COUNT, FIRING, EPISODE)
        }
    engine.dispose()
    return rows


def results_of(settings, day):
    return files_of(Places.of(settings, day).folder / "results")


def lists_of(settings):
    return files_of(settings.home / "lists")


def test_outcomes_of_every_trigger_add_up_to_the_population(undisturbed):
    for day in DAYS:
        places = Places.of(undisturbed, day)
        counts = read_counts(places)
        outcomes = pl.read_parquet(places.result("outcomes"))
        assert outcomes.height == counts.population > 100
        assert outcomes["client_id"].is_unique().all()
        for stem, said in counts.outcomes.items():
            assert sum(said.values()) == counts.population
            assert outcomes[stem].null_count() == 0
        clients = pl.scan_parquet(places.buckets("clients") / "*.parquet")
        admitted = clients.select(pl.len()).collect().item()
        assert counts.population + sum(counts.excluded.values()) == admitted


def test_chances_among_many_are_counted_and_decide_nothing(undisturbed):
    places = Places.of(undisturbed, DAYS[0])
    counts = read_counts(places)
    measures = pl.read_parquet(places.result("measures"))
    assert {"rising_contacts", "rising_emergency_visits"} <= set(counts.many_tests)
    assert "frequent_visits" not in counts.many_tests
    for stem, found in counts.many_tests.items():
        said = counts.outcomes[stem]
        assert found.fired == said[Outcome.FIRED]
        assert found.tested == counts.population - said[Outcome.NOT_ASSESSABLE]
        chances = measures[f"{stem}__chance"].drop_nulls() / 100
        kept = (false_discovery_control(chances) <= 0.10).sum()
        assert found.kept == kept


def test_only_new_crossings_are_new_on_the_second_night(undisturbed):
    with open_store(undisturbed.database_url).connect() as connection:
        firings = read(connection, select(FIRING))
        episodes = read(connection, select(EPISODE))
    later = episodes.filter(pl.col("opened_on") > FIRST)
    crossed = firings.filter(pl.col("first_on") > FIRST)
    assert 0 < later.height < episodes.height / 4
    assert later.join(
        crossed,
        left_on=["client_id", "opened_on"],
        right_on=["client_id", "first_on"],
        how="anti",
    ).is_empty()


def test_no_client_has_two_open_episodes(undisturbed):
    with open_store(undisturbed.database_url).connect() as connection:
        episodes = read(connection, select(EPISODE))
    still_open = episodes.filter(
        pl.col("until_on").is_null(), pl.col("state") != "closed"
    )
    assert still_open["client_id"].is_unique().all()


def test_running_a_night_again_changes_nothing(after, undisturbed):
    home = after(1)
    first = (results_of(home, FIRST), lists_of(home), store_of(home))
    run_night(home, FIRST)
    assert (results_of(home, FIRST), lists_of(home), store_of(home)) == first
    assert results_of(home, FIRST) == results_of(undisturbed, FIRST)


def test_nights_out_of_order_end_as_nights_in_order(home, undisturbed):
    for day in (DAYS[2], DAYS[0], DAYS[1]):
        run_night(home, day)
    # A backfill puts the state right; lists that went out are rewritten by their night.
    run_night(home, DAYS[2], since="merge")
    assert store_of(home) == store_of(undisturbed)
    for day in DAYS:
        assert results_of(home, day) == results_of(undisturbed, day)
    assert lists_of(home) == lists_of(undisturbed)


def test_rows_shuffled_and_split_into_files_change_nothing(home, undisturbed):
    folder = home.landing_of(FIRST)
    for extract in ("contacts", "prescriptions"):
        path = manifest_path(folder, extract)
        manifest = json.loads(path.read_text())
        whole = folder / f"{extract}.parquet"
        rows = pl.read_parquet(whole).sample(fraction=1, shuffle=True, seed=3)
        manifest["files"] = []
        for part, third in enumerate(rows.iter_slices(rows.height // 3 + 1)):
            name = f"{extract}-{part}.parquet"
            third.write_parquet(folder / name)
            digest = sha256_of(folder / name)
            file = {"name": name, "rows": third.height, "sha256": digest}
            manifest["files"].append(file)
        whole.unlink()
        path.write_text(json.dumps(manifest))
    run_night(home, FIRST)
    assert len(list(folder.glob("contacts-*.parquet"))) == 3
    assert results_of(home, FIRST) == results_of(undisturbed, FIRST)


@pytest.fixture
def evaluated(after):
    """An installation whose first night is evaluated, and not yet merged."""
    home = after(1)
    shutil.rmtree(home.home / "lists")
    for file in home.home.glob("store.sqlite*"):
        file.unlink()
    return home


class Killed(BaseException):
    """Stands for the moment at which a process is gone."""


class Fuse:
    """Lets so many renames through, then ends the process at the next."""

    def __init__(self, monkeypatch):
        self.left: int | None = None
        self.renamed = 0
        rename, replace = Path.replace, os.replace

        def counted(original):
            def renaming(*arguments, **named):
                if self.left is not None:
                    if self.left == 0:
                        raise Killed
                    self.left -= 1
                self.renamed += 1
                return original(*arguments, **named)

            return renaming

        monkeypatch.setattr(Path, "replace", counted(rename))
        monkeypatch.setattr(os, "replace", counted(replace))


def judged_before(places, contract, *_):
    """What the suites said of an extract of a night that was run."""
    report = read_report(places, contract.extract)
    return Judgement(
        extract=contract.extract,
        verdict=report.verdict,
        rows=report.judged,
        findings=report.failures,
    )


def test_a_night_killed_in_each_step_and_run_again_is_the_same(
    after, stood, monkeypatch
):
    home, undisturbed = after(1), stood(2)
    judged = partial(judged_before, Places.of(undisturbed, DAYS[1]))
    monkeypatch.setattr("night.admission.judge", judged)
    fuse = Fuse(monkeypatch)
    for name, step in all_steps(home, DAYS[1]):
        fuse.left, fuse.renamed = None, 0
        step()
        for renames in sorted({0, fuse.renamed // 2, max(fuse.renamed - 1, 0)}):
            if renames < fuse.renamed:
                if name == "deliver":
                    # What has arrived already is not given again.
                    shutil.rmtree(home.home / "lists" / str(DAYS[1]))
                fuse.left = renames
                with pytest.raises(Killed):
                    step()
                fuse.left = None
        if name == "merge":
            continue
        step()
    assert results_of(home, DAYS[1]) == results_of(undisturbed, DAYS[1])
    assert store_of(home) == store_of(undisturbed)
    assert lists_of(home) == lists_of(undisturbed)
    parts = [path for path in home.home.rglob("*.part*") if "quality" not in path.parts]
    assert parts == []


def test_a_night_killed_before_it_ended_shows_no_half_list(evaluated, monkeypatch):
    home = evaluated
    steps.merge_results(home, FIRST)
    fuse = Fuse(monkeypatch)
    fuse.left = 3
    with pytest.raises(Killed):
        steps.deliver(home, FIRST, AT)
    written = list((home.home / "lists").rglob("lista_*.xlsx"))
    assert written
    for path in written:
        assert path.read_bytes()[:2] == b"PK"
        assert path.read_bytes()[-22:-18] == b"PK\x05\x06"


def test_contacts_that_do_not_come_leave_yesterdays_list_and_tell_every_team(after):
    home = after(1)
    before = lists_of(home)
    (home.landing_of(DAYS[1]) / "contacts.manifest.json").unlink()
    run_night(home, DAYS[1])
    after = lists_of(home)
    notes = {name: text for name, text in after.items() if name not in before}
    assert {name: after[name] for name in before} == before
    assert {Path(name).parent.name for name in notes} == {
        Path(name).parent.name for name in before
    }
    for name, text in notes.items():
        assert Path(name).name.startswith("ei_listaa_")
        assert "20.11.2026" in text.decode()
    assert [row for row in store_of(home)["night"] if str(DAYS[1]) in row] == []


def test_a_client_whose_row_is_quarantined_one_night_keeps_the_episode(
    after, without_suites
):
    home = after(1)
    with open_store(home.database_url).connect() as connection:
        on_list = select(EPISODE).where(EPISODE.c.state == "listed")
        listed = read(connection, on_list)["client_id"][0]
    folder = home.landing_of(DAYS[1])
    clients = pl.read_parquet(folder / "clients.parquet")
    twin = clients.filter(client_id=listed).with_columns(sex=pl.lit("other"))
    both = pl.concat([clients, twin.cast(clients.schema)])
    write_extract(folder, EXTRACTS["clients"], both, DAYS[1], DAYS[1])
    run_night(home, DAYS[1])
    with open_store(home.database_url).connect() as connection:
        theirs = read(connection, select(EPISODE).where(EPISODE.c.client_id == listed))
    assert theirs.select("opened_on", "state", "until_on").rows() == [
        (DAYS[0], "listed", None)
    ]


def test_a_client_under_non_disclosure_leaves_the_stations_list(after, without_suites):
    home = after(1)
    with open_store(home.database_url).connect() as connection:
        on_list = select(EPISODE).where(EPISODE.c.state == "listed")
        episodes = read(connection, on_list)
    moved = episodes.filter(pl.col("team").str.starts_with("station-"))["client_id"][0]
    folder = home.landing_of(DAYS[1])
    clients = pl.read_parquet(folder / "clients.parquet").with_columns(
        non_disclosure=pl.when(client_id=moved).then(True).otherwise("non_disclosure")
    )
    write_extract(folder, EXTRACTS["clients"], clients, DAYS[1], DAYS[1])
    run_night(home, DAYS[1])
    open_then = [
        (one.code, row.client_id)
        for one in listing.lists_of(home, DAYS[1])
        for row in (*one.rows, *one.queue)
    ]
    assert [code for code, client in open_then if client == moved] == ["restricted"]
    assert len(open_then) == len({client for _, client in open_then})


def test_a_rerun_that_cannot_be_used_takes_its_night_out_of_the_store(after, stood):
    before = store_of(stood(1))
    home = after(2)
    (home.landing_of(DAYS[1]) / "contacts.manifest.json").unlink()
    run_night(home, DAYS[1])
    assert store_of(home) == before
    run_night(home, DAYS[0])
    assert store_of(home) == before


def test_a_night_on_which_later_ones_rest_stays_when_it_cannot_be_run_again(after):
    home = after(2)
    before = store_of(home), results_of(home, DAYS[0]), lists_of(home)
    (home.landing_of(DAYS[0]) / "contacts.manifest.json").unlink()
    run_night(home, DAYS[0])
    assert "contacts cannot be used now" in steps.kept(home, DAYS[0])
    assert (store_of(home), results_of(home, DAYS[0]), lists_of(home)) == before


def test_clients_that_cannot_be_used_give_every_team_a_note(home):
    clients = home.landing_of(FIRST) / "clients.parquet"
    clients.write_bytes(clients.read_bytes()[:-1])
    run_night(home, FIRST)
    steps.failed_triggers(home, FIRST)
    names = [Path(name).name for name in lists_of(home)]
    assert len(names) > 10
    assert all(name.startswith("ei_listaa_") for name in names)
    assert steps.close(home, FIRST).counts is None


def test_fewer_clients_on_a_second_run_leave_no_bucket_behind(after):
    home = after(1)
    places = Places.of(home, FIRST)
    more = len(list(places.buckets("clients").iterdir()))
    county = home.county.model_copy(update={"clients_per_bucket": 2_000})
    run_night(home.model_copy(update={"county": county}), FIRST, since="buckets")
    assert len(list(places.buckets("clients").iterdir())) < more


def test_a_missing_extract_makes_its_triggers_not_assessable_and_says_so(
    home, without_suites
):
    (home.landing_of(FIRST) / "prescriptions.manifest.json").unlink()
    run_night(home, FIRST)
    counts = read_counts(Places.of(home, FIRST))
    for stem in ("many_medicines", "uncontrolled_diabetes"):
        assert counts.unusable[stem] == ("prescriptions",)
        assert counts.outcomes[stem][Outcome.NOT_ASSESSABLE] == counts.population
    assert counts.outcomes["scattered_contacts"][Outcome.FIRED] > 0
    notes = [
        text.decode("utf-8-sig")
        for name, text in lists_of(home).items()
        if "tyhja_" in name
    ]
    assert notes
    assert all("Monta lääkettä" in text or "Många läkemedel" in text for text in notes)


def test_a_source_without_bookings_is_told_on_every_list(home, without_suites):
    folder = home.landing_of(FIRST)
    contacts = pl.read_parquet(folder / "contacts.parquet")
    visits = contacts.filter(status="fulfilled").with_columns(booked_at=None)
    write_extract(folder, EXTRACTS["contacts"], visits, FIRST, FIRST)
    run_night(home, FIRST)
    counts = read_counts(Places.of(home, FIRST))
    said = counts.outcomes["missed_appointments"]
    assert said[Outcome.NOT_ASSESSABLE] == counts.population
    for one in listing.lists_of(home, FIRST):
        name = {"fi": "Käyttämättömät ajat", "sv": "Outnyttjade tider"}
        assert any(name[one.team.language] in notice for notice in one.notices)


def test_a_trigger_that_fails_turns_the_night_red_and_holds_up_no_list(
    evaluated, undisturbed, monkeypatch
):
    from triggers import scattered_contacts

    def broken(contacts, as_of, p):
        return contacts.select(pl.col("a column that is not there"))

    monkeypatch.setattr(scattered_contacts, "measure", broken)
    home = evaluated
    run_night(home, FIRST, since="evaluate")
    with pytest.raises(steps.FailedTriggers, match="scattered_contacts"):
        steps.failed_triggers(home, FIRST)
    counts = read_counts(Places.of(home, FIRST))
    sound = read_counts(Places.of(undisturbed, FIRST))
    assert counts.outcomes["scattered_contacts"] == {
        **dict.fromkeys(Outcome, 0),
        Outcome.NOT_ASSESSABLE: counts.population,
    }
    assert counts.outcomes["many_medicines"] == sound.outcomes["many_medicines"]
    assert any("lista_" in name for name in lists_of(home))


def test_without_a_legal_basis_nothing_that_names_a_person_is_written(evaluated):
    home = evaluated
    county = home.county.model_copy(update={"legal_basis": None})
    run_night(home.model_copy(update={"county": county}), FIRST, since="merge")
    assert not (home.home / "lists").exists()


@pytest.mark.parametrize("mode", list(OperatingMode))
def test_only_the_mode_list_lists_people_and_only_from_its_first_day(home, mode):
    county = home.county.model_copy(update={"mode": mode})
    from_on = county.legal_basis.valid_from
    assert county.may_list_people(from_on) == (mode == OperatingMode.LIST)
    assert not county.may_list_people(from_on - timedelta(days=1))

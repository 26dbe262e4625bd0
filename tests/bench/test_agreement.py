"""Polars and DuckDB say the same of every person of a small invented county."""

import json
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from bench import bare_read, peer
from bench.agreement import disagreements
from bench.county import ADMITTED, AS_OF, SEED, columns_of, files_of, settings_of
from bench.decided import write_decided
from fixtures.population import generate
from night import steps
from night.buckets import bucket_count, form_buckets
from night.evaluation import evaluate_group
from night.places import Places
from schemas.settings import Settings
from schemas.verdict import Judgement, Verdict

INHABITANTS, PER_BUCKET = 2_500, 1_000


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small county in three buckets, through the gate without its suites."""
    found = settings_of(tmp_path_factory.mktemp("county"))
    county = found.county.model_copy(update={"clients_per_bucket": PER_BUCKET})
    settings = found.model_copy(update={"county": county})
    places = Places.of(settings, AS_OF)
    generate(INHABITANTS, AS_OF, SEED, places.landing)

    def admitted(contract, *_):
        return Judgement(
            extract=contract.extract, verdict=Verdict.ADMITTED, rows=0, findings=()
        )

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("night.admission.judge", admitted)
        for extract in ADMITTED:
            steps.admit(settings, AS_OF, extract)
    form_buckets(settings, AS_OF)
    evaluate_group(settings, AS_OF, list(range(bucket_count(places))))
    return settings


@pytest.fixture(scope="module")
def answer(settings: Settings) -> Path:
    """What DuckDB says of the county."""
    decided, out = settings.home / "decided.json", settings.home / "peer"
    write_decided(files_of(Places.of(settings, AS_OF)), AS_OF, decided)
    peer.evaluate(decided, out)
    return out


@pytest.fixture(scope="module")
def results(settings: Settings) -> list[Path]:
    """The folders with what the night says of each bucket."""
    places = Places.of(settings, AS_OF)
    return [places.results_of_bucket(n) for n in range(bucket_count(places))]


def test_both_say_the_same_of_every_person(results: list[Path], answer: Path) -> None:
    assert len(results) > 1
    assert disagreements(results, answer) == []


def test_every_trigger_fires_for_somebody(answer: Path) -> None:
    outcomes = pl.read_parquet(answer / "outcomes.parquet").select(peer.TRIGGERS)
    assert all("fired" in outcomes[stem] for stem in peer.TRIGGERS)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("many_medicines", pl.lit("fired")),
        ("many_medicines__medicines", pl.col("many_medicines__medicines") + 1e-6),
        ("scattered_contacts__concentration", pl.lit(None, pl.Float64)),
        ("uncontrolled_diabetes__hba1c", pl.lit(0.0)),
        ("contacts_outside_plan", pl.lit("quiet")),
    ],
)
def test_another_value_is_noticed(
    results: list[Path], answer: Path, tmp_path: Path, column: str, value: pl.Expr
) -> None:
    other = copytree(answer, tmp_path / "other")
    outcomes = pl.read_parquet(answer / "outcomes.parquet")
    outcomes.with_columns(value.alias(column)).write_parquet(other / "outcomes.parquet")
    [said] = disagreements(results, other)
    assert said.startswith(f"{column}: ")


def test_a_missing_person_is_noticed(
    results: list[Path], answer: Path, tmp_path: Path
) -> None:
    other = copytree(answer, tmp_path / "other")
    outcomes = pl.read_parquet(answer / "outcomes.parquet")
    outcomes.slice(1).write_parquet(other / "outcomes.parquet")
    assert disagreements(results, other) != []


@pytest.mark.parametrize(
    "changed",
    [
        pl.col("evidence").list.slice(1),
        pl.col("newest_on") - pl.duration(days=1),
        pl.lit("missed_appointments").alias("trigger"),
    ],
)
def test_other_evidence_is_noticed(
    results: list[Path], answer: Path, tmp_path: Path, changed: pl.Expr
) -> None:
    other = copytree(answer, tmp_path / "other")
    fired = pl.read_parquet(answer / "fired.parquet")
    first = pl.concat([fired[:1].with_columns(changed), fired[1:]])
    first.write_parquet(other / "fired.parquet")
    assert disagreements(results, other) == ["evidence: 1 people differ"]


@pytest.mark.parametrize(
    ("stem", "decided", "other"),
    [
        ("scattered_contacts", ">= $limit_points", "> $limit_points"),
        ("frequent_visits", "> $limit_visits", ">= $limit_visits"),
        ("missing_contact_person", "< $limit_named_workers", "< 1"),
    ],
)
def test_sql_that_compares_otherwise_than_decided_is_refused(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stem: str,
    decided: str,
    other: str,
) -> None:
    texts = copytree(peer.SQL, tmp_path / "sql")
    text = (texts / f"{stem}.sql").read_text()
    assert decided in text
    (texts / f"{stem}.sql").write_text(text.replace(decided, other))
    monkeypatch.setattr("bench.decided.SQL", texts)
    files = files_of(Places.of(settings, AS_OF))
    with pytest.raises(ValueError, match=f"{stem}.sql compares otherwise"):
        write_decided(files, AS_OF, tmp_path / "decided.json")


def test_the_compared_triggers_read_less_than_the_whole_catalogue(
    settings: Settings,
) -> None:
    places = Places.of(settings, AS_OF)
    some, whole = columns_of(places, peer.TRIGGERS), columns_of(places)
    assert some.keys() < whole.keys()
    assert all(
        set(read["columns"]) <= set(whole[name]["columns"])
        for name, read in some.items()
    )


def test_the_bare_read_reads_what_the_triggers_read(settings: Settings) -> None:
    places = Places.of(settings, AS_OF)
    columns = columns_of(places)
    assert "moved_out_on" in columns["clients"]["columns"]
    assert "contact_id" in columns["contacts"]["columns"]
    assert "cancelled_at" not in columns["contacts"]["columns"]
    written = settings.home / "columns.json"
    written.write_text(json.dumps(columns))
    assert bare_read.read(written) > 0

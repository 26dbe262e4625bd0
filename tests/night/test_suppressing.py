"""What a night tells of the rules that keep clients off the lists, and what not."""

from datetime import date

import polars as pl
import pytest

from fixtures.population import generate
from night import steps
from night.suppressing import suppressions
from schemas.extracts import ADMITTED

from .conftest import settings_of

ON = date(2026, 11, 20)
IN_DOUBT = {"palliative", "recently_planned", "medication_reviewed"}


@pytest.fixture
def told(tmp_path, without_suites):
    """`told(without)`: what a night tells of everybody, without some extracts."""
    settings = settings_of(tmp_path)
    generate(400, ON, 7, settings.landing_of(ON))

    def tell(*without):
        for extract in without:
            (settings.landing_of(ON) / f"{extract}.manifest.json").unlink()
        for extract in ADMITTED:
            steps.admit(settings, ON, extract)
        steps.buckets(settings, ON)
        clients = pl.read_parquet(settings.landing_of(ON) / "clients.parquet")
        known = clients["client_id"].unique().sort().to_list()
        rules = settings.county.worklist.suppression
        return suppressions(settings, ON, rules, [*known, "nobody"])

    return tell


def test_a_night_tells_what_it_knows_and_what_it_cannot(told):
    whole = told()
    known = whole.filter("known")
    assert known["rule"].n_unique() >= 6
    assert "nobody" not in known["client_id"]
    doubtful = whole.filter(~pl.col("known"))
    assert {*doubtful["client_id"]} == {"nobody"}
    assert doubtful.height == 11
    without = told("plans")
    again = without.filter("known")
    assert again.join(known, on=["client_id", "rule"], how="anti").is_empty()
    assert "recently_planned" not in again["rule"]
    doubtful = without.filter(~pl.col("known"), pl.col("client_id") != "nobody")
    assert {*doubtful["rule"]} == IN_DOUBT
    reviewed = known.filter(rule="medication_reviewed")
    assert not reviewed.join(again, on=["client_id", "rule"], how="semi").is_empty()
    assert without.select("client_id", "rule").is_unique().all()

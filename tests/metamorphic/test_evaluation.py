"""What must not change an evaluation: order, parts, strangers, the future, repetition.

On an invented county, with its dirt swept out as the gate would.
"""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fixtures.concerns import CONCERNS
from fixtures.planted import cases
from fixtures.population import generate
from schemas.admitted import (
    admit_in_memory,
    client_numbers,
    derive,
    encode,
    facts_of,
)
from schemas.concerns import Concern, ConcernForm
from schemas.extracts import ADMITTED, EXTRACTS
from schemas.outcome import Outcome
from triggers._catalogue import triggers_on
from triggers._evaluation import evaluate

ON = date(2026, 11, 1)
INHABITANTS = 1500
PLANTED_FOR = {trigger for case in cases() for trigger in case.fires_on(ON)}
RESULTS = ("measures", "outcomes", "unassessed", "fired")


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> dict[str, pl.DataFrame]:
    """The extracts of a small county, by name, without rows that break a contract."""
    landing = tmp_path_factory.mktemp("landing")
    generate(INHABITANTS, ON, seed=20261101, out=landing)
    extracts = {
        name: swept(name, landing) for name in EXTRACTS if [*landing.glob(f"{name}*")]
    }
    extracts[Concern.extract] = entered(landing / CONCERNS)
    known = extracts["clients"].select("client_id")
    return {
        name: rows.join(known, on="client_id", how="semi")
        for name, rows in extracts.items()
    }


def swept(name: str, landing: Path) -> pl.DataFrame:
    """The rows of an extract that keep its contract, each key once."""
    contract = ADMITTED[name]
    files = [path for path in landing.rglob("*.parquet") if path.stem.startswith(name)]
    rows = pl.concat([pl.read_parquet(path) for path in files])
    return (
        rows.select(contract.column_names())
        .cast(dict(contract.polars_schema()), strict=False)
        .filter(~pl.any_horizontal(contract.violations().values()))
        .sort(contract.column_names())
        .unique(contract.key, keep="first", maintain_order=True)
    )


def entered(forms: Path) -> pl.DataFrame:
    """The concerns of the county as the store would keep them."""
    types = Concern.polars_schema()
    read = pl.read_csv(
        forms, separator=";", schema_overrides=dict(ConcernForm.polars_schema())
    )
    rows = read.with_row_index("concern_id")
    return rows.select(
        pl.col(name) if name in rows.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in types.items()
    ).cast(dict(types))


def said_of(extracts: dict[str, pl.DataFrame], buckets: int = 1):
    """Result to what it says of each client, by pseudonym."""
    lazy = {name: rows.lazy() for name, rows in extracts.items()}
    if buckets == 1:
        admitted, numbers = admit_in_memory(lazy, ON)
        evaluations = [evaluate(admitted, triggers_on(ON), ON)]
    else:
        facts, numbers = facts_of(lazy, ON), client_numbers(lazy["clients"])
        encoded = {
            name: encode(name, rows, numbers.lazy(), facts)
            for name, rows in lazy.items()
        }
        evaluations = [
            evaluate(derive(bucket, ON, facts), triggers_on(ON), ON)
            for number in range(buckets)
            for bucket in [
                {
                    name: rows.filter(pl.col("client") % buckets == number)
                    for name, rows in encoded.items()
                }
            ]
        ]
    return {
        result: pl.concat([getattr(one, result) for one in evaluations])
        .join(numbers, on="client")
        .drop("client")
        .pipe(in_order)
        for result in RESULTS
    }


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows by pseudonym, and by trigger where there is one."""
    by = [name for name in ("client_id", "trigger") if name in frame.columns]
    return frame.select(sorted(frame.columns)).sort(by)


def assert_same(found, expected):
    """Every result is the same, to the bit."""
    for result in RESULTS:
        assert_frame_equal(found[result], expected[result], check_exact=True)


@pytest.fixture(scope="module")
def expected(county):
    """What is said of the county as it lies."""
    return said_of(county)


def test_the_county_has_all_four_outcomes(expected):
    """Else the comparisons below would say little; who is planted for them fires."""
    outcomes = expected["outcomes"].drop("client_id")
    assert {one for column in outcomes for one in column.unique()} == set(Outcome)
    for stem in PLANTED_FOR:
        assert (outcomes[stem] == Outcome.FIRED).any(), stem


def test_the_four_outcomes_add_up_to_the_population(county, expected):
    """Everybody of the population has one outcome of each trigger, nobody else has."""
    lazy = {name: rows.lazy() for name, rows in county.items()}
    clients = admit_in_memory(lazy, ON)[0]["clients"].collect()
    population = clients.filter(pl.col("excluded").is_null()).height
    outcomes = expected["outcomes"].drop("client_id")
    assert 0 < population < clients.height
    for column in outcomes:
        counts = dict(column.value_counts().iter_rows())
        assert None not in counts
        assert sum(counts.values()) == population
        fired = expected["fired"].filter(trigger=column.name)
        assert fired.height == counts.get(Outcome.FIRED, 0)
        assert (fired["evidence"].list.len() > 0).all()


def test_running_twice_changes_nothing(county, expected):
    """The same rows give the same answer."""
    assert_same(said_of(county), expected)


def test_the_order_of_rows_changes_nothing(county, expected):
    """Extracts come in any order."""
    shuffled = {
        name: rows.sample(fraction=1, shuffle=True, seed=1)
        for name, rows in county.items()
    }
    assert_same(said_of(shuffled), expected)


def test_splitting_an_extract_changes_nothing(county, expected):
    """Several files of an extract are one extract, whichever comes first."""
    split = {
        name: pl.concat([rows[number::3] for number in (2, 0, 1)])
        for name, rows in county.items()
    }
    assert_same(said_of(split), expected)


def test_the_number_of_buckets_changes_nothing(county, expected):
    """Every trigger is about one person, so a night may be cut anywhere."""
    assert_same(said_of(county, buckets=3), expected)


def under_other_names(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows of other people, with keys of their own."""
    renamed = {"client_id", *ADMITTED[name].key}
    return rows.with_columns(
        (pl.lit("0-") + pl.col(column)).alias(column) for column in renamed
    )


def test_other_people_change_nothing(county, expected):
    """Each person has a double under a new name: both get the old answer."""
    doubled = {
        name: pl.concat([under_other_names(name, rows), rows])
        for name, rows in county.items()
    }
    found = said_of(doubled)
    double = pl.col("client_id").str.starts_with("0-")
    assert_same({name: rows.filter(~double) for name, rows in found.items()}, expected)
    assert found["outcomes"].filter(double).height == expected["outcomes"].height


def later(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows like these, with keys of their own, after the as-of day.

    An illness may have begun a lifetime ago, and its row comes later still.
    """
    contract = ADMITTED[name]
    if contract.day is None:
        return rows.clear()
    to_come = pl.col(contract.day) + pl.duration(days=40_000)
    return rows.with_columns(
        to_come.alias(contract.day),
        *((pl.lit("later-") + pl.col(key)).alias(key) for key in contract.key),
    )


def test_rows_after_the_as_of_day_change_nothing(county, expected):
    """Everything that happened happens once more, in the future."""
    for name, rows in county.items():
        if day := ADMITTED[name].day:
            assert later(name, rows)[day].cast(pl.Date).min() > ON
    extended = {
        name: pl.concat([later(name, rows), rows]) for name, rows in county.items()
    }
    assert_same(said_of(extended), expected)


def test_rows_of_the_very_next_day_change_nothing(county, expected):
    """The edge counts: what happens tomorrow is not known tonight."""
    extended = {}
    for name, rows in county.items():
        day = ADMITTED[name].day
        added = rows.clear()
        if day is not None:
            tomorrow = pl.lit(ON + timedelta(days=1)).cast(rows.schema[day])
            added = later(name, rows).with_columns(tomorrow.alias(day))
        extended[name] = pl.concat([rows, added])
    assert_same(said_of(extended), expected)


def test_somebody_alone_gets_the_same_answer(county, expected):
    """Medicines do not depend on who else is in the county."""
    fired = expected["fired"].filter(trigger="many_medicines")["client_id"].head(2)
    for client_id in fired:
        alone = {
            name: rows.filter(client_id=client_id) for name, rows in county.items()
        }
        found = said_of(alone)["fired"].filter(trigger="many_medicines")
        whole = expected["fired"].filter(trigger="many_medicines", client_id=client_id)
        assert_frame_equal(found, whole, check_exact=True)

"""The polars engine gives what Great Expectations' own pandas engine gives."""

import math
import tomllib
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.expectations.row_conditions import Column as Where

from quality import polars_engine
from quality.gate import NIGHTS_TO_COMPARE, RESULT_FORMAT
from quality.polars_datasource import lazy_frames
from quality.suites import judged_columns, night_suite, suite_of
from schemas.extracts import EXTRACTS

AS_OF = date(2026, 11, 20)
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

SCHEMA = {"n": pl.Int64, "m": pl.Float64, "word": pl.String, "kind": pl.String}
FRAMES = {
    "full": pl.DataFrame(
        {
            "n": [1, 2, 3, 4, 5, 5],
            "m": [0.5, 2.0, 2.5, 4.0, 4.5, 9.0],
            "word": ["ab", "abc", "Z9", "q", "ab", "ö-1"],
            "kind": ["x", "x", "y", "y", "x", "z"],
        },
        schema=SCHEMA,
    ),
    "nulls": pl.DataFrame(
        {
            "n": [None, 2, 3, None, 5, 7],
            "m": [0.5, None, 2.5, None, 9.0, None],
            "word": [None, "abc", None, "q", "ab", ""],
            "kind": ["x", None, "y", "x", None, "x"],
        },
        schema=SCHEMA,
    ),
    "one": pl.DataFrame(
        {"n": [3], "m": [1.5], "word": ["ab"], "kind": ["x"]}, schema=SCHEMA
    ),
    "all_null": pl.DataFrame({name: [None, None] for name in SCHEMA}, schema=SCHEMA),
    "empty": pl.DataFrame(schema=SCHEMA),
}
X = Where("kind") == "x"
EXPECTATIONS = [
    gxe.ExpectTableRowCountToBeBetween(min_value=1),
    gxe.ExpectTableRowCountToEqual(value=6),
    gxe.ExpectTableRowCountToBeBetween(max_value=2, row_condition=X),
    gxe.ExpectColumnToExist(column="n"),
    gxe.ExpectColumnToExist(column="absent"),
    gxe.ExpectTableColumnsToMatchSet(column_set=["n", "m", "word", "kind"]),
    gxe.ExpectColumnValuesToNotBeNull(column="n"),
    gxe.ExpectColumnValuesToNotBeNull(column="word", mostly=0.6),
    gxe.ExpectColumnValuesToNotBeNull(column="word", mostly=0.5, row_condition=X),
    gxe.ExpectColumnValuesToBeNull(column="word", mostly=0.3),
    gxe.ExpectColumnValuesToBeInSet(column="word", value_set=["ab", "q"]),
    gxe.ExpectColumnValuesToBeInSet(column="word", value_set=["ab"], mostly=0.34),
    gxe.ExpectColumnValuesToNotBeInSet(column="kind", value_set=["x"], mostly=0.5),
    gxe.ExpectColumnValuesToNotBeInSet(
        column="kind", value_set=["y"], row_condition=Where("n").is_not_null()
    ),
    gxe.ExpectColumnValuesToMatchRegex(column="word", regex="^[a-z]+$", mostly=0.6),
    gxe.ExpectColumnValuesToMatchRegex(column="word", regex="b", row_condition=X),
    gxe.ExpectColumnValuesToNotMatchRegex(column="word", regex="[0-9]"),
    gxe.ExpectColumnValuesToBeBetween(column="n", min_value=2, max_value=4),
    gxe.ExpectColumnValuesToBeBetween(
        column="m", min_value=0.5, strict_min=True, mostly=0.5
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="n", max_value=5, strict_max=True, row_condition=X & (Where("m") > 1)
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="n", min_value=3, row_condition=X | (Where("m") <= 4)
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="n", min_value=3, row_condition=Where("kind").is_in(["x", "z"])
    ),
    gxe.ExpectColumnValueLengthsToBeBetween(column="word", min_value=2, max_value=3),
    gxe.ExpectColumnMinToBeBetween(column="n", min_value=1, max_value=2),
    gxe.ExpectColumnMaxToBeBetween(column="m", max_value=4.6),
    gxe.ExpectColumnMaxToBeBetween(column="n", max_value=4, row_condition=X),
    gxe.ExpectColumnMeanToBeBetween(column="m", min_value=3, max_value=4),
    gxe.ExpectColumnSumToBeBetween(column="n", min_value=17),
    gxe.ExpectColumnStdevToBeBetween(column="m", max_value=3.2),
    gxe.ExpectColumnUniqueValueCountToBeBetween(column="word", min_value=5),
    gxe.ExpectColumnDistinctValuesToContainSet(column="kind", value_set=["x", "y"]),
    gxe.ExpectColumnDistinctValuesToContainSet(
        column="word", value_set=["ab", "absent"], row_condition=X
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="n", column_B="m"),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="n",
        column_B="m",
        or_equal=True,
        mostly=0.5,
        ignore_row_if="either_value_is_missing",
    ),
]


@pytest.fixture(scope="module")
def context():
    """One context in memory for the whole module."""
    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = {"globally": False}
    return made


def results(context, frame: pl.DataFrame, expectations) -> dict[str, list]:
    """What each engine says of every expectation."""
    suite = gx.ExpectationSuite("parity", expectations=expectations)
    pandas = context.data_sources.add_or_update_pandas("pandas")
    assets = {asset.name for asset in pandas.assets}
    asset = (
        pandas.get_asset("rows")
        if "rows" in assets
        else pandas.add_dataframe_asset("rows")
    )
    whole = asset.add_batch_definition_whole_dataframe("whole")
    text = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    batches = {
        "pandas": whole.get_batch({"dataframe": text.to_pandas()}),
        "polars": lazy_frames(context, "polars")
        .asset("rows")
        .whole()
        .get_batch({"dataframe": {"rows": frame.lazy()}}),
    }
    return {
        engine: sorted(
            map(comparable, batch.validate(suite, result_format=RESULT_FORMAT).results),
            key=lambda found: found["name"],
        )
        for engine, batch in batches.items()
    }


def comparable(result) -> dict:
    """The parts that a judgement is made of, with the name of the expectation."""
    config = result.expectation_config
    asked = {key: str(value) for key, value in config.kwargs.items()}
    asked.pop("batch_id")
    name = f"{config.type} {sorted(asked.items())}"
    found = {"success": bool(result.success)}
    for key in (
        "element_count",
        "unexpected_count",
        "unexpected_percent",
        "missing_count",
        "missing_percent",
        "observed_value",
    ):
        value = result.result.get(key)
        if isinstance(value, dict | list | set):
            value = sorted(map(str, value))
        elif value is not None and not isinstance(value, str):
            number = float(value)
            value = None if math.isnan(number) else round(number, 9)
        found[key] = value
    raised = "exception_message" in str(result.exception_info)
    return {"name": name, "raised": raised and not result.result, **found}


def differences(found: dict[str, list]) -> list[tuple[dict, dict]]:
    """The expectations on which the engines do not agree."""
    return [
        (pandas, polars)
        for pandas, polars in zip(found["pandas"], found["polars"], strict=True)
        if pandas != polars
    ]


@pytest.mark.parametrize("name", FRAMES)
def test_both_engines_agree_on_common_expectations(context, name):
    """Nulls, shares, conditions and empty frames included."""
    found = results(context, FRAMES[name], EXPECTATIONS)

    assert len(found["polars"]) == len(EXPECTATIONS)
    assert differences(found) == []


def some_rows(contract, rows: int) -> pl.DataFrame:
    """Rows of a contract that keep and break every expectation, with nulls."""
    texts = ["A01", "A10BA02", "mm[Hg]", "%", "unknown", "123456", "x 010190-900P"]
    columns = {}
    for place, column in enumerate(contract.columns()):
        pool = {
            str: texts,
            int: [1, 2, 7, 400],
            float: [0.5, 48.0],
            bool: [True, False],
            date: [AS_OF - timedelta(days=days) for days in (-3, 0, 5, 40_000)],
            datetime: [datetime(2026, 11, day) for day in (1, 19, 20, 29)],
        }.get(column.kind, column.vocabulary)
        # Steps without a common factor mix the columns; every seventh is null.
        columns[column.name] = [
            None
            if (row * (place + 2) + place) % 7 == 0
            else pool[row // (place + 1) % len(pool)]
            for row in range(rows)
        ]
    frame = pl.DataFrame(columns, schema=contract.polars_schema())
    return frame.with_columns(**judged_columns(contract, AS_OF))


@pytest.mark.parametrize("rows", [0, 90])
@pytest.mark.parametrize("extract", EXTRACTS)
def test_both_engines_agree_on_the_suites(context, extract, rows):
    """Every suite that judges a night, on the contract's own types."""
    contract = EXTRACTS[extract]
    suite = suite_of(contract)
    found = results(context, some_rows(contract, rows), suite.expectations)

    assert differences(found) == []


@pytest.mark.parametrize("volume", [0.4, 1.0, None])
def test_both_engines_agree_on_the_counts_of_a_night(context, volume):
    """The one row of counts, with what cannot be told left null."""
    counts = pl.DataFrame(
        {
            "volume": [volume],
            "silence": [4.5],
            "days_not_covered": [0],
            "quarantined_share": [0.21],
            "duplicate_share": [0.0],
            "unknown_client_share": [0.05],
        },
        schema_overrides={"volume": pl.Float64},
    )
    suite = night_suite(EXTRACTS["contacts"], with_volume=True)

    assert differences(results(context, counts, suite.expectations)) == []
    assert NIGHTS_TO_COMPARE == 3


@pytest.mark.parametrize(
    ("table", "name", "fault"),
    [
        (
            "COLUMN_RULES",
            "column_values.in_set",
            lambda value, settings, dtype: value.is_null(),
        ),
        ("NULL_RULES", "column_values.nonnull", pl.Expr.is_not_null),
        ("AGGREGATES", "column.max", lambda value, _: value.min()),
        ("PAIR_RULES", "column_pair_values.a_greater_than_b", lambda a, b, _: a > b),
    ],
)
def test_a_planted_fault_is_seen(context, monkeypatch, table, name, fault):
    """A wrong rule makes the engines differ: the parity tests can fail."""
    monkeypatch.setitem(getattr(polars_engine, table), name, fault)

    assert differences(results(context, FRAMES["full"], EXPECTATIONS))


def test_what_is_not_implemented_fails_loudly(context):
    """An expectation without a metric here never passes."""
    unknown = [
        gxe.ExpectColumnValuesToBeUnique(column="n"),
        gxe.ExpectColumnMedianToBeBetween(column="n", min_value=0),
    ]
    found = results(context, FRAMES["full"], unknown)["polars"]

    assert [(each["success"], each["raised"]) for each in found] == [(False, True)] * 2


def test_no_message_quotes_a_value(context):
    """Polars names the value that it cannot convert; the result must not."""
    broken = pl.DataFrame({"n": ["Liisa 010190-900P"]}).lazy()
    frame = broken.with_columns(pl.col("n").str.to_date("%Y-%m-%d", strict=True))
    batch = (
        lazy_frames(context, "polars")
        .asset("rows")
        .whole()
        .get_batch({"dataframe": {"rows": frame}})
    )
    told = str(batch.validate(gxe.ExpectColumnMaxToBeBetween(column="n", max_value=1)))

    assert "polars could not compute it" in told
    assert "Liisa" not in told


def test_the_installed_version_is_the_pinned_one():
    """The engine leans on parts of Great Expectations that are not promised."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    pinned = f"great-expectations=={version('great-expectations')}"

    assert pinned in project["project"]["dependencies"]
    assert pinned.endswith("==1.24.1")

"""The gate: what each extract is judged on, its verdicts, and what it writes."""

import re
import subprocess
import sys
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from quality.data_docs import on_this_host, site_folder
from quality.gate import UnjudgedExtract, judge
from quality.suites import IDENTITY_CODE, night_suite, suite_of
from schemas.extracts import EXTRACTS, IDENTITIES
from schemas.facts import Facts
from schemas.verdict import Severity, Verdict

AS_OF = date(2026, 11, 20)
ROWS = 400
NAMES = ("Liisa Esimerkki", "Kuusitie 7")
HETU = "010190-900P"


def facts(**changes) -> Facts:
    """A night on which nothing was lost."""
    usual = {"as_of": AS_OF, "period_to": AS_OF, "rows_in": ROWS}
    return Facts(**(usual | changes))


def typed(contract, columns: dict) -> pl.LazyFrame:
    """The columns given, and null in the others, in the contract's types."""
    schema = contract.polars_schema()
    frame = pl.DataFrame(columns)
    return frame.select(
        (pl.col(name) if name in columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    ).lazy()


def sound(extract: str) -> pl.LazyFrame:
    """Rows in which every expectation holds: four a day, up to the as-of day."""
    contract, numbers = EXTRACTS[extract], range(ROWS)
    days = [AS_OF - timedelta(days=number // 4) for number in numbers]
    columns = {
        column.name: [column.vocabulary[0]] * ROWS
        if column.vocabulary
        else [{str: "a", int: 1, float: 1.0, bool: False}.get(column.kind)] * ROWS
        for column in contract.columns()
    }
    columns |= {key: [f"row-{number}" for number in numbers] for key in contract.key}
    columns["client_id"] = [f"client-{number % 40}" for number in numbers]
    if contract.day:
        columns[contract.day] = days
    columns |= {
        "clients": {"born_on": [date(1950, 1, 1)] * ROWS},
        "contacts": {
            "starts_at": [datetime(day.year, day.month, day.day, 9) for day in days],
            "booked_at": [datetime(2026, 1, 1)] * ROWS,
            "status": [
                "no_show" if number % 20 == 7 else "fulfilled" for number in numbers
            ],
            "service_family": [
                "emergency" if number % 10 == 3 else "primary_care"
                for number in numbers
            ],
        },
        "diagnoses": {"code": ["E11.9"] * ROWS},
        "prescriptions": {
            "event": ["dispensed"] * ROWS,
            "substance_code": ["A10BA02"] * ROWS,
        },
        "measurements": {
            "analyte": [("hba1c", "systolic", "diastolic")[n % 3] for n in numbers],
            "unit": [("%", "mm[Hg]", "mmHg")[n % 3] for n in numbers],
        },
        "plans": {},
    }[extract]
    return typed(contract, columns)


def in_part(column: str, value, one_in: int) -> pl.Expr:
    """The column with another value in one row of so many."""
    chosen = pl.int_range(pl.len()) % one_in == 0
    kept = pl.col(column)
    return pl.when(chosen).then(pl.lit(value)).otherwise(kept).alias(column)


def failed(judgement) -> set[tuple[str, str]]:
    """Column and severity of what failed."""
    return {
        (str(finding.column), finding.severity.value) for finding in judgement.failures
    }


@pytest.mark.parametrize("extract", EXTRACTS)
def test_a_sound_extract_is_admitted(extract):
    judgement = judge(EXTRACTS[extract], sound(extract), facts())

    assert judgement.failures == ()
    assert judgement.verdict is Verdict.ADMITTED
    assert judgement.rows == ROWS


@pytest.mark.parametrize("extract", EXTRACTS)
def test_an_empty_extract_is_refused(extract):
    contract = EXTRACTS[extract]
    empty = pl.LazyFrame(schema=contract.polars_schema())
    judgement = judge(contract, empty, facts(rows_in=0))

    assert judgement.verdict is Verdict.REFUSED
    assert ("None", "critical") in failed(judgement)


# Each change leaves the others' expectations alone: exactly these must fail.
FAULTS = {
    "contacts": (
        [
            in_part("status", "booked", 10),
            in_part("profession", None, 5),
            in_part("site", "unknown", 50),
            in_part("service_family", "other", 10),
            in_part("mode", None, 50),
        ],
        {"status", "profession", "site", "service_family", "mode"},
    ),
    "no_shows": (
        [
            pl.when(pl.col("status") == "no_show")
            .then(pl.lit(None))
            .otherwise("status_rung")
            .alias("status_rung")
        ],
        {"status_rung"},
    ),
    "emergencies": ([in_part("service_family", "emergency", 2)], {"service_family"}),
    "no_emergencies": (
        [
            pl.lit("primary_care")
            .cast(EXTRACTS["contacts"].polars_schema()["service_family"])
            .alias("service_family")
        ],
        {"service_family"},
    ),
    "clients": (
        [
            in_part("born_on", date(1850, 1, 1), 50),
            in_part("segment", 7, 50),
            in_part("resident", None, 10),
            in_part("non_disclosure", None, 10),
        ],
        {"age", "born_on", "segment", "resident", "non_disclosure"} - {"born_on"},
    ),
    "diagnoses": ([in_part("code", "1119", 20)], {"code"}),
    "prescriptions": (
        [
            in_part("substance_code", None, 20),
            in_part("days_supply", None, 5),
            in_part("days_supply_source", "assumed", 1),
            in_part("occurred_on", date(2062, 1, 1), 100),
        ],
        {"substance_code", "days_supply", "days_supply_source", "days_old"},
    ),
    "short_codes": ([in_part("substance_code", "A10", 20)], {"substance_code"}),
    "measurements": (
        [
            in_part("unit", "mg/l", 30),
            in_part("value", None, 10),
            in_part("result_status", "preliminary", 10),
        ],
        {"unit", "value", "result_status"},
    ),
    "plans": ([in_part("kind", None, 50)], {"kind"}),
}
EXTRACT_OF = {
    "no_shows": "contacts",
    "emergencies": "contacts",
    "no_emergencies": "contacts",
    "short_codes": "prescriptions",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_noticed(fault):
    """Faults of each extract, and nothing else, give a notice."""
    changes, columns = FAULTS[fault]
    extract = EXTRACT_OF.get(fault, fault)
    judgement = judge(EXTRACTS[extract], sound(extract).with_columns(*changes), facts())

    assert {finding.column for finding in judgement.failures} == columns
    assert judgement.verdict is Verdict.NOTICE


def test_missing_analytes_are_noticed():
    rows = sound("measurements").filter(pl.col("analyte") != "hba1c")
    judgement = judge(EXTRACTS["measurements"], rows, facts())

    assert failed(judgement) == {("analyte", "warning")}


@pytest.mark.parametrize(
    ("extract", "column", "one_in"),
    [("contacts", "client_id", 10), ("prescriptions", "substance_code", 4)],
)
def test_a_key_column_with_holes_refuses(extract, column, one_in):
    rows = sound(extract).with_columns(in_part(column, None, one_in))
    judgement = judge(EXTRACTS[extract], rows, facts())

    assert (column, "critical") in failed(judgement)
    assert judgement.verdict is Verdict.REFUSED


def night(volume: int, quarantined: int, copies: int, unknown: int, late: int) -> Facts:
    """Counts of a night; `volume` is what three earlier nights had."""
    return facts(
        earlier_rows=(volume,) * 3,
        quarantined=quarantined,
        exact_duplicates=copies,
        unknown_clients=unknown,
        period_to=AS_OF - timedelta(days=late),
    )


COUNTS = {
    "volume",
    "quarantined_share",
    "duplicate_share",
    "unknown_client_share",
    "days_not_covered",
}


@pytest.mark.parametrize(
    ("counts", "noticed", "refused"),
    [
        (night(571, 4, 2, 4, 0), set(), set()),
        (night(308, 4, 2, 4, -9), set(), set()),
        (night(572, 5, 3, 5, 1), COUNTS, set()),
        (night(800, 80, 400, 40, 7), COUNTS, set()),
        (night(801, 81, 400, 41, 8), COUNTS, COUNTS - {"duplicate_share"}),
        (night(307, 0, 0, 0, 0), {"volume"}, set()),
        (night(266, 0, 0, 0, 0), {"volume"}, {"volume"}),
    ],
)
def test_the_counts_of_a_night_have_limits(counts, noticed, refused):
    """Each limit at both sides of its edge."""
    judgement = judge(EXTRACTS["plans"], sound("plans"), counts)

    assert failed(judgement) == {(column, "warning") for column in noticed} | {
        (column, "critical") for column in refused
    }
    expected = Verdict.REFUSED if refused else Verdict.NOTICE
    assert judgement.verdict is (expected if noticed else Verdict.ADMITTED)


def test_volume_is_compared_with_the_median_of_at_least_three_nights():
    few = facts(earlier_rows=(9000, 9000))
    median = facts(earlier_rows=(9000, ROWS, 1))

    assert judge(EXTRACTS["plans"], sound("plans"), few).failures == ()
    assert judge(EXTRACTS["plans"], sound("plans"), median).failures == ()


@pytest.mark.parametrize(
    ("silent_days", "verdict"),
    [
        (3, Verdict.ADMITTED),
        (4, Verdict.NOTICE),
        (7, Verdict.NOTICE),
        (8, Verdict.REFUSED),
    ],
)
def test_a_feed_that_stopped_is_seen(silent_days, verdict):
    """A year of daily events; bookings and dates to come do not make it fresh."""
    days = pl.int_range(ROWS) + silent_days
    rows = sound("contacts").with_columns(
        starts_at=pl.lit(AS_OF).cast(pl.Datetime("us")) - pl.duration(days=days)
    )
    as_booked = EXTRACTS["contacts"].polars_schema()["status"]
    ahead = sound("contacts").head(5)
    ahead = ahead.with_columns(
        status=pl.lit("booked").cast(as_booked), starts_at=datetime(2026, 11, 20, 8)
    )
    later = sound("contacts").head(5).with_columns(starts_at=datetime(2062, 1, 1))
    judgement = judge(EXTRACTS["contacts"], pl.concat([rows, ahead, later]), facts())

    found = {finding.column for finding in judgement.failures}
    # The year of rhythm holds a few days fewer than 365 when the feed is silent.
    assert ("silence" in found) == (verdict is not Verdict.ADMITTED)
    assert judgement.verdict is verdict


def test_a_seldom_feed_may_be_silent_for_longer():
    """With an event a month, a silence of three months is a few usual gaps."""
    months = pl.int_range(ROWS) // 40 * 30 + 85
    rows = sound("plans").with_columns(
        updated_on=pl.lit(AS_OF) - pl.duration(days=months)
    )

    assert judge(EXTRACTS["plans"], rows, facts()).verdict is Verdict.ADMITTED


def test_a_feed_with_nothing_in_the_year_is_refused():
    rows = sound("plans").with_columns(updated_on=date(2024, 1, 1))

    assert judge(EXTRACTS["plans"], rows, facts()).verdict is Verdict.REFUSED


TEXT_COLUMNS = [
    (extract, column.name)
    for extract, contract in EXTRACTS.items()
    for column in contract.columns()
    if column.kind is str
]


@pytest.mark.parametrize("extract", EXTRACTS)
def test_an_identity_code_in_any_text_column_refuses(extract):
    """One row among many is enough, in each column."""
    columns = [column for name, column in TEXT_COLUMNS if name == extract]
    rows = sound(extract).with_columns(
        in_part(column, f"vrt. {HETU}", ROWS) for column in columns
    )
    judgement = judge(EXTRACTS[extract], rows, facts())

    assert {(column, "critical") for column in columns} <= failed(judgement)
    assert judgement.verdict is Verdict.REFUSED
    assert HETU not in judgement.model_dump_json()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("010190-900P", True),
        ("010190Y900P", True),
        ("010190U999W", True),
        ("010100A900F", True),
        ("010100F900f", True),
        ("(311299+901A)", True),
        ("hetu_010190-900P", True),
        ("320190-900P", False),
        ("011390-900P", False),
        ("010190-900G", False),
        ("3f010190A900b4c1d2e3", False),
        ("0101909001", False),
        ("1.2.246.10.010190", False),
    ],
)
def test_what_looks_like_an_identity_code(text, found):
    """All century signs; never a run inside a longer key."""
    assert bool(re.search(IDENTITY_CODE, text)) is found
    assert pl.Series([text]).str.contains(IDENTITY_CODE).item() is found


def test_every_expectation_says_why_and_what_to_do():
    suites = [suite_of(contract) for contract in EXTRACTS.values()]
    suites += [
        night_suite(contract, with_volume=True) for contract in EXTRACTS.values()
    ]
    for expectation in (each for suite in suites for each in suite.expectations):
        assert expectation.description
        for words in (expectation.meta["because"], expectation.meta["then"]):
            assert words.endswith(".")
            assert len(words) > 20


def test_rows_in_another_order_are_judged_the_same():
    rows = sound("contacts").with_columns(in_part("profession", None, 5))
    shuffled = rows.collect().sample(fraction=1, shuffle=True, seed=1).lazy()

    assert judge(EXTRACTS["contacts"], rows, facts()) == judge(
        EXTRACTS["contacts"], shuffled, facts()
    )


def test_rows_that_cannot_be_computed_are_not_judged():
    """The sentence names the extract and no value."""
    rows = sound("plans").with_columns(
        updated_on=pl.lit(NAMES[0]).str.to_date("%Y-%m-%d", strict=True)
    )
    with pytest.raises(UnjudgedExtract, match="plans could not be judged") as raised:
        judge(EXTRACTS["plans"], rows, facts())
    assert "Liisa" not in str(raised.value)

    rows = sound("prescriptions").with_columns(event=pl.lit(1))
    with pytest.raises(UnjudgedExtract, match="could not be computed"):
        judge(EXTRACTS["prescriptions"], rows, facts())


def test_an_extract_without_a_suite_is_not_judged():
    rows = pl.LazyFrame(schema=IDENTITIES.polars_schema())
    with pytest.raises(ValueError, match="no suite for the extract identities"):
        judge(IDENTITIES, rows, facts())


def test_the_gate_imports_great_expectations_only_when_it_judges():
    code = (
        "import quality.gate, sys;"
        "print({'great_expectations', 'pandas'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "set()"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Two nights of contacts, the first judged twice; names and codes in the rows."""
    folder = tmp_path_factory.mktemp("quality")
    contract = EXTRACTS["contacts"]
    rows = sound("contacts").with_columns(
        in_part("unit", NAMES[0], 3),
        in_part("client_id", HETU, 7),
        in_part("site", NAMES[1], 2),
        in_part("referral_id", f"{NAMES[0]} {HETU}", 1),
        in_part("profession", None, 2),
    )
    first = judge(contract, rows, facts(quarantined=9), folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    again = judge(contract, rows, facts(quarantined=9), folder)
    files_again = sorted(path for path in folder.rglob("*") if path.is_file())
    tomorrow = AS_OF + timedelta(days=1)
    judge(contract, rows, facts(as_of=tomorrow, period_to=tomorrow), folder)
    assert first == again
    assert files == files_again
    return folder


def pages(project):
    """Every page of the project."""
    return sorted(site_folder(project).rglob("*.html"))


def test_results_and_pages_hold_no_value_of_a_row(project):
    """Planted names and codes stand in no file, in whatever writing."""
    for path in (path for path in project.rglob("*") if path.is_file()):
        held = path.read_bytes()
        for canary in (*NAMES, HETU, "Liisa", "Kuusitie", "row-17", "client-39"):
            for encoding in ("utf-8", "utf-16-le"):
                assert canary.encode(encoding) not in held, (path, canary)


LOADED = re.compile(
    r"<(?!a\b)[a-z]+[^>]*?\b(?:src|href|srcset|data|poster|action)\s*=\s*[\"']?"
    r"(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//|<script",
    re.IGNORECASE,
)


def test_pages_load_nothing_from_other_hosts(project):
    built = pages(project)

    assert len(built) == 1 + 2 + 2 * 2
    for page in built:
        html = page.read_text(encoding="utf-8")
        assert LOADED.search(html) is None, page
        assert "system-ui" in html


@pytest.mark.parametrize(
    "foreign",
    [
        '<link rel="stylesheet" href="https://host.example/a.css">',
        "<link href='//host.example/a.css' rel='stylesheet'/>",
        '<script src="https://host.example/a.js"></script>',
        "<script>\nfetch('https://host.example')\n</script>",
        '<img alt="a" src="https://host.example/logo.png?d=1">',
        "<img src=https://host.example/logo.png>",
        "<style>@import 'https://host.example/a.css';</style>",
        "<style>a {background: url(https://host.example/a.png)}</style>",
        '<iframe src="http://host.example"></iframe>',
    ],
)
def test_what_a_browser_would_load_is_taken_out(foreign):
    page = f"<html><head></head><body>{foreign}<p>kept</p></body></html>"
    assert LOADED.search(page)

    html = on_this_host(page, "p {}")

    assert LOADED.search(html) is None
    assert "<p>kept</p>" in html
    assert "<style>p {}</style>" in html


def test_the_index_shows_every_night_with_its_verdict(project):
    index = (site_folder(project) / "index.html").read_text(encoding="utf-8")

    assert index.index("2026-11-21") < index.index("2026-11-20")
    assert index.count(">refused<") == 2
    links = re.findall(r'href="([^"]+)"', index)
    assert links
    for link in links:
        assert (site_folder(project) / link).exists(), link


def test_severities_are_those_of_great_expectations():
    from great_expectations.expectations.metadata_types import FailureSeverity

    assert {each.value for each in FailureSeverity} == {*Severity}

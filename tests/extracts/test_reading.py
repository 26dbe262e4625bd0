"""Reading: the manifest, the columns and every writing of a value."""

import json
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extracts.landing import write_extract
from extracts.reading import read_extract
from schemas.clients import Client
from schemas.contacts import Contact
from schemas.measurements import Measurement
from schemas.plans import Plan
from schemas.reading import UNPARSED, MissingExtract, UnreadableExtract, unparsed_bit
from tests.csv_landing import land_csv, write_manifest

HEADING = "plan_id;client_id;kind;source_register;updated_on;ends_on"
ROW = "p1;c1;care;health;2026-01-02;"
PLANS = pl.DataFrame(
    {
        "plan_id": ["p1", "p2"],
        "client_id": ["c1", "c2"],
        "kind": ["care", "service"],
        "source_register": ["health", "social"],
        "updated_on": [date(2026, 1, 2), date(2026, 1, 3)],
        "ends_on": [None, date(2026, 2, 1)],
    }
)


def land_parquet(folder, contract, frame):
    frame.write_parquet(folder / "rows.parquet")
    write_manifest(folder, contract, {"rows.parquet": frame.height}, format="parquet")


def read_cell(folder, contract, column, text):
    """The value of one cell of a CSV file, and whether it could not be read."""
    names = contract.column_names()
    cells = ["" if name != column else f'"{text}"' for name in names]
    land_csv(folder, contract, f"{';'.join(names)}\n{';'.join(cells)}\n")
    row = read_extract(folder, contract).frame.collect().row(0, named=True)
    assert row[UNPARSED] in (0, unparsed_bit(contract, column))
    return row[column], row[UNPARSED] != 0


@pytest.mark.parametrize(
    ("contract", "column", "text", "value"),
    [
        (Plan, "updated_on", "2026-11-21", date(2026, 11, 21)),
        (Plan, "updated_on", " 21.11.2026 ", date(2026, 11, 21)),
        (Plan, "updated_on", "1.2.2026", date(2026, 2, 1)),
        (Plan, "updated_on", "2026-11-21 00:00:00", date(2026, 11, 21)),
        (Contact, "starts_at", "2026-11-21T08:15", datetime(2026, 11, 21, 8, 15)),
        (
            Contact,
            "starts_at",
            "2026-11-21 08:15:30",
            datetime(2026, 11, 21, 8, 15, 30),
        ),
        (Contact, "starts_at", "21.11.2026 08:15", datetime(2026, 11, 21, 8, 15)),
        (Contact, "starts_at", "21.11.2026 08:15:01", datetime(2026, 11, 21, 8, 15, 1)),
        (Contact, "starts_at", "2026-11-21", datetime(2026, 11, 21)),
        (Contact, "starts_at", "2026-11-21T06:15Z", datetime(2026, 11, 21, 8, 15)),
        (Contact, "starts_at", "2026-07-21T06:15:00Z", datetime(2026, 7, 21, 9, 15)),
        (
            Contact,
            "starts_at",
            "2026-11-21 23:30:00+01:00",
            datetime(2026, 11, 22, 0, 30),
        ),
        (Measurement, "value", "48,5", 48.5),
        (Measurement, "value", "-0.5", -0.5),
        (Measurement, "value", "1e2", 100.0),
        (Measurement, "value", "-1", None),
        (Measurement, "analyte", "hba1c", "hba1c"),
        (Client, "segment", "4", 4),
        (Client, "resident", "TRUE", True),
        (Client, "resident", "0", False),
        (Client, "home_site", " Kälviä ", "Kälviä"),
        (Client, "home_site", '""Oja""; 2', '"Oja"; 2'),
        *(
            (contract, column, text, None)
            for contract, column in [
                (Plan, "updated_on"),
                (Client, "home_site"),
                (Client, "sex"),
                (Client, "segment"),
                (Client, "client_id"),
            ]
            for text in ["", "NULL", "Puuttuu", "TYHJÄ", "_", "  "]
        ),
    ],
)
def test_text_is_read(tmp_path, contract, column, text, value):
    assert read_cell(tmp_path, contract, column, text) == (value, False)


@pytest.mark.parametrize(
    ("contract", "column", "text"),
    [
        (Plan, "updated_on", "2026-02-30"),
        (Plan, "updated_on", "26-01-01"),
        (Plan, "updated_on", "1.1.26"),
        (Plan, "updated_on", "01/02/2026"),
        (Plan, "updated_on", "2026-11-21 08:15"),
        (Contact, "starts_at", "2026-11-21 25:00"),
        (Contact, "starts_at", "eilen"),
        (Measurement, "value", "inf"),
        (Measurement, "value", "NaN"),
        (Measurement, "value", "1e999"),
        (Measurement, "value", "<0.5"),
        (Measurement, "value", "1.234,5"),
        (Measurement, "value", "1 234"),
        (Measurement, "analyte", "HbA1c"),
        (Client, "segment", "4.0"),
        (Client, "segment", "99999999999999999999"),
        (Client, "resident", "2"),
    ],
)
def test_text_that_cannot_be_read_is_marked(tmp_path, contract, column, text):
    assert read_cell(tmp_path, contract, column, text) == (None, True)


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]))
def test_every_day_is_read_as_itself(tmp_path_factory, day, layout):
    folder = tmp_path_factory.mktemp("days")
    text = day.strftime(layout)
    assert read_cell(folder, Plan, "updated_on", text) == (day, False)


def test_columns_may_stand_in_any_order_and_others_are_dropped(tmp_path):
    columns = [*reversed(HEADING.split(";")), "name", "row"]
    row = [*reversed(ROW.split(";")), "Aino", "7"]
    land_csv(tmp_path, Plan, f"{';'.join(columns)}\n{';'.join(row)}\n")
    read = read_extract(tmp_path, Plan)
    frame = read.frame.collect()
    assert frame.columns == [*Plan.column_names(), "row", "unparsed"]
    assert frame["plan_id"].item() == "p1"
    assert frame["row"].item() == 0
    assert read.dropped_columns == ("name", "row")
    assert read.notes == ("plans: columns not in the contract were dropped: name, row",)


def test_files_follow_one_another_and_rows_are_numbered_through(tmp_path):
    one, two = (
        f"{HEADING}\n"
        + "".join(f"{k}{i};c1;care;health;2026-01-02;\n" for i in range(3))
        for k in "ab"
    )
    land_csv(tmp_path, Plan, one, two)
    read = read_extract(tmp_path, Plan)
    frame = read.frame.collect()
    assert frame["row"].to_list() == list(range(read.rows)) == list(range(6))
    assert frame["plan_id"].to_list() == ["a0", "a1", "a2", "b0", "b1", "b2"]


@pytest.mark.parametrize("scratch", [None, "scratch"])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_recoded(tmp_path, encoding, scratch):
    text = f"{HEADING}\n{ROW}\n".replace("p1", "pöytä")
    land_csv(tmp_path, Plan, text.encode(encoding), encoding=encoding)
    write_manifest(tmp_path, Plan, {"plans-0.csv": 1}, encoding=encoding)
    read = read_extract(tmp_path, Plan, scratch and tmp_path / scratch)
    assert read.frame.collect()["plan_id"].to_list() == ["pöytä"]


def test_parquet_of_our_own_types_has_nothing_to_parse(tmp_path):
    write_extract(tmp_path, Plan, PLANS, date(2024, 1, 1), date(2026, 11, 21))
    read = read_extract(tmp_path, Plan)
    frame = read.frame.collect()
    assert frame.select(PLANS.columns).schema == Plan.polars_schema()
    assert frame.select(PLANS.columns).rows() == PLANS.rows()
    assert (read.rows, frame[UNPARSED].to_list()) == (2, [0, 0])
    assert "strip" not in read.frame.explain()


@pytest.mark.parametrize(
    ("column", "given", "value", "unread"),
    [
        ("updated_on", pl.Series([datetime(2026, 1, 2)]), date(2026, 1, 2), False),
        ("updated_on", pl.Series([datetime(2026, 1, 2, 8)]), date(2026, 1, 2), True),
        ("updated_on", pl.Series(["2.1.2026"]), date(2026, 1, 2), False),
        ("ends_on", pl.Series([None]), None, False),
        ("kind", pl.Series(["care"], dtype=pl.Categorical), "care", False),
        ("kind", pl.Series(["Care"]), None, True),
        ("plan_id", pl.Series([17]), "17", False),
    ],
)
def test_parquet_of_other_types_is_cast_without_loss(
    tmp_path, column, given, value, unread
):
    land_parquet(tmp_path, Plan, PLANS[:1].with_columns(given.alias(column)))
    row = read_extract(tmp_path, Plan).frame.collect().row(0, named=True)
    assert (row[UNPARSED] != 0) == unread
    if not unread:
        assert row[column] == value


@pytest.mark.parametrize(
    ("given", "value", "unread"),
    [
        (pl.Series([4], dtype=pl.Int8), 4, False),
        (pl.Series([4.0]), 4, False),
        (pl.Series([4.5]), 4, True),
        (pl.Series([float("nan")]), None, True),
        (pl.Series([1 << 63], dtype=pl.UInt64), None, True),
    ],
)
def test_a_number_is_whole_or_marked(tmp_path, given, value, unread):
    frame = pl.DataFrame({name: [None] for name in Client.column_names()}).with_columns(
        given.alias("segment")
    )
    land_parquet(tmp_path, Client, frame)
    row = read_extract(tmp_path, Client).frame.collect().row(0, named=True)
    assert (row["segment"], row[UNPARSED] != 0) == (value, unread)


def test_a_time_with_a_zone_becomes_helsinki_time(tmp_path):
    frame = pl.DataFrame({name: [None] for name in Contact.column_names()})
    utc = pl.Series([datetime(2026, 7, 1, 6)]).dt.replace_time_zone("UTC")
    land_parquet(
        tmp_path, Contact, frame.with_columns(starts_at=utc.dt.cast_time_unit("ns"))
    )
    read = read_extract(tmp_path, Contact).frame.collect()
    assert read["starts_at"].item() == datetime(2026, 7, 1, 9)
    assert read[UNPARSED].item() == 0


@pytest.mark.parametrize(
    "wrong", [pl.Series([1.5]), pl.Series([b"x"]), pl.Series([["a"]])]
)
def test_a_type_that_would_lose_something_is_refused(tmp_path, wrong):
    land_parquet(tmp_path, Plan, PLANS[:1].with_columns(plan_id=wrong))
    with pytest.raises(UnreadableExtract, match=r"plan_id is .* cannot become text"):
        read_extract(tmp_path, Plan)


def test_a_missing_column_is_named_and_the_files_own_are_not(tmp_path):
    land_csv(tmp_path, Plan, "p1;Aino Esimerkki\np2;Eino Esimerkki\n")
    with pytest.raises(UnreadableExtract) as refusal:
        read_extract(tmp_path, Plan)
    assert refusal.value.code == "missing_column"
    assert "updated_on" in str(refusal.value)
    assert "Aino" not in str(refusal.value)


def test_an_extract_that_has_not_landed_is_missing(tmp_path):
    with pytest.raises(MissingExtract, match=r"plans\.manifest\.json has not landed"):
        read_extract(tmp_path, Plan)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"extract": "contacts"}, "does not describe the extract plans"),
        ({"files": []}, "lists no files"),
        ({"period_from": "2027-01-01"}, "period_from is after period_to"),
        ({"period_to": "21.11.2026"}, "period_to"),
        ({"format": "xlsx"}, "format"),
        ({"surprise": 1}, "surprise"),
        (
            {"files": [{"name": "../plans-0.csv", "rows": 1, "sha256": "0" * 64}]},
            "name",
        ),
        ({"files": [{"name": "none.csv", "rows": 1, "sha256": "0" * 64}]}, "no such"),
    ],
)
def test_a_wrong_manifest_is_refused_in_one_line(tmp_path, change, words):
    land_csv(tmp_path, Plan, f"{HEADING}\n{ROW}\n")
    manifest = tmp_path / "plans.manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | change))
    with pytest.raises(UnreadableExtract, match=words) as refusal:
        read_extract(tmp_path, Plan)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("body", ["", "[]", "{", "\x00", '{"a": "\udc80"}'])
def test_a_manifest_that_is_no_json_object_is_refused(tmp_path, body):
    path = tmp_path / "plans.manifest.json"
    path.write_bytes(body.encode(errors="surrogateescape"))
    with pytest.raises(UnreadableExtract) as refusal:
        read_extract(tmp_path, Plan)
    assert refusal.value.code == "bad_manifest"


def test_files_must_be_the_ones_that_the_manifest_promises(tmp_path):
    land_csv(tmp_path, Plan, f"{HEADING}\n{ROW}\n")
    manifest = tmp_path / "plans.manifest.json"
    said = json.loads(manifest.read_text())

    def code(**change):
        files = [said["files"][0] | change]
        manifest.write_text(json.dumps(said | {"files": files}))
        with pytest.raises(UnreadableExtract) as refusal:
            read_extract(tmp_path, Plan)
        return refusal.value.code

    assert code(sha256="0" * 64) == "wrong_sha256"
    assert code(rows=2) == "wrong_row_count"
    (tmp_path / "link.csv").symlink_to(tmp_path / "plans-0.csv")
    assert code(name="link.csv") == "no_file"


def test_an_extract_with_no_rows_is_read_as_none(tmp_path):
    land_csv(tmp_path, Plan, f"{HEADING}\n")
    read = read_extract(tmp_path, Plan)
    assert (read.rows, read.frame.collect().height) == (0, 0)


def test_a_cut_parquet_is_refused(tmp_path):
    land_parquet(tmp_path, Plan, PLANS)
    path = tmp_path / "rows.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    write_manifest(tmp_path, Plan, {"rows.parquet": 2}, format="parquet")
    with pytest.raises(UnreadableExtract, match="not whole Parquet"):
        read_extract(tmp_path, Plan)

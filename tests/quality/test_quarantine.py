"""Quarantine: each reason, and a count that adds up whatever the order of rows."""

import json
from datetime import date, datetime, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality import quarantine
from quality.quarantine import split
from schemas import whole_files
from schemas.clients import Client
from schemas.contacts import Contact
from schemas.contract import Contract
from schemas.plans import Plan
from schemas.reading import ROW, UNPARSED, UnbalancedCount, unparsed_bit
from tests.examples import examples

PERIOD_TO = date(2026, 11, 21)
KNOWN = pl.LazyFrame(
    {"client_id": ["c1", "c2"], "born_on": [date(1950, 1, 1), date(2020, 6, 1)]}
)
PLAN = {
    "plan_id": "p1",
    "client_id": "c1",
    "kind": "care",
    "source_register": "health",
    "updated_on": date(2026, 1, 2),
    "ends_on": None,
}
CONTACT = {
    "contact_id": "k1",
    "client_id": "c1",
    "starts_at": datetime(2026, 11, 21, 23, 59),
    "status": "fulfilled",
    "mode": "visit",
    "service_family": "primary_care",
    "site": "site-1",
    "source_register": "health",
    "visitor_role": "client",
}
CLIENT = {"client_id": "c1", "born_on": date(1950, 1, 1)}


def as_read(contract: type[Contract], *rows: dict) -> pl.LazyFrame:
    """Rows as reading gives them; `unparsed` names columns that were not read."""
    columns = {
        name: pl.Series([row.get(name) for row in rows], dtype=dtype)
        for name, dtype in contract.polars_schema().items()
    }
    bits = [
        sum(unparsed_bit(contract, name) for name in row.get(UNPARSED, ()))
        for row in rows
    ]
    return pl.LazyFrame(columns).with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW),
        pl.Series(UNPARSED, bits, dtype=pl.UInt32),
    )


def parted(folder, contract, *rows, known=KNOWN):
    frame = as_read(contract, *rows)
    return split(frame, contract, len(rows), known, PERIOD_TO, folder)


def reasons_of(folder, contract, row, known=KNOWN):
    result = parted(folder, contract, row, known=known)
    found = pl.read_parquet(result.quarantined_path)["reasons"].to_list()
    assert result.admitted == 1 - len(found)
    assert result.reasons == dict.fromkeys(found[0] if found else [], 1)
    return found[0] if found else []


@pytest.mark.parametrize(
    ("contract", "row", "reasons"),
    [
        (Plan, PLAN, []),
        (Plan, PLAN | {"plan_id": None}, ["missing:plan_id"]),
        (Plan, PLAN | {"client_id": None}, ["missing:client_id"]),
        (Plan, PLAN | {"client_id": "c9"}, ["unknown_client"]),
        (Plan, PLAN | {"plan_id": "x" * 65}, ["too_long:plan_id"]),
        (Plan, PLAN | {"ends_on": date(2026, 1, 1)}, ["ends_before_it_starts"]),
        (Plan, PLAN | {"updated_on": PERIOD_TO}, []),
        (Plan, PLAN | {"updated_on": PERIOD_TO + timedelta(1)}, ["after_period"]),
        (Plan, PLAN | {"updated_on": date(1950, 1, 1)}, []),
        (Plan, PLAN | {"updated_on": date(1949, 12, 31)}, ["before_birth"]),
        (
            Plan,
            PLAN | {"updated_on": date(1899, 12, 31)},
            ["before_1900", "before_birth"],
        ),
        (
            Plan,
            PLAN | {"updated_on": None, UNPARSED: ["updated_on"]},
            ["unparsable:updated_on"],
        ),
        (Plan, PLAN | {"kind": None, UNPARSED: ["kind"]}, ["unknown_code:kind"]),
        (Plan, PLAN | {UNPARSED: ["ends_on"]}, ["unparsable:ends_on"]),
        (
            Plan,
            {UNPARSED: ["kind"]} | dict.fromkeys(PLAN),
            [
                "unknown_code:kind",
                "missing:plan_id",
                "missing:client_id",
                "missing:source_register",
                "missing:updated_on",
            ],
        ),
        (Contact, CONTACT, []),
        (Contact, CONTACT | {"starts_at": datetime(2026, 11, 22)}, ["after_period"]),
        (
            Contact,
            CONTACT | {"starts_at": datetime(2026, 12, 1), "status": "booked"},
            [],
        ),
        (
            Contact,
            CONTACT | {"starts_at": datetime(2028, 11, 20), "status": "booked"},
            [],
        ),
        (
            Contact,
            CONTACT | {"starts_at": datetime(2028, 11, 21), "status": "booked"},
            ["after_period"],
        ),
        (
            Contact,
            CONTACT | {"starts_at": datetime(2026, 11, 22), "status": "no_show"},
            ["after_period"],
        ),
    ],
)
def test_a_row_is_quarantined_for_its_reasons(tmp_path, contract, row, reasons):
    assert reasons_of(tmp_path, contract, row) == reasons


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, []),
        ({"born_on": date(1899, 12, 31)}, ["out_of_range:born_on"]),
        ({"born_on": PERIOD_TO + timedelta(1)}, ["after_period"]),
        ({"died_on": PERIOD_TO + timedelta(1)}, ["after_period"]),
        ({"moved_out_on": PERIOD_TO + timedelta(30)}, []),
        ({"segment": 5}, ["out_of_range:segment"]),
        ({"municipality": "27"}, ["bad_format:municipality"]),
        ({"died_on": date(1949, 1, 1)}, ["dies_before_birth"]),
    ],
)
def test_clients_are_checked_without_knowing_clients(tmp_path, change, reasons):
    assert reasons_of(tmp_path, Client, CLIENT | change, known=None) == reasons


def test_of_equal_rows_the_first_stays(tmp_path):
    result = parted(tmp_path, Plan, PLAN, PLAN | {"plan_id": "p2"}, PLAN, PLAN)
    assert (result.admitted, result.quarantined, result.exact_duplicates) == (2, 0, 2)
    assert pl.read_parquet(result.admitted_path)["plan_id"].to_list() == ["p1", "p2"]


def test_rows_that_share_a_key_and_differ_are_all_quarantined(tmp_path):
    other = PLAN | {"kind": "service"}
    result = parted(tmp_path, Plan, PLAN, other, PLAN, PLAN | {"plan_id": "p2"})
    assert (result.admitted, result.quarantined, result.exact_duplicates) == (1, 2, 1)
    assert result.reasons == {"duplicate_key": 2}


def test_equal_rows_that_are_broken_count_once(tmp_path):
    broken = PLAN | {"client_id": "c9"}
    result = parted(tmp_path, Plan, broken, broken)
    assert (result.quarantined, result.exact_duplicates) == (1, 1)


def test_rows_without_a_key_or_with_unread_text_repeat_nothing(tmp_path):
    no_key, unread = PLAN | {"plan_id": None}, PLAN | {UNPARSED: ["ends_on"]}
    result = parted(tmp_path, Plan, no_key, no_key, unread, unread)
    assert (result.quarantined, result.exact_duplicates) == (4, 0)
    assert result.reasons == {
        "unparsable:ends_on": 2,
        "missing:plan_id": 2,
        "duplicate_key": 2,
    }


def test_a_client_told_twice_does_not_double_the_rows(tmp_path):
    known = pl.concat([KNOWN, KNOWN])
    assert parted(tmp_path, Plan, PLAN, known=known).admitted == 1


rows_drawn = st.lists(
    st.builds(
        lambda key, client, kind, day, unread: {
            **PLAN,
            "plan_id": key,
            "client_id": client,
            "kind": kind,
            "updated_on": day,
            UNPARSED: ["ends_on"] if unread else [],
        },
        key=st.sampled_from(["p1", "p2", "p3", None]),
        client=st.sampled_from(["c1", "c2", "c9", None]),
        kind=st.sampled_from(["care", "service"]),
        day=st.sampled_from([date(2026, 1, 2), date(1999, 1, 1), date(2027, 1, 1)]),
        unread=st.sampled_from([False, False, False, True]),
    ),
    max_size=12,
)


@settings(max_examples=examples(60))
@given(
    rows=rows_drawn, seed=st.integers(0, 99), part=st.sampled_from([1, 3, 2_000_000])
)
def test_neither_order_nor_part_size_changes_what_becomes_of_rows(
    tmp_path_factory, rows, seed, part
):
    folder = tmp_path_factory.mktemp("order")
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    one = parted(folder / "one", Plan, *rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quarantine, "PART", part)
        two = parted(folder / "two", Plan, *shuffled)

    def contents(result):
        columns = Plan.column_names()
        quarantined = pl.read_parquet(result.quarantined_path)
        return (
            sorted(map(str, pl.read_parquet(result.admitted_path).rows())),
            sorted(map(str, quarantined.select(*columns, "reasons").rows())),
            result.reasons,
        )

    assert contents(one) == contents(two)
    assert one.admitted + one.quarantined + one.exact_duplicates == len(rows)
    assert second_opinion(rows) == (
        one.admitted,
        one.quarantined,
        one.exact_duplicates,
    )


def second_opinion(rows):
    """Admitted, quarantined, exact duplicates, counted one row at a time."""
    born = {"c1": date(1950, 1, 1), "c2": date(2020, 6, 1)}
    seen, kept, copies = set(), [], 0
    for row in rows:
        whole = tuple(row[name] for name in PLAN)
        if row["plan_id"] and not row[UNPARSED] and whole in seen:
            copies += 1
            continue
        if not row[UNPARSED]:
            seen.add(whole)
        kept.append(row)
    keys = [row["plan_id"] for row in kept]
    admitted = sum(
        row["plan_id"] is not None
        and keys.count(row["plan_id"]) == 1
        and not row[UNPARSED]
        and row["client_id"] in born
        and born[row["client_id"]] <= row["updated_on"] <= PERIOD_TO
        for row in kept
    )
    return admitted, len(kept) - admitted, copies


@pytest.mark.parametrize("claimed", [0, 1, 3])
def test_a_lost_or_gained_row_stops_the_extract(tmp_path, claimed):
    frame = as_read(Plan, PLAN, PLAN | {"client_id": "c9", "plan_id": "p2"})
    with pytest.raises(UnbalancedCount, match=f"plans: {claimed} rows came in"):
        split(frame, Plan, claimed, KNOWN, PERIOD_TO, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_whole_typed_and_repeatable(tmp_path):
    rows = [PLAN | {"plan_id": f"p{i}", "client_id": f"c{i % 3}"} for i in range(50)]
    once = parted(tmp_path / "a", Plan, *rows, PLAN)
    again = parted(tmp_path / "b", Plan, *rows, PLAN)
    over = parted(tmp_path / "a", Plan, *rows, PLAN)
    for name in ("admitted.parquet", "quarantined.parquet", "counts.json"):
        first = (once.folder / name).read_bytes()
        assert first == (again.folder / name).read_bytes()
        assert first == (over.folder / name).read_bytes()
    assert {path.name for path in once.folder.iterdir()} == {
        "admitted.parquet",
        "quarantined.parquet",
        "counts.json",
    }
    assert pl.read_parquet(once.admitted_path).schema == Plan.polars_schema()
    quarantined = pl.read_parquet(once.quarantined_path)
    assert quarantined.columns == [ROW, *Plan.column_names(), "reasons"]
    assert json.loads((once.folder / "counts.json").read_text())["rows"] == 51


def test_an_extract_without_rows_is_split_into_nothing(tmp_path):
    result = parted(tmp_path, Plan)
    assert (result.rows, result.admitted, result.reasons) == (0, 0, {})


def test_no_file_appears_when_writing_fails(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "sync", full)
    with pytest.raises(OSError, match="No space left"):
        parted(tmp_path, Plan, PLAN)
    assert list(tmp_path.iterdir()) == []

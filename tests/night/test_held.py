"""A night's results held in memory."""

import polars as pl
import pytest

from night.held import held
from schemas.whole_files import sink_whole

ONE = pl.DataFrame({"client_id": ["a", "b"], "age": [30, 40]})


def test_a_file_is_read_once_while_it_is_the_same(tmp_path):
    file = tmp_path / "labels.parquet"
    sink_whole({file: ONE.lazy()})
    first = held(file)
    assert first.equals(ONE)
    assert held(file) is first


def test_a_night_that_is_run_again_is_read_again(tmp_path):
    file = tmp_path / "labels.parquet"
    sink_whole({file: ONE.lazy()})
    held(file)
    again = ONE.with_columns(age=pl.Series([31, 41]))
    sink_whole({file: again.lazy()})
    assert held(file).equals(again)


def test_only_the_named_columns_are_held(tmp_path):
    file = tmp_path / "labels.parquet"
    sink_whole({file: ONE.lazy()})
    assert held(file, "client_id").columns == ["client_id"]
    assert held(file).columns == ["client_id", "age"]


def test_what_was_deleted_is_told_no_more(tmp_path):
    file = tmp_path / "labels.parquet"
    sink_whole({file: ONE.lazy()})
    held(file)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        held(file)

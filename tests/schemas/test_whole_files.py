"""A file that is written whole is for its owner alone."""

import os

import pytest

from schemas.whole_files import write_whole


@pytest.fixture
def _no_mask():
    mask = os.umask(0)
    yield
    os.umask(mask)


@pytest.mark.usefixtures("_no_mask")
def test_a_file_is_for_its_owner_alone_whatever_the_mask(tmp_path):
    write_whole(tmp_path / "file", "text")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600

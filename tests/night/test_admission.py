"""What the entrance writes beside the admitted rows."""

import pytest

from night import steps
from night.places import Places
from quality.data_docs import site_folder

from .conftest import DAYS


@pytest.mark.parametrize("wanted", [True, False])
def test_pages_about_extracts_are_written_where_the_county_wants_them(home, wanted):
    county = home.county.model_copy(update={"quality_pages": wanted})
    settings = home.model_copy(update={"county": county})
    verdict = steps.admit(settings, DAYS[0], "clients")["verdict"]
    assert verdict == "admitted"
    pages = site_folder(Places.of(settings, DAYS[0]).data_docs) / "index.html"
    assert pages.is_file() == wanted

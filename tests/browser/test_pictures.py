"""The pictures that the documents show, made by the pages themselves.

`HERATE_PICTURES=1` makes them anew; else they are there, and small.
"""

import os

import pytest

from schemas.settings import REPOSITORY
from tests.browser.test_accessibility import LIST, TEAM

PICTURES = REPOSITORY / "docs" / "pictures"
NAMES = ("list", "client", "print")


@pytest.mark.skipif(
    "HERATE_PICTURES" not in os.environ, reason="HERATE_PICTURES=1 makes pictures anew"
)
def test_the_pictures_are_made(window):
    one = window().sign_in(TEAM)
    client = one.rows().first.locator("h3 a").get_attribute("href")
    PICTURES.mkdir(exist_ok=True)
    for name, path in zip(NAMES, (LIST, client, f"{LIST}/print"), strict=True):
        one.go(path)
        one.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_show_a_picture_that_is_there(name):
    assert 1_000 < (PICTURES / f"{name}.png").stat().st_size < 200_000
    assert f"docs/pictures/{name}.png" in (REPOSITORY / "README.md").read_text()

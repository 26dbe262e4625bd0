"""Generated pages are committed and current."""

import importlib.util

import pytest


@pytest.fixture(scope="module")
def writer(root):
    """The script that writes the pages, as a module."""
    path = root / "docs" / "write_pages.py"
    found = importlib.util.spec_from_file_location("write_pages", path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_every_page_is_current(writer):
    """Else run `python docs/write_pages.py`, and read what changed."""
    assert writer.stale() == []


def test_a_page_that_differs_is_missing_or_orphaned_is_seen(
    writer, tmp_path, monkeypatch
):
    """Writing mends all three, and a second check finds nothing."""
    monkeypatch.setattr(writer, "DOCS", tmp_path)
    assert writer.main([]) == 0
    assert writer.main(["--check"]) == 0
    pages = sorted((tmp_path / "triggers").glob("*.md"))
    pages[0].write_text("something else", encoding="utf-8")
    pages[1].unlink()
    (tmp_path / "triggers" / "gone.md").write_text("left over", encoding="utf-8")
    assert len(writer.stale()) == 3
    assert writer.main(["--check"]) == 1
    assert writer.main([]) == 0
    assert writer.stale() == []


def test_a_page_prints_every_example_of_its_spec(writer, root):
    """Each test of a spec is a heading of the page."""
    for path in (root / "docs" / "triggers").glob("*.md"):
        spec = (root / "tests" / "spec" / f"test_{path.stem}.py").read_text("utf-8")
        page = path.read_text("utf-8")
        assert page.count("\nAs of ") >= spec.count("\ndef test_") > 0

"""Writes the pages that follow from contracts, triggers, specs and the checklist.

    python docs/write_pages.py            write the pages under docs/
    python docs/write_pages.py --check    say which pages are not current, and fail

The pages are committed, so that a change of a rule is read as prose in its review.
`docs/writers/` holds the writer of each kind of page.
"""

import argparse
import sys
from pathlib import Path

# As a script this folder comes first, and docs/triggers would hide the room triggers.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.writers.contracts import contracts_page
from docs.writers.coverage import coverage_page
from docs.writers.triggers import trigger_page
from triggers._catalogue import stems

DOCS = Path(__file__).resolve().parent


def pages() -> dict[Path, str]:
    """Every generated page: its path under `docs/` and its whole text."""
    return {
        Path("contracts.md"): contracts_page(),
        Path("coverage.md"): coverage_page(),
        **{Path("triggers") / f"{stem}.md": trigger_page(stem) for stem in stems()},
    }


def stale() -> list[Path]:
    """The pages that are missing, differ from what they should say, or are orphans."""
    wanted = pages()
    found = {
        path.relative_to(DOCS): path.read_text(encoding="utf-8")
        for path in [
            DOCS / "contracts.md",
            DOCS / "coverage.md",
            *(DOCS / "triggers").glob("*.md"),
        ]
        if path.is_file()
    }
    return sorted(
        path for path in {*wanted, *found} if wanted.get(path) != found.get(path)
    )


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    outdated = stale()
    if check:
        for path in outdated:
            print(f"docs/{path} is not current: run python docs/write_pages.py")
        return 1 if outdated else 0
    wanted = pages()
    for path in outdated:
        target = DOCS / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], encoding="utf-8")
        else:
            target.unlink()
        print(f"docs/{path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

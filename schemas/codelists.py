"""Codelists: CSV files that hold several code systems side by side, with the terms.

A code of ICD-10 may be a block of categories, such as `C00-C97`. A list may put its
codes in groups, by a column `group`, and its groups in chapters, by a column `chapter`.
"""

import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

from schemas.codes import CodeGroups, Codes

FOLDER = Path(__file__).parent / "codelists"
CATEGORIES_OF_A_LETTER = 100


@cache
def read_codelist(name: str) -> pl.DataFrame:
    """One codelist: `code`, `system`, `term`, `source`, `valid_from` and more, as text.

    Raises ValueError when there is no such codelist.
    """
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        raise ValueError(f"there is no codelist {name}: {path.name} is not in {FOLDER}")
    return pl.read_csv(path, infer_schema=False)


@cache
def codes_of(name: str) -> Codes:
    """The codes of a codelist as prefixes by system."""
    return _codes(read_codelist(name))


@cache
def groups_of(name: str) -> CodeGroups:
    """The codes of a codelist in its groups, with the chapter of each group.

    Raises ValueError when the list has no groups, or puts a group in two chapters.
    """
    rows = read_codelist(name)
    if "group" not in rows.columns:
        raise ValueError(f"the codelist {name} has no column group")
    chapters: dict[str, str] = {}
    if "chapter" in rows.columns:
        for group, chapter in rows.select("group", "chapter").unique().rows():
            if group in chapters:
                raise ValueError(f"the codelist {name} puts {group} in two chapters")
            chapters[group] = chapter
    return CodeGroups(
        groups={
            group: _codes(rows.filter(group=group))
            for group in rows["group"].unique(maintain_order=True)
        },
        chapters=chapters,
    )


def spelled_out(system: str, code: str) -> Iterator[str]:
    """The codes that one cell names: those of a block, or the code itself."""
    first, dash, last = code.partition("-")
    if system != "icd10" or not dash:
        yield code
        return
    for place in range(_place(first), _place(last) + 1):
        letter, number = divmod(place, CATEGORIES_OF_A_LETTER)
        yield f"{string.ascii_uppercase[letter]}{number:02}"


def _place(category: str) -> int:
    letter = string.ascii_uppercase.index(category[0])
    return letter * CATEGORIES_OF_A_LETTER + int(category[1:])


def _codes(rows: pl.DataFrame) -> Codes:
    by_system: dict[str, set[str]] = {}
    for system, code in rows.select("system", "code").rows():
        by_system.setdefault(system, set()).update(spelled_out(system, code))
    return Codes(
        prefixes={name: tuple(sorted(all_)) for name, all_ in by_system.items()}
    )

"""Sets of codes that keep their system, matched by prefix."""

import polars as pl
from pydantic import BaseModel, ConfigDict

# Where the beginning of a code names its group; elsewhere only the whole code counts.
GROUPED_BY_PREFIX = {"icd10", "icpc2", "atc"}


class Codes(BaseModel):
    """Code prefixes by system, such as E11 in ICD-10 and T90 in ICPC-2."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prefixes: dict[str, tuple[str, ...]]

    def among(self, rows: pl.LazyFrame, code: str, system: str) -> pl.Expr:
        """True for the rows whose code, in its own system, begins as one of these.

        `code` is an Enum of the codes that occur, so that prefixes are compared once
        per distinct code and not once per row. A null code gives null.
        """
        dtype = rows.collect_schema()[code]
        assert isinstance(dtype, pl.Enum)
        matches = (
            (pl.col(system) == name)
            & pl.col(code).is_in(_matching(dtype, name, prefixes).implode())
            for name, prefixes in self.prefixes.items()
        )
        return pl.any_horizontal(pl.lit(False), *matches)


class CodeGroups(BaseModel):
    """Named groups of codes; where codes are grouped by prefix, the longest one wins.

    F10 may stand in one group and F10.0 in another: F10.01 then belongs to the second.
    `chapters` tells to which wider chapter a group belongs, where the codelist says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: dict[str, Codes]
    chapters: dict[str, str] = {}

    def group(self, rows: pl.LazyFrame, code: str, system: str) -> pl.Expr:
        """The name of the group of each row's code, an Enum; null: in none of them.

        `code` is an Enum of the codes that occur, as for `Codes.among`.
        """
        dtype = rows.collect_schema()[code]
        assert isinstance(dtype, pl.Enum)
        names = pl.Enum(list(self.groups))
        systems = {
            one: None for codes in self.groups.values() for one in codes.prefixes
        }
        found = []
        for name in systems:
            group_of = self._group_of(dtype, name)
            in_group = pl.col(code).replace_strict(
                pl.Series(list(group_of), dtype=dtype),
                pl.Series(list(group_of.values()), dtype=names),
                default=None,
            )
            found.append(pl.when(pl.col(system) == name).then(in_group))
        return pl.coalesce(found)

    def chapter(self, group: str) -> pl.Expr:
        """The chapter of the groups in the column `group`; null: no group."""
        return pl.col(group).replace_strict(
            pl.Series(list(self.chapters), dtype=pl.Enum(list(self.groups))),
            pl.Series(list(self.chapters.values())),
            default=None,
        )

    def _group_of(self, dtype: pl.Enum, system: str) -> dict[str, str]:
        """The codes that occur and stand in a group, each with the name of it."""
        group_of = {
            prefix: name
            for name, codes in self.groups.items()
            for prefix in codes.prefixes.get(system, ())
        }
        found = {}
        for code in dtype.categories:
            shortest = 1 if system in GROUPED_BY_PREFIX else len(code)
            beginnings = (code[:end] for end in range(len(code), shortest - 1, -1))
            if longest := next((one for one in beginnings if one in group_of), None):
                found[code] = group_of[longest]
        return found


def merged(rows: pl.LazyFrame, code: str, same: dict[str, str]) -> pl.Expr:
    """The codes as UInt32 numbers, where codes that `same` maps together are one."""
    dtype = rows.collect_schema()[code]
    assert isinstance(dtype, pl.Enum)
    categories = dtype.categories.to_list()
    number = {name: place for place, name in enumerate(categories)}
    number_of: dict[str, int] = {}
    replaced = {
        number[name]: number_of.setdefault(
            same[name], number.get(same[name], number[name])
        )
        for name in sorted(same.keys() & number.keys())
    }
    return pl.col(code).to_physical().cast(pl.UInt32).replace(replaced)


def _matching(dtype: pl.Enum, system: str, prefixes: tuple[str, ...]) -> pl.Series:
    found = [
        code
        for code in dtype.categories
        if (
            code.startswith(prefixes)
            if system in GROUPED_BY_PREFIX
            else code in prefixes
        )
    ]
    return pl.Series(found, dtype=dtype)

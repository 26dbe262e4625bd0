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
    code = pl.col("code")
    belongs = (
        pl.any_horizontal(code.str.starts_with(prefix) for prefix in prefixes)
        if system in GROUPED_BY_PREFIX
        else code.is_in(prefixes)
    )
    found = pl.DataFrame({"code": dtype.categories}).filter(belongs)
    return found["code"].cast(dtype)

"""Sets of codes that keep their system, matched by prefix."""

import polars as pl
from pydantic import BaseModel, ConfigDict


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
        found = pl.DataFrame({"code": dtype.categories})
        return pl.any_horizontal(
            pl.lit(False),
            *(
                (pl.col(system) == name)
                & pl.col(code).is_in(
                    found.filter(
                        pl.any_horizontal(
                            pl.col("code").str.starts_with(p) for p in prefixes
                        )
                    )["code"].cast(dtype).implode()
                )
                for name, prefixes in self.prefixes.items()
            ),
        )

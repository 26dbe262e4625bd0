"""OMOP rows: what the mapped tables share, from clients to reasons."""

import polars as pl

from extracts.omop_vocabulary import codelist

TEXT, NUMBER, WHOLE = pl.String(), pl.Float64(), pl.Int64()
DAY, TIME = pl.Date(), pl.Datetime("us")


def with_client(rows: pl.LazyFrame, clients: pl.LazyFrame) -> pl.LazyFrame:
    """`client_id` and `died_on` of the person, null where it is not a client."""
    return rows.join(
        clients.select("person_id", "client_id", "died_on"), on="person_id", how="left"
    )


def with_meaning(
    rows: pl.LazyFrame, name: str, system: str, column: str, as_name: str
) -> pl.LazyFrame:
    """What the code in `column` means in one system of a codelist, as `as_name`."""
    meaning = codelist(name, system, column)
    result = meaning.collect_schema().names()[-1]
    return rows.join(meaning.rename({result: as_name}), on=column, how="left")


def moment(day: str, time: str) -> pl.Expr:
    """The time where it lies on the stated day, else the day at midnight."""
    same_day = pl.col(time).cast(DAY) == pl.col(day)
    return (
        pl.when(same_day | pl.col(day).is_null())
        .then(pl.col(time))
        .otherwise(pl.col(day).cast(TIME))
    )


def after_death(day: pl.Expr) -> pl.Expr:
    return (day > pl.col("died_on")).fill_null(False).alias("note:after death")


def row_key(table: str, column: str) -> pl.Expr:
    return pl.format(f"omop-{table}-{{}}", pl.col(column))


def first_reason(*reasons: tuple[str, pl.Expr]) -> pl.Expr:
    """The first reason that holds, null where none does."""
    return pl.coalesce(
        pl.when(holds.fill_null(False)).then(pl.lit(reason))
        for reason, holds in reasons
    )

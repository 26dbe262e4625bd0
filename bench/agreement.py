"""Holds the two implementations to the same answer for every person."""

from pathlib import Path

import polars as pl

from bench.peer import TRIGGERS

TOLERANCE = 1e-9


def disagreements(results: list[Path], peer: Path) -> list[str]:
    """One sentence for each column in which the two differ; empty: they agree.

    `results`: the folders of the buckets that the night's evaluation wrote; `peer`: the
    folder that DuckDB wrote. Of the triggers that DuckDB has, outcomes and evidence
    must be the same, measures within 1e-9, and a null equals only a null.
    """
    ours = _both(results)
    theirs = pl.read_parquet(peer / "outcomes.parquet")
    if ours.height != theirs.height or not ours["client"].equals(
        theirs["client"].cast(pl.UInt32)
    ):
        return [f"{ours.height} people here and {theirs.height} in DuckDB, or others"]
    if set(ours.columns) != set(theirs.columns):
        return [f"columns that only one has: {set(ours.columns) ^ set(theirs.columns)}"]
    differing = {
        name: int(_differ(ours[name], theirs[name], name in TRIGGERS).sum())
        for name in ours.columns
        if name != "client"
    }
    differing["evidence"] = _other_evidence(results, peer / "fired.parquet")
    return [
        f"{name}: {count} people differ" for name, count in differing.items() if count
    ]


def _other_evidence(results: list[Path], peer: Path) -> int:
    columns = ["client", "trigger", "evidence", "newest_on"]
    ours, theirs = (
        pl.scan_parquet(files, glob=False)
        .filter(pl.col("trigger").is_in(TRIGGERS))
        .select(pl.col("client").cast(pl.UInt32), *columns[1:])
        .with_columns(pl.col("evidence").list.join(" "))
        for files in ([folder / "fired.parquet" for folder in results], [peer])
    )
    alone = [
        one.join(other, on=columns, how="anti", nulls_equal=True).select("client")
        for one, other in ((ours, theirs), (theirs, ours))
    ]
    return pl.concat(alone).select(pl.col("client").n_unique()).collect().item()


def _both(results: list[Path]) -> pl.DataFrame:
    measures, outcomes = (
        pl.read_parquet([folder / f"{name}.parquet" for folder in results], glob=False)
        for name in ("measures", "outcomes")
    )
    both = measures.join(outcomes, on="client", how="inner", maintain_order="left")
    compared = [
        name
        for name in both.columns
        if name.split("__")[0] in TRIGGERS and not name.endswith("_at_most")
    ]
    return both.select("client", *compared).sort("client")


def _differ(ours: pl.Series, theirs: pl.Series, text: bool) -> pl.Series:
    if text:
        return ours.cast(pl.String).ne_missing(theirs.cast(pl.String))
    apart = (ours.cast(pl.Float64) - theirs.cast(pl.Float64)).abs() > TOLERANCE
    return (ours.is_null() != theirs.is_null()) | apart.fill_null(False)

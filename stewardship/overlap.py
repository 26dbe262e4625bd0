"""Triggers together: whom they share, what each alone adds, and the best of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from stewardship.intervals import LEVEL, share

SECONDS = 30.0
# The status that SciPy gives to a solver that was stopped.
OUT_OF_TIME = 1


def shared(fired: pl.DataFrame) -> pl.DataFrame:
    """Each pair of triggers: `trigger`, `other`, `both` (people), `share`.

    `fired`: `client_id`, `trigger`, one row for each. `share`: of the people of
    `trigger`, in how many `other` fires too; each pair is there both ways.
    """
    sizes = fired.group_by("trigger").len("people")
    return (
        fired.join(fired.rename({"trigger": "other"}), on="client_id")
        .filter(pl.col("trigger") != pl.col("other"))
        .group_by("trigger", "other")
        .len("both")
        .join(sizes, on="trigger")
        .select("trigger", "other", "both", share=pl.col("both") / pl.col("people"))
        .sort("trigger", "other")
    )


def alone(
    fired: pl.DataFrame, labels: pl.DataFrame, level: float = LEVEL
) -> pl.DataFrame:
    """What each trigger adds to all others: `trigger` and counts of people.

    `people`, `people_alone` (no other of `fired` fires); of `labels` (`client_id`,
    `positive`; no label, or null: not known) `labelled`, `positive` and their share
    `precision` with its Wilson interval, and the same of those alone:
    `labelled_alone`, `positive_alone`, `precision_alone`.
    """
    said = labels.select("client_id", "positive").unique("client_id", keep="last")
    by = pl.len().over("client_id")
    known = pl.col("positive").is_not_null()
    positive = pl.col("positive").fill_null(False)
    return (
        fired.with_columns(only=by == 1)
        .join(said, on="client_id", how="left")
        .group_by("trigger")
        .agg(
            people=pl.len(),
            people_alone=pl.col("only").sum(),
            labelled=known.sum(),
            positive=positive.sum(),
            labelled_alone=(known & pl.col("only")).sum(),
            positive_alone=(positive & pl.col("only")).sum(),
        )
        .with_columns(
            column
            for end in ("", "_alone")
            for column in share(
                f"precision{end}",
                pl.col(f"positive{end}"),
                pl.col(f"labelled{end}"),
                level,
            )
        )
        .sort("trigger")
    )


@dataclass(frozen=True)
class BestSet:
    """Triggers that together find most within a capacity.

    Chosen by the labels that it is told with, it looks a little better than it is.

    `people`: whom they list together, `labelled`: of how many of them it is known
    whether they are positive, `positive`: how many of these are. `exact`: no other set
    finds more; else time ran out, and one may.
    """

    triggers: tuple[str, ...]
    people: int
    labelled: int
    positive: int
    exact: bool


def best_set(
    fired: pl.DataFrame,
    labels: pl.DataFrame,
    capacity: int,
    always: Sequence[str] = (),
    seconds: float = SECONDS,
) -> BestSet:
    """The set of triggers that finds most positives while it lists at most `capacity`.

    A maximum coverage problem with a budget on those covered, solved as an integer
    program (HiGHS): people in whom the same triggers fire are one variable. Of sets
    that find as much, one that lists fewest. `always`: triggers that must be among
    them. Raises ValueError where these alone list more than the capacity.
    """
    if fired.is_empty():
        return BestSet(tuple(sorted(always)), 0, 0, 0, exact=True)
    names = sorted({*fired["trigger"], *always})
    patterns = (
        fired.join(labels.select("client_id", "positive"), on="client_id", how="left")
        .group_by("client_id")
        .agg(
            pl.col("trigger").sort(),
            known=pl.col("positive").is_not_null().any(),
            positive=pl.col("positive").fill_null(False).any(),
        )
        .group_by("trigger")
        .agg(
            people=pl.len(),
            labelled=pl.col("known").sum(),
            positive=pl.col("positive").sum(),
        )
        .sort("trigger")
    )
    people, positive = patterns["people"].to_numpy(), patterns["positive"].to_numpy()
    sets = [[names.index(one) for one in found] for found in patterns["trigger"]]
    count, width = len(names), len(names) + len(sets)
    # A pattern's people are listed as soon as one of its triggers is chosen ...
    rows = [(at, one) for at, found in enumerate(sets) for one in found]
    at_least = np.zeros((len(rows), width))
    for row, (at, one) in enumerate(rows):
        at_least[row, count + at], at_least[row, one] = 1, -1
    # ... and only then.
    at_most = np.zeros((len(sets), width))
    for at, found in enumerate(sets):
        at_most[at, count + at] = -1
        at_most[at, found] = 1
    listed = np.concatenate([np.zeros(count), people])
    # Less than one positive together, so that they only choose between equals.
    few = 0.5 / max(1, people.sum())
    wanted = np.concatenate([np.zeros(count), few * people - positive])
    chosen = np.array([1.0 if one in always else 0.0 for one in names])
    found = milp(
        wanted,
        constraints=[
            LinearConstraint(csr_array(at_least), lb=0),
            LinearConstraint(csr_array(at_most), lb=0),
            LinearConstraint(listed, ub=capacity),
        ],
        bounds=Bounds(np.concatenate([chosen, np.zeros(len(sets))]), 1),
        integrality=np.concatenate([np.ones(count), np.zeros(len(sets))]),
        # Exact means exact: without this the solver may stop 1 in 10,000 short of it.
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    if found.x is None and found.status == OUT_OF_TIME:
        raise ValueError(
            f"no set was found in {seconds:g} seconds; choose from fewer triggers"
        )
    if found.x is None:
        raise ValueError(
            f"{', '.join(always)} list more people than {capacity}; give more capacity "
            "or leave one of them out"
        )
    taken = {name for name, value in zip(names, found.x, strict=False) if value > 0.5}
    covered = patterns.filter(
        pl.col("trigger").list.eval(pl.element().is_in(list(taken))).list.any()
    )
    return BestSet(
        triggers=tuple(sorted(taken)),
        people=int(covered["people"].sum()),
        labelled=int(covered["labelled"].sum()),
        positive=int(covered["positive"].sum()),
        exact=found.status == 0,
    )

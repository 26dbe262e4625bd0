"""A crisis or an unsafe situation that has been recorded.

After a crisis, or where somebody has been unsafe, people seldom ask for support by
themselves. The suggestion is to check in the record whether the situation was taken
care of and whether the client has the support that he or she wishes. This is never an
urgent channel: danger to oneself or to others belongs to emergency services at once,
and the list comes a day late.

Counted: days with a recorded diagnosis or reason of care that tells of a recent crisis
(an acute stress reaction, an adjustment disorder, a loss, a separation), of violence or
of self-harm. One record is enough, and a suspicion counts too, because the question is
whether somebody has looked. A record of a crisis counts for a shorter window than one
that tells of danger. A post-traumatic stress disorder counts as a crisis when it is
recorded for the first time in the data, or again after a long gap, on the day on which
it begins anew. All of them make one number, so that nothing that is shown tells which
it was.

Not counted: a post-traumatic stress disorder that goes on, and codes of trouble in
relations, which tell neither of a crisis nor of danger.

The data cannot see what was told and not coded, and very little is coded: that nothing
is recorded means nothing. Who did what, where and to whom is never read and never
shown.
"""

from datetime import date, timedelta

import polars as pl

from schemas.codes import CodeGroups
from schemas.days import in_window
from schemas.meetings import begins_anew
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, and the codes as `crisis`, `crisis_when_new` and `safety`."""

    crisis_window_days: int
    safety_window_days: int
    new_after_days: int
    situations: CodeGroups


def counted(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The diagnoses that count; of one that begins anew, the first of its day."""
    recorded = diagnoses.filter(pl.col("day") <= as_of).select(
        "client",
        "day",
        "diagnosis_id",
        group=p.situations.group(diagnoses, "code", "system"),
    )
    safety = recorded.filter(
        pl.col("group") == "safety", in_window("day", as_of, p.safety_window_days)
    )
    crisis = recorded.filter(
        pl.col("group") == "crisis", in_window("day", as_of, p.crisis_window_days)
    )
    new = (
        recorded.filter(pl.col("group") == "crisis_when_new")
        .sort("client", "day", "diagnosis_id")
        .filter(begins_anew("day", timedelta(days=p.new_after_days - 1)))
        .filter(in_window("day", as_of, p.crisis_window_days))
    )
    return pl.concat([safety, crisis, new]).drop("group")


def measure(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`situation_days`: distinct days with a record of either kind."""
    return (
        counted(diagnoses, as_of, p)
        .group_by("client")
        .agg(situation_days=pl.col("day").n_unique())
    )

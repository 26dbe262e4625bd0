"""Several long-term illnesses at once.

Each illness may be in good care by itself, and yet the care of one may hinder that of
another, and nobody may see the whole. The suggestion is to look at the illnesses
together. Many people live well with several; by itself the number asks for nothing, and
so it is told beside another trigger.

Counted: groups of long-term illnesses, from a fixed list, that are recorded on days
enough of the window, or on one day while a medicine of the group is dispensed; and the
chapters of the classification that these groups lie in. A group is one illness or a
few that belong together, in whichever code system it was recorded, and it lies in one
chapter, so that an illness with codes in two chapters is not counted twice. An illness
that was later marked as over still counts, since many sources end diagnoses with the
visit. The diagnoses are the evidence; a medicine only confirms them.

Not counted: suspicions, symptoms, injuries, acute infections, tobacco, contacts
without an illness, and illnesses that are not on the list.

The data cannot see how severe an illness is or how well it is treated, nor what was
last recorded before the window.
"""

from datetime import date

import polars as pl

from schemas.codes import CodeGroups
from schemas.days import in_window
from schemas.diagnoses import established
from schemas.prescriptions import Event
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, the groups, and how a group becomes known."""

    window_days: int
    coded_days: int
    medicine_window_days: int
    coded_days_with_medicine: int
    chronic_groups: CodeGroups
    group_medicines: CodeGroups


def counted(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The diagnoses of the groups that count, with `group`."""
    coded = (
        diagnoses.filter(in_window("day", as_of, p.window_days), established())
        .with_columns(group=p.chronic_groups.group(diagnoses, "code", "system"))
        .filter(pl.col("group").is_not_null())
        .select("client", "day", "diagnosis_id", pl.col("group").cast(pl.String))
    )
    treated = (
        prescriptions.filter(
            pl.col("event") == Event.DISPENSED,
            in_window("day", as_of, p.medicine_window_days),
        )
        .select(
            "client",
            group=p.group_medicines.group(
                prescriptions, "substance_code", "substance_system"
            ).cast(pl.String),
        )
        .unique()
        .with_columns(treated=True)
    )
    enough = pl.when("treated").then(p.coded_days_with_medicine).otherwise(p.coded_days)
    return (
        coded.join(treated, on=["client", "group"], how="left")
        .filter(pl.col("day").n_unique().over("client", "group") >= enough)
        .select("client", "day", "diagnosis_id", "group")
    )


def measure(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`groups` of long-term illnesses and the `chapters` that they lie in."""
    groups = pl.Enum(list(p.chronic_groups.groups))
    return (
        counted(diagnoses, prescriptions, as_of, p)
        .select("client", pl.col("group").cast(groups))
        .unique()
        .with_columns(chapter=p.chronic_groups.chapter("group"))
        .group_by("client")
        .agg(groups=pl.len(), chapters=pl.col("chapter").n_unique())
    )

"""One matter that keeps being brought up and is not resolved.

Somebody may ask for help with the same matter at one desk after another, or be
directed on again and again, or go from examination to examination, while nobody takes
the matter in hand. The suggestion is that one professional looks at it as a whole.

A matter is told by the diagnoses recorded at contacts: codes of ICD and ICPC that
mean the same are one matter, elsewhere a category or rubric is one. A suspicion and a
symptom are matters too.

Counted: the service points where the client was met about one matter; the meetings
about one matter when several of them ended in directing the client elsewhere and none
belonged to a plan or came from a referral; the rounds of examinations for one symptom.
An examination is a laboratory or imaging contact, or a visit on referral; it belongs to
a symptom that was recorded at it or shortly before it. Examinations that follow each
other closely are one round. Of several matters, the one with most counts.

Not counted: secondary diagnoses as matters; prevention, certificates, what was done and
no disease; for the service points, contacts in a plan or on referral; for meetings and
points, laboratory, imaging, pharmacy, vaccination, screening and dental visits,
maternity and child clinics, occupational health, home care and home hospital; messages,
ward days, visits with a child or in a group, and what was not carried out. Rounds of
examinations do not count once an illness has been recorded for the first time since
they began, whatever it is.

Whether the client was directed elsewhere is not always recorded: such meetings widen
what is known to a range, and a person whose range spans the limit is not assessable.
The data cannot see matters at contacts without a diagnosis, private services, or
whether the client thinks that the matter is resolved.
"""

from datetime import date

import polars as pl

from schemas.codes import CodeGroups, Codes
from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import days_between, in_window
from schemas.diagnoses import established
from schemas.meetings import MEETING, carried_out, countable
from schemas.problems import with_problems
from triggers import TriggerParameters

MATTER = ["client", "problem"]


class Parameters(TriggerParameters):
    """The windows, what belongs together, and which contacts count."""

    points_window_days: int
    meetings_window_days: int
    directed_meetings: int
    rounds_window_days: int
    days_to_examination: int
    days_of_round: int
    examination_families: list[ServiceFamily]
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    visitor_roles: list[VisitorRole]
    problem_groups: CodeGroups
    no_problem: Codes


def counted(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The contacts about the matters of which there is most, each in its own way."""
    problems = _problems(diagnoses, as_of, p)
    return pl.concat(
        way(contacts, problems, as_of, p)
        .filter(
            pl.col("many") > 1, pl.col("many") == pl.col("many").max().over("client")
        )
        .select("client", "day", "contact_id", "source_register")
        for way in (_at_points, _stuck, _examined)
    )


def measure(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`points`, `stuck_meetings` with the most they can be, `examination_rounds`."""
    problems = _problems(diagnoses, as_of, p)
    at_points = _at_points(contacts, problems, as_of, p)
    stuck = _stuck(contacts, problems, as_of, p)
    examined = _examined(contacts, problems, as_of, p)
    return (
        pl.concat(
            [
                at_points.select("client", points="many"),
                stuck.select(
                    "client", stuck_meetings="many", stuck_meetings_at_most="perhaps"
                ),
                examined.select("client", examination_rounds="many"),
            ],
            how="diagonal",
        )
        .group_by("client")
        .agg(pl.all().max())
    )


def _problems(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The problems recorded by the as-of day; secondary ones are no `matter`."""
    by_now = diagnoses.filter(pl.col("day") <= as_of)
    return (
        with_problems(by_now, p.problem_groups, p.no_problem)
        .filter(pl.col("problem").is_not_null())
        .select(
            *MATTER,
            "contact_id",
            "symptom",
            recorded_on="day",
            matter=pl.col("main").ne_missing(False),
            established=established(),
        )
    )


def _at_points(
    contacts: pl.LazyFrame, problems: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Contacts by matter, and at how `many` points it was brought up."""
    return (
        contacts.filter(
            in_window("day", as_of, p.points_window_days),
            countable(p.modes, p.left_out_families, p.visitor_roles),
            ~pl.col("referred"),
            ~pl.col("in_plan"),
        )
        .join(problems.filter("matter"), on=["client", "contact_id"])
        .with_columns(many=pl.col("site").n_unique().over(MATTER))
    )


def _stuck(
    contacts: pl.LazyFrame, problems: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Contacts by matter, and how `many` meetings it took, or `perhaps` took."""
    meeting = pl.struct(MEETING)
    directed = meeting.filter(pl.col("redirected")).n_unique()
    perhaps = meeting.filter(pl.col("redirected").ne_missing(False)).n_unique()
    in_hand = (pl.col("referred") | pl.col("in_plan")).any()
    meetings = meeting.n_unique()
    enough = p.directed_meetings
    return (
        contacts.filter(
            in_window("day", as_of, p.meetings_window_days),
            countable(p.modes, p.left_out_families, p.visitor_roles),
        )
        .join(problems.filter("matter"), on=["client", "contact_id"])
        .filter(~in_hand.over(MATTER))
        .with_columns(
            many=pl.when(directed.over(MATTER) >= enough)
            .then(meetings.over(MATTER))
            .otherwise(0),
            perhaps=pl.when(perhaps.over(MATTER) >= enough)
            .then(meetings.over(MATTER))
            .otherwise(0),
        )
    )


def _examined(
    contacts: pl.LazyFrame, problems: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Examinations by symptom, and in how `many` rounds they came."""
    symptoms = problems.filter("symptom", "matter").select(
        *MATTER, "recorded_on", recorded_at="contact_id"
    )
    newly_found = (
        problems.filter(~pl.col("symptom"), "established")
        .group_by(MATTER)
        .agg(pl.col("recorded_on").min())
        .group_by("client")
        .agg(found_on=pl.col("recorded_on").max())
    )
    waited = days_between(pl.col("recorded_on"), pl.col("day"))
    apart = days_between(pl.col("day").shift(), pl.col("day")).over(MATTER)
    return (
        contacts.filter(
            in_window("day", as_of, p.rounds_window_days),
            carried_out(p.modes, p.visitor_roles),
            pl.col("service_family").is_in(p.examination_families) | pl.col("referred"),
        )
        .join(symptoms, on="client")
        .filter(
            (pl.col("contact_id") == pl.col("recorded_at"))
            | waited.is_between(0, p.days_to_examination)
        )
        .unique(["contact_id", "problem"])
        .join(newly_found, on="client", how="left")
        .filter(
            pl.col("found_on").is_null()
            | (pl.col("found_on") < pl.col("day").min().over(MATTER))
        )
        .sort(*MATTER, "day")
        .with_columns(begins=(apart > p.days_of_round).fill_null(True))
        .with_columns(many=pl.col("begins").sum().over(MATTER))
    )

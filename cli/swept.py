"""What a sweep told: as JSON, and in tables for people."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from cli.calibration_printing import UNKNOWN, Row, between, compact, interval, number
from cli.printing import say

Rows = list[dict[str, Any]]


class Capacity(BaseModel):
    """What each team's hands can bear: new rows a week, of this trigger alone.

    `teams`: at the loosest limit that each can; `together`: all at their own limits;
    `common`: all at the loosest that every one of them can.
    """

    source: str
    teams: Rows
    together: dict[str, Any]
    common: dict[str, Any]


class Reviews(BaseModel):
    """The monthly reviews that sensitivity rests on, and those gone."""

    months: tuple[str, ...]
    answered: int
    gone: tuple[str, ...]


class Bootstrap(BaseModel):
    """How many times people and teams were drawn, and from which seed."""

    draws: int
    seed: int


class Sweep(BaseModel):
    """What each limit of a threshold would do; `rows`: one for each group and limit."""

    schema_version: int = 1
    trigger: str
    measure: str
    operator: str
    limit: float
    as_of: date
    nights: int
    labels: str
    labelled: int
    rows: Rows
    reviews: Reviews | None = None
    bootstrap: Bootstrap | None = None
    capacity: Capacity | None = None


def print_sweep(told: Sweep, groups: list[str]) -> None:
    """The tables for people, a row for each group and limit, with what they rest on."""
    operator = told.operator.replace("_", " ")
    say(
        f"{told.trigger}: {told.measure} {operator} a limit, now {told.limit:g}; "
        f"night of {told.as_of}, {told.labelled} people with a label ({told.labels})"
    )
    rows = told.rows
    heads = {
        **{name: [row[name] for row in rows] for name in groups},
        "limit": [
            f"{row['limit']:g}" + (" *" if row["limit"] == told.limit else "  ")
            for row in rows
        ],
    }
    compact(
        "What each limit would list (* in force; 95 % intervals)",
        {
            **heads,
            "people": [row["people"] for row in rows],
            "fired": [row["fired"] for row in rows],
            "gained": [f"{row['gained']:+d}" for row in rows],
            "new/week": [
                interval(row, "per_week", "{:.1f}") if "per_week" in row else UNKNOWN
                for row in rows
            ],
            "not assessable": [row["not_assessable"] for row in rows],
        },
        len(groups),
    )
    if any(row["labelled"] for row in rows):
        compact(
            "How right it would be, by those with a label (95 % intervals)",
            {
                **heads,
                "labelled": [f"{row['labelled']} of {row['fired']}" for row in rows],
                "precision": [interval(row, "precision") for row in rows],
                "none-all": [
                    between(row, "precision_if_none", "precision_if_all")
                    for row in rows
                ],
                "reviews/found": [
                    number(row["number_needed_to_review"], "{:.1f}") for row in rows
                ],
            },
            len(groups),
        )
        say(
            "none-all: the precision if none, or all, of those who fire and have no "
            "label were positive; in between lies what nobody knows"
        )
    if any(row["sensitivity"] is not None for row in rows):
        compact(
            "Whom it would find and miss (95 % intervals)",
            {
                **heads,
                "sensitivity": [interval(row, "sensitivity") for row in rows],
                "one more": [
                    number(row.get("sensitivity_one_more"), "{:.2f}") for row in rows
                ],
                "specificity": [interval(row, "specificity") for row in rows],
                "looked at: fire": [number(row.get("looked_fired")) for row in rows],
                "do not": [number(row.get("looked_quiet")) for row in rows],
            },
            len(groups),
        )
    if told.reviews:
        _print_reviews(told.reviews, rows)
    if told.bootstrap and rows:
        _print_bootstrap(told.bootstrap, rows, heads, len(groups))
    if told.capacity:
        _print_capacity(told.capacity)


def _print_bootstrap(
    told: Bootstrap, rows: Rows, heads: dict[str, list[str]], groups: int
) -> None:
    from stewardship.bootstrap import FEW_CLUSTERS
    from stewardship.net_benefit import EXCHANGE_RATES

    def ends(name: str, short: str) -> dict[str, list[str]]:
        return {
            f"{short} by {of}": [
                between(row, f"{name}_{of}_low", f"{name}_{of}_high") for row in rows
            ]
            for of in ("people", "team")
        }

    compact(
        f"95 % intervals by bootstrap ({told.draws:,} drawings, seed {told.seed})",
        {
            **heads,
            **ends("precision", "prec."),
            **ends("sensitivity", "sens."),
            "teams": [number(row.get("labelled_team")) for row in rows],
        },
        groups,
    )
    of = "team" if "labelled_team" in rows[0] else "people"
    compact(
        f"Net benefit per 1,000 people, of those with a label (drawn by {of})",
        {
            **heads,
            **{
                f"1 is worth {rate} reviews": [
                    interval(row, f"net_benefit_{rate}", "{:.1f}", f"_{of}", " to ")
                    for row in rows
                ]
                for rate in EXCHANGE_RATES
            },
        },
        groups,
    )
    few = [row for row in rows if row.get("labelled_team", FEW_CLUSTERS) < FEW_CLUSTERS]
    if few:
        say(
            f"in {len(few)} of {len(rows)} rows fewer than {FEW_CLUSTERS} teams have a "
            "label: intervals by team are not to be trusted there"
        )


def _print_reviews(told: Reviews, rows: Rows) -> None:
    say(
        f"sensitivity, specificity: of recordings and of {told.answered} answers of "
        f"the reviews of {', '.join(told.months) or 'no month'}, weighted by how few "
        "of their stratum were looked at; one more: the sensitivity if one more of "
        "those who do not fire had been positive"
    )
    if told.gone:
        say(f"their nights are no longer stored: reviews of {', '.join(told.gone)}")
    unseen = sorted({part for row in rows for part in row["unseen"] or ()})
    if unseen:
        say(
            "not known where nobody was looked at of those who, by stratum: "
            + "; ".join(
                f"{part} ({sum(part in (row['unseen'] or ()) for row in rows)} rows)"
                for part in unseen
            )
        )


def _print_capacity(told: Capacity) -> None:
    rows = [
        *told.teams,
        {"team": "all, each its own", "limit": "", "limit_surely": ""} | told.together,
        {"team": "all, at one limit"} | told.common,
    ]
    compact(
        f"The loosest limit that each team can bear (hands: {told.source})",
        {
            "team": [row["team"] for row in rows],
            "hands/week": [number(row["capacity"]) for row in rows],
            "limit": [_fits(row, "limit") for row in rows],
            "surely": [_fits(row, "limit_surely") for row in rows],
            "new/week": [interval(row, "per_week", "{:.1f}") for row in rows],
            "fired": [number(row["fired"]) for row in rows],
            "missed": [number(row["missed"]) for row in rows],
            "positive of missed": [
                f"{row['missed_positive']} of {row['missed_labelled']}"
                + (
                    f", {interval(row, 'missed_share')}"
                    if row["missed_labelled"]
                    else ""
                )
                if row["missed_labelled"] is not None
                else UNKNOWN
                for row in rows
            ],
        },
        1,
    )
    say(
        "surely: also the upper end of new/week is no more than the hands (a limit "
        "chosen by these nights tends to look a little lighter than it will be); "
        "missed: who fires at the loosest limit tried and not here, and how many of "
        "those with a label are positive"
    )
    untold = [row["team"] for row in told.teams if row["capacity"] is None]
    if untold:
        say(f"no hands are told of: {', '.join(untold)}")
    say("hands are counted for this trigger alone: what others list is not taken off")


def _fits(row: Row, name: str) -> str:
    """A limit; `none` where no limit tried is loose on the hands that are told."""
    if row["capacity"] is None:
        return UNKNOWN
    return "none" if row[name] is None else str(row[name]).removesuffix(".0")

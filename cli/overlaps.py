"""`herate calibrate overlap` and `best-set`: triggers together."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import polars as pl
import typer
from pydantic import BaseModel

from cli.calibration_printing import compact, interval
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say
from stewardship.labels import LabelSource

PAIRS_TOLD = 20
METHOD = (
    "integer program over people in whom the same triggers fire (HiGHS, in SciPy); "
    "most positives within the capacity, and of sets that find as many the fewest "
    "people"
)
Triggers = Annotated[
    str | None,
    typer.Option("--triggers", help="Such as a,b,c. Default: those that are live."),
]
Labels = Annotated[
    LabelSource, typer.Option("--labels", help="Where labels come from.")
]


class Overlap(BaseModel):
    """What triggers share, and what each adds to all the others."""

    schema_version: int = 1
    as_of: date
    labels: str
    alone: list[dict[str, Any]]
    pairs: list[dict[str, Any]]


class Best(BaseModel):
    """The set of triggers that finds most positives within a capacity.

    `solution`: `exact`: no other set finds more; `time ran out`: one may.
    """

    schema_version: int = 1
    as_of: date
    labels: str
    capacity: int
    always: tuple[str, ...]
    triggers: tuple[str, ...]
    left_out: tuple[str, ...]
    people: int
    labelled: int
    positive: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    method: str
    solution: str


def overlap(
    triggers: Triggers = None,
    labels: Labels = LabelSource.DISPOSITIONS,
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Whom triggers share, and what each finds that no other does, on one night."""
    from stewardship.overlap import alone, shared

    on, _, fired, known = _night(triggers, labels, as_of, home)
    each = alone(fired, known)
    pairs = shared(fired).join(
        each.select("trigger", "people"), on="trigger", maintain_order="left"
    )
    told = Overlap(
        as_of=on, labels=labels, alone=each.to_dicts(), pairs=pairs.to_dicts()
    )
    if as_json:
        print_json(told)
        return
    rows = told.alone
    say(f"night of {on}; positive: of those with a label ({labels}), 95 % intervals")
    compact(
        "What each trigger finds, and what no other of them does",
        {
            "trigger": [row["trigger"] for row in rows],
            "people": [row["people"] for row in rows],
            "positive": [_positive(row) for row in rows],
            "alone": [row["people_alone"] for row in rows],
            "positive alone": [_positive(row, "_alone") for row in rows],
        },
        1,
    )
    most = sorted(told.pairs, key=lambda row: -row["share"])[:PAIRS_TOLD]
    if most:
        compact(
            "Whom pairs share, the largest shares first",
            {
                "trigger": [row["trigger"] for row in most],
                "other": [row["other"] for row in most],
                "both": [f"{row['both']} of {row['people']}" for row in most],
                "share": [f"{row['share']:.2f}" for row in most],
            },
            2,
        )
    if len(told.pairs) > len(most):
        say(f"{len(most)} of {len(told.pairs)} pairs; --json tells them all")


def best_set(
    capacity: Annotated[
        int, typer.Option("--capacity", min=0, help="How many people may be listed.")
    ],
    always: Annotated[
        list[str] | None,
        typer.Option("--always", help="A trigger that must be in it; may be repeated."),
    ] = None,
    triggers: Triggers = None,
    labels: Labels = LabelSource.DISPOSITIONS,
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """The triggers that together find most within so many people, on one night.

    Who has no label is listed, and is not found: with few labels the set says little.
    """
    from stewardship import overlap
    from stewardship.intervals import share
    from triggers._catalogue import triggers_on

    on, stems, fired, known = _night(triggers, labels, as_of, home)
    wanted = tuple(always or ())
    triggers_on(on, wanted)  # Raises for a name that is none.
    if missing := sorted({*wanted} - {*stems}):
        raise ValueError(
            f"--always {missing[0]}: it is not among the triggers to choose from; add "
            "it to --triggers"
        )
    found = overlap.best_set(fired, known, capacity, wanted)
    part, whole = pl.lit(found.positive), pl.lit(found.labelled)
    [precision] = pl.select(share("precision", part, whole)).to_dicts()
    told = Best(
        **precision,
        as_of=on,
        labels=labels,
        capacity=capacity,
        always=wanted,
        triggers=found.triggers,
        left_out=tuple(sorted({*stems} - {*found.triggers})),
        people=found.people,
        labelled=found.labelled,
        positive=found.positive,
        method=METHOD,
        solution="exact" if found.exact else "time ran out",
    )
    if as_json:
        print_json(told)
        return
    say(
        f"night of {on}: {', '.join(told.triggers) or 'no trigger'} list {told.people} "
        f"people of at most {capacity}"
    )
    say(
        f"positive, of those with a label ({labels}): {_positive(told.model_dump())} "
        "(95 %); chosen by these labels, the set looks a little better than it is"
    )
    say(f"left out: {', '.join(told.left_out) or 'none'}")
    say(f"{told.solution}: {METHOD}")


def _night(
    triggers: str | None, labels: LabelSource, as_of: Any, home: Any
) -> tuple[date, Sequence[str], pl.DataFrame, pl.DataFrame]:
    """The night, the triggers to look at, in whom they fire, and what is known."""
    from night.calibrating import fired_on, labels_from, nights_between
    from night.explaining import last_night
    from night.merging import live_triggers
    from schemas.settings import read_settings
    from triggers._catalogue import triggers_on

    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    nights_between(settings, on, on)  # Raises where the night has no results.
    given = tuple(triggers.split(",")) if triggers else ()
    triggers_on(on, given)  # Raises for a name that is none.
    stems = sorted({*given} or live_triggers(on))
    return on, stems, fired_on(settings, on, stems), labels_from(settings, labels, on)


def _positive(row: dict[str, Any], end: str = "") -> str:
    labelled = row[f"labelled{end}"]
    if not labelled:
        return "0 of 0"
    return f"{row[f'positive{end}']} of {labelled}, {interval(row, f'precision{end}')}"

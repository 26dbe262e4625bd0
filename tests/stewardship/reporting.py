"""What a report is made of, over a few hundred people by chance."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl

from night.calibrating import decided
from stewardship import change
from stewardship.bootstrap import bootstrap
from stewardship.comparison import paired
from stewardship.labels import LabelSource
from stewardship.net_benefit import with_net_benefit
from stewardship.report.material import Material
from stewardship.sweep import new_per_week, sweep

NIGHTS = (date(2026, 11, 6), date(2026, 11, 20))
LIMITS = (5.0, 6.0, 7.0, 8.0)
TEAMS = {"north": "Pohjoinen <tiimi>", "south": "Etelä"}
CAPACITY = pl.DataFrame({"team": ["north", "south"], "capacity": [3.0, None]})


def people(nights=NIGHTS, count=300, seed=5):
    """`as_of`, `client_id`, `team`, `sex`, `reach`, `reach_at_most` of each night."""
    chance, frames = np.random.default_rng(seed), []
    for on in nights:
        reach = chance.integers(2, 11, count).astype(float)
        frames.append(
            pl.DataFrame(
                {
                    "as_of": [on] * count,
                    "client_id": [f"pseudonym-{number}" for number in range(count)],
                    "team": ["north" if n % 3 else "south" for n in range(count)],
                    "sex": ["female" if n % 40 else "male" for n in range(count)],
                    "reach": reach,
                    "reach_at_most": reach,
                }
            )
        )
    return pl.concat(frames)


def labels(count=300, share=0.5, seed=6):
    """A label of about so great a share of the people."""
    chance = np.random.default_rng(seed)
    known = chance.random(count) < share
    right = chance.random(count) < 0.3
    return pl.DataFrame(
        {
            "client_id": [f"pseudonym-{number}" for number in range(count)],
            "positive": [
                bool(yes) if told else None
                for told, yes in zip(known, right, strict=True)
            ],
        }
    )


def material(to=6.0, complete=True, known=None, nights=NIGHTS, **other):
    """The report's material for a moved limit of many_medicines, which is 7."""
    one, threshold = decided("many_medicines", NIGHTS[-1], None)
    reached, known = people(nights), labels() if known is None else known
    last = reached.filter(as_of=nights[-1])
    by_limit = with_net_benefit(
        sweep(last, known, threshold, LIMITS, complete=complete)
    )
    ends = bootstrap(last, known, threshold, LIMITS, complete=complete, draws=200)
    by_team = sweep(last, known, threshold, LIMITS, ["team"])
    if len(nights) > 1:
        weekly = new_per_week(reached, threshold, LIMITS, ["team"])
        by_team = by_team.join(weekly, on=["team", "limit"])
    groups = sweep(last, known, threshold, LIMITS, ["sex"]).select(
        pl.lit("sex").alias("group"), pl.col("sex").alias("value"), pl.exclude("sex")
    )
    both = change.fired_by_limits(reached, threshold, to or threshold.limit)
    now, then = (both.filter(name, as_of=nights[-1]) for name in ("fired_a", "fired_b"))
    others = pl.DataFrame(
        [("pseudonym-1", "missed_appointments")]
        + [(f"pseudonym-{n}", "frequent_visits") for n in range(0, 300, 2)],
        schema=["client_id", "trigger"],
        orient="row",
    )
    moved = (
        SimpleNamespace(
            changes=(("fires when", "medicines at least 7", "medicines at least 6"),),
            per_team=change.per_team(by_team, CAPACITY, threshold.limit, to),
            nights=paired(both),
            groups=change.groups(groups, threshold.limit, to),
            personas=pl.DataFrame(
                [("Kaija", NIGHTS[-1], "quiet", "fired")],
                schema=["persona", "on", "before", "after"],
                orient="row",
            ),
        )
        if to is not None and len(nights) > 1
        else None
    )
    given = {
        "one": one,
        "threshold": threshold,
        "then": to,
        "nights": nights,
        "source": LabelSource.FIXTURE if complete else LabelSource.DISPOSITIONS,
        "labelled": known["positive"].drop_nulls().len(),
        "teams": TEAMS,
        "triggers": {
            "many_medicines": "Monta lääkettä",
            "frequent_visits": "Paljon käyntejä",
            "missed_appointments": "Käyttämättömät ajat",
        },
        "by_limit": by_limit.join(ends, on="limit"),
        "by_team": by_team if len(nights) > 1 else None,
        "capacity": CAPACITY,
        "overlap": change.overlap(others, now, then),
        "groups": moved.groups if moved else change.groups(groups, 7, 7),
        "change": moved,
    }
    return Material(**given | other)

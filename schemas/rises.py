"""A rise: somebody uses a service clearly more than before.

The recent window is held against the baseline, the days right before it. What is
expected of somebody whose use has not changed is the county's own share: how many of
the county's contacts in both windows fell in the recent one, so that a season or a new
channel does not make everybody rise. Where the county has too few contacts to tell a
trend, the share is that of the days.

The test is exact, one-sided and conditional: of the `recent + baseline` times that
somebody came, at least `recent` fell in the recent window by chance alone with the
probability `chance`.

Use swings by itself: most who come often one season come less the next. A rise that has
to hold at several evaluations, some days apart, is as strong as the weakest of them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl
from scipy.special import bdtrc

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import first_day, in_window
from schemas.meetings import countable

# What is told of somebody who never came.
NEVER: dict[str, float] = {"recent": 0, "weeks": 0, "rate_ratio": 0, "chance": 100}


class RiseRule(NamedTuple):
    """How a rise is told, in days.

    `least_county_contacts`: from so many on, in both windows together, the county's
    contacts tell its trend. `evaluations`: how many, each `days_apart` before the last.
    """

    recent_days: int
    baseline_days: int
    least_county_contacts: int
    evaluations: int = 1
    days_apart: int = 0

    @property
    def recent_days_of_all(self) -> int:
        """The days that end with the as-of day and hold every recent window."""
        return self.recent_days + (self.evaluations - 1) * self.days_apart

    @property
    def days_needed(self) -> int:
        """The days of history without which a rise cannot be told."""
        return self.recent_days_of_all + self.baseline_days

    def days_of_evaluations(self, as_of: date) -> list[date]:
        """The last day of each evaluation's recent window, newest first."""
        return [
            as_of - timedelta(days=place * self.days_apart)
            for place in range(self.evaluations)
        ]


def rises(
    clients: pl.LazyFrame,
    came: pl.LazyFrame,
    county_days: pl.LazyFrame,
    alike: pl.Expr,
    as_of: date,
    rule: RiseRule,
) -> pl.LazyFrame:
    """One row per client: how much more often somebody came than before.

    `came`: one row with `client` and `day` for each time. `alike`: true for those of
    the `county_days` whose contacts are of the same kind. Returns `client`, `recent`
    (times in the recent window), `weeks` (distinct ISO weeks among them), `rate_ratio`
    and `chance` (per cent), each from the evaluation where it says least. All are null
    for somebody whom the county has not known for all the days that the rule needs.
    """
    on = rule.days_of_evaluations(as_of)
    counts = (
        came.filter(in_window("day", as_of, rule.days_needed))
        .group_by("client")
        .agg(
            count for place, day in enumerate(on) for count in _counts(place, day, rule)
        )
    )
    shares = county_days.select(
        _share(place, day, alike, rule) for place, day in enumerate(on)
    )
    told = counts.join(shares, how="cross").select(
        "client",
        recent=_weakest("recent", on),
        weeks=_weakest("weeks", on),
        rate_ratio=pl.min_horizontal(_rate_ratio(place) for place in range(len(on))),
        chance=pl.max_horizontal(_chance(place) for place in range(len(on))) * 100,
    )
    known = pl.col("known_since") <= first_day(as_of, rule.days_needed)
    return (
        known_since(clients, county_days)
        .join(told, on="client", how="left")
        .select(
            "client",
            *(
                pl.when(known).then(pl.col(name).fill_null(value))
                for name, value in NEVER.items()
            ),
        )
    )


class Kinds(NamedTuple):
    """Which contacts count; `left_out_if_referred` only without a referral."""

    modes: Sequence[Mode]
    left_out_families: Sequence[ServiceFamily]
    left_out_if_referred: Sequence[ServiceFamily]
    visitor_roles: Sequence[VisitorRole]


def sought_contacts(contacts: pl.LazyFrame, kinds: Kinds) -> pl.LazyFrame:
    """The contacts that count and do not belong to a plan or a referred series."""
    series = pl.col("service_family").is_in(kinds.left_out_if_referred)
    return contacts.filter(
        countable(kinds.modes, kinds.left_out_families, kinds.visitor_roles),
        ~pl.col("in_plan"),
        ~(pl.col("referred") & series),
    )


def rises_of_contacts(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    county_days: pl.LazyFrame,
    kinds: Kinds,
    as_of: date,
    rule: RiseRule,
) -> pl.LazyFrame:
    """The `rises` of days with contacts of some kinds, several on one day being one."""
    days = sought_contacts(contacts, kinds).unique(["client", "day"])
    left_out = pl.col("service_family").is_in(kinds.left_out_families)
    alike = pl.col("mode").is_in(kinds.modes) & ~left_out
    return rises(clients, days, county_days, alike, as_of, rule)


def known_since(clients: pl.LazyFrame, county_days: pl.LazyFrame) -> pl.LazyFrame:
    """`client` and `known_since` (Date): from when on the county knows of contacts.

    The county's first contact, or the day of moving in where that is later; null where
    the county has no contacts.
    """
    begins = county_days.select(begins=pl.col("day").min())
    return clients.join(begins, how="cross").select(
        "client",
        known_since=pl.when(pl.col("begins").is_not_null()).then(
            pl.max_horizontal("begins", "moved_in_on")
        ),
    )


def chance_of_as_many(recent: pl.Expr, baseline: pl.Expr, share: pl.Expr) -> pl.Expr:
    """P(X >= recent) for X of Bin(recent + baseline, share), as Float64.

    `recent` and `baseline` are counts, `share` lies between 0 and 1; no nulls.
    """
    return pl.map_batches(
        [recent - 1, recent + baseline, share],
        _upper_tail,
        return_dtype=pl.Float64,
        is_elementwise=True,
    )


def _upper_tail(columns: Sequence[pl.Series]) -> pl.Series:
    at_most, times, share = (one.to_numpy() for one in columns)
    return pl.Series(bdtrc(at_most, times, share), dtype=pl.Float64)


def _windows(day: date, rule: RiseRule) -> tuple[pl.Expr, pl.Expr]:
    before = day - timedelta(days=rule.recent_days)
    return (
        in_window("day", day, rule.recent_days),
        in_window("day", before, rule.baseline_days),
    )


def _counts(place: int, day: date, rule: RiseRule) -> list[pl.Expr]:
    recent, baseline = _windows(day, rule)
    week = pl.col("day").dt.truncate("1w")
    return [
        recent.sum().cast(pl.Int64).alias(f"recent_{place}"),
        baseline.sum().cast(pl.Int64).alias(f"baseline_{place}"),
        week.filter(recent).n_unique().cast(pl.Int64).alias(f"weeks_{place}"),
    ]


def _share(place: int, day: date, alike: pl.Expr, rule: RiseRule) -> pl.Expr:
    recent, baseline = (
        pl.col("contacts").filter(window, alike).sum() for window in _windows(day, rule)
    )
    tells = (
        (recent + baseline >= rule.least_county_contacts)
        & (recent > 0)
        & (baseline > 0)
    )
    of_days = rule.recent_days / (rule.recent_days + rule.baseline_days)
    return (
        pl.when(tells)
        .then(recent / (recent + baseline))
        .otherwise(of_days)
        .alias(f"share_{place}")
    )


def _weakest(count: str, on: list[date]) -> pl.Expr:
    return pl.min_horizontal(f"{count}_{place}" for place in range(len(on)))


def _rate_ratio(place: int) -> pl.Expr:
    # Nobody's baseline is taken as less than one, so that the ratio is never endless.
    share = pl.col(f"share_{place}")
    baseline = pl.col(f"baseline_{place}").clip(1)
    return pl.col(f"recent_{place}") / share / (baseline / (1 - share))


def _chance(place: int) -> pl.Expr:
    return chance_of_as_many(
        *(pl.col(f"{name}_{place}") for name in ("recent", "baseline", "share"))
    )

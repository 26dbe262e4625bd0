"""How many the lists may miss, estimated from the answers to the monthly reviews.

Within a stratum the rate is that of the answers yes and no, with the exact interval of
Clopper and Pearson (Biometrika 1934;26:404). Over all strata the rates are weighted by
the numbers of people. Its interval adds up intervals of the strata, each at a level
raised by Bonferroni's inequality, so that it holds at least as often as it says however
few were answered; a stratum without an answer may then have any rate.
"""

from collections.abc import Iterable, Mapping

import polars as pl
from scipy.stats import binomtest

from schemas.reviews import Drawn, Need, Rate

LEVEL = 0.95
METHOD = (
    "Strata: exact intervals of Clopper and Pearson. All: rates weighted by the "
    "numbers of people; its interval adds up those of the strata at a level raised by "
    "Bonferroni's inequality. Unsure and unanswered count as neither yes nor no."
)


def estimate(drawn: Iterable[Drawn], answers: pl.DataFrame) -> list[Rate]:
    """The rate of each stratum and, as `all`, of all together.

    `answers`: as `worklist.review.answers`. Months are taken together: a stratum has
    the people and the answers of all its months.
    """
    people: dict[str, int] = {}
    for one in drawn:
        people[one.stratum] = people.get(one.stratum, 0) + one.people
    said = {
        stratum: dict(
            answers.filter(stratum=stratum)["need"].fill_null("").value_counts().rows()
        )
        for stratum in people
    }
    rates = [
        _rate(stratum, size, said[stratum], LEVEL) for stratum, size in people.items()
    ]
    return [*rates, _overall(rates)] if rates else []


def interval(yes: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson; the whole range for no answers."""
    if not of:
        return 0.0, 1.0
    found = binomtest(yes, of).proportion_ci(level, method="exact")
    return float(found.low), float(found.high)


def _rate(stratum: str, people: int, said: Mapping[str, int], level: float) -> Rate:
    yes, no = said.get(Need.YES, 0), said.get(Need.NO, 0)
    at_least, at_most = interval(yes, yes + no, level)
    return Rate(
        stratum=stratum,
        people=people,
        drawn=sum(said.values()),
        yes=yes,
        no=no,
        unsure=said.get(Need.UNSURE, 0),
        unanswered=said.get("", 0),
        rate=yes / (yes + no) if yes + no else None,
        at_least=at_least,
        at_most=at_most,
    )


def _overall(rates: list[Rate]) -> Rate:
    people = sum(one.people for one in rates)
    raised = 1 - (1 - LEVEL) / len(rates)
    each = [interval(one.yes, one.yes + one.no, raised) for one in rates]
    shares = [one.people / people for one in rates]
    known = [one.rate for one in rates if one.rate is not None]
    return Rate(
        stratum="all",
        people=people,
        **{
            name: sum(getattr(one, name) for one in rates)
            for name in ("drawn", "yes", "no", "unsure", "unanswered")
        },
        rate=sum(s * r for s, r in zip(shares, known, strict=True))
        if len(known) == len(rates)
        else None,
        at_least=sum(s * low for s, (low, _) in zip(shares, each, strict=True)),
        at_most=min(
            1.0, sum(s * high for s, (_, high) in zip(shares, each, strict=True))
        ),
    )

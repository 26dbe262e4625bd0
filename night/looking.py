"""Finds who was looked at: by a team that recorded of them, or in a monthly review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from night.calibrating import holds_measure, reached
from night.reviewing import strata_of
from schemas.settings import Settings
from stewardship.labels import of_dispositions, of_reviews
from stewardship.reviewed import LISTED
from triggers._catalogue import Trigger
from triggers._decisions import Threshold
from worklist.lately import recorded_until
from worklist.review import answers, drawn
from worklist.store import open_store


@dataclass(frozen=True)
class LookedAt:
    """What `stewardship.reviewed.corrected_by_limit` needs of a night.

    `people`: everybody; `looked`: those who were looked at. `months`: the reviews that
    are among them; `answered`: their answers of yes and no; `gone`: the reviews whose
    nights do not hold the measure (any more), so that theirs are not.
    """

    people: pl.DataFrame
    looked: pl.DataFrame
    months: tuple[str, ...]
    answered: int
    gone: tuple[str, ...]


def looked_at(
    settings: Settings,
    as_of: date,
    one: Trigger,
    threshold: Threshold,
    by: Sequence[str] = (),
) -> LookedAt:
    """Who was looked at until a night, and in which stratum everybody is.

    Of those on a list, and of whom a team has recorded before, the recordings tell; of
    the others the reviews, of each as they stood on the night from which they were
    drawn. Within a stratum, who was looked at is taken to be by chance: true of the
    reviews, and of recordings if teams do not choose whom they answer about.
    """
    engine = open_store(settings.database_url, must_exist=True)
    try:
        reviews = {one.month: one.as_of for one in drawn(engine)}
        said = answers(engine)
        reviews = {month: on for month, on in reviews.items() if on <= as_of}
        with engine.connect() as connection:
            recorded = {
                on: of_dispositions(recorded_until(connection, on))
                for on in {as_of, *reviews.values()}
            }
    finally:
        engine.dispose()
    stored = {
        month: on
        for month, on in reviews.items()
        if holds_measure(settings, on, one, threshold)
    }
    strata = pl.DataFrame(
        [
            (client, stratum)
            for stratum, clients in strata_of(settings, as_of).items()
            for client in clients
        ],
        schema={"client_id": pl.String, "stratum": pl.String},
        orient="row",
    ).join(recorded[as_of], on="client_id", how="anti")
    people = (
        reached(settings, [as_of], one, threshold, by)
        .join(strata, on="client_id", how="left")
        .with_columns(pl.col("stratum").fill_null(LISTED))
    )
    of_teams = people.filter(stratum=LISTED).join(
        recorded[as_of].select("client_id", "positive"), on="client_id"
    )
    frames = [of_teams]
    for month, on in stored.items():
        theirs = said.filter(month=month)
        labels = of_reviews(theirs).join(recorded[on], on="client_id", how="anti")
        frames.append(
            reached(settings, [on], one, threshold, by)
            .join(theirs.select("client_id", "stratum"), on="client_id")
            .join(labels.select("client_id", "positive"), on="client_id")
        )
    return LookedAt(
        people=people,
        looked=pl.concat(frames).filter(pl.col("positive").is_not_null()),
        months=tuple(stored),
        answered=sum(frame.height for frame in frames[1:]),
        gone=tuple(sorted({*reviews} - {*stored})),
    )

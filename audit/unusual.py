"""What a week of the access log holds that whoever oversees it may want to ask about.

No finding says that anybody did wrong: each is a question for the user's supervisor.
What a night gave a team is nobody's look, and who stood on a list was shown unasked:
only what somebody asked for counts.
"""

from datetime import datetime, time
from enum import StrEnum

import polars as pl
from sqlalchemy import Engine

from audit.log import Action, Source
from audit.seen import accesses
from schemas.local_day import ZONE

# All limits are ours; a county's first months will tell whether they fit.
NIGHT_FROM, NIGHT_UNTIL = time(22), time(6)
FEWEST = 20
TIMES_THE_USUAL = 3
DAYS_OF_ONE = 4
USERS_OF_ONE = 5
FEWEST_WITHOUT_RECORDING = 10


class Kind(StrEnum):
    """What is unusual."""

    MANY_CLIENTS = "many_clients"
    AT_NIGHT = "at_night"
    SAME_CLIENT = "same_client"
    MANY_USERS = "many_users"
    NOTHING_RECORDED = "nothing_recorded"


ASKED_FOR = [Action.OPENED.value, Action.PRINTED.value, Action.EXPORTED.value]
FINDING: dict[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "actor": pl.String,
    "client_id": pl.String,
    "day": pl.Date,
    "count": pl.Int64,
    "usual": pl.Float64,
}


def unusual(engine: Engine, since: datetime, until: datetime) -> pl.DataFrame:
    """The findings of a stretch of the log, as `FINDING`, sorted by it.

    `since`, and before `until`: moments that know their zone. `kind` and `count`:

    - `many_clients`: a user asked for so many clients on a `day`, over three times the
      `usual`, which is the median of all users' days in the stretch, and at least 20.
    - `at_night`: a user asked for so many clients on a `day` between 22 and 6 o'clock.
    - `same_client`: a user asked for one client on so many days, at least 4, and never
      recorded anything of them.
    - `many_users`: so many users, at least 5, asked for one client.
    - `nothing_recorded`: a user asked for so many clients, at least 10, and recorded
      nothing of any.

    `actor`, `client_id`, `day` and `usual` are null where the kind has none.
    """
    rows = accesses(engine, since, until).with_columns(
        at=pl.col("at").dt.replace_time_zone("UTC").dt.convert_time_zone(ZONE.key)
    )
    rows = rows.with_columns(day=pl.col("at").dt.date(), clock=pl.col("at").dt.time())
    nobody = (pl.col("source") == Source.DELIVERY) & pl.col("action").is_in(ASKED_FOR)
    asked = rows.filter(pl.col("action").is_in(ASKED_FOR), ~nobody)
    recorded = rows.filter(pl.col("action") == Action.RECORDED)
    found = [
        _many_clients(asked),
        _at_night(asked),
        _same_client(asked, recorded),
        _many_users(asked),
        _nothing_recorded(asked, recorded),
    ]
    return pl.concat(
        [
            one.select(
                (pl.col(name) if name in one.columns else pl.lit(None))
                .cast(dtype)
                .alias(name)
                for name, dtype in FINDING.items()
            )
            for one in found
        ]
    ).sort(list(FINDING))


def _clients() -> pl.Expr:
    return pl.col("client_id").n_unique()


def _many_clients(asked: pl.DataFrame) -> pl.DataFrame:
    days = asked.group_by("actor", "day").agg(count=_clients())
    usual = pl.col("count").median()
    return days.with_columns(kind=pl.lit(Kind.MANY_CLIENTS.value), usual=usual).filter(
        pl.col("count") >= FEWEST, pl.col("count") > TIMES_THE_USUAL * pl.col("usual")
    )


def _at_night(asked: pl.DataFrame) -> pl.DataFrame:
    clock = pl.col("clock")
    return (
        asked.filter((clock >= NIGHT_FROM) | (clock < NIGHT_UNTIL))
        .group_by("actor", "day")
        .agg(count=_clients())
        .with_columns(kind=pl.lit(Kind.AT_NIGHT.value))
    )


def _same_client(asked: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    return (
        asked.join(recorded, on=["actor", "client_id"], how="anti")
        .group_by("actor", "client_id")
        .agg(count=pl.col("day").n_unique())
        .filter(pl.col("count") >= DAYS_OF_ONE)
        .with_columns(kind=pl.lit(Kind.SAME_CLIENT.value))
    )


def _many_users(asked: pl.DataFrame) -> pl.DataFrame:
    return (
        asked.group_by("client_id")
        .agg(count=pl.col("actor").n_unique())
        .filter(pl.col("count") >= USERS_OF_ONE)
        .with_columns(kind=pl.lit(Kind.MANY_USERS.value))
    )


def _nothing_recorded(asked: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    return (
        asked.join(recorded, on="actor", how="anti")
        .group_by("actor")
        .agg(count=_clients())
        .filter(pl.col("count") >= FEWEST_WITHOUT_RECORDING)
        .with_columns(kind=pl.lit(Kind.NOTHING_RECORDED.value))
    )

"""Each month's review: a few people from a night, for people to say who was missed.

Lists show whom a rule found. Whether they miss anybody can only be told by looking at
some of the others: a sample is drawn from those whom rules keep off the lists and from
those of whom no live trigger holds, and professionals say whether these need an
assessment. The draw follows from county, month and night alone, so that anybody can
draw it again. Who reviews is not told why somebody was drawn.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from random import Random

import polars as pl
from sqlalchemy import Engine, func, insert, select

from schemas.reviews import Drawn, Need
from worklist.reading import read
from worklist.store import writing
from worklist.tables import REVIEW_ANSWER, REVIEW_CLIENT, REVIEW_STRATUM

# The stratum of those of whom no live trigger holds and no episode is open.
QUIET = "quiet"
PER_MONTH = 20


def draw(
    engine: Engine,
    county: str,
    month: str,
    as_of: date,
    strata: Mapping[str, Sequence[str]],
    per_stratum: int | None = None,
) -> list[Drawn]:
    """Draw a month's review once; a month that was drawn already stays as it is.

    `month` as `2026-11`; `strata`: their clients. Without `per_stratum`, 20 people are
    drawn in all, as evenly as the strata allow.
    """
    sizes = {name: len(clients) for name, clients in strata.items() if clients}
    wanted = (
        {name: min(size, per_stratum) for name, size in sizes.items()}
        if per_stratum is not None
        else _evenly(sizes, PER_MONTH)
    )
    with writing(engine) as connection:
        query = select(REVIEW_STRATUM).where(REVIEW_STRATUM.c.month == month)
        if read(connection, query).is_empty() and sizes:
            connection.execute(
                insert(REVIEW_STRATUM),
                [
                    {"month": month, "stratum": name, "as_of": as_of, "people": size}
                    for name, size in sizes.items()
                ],
            )
            connection.execute(
                insert(REVIEW_CLIENT),
                [
                    {"month": month, "client_id": client, "stratum": name}
                    for name, count in wanted.items()
                    for client in _sample(
                        f"{county}|{month}|{name}", strata[name], count
                    )
                ],
            )
    return drawn(engine, month)


def drawn(engine: Engine, month: str | None = None) -> list[Drawn]:
    """What was drawn for a month, or for all of them, oldest first."""
    query = (
        select(
            REVIEW_STRATUM.c.month,
            REVIEW_STRATUM.c.stratum,
            REVIEW_STRATUM.c.as_of,
            REVIEW_STRATUM.c.people,
            func.count(REVIEW_CLIENT.c.client_id).label("drawn"),
        )
        .outerjoin(REVIEW_CLIENT)
        .group_by(*REVIEW_STRATUM.c)
        .order_by(REVIEW_STRATUM.c.month, REVIEW_STRATUM.c.stratum)
    )
    if month is not None:
        query = query.where(REVIEW_STRATUM.c.month == month)
    with engine.connect() as connection:
        return [Drawn(**row) for row in connection.execute(query).mappings()]


def answers(engine: Engine, month: str | None = None) -> pl.DataFrame:
    """`month`, `client_id`, `stratum`, `need`, `actor` of everybody who was drawn.

    The last answer stands; null: there is none yet. In the order of month and client.
    """
    with engine.connect() as connection:
        people = read(connection, select(REVIEW_CLIENT))
        said = read(connection, select(REVIEW_ANSWER))
    key = ["month", "client_id"]
    last = said.sort("number").unique(key, keep="last").select(*key, "need", "actor")
    found = people.join(last, on=key, how="left").sort(key)
    return found if month is None else found.filter(month=month)


def answer(engine: Engine, client_id: str, need: Need, actor: str, at: datetime) -> str:
    """Add an answer on a client to the newest review that drew them; its month.

    `at` in UTC. Earlier answers stay. Raises ValueError where nobody drew the client.
    """
    theirs = REVIEW_CLIENT.c.client_id == client_id
    with writing(engine) as connection:
        month = connection.scalar(select(func.max(REVIEW_CLIENT.c.month)).where(theirs))
        if month is None:
            raise ValueError(
                f"{client_id} was drawn for no review; `herate review list` tells who"
            )
        number = connection.scalar(
            select(func.count()).where(
                REVIEW_ANSWER.c.month == month, REVIEW_ANSWER.c.client_id == client_id
            )
        )
        row = {
            "month": month,
            "client_id": client_id,
            "number": (number or 0) + 1,
            "need": need.value,
            "actor": actor,
            "answered_at": at.astimezone(UTC).replace(tzinfo=None),
        }
        connection.execute(insert(REVIEW_ANSWER), [row])
    return str(month)


def _evenly(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """So many in all, one from each stratum in turn while it has any left."""
    wanted = dict.fromkeys(sizes, 0)
    left = min(total, sum(sizes.values()))
    while left:
        for name in sorted(name for name in sizes if wanted[name] < sizes[name])[:left]:
            wanted[name] += 1
            left -= 1
    return wanted


def _sample(seed: str, clients: Sequence[str], count: int) -> list[str]:
    # Python promises the same `random()` for the same seed in every version, and
    # nothing of the kind for its samples.
    luck = Random(seed)
    ordered = sorted(clients)
    places: set[int] = set()
    while len(places) < count:
        places.add(int(luck.random() * len(ordered)))
    return [ordered[place] for place in sorted(places)]

"""Each month's review: a few people from a night, for people to say who was missed.

Lists show whom a rule found. Whether they miss anybody can only be told by looking at
some of the others: a sample is drawn from those whom rules keep off the lists, from
those without an open episode of whom a live trigger holds, and most of it from those of
whom none does, and professionals say whether these need an assessment. The draw follows
from county, month, night and the draws before it, so that anybody can draw it again.
Who reviews is not told why somebody was drawn.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from random import Random

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select

from schemas.reviews import Drawn, Need
from worklist.actors import check_actor
from worklist.reading import read
from worklist.store import writing
from worklist.tables import REVIEW_ANSWER, REVIEW_CLIENT, REVIEW_STRATUM

# The stratum of those of whom no live trigger holds and no episode is open.
QUIET = "quiet"
# Of whom one holds, but no episode is open: they rest after a closing, or what holds
# lists nobody by itself.
UNLISTED = "unlisted"
PER_MONTH = 20
# Months (ours): the quiet ones are many, and a small stratum would be asked for again
# and again.
NOT_AGAIN_FOR = 6


def draw(
    engine: Engine,
    county: str,
    month: str,
    as_of: date,
    strata: Mapping[str, Sequence[str]],
    per_stratum: int | None = None,
) -> list[Drawn]:
    """Draw a month's review once; a month that was drawn already stays as it is.

    `month` as `2026-11`; `strata`: their clients, of whom those are left out who were
    drawn in the six months before. Without `per_stratum`, 20 people are drawn in all:
    at least half of them quiet, one of each stratum, and the rest by their sizes.
    Raises ValueError where a month that was drawn already is asked for other numbers.
    """
    with writing(engine) as connection:
        of = REVIEW_CLIENT.c.month
        before = select(REVIEW_CLIENT.c.client_id).where(
            of >= _earlier(month), of < month
        )
        lately = {*connection.scalars(before)}
        left = {
            name: [client for client in clients if client not in lately]
            for name, clients in strata.items()
        }
        sizes = {name: len(clients) for name, clients in left.items()}
        wanted = (
            {name: min(size, per_stratum) for name, size in sizes.items()}
            if per_stratum is not None
            else _mostly_quiet(sizes, PER_MONTH)
        )
        found = _drawn(connection, month)
        if found:
            asked = {name: count for name, count in wanted.items() if strata[name]}
            stands = {one.stratum: one.drawn for one in found}
            if per_stratum is not None and asked != stands:
                raise ValueError(
                    f"the review of {month} is already drawn, and it stays as it is: "
                    f"{', '.join(f'{name} {n}' for name, n in stands.items())}"
                )
            return found
        for name, clients in strata.items():
            if not clients:
                continue
            size = {"as_of": as_of, "people": len(clients)}
            key = {"month": month, "stratum": name}
            connection.execute(insert(REVIEW_STRATUM), [key | size])
            sample = _sample(f"{county}|{month}|{name}", left[name], wanted[name])
            if sample:
                connection.execute(
                    insert(REVIEW_CLIENT), [key | {"client_id": one} for one in sample]
                )
        return _drawn(connection, month)


def drawn(engine: Engine, month: str | None = None) -> list[Drawn]:
    """What was drawn for a month, or for all of them, oldest first."""
    with engine.connect() as connection:
        return _drawn(connection, month)


def _drawn(connection: Connection, month: str | None) -> list[Drawn]:
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

    `at` in UTC. Earlier answers stay. Raises ValueError where nobody drew the client,
    and UnfitActor where `actor` is no user name.
    """
    check_actor(actor)
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


def _earlier(month: str) -> str:
    """The month from which on people are not drawn again."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - NOT_AGAIN_FOR
    return f"{number // 12}-{number % 12 + 1:02}"


def _mostly_quiet(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """So many in all: half of them quiet, one of each stratum, the rest by size.

    Each of the rest goes where it stands for most people (D'Hondt).
    """
    wanted = dict.fromkeys(sizes, 0)
    if QUIET in sizes:
        wanted[QUIET] = min(sizes[QUIET], (total + 1) // 2)
    while sum(wanted.values()) < min(total, sum(sizes.values())):
        name = max(
            (name for name in sizes if wanted[name] < sizes[name]),
            key=lambda name: (not wanted[name], sizes[name] / (wanted[name] + 1), name),
        )
        wanted[name] += 1
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

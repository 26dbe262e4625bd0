"""Heart failure that leads to hospital, and nobody meets the client soon afterwards.

The days after leaving hospital are the hardest with heart failure: medicines have
changed, and weight and breath need somebody's eye. The suggestion is to arrange the
follow-up and the support at home.

The rule is about people with a recorded diagnosis of heart failure. A suspicion is not
a diagnosis; a diagnosis that was later marked as over still is one, since many sources
end diagnoses with the visit.

Counted: episodes of acute care for heart failure that ended in the window, so long ago
that the days for follow-up have passed, when on none of these days a physician or nurse
met the client; and all episodes of such care that began in the window. Acute care is an
emergency visit or an unplanned ward stay whose main diagnosis, as far as is known, is
heart failure; visits and stays that begin closely together are one episode. A meeting
is a carried-out visit, home visit, remote contact or telephone call, also when somebody
comes on the client's behalf, and when the profession is not recorded.

Not counted: stays that are known to have been planned, and visits and stays where heart
failure is only suspected, or noted beside another main diagnosis. As follow-up:
emergency visits, laboratory, imaging, pharmacy, vaccination, screening and dental
visits, messages, letters, and talks among professionals.

An episode is not told to be without follow-up while the care goes on, or when its end
is not recorded; when the client came to a ward again, for whatever reason, before the
days had passed; and when the client moved away before that.

The data cannot see follow-up by private or occupational services, in a nursing home, or
outside the county.
"""

from datetime import date

import polars as pl

from schemas.acute_care import acute_care
from schemas.codes import Codes
from schemas.contacts import Mode, Profession, ServiceFamily, Status
from schemas.days import in_window
from schemas.diagnoses import people_with
from schemas.meetings import countable
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window, what a follow-up is, and the codes."""

    window_days: int
    follow_up_days: int
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    professions: list[Profession]
    heart_failure: Codes


def concerned(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People with heart failure: `client`."""
    return people_with(diagnoses, p.heart_failure, as_of)


def counted(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The acute contacts of the episodes that began or ended in the window."""
    episodes = _episodes(contacts, diagnoses, as_of, p).filter(
        in_window("began_on", as_of, p.window_days)
        | in_window("ended_on", as_of, p.window_days)
    )
    return acute_care(contacts, diagnoses, p.heart_failure, as_of).join(
        episodes, on=["client", "began_on"], how="semi"
    )


def measure(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`unfollowed_episodes` and `acute_episodes`."""
    episodes = _episodes(contacts, diagnoses, as_of, p)
    acute = (
        episodes.filter(in_window("began_on", as_of, p.window_days))
        .group_by("client")
        .agg(acute_episodes=pl.len())
    )
    unfollowed = (
        _unfollowed(clients, contacts, episodes, as_of, p)
        .group_by("client")
        .agg(unfollowed_episodes=pl.len())
    )
    return acute.join(unfollowed, on="client", how="full", coalesce=True)


def _episodes(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    ended = pl.col("left_on").is_not_null().all()
    return (
        acute_care(contacts, diagnoses, p.heart_failure, as_of)
        .group_by("client", "began_on")
        .agg(ended_on=pl.when(ended).then(pl.col("left_on").max()))
    )


def _unfollowed(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    episodes: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    followed_until = pl.col("ended_on") + pl.duration(days=p.follow_up_days)
    moved_out_on = pl.col("moved_out_on")
    due = (
        episodes.filter(in_window("ended_on", as_of, p.window_days))
        .with_columns(followed_until=followed_until)
        .filter(pl.col("followed_until") <= as_of)
        .join(clients.select("client", "moved_out_on"), on="client")
        .filter(moved_out_on.is_null() | (moved_out_on > pl.col("followed_until")))
    )
    profession = pl.col("profession")
    met = countable(p.modes, p.left_out_families) & (
        profession.is_null() | profession.is_in(p.professions)
    )
    on_a_ward = (pl.col("mode") == Mode.WARD) & (pl.col("status") == Status.FULFILLED)
    followed = (
        due.join(contacts.filter(met | on_a_ward).select("client", "day"), on="client")
        .filter(
            pl.col("day") > pl.col("ended_on"),
            pl.col("day") <= pl.col("followed_until"),
        )
        .select("client", "began_on")
    )
    return due.join(followed, on=["client", "began_on"], how="anti")

"""Acute care: emergency visits and unplanned ward stays for a diagnosis of a set.

A diagnosis belongs to the contact that it names; one that names none belongs to the
visit or stay that began on its day. Only a diagnosis that may be the main reason
counts: an asthma noted beside a broken hip does not make the stay one for asthma.
"""

from datetime import date, timedelta

import polars as pl

from schemas.codes import Codes
from schemas.diagnoses import established
from schemas.meetings import begins_anew, emergency_contacts, ward_stays

# A value that is ours: visits and stays that begin at most so far apart are one
# episode, since a patient goes from the emergency department to a ward.
SAME_EPISODE_WITHIN = timedelta(days=1)


def acute_care(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, codes: Codes, as_of: date
) -> pl.LazyFrame:
    """The emergency and ward contacts for a diagnosis of `codes`, up to `as_of`.

    Returns `client`, `contact_id`, `day` (Date; of a ward contact the day on which the
    stay began), `left_on` (Date; of a ward contact the end of the stay; null: still
    on, or not recorded) and `began_on` (Date): the day on which its episode began.
    Stays that are known to have been planned are left out.
    """
    left_on = pl.col("last_day")
    visits = contacts.filter(emergency_contacts(), pl.col("day") <= as_of).select(
        "client",
        "day",
        "contact_id",
        left_on=pl.when(left_on <= as_of).then(left_on),
    )
    stays = (
        ward_stays(contacts, as_of)
        .filter(pl.col("unplanned").ne_missing(False))
        .select("client", "left_on", day="admitted_on", contact_id="contact_ids")
        .explode("contact_id")
    )
    acute = pl.concat([visits, stays], how="diagonal")
    reasons = diagnoses.filter(
        pl.col("day") <= as_of,
        established(),
        pl.col("main").ne_missing(False),
        codes.among(diagnoses, "code", "system"),
    )
    of_day = reasons.filter(pl.col("contact_id").is_null())
    return (
        pl.concat(
            [
                acute.join(reasons, on=["client", "contact_id"], how="semi"),
                acute.join(of_day, on=["client", "day"], how="semi"),
            ]
        )
        .unique("contact_id")
        .sort("client", "day", "contact_id")
        .with_columns(
            began_on=pl.when(begins_anew("day", SAME_EPISODE_WITHIN))
            .then("day")
            .forward_fill()
        )
    )

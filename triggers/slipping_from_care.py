"""Care or services that seem to be slipping away.

When times go unused, medicines stay at the pharmacy or a treatment is not carried out,
something stands in the way, or the care does not fit. The suggestion is to ask what
would help and to offer another way, also by coming to the client. A client who has
decided, knowing what it means, decides: that is respected. Who has moved away is cared
for elsewhere, and the rule is not about them.

Counted: different signs that hold at once. Missed appointments are one sign, however
they show: missed days, counted as the trigger of missed appointments counts them, in a
long window or in a short one, or the first visit of a referral missed on days enough
without the client having come by that referral. Regular medicines that were never
fetched are a sign when there are several: prescribed or renewed in the window and some
time ago, in force, not dispensed since, and with nothing left in use of the same
substance; regular is what is marked as permanent or belongs to the listed long-term
medicines. A listed long-term medicine that has stopped is a sign: the time since it was
last dispensed, without days on a ward, has grown past the person's own interval by a
stated ratio, no longer ago than the window, and what was dispensed is no longer in use.
A record in the window that care was not taken up is a sign. Which signs hold is told as
context.

Not counted: appointments with an explained absence, days in hospital and what else the
trigger of missed appointments leaves out; medicines taken only when needed, groups that
are not regular, products without a substance code, prescriptions that were ended, and a
medicine after which another of its group was begun; suspicions.

Bookings that their unit left open may have been missed, and a source without bookings
or without dispensings cannot tell whether a sign holds: the number of signs is then a
range, and a person whose range spans the limit is not assessable. The data cannot see
medicines that were given in hospital or bought abroad, nor why anything was left.
"""

from datetime import date, timedelta

import polars as pl

from schemas.clients import lives_here
from schemas.codes import CodeGroups, Codes, merged
from schemas.contacts import Mode, ServiceFamily, VisitorRole, client_was_present
from schemas.days import in_window
from schemas.diagnoses import established
from schemas.drug_use import SupplyRule, use_of_substances
from schemas.meetings import ward_days
from schemas.no_shows import Appointments, unused_appointments
from schemas.prescriptions import Event
from schemas.register import Register
from triggers import TriggerParameters

MISSED = "appointments_missed"
NOT_FETCHED = "medicines_not_fetched"
STOPPED = "medicine_stopped"
NOT_TAKEN_UP = "care_not_taken_up"
MEDICINE = ["client", "substance"]
ROW = ["client", "day", "evidence", "source_register", "sign"]


class Parameters(TriggerParameters):
    """The windows, and when each sign holds."""

    window_days: int
    missed_window_days: int
    missed_days: int
    recent_window_days: int
    recent_missed_days: int
    first_visit_days: int
    days_around_hospital: int
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    visitor_roles: list[VisitorRole]
    not_fetched_after_days: int
    not_fetched_medicines: int
    look_back_days: int
    least_intervals: int
    interval_ratio: float
    supply: SupplyRule
    long_term_medicines: CodeGroups
    left_out_medicines: Codes
    same_substance: dict[str, str]
    care_not_taken_up: Codes


def concerned(clients: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People who have not moved away: `client`."""
    return clients.filter(lives_here(as_of)).select("client")


def counted(
    contacts: pl.LazyFrame,
    clients: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The rows of the signs that hold, with `sign`."""
    unused = unused_appointments(contacts, clients, as_of, _which(p))
    return pl.concat(
        [
            _missed(unused.filter("missed"), contacts, as_of, p),
            _not_fetched(prescriptions, as_of, p),
            _stopped(prescriptions, contacts, as_of, p),
            _not_taken_up(diagnoses, as_of, p),
        ]
    )


def measure(
    contacts: pl.LazyFrame,
    clients: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`signs`, the most there can be, and of each sign whether it holds (1 or 0)."""
    held = counted(contacts, clients, prescriptions, diagnoses, as_of, p)
    perhaps = (
        _missed(
            unused_appointments(contacts, clients, as_of, _which(p)), contacts, as_of, p
        ),
        clients.filter(~pl.col("bookings_known")).with_columns(sign=pl.lit(MISSED)),
        _untold(prescriptions, as_of, p),
    )
    signs = pl.concat(
        [
            held.select("client", "sign", certain=True),
            *(rows.select("client", "sign", certain=False) for rows in perhaps),
        ]
    )
    holds = {
        name: (pl.col("certain") & (pl.col("sign") == name)).any()
        for name in (MISSED, NOT_FETCHED, STOPPED, NOT_TAKEN_UP)
    }
    return (
        signs.group_by("client")
        .agg(signs_at_most=pl.col("sign").n_unique(), **holds)
        .with_columns(signs=pl.sum_horizontal(*holds))
    )


def _which(p: Parameters) -> Appointments:
    return Appointments(
        window_days=p.missed_window_days,
        days_around_hospital=p.days_around_hospital,
        modes=p.modes,
        left_out_families=p.left_out_families,
        visitor_roles=p.visitor_roles,
    )


def _missed(
    unused: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Of the unused appointments those that make the sign."""
    came = (
        contacts.filter(
            pl.col("referral_id").is_not_null(),
            pl.col("day") <= as_of,
            client_was_present(),
        )
        .select("client", "referral_id")
        .unique()
        .with_columns(came=True)
    )
    first_visit = (
        pl.col("referral_id").is_not_null()
        & pl.col("came").is_null()
        & in_window("day", as_of, p.window_days)
    )
    days = pl.col("day").n_unique()
    return (
        unused.join(came, on=["client", "referral_id"], how="left")
        .with_columns(
            recent=in_window("day", as_of, p.recent_window_days),
            first_visit=first_visit,
        )
        .filter(
            (days.over("client") >= p.missed_days)
            | (
                pl.col("recent")
                & (days.over("client", "recent") >= p.recent_missed_days)
            )
            | (
                pl.col("first_visit")
                & (
                    days.over("client", "referral_id", "first_visit")
                    >= p.first_visit_days
                )
            )
        )
        .select(
            "client",
            "day",
            pl.col("source_register").cast(pl.String),
            evidence="contact_id",
            sign=pl.lit(MISSED),
        )
        .select(ROW)
    )


def _medicines(prescriptions: pl.LazyFrame, p: Parameters) -> pl.LazyFrame:
    """Rows of medicines that are not taken only when needed, with `group`."""
    return prescriptions.filter(
        pl.col("substance_code").is_not_null(),
        pl.col("as_needed").ne_missing(True),
    ).with_columns(
        substance=merged(prescriptions, "substance_code", p.same_substance),
        group=p.long_term_medicines.group(
            prescriptions, "substance_code", "substance_system"
        ),
    )


def _fetched(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return _medicines(prescriptions, p).filter(
        pl.col("event") == Event.DISPENSED, in_window("day", as_of, p.look_back_days)
    )


def _taken(fetched: pl.LazyFrame) -> pl.LazyFrame:
    """One row per medicine: when it was fetched first and last, and for how long."""
    return (
        fetched.sort(*MEDICINE, "day", "days_supply")
        .group_by(MEDICINE, maintain_order=True)
        .agg(
            pl.col("group").first(),
            first_on=pl.col("day").first(),
            last_on=pl.col("day").last(),
            last_supply=pl.col("days_supply").last(),
        )
    )


def _no_longer_in_use(
    medicines: pl.LazyFrame, fetched: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Of some medicines those of which nothing that was fetched is in use."""
    theirs = fetched.join(medicines, on=MEDICINE, how="semi")
    in_use = use_of_substances(theirs, as_of, p.look_back_days, p.supply)
    return medicines.join(in_use.filter("in_use"), on=MEDICINE, how="anti")


def _issued(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Prescriptions of regular medicines that somebody has had the time to fetch."""
    left_out = p.left_out_medicines.among(
        prescriptions, "substance_code", "substance_system"
    )
    return _medicines(prescriptions, p).filter(
        pl.col("event").is_in([Event.PRESCRIBED, Event.RENEWED]),
        in_window("day", as_of, p.window_days),
        pl.col("day") <= as_of - timedelta(days=p.not_fetched_after_days),
        pl.col("group").is_not_null() | pl.col("permanent").fill_null(False),
        ~left_out,
        (pl.col("ended_on") <= as_of).ne_missing(True),
    )


def _several(issued: pl.LazyFrame, p: Parameters) -> pl.LazyFrame:
    several = pl.col("substance").n_unique().over("client") >= p.not_fetched_medicines
    return issued.filter(several).select(
        "client",
        "day",
        evidence="event_id",
        source_register=pl.lit(Register.HEALTH.value),
        sign=pl.lit(NOT_FETCHED),
    )


def _not_fetched(
    prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    issued = _issued(prescriptions, as_of, p).filter(~pl.col("prescribed_only"))
    fetched = _fetched(prescriptions, as_of, p).join(issued, on=MEDICINE, how="semi")
    left = issued.join(
        _taken(fetched).select(*MEDICINE, "last_on"), on=MEDICINE, how="left"
    ).filter((pl.col("last_on") >= pl.col("day")).ne_missing(True))
    return _no_longer_in_use(left, fetched, as_of, p).pipe(_several, p)


def _stopped(
    prescriptions: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    fetched = _fetched(prescriptions, as_of, p).filter(pl.col("group").is_not_null())
    taken = _taken(fetched)
    today = pl.lit(as_of)
    # What the last dispensing holds by itself is in use: no need to look at the rest.
    held = pl.col("last_on") + pl.duration(days=pl.col("last_supply")) > today
    ran_out = _no_longer_in_use(taken.filter(~held), fetched, as_of, p)
    on_last_day = pl.col("day") == pl.col("day").max()
    ended = (pl.col("ended_on") <= as_of).fill_null(False)
    lapsed = (
        fetched.join(ran_out, on=MEDICINE, how="semi")
        .group_by(MEDICINE)
        .agg(
            pl.col("group").first(),
            day=pl.col("day").max(),
            evidence=pl.col("event_id").filter(on_last_day),
            gaps=pl.col("day").unique().sort().to_physical().diff().drop_nulls(),
            ended=ended.filter(on_last_day).all(),
        )
        .filter(pl.col("gaps").list.len() >= p.least_intervals, ~pl.col("ended"))
    )
    begun_after = (
        lapsed.select(*MEDICINE, "group", "day")
        .join(taken.select("client", "group", "first_on"), on=["client", "group"])
        .filter(pl.col("first_on") >= pl.col("day"))
    )
    on_ward = (
        lapsed.select(*MEDICINE, last_on="day")
        .join(ward_days(contacts, as_of), on="client")
        .filter(pl.col("day") > pl.col("last_on"))
        .group_by(MEDICINE)
        .agg(ward_days=pl.len())
    )
    days_without = (today - pl.col("day")).dt.total_days()
    overdue = (
        days_without
        - pl.col("ward_days").fill_null(0)
        - p.interval_ratio * pl.col("gaps").list.median()
    )
    return (
        lapsed.join(begun_after, on=MEDICINE, how="anti")
        .join(on_ward, on=MEDICINE, how="left")
        .filter(overdue > 0, overdue <= p.window_days)
        .explode("evidence")
        .select(
            "client",
            "day",
            "evidence",
            source_register=pl.lit(Register.HEALTH.value),
            sign=pl.lit(STOPPED),
        )
    )


def _not_taken_up(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return diagnoses.filter(
        in_window("day", as_of, p.window_days),
        established(),
        p.care_not_taken_up.among(diagnoses, "code", "system"),
    ).select(
        "client",
        "day",
        evidence="diagnosis_id",
        source_register=pl.lit(Register.HEALTH.value),
        sign=pl.lit(NOT_TAKEN_UP),
    )


def _untold(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Signs of medicines that may hold where the source tells of no dispensings."""
    prescribed = _medicines(prescriptions.filter("prescribed_only"), p).filter(
        in_window("day", as_of, p.look_back_days), pl.col("group").is_not_null()
    )
    return pl.concat(
        [
            _several(_issued(prescriptions.filter("prescribed_only"), as_of, p), p),
            prescribed.select(
                "client",
                "day",
                evidence="event_id",
                source_register=pl.lit(Register.HEALTH.value),
                sign=pl.lit(STOPPED),
            ),
        ]
    )

"""Treatment of a psychosis that may have stopped.

Long, unbroken treatment protects people with a psychosis or a bipolar disorder, and a
break in it often shows only in a crisis. The suggestion is to ask how things are and
what would help; it is no sign of unwillingness, and never an urgent channel.

The rule is about people with a recorded psychosis or bipolar disorder; a suspicion is
not a diagnosis, and a diagnosis marked as over still is one. Who has moved away is
cared for elsewhere, and the rule is not about them.

Counted: days since the next long-acting injection was due, that is since the last one's
days ran out; for tablets, days since the supply of all antipsychotics ended, if they
were used regularly, that is marked as permanent, fetched over a long enough time or in
a large enough amount; days since somebody left a psychiatric ward, as long as no
contact has followed. Of injections and tablets the one that lasts longer tells how the
treatment stands, so that a change from one to the other is no break. A ward is
psychiatric when it belongs to mental-health services or when such a diagnosis was
recorded during the stay. A contact is any visit, call or message, or a new stay.

Not counted: days on a ward since the last dispensing, when the ward gives the medicine;
medicines taken only when needed; low doses that are used for sleep, as far as the dose
is known; lithium; treatment of which every prescription was ended or annulled by the
as-of day; a discharge whose day is not recorded; laboratory, imaging, dental care,
pharmacies, vaccinations and screenings as contacts.

Where no dispensing of an antipsychotic is known, treatment cannot be assessed: the data
cannot see medicines given in hospital or at an outpatient clinic. Nor can they see what
is taken, or an injection that was given without having been dispensed. Where the source
does not tell how long a dispensing lasts, it is estimated as for all medicines, which
may be too long for an injection; what is not marked as an injection counts as tablets.
"""

from datetime import date

import polars as pl

from schemas.clients import lives_here
from schemas.codes import Codes, merged
from schemas.contacts import Mode, ServiceFamily
from schemas.days import days_between, in_window
from schemas.diagnoses import established
from schemas.drug_use import SupplyRule, use_of_substances
from schemas.meetings import countable, ward_days, ward_stays
from schemas.prescriptions import Event, in_force
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, regular use, what a contact is, and the codes.

    `carry_cap`: the days of supply that are carried over to the next dispensing.
    `low_doses`: substance to the daily doses (DDD) a day below which it does not count.
    """

    history_days: int
    regular_span_days: int
    regular_supply_days: int
    carry_cap: int
    low_doses: dict[str, float]
    discharge_window_days: int
    contact_modes: list[Mode]
    left_out_families: list[ServiceFamily]
    psychosis: Codes
    antipsychotics: Codes


def concerned(
    diagnoses: pl.LazyFrame, clients: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """People with a psychosis or a bipolar disorder who live here: `client`."""
    here = clients.filter(lives_here(as_of))
    diagnosed = _diagnosed(diagnoses, as_of, p).select("client").unique()
    return diagnosed.join(here, on="client", how="semi")


def counted(
    prescriptions: pl.LazyFrame,
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The last dispensings of each form, and the stay that no contact followed."""
    dispensed = _dispensed(prescriptions, as_of, p)
    last = pl.col("day") == pl.col("day").max().over("client", "injected")
    stays = _unfollowed(contacts, diagnoses, as_of, p).explode("contact_ids")
    return pl.concat(
        [
            dispensed.filter(last).select("client", "day", evidence="event_id"),
            stays.select("client", day="discharged_on", evidence="contact_ids"),
        ]
    )


def measure(
    prescriptions: pl.LazyFrame,
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """Days since an injection was due, since tablets ended, since a ward was left."""
    dispensed = _dispensed(prescriptions, as_of, p)
    lasting = _lasting(dispensed, as_of, p)
    in_treatment = (
        _antipsychotics(prescriptions, as_of, p)
        .filter(in_force(as_of))
        .select("client", in_treatment=True)
        .unique()
    )
    away = (
        ward_days(contacts, as_of)
        .join(lasting, on="client")
        .filter(pl.col("day") > pl.col("fetched_on"))
        .group_by("client")
        .agg(away=pl.len().cast(pl.Int32))
    )
    since = days_between(pl.col("until"), pl.lit(as_of))
    days = pl.when("in_treatment").then(since - pl.col("away").fill_null(0)).clip(0)
    lapses = (
        lasting.join(in_treatment, on="client", how="left")
        .join(away, on="client", how="left")
        .join(_regular(dispensed, p), on="client", how="left")
        .select(
            "client",
            injection_days_late=pl.when("injected").then(days).fill_null(0),
            days_without_tablets=pl.when(~pl.col("injected"), pl.col("regular"))
            .then(days)
            .fill_null(0),
        )
    )
    discharged = _unfollowed(contacts, diagnoses, as_of, p).select(
        "client",
        days_since_discharge=days_between(pl.col("discharged_on"), pl.lit(as_of)),
    )
    return lapses.join(discharged, on="client", how="full", coalesce=True)


def _diagnosed(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return diagnoses.filter(
        pl.col("day") <= as_of,
        established(),
        p.psychosis.among(diagnoses, "code", "system"),
    )


def _antipsychotics(
    prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """What was prescribed, renewed or dispensed, with whether it is an injection."""
    return prescriptions.filter(
        in_window("day", as_of, p.history_days),
        p.antipsychotics.among(prescriptions, "substance_code", "substance_system"),
        pl.col("event").is_in([Event.PRESCRIBED, Event.RENEWED, Event.DISPENSED]),
        pl.col("as_needed").ne_missing(True),
    ).with_columns(
        injected=pl.col("depot").fill_null(False),
        substance=merged(prescriptions, "substance_code", {}),
    )


def _dispensed(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    low_dose = (
        pl.col("substance_code")
        .cast(pl.String)
        .replace_strict(p.low_doses, default=None, return_dtype=pl.Float64)
    )
    return _antipsychotics(prescriptions, as_of, p).filter(
        pl.col("event") == Event.DISPENSED,
        (pl.col("ddd") >= low_dose * pl.col("days_supply")).fill_null(True),
    )


def _lasting(dispensed: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """One row per person: until when the form that lasts longer lasts."""
    injections = (
        dispensed.filter("injected")
        .group_by("client")
        .agg(
            until=(pl.col("day") + pl.duration(days="days_supply")).max(),
            injected=pl.lit(True),
        )
    )
    # Only how long the supply lasts is asked for, so the grace does not matter.
    rule = SupplyRule(carry_cap=p.carry_cap, least_grace=0, grace_divisor=1)
    tablets = (
        use_of_substances(
            dispensed.filter(~pl.col("injected")), as_of, p.history_days, rule
        )
        .group_by("client")
        .agg(until=pl.col("supplied_until").max(), injected=pl.lit(False))
    )
    fetched = dispensed.group_by("client", "injected").agg(
        fetched_on=pl.col("day").max()
    )
    return (
        pl.concat([injections, tablets])
        .join(fetched, on=["client", "injected"])
        .sort("client", "until", "injected")
        .group_by("client")
        .agg(pl.all().last())
    )


def _regular(dispensed: pl.LazyFrame, p: Parameters) -> pl.LazyFrame:
    """Whether the tablets of each person were used regularly."""
    span = days_between(pl.col("day").min(), pl.col("day").max())
    return (
        dispensed.filter(~pl.col("injected"))
        .group_by("client")
        .agg(
            regular=pl.col("permanent").any()
            | (span >= p.regular_span_days)
            | (pl.col("days_supply").sum() >= p.regular_supply_days)
        )
    )


def _unfollowed(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The last psychiatric stay of the window, where no contact has followed it."""
    in_psychiatry = contacts.filter(
        pl.col("service_family") == ServiceFamily.MENTAL_HEALTH
    )
    marks = pl.concat(
        rows.select("client", "day", "contact_id")
        for rows in (in_psychiatry, _diagnosed(diagnoses, as_of, p))
    )
    during = pl.col("day").is_between("admitted_on", "discharged_on")
    stays = (
        ward_stays(contacts, as_of)
        .filter(in_window("left_on", as_of, p.discharge_window_days))
        .join(marks, on="client")
        .filter(
            (pl.col("contact_id").is_null() & during)
            | pl.col("contact_ids").list.contains(pl.col("contact_id"))
        )
        .sort("client", "discharged_on")
        .group_by("client")
        .agg(pl.col("discharged_on", "contact_ids").last())
    )
    followed = (
        contacts.filter(
            pl.col("day") <= as_of, countable(p.contact_modes, p.left_out_families)
        )
        .select("client", "day")
        .join(stays, on="client")
        .filter(pl.col("day") > pl.col("discharged_on"))
    )
    return stays.join(followed, on="client", how="anti")

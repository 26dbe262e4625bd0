"""The stored rows behind a client's reasons, as far as one team may see them.

Beside what `worklist.masking` decides, what stands behind a reason that the team may
not see is shown under no other reason either, and contacts of mental-health and
substance services are for those who treat such illness and for named roles alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from extracts.landing import Manifest, manifest_path
from night.admission import reports_of
from night.merging import labels_of, live_triggers
from night.places import Places
from schemas.contacts import ServiceFamily, Status, VisitorRole
from schemas.days import in_window
from schemas.extracts import ADMITTED, EXTRACTS
from schemas.plans import PlanKind, in_force
from schemas.prescriptions import Event as PrescriptionEvent
from schemas.register import Register
from schemas.roles import Role
from schemas.verdict import Verdict
from triggers._catalogue import Trigger, definition
from worklist.masking import Person, may_see
from worklist.routing import Team

# Ours: as the registers of psychiatry are guarded in health records.
GUARDED = {
    ServiceFamily.MENTAL_HEALTH: Role.MENTAL_HEALTH,
    ServiceFamily.SUBSTANCE_USE: Role.SUBSTANCE_USE,
}
# Ours: the longest window that most triggers have.
NOT_COUNTED_DAYS = 365
PLANS_TOLD = [PlanKind.CARE, PlanKind.SERVICE, PlanKind.CLIENT]
# ICD-10 and ICPC-2 tell what an illness is in so many characters.
SAME_ILLNESS = 3
MEDICINES = "prescriptions"
TOLD = {
    "contacts": [
        "service_family",
        "mode",
        "status",
        "urgency",
        "site",
        "source_register",
        "visitor_role",
        "in_plan",
    ],
    "measurements": ["analyte", "value", "unit"],
    "diagnoses": ["code", "system"],
    "plans": ["kind", "source_register"],
    "concerns": ["kind", "source_register"],
    MEDICINES: [
        "event",
        "substance_code",
        "substance_name",
        "days_supply",
        "permanent",
        "ended_on",
    ],
}


@dataclass(frozen=True)
class Event:
    """One stored row that counted: of which extract, its day and its columns.

    `counted_by`: the triggers that counted it, of those whose evidence the team sees.
    """

    extract: str
    day: date
    row: Mapping[str, Any]
    counted_by: tuple[str, ...]


@dataclass(frozen=True)
class Medicine:
    """A substance that counted.

    `supplied_on`: when it was last prescribed, renewed or dispensed. `lasts_until`: the
    day to which what was given then lasts; null: not known. `renewed`: how often it was
    renewed or asked to be.
    """

    name: str
    supplied_on: date
    lasts_until: date | None
    permanent: bool
    renewed: int
    counted_by: tuple[str, ...]


@dataclass(frozen=True)
class Support:
    """What support the client has now; null: the team may not see it, or nobody knows.

    `plans`: kind and day of the plans in force that the team may see.
    """

    social_worker: bool | None = None
    care_lead: bool | None = None
    plans: tuple[tuple[PlanKind, date], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What a night stored behind the reasons of one client.

    `kept`: whether the night's rows of people are still there. `newest`: trigger to the
    newest day that the team sees of its evidence. `events`, newest first, are without
    medicines. `not_counted`: kind to contacts of a year that no reason counts.
    """

    kept: bool = False
    newest: Mapping[str, date] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    not_counted: Mapping[str, int] = field(default_factory=dict)
    support: Support = Support()


@dataclass(frozen=True)
class Source:
    """What became of one extract; `until`: its last day, null: not known any more."""

    extract: str
    landed: bool
    verdict: Verdict
    until: date | None


@dataclass(frozen=True)
class _View:
    """What one team sees of one client tonight.

    `seen`: the live triggers that fired and whose evidence it sees, with the keys of
    it; `hidden`: the keys of the evidence that is for other roles.
    """

    team: Team
    person: Person
    seen: Mapping[str, frozenset[str]]
    hidden: frozenset[str]

    @property
    def registers(self) -> list[str]:
        return [one.value for one in Register if self.person.lets_see(one, self.team)]

    @property
    def families(self) -> list[str]:
        """The services whose contacts it sees."""
        return [
            one.value
            for one in ServiceFamily
            if one not in GUARDED or self.team.sees((GUARDED[one], Role.NAMED_ROLE))
        ]


def evidence_for(places: Places, client_id: str, team: Team) -> Evidence:
    """What a team sees of the rows behind the reasons of a client on its list.

    Whether the client stands there is for `worklist.masking` to say, before.
    """
    if not places.buckets("clients").is_dir():
        return Evidence()
    fired = (
        pl.scan_parquet(places.result("fired"))
        .filter(pl.col("client_id") == client_id)
        .select("trigger", "evidence", "registers")
        .collect()
    )
    labels = labels_of(places, [client_id]).to_dicts()
    live, view = live_triggers(places.as_of), _view(fired, labels, team, places.as_of)
    read = {"plans"}.union(*(live[stem].extracts for stem in view.seen))
    rows = _rows_of(places, client_id, read)
    events = sorted(_events(rows, view, live), key=lambda one: one.day, reverse=True)
    medicines = tuple(_medicines(rows.get(MEDICINES), view, live))
    days = [(stem, one.day) for one in events for stem in one.counted_by]
    days += [(stem, one.supplied_on) for one in medicines for stem in one.counted_by]
    return Evidence(
        kept=True,
        newest=dict(sorted(days, key=lambda told: told[1])),
        events=tuple(events),
        medicines=medicines,
        not_counted=_not_counted(rows.get("contacts"), view, live, places.as_of),
        support=_support(rows.get("plans"), labels, view, places.as_of),
    )


def sources_of(places: Places) -> list[Source]:
    """Every extract of a night, and up to which day it tells."""
    return [
        Source(
            extract,
            report.landed,
            report.verdict,
            _until(places, extract) if report.usable else None,
        )
        for extract, report in reports_of(places).items()
    ]


def _until(places: Places, extract: str) -> date | None:
    if extract not in EXTRACTS:
        return places.as_of  # entered by people, up to the night itself
    path = manifest_path(places.landing, extract)
    if not path.is_file():
        return None
    told = Manifest.model_validate_json(path.read_bytes())
    return min(told.period_to, places.as_of)


def _view(
    fired: pl.DataFrame, labels: list[dict[str, Any]], team: Team, as_of: date
) -> _View:
    person = Person.of(labels[0]) if labels else Person()
    live = live_triggers(as_of)
    seen, hidden = {}, set[str]()
    for row in fired.iter_rows(named=True):
        roles, registers = definition(row["trigger"]).seen_by, row["registers"]
        if not team.sees(roles):
            hidden.update(row["evidence"] or ())
        # What is hidden for its register alone hides no row of another register.
        elif row["trigger"] in live and may_see(
            team, roles, map(Register, registers), person
        ):
            seen[row["trigger"]] = frozenset(row["evidence"] or ())
    return _View(team, person, seen, frozenset(hidden))


def _rows_of(
    places: Places, client_id: str, read: Collection[str]
) -> dict[str, pl.DataFrame]:
    """The client's rows of some extracts, in the form that triggers read.

    Of an extract without any there is nothing.
    """
    theirs = pl.col("client_id") == client_id
    numbers = pl.scan_parquet(places.numbers).filter(theirs).select("client").collect()
    if numbers.is_empty():
        return {}
    wanted = {
        extract: pl.scan_parquet(places.buckets(extract) / "*.parquet")
        .filter(pl.col("client") == numbers.item())
        .select(ADMITTED[extract].key[0], "day", *columns, *_also(extract))
        for extract, columns in TOLD.items()
        if extract in read
    }
    found = zip(wanted, pl.collect_all(list(wanted.values())), strict=True)
    return {extract: rows for extract, rows in found if not rows.is_empty()}


def _also(extract: str) -> list[str]:
    return ["ends_on"] if extract == "plans" else []


def _shown(rows: pl.DataFrame, extract: str, view: _View) -> pl.DataFrame:
    """The rows of an extract that the team may see at all."""
    hidden = pl.col(ADMITTED[extract].key[0]).is_in(sorted(view.hidden))
    alike = {
        MEDICINES: pl.col("substance_code").cast(pl.String),
        "diagnoses": pl.col("code").cast(pl.String).str.head(SAME_ILLNESS),
    }.get(extract)
    if alike is not None:
        hidden = alike.is_in(rows.filter(hidden).select(alike).to_series().to_list())
    shown = rows.filter(~hidden.fill_null(False))
    if "source_register" in rows.columns:
        shown = shown.filter(pl.col("source_register").is_in(view.registers))
    if extract == "plans":
        shown = shown.filter(pl.col("kind").is_in(PLANS_TOLD))
    if extract == "contacts":
        shown = shown.filter(pl.col("service_family").is_in(view.families))
    return shown


def _counted(
    rows: pl.DataFrame, extract: str, view: _View, live: Mapping[str, Trigger]
) -> pl.DataFrame:
    """The rows that the team may see and that counted, with `counted_by`."""
    shown = _shown(rows, extract, view)
    key = shown[ADMITTED[extract].key[0]]
    by = {
        stem: key.is_in(sorted(keys))
        for stem, keys in view.seen.items()
        if extract in live[stem].extracts
    }
    counted_by = [
        [stem for stem, counted in by.items() if counted[at]]
        for at in range(shown.height)
    ]
    return shown.with_columns(
        counted_by=pl.Series(counted_by, dtype=pl.List(pl.String))
    ).filter(pl.col("counted_by").list.len() > 0)


def _events(
    rows: Mapping[str, pl.DataFrame], view: _View, live: Mapping[str, Trigger]
) -> Iterator[Event]:
    for extract, theirs in rows.items():
        if extract == MEDICINES:
            continue
        for row in _counted(theirs, extract, view, live).iter_rows(named=True):
            told = {name: row[name] for name in TOLD[extract]}
            if view.person.non_disclosure and "site" in told:
                told["site"] = None
            yield Event(extract, row["day"], told, tuple(row["counted_by"]))


def _medicines(
    rows: pl.DataFrame | None, view: _View, live: Mapping[str, Trigger]
) -> Iterator[Medicine]:
    if rows is None:
        return
    counted = _counted(rows, MEDICINES, view, live).sort("day")
    of_substance = pl.coalesce(
        pl.col("substance_code").cast(pl.String),
        pl.col("substance_name").cast(pl.String),
    )
    renewals = [PrescriptionEvent.RENEWED, PrescriptionEvent.RENEWAL_REQUESTED]
    for _, theirs in counted.group_by(of_substance, maintain_order=True):
        last = theirs.row(-1, named=True)
        supply = last["days_supply"]
        yield Medicine(
            name=last["substance_name"] or last["substance_code"] or "",
            supplied_on=last["day"],
            lasts_until=last["day"] + timedelta(days=supply) if supply else None,
            permanent=bool(theirs["permanent"].any()),
            renewed=theirs.filter(pl.col("event").is_in(renewals)).height,
            counted_by=tuple(sorted({*theirs["counted_by"].explode()})),
        )


def _not_counted(
    contacts: pl.DataFrame | None, view: _View, live: Mapping[str, Trigger], as_of: date
) -> dict[str, int]:
    """What was left out of a year's contacts, where a reason is about contacts at all.

    `for_child`, `group`, `cancelled` and `planned`, each contact under the first that
    holds.
    """
    about = any("contacts" in live[stem].extracts for stem in view.seen)
    if contacts is None or not about:
        return {}
    counted = frozenset().union(*view.seen.values())
    shown = _shown(contacts, "contacts", view).filter(
        in_window("day", as_of, NOT_COUNTED_DAYS),
        ~pl.col("contact_id").is_in(sorted(counted)),
    )
    off = [Status.CANCELLED_BY_CLIENT, Status.CANCELLED_BY_SERVICE, Status.MOVED]
    kinds = shown.select(
        pl.when(pl.col("visitor_role") == VisitorRole.FOR_CHILD)
        .then(pl.lit("for_child"))
        .when(pl.col("visitor_role") == VisitorRole.GROUP)
        .then(pl.lit("group"))
        .when(pl.col("status").is_in(off))
        .then(pl.lit("cancelled"))
        .when("in_plan")
        .then(pl.lit("planned"))
    ).to_series()
    return dict(Counter(kinds.drop_nulls().to_list()))


def _support(
    plans: pl.DataFrame | None,
    labels: list[dict[str, Any]],
    view: _View,
    as_of: date,
) -> Support:
    if not labels:
        return Support()
    told: list[tuple[Any, ...]] = []
    if plans is not None:
        of_registers = pl.col("source_register").is_in(view.registers)
        in_use = plans.filter(in_force(as_of, PLANS_TOLD), of_registers)
        told = in_use.sort("day", descending=True).select("kind", "day").rows()
    sees = {one: one.value in view.registers for one in Register}
    return Support(
        social_worker=labels[0]["social_worker"] if sees[Register.SOCIAL] else None,
        care_lead=labels[0]["care_lead"] if sees[Register.HEALTH] else None,
        plans=tuple((PlanKind(kind), day) for kind, day in told),
    )

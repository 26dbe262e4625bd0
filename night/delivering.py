"""Hands the lists over: names are looked up here, and nowhere before."""

from datetime import date

import polars as pl

from delivery.outbox import Delivered, deliver, deliver_failure
from delivery.run_facts import RunFacts
from extracts.reading import read_extract
from night.admission import reports_of
from night.manifest import code_version, decisions_in_force
from night.merging import county_routing, lists_of
from night.places import Places
from schemas.extracts import IDENTITIES
from schemas.reading import MissingExtract, UnreadableExtract
from schemas.settings import Settings
from triggers._catalogue import triggers_on
from worklist.lists import TeamList


def deliver_lists(settings: Settings, as_of: date) -> list[Delivered]:
    """Write every team's list, or its note that there is nothing on it.

    Writes nothing where the county may not list people: no legal basis, no list.
    """
    if not settings.county.may_list_people(as_of):
        return []
    places = Places.of(settings, as_of)
    lists = lists_of(settings, as_of)
    return deliver(
        lists, _names(places, lists), places.lists, _run_facts(settings, places)
    )


def deliver_failure_notes(
    settings: Settings, as_of: date, missing: list[str]
) -> list[Delivered]:
    """Tell every team that there is no list today, what is missing and since when.

    Lists of earlier days stay where they are.
    """
    if not settings.county.may_list_people(as_of):
        return []
    places = Places.of(settings, as_of)
    return deliver_failure(
        county_routing(settings).teams,
        places.lists,
        as_of,
        last_lists_before(settings, as_of),
        missing,
    )


def last_lists_before(settings: Settings, as_of: date) -> date | None:
    """The newest earlier day whose lists were delivered; None: there is none."""
    folders = (settings.home / "lists").glob("????-??-??")
    days = (
        date.fromisoformat(folder.name)
        for folder in folders
        if any(folder.glob("*/lista_*")) or any(folder.glob("*/tyhja_*"))
    )
    return max((day for day in days if day < as_of), default=None)


def _names(places: Places, lists: list[TeamList]) -> dict[str, str]:
    """Pseudonym to name, for those on the lists; a county may keep names elsewhere."""
    try:
        identities = read_extract(places.landing, IDENTITIES).frame
    except (MissingExtract, UnreadableExtract):
        # A list without names says that they are missing, and still goes out.
        return {}
    listed = {row.client_id for one in lists for row in one.everybody}
    names = (
        identities.filter(pl.col("client_id").is_in(sorted(listed)))
        .select("client_id", pl.concat_str("family_name", "given_name", separator=" "))
        .unique("client_id", keep="none")
        .collect()
    )
    return dict(names.rows())


def _run_facts(settings: Settings, places: Places) -> RunFacts:
    return RunFacts(
        county=settings.county.name,
        as_of=places.as_of,
        code_version=code_version()[:12],
        decisions=decisions_in_force(places.as_of),
        verdicts={
            extract: report.verdict for extract, report in reports_of(places).items()
        },
        trigger_names={
            one.stem: one.definition.name.model_dump()
            for one in triggers_on(places.as_of)
        },
        teams=county_routing(settings).teams,
    )

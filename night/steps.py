"""The steps of a night in their order, as Airflow and the command run them.

    personas -> admit clients -> admit the rest -> buckets -> evaluate -> gather
             -> merge -> deliver -> close -> deliver the rest

Each step reads what the steps before it wrote, writes its own files whole or makes one
transaction, and returns counts alone.
"""

from contextlib import ExitStack, suppress
from datetime import date, datetime

from audit.anchors import anchor
from night.admission import admit_extract, reports_of
from night.assurance import check_personas
from night.buckets import bucket_count, form_buckets, groups_of
from night.concerns import admit_concerns, entered_concerns
from night.delivering import deliver_failure_notes, deliver_night, deliver_waiting
from night.evaluation import (
    evaluate_group,
    gather,
    read_counts,
    unusable_extracts,
)
from night.manifest import (
    NightManifest,
    code_version,
    decisions_in_force,
    parameters_version,
)
from night.merging import hold_back, merge, stays
from night.places import Places
from schemas.extracts import ENTERED, EXTRACTS
from schemas.settings import Settings
from schemas.whole_files import alone, write_whole
from worklist.store import open_store

__all__ = [
    "FailedTriggers",
    "NotDelivered",
    "admit",
    "buckets",
    "close",
    "deliver",
    "deliver_rest",
    "evaluate",
    "failed_triggers",
    "gather_results",
    "groups",
    "kept",
    "merge_results",
    "note_failure",
    "personas",
]


class FailedTriggers(RuntimeError):
    """The lists are out, but a trigger is missing from them."""


class _OtherExtracts(RuntimeError):
    """What a night lacks is not what it lacked a moment ago."""


class NotDelivered(RuntimeError):
    """The lists are made, but some have not reached their teams."""


def personas(settings: Settings, as_of: date) -> int:
    """Begin: check tonight's triggers on invented people; returns how many outcomes.

    An earlier run's manifest goes, so that no old night is taken for this one.
    """
    Places.of(settings, as_of).manifest.unlink(missing_ok=True)
    return check_personas(as_of)


def admit(settings: Settings, as_of: date, extract: str) -> dict[str, int | str]:
    """Bring one extract through the entrance and the gate, or out of the store."""
    with alone(Places.of(settings, as_of).lock(f"admit {extract}")):
        if extract in ENTERED:
            entered = entered_concerns(settings, as_of)
            report = admit_concerns(settings, as_of, entered)
        else:
            report = admit_extract(settings, as_of, extract)
    return {
        "verdict": report.verdict.value if report.landed else "missing",
        "rows": report.rows,
        "admitted": report.admitted,
        "quarantined": report.quarantined,
        "exact_duplicates": report.exact_duplicates,
    }


def buckets(settings: Settings, as_of: date) -> int:
    """Cut the admitted extracts into buckets of clients; returns how many.

    A night that is kept leaves all its files as they were, here and in the next steps.
    """
    places = Places.of(settings, as_of)
    if kept(settings, as_of):
        return bucket_count(places)
    with alone(places.lock("buckets")):
        return form_buckets(settings, as_of)


def groups(settings: Settings, as_of: date, most: int = 1) -> list[list[int]]:
    """The bucket numbers in at most `most` groups, one for each mapped task."""
    if kept(settings, as_of):
        return []
    return groups_of(bucket_count(Places.of(settings, as_of)), most)


def evaluate(settings: Settings, as_of: date, group: list[int]) -> dict[str, str]:
    """Evaluate a group of buckets; returns the triggers that failed."""
    places = Places.of(settings, as_of)
    with ExitStack() as locks:
        # In order, so that no two attempts wait for each other.
        for number in sorted(group):
            locks.enter_context(alone(places.lock(f"evaluate {number}")))
        return evaluate_group(settings, as_of, group)


def gather_results(settings: Settings, as_of: date) -> dict[str, dict[str, int]]:
    """Put the results together; returns the outcomes of each trigger, if any."""
    places = Places.of(settings, as_of)
    if kept(settings, as_of):
        return {}
    with alone(places.lock("gather")):
        if not bucket_count(places):
            places.counts.unlink(missing_ok=True)
            return {}
        return gather(settings, as_of).outcomes


def merge_results(settings: Settings, as_of: date) -> bool:
    """Merge into the store; returns false where the night holds its results back.

    A night that is kept stays in the store as it was.
    """
    while True:
        missing = lacking(settings, as_of)

        def check(missing: list[str] = missing) -> None:
            # Whoever had to wait for the store may find other extracts than before.
            if lacking(settings, as_of) != missing:
                raise _OtherExtracts

        with suppress(_OtherExtracts):
            if missing:
                hold_back(settings, as_of, missing, check)
            else:
                merge(settings, as_of, check)
            return not missing


def deliver(settings: Settings, as_of: date, at: datetime) -> dict[str, int]:
    """Give every team its list or its note; returns how many of each kind.

    `at`: now, in UTC. What a channel does not take stays in the outbox. A night that
    is kept gives nothing new. Raises NotMade, when all else is sent, where something
    could not be made.
    """
    if kept(settings, as_of):
        return {}
    kinds = [one.kind for one in deliver_night(settings, as_of, at)]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def deliver_rest(settings: Settings, as_of: date, at: datetime) -> None:
    """Try again what this night, or one before it, could not deliver.

    `at`: now, in UTC. Raises NotDelivered while anything is left, or a list of the
    newest night lacks its names.
    """
    left = deliver_waiting(settings, at, last=as_of)
    if left:
        raise NotDelivered("; ".join(dict.fromkeys(map(str, left))))


def note_failure(settings: Settings, as_of: date, at: datetime) -> int:
    """Tell every team that there is no list today; returns how many were told.

    `at`: now, in UTC. Whoever was given the day's list already is told nothing.
    """
    return deliver_failure_notes(settings, as_of, at)


def close(settings: Settings, as_of: date) -> NightManifest:
    """Write the manifest, the last file of a night, and anchor the access log.

    Raises OSError where the anchor cannot be written.
    """
    places = Places.of(settings, as_of)
    with alone(places.lock("close")):
        manifest = NightManifest(
            as_of=as_of,
            code=code_version(),
            parameters=parameters_version(as_of),
            decisions=decisions_in_force(as_of),
            extracts=reports_of(places),
            counts=read_counts(places) if places.counts.is_file() else None,
        )
        write_whole(places.manifest, manifest.model_dump_json(indent=2) + "\n")
    store = open_store(settings.database_url)
    try:
        anchor(store, settings.anchor)
    finally:
        store.dispose()
    return manifest


def failed_triggers(settings: Settings, as_of: date) -> None:
    """Raise FailedTriggers when a trigger is missing from the lists."""
    places = Places.of(settings, as_of)
    failed = read_counts(places).failed if places.counts.is_file() else {}
    if failed:
        named = ", ".join(f"{stem} ({kind})" for stem, kind in failed.items())
        raise FailedTriggers(f"the lists are out without these triggers: {named}")


def lacking(settings: Settings, as_of: date) -> list[str]:
    """The required extracts that cannot be used tonight."""
    unusable = unusable_extracts(Places.of(settings, as_of))
    return [
        name
        for name, contract in EXTRACTS.items()
        if contract.required and name in unusable
    ]


def kept(settings: Settings, as_of: date) -> str | None:
    """Why a night stays in the store as it was, in a sentence; null: it does not.

    It does where it can't be run again now, and later nights or what people recorded
    rest on it.
    """
    missing = lacking(settings, as_of)
    if not missing or not stays(settings, as_of):
        return None
    return (
        f"the night of {as_of} stays as it was, with its lists: {', '.join(missing)} "
        "cannot be used now, and later nights or recordings rest on it; bring the "
        "extracts back and run it again"
    )

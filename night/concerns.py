"""Takes concerns at the door, and the concerns of the store into a night."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from extracts.concern_forms import read_concern_forms
from fixtures.concerns import CONCERNS
from night.admission import ExtractReport, read_report, without_clients
from night.manifest import NightManifest
from night.places import Places, earlier_nights
from schemas.clients import Exclusion
from schemas.concerns import Concern
from schemas.identity_codes import IDENTITY_CODE
from schemas.settings import Settings
from schemas.verdict import Finding, Severity, verdict_of
from schemas.whole_files import sink_whole, write_whole
from triggers._catalogue import trigger
from worklist.concerns import concerns_known, enter_concerns
from worklist.objections import objecting
from worklist.store import open_store

STEM = "concern_raised"
OBJECTS = Exclusion.OBJECTS.value
# Those who are outside for want of a contact come in by the concern itself.
OUTSIDE = {
    Exclusion.DECEASED: "the client has died",
    Exclusion.MINOR: "the client is under 18",
    Exclusion.OBJECTS: "the client objects to being measured",
}
STRANGERS = Finding(
    expectation="Every concern is about a client of tonight's clients",
    column="client_id",
    severity=Severity.INFO,
    passed=False,
    observed=None,
    sentence="Look for these clients in the clients extract and its quarantine.",
)


@dataclass(frozen=True)
class Door:
    """What concerns are held against when they come: the people of the last night.

    `excluded`: pseudonym to why the client is not in the population, or null.
    `latest`: the newest day there is.
    """

    night: date
    latest: date
    excluded: Mapping[str, str | None]

    def refusals(self, client_id: str, raised_on: date) -> Iterator[str]:
        """Why a concern cannot be taken, without any value; nothing: it can.

        One that no list would ever show is refused, so that nobody believes that it
        was heard.
        """
        if raised_on > self.latest:
            yield f"raised_on is ahead: the newest day is {self.latest}"
        elif counts_until(raised_on) <= self.night:
            yield f"raised_on is too long ago: no list after {self.night} would show it"
        if IDENTITY_CODE.search(client_id):
            yield (
                "client_id looks like a personal identity code; give the client's "
                "pseudonym"
            )
        elif client_id not in self.excluded:
            yield (
                f"the night of {self.night} knows no client of this pseudonym; give it "
                "as it stands in the clients extract, and a new client's after the "
                "next night"
            )
        elif why := OUTSIDE.get(self.excluded[client_id]):  # type: ignore[call-overload]
            yield (
                f"the client is outside the population ({why}): no list would show the "
                "concern, so it is not kept; see to it in another way"
            )


def open_door(settings: Settings, clients: Iterable[str], today: date) -> Door:
    """The door for concerns about some clients.

    The people are those of the last night that knew any. Raises ValueError when there
    was no such night.
    """
    for day in reversed(earlier_nights(settings.home, date.max)):
        places = Places.of(settings, day)
        if not places.manifest.is_file():
            continue
        night = NightManifest.model_validate_json(places.manifest.read_bytes())
        if night.counts is not None:
            excluded = _excluded(places, clients)
            objects = dict.fromkeys(_objecting(settings) & excluded.keys(), OBJECTS)
            return Door(day, max(day, today), excluded | objects)
    raise ValueError(
        f"{settings.home}: no night has been run here, so that no client is known; run "
        "`herate night` first"
    )


def counts_until(raised_on: date) -> date:
    """The last night that counts a concern, unless it is withdrawn."""
    one = trigger(STEM, raised_on)
    days = int(getattr(one.parameters, "window_days", 1)) if one else 1
    return raised_on + timedelta(days=days - 1)


def _objecting(settings: Settings) -> set[str]:
    """Who objects as it stands now, whatever the last night knew."""
    engine = open_store(settings.database_url)
    try:
        with engine.connect() as connection:
            return {*objecting(connection)["client_id"]}
    finally:
        engine.dispose()


def _excluded(places: Places, clients: Iterable[str]) -> dict[str, str | None]:
    wanted = pl.LazyFrame({"client_id": [*clients]}, schema={"client_id": pl.String})
    rows = (
        pl.scan_parquet(places.buckets("clients") / "*.parquet")
        .select("client", pl.col("excluded").cast(pl.String))
        .join(pl.scan_parquet(places.numbers), on="client")
        .join(wanted.unique(), on="client_id", how="semi")
        .select("client_id", "excluded")
        .collect()
    )
    return dict(rows.iter_rows())


def entered_concerns(settings: Settings, as_of: date) -> pl.DataFrame:
    """The concerns in the store, as a night of a day takes them."""
    engine = open_store(settings.database_url)
    try:
        return concerns_known(engine, as_of)
    finally:
        engine.dispose()


def admit_concerns(
    settings: Settings, as_of: date, entered: pl.DataFrame
) -> ExtractReport:
    """Write the concerns that a night takes, and the report on them.

    They were checked when they were entered, and there may be none: what remains is
    to set aside those about people who are not among tonight's clients.
    """
    places = Places.of(settings, as_of)
    folder = places.extract(Concern.extract)
    if not read_report(places, "clients").usable:
        report = without_clients(Concern.extract)
    else:
        clients = pl.scan_parquet(places.extract("clients") / "admitted.parquet")
        known = entered.lazy().join(
            clients.select("client_id"), on="client_id", how="semi"
        )
        admitted = known.sort("concern_id").collect()
        sink_whole({folder / "admitted.parquet": admitted.lazy()})
        report = _report(entered, admitted)
    write_whole(folder / "report.json", report.model_dump_json(indent=2) + "\n")
    return report


def _report(entered: pl.DataFrame, admitted: pl.DataFrame) -> ExtractReport:
    strangers = entered.height - admitted.height
    told = f"{strangers} of {entered.height} rows"
    failures = (STRANGERS.model_copy(update={"observed": told}),) if strangers else ()
    return ExtractReport(
        extract=Concern.extract,
        landed=True,
        verdict=verdict_of(failures),
        # Of what was taken, since no manifest promises it.
        digest=hashlib.sha256(
            entered.sort("concern_id").write_csv().encode()
        ).hexdigest(),
        rows=entered.height,
        judged=entered.height,
        admitted=admitted.height,
        quarantined=strangers,
        reasons={"unknown_client": strangers} if strangers else {},
        failures=failures,
    )


def enter_generated_concerns(settings: Settings, on: date, today: date) -> None:
    """Enter what people of the invented county filled in; again it changes nothing."""
    file = settings.landing_of(on) / CONCERNS
    if file.is_file():
        forms = [form for _, form in read_concern_forms(file).forms]
        store = open_store(settings.database_url)
        enter_concerns(store, forms, today)
        store.dispose()

"""Where the files of one night stand."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.settings import Settings

BUCKET = "bucket-{:04d}"


@dataclass(frozen=True)
class Places:
    """The folders of one night; nothing of one night stands in another's."""

    home: Path
    landing: Path
    as_of: date

    @classmethod
    def of(cls, settings: Settings, as_of: date) -> "Places":
        """The places of a night in an installation's home."""
        return cls(settings.home, settings.landing_of(as_of), as_of)

    @property
    def folder(self) -> Path:
        """Everything that this night writes, but its lists and Data Docs."""
        return self.home / "nights" / self.as_of.isoformat()

    def extract(self, extract: str) -> Path:
        """Admitted and quarantined rows of one extract, with its report."""
        return self.folder / "extracts" / extract

    def buckets(self, extract: str) -> Path:
        """One Parquet file for each bucket of clients."""
        return self.folder / "buckets" / extract

    def bucket(self, extract: str, number: int) -> Path:
        """One bucket of one extract, in the form that triggers read."""
        return self.buckets(extract) / f"{BUCKET.format(number)}.parquet"

    @property
    def facts(self) -> Path:
        """How many buckets of clients there are."""
        return self.folder / "facts.json"

    @property
    def numbers(self) -> Path:
        """The pseudonym behind each client number of this night."""
        return self.folder / "numbers.parquet"

    def results_of_bucket(self, number: int) -> Path:
        """The results of one bucket."""
        return self.folder / "results" / BUCKET.format(number)

    def result(self, name: str) -> Path:
        """One of the night's results, over all buckets."""
        return self.folder / "results" / f"{name}.parquet"

    @property
    def counts(self) -> Path:
        """The four outcomes per trigger, the exclusions and the failed triggers."""
        return self.folder / "results" / "counts.json"

    @property
    def manifest(self) -> Path:
        """Inputs, parameters, code and counts; the last file that a night writes."""
        return self.folder / "manifest.json"

    @property
    def delivered(self) -> Path:
        """Which files went to which team, with their counts of rows."""
        return self.folder / "delivered.json"

    @property
    def lists(self) -> Path:
        """The day's lists, one folder per team."""
        return self.home / "lists" / self.as_of.isoformat()

    def lock(self, step: str) -> Path:
        """What an attempt at a step holds, so that another one waits for it."""
        return self.folder / "locks" / step

    @property
    def data_docs(self) -> Path:
        """The Great Expectations project, shared by the nights."""
        return self.home / "quality"


def earlier_nights(home: Path, as_of: date) -> list[date]:
    """The days before `as_of` of which the home holds a night, oldest first."""
    folders = (home / "nights").glob("????-??-??")
    return sorted(
        day for day in (date.fromisoformat(f.name) for f in folders) if day < as_of
    )

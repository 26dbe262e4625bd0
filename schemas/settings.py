"""A county's settings: how far it lets the product go, and where its files stand."""

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.deliveries import Deliveries
from schemas.sign_in import SignIn
from schemas.worklist_rules import WorklistRules

REPOSITORY = Path(__file__).resolve().parent.parent
NUMBER_IN_LINK = "{local_number}"
RECORD_LINK = r"^https://[^\s{}@/]+/[^\s{}@]*\{local_number\}[^\s{}]*$"
FEEDBACK = r"^(https://[^\s@]+|[^\s@:]+@[^\s@:]+)$"
INVENTED_COUNTY = REPOSITORY / "fixtures" / "county.yaml"


class OperatingMode(StrEnum):
    """Aggregates only, measured but not listed, or lists of people."""

    AGGREGATE = "aggregate"
    SHADOW = "shadow"
    LIST = "list"


class LegalBasis(BaseModel):
    """On what the county lists people; all of it must be recorded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: str = Field(min_length=1)
    impact_assessment: str = Field(min_length=1)
    valid_from: date


class Audit(BaseModel):
    """How the access log is watched over.

    `anchor`: the file that keeps its heads (default: in the home); it belongs where
    whoever may write in the store may not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    anchor: Path | None = None


class SiteName(BaseModel):
    """What people call a service point."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fi: str = Field(min_length=1, max_length=100)
    sv: str = Field(min_length=1, max_length=100)


class Retention(BaseModel):
    """For how many days what may be deleted is kept; the controller decides.

    `raw_days`: landings, and what a night made of their rows alone. `quarantine_days`:
    rows that were refused, which somebody may still have to mend. `session_days`: what
    is left of sessions that have ended. The defaults are ours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    raw_days: Annotated[int, Field(ge=1)] = 30
    quarantine_days: Annotated[int, Field(ge=1)] = 90
    session_days: Annotated[int, Field(ge=1)] = 30


class County(BaseModel):
    """One county's settings, read from YAML.

    `quality_pages`: whether each night writes pages (Data Docs) about its extracts.
    `invented`: its people do not exist, so that more of them may be generated.
    `sign_in`: who may see the clinics' page; null: nobody but in a demonstration.
    `feedback`: the mail address or page (https) where its users tell of what does not
    work for them, which the law on digital services asks for; null: its support.
    `record_link`: the address at which the county's own patient or client record opens,
    with `{local_number}` where the client's number goes; null: no page leads there.
    `sites`: the names of service points by their codes in the extracts; a point that
    has none is shown by its code.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    mode: OperatingMode
    legal_basis: LegalBasis | None = None
    first_night: date | None = None
    clients_per_bucket: Annotated[int, Field(ge=100)] = 40_000
    routing: Path | None = None
    quality_pages: bool = True
    invented: bool = False
    worklist: WorklistRules = WorklistRules()
    delivery: Deliveries = Deliveries()
    audit: Audit = Audit()
    retention: Retention = Retention()
    sign_in: SignIn | None = None
    feedback: Annotated[str, Field(pattern=FEEDBACK)] | None = None
    record_link: Annotated[str, Field(pattern=RECORD_LINK)] | None = None
    sites: dict[str, SiteName] = {}

    def may_list_people(self, as_of: date) -> bool:
        """Whether lists of people may exist on a day."""
        return (
            self.mode == OperatingMode.LIST
            and self.legal_basis is not None
            and self.legal_basis.valid_from <= as_of
        )


class Settings(BaseModel):
    """The county and the places of one installation."""

    model_config = ConfigDict(frozen=True)

    county: County
    home: Path
    database_url: str
    landing: Path | None = None

    def landing_of(self, as_of: date) -> Path:
        """The landing of a day: in the home, unless one folder is given for all."""
        return self.landing or self.home / "landing" / as_of.isoformat()

    @property
    def anchor(self) -> Path:
        """The file that keeps the heads of the access log."""
        return self.county.audit.anchor or self.home / "anchors" / "access.jsonl"


def read_settings(home: Path | None = None, landing: Path | None = None) -> Settings:
    """Settings from the environment and the county's YAML.

    HERATE_HOME (default: `var/` in the repository) holds every file, HERATE_LANDING is
    one landing for all days (default: a folder a day in the home), HERATE_COUNTY is
    the county's YAML (default: the invented county), HERATE_DATABASE_URL the store
    (default: SQLite in the home). Raises ValueError when the YAML is not valid.
    """
    home = home or Path(os.environ.get("HERATE_HOME", REPOSITORY / "var"))
    if landing is None and (named := os.environ.get("HERATE_LANDING")):
        landing = Path(named)
    county_file = Path(os.environ.get("HERATE_COUNTY", INVENTED_COUNTY))
    return Settings(
        county=read_county(county_file),
        home=home.resolve(),
        landing=landing.resolve() if landing else None,
        database_url=os.environ.get(
            "HERATE_DATABASE_URL", f"sqlite:///{home.resolve() / 'store.sqlite'}"
        ),
    )


def read_county(path: Path) -> County:
    """Read a county's YAML; raises ValueError that says what is wrong with it."""
    try:
        return County.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ValueError(
            f"{path}: there are no county settings here; set HERATE_COUNTY to the "
            "county's YAML file."
        ) from None
    except yaml.YAMLError as error:
        line = str(error).replace("\n", " ")
        raise ValueError(f"{path}: this is not valid YAML: {line}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path}: {where}: {first['msg']}.") from None

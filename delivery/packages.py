"""What a team is given: the files of its list, or the note that there is none."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from delivery.columns import refuse_identity_codes
from delivery.csv_list import Profile, csv_list
from delivery.notes import empty_note, failure_note
from delivery.run_facts import RunFacts
from delivery.workbook import workbook
from schemas.deliveries import Format
from schemas.identities import Named
from worklist.deliveries import Kind
from worklist.lists import TeamList
from worklist.routing import Team

TEAM_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# Windows gives these names to devices, whatever folder they stand in.
DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
# How a file's name begins, and how it may end.
NAMED = {Kind.LIST: "lista", Kind.EMPTY: "tyhja", Kind.FAILURE: "ei_listaa"}
SUFFIXES = ("xlsx", "csv", "rfc4180.csv", "txt", "fhir.json", "sha256")


class RefusedTeam(ValueError):
    """A team's code cannot be the name of a folder."""


@dataclass(frozen=True)
class Package:
    """The files of one team and day: name to content, and nothing in the names of them.

    `clients`: all of whom the files tell. `rows`: clients on the list, `new` of them
    put there by this night, `queued` those who wait.
    """

    team: str
    as_of: date
    kind: Kind
    files: Mapping[str, bytes]
    clients: frozenset[str] = frozenset()
    rows: int = 0
    new: int = 0
    queued: int = 0

    @property
    def content_key(self) -> str:
        """Hash of the names and the contents."""
        lines = (f"{name} {_sha256(content)}" for name, content in self.files.items())
        return _sha256("\n".join(lines).encode())

    @property
    def checksums(self) -> tuple[str, bytes]:
        """A file that names the others and their hashes, as `sha256sum` writes it."""
        name = file_name(self.kind, self.team, self.as_of, "sha256")
        lines = (f"{_sha256(told)}  {file}\n" for file, told in self.files.items())
        return name, "".join(lines).encode()

    @property
    def replaced(self) -> re.Pattern[str]:
        """What the names of earlier files look like that these stand in for.

        A failure replaces nothing but notes of failure: lists stay where they are.
        """
        every = self.kind != Kind.FAILURE
        return files_of(self.team, self.as_of, Kind if every else [self.kind])


def files_of(
    code: str, as_of: date, kinds: Iterable[Kind] = tuple(Kind)
) -> re.Pattern[str]:
    """What the names of a team's files of one day look like."""
    begins = "|".join(NAMED[kind] for kind in kinds)
    ends = "|".join(map(re.escape, SUFFIXES))
    return re.compile(rf"({begins})_{code}_{as_of.isoformat()}\.({ends})")


def list_package(
    one: TeamList,
    names: Mapping[str, Named],
    run: RunFacts,
    formats: Iterable[Format],
    bundle: Callable[[], bytes] | None = None,
    whole: TeamList | None = None,
    ended: Collection[str] = (),
) -> Package:
    """A team's list in some formats, or the note that nothing is on it.

    `names`: client_id to who it is. `bundle` makes the FHIR bundle, which
    goes with a note too, and tells of those who `ended` beside the list. `whole`: the
    list of which `one` is what may leave the house.
    Raises RefusedTeam for a team code that could lead elsewhere, NotPseudonymous for
    clients keyed by personal identity codes, ValueError for a list of another day.
    """
    if one.as_of != run.as_of:
        raise ValueError(
            f"the list of {one.code} is of {one.as_of}, but the night is of "
            f"{run.as_of}: deliver each night's lists with its own facts."
        )
    refuse_identity_codes(row.client_id for row in one.named)
    kind = Kind.LIST if (whole or one).tells else Kind.EMPTY
    made: dict[Format, tuple[str, Callable[[], bytes]]] = {
        Format.XLSX: ("xlsx", lambda: workbook(one, names, run)),
        Format.EXCEL_FI: ("csv", lambda: csv_list(one, names)),
        Format.RFC4180: (
            "rfc4180.csv",
            lambda: csv_list(one, names, Profile.RFC4180),
        ),
    }
    if bundle is not None:
        made[Format.FHIR] = ("fhir.json", bundle)
    note = ("txt", lambda: empty_note(one, run.county))
    wanted = {form: made[form] for form in Format if form in set(formats)}
    files = [*wanted.values()]
    if kind == Kind.EMPTY:
        files = [note, *(wanted[form] for form in wanted if form == Format.FHIR)]
    clients = {*ended, *(row.client_id for row in one.named)}
    return Package(
        one.code,
        one.as_of,
        kind,
        {
            file_name(kind, one.code, one.as_of, suffix): content()
            for suffix, content in files
        },
        frozenset(clients) if files != [note] else frozenset(),
        len(one.rows),
        len(one.new),
        len(one.queue),
    )


def failure_package(
    code: str, team: Team, as_of: date, last_good: date | None, missing: Iterable[str]
) -> Package:
    """The note that a day has no list, and why.

    `missing`: the extracts that were missing or refused. `last_good`: the day of the
    last list, null when there has been none. Raises RefusedTeam as a list does.
    """
    name = file_name(Kind.FAILURE, code, as_of, "txt")
    note = failure_note(team, as_of, last_good, missing)
    return Package(code, as_of, Kind.FAILURE, {name: note})


def file_name(kind: Kind, code: str, as_of: date, suffix: str) -> str:
    """The name of a delivered file; it says nothing of any client.

    Raises RefusedTeam for a code that cannot stand in a name.
    """
    if not TEAM_CODE.fullmatch(code) or DEVICES.fullmatch(code):
        raise RefusedTeam(
            f"the team code {code!r} cannot name a folder: use small letters a-z, "
            "digits and hyphens, at most 40."
        )
    return f"{NAMED[kind]}_{code}_{as_of.isoformat()}.{suffix}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

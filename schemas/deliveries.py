"""How each team is given its lists: a county chooses, and the defaults stay at home.

Passwords and keys stand in files or in the environment, never in the settings.
"""

import os
from collections.abc import Iterable
from email import headerregistry
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

Name = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Seconds = Annotated[float, Field(gt=0)]


def _one_address(told: str) -> str:
    """The address as it is; raises ValueError where no mail could be addressed so."""
    try:
        read = headerregistry.Address(addr_spec=told)
        well_formed = told.isascii() and read.addr_spec == told and read.domain != ""
    # Its parser raises errors of several kinds, some of them not its own.
    except Exception:
        well_formed = False
    if not well_formed:
        raise ValueError(
            f"{told!r} is not one mail address in plain ASCII, such as team@hva.example"
        )
    return told


Address = Annotated[str, AfterValidator(_one_address)]


class Channel(StrEnum):
    """A way by which a list, or the news of one, reaches a team."""

    FOLDER = "folder"
    SFTP = "sftp"
    MAIL = "mail"


class Format(StrEnum):
    """A file that holds a list: a workbook, CSV for Excel or for programs, FHIR R4."""

    XLSX = "xlsx"
    EXCEL_FI = "excel-fi"
    RFC4180 = "rfc4180"
    FHIR = "fhir"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TeamDelivery(_Strict):
    """What one team is given, and by which channels.

    `restricted` lets rows that are for few eyes, by their evidence or by a
    non-disclosure order, into exports: what goes by SFTP, and FHIR.
    """

    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = (Channel.FOLDER,)
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = (
        Format.XLSX,
        Format.EXCEL_FI,
    )
    mail_to: Address | None = None
    restricted: bool = False

    @model_validator(mode="after")
    def _mail_tells_of_a_list(self) -> "TeamDelivery":
        if set(self.channels) == {Channel.MAIL}:
            raise ValueError(
                "mail tells of a list and carries none; add folder or sftp to channels"
            )
        return self


class NoPassword(OSError):
    """The environment has no password where the settings look for it."""


class _Password(_Strict):
    password_file: Path | None = None
    password_env: Name | None = None

    def password(self) -> str | None:
        """What the named file or environment variable holds; null: none is named.

        Raises OSError for a file that cannot be read or a variable that is not set.
        """
        if self.password_file:
            return self.password_file.read_text(encoding="utf-8").rstrip("\r\n")
        if self.password_env and self.password_env not in os.environ:
            raise NoPassword(
                f"{self.password_env}: the settings of deliveries name this "
                "environment variable for a password, and it is not set"
            )
        return os.environ[self.password_env] if self.password_env else None


class SftpServer(_Password):
    """The server that files go to; `host_key` as in known_hosts, and no other is taken.

    `folder`: where the teams' folders stand on it. `key_file`: our private key.
    """

    host: Name
    port: Port = 22
    user: Name
    host_key: Annotated[str, Field(pattern=r"^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?$")]
    key_file: Path | None = None
    folder: Name = "."
    timeout: Seconds = 30


class Security(StrEnum):
    """How a connection to a mail server is kept from other eyes."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class MailServer(_Password):
    """The server that takes notices: that there is a list, never what is on it.

    `page`: where the team reads its list. `ca_file`: certificates to trust beside the
    machine's own.
    """

    host: Name
    port: Port = 587
    security: Security = Security.STARTTLS
    ca_file: Path | None = None
    user: Name | None = None
    sender: Address
    page: Name
    timeout: Seconds = 30

    @model_validator(mode="after")
    def _keeps_to_itself(self) -> "MailServer":
        if self.security == Security.NONE and not is_loopback(self.host):
            raise ValueError("security: none is for a server on this machine alone")
        link = urlsplit(self.page)
        if link.query or link.fragment or "@" in link.netloc:
            raise ValueError("page: a bare address, without a user, a query or a mark")
        return self


class Deliveries(_Strict):
    """What every team is given, and what single teams are given instead.

    `client_system`: the name of the pseudonyms in FHIR, a URI of the county's own.
    """

    every_team: TeamDelivery = TeamDelivery()
    teams: dict[str, TeamDelivery] = {}
    sftp: SftpServer | None = None
    mail: MailServer | None = None
    client_system: Annotated[str, Field(pattern=r"^(urn:|https?://)\S+$")] = (
        "urn:heratteet:client"
    )

    @model_validator(mode="after")
    def _servers_are_named(self) -> "Deliveries":
        channels = {
            channel
            for given in (self.every_team, *map(self.of, self.teams))
            for channel in given.channels
        }
        for channel, server in ((Channel.SFTP, self.sftp), (Channel.MAIL, self.mail)):
            if channel in channels and server is None:
                raise ValueError(f"a team is given {channel}, but it has no settings")
        return self

    def of(self, team: str) -> TeamDelivery:
        """What one team is given: its own settings over those of every team."""
        own = self.teams.get(team, TeamDelivery())
        return self.every_team.model_copy(
            update={name: getattr(own, name) for name in own.model_fields_set}
        )

    def check(self, teams: Iterable[str]) -> None:
        """Raise ValueError where the settings do not fit the teams of the routing."""
        teams = tuple(teams)
        if unknown := set(self.teams) - set(teams):
            raise ValueError(
                f"delivery.teams: there is no team {', '.join(sorted(unknown))} in the "
                "routing; name teams as it does"
            )
        for code in teams:
            if Channel.MAIL in self.of(code).channels and not self.of(code).mail_to:
                raise ValueError(
                    f"delivery: {code} is given mail, but no address; set its `mail_to`"
                )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

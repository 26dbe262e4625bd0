"""How people sign in to the clinics' page: by the county's own login, OpenID Connect.

The client's secret stands in a file or in the environment, never in the settings.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.deliveries import is_loopback

Name = Annotated[str, Field(min_length=1)]


def _kept_from_others(told: str) -> str:
    """The address as it is; raises ValueError where others could read what goes there.

    Plain http is for this machine alone.
    """
    link = urlsplit(told)
    if link.query or link.fragment or "@" in link.netloc or not link.hostname:
        raise ValueError("give an https address without a user, a query or a mark")
    if link.scheme == "https" or (link.scheme == "http" and is_loopback(link.hostname)):
        return told
    raise ValueError("give an https address; http is for this machine alone")


def _without_path(told: str) -> str:
    if urlsplit(told).path:
        raise ValueError("give the bare address of the page, without a path or slash")
    return told


Address = Annotated[str, AfterValidator(_kept_from_others)]
Page = Annotated[Address, AfterValidator(_without_path)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Claims(_Strict):
    """Where the login tells who somebody is.

    `user`: a user name that stands in the access log for good; one that is never given
    to somebody else, and no personal identity code. `name`: to greet by. `groups`: a
    list of texts.
    """

    user: Name
    name: Name = "name"
    groups: Name = "groups"


class SignIn(_Strict):
    """The county's login, and what its groups mean here.

    `page`: where browsers find the clinics' page. `teams`: group to team of the
    routing; of other groups nothing follows.
    """

    page: Page
    issuer: Address
    client_id: Name
    secret_file: Path | None = None
    secret_env: Name | None = None
    scopes: tuple[Name, ...] = ("openid", "profile")
    claims: Claims
    teams: Annotated[dict[Name, Name], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_whole(self) -> "SignIn":
        if (self.secret_file is None) == (self.secret_env is None):
            raise ValueError("name one of secret_file and secret_env")
        if "openid" not in self.scopes:
            raise ValueError("scopes: openid is among them always")
        return self

    def secret(self) -> str:
        """The client's secret; raises ValueError where it is not to be found."""
        if self.secret_file is not None:
            try:
                found = self.secret_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ValueError(
                    f"sign_in.secret_file: {self.secret_file} cannot be read "
                    f"({error.strerror}); put the client's secret there"
                ) from None
        else:
            found = os.environ.get(self.secret_env or "", "").strip()
        if not found:
            raise ValueError(
                f"sign_in: {self.secret_file or self.secret_env} holds no secret of "
                "the client; put there what the county's login gave for this page"
            )
        return found

    def check(self, teams: Iterable[str]) -> None:
        """Raise ValueError where a group leads to no team of the routing."""
        if unknown := set(self.teams.values()) - set(teams):
            raise ValueError(
                f"sign_in.teams: there is no team {', '.join(sorted(unknown))} in the "
                "routing; name teams as it does"
            )

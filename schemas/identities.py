"""Identities: who a pseudonym is. Read by delivery and the page, never by a trigger."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from schemas.contract import OPTIONAL, Contract


class Identity(Contract):
    """Name and personal identity code behind one pseudonym."""

    extract: ClassVar[str] = "identities"
    key: ClassVar[tuple[str, ...]] = ("client_id",)

    client_id: str = Field(max_length=64, description="Pseudonym of the client.")
    personal_identity_code: str = Field(
        max_length=11,
        pattern=r"^\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]$",
        description="Personal identity code (henkilötunnus).",
    )
    family_name: str = Field(max_length=100, description="Family name.")
    given_name: str = Field(max_length=100, description="Given names.")
    local_number: str | None = Field(
        default=None,
        max_length=40,
        description="The number by which the county's own systems know the client; "
        "never an identity code.",
        json_schema_extra=OPTIONAL,
    )


@dataclass(frozen=True)
class Named:
    """Who a pseudonym is to whoever reads a list: family and given names, and number.

    `number`: by which the county's own systems know the client; null: not told.
    """

    name: str
    number: str | None = None

    @property
    def in_full(self) -> str:
        """The name with the number behind it, where there is one."""
        return f"{self.name} ({self.number})" if self.number else self.name

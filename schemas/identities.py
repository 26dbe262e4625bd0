"""Identities: who a pseudonym is. Read by delivery and the page, never by a trigger."""

from typing import ClassVar

from pydantic import Field

from schemas.contract import Contract


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

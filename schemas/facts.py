"""Facts: what the gate must know of an extract besides its rows."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Facts(BaseModel):
    """The counts of one extract on one night, taken before it is judged.

    `period_to` is the last day that the sender claims to cover. `rows_in`,
    `quarantined`, `exact_duplicates` and `unknown_clients` (rows quarantined because
    their client is not among the admitted ones) count rows. `earlier_rows` holds the
    rows judged on earlier nights, the newest last; it may be empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    period_to: date
    rows_in: int = Field(ge=0)
    quarantined: int = Field(default=0, ge=0)
    exact_duplicates: int = Field(default=0, ge=0)
    unknown_clients: int = Field(default=0, ge=0)
    earlier_rows: tuple[int, ...] = ()

"""Hardships of life that professionals have recorded.

Work, money, relations, housing, studies or safety can be what an illness hangs on, and
the service that meets the client may not be the one that can help. The suggestion is to
ask what would help just now, and whether a social service is wished for.

Counted: distinct domains of life (work, money, relations, housing, studies, safety,
managing in everyday life) for which a diagnosis or reason of care is recorded in the
window. Several records of one domain are one. Each record carries the register of the
contact where it was made, or the health register where none is named.

Not counted: suspicions; records that tell of a crisis, of violence or of self-harm,
which have a trigger of their own that named roles alone see; and a client's way of
taking up care.

The data cannot see social benefits, an income account, rent in arrears or an eviction:
no extract holds them. Little is coded, so that no record means nothing. Which domain it
was stays in the record; the list tells only how many.
"""

from datetime import date

import polars as pl

from schemas.codes import CodeGroups, Codes
from schemas.days import in_window
from schemas.diagnoses import established
from schemas.register import Register
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window, the domains, and the codes that another trigger tells of."""

    window_days: int
    life_domains: CodeGroups
    left_out: Codes


def counted(
    diagnoses: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The diagnoses that count, each in the register of its contact."""
    registers = contacts.select(
        "client", "contact_id", pl.col("source_register").cast(pl.String)
    )
    return (
        _recorded(diagnoses, as_of, p)
        .join(registers, on=["client", "contact_id"], how="left")
        .select(
            "client",
            "day",
            pl.col("source_register").fill_null(Register.HEALTH.value),
            evidence="diagnosis_id",
        )
    )


def measure(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`domains`: distinct domains of life with a record."""
    return (
        _recorded(diagnoses, as_of, p)
        .group_by("client")
        .agg(domains=pl.col("domain").n_unique())
    )


def _recorded(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return (
        diagnoses.filter(in_window("day", as_of, p.window_days), established())
        .filter(~p.left_out.among(diagnoses, "code", "system"))
        .with_columns(domain=p.life_domains.group(diagnoses, "code", "system"))
        .filter(pl.col("domain").is_not_null())
        .select("client", "day", "diagnosis_id", "contact_id", "domain")
    )

"""A generated county as a night would admit it, but in memory."""

from pathlib import Path

import polars as pl

from extracts.concern_forms import read_concern_forms
from fixtures.concerns import CONCERNS
from fixtures.population import LABELS
from schemas.admitted import Frames, admit_in_memory
from schemas.concerns import Concern
from schemas.extracts import EXTRACTS


def admitted_county(landing: Path, as_of) -> tuple[Frames, pl.DataFrame]:
    """The county without the planted and what breaks a contract, and its numbers."""
    extracts = {name: _swept(name, landing) for name in EXTRACTS}
    extracts[Concern.extract] = _entered(landing / CONCERNS)
    planted = pl.read_parquet(landing / LABELS).filter(label="planted")
    known = extracts["clients"].join(planted, on="client_id", how="anti")
    return admit_in_memory(
        {
            name: rows.join(known, on="client_id", how="semi").lazy()
            for name, rows in extracts.items()
        },
        as_of,
    )


def _swept(name: str, landing: Path) -> pl.DataFrame:
    contract = EXTRACTS[name]
    return (
        pl.read_parquet(landing / f"{name}.parquet")
        .filter(~pl.any_horizontal(contract.violations().values()))
        .unique(contract.key, keep="first", maintain_order=True)
    )


def _entered(file: Path) -> pl.DataFrame:
    """The concerns of the county as the store would keep them."""
    forms = [
        {"concern_id": f"concern-{line}"} | form.model_dump()
        for line, form in read_concern_forms(file).forms
    ]
    return pl.DataFrame(forms, schema=Concern.polars_schema())

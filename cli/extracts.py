"""`herate generate`, `import` and `evaluate`: extracts in, results out."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, RequiredAsOf, day
from cli.printing import ERR, print_json, say, table
from extracts.import_report import ImportReport

importing = typer.Typer(
    help="Bring outside data into a landing, and filled-in lists into the store.",
    no_args_is_help=True,
)
Out = Annotated[Path, typer.Option("--out", help="The folder to write to.")]


def generate(
    out: Out,
    as_of: RequiredAsOf,
    inhabitants: Annotated[int, typer.Option(min=100)] = 68_000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    """Write the invented county's extracts of one night, with the truth beside them."""
    from fixtures.population import generate as generate_county

    generate_county(inhabitants, day(as_of), seed, out)
    ERR.print(f"{inhabitants:,} invented inhabitants in {out}", highlight=False)


@importing.command()
def omop(source: Path, out: Out, as_json: Json = False) -> None:
    """Import an OMOP CDM 5.3 or 5.4 database: a folder or zip of CSV or Parquet."""
    from extracts.omop import import_omop

    _report(import_omop(source, out), out, as_json)


@importing.command()
def fhir(source: Path, out: Out, as_json: Json = False) -> None:
    """Import FHIR R4 resources: NDJSON, bundles and single resources in one folder."""
    from extracts.fhir import import_fhir

    _report(import_fhir(source, out), out, as_json)


@importing.command()
def synthea(source: Path, out: Out, as_json: Json = False) -> None:
    """Import Synthea's own CSV files from one folder."""
    from extracts.synthea import import_synthea

    _report(import_synthea(source, out), out, as_json)


def _report(report: ImportReport, out: Path, as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        for line in report.as_lines():
            say(line)
        ERR.print(f"the landing is in {out}", highlight=False)


def evaluate(
    extracts: Path,
    out: Out,
    as_of: RequiredAsOf,
    trigger: Annotated[
        list[str] | None, typer.Option("--trigger", help="Only this one; repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure everyone in a landing and write measures, outcomes and the fired.

    Writes `measures.parquet`, `outcomes.parquet`, `unassessed.parquet`,
    `fired.parquet` and `counts.json`.
    """
    from night.evaluating import evaluate_landing
    from schemas.outcome import Outcome

    counts = evaluate_landing(extracts, day(as_of), out, tuple(trigger or ()))
    if as_json:
        print_json(counts)
        return
    table(
        f"Outcomes of {counts.population:,} people",
        ["trigger", *Outcome],
        (
            [stem, *(found[outcome] for outcome in Outcome)]
            for stem, found in counts.outcomes.items()
        ),
    )
    ERR.print(f"the results are in {out}", highlight=False)

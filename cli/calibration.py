"""`herate calibrate`: what a limit would do, before anybody is listed by it."""

import typer

from cli import overlaps, regression, reporting, sweeping

app = typer.Typer(
    help="What a limit would do, before anybody is listed by it.", no_args_is_help=True
)


@app.callback()
def calibrate() -> None:
    """What a limit would do, before anybody is listed by it."""


app.command("sweep")(sweeping.sweep)
app.command("regression-to-mean")(regression.regression_to_mean)
app.command("overlap")(overlaps.overlap)
app.command("best-set")(overlaps.best_set)
app.command("report")(reporting.report)

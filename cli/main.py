"""The command `herate`.

Exit codes: 0 all went well; 1 something unexpected; 2 the command or its input was not
right; 3 the night published no list; 4 a persona came out wrong; 5 a check found
something, or rows of a list that came back were refused; 6 the lists are out, but a
trigger failed; 7 the lists are made, but not all have reached their teams.
"""

import os
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path

import typer
from sqlalchemy.exc import OperationalError

from cli.printing import ERR, Exit
from schemas.whole_files import NO_ROOM


@cache
def _app() -> typer.Typer:
    # The rooms are imported when a command is run, and not before.
    from cli import (
        audit,
        calibration,
        concerns,
        delivering,
        explaining,
        extracts,
        nights,
        objections,
        params,
        purging,
        recording,
        review,
        routes,
        simulation,
        suppressed,
        triggers,
        web,
    )

    app = typer.Typer(
        help=__doc__,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.command("generate")(extracts.generate)
    app.command("evaluate")(extracts.evaluate)
    extracts.importing.command("dispositions")(recording.import_dispositions)
    app.add_typer(extracts.importing, name="import")
    app.command("night")(nights.night)
    app.command("deliver")(delivering.deliver)
    app.command("deliveries")(delivering.deliveries)
    app.command("why")(explaining.why)
    app.command("why-not")(explaining.why_not)
    app.command("record")(recording.record)
    app.command("simulate")(simulation.simulate)
    app.command("suppressed")(suppressed.suppressed)
    app.command("purge")(purging.purge)
    app.add_typer(review.app, name="review")
    app.add_typer(calibration.app, name="calibrate")
    app.add_typer(params.app, name="params")
    app.add_typer(web.app, name="web")
    app.add_typer(audit.app, name="audit")
    app.add_typer(concerns.app, name="concern")
    app.add_typer(objections.app, name="objection")
    app.add_typer(triggers.app, name="triggers")
    app.add_typer(triggers.personas, name="personas")
    app.add_typer(routes.app, name="routes")
    return app


def main() -> None:
    """Run the command; whatever goes wrong is said in one sentence."""
    app = _app()
    # What a command writes is about people: its files are for this user alone.
    os.umask(0o077)
    try:
        app(standalone_mode=True)
    except ValueError as error:
        from night.assurance import PersonaFailed

        _say(str(error))
        sys.exit(Exit.PERSONA if isinstance(error, PersonaFailed) else Exit.USAGE)
    except OSError as error:
        if error.errno in NO_ROOM:
            named = f" ({error.filename})" if error.filename else ""
            _say(f"the disk is full{named}; make room, then run the same again")
            sys.exit(Exit.USAGE)
        _say(f"{error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(Exit.USAGE)
    except OperationalError as error:
        said = str(error.orig).partition("\n")[0]
        _say(
            f"the store could not be read or written ({said}); see that its disk has "
            "room and that the database answers, then run the same again"
        )
        sys.exit(Exit.USAGE)
    except Exception as error:
        where = _note(error)
        _say(f"something unexpected happened ({type(error).__name__}); see {where}")
        sys.exit(Exit.UNEXPECTED)


def _say(sentence: str) -> None:
    ERR.print(
        f"herate: {' '.join(sentence.split())}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _note(error: Exception) -> Path:
    # Where it happened, without the values that were at hand.
    handle, name = tempfile.mkstemp(prefix="herate-error-", suffix=".log")
    os.close(handle)
    path = Path(name)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    path.write_text("\n".join([type(error).__name__, *lines]) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()

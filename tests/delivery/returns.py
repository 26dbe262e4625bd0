"""Lists that a team fills in, as its spreadsheet program would, and returns."""

import io
from datetime import UTC, datetime, time, timedelta

import openpyxl
import polars as pl

from delivery.languages import WORDS
from delivery.return_file import read_return
from delivery.returned import take_in
from delivery.run_facts import RunFacts
from delivery.workbook import workbook
from schemas.identities import Named
from tests.worklist.nights import FIRST, known, night, run
from worklist.episodes import open_clients
from worklist.lists import team_lists
from worklist.routing import Routing

COUNTY = "Keksitty hyvinvointialue"
MORNING = FIRST + timedelta(1)
FIRED = pl.DataFrame(
    schema={
        "client_id": pl.String,
        "trigger": pl.String,
        "measures": pl.Null,
        "limits": pl.Null,
        "newest_on": pl.Date,
    }
)


def routing(language="fi"):
    """Two teams that can transfer to each other; one of them takes everybody."""
    return Routing.model_validate(
        {
            "teams": {
                code: {
                    "name": {"fi": fi, "sv": sv},
                    "sector": "health",
                    "language": language,
                    "new_per_night": 50,
                }
                for code, fi, sv in (
                    ("north", "Pohjoinen", "Norra"),
                    ("south", "Etelä", "Södra"),
                )
            },
            "tree": {"rule": "root", "team": "north", "because": "a test"},
        }
    )


def listed(store, *clients, language="fi", day=FIRST):
    """The bytes of north's list after a night on which a trigger held for clients."""
    teams = routing(language)
    nights = {day: night(day, {(client, "medicines") for client in clients})}
    run(store, nights, day, routing=teams)
    return written(store, teams, day)


def written(store, teams, day=FIRST, county=COUNTY):
    """The bytes of north's list as it stands after the night of a day."""
    labels = known(*open_clients(store, day))
    lists = team_lists(store, teams, {}, FIRED, labels, day, {})
    [one] = [one for one in lists if one.code == "north"]
    names = {row.client_id: Named(f"Sukunimi {row.client_id}") for row in one.everybody}
    facts = RunFacts(county, day, "3f8a", {}, {}, {}, teams.teams)
    return workbook(one, names, facts)


def filled(content, path, cells, language="fi"):
    """Write the list with some cells changed: client to column to value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[WORDS[language].list_sheet]
    places = columns(sheet, language)
    for line in sheet.iter_rows(min_row=places.pop("row") + 1):
        for column, value in cells.get(line[places["client_id"]].value, {}).items():
            line[places[column]].value = value
    book.save(path)
    return path


def columns(sheet, language="fi"):
    """Column to its place in the sheet, from 0; `row`: the number of the headings."""
    headings = WORDS[language].headings
    for number, line in enumerate(sheet.iter_rows(values_only=True), start=1):
        if headings["client_id"] in line:
            found = {
                column: line.index(text)
                for column, text in headings.items()
                if text in line
            }
            return {**found, "row": number}
    raise AssertionError("the sheet has no headings")


def taken_in(store, path, language="fi", days=1, dry_run=False, county=COUNTY):
    """What became of a returned list so many days after the night."""
    at = datetime.combine(FIRST + timedelta(days), time(9), UTC)
    return take_in(
        store,
        read_return(path),
        at,
        at.date(),
        county,
        routing(language),
        dry_run=dry_run,
    )

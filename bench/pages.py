"""The clinics' page over a night of the bench: a full list, asked for again and again.

`python -m bench.pages HOME` puts 60 clients of the largest team onto its list and
writes what its page took, and that of its clients, over the application itself without
a network, to `pages.json` in the home.
"""

import json
import re
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select, tuple_, update
from starlette.testclient import TestClient

from bench.county import AS_OF, settings_of
from night import steps
from web.app import create_app
from worklist.states import State, standing_on
from worklist.tables import EPISODE

MEASURED = "pages.json"
NEXT = AS_OF + timedelta(days=1)
ROWS, TIMES = 60, 20
HERE = {"sec-fetch-site": "same-origin", "accept-encoding": "gzip"}


def measure(home: Path) -> dict[str, float]:
    """Rows of the page, seconds (median, most) until it was whole, and bytes sent.

    `client`: seconds in the median until a client's page was whole.
    """
    settings = settings_of(home)
    steps.close(settings, AS_OF)
    morning = datetime(NEXT.year, NEXT.month, NEXT.day, 6, tzinfo=UTC)
    app = create_app(settings, lambda: morning, demo_login=True)
    team = _fill_a_list(app.state.store)
    client = TestClient(app, base_url="https://localhost", headers=HERE)
    client.post("/login", data={"team": team})
    page = client.get(f"/teams/{team}")
    took = [_seconds(client, f"/teams/{team}") for _ in range(TIMES)]
    clients = sorted({*re.findall(r"/teams/[a-z-]+/clients/c\w+", page.text)})
    return {
        "rows": page.text.count("<article"),
        "median": statistics.median(took),
        "most": max(took),
        "bytes": int(page.headers["content-length"]),
        "client": statistics.median(_seconds(client, one) for one in clients[:TIMES]),
    }


def _seconds(client: TestClient, address: str) -> float:
    began = time.perf_counter()
    client.get(address).raise_for_status()
    return time.perf_counter() - began


def _fill_a_list(store: Engine) -> str:
    """Put so many clients of one team onto its list as a page has rows; the team."""
    open_now = (standing_on(NEXT), EPISODE.c.state != State.CLOSED)
    key = (EPISODE.c.client_id, EPISODE.c.opened_on)
    with store.begin() as connection:
        largest = func.count().desc()
        teams = select(EPISODE.c.team).where(*open_now).group_by(EPISODE.c.team)
        team = connection.execute(teams.order_by(largest)).scalars().first()
        of_team = (*open_now, EPISODE.c.team == team)
        listed = select(*key).where(*of_team, EPISODE.c.state != State.SUPPRESSED)
        first = listed.order_by(EPISODE.c.client_id).limit(ROWS)
        rows = [tuple(row) for row in connection.execute(first)]
        waits = {"state": State.WAITING.value, "listed_on": None}
        onto = {"state": State.LISTED.value, "listed_on": AS_OF}
        connection.execute(
            update(EPISODE)
            .where(*of_team, EPISODE.c.state == State.LISTED)
            .values(**waits)
        )
        connection.execute(
            update(EPISODE).where(*of_team, tuple_(*key).in_(rows)).values(**onto)
        )
    return str(team)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / MEASURED).write_text(json.dumps(measure(place), indent=2) + "\n")

"""`herate purge`: delete what is kept no longer."""

from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import Home, Json, today
from cli.printing import print_json, say


class Purge(BaseModel):
    """What was deleted, or would be."""

    dry_run: bool
    paths: list[str]
    sessions: int


def purge(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would go; delete nothing.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Delete what is past the days of `retention:` in the county's settings.

    Landings and nights' copies of their rows, refused rows, and ended sessions go.
    Results, lists, recordings and the access log stay.
    """
    from night import retention
    from schemas.settings import read_settings
    from worklist.store import open_store

    settings = read_settings(home)
    store = open_store(settings.database_url, must_exist=True)
    try:
        done = retention.purge(settings, store, today(), try_out=dry_run)
    finally:
        store.dispose()
    paths = [str(path.relative_to(settings.home)) for path in done.paths]
    if as_json:
        print_json(Purge(dry_run=dry_run, paths=paths, sessions=done.sessions))
        return
    for path in paths:
        say(path)
    what = "would be deleted" if dry_run else "deleted"
    say(f"{what}: folders and files {len(paths)}, ended sessions {done.sessions}")

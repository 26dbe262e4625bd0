"""`herate web`: the clinics' page on this machine."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.options import Home
from cli.printing import ERR, say
from schemas.deliveries import is_loopback
from schemas.settings import read_settings
from worklist.row_security import grant_page, is_held
from worklist.store import open_store

app = typer.Typer(
    help="Serve each team's list of the last night, and record what the teams do.",
    invoke_without_command=True,
)


@app.callback()
def web(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Let anybody in, as an invented professional."),
    ] = False,
    home: Home = None,
) -> None:
    """Serve each team's list of the last night, and record what the teams do."""
    if context.invoked_subcommand is not None:
        return
    # Only this command serves pages, and the servers take long to import.
    import uvicorn

    from web.app import create_app

    if demo and not is_loopback(host):
        raise ValueError(
            f"the demo login lets anybody in and would be open to others on {host}; "
            "listen on 127.0.0.1"
        )
    page = create_app(read_settings(home), demo_login=demo)
    store = page.state.store
    if store.dialect.name == "postgresql" and not is_held(store):
        ERR.print(
            "herate: the page reads the store as a user whom row-level security does "
            "not hold; give it one of its own with `herate web grant`",
            soft_wrap=True,
        )
    say(f"http://{host}:{port}/  (stop it with Ctrl-C)")
    # A line per request would hold the addresses of pages about people.
    uvicorn.run(page, host=host, port=port, access_log=False, log_level="warning")


@app.command("sign-out")
def sign_out(
    user: Annotated[
        str, typer.Argument(help="The user name, as the access log has it.")
    ],
    home: Home = None,
) -> None:
    """End every session of a user at once, wherever they are signed in."""
    from web.sessions import Sessions

    engine = open_store(read_settings(home).database_url, must_exist=True)
    try:
        ended = Sessions(engine, lambda: datetime.now(UTC)).end_all_of(user)
    finally:
        engine.dispose()
    say(f"{ended} sessions ended")


@app.command("grant")
def grant(
    role: Annotated[str, typer.Argument(help="A role of the PostgreSQL database.")],
    home: Home = None,
) -> None:
    """Let a database role do what the page does, and no more; run it as the owner.

    Do it again after each new version. Then give `herate web` that role in its
    HERATE_DATABASE_URL: the database itself shows it the clients of the team alone that
    a page is for.
    """
    engine = open_store(read_settings(home).database_url, must_exist=True)
    try:
        grant_page(engine, role)
    finally:
        engine.dispose()
    say(f"{role} may do what the page does")

"""`herate web`: the clinics' page on this machine."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.options import Home
from cli.printing import say
from schemas.deliveries import is_loopback
from schemas.settings import read_settings
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

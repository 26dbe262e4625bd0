"""`herate web`: the clinics' page on this machine."""

from ipaddress import ip_address
from typing import Annotated

import typer

from cli.options import Home
from cli.printing import say
from schemas.settings import read_settings


def web(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Let anybody in, as an invented professional."),
    ] = False,
    home: Home = None,
) -> None:
    """Serve each team's list of the last night, and record what the teams do."""
    # Only this command serves pages, and the servers take long to import.
    import uvicorn

    from web.app import create_app

    if demo and not _only_here(host):
        raise ValueError(
            f"the demo login lets anybody in and would be open to others on {host}; "
            "listen on 127.0.0.1"
        )
    app = create_app(read_settings(home), demo_login=demo)
    say(f"http://{host}:{port}/  (stop it with Ctrl-C)")
    # A line per request would hold the addresses of pages about people.
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning")


def _only_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

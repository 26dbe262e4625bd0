"""What every answer carries, and which requests are refused before they are read."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = {"GET", "HEAD", "OPTIONS"}
STATIC = "/static/"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # `no-referrer` would make browsers send `Origin: null` with forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A year, as browsers ask for; what is served over TLS is never asked for without it.
TLS_ALONE = "max-age=31536000; includeSubDomains"
REFUSED = "This request came from another site, and was refused."
ELSEWHERE = (
    "The page is not at this address. Open it at the one that your county gave you."
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def comes_from_us(headers: Headers) -> bool:
    """Whether a page of this very host sent the request, as its browser says.

    `Sec-Fetch-Site` is believed first, as no page can set it; older browsers send
    `Origin` with every form. What says neither is refused.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def is_for(headers: Headers, hosts: Collection[str]) -> bool:
    """Whether a request is for one of some hosts, at whatever port."""
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return False
    return host is not None and host in hosts


class Safety:
    """Refuses changes that another site asks for, and sets the headers of answers.

    `hosts`: the names at which the page is; at others nothing is. `tls`: browsers reach
    the page over TLS, be it that a proxy's. HEAD is answered as GET is, and logged so,
    without the content.
    """

    def __init__(
        self, app: ASGIApp, hosts: Collection[str] = LOOPBACK, tls: bool = False
    ) -> None:
        self._app, self._hosts = app, hosts
        self._headers = HEADERS | (
            {"Strict-Transport-Security": TLS_ALONE} if tls else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                kept = scope["path"].startswith(STATIC)
                headers["Cache-Control"] = "max-age=3600" if kept else "no-store"
            if bare and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if bare := scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        if not is_for(Headers(scope=scope), self._hosts):
            elsewhere = PlainTextResponse(ELSEWHERE, status_code=400)
            await elsewhere(scope, receive, with_headers)
            return
        if scope["method"] not in SAFE and not comes_from_us(Headers(scope=scope)):
            refused = PlainTextResponse(REFUSED, status_code=403)
            await refused(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)

"""What every answer carries, and which requests are refused before they are read."""

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


class Safety:
    """Refuses changes that another site asks for, and sets the headers of answers.

    `tls`: browsers reach the page over TLS, be it that a proxy's.
    """

    def __init__(self, app: ASGIApp, tls: bool = False) -> None:
        self._app = app
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
            await send(message)

        if scope["method"] not in SAFE and not comes_from_us(Headers(scope=scope)):
            refused = PlainTextResponse(REFUSED, status_code=403)
            await refused(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)

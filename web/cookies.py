"""What a browser holds for us: random keys, for this host's pages alone."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

# Who is signed in; and which browser is on its way through the county's login.
SESSION = "herate"
ON_THE_WAY = "herate-login"


@dataclass(frozen=True)
class Cookies:
    """Gives and reads cookies; `secure`: they go over TLS alone, and to no other host.

    A demonstration on this machine has no TLS.
    """

    secure: bool

    def named(self, name: str) -> str:
        """How the browser calls it: a `__Host-` that no other host can have set."""
        return f"__Host-{name}" if self.secure else name

    def of(self, request: Request, name: str) -> str | None:
        """What a browser holds."""
        return request.cookies.get(self.named(name))

    def give(self, answer: Response, name: str, key: str) -> None:
        """Let a browser hold a key until it is closed."""
        answer.set_cookie(
            self.named(name),
            key,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, answer: Response, name: str) -> None:
        """Let a browser forget a key."""
        answer.delete_cookie(
            self.named(name),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

"""For whom something is read: no client is read without it."""

from dataclasses import dataclass

from web.sessions import User
from web.words import Language


@dataclass(frozen=True)
class Scope:
    """Somebody at work for one of their teams, in a language.

    `told_by`: the rules of the routing tree that inform the team of others' clients.
    """

    user: User
    team: str
    language: Language
    told_by: tuple[str, ...] = ()

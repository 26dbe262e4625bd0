"""Who records something: a user name, and nothing that tells more of a person."""

from schemas.identity_codes import IDENTITY_CODE

LONGEST_ACTOR = 64


class UnfitActor(ValueError):
    """No user name; the sentence says why, and never repeats what was given."""


def check_actor(actor: str) -> None:
    """Raise UnfitActor unless it may be a user name."""
    if not actor.strip():
        raise UnfitActor("it is missing who recorded it; write your user name")
    if len(actor) > LONGEST_ACTOR or IDENTITY_CODE.search(actor):
        raise UnfitActor(
            f"who recorded it is over {LONGEST_ACTOR} characters or a personal "
            "identity code; write a user name"
        )

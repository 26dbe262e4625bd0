"""The rules that nights follow: the county's files as a night was given with them.

A night that is run as the newest follows the county's files of that moment and keeps
them. Whatever is run again or put in later, the rules of the others stay: a list that
went out can be made again after the county has changed its files.
"""

import hashlib
from datetime import date
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import ColumnElement, Connection, Engine, insert, select

from schemas.worklist_rules import WorklistRules
from worklist.routing import Routing
from worklist.tables import NIGHT, RULE_SET


class RuleSet(BaseModel):
    """A county's routing tree and the rules of its worklist, suppression with them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    routing: Routing
    worklist: WorklistRules = WorklistRules()


def rules_to_follow(
    connection: Connection, as_of: date, today: RuleSet
) -> dict[date, str | None]:
    """What a night and each later one follow when they are put in again, in order.

    The digests of rule sets; null: `today`, as for nights of earlier versions, which
    kept none. The newest night follows `today`. One that was never given follows what
    the night after it does: that one's teams are those to which clients could be
    transferred meanwhile, and what a person chose is not undone.
    """
    kept = select(NIGHT.c.as_of, NIGHT.c.rule_set).order_by(NIGHT.c.as_of)
    stand = dict(connection.execute(kept).all())
    later = {day: digest for day, digest in stand.items() if day > as_of}
    if not later:
        own = _keep(connection, today)
    elif as_of in stand:
        own = stand[as_of]
    else:
        own = later[min(later)] or _keep(connection, today)
    return {as_of: own, **later}


def rules_named(connection: Connection, digest: str | None) -> RuleSet | None:
    """The rule set of a digest; null where none was kept.

    Raises ValueError where this version cannot read it.
    """
    content = _content(connection, digest)
    return _read(content) if content else None


def rules_of_night(engine: Engine, as_of: date) -> RuleSet | None:
    """The rules that a night follows; of one that does not stand, the one before it.

    Null: none were kept.
    """
    with engine.connect() as connection:
        return rules_named(connection, _last(connection, NIGHT.c.as_of <= as_of))


def rules_recorded_under(
    connection: Connection, counts_on: date, today: WorklistRules
) -> WorklistRules:
    """The rules for what is recorded: those of the night whose list it answers.

    `today` where none were kept, or where this version cannot read them: what people
    do is taken whatever the store holds.
    """
    content = _content(connection, _last(connection, NIGHT.c.as_of < counts_on))
    try:
        return _Recorded.model_validate_json(content).worklist if content else today
    except ValidationError:
        return today


class _Recorded(BaseModel):
    # What is recorded asks nothing of the tree, which may be of another version.
    model_config = ConfigDict(extra="ignore", frozen=True)

    worklist: WorklistRules


def _last(connection: Connection, nights: ColumnElement[bool]) -> str | None:
    """The digest that the last of some nights keeps."""
    last = select(NIGHT.c.rule_set).where(nights).order_by(NIGHT.c.as_of.desc())
    return connection.scalar(last.limit(1))


def _content(connection: Connection, digest: str | None) -> str | None:
    query = select(RULE_SET.c.content).where(RULE_SET.c.digest == digest)
    return connection.scalar(query)


def _keep(connection: Connection, rules: RuleSet) -> str:
    content = rules.model_dump_json()
    digest = hashlib.sha256(content.encode()).hexdigest()
    known = select(RULE_SET.c.digest).where(RULE_SET.c.digest == digest)
    if connection.scalar(known) is None:
        row = {"digest": digest, "content": content}
        connection.execute(insert(RULE_SET).values(row))
    return digest


@lru_cache(maxsize=16)
def _read(content: str) -> RuleSet:
    try:
        return RuleSet.model_validate_json(content)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise ValueError(
            f"the rules kept with a night cannot be read ({where}): another version "
            "of the product wrote them; run that version or a newer one, or, if it is "
            "the newest night, run it again by the files of today"
        ) from None

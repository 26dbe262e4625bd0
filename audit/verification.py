"""Walks the access log from its first row and tells where it was tampered with."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, RowMapping, String, select, type_coerce

from audit.anchors import Anchor, read_anchors
from audit.chain import HASHED, START, digest
from worklist.tables import ACCESS

AT_ONCE = 2_000
# Broken links that are looked into; whoever breaks more is found by the first of them.
LOOKED_INTO = 1_000


class Kind(StrEnum):
    """How a row differs from what was written.

    `rewritten`: it is not the one that was anchored. `cut`: an anchored row is beyond
    the end. `unreadable`: a line of the anchors is none.
    """

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    CUT = "cut"
    UNREADABLE = "unreadable"


class Finding(BaseModel):
    """The first row of a kind, by number; of `unreadable` the line of the anchors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    number: int
    sentence: str


class Verified(BaseModel):
    """What a walk found: the number of rows, and the first finding of each kind.

    `anchored`: the newest anchor; null: there is none. A cut of the rows after it
    cannot be seen.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    anchored: Anchor | None
    findings: tuple[Finding, ...]


class _Break(NamedTuple):
    """A row that does not follow the one before it: both numbers, and whom it names."""

    number: int
    before: int
    follows: str


class _Findings:
    """The first finding of each kind."""

    def __init__(self) -> None:
        self.first: dict[Kind, Finding] = {}

    def note(self, kind: Kind, number: int, sentence: str) -> None:
        known = self.first.get(kind)
        if known is None or number < known.number:
            told = Finding(kind=kind, number=number, sentence=sentence)
            self.first[kind] = told


def verify(connection: Connection, path: Path) -> Verified:
    """Hold every row against its own hash, the row before it and the anchors.

    `path`: the file of anchors. Rows are streamed in the order of their numbers. What
    nobody can see here: rows cut off after the newest anchor, and rows added at the end
    with right hashes by somebody who may write in the store.
    """
    findings = _Findings()
    # Before the rows: an anchor that is added meanwhile may be of a row that is too.
    anchors, odd = read_anchors(path)
    for line in odd[:1]:
        findings.note(
            Kind.UNREADABLE,
            line,
            f"line {line} of {path} is no anchor: it was damaged, or half written when "
            "the machine stopped; look at it, and take it out if it was",
        )
    anchored: dict[int, set[str]] = defaultdict(set)
    for one in anchors:
        anchored[one.number].add(one.hash)
    breaks: list[_Break] = []
    count, before, last, sound = 0, 0, START, True
    for row in _rows(connection):
        number, own = row["number"], digest(row["previous"], row) == row["hash"]
        follows, in_turn = row["previous"] == last, number == before + 1
        if not own:
            findings.note(
                Kind.CHANGED,
                number,
                f"row {number} was changed after it was written: its hash is not that "
                "of what stands in it",
            )
        elif follows and not in_turn:
            findings.note(
                Kind.CHANGED,
                number,
                f"row {number} does not bear its own number: it was written as row "
                f"{before + 1}",
            )
        # After a changed row nobody knows what its hash was.
        if not follows and (not in_turn or (own and sound)):
            breaks.append(_Break(number, before, str(row["previous"])))
            del breaks[LOOKED_INTO:]
        if number in anchored and anchored[number] != {row["hash"]}:
            findings.note(
                Kind.REWRITTEN,
                number,
                f"row {number} is not the one that was anchored: the log was written "
                "anew from there, or from further back",
            )
        count, before, last, sound = count + 1, number, row["hash"], own
    _explain(connection, breaks, before, findings)
    for one in anchors:
        if one.number > before:
            findings.note(
                Kind.CUT,
                one.number,
                f"the log ends with row {before}, and row {one.number} of "
                f"{one.at:%Y-%m-%d %H:%M} UTC was anchored: its end was cut off",
            )
    return Verified(
        rows=count,
        anchored=anchors[-1] if anchors else None,
        findings=tuple(sorted(findings.first.values(), key=lambda one: one.kind)),
    )


def _rows(connection: Connection) -> Iterator[RowMapping]:
    """Rows as they are stored: what somebody put there may be no moment at all."""
    query = select(
        ACCESS.c.number,
        ACCESS.c.previous,
        ACCESS.c.hash,
        *(type_coerce(ACCESS.c[name], String).label(name) for name in HASHED),
    ).order_by(ACCESS.c.number)
    options = {"yield_per": AT_ONCE}
    yield from connection.execute(query, execution_options=options).mappings()


def _explain(
    connection: Connection, breaks: Sequence[_Break], end: int, findings: _Findings
) -> None:
    """Tell of each break whether rows are missing, were put in, or change places."""
    if not breaks:
        return
    query = select(ACCESS.c.hash, ACCESS.c.number).where(
        ACCESS.c.hash.in_([one.follows for one in breaks])
    )
    places = {START: 0} | {row.hash: row.number for row in connection.execute(query)}
    placed = [(one, places[one.follows]) for one in breaks if one.follows in places]
    strange: list[range] = []
    for turn, (one, place) in enumerate(placed):
        if place >= one.number:
            findings.note(
                Kind.REORDERED,
                one.number,
                f"row {one.number} does not stand where it was written: it follows row "
                f"{place}",
            )
            continue
        between = range(place + 1, one.number)
        if any(other.number in between for other, _ in placed):
            continue  # other breaks tell why
        # Two rows follow the same one, and one branch was put in: few rows, not many.
        after = placed[turn + 1][0].number if turn + 1 < len(placed) else end + 1
        rest = range(one.number, after)
        strange.append(min(between, rest, key=len))
        first = strange[-1].start
        findings.note(
            Kind.INSERTED,
            first,
            f"row {first} was put in later: rows {between.start} and {rest.start} both "
            f"follow row {place}",
        )
    for one in breaks:
        if one.follows in places or any(one.number in rows for rows in strange):
            continue
        if one.number > one.before + 1:
            first, final = one.before + 1, one.number - 1
            many = (
                f"rows {first} to {final} are" if final > first else f"row {first} is"
            )
            findings.note(Kind.MISSING, first, f"{many} missing")
        else:
            findings.note(
                Kind.CHANGED,
                one.before,
                f"row {one.before} is not the one that row {one.number} follows: it "
                "was changed together with its hash, or rows before it were deleted "
                "and the later ones numbered anew",
            )

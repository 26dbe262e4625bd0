"""What of a list may leave the county's own folders.

Rows that are for few eyes, by their evidence or by a non-disclosure order, stay behind
unless the team's settings say otherwise.
"""

from dataclasses import replace

from schemas.deliveries import TeamDelivery
from worklist.lists import TeamList
from worklist.rows import Row

LEFT_OUT = {
    "fi": "Tältä listalta on jätetty pois asiakkaita, joiden tietoja ei lähetetä tätä "
    "kautta: {count}.",
    "sv": "Från denna lista saknas klienter vars uppgifter inte skickas den här vägen: "
    "{count}.",
    "en": "Clients whose data is not sent this way are left out of this list: {count}.",
}


def exported(one: TeamList, given: TeamDelivery) -> TeamList:
    """The list as it may be exported; a notice counts those who were left out."""
    if given.restricted:
        return one

    def kept(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(row for row in rows if not row.restricted)

    out = replace(
        one,
        rows=kept(one.rows),
        queue=kept(one.queue),
        snoozed=kept(one.snoozed),
        informed=kept(one.informed),
        suppressed=kept(one.suppressed),
    )
    left_out = len(one.everybody) - len(out.everybody)
    if not left_out:
        return out
    said = LEFT_OUT[one.team.language].format(count=left_out)
    return replace(out, notices=(said, *one.notices))

"""A team's list on paper: to be ticked in a meeting, and logged as printed.

What is for few eyes stays on the screen, unless the county lets it leave the product.
"""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from audit.log import Action
from delivery.exporting import exported
from web.lists import list_page, recordables
from web.policy import GuardedRouter, Policy

router = GuardedRouter()
# Ours: the queue and what comes back later need nobody's tick today.
ON_PAPER = ("new", "back", "open")


@router.page("/teams/{team}/print", Policy.TEAM)
def on_paper(request: Request, team: str) -> Response:
    """The rows of the list as they are printed; logged before they are shown."""
    state, scope = request.app.state, request.state.scope
    shown, now = state.reader.shown(scope), state.clock()
    on_screen = shown.team_list
    out = exported(on_screen, state.settings.county.delivery.of(team))
    shown = replace(shown, team_list=out)
    can_record = recordables(request, scope)
    page = list_page(shown, scope, state.today(), can_record, state.reader.reference)
    clients = [row.client_id for row in out.rows]
    state.reader.log(scope, shown, Action.PRINTED, clients, now)
    return state.pages.page(
        request,
        "print.html",
        page=page,
        groups=[one for one in page.groups if one.code in ON_PAPER and one.cards],
        printed_by=scope.user.name,
        at=now,
        kept_back=len(on_screen.rows) - len(out.rows),
    )

"""The accessibility statement, as the law asks of whoever offers digital services.

Its parts are those of the Commission's model (EU) 2018/1523: state of compliance, when
and how it was found, where to tell of what does not work, and who supervises.
"""

from datetime import date

from fastapi import Request
from fastapi.responses import Response

from web.policy import GuardedRouter, Policy

router = GuardedRouter()

# When what it says of the pages was last found to hold; look again once a year.
WRITTEN_ON = date(2026, 11, 23)
# Traficom, the supervising authority; the same for everybody in Finland.
SUPERVISOR = {
    "fi": ("www.saavutettavuusvaatimukset.fi", "saavutettavuus@traficom.fi"),
    "sv": ("www.tillganglighetskrav.fi", "tillganglighet@traficom.fi"),
    "en": ("www.webaccessibility.fi", "saavutettavuus@traficom.fi"),
}
SWITCHBOARD = "029 534 5000"


@router.page("/accessibility", Policy.OPEN)
def accessibility(request: Request) -> Response:
    """How accessible the pages are, and where to tell of what is not."""
    county = request.app.state.settings.county
    return request.app.state.pages.page(
        request,
        "accessibility.html",
        county=county.name,
        feedback=county.feedback,
        written_on=WRITTEN_ON,
        supervisor=SUPERVISOR,
        switchboard=SWITCHBOARD,
    )

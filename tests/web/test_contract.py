"""What the pages answer to whatever is sent: nothing unforeseen, and never our fault.

The description of the pages, of which no copy is served, says what may be sent and what
is answered; schemathesis sends what fits it and what does not.
"""

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    status_code_conformance,
)

from tests.web.conftest import HOST, OURS
from tests.web.test_recording import TEAM, Row
from web.cookies import SESSION

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
EXAMPLES = 8


def asked(app, mode, cookies, there=None):
    """Ask every page; half of the time, with `there`, for what is there.

    Returns what was answered.
    """
    described = schemathesis.openapi.from_dict(app.openapi())
    described.app = app
    statuses = set()
    pages = [found.ok() for found in described.get_all_operations()]
    # Whoever signs out sees nothing more.
    for page in sorted(pages, key=lambda one: one.path == "/logout"):
        # Every text can be an address; a form alone can be wrong.
        if mode == GenerationMode.NEGATIVE and not page.body:
            continue

        @settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
        @given(case=page.as_strategy(generation_mode=mode))
        def one(case):
            if there and len(str(case.body)) % 2:
                case.path_parameters |= {
                    name: value
                    for name, value in there.items()
                    if name in case.path_parameters
                }
            answer = case.call_and_validate(
                HOST, headers=OURS, cookies=cookies, checks=CHECKS
            )
            statuses.add(answer.status_code)

        one()
    return statuses


SOUND, BROKEN = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.mark.parametrize(("mode", "some"), [(SOUND, {200, 303}), (BROKEN, {401, 422})])
def test_nobody_finds_what_is_not_foreseen(app, mode, some):
    assert asked(app, mode, {}) >= some


@pytest.mark.parametrize(("mode", "some"), [(SOUND, {200, 303, 400}), (BROKEN, {422})])
def test_whoever_has_signed_in_finds_none_either(app, browser, mode, some):
    row = Row(browser(TEAM))
    cookies = {SESSION: row.client.cookies[SESSION]}
    there = {"team": TEAM, "ref": row.ref, "group": "queue"}
    assert asked(app, mode, cookies, there) >= some

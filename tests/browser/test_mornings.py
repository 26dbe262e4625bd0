"""People work their lists in a browser, with and without scripts."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from worklist.tables import DISPOSITION

NURSE = "station-rantala"
SOCIAL_WORKER = "adult-social-work"
# What is recorded most; the last stays on the list.
COMMON = (
    "assessed_3",
    "referred",
    "contact_person:own_worker",
    "already_supported",
    "not_relevant:planned",
    "snoozed:agreed_later:30",
    "declined",
    "not_reached",
    "taken",
)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def person(request, window):
    """`person(team, language)`: somebody whose browser has scripts, or has none."""

    def sign_in(team, language):
        return window(java_script_enabled=request.param).sign_in(team, language)

    return sign_in


def recorded(app):
    """The codes that were recorded, in order."""
    with app.state.store.connect() as connection:
        query = select(DISPOSITION.c.code).order_by(DISPOSITION.c.recorded_at)
        return list(connection.scalars(query))


def test_a_nurse_handles_everybody_in_two_clicks_each(app, person):
    nurse = person(NURSE, "fi")
    assert nurse.rows().count() == len(COMMON) - 1
    nurse.record("declined")
    nurse.undo()
    assert recorded(app) == ["declined", "undone"]
    # Who was recorded of first comes back where they were, once the list is opened.
    nurse.go(f"/teams/{NURSE}")
    for what in COMMON[:-2]:
        assert nurse.record(what) <= 2
    nurse.go(f"/teams/{NURSE}")
    assert nurse.rows().count() == 1
    assert nurse.record("taken") == 1
    nurse.go(f"/teams/{NURSE}")
    expect(nurse.rows()).to_contain_text("käsittelyssä")
    assert nurse.record("not_reached") == 2
    nurse.go(f"/teams/{NURSE}")
    assert nurse.rows().count() == 0
    whole = [*COMMON[:-2], "taken", "not_reached"]
    assert recorded(app)[2:] == [one.partition(":")[0] for one in whole]


def test_a_social_worker_changes_her_mind_and_hands_a_client_on(app, person):
    worker = person(SOCIAL_WORKER, "sv")
    assert worker.rows().count() == 2
    assert worker.record("snoozed:waiting_for_client:7") == 2
    worker.undo()
    worker.go(f"/teams/{SOCIAL_WORKER}")
    worker.record("not_relevant:someone_else")
    worker.record("transferred", to_team="own-workers")
    worker.go(f"/teams/{SOCIAL_WORKER}")
    assert worker.rows().count() == 0
    expect(worker.page.locator("main")).to_contain_text(
        "Behandlade de senaste 7 dygnen (2)"
    )
    assert recorded(app) == ["snoozed", "undone", "not_relevant", "transferred"]


def test_who_comes_second_is_told_who_was_first(app, person):
    first, second = (person(SOCIAL_WORKER, "sv") for _ in range(2))
    first.record("assessed_2")
    second.record("taken")
    expect(second.page.locator("main")).to_contain_text("Ingenting antecknades om")
    expect(second.page.locator("main")).to_contain_text("Bedömd: 2")
    assert recorded(app) == ["assessed_2"]


def test_after_recording_the_focus_is_on_undo(window):
    nurse = window().sign_in(NURSE)
    nurse.record("taken")
    focused = nurse.page.locator(":focus")
    expect(focused).to_contain_text("Kumoa")
    with nurse.answered():
        nurse.page.keyboard.press("Enter")
    expect(nurse.page.locator("[role=status]")).to_contain_text("Kumottu")
    expect(nurse.page.locator(":focus")).to_have_text("Näytä lista uudelleen")


def test_the_keyboard_alone_handles_everybody(app, window):
    nurse = window().sign_in(NURSE)
    page, rows = nurse.page, nurse.rows().count()
    page.locator("#main").focus()

    def tab_to(text):
        for _ in range(20):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if focused.inner_text().startswith(text):
                shown = focused.evaluate("one => getComputedStyle(one).outlineStyle")
                assert shown == "solid"
                return
        pytest.fail(f"no Tab comes to {text}")

    for _ in range(rows):
        tab_to("Ei aiheellinen")
        page.keyboard.press("Enter")
        tab_to("ohimenevä tilanne")
        with nurse.answered():
            page.keyboard.press("Enter")
    assert recorded(app) == ["not_relevant"] * rows

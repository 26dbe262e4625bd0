"""A few given labels lead where a client of a night with the same labels goes."""

import pytest

from tests.worklist.asked import asked_of
from triggers._catalogue import stems
from worklist.given_labels import completed
from worklist.reachability import VALUES
from worklist.routing import frame_of, read_routing

ROUTING = read_routing()


def given(**labels):
    return {
        label: frozenset([values] if isinstance(values, str) else values)
        for label, values in labels.items()
    }


def led(known=None, **labels):
    return ROUTING.route(completed(given(**labels), ROUTING, known)).rule


@pytest.mark.parametrize(
    ("labels", "rule"),
    [
        ({"triggers": "crisis_or_violence"}, "R10 crisis or violence"),
        (
            {"triggers": "uncontrolled_diabetes", "home_site": "station-harju"},
            "R8 at the home station",
        ),
        (
            {"triggers": "uncontrolled_diabetes", "care_lead": "yes"},
            "R1 named care lead",
        ),
        (
            {"triggers": ["hard_life_situation", "frequent_visits"]},
            "R2 several families",
        ),
        (
            {"main_service": "specialised", "home_site": "station-harju"},
            "R6 home station and specialised care",
        ),
    ],
)
def test_what_follows_from_the_labels_is_added(labels, rule):
    assert led(**labels) == rule


def test_what_another_trigger_covers_is_left_out():
    labels = completed(
        given(triggers=["memory_decline", "missed_appointments"]), ROUTING
    )
    assert labels["triggers"] == {"memory_decline"}
    assert labels["several_families"] == {"no"}


@pytest.mark.parametrize("stem", stems())
def test_a_trigger_leads_where_it_leads_on_a_night(stem):
    of_night = asked_of({"anna": {}}, {"anna": [stem]})
    labels = frame_of({"anna": completed(given(triggers=stem), ROUTING)})
    assert of_night.equals(labels)


def test_given_labels_stand_over_those_of_a_client():
    known = completed(given(triggers="crisis_or_violence", segment="4"), ROUTING)
    assert led(known) == "R10 crisis or violence"
    assert led(known, triggers="frequent_visits") == "R2 segment 4"
    assert led(known, triggers="frequent_visits", segment="1") == "R7 catch-all"


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ({"segment": "9"}, "there is no segment 9; choose of 1, 2, 3, 4"),
        ({"care_lead": "perhaps"}, "there is no care_lead perhaps"),
        ({"triggers": "mood"}, "there is no triggers mood"),
        ({"home_site": "nowhere"}, "there is no home_site nowhere; choose of station"),
        ({"segment": ["3", "4"]}, "a client has one at most"),
        ({"main_service": ["dental", "specialised"]}, "a client has one at most"),
        ({"families": "crisis"}, "it follows from the triggers"),
        ({"several_families": "yes"}, "it follows from the triggers"),
    ],
)
def test_labels_that_nobody_can_have_are_refused(labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        completed(given(**labels), ROUTING)


def test_every_value_that_can_be_is_accepted():
    for label, values in VALUES.items():
        if label == "several_families":
            continue
        for value in values:
            assert completed(given(**{label: value}), ROUTING)[label] == {value}

"""The tree sends everyone to one team; a wrong tree is refused in one sentence."""

from itertools import combinations, product

import pytest

from triggers._catalogue import definition, stems
from worklist.routing import frame_of, read_routing


def labels(**given: str | list[str]):
    return {
        name: frozenset([value] if isinstance(value, str) else value)
        for name, value in given.items()
    }


@pytest.mark.parametrize(
    ("asked", "team", "rule"),
    [
        (labels(), "client-guidance", "R7 catch-all"),
        (labels(non_disclosure="yes", segment="4"), "restricted", "R10 non-disclosure"),
        (
            labels(care_lead="yes", register=["health"], segment="4"),
            "care-leads",
            "R1 named care lead",
        ),
        (
            labels(families=["crisis", "life"], social_worker="yes"),
            "restricted",
            "R10 crisis or violence",
        ),
        (
            labels(
                several_families="no",
                families="medicines",
                triggers=["irregular_prescription_requests", "many_medicines"],
                home_site="station-harju",
            ),
            "medication-review",
            "R4 prescription requests",
        ),
        (
            labels(
                several_families="yes",
                families=["mind", "life"],
                triggers=["persistent_depression", "hard_life_situation"],
                home_site="station-harju",
            ),
            "mental-health",
            "R4 psychosis or depression",
        ),
        (
            labels(triggers="addiction_signs", families="addiction", segment="4"),
            "substance-clinic",
            "R4 substance use or gambling",
        ),
        (
            labels(
                several_families="yes",
                families=["mind", "appointments"],
                triggers=["memory_decline", "missed_appointments"],
                home_site="station-harju",
            ),
            "station-harju",
            "R4 memory",
        ),
        (
            labels(care_lead="yes", register=["social"], segment="4"),
            "adult-social-work",
            "R2 segment 4",
        ),
        (labels(social_worker="yes"), "own-workers", "R1 named own worker"),
        (
            labels(several_families="yes", families=["life", "medicines"]),
            "adult-social-work",
            "R2 several families",
        ),
        (
            labels(
                several_families="no",
                families="chronic",
                main_service="mental_health",
                home_site="station-harju",
            ),
            "station-harju",
            "R8 at the home station",
        ),
        (
            # R8: an illness alone is never sent to social work.
            labels(
                several_families="no",
                families="chronic",
                social_worker="yes",
                segment="4",
                home_site="station-harju",
            ),
            "station-harju",
            "R8 at the home station",
        ),
        (
            labels(several_families="no", families="chronic", segment="4"),
            "care-leads",
            "R8 care gap alone",
        ),
        (
            labels(
                several_families="no",
                families="medicines",
                main_service="mental_health",
                home_site="station-harju",
            ),
            "station-harju",
            "R4 medicines alone",
        ),
        (
            # R3: slipping from care while services are many.
            labels(
                triggers=["slipping_from_care", "scattered_contacts"],
                families=["appointments", "spread"],
                main_service="primary_care",
            ),
            "case-managers",
            "R3 slipping from care",
        ),
        (
            labels(triggers="slipping_from_care", families="appointments"),
            "client-guidance",
            "R7 catch-all",
        ),
        (
            # R3: substance use with need of special support and shortcuts.
            labels(
                triggers=["addiction_signs", "hard_life_situation"],
                families=["addiction", "life"],
            ),
            "case-managers",
            "R3 substance use and need of support",
        ),
        (
            labels(care_lead="yes", social_worker="yes", register=["health", "social"]),
            "care-leads",
            "R1 both named",
        ),
        (
            labels(families="spread", main_service="mental_health"),
            "mental-health",
            "R5 mental health mainly",
        ),
        (
            labels(
                main_service="primary_care",
                main_site="station-lehto",
                home_site="station-harju",
            ),
            "station-lehto",
            "R5 station mainly used",
        ),
        (
            labels(
                main_service="primary_care",
                services=["primary_care", "specialised"],
                main_site="station-lehto",
            ),
            "station-lehto",
            "R6 station and specialised care",
        ),
        (
            labels(
                main_service="specialised",
                services="specialised",
                home_site="station-harju",
            ),
            "station-harju",
            "R6 home station and specialised care",
        ),
        (
            labels(
                main_service="primary_care",
                main_site="remote-centre",
                home_site="station-harju",
            ),
            "station-harju",
            "R5 home station",
        ),
        (
            labels(home_site="a site that no team has"),
            "client-guidance",
            "R7 catch-all",
        ),
    ],
)
def test_the_default_tree_sends(asked, team, rule):
    route = read_routing().route(asked)
    assert (route.team, route.rule) == (team, rule)


def test_a_rule_informs_other_teams_than_the_one_that_answers():
    tree = read_routing()
    both = labels(main_site="station-harju", main_service="primary_care")
    assert tree.route(both).informs == ()
    route = tree.route(both | labels(services=["specialised"]))
    assert (route.team, route.informs) == ("station-harju", ("specialised-care",))


def test_a_county_needs_few_keys_and_may_say_much_of_a_team(tmp_path):
    path = tmp_path / "routing.yaml"
    path.write_text(
        "teams:\n"
        "  north: {name: {fi: P, sv: N}, sector: social}\n"
        "  south: {name: {fi: E, sv: S}, sector: social, "
        "roles: [treating], registers: [health, social], languages: [fi, sv, other]}\n"
        "tree: {rule: root, team: north, because: x}\n",
        encoding="utf-8",
    )
    teams = read_routing(path).teams
    assert teams["north"].reads == ("social",)
    assert teams["north"].serves_in == ("fi",)
    assert teams["south"].reads == ("health", "social")
    assert teams["south"].serves_in == ("fi", "sv", "other")


def test_everybody_reaches_a_team_that_exists():
    tree = read_routing()
    answers = product(
        ("yes", "no"),
        ("yes", "no"),
        ("1", "4"),
        ("primary_care", "emergency", "mental_health", "adult_social_work"),
        ("station-koivula", "elsewhere"),
    )
    for non_disclosure, care_lead, segment, service, site in answers:
        route = tree.route(
            labels(
                non_disclosure=non_disclosure,
                care_lead=care_lead,
                segment=segment,
                main_service=service,
                home_site=site,
            )
        )
        assert route.team in tree.teams


RESTRICTED = [stem for stem in stems() if definition(stem).restricted]


@pytest.mark.parametrize(
    "held",
    [*combinations(RESTRICTED, 1), *combinations(RESTRICTED, 2), tuple(RESTRICTED)],
    ids=", ".join,
)
def test_a_restricted_reason_reaches_a_team_that_may_see_it(held):
    """Whatever stands beside it, whoever is named, whatever the segment."""
    tree = read_routing()
    families = {definition(stem).family for stem in held}
    every = product(
        stems(), ("yes", "no"), ("yes", "no"), ("1", "4"), ("health", "social")
    )
    clients = {str(number): client for number, client in enumerate(every)}
    routes = tree.routes(
        frame_of(
            {
                number: labels(
                    triggers=[*held, beside],
                    families=sorted(of := families | {definition(beside).family}),
                    several_families="yes" if len(of) > 1 else "no",
                    care_lead=care_lead,
                    social_worker=social_worker,
                    segment=segment,
                    # Restricted evidence lies in the health register.
                    register=sorted({"health", register}),
                    home_site="station-harju",
                    main_service="adult_social_work",
                )
                for number, (
                    beside,
                    care_lead,
                    social_worker,
                    segment,
                    register,
                ) in clients.items()
            }
        )
    )
    assert routes.height == len(clients)
    for number, code, rule in routes.rows():
        beside, team = clients[number][0], tree.teams[code]
        for stem in {*held, beside} & {*RESTRICTED}:
            assert team.sees(definition(stem).seen_by), (beside, rule)
            assert team.sector in definition(stem).registers


TEAM = "teams: {north: {name: {fi: P, sv: N}, sector: health}}\n"
WRONG = {
    "an unknown team": (
        TEAM + "tree: {rule: root, team: south, because: x}",
        "there is no team south",
    ),
    "a root with a condition": (
        TEAM + "tree: {rule: root, team: north, because: x, when: {segment: ['4']}}",
        "the root of the tree needs a team and no condition",
    ),
    "an unknown label": (
        TEAM
        + "tree: {rule: root, team: north, because: x, routes: "
        + "[{rule: a, team: north, because: x, when: {mood: ['sad']}}]}",
        "mood",
    ),
    "two rules of one name": (
        TEAM
        + "tree: {rule: root, team: north, because: x, routes: "
        + "[{rule: root, team: north, because: x}]}",
        "two rules are called root",
    ),
    "a team code that is a path": (
        "teams: {../north: {name: {fi: P, sv: N}, sector: health}}\n"
        "tree: {rule: root, team: ../north, because: x}",
        "../north",
    ),
    "no YAML": ("teams: [", "not valid YAML"),
    "a key given twice": (
        TEAM + TEAM + "tree: {rule: root, team: north, because: x}",
        "given twice: ['teams']",
    ),
    "a team that is told and does not exist": (
        TEAM + "tree: {rule: root, team: north, informs: [south], because: x}",
        "there is no team south",
    ),
    "a trigger that covers itself": (
        TEAM
        + "tree: {rule: root, team: north, because: x}\n"
        + "inhibitions: [{rule: a, source: [x], target: [x], because: x}]",
        "x covers and is covered",
    ),
    "triggers that cover each other": (
        TEAM
        + "tree: {rule: root, team: north, because: x}\n"
        + "inhibitions: [{rule: a, source: [x], target: [y], because: x}, "
        + "{rule: b, source: [y], target: [x], because: x}]",
        "x, y covers and is covered",
    ),
    "an inhibition named as a rule": (
        TEAM
        + "tree: {rule: root, team: north, because: x}\n"
        + "inhibitions: [{rule: root, source: [x], target: [y], because: x}]",
        "two rules are called root",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_tree_is_refused_in_one_sentence(what, tmp_path):
    text, sentence = WRONG[what]
    path = tmp_path / "routing.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"routing\.yaml") as refused:
        read_routing(path)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)

"""Each thing that is wrong with a routing file is told in one sentence."""

import pytest
import yaml

from worklist.routing import DEFAULT, Routing, read_routing
from worklist.routing_lint import lint

TEXT = DEFAULT.read_text(encoding="utf-8")


def linted(*changes):
    """The findings of the default file with some of its text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return lint(Routing.model_validate(yaml.safe_load(text)))


def test_the_default_file_is_whole():
    assert lint(read_routing()) == []


def test_values_that_do_not_exist_are_named():
    told = linted(('segment: ["4"]', 'segment: ["5"]'))
    assert "rule R2 segment 4: there is no segment 5" in told
    for label, value in {
        "families": "mood",
        "triggers": "mood",
        "services": "spa",
        "register": "tax",
        "language": "la",
        "care_lead": "perhaps",
    }.items():
        told = linted(("families: [crisis]", f"{label}: [{value}]"))
        assert f"rule R10 crisis or violence: there is no {label} {value}" in told


WRONG = {
    "a rule that an earlier one leaves nobody": (
        ("families: [life]}", "families: [life], triggers: [addiction_signs]}"),
        "rule R2 several families: nobody reaches it, since R4 substance use or "
        "gambling takes all",
    ),
    "a rule that two earlier ones leave nobody": (
        ('when: {segment: ["4"]}', 'when: {social_worker: ["no"]}'),
        "rule R2 several families: nobody reaches it, since R1 named own worker, R2 "
        "segment 4 takes all",
    ),
    "conditions that nobody meets": (
        (
            'when: {several_families: ["no"], families: [medicines]}',
            'when: {several_families: ["no"], families: [medicines], '
            "triggers: [frequent_visits]}",
        ),
        "rule R4 medicines alone: nobody can meet all its conditions",
    ),
    "a team without a rule": (
        (
            "  restricted:\n",
            "  lost: {name: {fi: L, sv: L}, sector: health}\n  restricted:\n",
        ),
        "team lost: no rule leads to it",
    ),
    "a restricted reason for a team without the role": (
        ("    roles: [mental_health]\n", ""),
        "rule R4 psychosis or depression: persistent_depression may not be seen by "
        "mental-health",
    ),
    "a restricted reason for the other sector": (
        (
            "medication-review:\n    name: {fi: Lääkehoidon arviointi, sv: "
            "Läkemedelsgenomgång}\n    sector: health",
            "medication-review:\n    name: {fi: Lääkehoidon arviointi, sv: "
            "Läkemedelsgenomgång}\n    sector: social",
        ),
        "rule R4 prescription requests: irregular_prescription_requests may not be "
        "seen by medication-review",
    ),
    "a non-disclosure order that no rule takes": (
        ('non_disclosure: ["yes"]', 'non_disclosure: ["no"]'),
        "rule R8 care gap alone: only a named role may have clients under a "
        "non-disclosure order, not care-leads",
    ),
    "a language that a team does not serve in": (
        ('when: {segment: ["4"]}', 'when: {segment: ["4"], language: [sv]}'),
        "rule R2 segment 4: clients are not served in sv by adult-social-work",
    ),
    "the responsible team told of its own client": (
        ("informs: [own-workers]", "informs: [care-leads]"),
        "rule R1 both named: informs team care-leads, which answers",
    ),
    "an inhibition of an unknown trigger": (
        ("target: [frequent_visits]", "target: [mood]"),
        "inhibition emergency visits that rise are frequent: there is no trigger mood",
    ),
    "an inhibition of what a person said": (
        ("target: [frequent_visits]", "target: [concern_raised]"),
        "inhibition emergency visits that rise are frequent: what a person said cannot "
        "be covered",
    ),
    "an inhibition between triggers of other roles": (
        ("target: [frequent_visits]", "target: [addiction_signs]"),
        "inhibition emergency visits that rise are frequent: rising_emergency_visits "
        "and addiction_signs are not seen by the same roles",
    ),
    "an inhibition by what lists nobody": (
        ("source: [slipping_from_care]", "source: [overdue_monitoring]"),
        "inhibition missed times while slipping from care: overdue_monitoring lists "
        "nobody by itself, so that it cannot cover missed_appointments, which does",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told(what):
    change, sentence = WRONG[what]
    assert sentence in linted(change)


def test_a_tree_that_sends_to_sites_without_teams_is_told():
    sites = TEXT[TEXT.index("team_of_site:") : TEXT.index("\n# What covers another")]
    told = linted((sites, ""))
    assert (
        "rule R5 home station: sends to the team of the home_site, but no site has a "
        "team" in told
    )
    assert "team station-harju: no rule leads to it" in told

"""Who reaches a rule is told as trying every client tells it."""

from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.worklist.asked import asked_of
from triggers._catalogue import definition, stems
from worklist.reachability import in_order_tried, somebody, values_of
from worklist.routing import Routing, read_routing

# Two triggers of one family, two of another, one of a third that no rule names.
HELD = (
    "scattered_contacts",
    "unresolved_matter",
    "many_medicines",
    "repeated_renewals",
    "hard_life_situation",
)
SERVICES = ("specialised", "primary_care", "dental")
SITES = ("a", "b", "elsewhere")
ASKED = {
    "care_lead": ("yes", "no"),
    "several_families": ("yes", "no"),
    "triggers": HELD[:3],
    "families": ("spread", "medicines"),
    "services": SERVICES[:2],
    "main_service": SERVICES[:2],
}


def subsets(values):
    sizes = range(len(values) + 1)
    return chain.from_iterable(combinations(values, size) for size in sizes)


def everybody():
    """Every client that can be, as far as the rules can tell them apart."""
    services = [(used, main) for used in subsets(SERVICES) for main in used or (None,)]
    people = product(subsets(HELD), SITES, (True, False), services)
    known, held = {}, {}
    for number, (of_client, site, lead, (used, main)) in enumerate(people):
        known[f"c{number}"] = {
            "home_site": site,
            "care_lead": lead,
            "services": list(used),
            "main_service": main,
        }
        held[f"c{number}"] = of_client
    return asked_of(known, held, ["health"])


CLIENTS = everybody()


@st.composite
def nodes(draw, depth=2):
    labels = draw(st.lists(st.sampled_from(sorted(ASKED)), max_size=2, unique=True))
    when = {
        label: draw(st.lists(st.sampled_from(ASKED[label]), min_size=1, unique=True))
        for label in labels
    }
    to = draw(st.sampled_from([{"team": "north"}, {"team_of": "home_site"}]))
    below = draw(st.lists(nodes(depth=depth - 1), max_size=2)) if depth else []
    return {"because": "a test", "when": when, "routes": below} | to


def named(node, count):
    """The same node, each rule with a name of its own."""
    rule = f"rule {next(count)}"
    routes = [named(one, count) for one in node["routes"]]
    return node | {"rule": rule, "routes": routes}


@settings(max_examples=examples(40))
@given(st.lists(nodes(), min_size=1, max_size=4))
def test_the_rules_that_somebody_reaches(drawn):
    count = iter(range(1000))
    routing = Routing.model_validate(
        {
            "teams": {"north": {"name": {"fi": "P", "sv": "N"}, "sector": "health"}},
            "team_of_site": {"a": "north", "b": "north"},
            "tree": {
                "rule": "root",
                "team": "north",
                "because": "a test",
                "routes": [named(one, count) for one in drawn],
            },
        }
    )
    reached = {*routing.routes(CLIENTS)["rule"]}
    tried = in_order_tried(routing)
    told = {
        one.node.rule
        for number, one in enumerate(tried)
        if somebody(one.conditions, [other.conditions for other in tried[:number]])
    }
    assert told == reached


def test_the_rules_are_tried_in_the_order_in_which_the_tree_takes():
    tree = read_routing()
    tried = in_order_tried(tree)
    some = CLIENTS.gather_every(7)
    rules = tree.routes(some)["rule"]
    for client, rule in zip(some.iter_rows(named=True), rules, strict=True):
        first = next(
            one
            for one in tried
            if all(values & {*client[label]} for label, values in one.conditions)
        )
        assert first.node.rule == rule


def test_triggers_and_families_are_those_of_the_catalogue():
    assert values_of("triggers") == set(stems())
    assert values_of("families") == {definition(stem).family for stem in stems()}
    assert values_of("home_site") is None

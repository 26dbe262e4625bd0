"""The rules of a night's lists that are made again after the files have changed."""

import pytest

from night import listing
from tests.worklist.nights import FIRST, ROUTING, night
from worklist.episodes import merge_night
from worklist.routing import Routing, rules_of
from worklist.rule_sets import RuleSet
from worklist.store import open_store

TEAMS = ("north", "south", "east")


def county(root, **below):
    """A county whose rules inform these teams, the root's and those below it."""
    nodes = [
        {"rule": rule, "team": "north", "informs": informs, "because": "a test"}
        for rule, informs in {"root": root, **below}.items()
    ]
    tree = nodes[0] | {"routes": nodes[1:]}
    teams = dict.fromkeys(TEAMS, ROUTING.teams["north"])
    return RuleSet(routing=Routing(teams=teams, tree=tree))


@pytest.mark.parametrize(
    ("today", "informed"),
    [
        pytest.param(
            county(["south"], near=["east"]), (["south"], ["east"]), id="same"
        ),
        pytest.param(county([], near=["east"]), ([], ["east"]), id="taken out"),
        pytest.param(county(["south"], near=[]), (["south"], []), id="taken out below"),
        pytest.param(county(["south"]), (["south"], []), id="its rule is gone"),
        pytest.param(
            county(["south", "east"], near=["south"]), (["south"], []), id="others"
        ),
    ],
)
def test_a_past_list_informs_whom_its_rule_informed_and_still_does(
    tmp_path, monkeypatch, today, informed
):
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    given = county(["south"], near=["east"])
    merge_night(store, FIRST, given, lambda day, _: night(day, ()))
    monkeypatch.setattr(listing, "rules_today", lambda _: today)
    tree = listing.rules_of_lists(None, store, FIRST).routing.tree
    store.dispose()
    assert tuple([*rule.informs] for rule in rules_of(tree)) == informed

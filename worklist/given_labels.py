"""The labels of a client of whom somebody gives only a few, to try the tree."""

import polars as pl

from triggers._catalogue import definition
from triggers._decisions import Stands
from worklist.inhibitions import covered
from worklist.labels import NO, YES
from worklist.ordering import PAIR
from worklist.reachability import AT_MOST_ONE, ONE_OF_TWO, values_of
from worklist.routing import Labels, Routing

FOLLOW = ("families", "several_families")
SITES = ("main_site", "home_site")
ONE_VALUE = (*ONE_OF_TWO, *AT_MOST_ONE, "main_service")


def completed(given: Labels, routing: Routing, known: Labels | None = None) -> Labels:
    """What is given, over what is `known` of a client, and what follows from both.

    Families and, where none is given, registers follow from the triggers; what another
    trigger covers is left out as on a night. What says nothing of a yes or no means no.
    Raises ValueError where no client can have such a label.
    """
    for label, values in given.items():
        _check(label, values, routing)
    labels = dict.fromkeys((*ONE_OF_TWO, "several_families"), NO)
    labels |= (known or {}) | given
    if "main_service" in given:
        # Who mainly uses a service uses it.
        labels["services"] = given["main_service"] | labels.get("services", frozenset())
    if "triggers" in given:
        stems = _not_covered(given["triggers"], routing)
        of_stems = [definition(stem) for stem in stems]
        families = frozenset(str(one.family) for one in of_stems)
        held_in = frozenset(str(one) for each in of_stems for one in each.registers)
        labels |= {
            "triggers": stems,
            "families": families,
            "several_families": YES if len(families) > 1 else NO,
            "register": given.get("register", held_in),
        }
    return labels


def _check(label: str, values: frozenset[str], routing: Routing) -> None:
    if label in FOLLOW:
        raise ValueError(
            f"--label {label}: it follows from the triggers; give --label triggers=..."
        )
    possible = frozenset(routing.team_of_site) if label in SITES else values_of(label)
    if possible is not None and (unknown := values - possible):
        raise ValueError(
            f"--label {label}: there is no {label} {', '.join(sorted(unknown))}; "
            f"choose of {', '.join(sorted(possible))}"
        )
    if label in ONE_VALUE and len(values) > 1:
        raise ValueError(
            f"--label {label}: a client has one at most; give one of "
            f"{', '.join(sorted(values))}"
        )


def _not_covered(stems: frozenset[str], routing: Routing) -> frozenset[str]:
    held = pl.DataFrame(
        [("", stem) for stem in sorted(stems)],
        schema=dict.fromkeys(PAIR, pl.String),
        orient="row",
    )
    beside = [stem for stem in stems if definition(stem).newest.stands == Stands.BESIDE]
    return stems - {*covered(held, routing.inhibitions, stems, beside)["trigger"]}

"""Concerns, counted a second time in plain Python from the prose alone."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
WHO = ["professional", "client", "relative"]
ABOUT = [
    "situation",
    "crisis_or_stuck",
    "dependence_or_medicines",
    "life_situation",
    "contacts_or_appointments",
    "mind_or_illness",
    "means_run_out",
]
WISHES = ["contact", "contact_person", "no_contact_now"]


def newest(concerns, column):
    """What the concerns of the newest day that tells anything of a column tell."""
    telling = [row for row in concerns if row[column] is not None]
    last = max((row["raised_on"] for row in telling), default=None)
    return [row[column] for row in telling if row["raised_on"] == last]


def second_opinion(drawn):
    """Client to (outcome, measures)."""
    said = {}
    for client in CLIENTS:
        stands = [
            row
            for row in drawn
            if row["client_id"] == client
            and ON - timedelta(days=89) <= row["raised_on"] <= ON
            and not (row["withdrawn_on"] and row["withdrawn_on"] <= ON)
        ]
        told, wishes = newest(stands, "client_told"), newest(stands, "client_wish")
        measures = {
            **{f"by_{who}": [r["raised_by"] for r in stands].count(who) for who in WHO},
            **{f"about_{it}": [r["kind"] for r in stands].count(it) for it in ABOUT},
            "told": told.count(True),
            "untold": told.count(False),
            **{f"wishes_{wish}": wishes.count(wish) for wish in WISHES},
        }
        said[client] = ("fired" if stands else "quiet", measures)
    return said


def days(*edges):
    """Days around some edges, told in days from the as-of day."""
    return st.sampled_from(edges).map(lambda ahead: ON + timedelta(days=ahead))


concerns = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "raised_on": days(-400, -90, -89, -88, -30, -29, -1, 0, 1),
        "raised_by": st.sampled_from(WHO),
        "kind": st.sampled_from(ABOUT),
        "client_told": st.sampled_from([None, True, False]),
        "client_wish": st.sampled_from([None, *WISHES]),
        "client_consent": st.just(True),
        "withdrawn_on": st.one_of(st.none(), st.none(), days(-88, -1, 0, 1)),
    }
)


@both_agree("concern_raised", ON, drawn=st.lists(concerns, max_size=6))
def test_both_count_the_same(drawn):
    """Plain Python and the engine say the same of everybody."""
    # Residents, since a concern may be what keeps others in the population.
    clients = [{"client_id": client, "resident": True} for client in CLIENTS]
    return {"clients": clients, "concerns": drawn}, second_opinion(drawn)

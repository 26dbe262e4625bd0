"""Somebody is concerned about a client, and said so."""

NOTHING = dict.fromkeys(["by_professional", "by_client", "by_relative"], 0)


def test_without_a_concern_everybody_is_quiet(spec):
    """Nobody is not assessable: none was entered, and none is known."""
    spec(
        on="2026-11-01",
        concerns="",
        outcomes={"anna": "quiet"},
        measures={"anna": NOTHING | {"about_situation": 0, "told": 0, "untold": 0}},
    )


def test_one_concern_fires_whoever_raises_it(spec):
    """A professional's, the client's own, a relative's; two are two."""
    spec(
        on="2026-11-01",
        concerns="""
              | raised_on  | raised_by    | client_consent
        ------+------------+--------------+---------------
        anna  | 2026-10-01 | professional | -
        bo    | 2026-10-01 | client       | -
        cia   | 2026-10-01 | relative     | yes
        dan   | 2026-10-01 | professional | -
        dan   | 2026-10-02 | professional | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "fired"),
        measures={
            "anna": NOTHING | {"by_professional": 1},
            "bo": NOTHING | {"by_client": 1},
            "cia": NOTHING | {"by_relative": 1},
            "dan": NOTHING | {"by_professional": 2},
        },
        evidence={"anna": ["concern-1"], "dan": ["concern-4", "concern-5"]},
    )


def test_the_window_has_two_edges(spec):
    """It begins 89 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        concerns="""
              | raised_on
        ------+-----------
        anna  | 2026-08-03
        bo    | 2026-08-04
        cia   | 2026-11-01
        dan   | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={"anna": {"by_professional": 0}, "bo": {"by_professional": 1}},
        evidence={"bo": ["concern-2"], "cia": ["concern-3"]},
    )


def test_a_withdrawn_concern_does_not_count_from_that_day_on(spec):
    """Withdrawn on the as-of day it is gone; a later withdrawal is not known yet."""
    spec(
        on="2026-11-01",
        concerns="""
              | raised_on  | withdrawn_on
        ------+------------+-------------
        anna  | 2026-10-01 | 2026-10-01
        bo    | 2026-10-01 | 2026-11-01
        cia   | 2026-10-01 | 2026-11-02
        dan   | 2026-10-01 | 2026-10-02
        dan   | 2026-10-01 | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired", "dan": "fired"},
        measures={"bo": {"by_professional": 0}, "dan": {"by_professional": 1}},
        evidence={"cia": ["concern-3"], "dan": ["concern-5"]},
    )


def test_a_concern_needs_no_contact_with_any_service(spec):
    """Somebody whom no register knows beside the clients is heard all the same."""
    spec(
        on="2026-11-01",
        clients="""
              | resident
        ------+---------
        anna  | -
        """,
        contacts="",
        concerns="""
              | raised_on
        ------+-----------
        anna  | 2026-10-01
        """,
        outcomes={"anna": "fired"},
    )


def test_what_it_is_about_is_told_in_broad_lines(spec):
    """Each kind is counted by itself, and any kind fires."""
    spec(
        on="2026-11-01",
        concerns="""
              | kind
        ------+-------------------------
        anna  | situation
        anna  | means_run_out
        bo    | crisis_or_stuck
        cia   | dependence_or_medicines
        dan   | life_situation
        eva   | contacts_or_appointments
        fia   | mind_or_illness
        fia   | mind_or_illness
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "fia"], "fired"),
        measures={
            "anna": {"about_situation": 1, "about_means_run_out": 1},
            "bo": {"about_crisis_or_stuck": 1, "about_situation": 0},
            "cia": {"about_dependence_or_medicines": 1},
            "dan": {"about_life_situation": 1},
            "eva": {"about_contacts_or_appointments": 1},
            "fia": {"about_mind_or_illness": 2, "about_means_run_out": 0},
        },
    )


def test_told_is_what_the_newest_day_tells(spec):
    """A newer concern that tells nothing of it leaves the older one's word."""
    spec(
        on="2026-11-01",
        concerns="""
              | raised_on  | client_told
        ------+------------+------------
        anna  | 2026-10-01 | no
        anna  | 2026-10-02 | yes
        bo    | 2026-10-01 | yes
        bo    | 2026-10-02 | no
        bo    | 2026-10-03 | -
        cia   | 2026-10-01 | -
        dan   | 2026-10-02 | yes
        dan   | 2026-10-02 | no
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "fired"),
        measures={
            "anna": {"told": 1, "untold": 0},
            "bo": {"told": 0, "untold": 1},
            "cia": {"told": 0, "untold": 0},
            "dan": {"told": 1, "untold": 1},
        },
    )


def test_the_wish_is_what_the_newest_day_tells(spec):
    """A client may wish for something else later; two wishes of one day both stand."""
    spec(
        on="2026-11-01",
        concerns="""
              | raised_on  | client_wish    | withdrawn_on
        ------+------------+----------------+-------------
        anna  | 2026-10-01 | contact        | -
        anna  | 2026-10-02 | no_contact_now | -
        bo    | 2026-10-01 | contact_person | -
        bo    | 2026-10-02 | -              | -
        cia   | 2026-10-02 | contact        | -
        cia   | 2026-10-02 | contact_person | -
        dan   | 2026-10-01 | contact        | -
        dan   | 2026-10-02 | no_contact_now | 2026-10-03
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "fired"),
        measures={
            "anna": {"wishes_contact": 0, "wishes_no_contact_now": 1},
            "bo": {"wishes_contact_person": 1},
            "cia": {"wishes_contact": 1, "wishes_contact_person": 1},
            "dan": {"wishes_contact": 1, "wishes_no_contact_now": 0},
        },
    )

"""The same prescriptions are renewed again and again."""

FOUR_DAYS = ("2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01")


def requests(people, days=FOUR_DAYS):
    """One renewal request of each of the people on each of the days."""
    rows = "".join(
        f"{who} | renewal_requested | {day}\n" for who in people for day in days
    )
    return f"| event | occurred_on\n{rows}"


def test_two_renewals_of_one_medicine_are_quiet_and_three_fire(spec):
    """Two in the year stay below; three and four meet the limit."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event   | occurred_on
        ------+---------+------------
        anna  | renewed | 2026-01-12
        anna  | renewed | 2026-05-12
        bo    | renewed | 2026-01-12
        bo    | renewed | 2026-05-12
        bo    | renewed | 2026-09-12
        cia   | renewed | 2026-01-12
        cia   | renewed | 2026-04-12
        cia   | renewed | 2026-07-12
        cia   | renewed | 2026-10-12
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {
                "renewals_of_one": 2,
                "early_renewals": 0,
                "request_days_without_doctor": 0,
            },
            "bo": {"renewals_of_one": 3},
            "cia": {"renewals_of_one": 4},
        },
        evidence={"bo": ["event-3", "event-4", "event-5"]},
    )


def test_one_renewal_of_each_medicine_is_usual(spec):
    """However many medicines: the one that was renewed most is told."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event   | occurred_on | substance_code
        ------+---------+-------------+---------------
        anna  | renewed | 2026-01-12  | A10BA02
        anna  | renewed | 2026-02-12  | C07AB02
        anna  | renewed | 2026-03-12  | C09AA05
        anna  | renewed | 2026-04-12  | C10AA05
        anna  | renewed | 2026-08-12  | C10AA05
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"renewals_of_one": 2}},
    )


def test_renewals_of_one_day_are_one(spec):
    """Two prescriptions of one substance that are renewed together count once."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event   | occurred_on
        ------+---------+------------
        anna  | renewed | 2026-01-12
        anna  | renewed | 2026-01-12
        anna  | renewed | 2026-05-12
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"renewals_of_one": 2}},
    )


def test_only_renewals_count_as_renewals(spec):
    """A new prescription, a dispensing, a request and a refusal are none."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on
        ------+-------------------+------------
        anna  | prescribed        | 2026-05-01
        anna  | dispensed         | 2026-05-02
        anna  | renewal_requested | 2026-06-03
        anna  | renewal_refused   | 2026-06-04
        anna  | renewed           | 2026-10-05
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"renewals_of_one": 1, "request_days_without_doctor": 1}},
    )


def test_two_codes_of_one_gabapentinoid_are_one(spec):
    """The old and the new code of pregabalin are one substance, gabapentin another."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event   | occurred_on | substance_code
        ------+---------+-------------+---------------
        anna  | renewed | 2025-12-01  | N03AX16
        anna  | renewed | 2026-06-12  | N02BF02
        bo    | renewed | 2025-12-01  | N03AX12
        bo    | renewed | 2026-06-12  | N02BF01
        cia   | renewed | 2025-12-01  | N02BF01
        cia   | renewed | 2026-06-12  | N02BF02
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"renewals_of_one": 2},
            "bo": {"renewals_of_one": 2},
            "cia": {"renewals_of_one": 1},
        },
    )


def test_a_product_without_a_substance_is_renewed_as_none(spec):
    """It cannot be told apart, so renewals are not counted; its requests are."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on | substance_code | substance_system
        ------+-------------------+-------------+----------------+-----------------
        anna  | renewed           | 2026-01-12  | -              | -
        anna  | renewed           | 2026-05-12  | -              | -
        anna  | renewed           | 2026-09-12  | -              | -
        anna  | renewal_requested | 2026-09-11  | -              | -
        bo    | renewed           | 2026-01-12  | 617314         | rxnorm
        bo    | renewed           | 2026-05-12  | 617314         | rxnorm
        bo    | renewed           | 2026-09-12  | 617314         | rxnorm
        bo    | renewed           | 2026-10-12  | -              | -
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={
            "anna": {"renewals_of_one": 0, "request_days_without_doctor": 1},
            "bo": {"renewals_of_one": 3},
        },
        evidence={"bo": ["event-5", "event-6", "event-7"]},
    )


def test_medicines_in_daily_doses_do_not_count(spec):
    """One event of the last year and a half tells it of the substance."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on | substance_code | dose_dispensing
        ------+-------------------+-------------+----------------+----------------
        anna  | renewed           | 2026-01-12  | A10BA02        | -
        anna  | renewed           | 2026-05-12  | A10BA02        | -
        anna  | renewed           | 2026-09-12  | A10BA02        | -
        anna  | renewal_requested | 2026-09-11  | A10BA02        | -
        anna  | dispensed         | 2026-09-13  | A10BA02        | yes
        bo    | renewed           | 2026-01-12  | A10BA02        | no
        bo    | renewed           | 2026-05-12  | A10BA02        | -
        bo    | renewed           | 2026-09-12  | A10BA02        | no
        bo    | dispensed         | 2026-09-13  | C07AB02        | yes
        cia   | renewed           | 2026-09-12  | A10BA02        | no
        cia   | dispensed         | 2025-05-02  | A10BA02        | yes
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
        measures={
            "anna": {"renewals_of_one": 0, "request_days_without_doctor": 0},
            "cia": {"renewals_of_one": 1},
        },
        evidence={"bo": ["event-6", "event-7", "event-8"]},
    )


def test_the_year_of_renewals_has_edges(spec):
    """It begins 364 days before the as-of day; nothing after that day counts."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event   | occurred_on
        ------+---------+------------
        anna  | renewed | 2025-11-01
        bo    | renewed | 2025-11-02
        cia   | renewed | 2026-11-01
        dan   | renewed | 2026-11-02
        eva   | renewed | 2025-11-01
        eva   | renewed | 2026-01-12
        eva   | renewed | 2026-05-12
        eva   | renewed | 2026-09-12
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "fired",
        },
        measures={
            "anna": {"renewals_of_one": 0},
            "bo": {"renewals_of_one": 1},
            "cia": {"renewals_of_one": 1},
            "dan": {"renewals_of_one": 0},
        },
        evidence={"eva": ["event-6", "event-7", "event-8"]},
    )


def test_two_early_renewals_of_one_year_prescriptions_fire(spec):
    """One stays below; the other medicines are not prescribed for a year at most."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | substance_code
        ------+------------+-------------+---------------
        anna  | prescribed | 2026-02-01  | N05CF01
        anna  | renewed    | 2026-05-01  | N05CF01
        bo    | prescribed | 2026-02-01  | N05CF01
        bo    | renewed    | 2026-05-01  | N05CF01
        bo    | renewed    | 2026-08-01  | N05CF01
        cia   | prescribed | 2026-02-01  | N05CH01
        cia   | renewed    | 2026-05-01  | N05CH01
        cia   | renewed    | 2026-08-01  | N05CH01
        dan   | prescribed | 2026-02-01  | N02AA05
        dan   | renewed    | 2026-04-01  | N02AA05
        dan   | prescribed | 2026-02-01  | N03AE01
        dan   | renewed    | 2026-05-01  | N03AE01
        eva   | prescribed | 2026-02-01  | N05BA04
        eva   | renewed    | 2026-03-01  | N05BA04
        eva   | prescribed | 2026-02-01  | N02BF02
        eva   | renewed    | 2026-03-01  | N02BF02
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "fired",
            "eva": "quiet",
        },
        measures={
            "anna": {"renewals_of_one": 1, "early_renewals": 1},
            "bo": {"renewals_of_one": 2, "early_renewals": 2},
            "cia": {"renewals_of_one": 2, "early_renewals": 0},
            "dan": {"renewals_of_one": 1, "early_renewals": 2},
            "eva": {"early_renewals": 1},
        },
        evidence={"bo": ["event-4", "event-5"], "dan": ["event-10", "event-12"]},
    )


def test_a_renewal_is_early_within_half_a_year_of_the_one_before(spec):
    """183 days apart is early, 184 is not; the one before may be in the year before.

    What another substance or another person was prescribed is not the one before, and
    a dispensing is no prescription.
    """
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | substance_code
        ------+------------+-------------+---------------
        anna  | renewed    | 2026-01-10  | N05BA04
        anna  | renewed    | 2026-07-12  | N05BA04
        bo    | renewed    | 2026-01-10  | N05BA04
        bo    | renewed    | 2026-07-13  | N05BA04
        cia   | prescribed | 2025-05-03  | N05BA04
        cia   | renewed    | 2025-11-02  | N05BA04
        dan   | prescribed | 2025-09-03  | N05BA04
        dan   | renewed    | 2025-11-01  | N05BA04
        eva   | prescribed | 2026-07-01  | N05BA04
        eva   | renewed    | 2026-07-13  | N05BA12
        finn  | dispensed  | 2026-07-12  | N05BA04
        finn  | renewed    | 2026-07-13  | N05BA04
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"early_renewals": 1},
            "bo": {"early_renewals": 0},
            "cia": {"early_renewals": 1},
            "dan": {"early_renewals": 0},
            "eva": {"early_renewals": 0},
            "finn": {"early_renewals": 0},
        },
    )


def test_early_renewals_of_both_codes_of_a_gabapentinoid_go_on(spec):
    """The renewal under the new code follows the prescription under the old one."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | substance_code
        ------+------------+-------------+---------------
        anna  | prescribed | 2026-01-10  | N03AX12
        anna  | renewed    | 2026-04-10  | N02BF01
        anna  | renewed    | 2026-07-10  | N02BF01
        """,
        outcomes={"anna": "fired"},
        measures={"anna": {"early_renewals": 2}},
        evidence={"anna": ["event-2", "event-3"]},
    )


def test_three_days_of_requests_without_a_doctor_are_quiet_and_four_fire(spec):
    """Across medicines; all medicines asked for on one day are one day."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on | substance_code
        ------+-------------------+-------------+---------------
        anna  | renewal_requested | 2026-07-01  | A10BA02
        anna  | renewal_requested | 2026-08-01  | C07AB02
        anna  | renewal_requested | 2026-09-01  | C09AA05
        anna  | renewal_requested | 2026-09-01  | C10AA05
        bo    | renewal_requested | 2026-07-01  | A10BA02
        bo    | renewal_requested | 2026-08-01  | C07AB02
        bo    | renewal_requested | 2026-09-01  | C09AA05
        bo    | renewal_requested | 2026-10-01  | C10AA05
        cia   | renewal_requested | 2026-06-01  | A10BA02
        cia   | renewal_requested | 2026-07-01  | A10BA02
        cia   | renewal_requested | 2026-08-01  | A10BA02
        cia   | renewal_requested | 2026-09-01  | A10BA02
        cia   | renewal_requested | 2026-10-01  | A10BA02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"request_days_without_doctor": 3, "renewals_of_one": 0},
            "bo": {"request_days_without_doctor": 4},
            "cia": {"request_days_without_doctor": 5},
        },
        evidence={"bo": ["event-5", "event-6", "event-7", "event-8"]},
    )


def test_the_window_of_requests_has_edges(spec):
    """It begins 179 days before the as-of day; nothing after that day counts."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on
        ------+-------------------+------------
        anna  | renewal_requested | 2026-05-05
        bo    | renewal_requested | 2026-05-06
        cia   | renewal_requested | 2026-11-01
        dan   | renewal_requested | 2026-11-02
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"request_days_without_doctor": 0},
            "bo": {"request_days_without_doctor": 1},
            "cia": {"request_days_without_doctor": 1},
            "dan": {"request_days_without_doctor": 0},
        },
    )


def test_requests_do_not_count_when_a_doctor_was_met(spec):
    """In any way that the client takes part in, also by messages; or by a proxy."""
    people = ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hugo", "ida", "jan"]
    spec(
        on="2026-11-01",
        prescriptions=requests(people),
        contacts="""
              | mode        | visitor_role | service_family
        ------+-------------+--------------+---------------
        anna  | visit       | client       | primary_care
        bo    | home        | client       | home_care
        cia   | workplace   | client       | primary_care
        dan   | elsewhere   | client       | primary_care
        eva   | remote      | client       | primary_care
        finn  | telephone   | client       | primary_care
        gun   | digital     | client       | primary_care
        hugo  | ward        | client       | specialised
        ida   | visit       | proxy        | primary_care
        jan   | visit       | client       | emergency
        """,
        outcomes=dict.fromkeys(people, "quiet"),
        measures={who: {"request_days_without_doctor": 0} for who in people},
    )


def test_requests_count_when_no_doctor_was_met(spec):
    """A nurse is none; nor is a missed time, a handling, or a child's visit."""
    people = ["anna", "bo", "cia", "dan", "eva", "finn"]
    spec(
        on="2026-11-01",
        prescriptions=requests(people),
        contacts="""
              | starts_at  | profession | status    | mode     | visitor_role
        ------+------------+------------+-----------+----------+-------------
        anna  | 2026-10-01 | nurse      | fulfilled | visit    | client
        bo    | 2026-10-01 | physician  | no_show   | visit    | client
        cia   | 2026-10-01 | physician  | fulfilled | handling | client
        dan   | 2026-10-01 | physician  | fulfilled | visit    | for_child
        eva   | 2025-11-01 | physician  | fulfilled | visit    | client
        finn  | 2026-11-02 | physician  | fulfilled | visit    | client
        """,
        outcomes=dict.fromkeys(people, "fired"),
        measures={who: {"request_days_without_doctor": 4} for who in people},
        evidence={"anna": ["event-1", "event-2", "event-3", "event-4"]},
    )


def test_a_doctor_met_on_either_edge_of_the_year_is_met(spec):
    """364 days before the as-of day, and on that day."""
    people = ["anna", "bo"]
    spec(
        on="2026-11-01",
        prescriptions=requests(people),
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2025-11-02
        bo    | 2026-11-01
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
    )


def test_a_profession_that_is_not_recorded_may_have_been_a_doctor(spec):
    """Four days of requests may count or not; three stay below; a doctor decides."""
    spec(
        on="2026-11-01",
        prescriptions=requests(["anna", "cia"])
        + "bo | renewal_requested | 2026-07-01\n"
        + "bo | renewal_requested | 2026-08-01\n"
        + "bo | renewal_requested | 2026-09-01\n",
        contacts="""
              | profession
        ------+-----------
        anna  | -
        bo    | -
        cia   | -
        cia   | physician
        """,
        outcomes={"anna": "not_assessable", "bo": "quiet", "cia": "quiet"},
        measures={"anna": {"request_days_without_doctor": 0}},
        reasons={"anna": "range"},
    )


def test_renewals_decide_where_the_profession_is_not_recorded(spec):
    """Then the requests are not among the evidence."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on
        ------+-------------------+------------
        anna  | renewal_requested | 2026-09-11
        anna  | renewed           | 2026-01-12
        anna  | renewed           | 2026-05-12
        anna  | renewed           | 2026-09-12
        """,
        contacts="""
              | profession
        ------+-----------
        anna  | -
        """,
        outcomes={"anna": "fired"},
        evidence={"anna": ["event-2", "event-3", "event-4"]},
    )


def test_a_source_without_renewals_tells_nothing_of_people_with_prescriptions(spec):
    """Of somebody without any it tells enough; what comes later is not known yet."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on
        ------+------------+------------
        anna  | prescribed | 2026-10-01
        bo    | dispensed  | 2020-10-01
        cia   | dispensed  | 2026-11-02
        cia   | renewed    | 2026-11-02
        eva   | dispensed  | 2026-11-01
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "not_assessable",
        },
        reasons={"anna": "range", "bo": "range", "eva": "range"},
    )


def test_without_any_row_nothing_was_renewed(spec):
    """Nobody has a prescription: quiet, not unknown."""
    spec(
        on="2026-11-01",
        prescriptions="",
        outcomes={"anna": "quiet"},
        measures={
            "anna": {
                "renewals_of_one": 0,
                "early_renewals": 0,
                "request_days_without_doctor": 0,
            }
        },
    )

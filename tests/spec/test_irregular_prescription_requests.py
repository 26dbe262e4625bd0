"""Requests for strong medicines that do not form one whole."""


def test_two_early_dispensings_are_quiet_and_three_fire(spec):
    """Thirty days of supply fetched after twenty: ten are left, each time."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescription_id
        ------+-------------+-------------+----------------+----------------
        anna  | 2026-06-01  | 30          | N05BA04        | rx-anna
        anna  | 2026-06-21  | 30          | N05BA04        | rx-anna
        anna  | 2026-07-11  | 30          | N05BA04        | rx-anna
        bo    | 2026-06-01  | 30          | N05BA04        | rx-bo
        bo    | 2026-06-21  | 30          | N05BA04        | rx-bo
        bo    | 2026-07-11  | 30          | N05BA04        | rx-bo
        bo    | 2026-07-31  | 30          | N05BA04        | rx-bo
        cia   | 2026-03-01  | 30          | N02AA05        | rx-cia
        cia   | 2026-03-21  | 30          | N02AA05        | rx-cia
        cia   | 2026-04-10  | 30          | N02AA05        | rx-cia
        cia   | 2026-04-30  | 30          | N02AA05        | rx-cia
        cia   | 2026-05-20  | 30          | N02AA05        | rx-cia
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"early_refills": 2, "overlaps": 0, "organisations": 0},
            "bo": {"early_refills": 3},
            "cia": {"early_refills": 4},
        },
        evidence={
            "bo": ["event-4", "event-5", "event-6", "event-7"],
            "cia": ["event-10", "event-11", "event-12", "event-9"],
        },
    )


def test_more_than_a_quarter_and_more_than_a_week_must_be_left(spec):
    """Of 30 days eight, of 90 days 23; of 14 days a quarter is not enough."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescription_id
        ------+-------------+-------------+----------------+----------------
        anna  | 2026-06-01  | 30          | N05BA04        | rx-anna
        anna  | 2026-06-23  | 30          | N05BA04        | rx-anna
        bo    | 2026-06-01  | 30          | N05BA04        | rx-bo
        bo    | 2026-06-24  | 30          | N05BA04        | rx-bo
        cia   | 2026-06-01  | 90          | N05BA04        | rx-cia
        cia   | 2026-08-07  | 90          | N05BA04        | rx-cia
        dan   | 2026-06-01  | 90          | N05BA04        | rx-dan
        dan   | 2026-08-08  | 90          | N05BA04        | rx-dan
        eva   | 2026-06-01  | 14          | N05BA04        | rx-eva
        eva   | 2026-06-07  | 14          | N05BA04        | rx-eva
        finn  | 2026-06-01  | 14          | N05BA04        | rx-finn
        finn  | 2026-06-08  | 14          | N05BA04        | rx-finn
        gun   | 2026-06-01  | 32          | N05BA04        | rx-gun
        gun   | 2026-06-25  | 32          | N05BA04        | rx-gun
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun"], "quiet"
        ),
        measures={
            "anna": {"early_refills": 1},
            "bo": {"early_refills": 0},
            "cia": {"early_refills": 1},
            "dan": {"early_refills": 0},
            "eva": {"early_refills": 1},
            "finn": {"early_refills": 0},
            "gun": {"early_refills": 0},
        },
    )


def test_the_year_of_early_dispensings_has_edges(spec):
    """From 364 days before the as-of day; the one before may be half a year older."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescription_id
        ------+-------------+-------------+----------------+----------------
        anna  | 2025-10-20  | 90          | N05BA04        | rx-anna
        anna  | 2025-11-01  | 14          | N05BA04        | rx-anna
        anna  | 2026-10-01  | 30          | N05BA04        | rx-anna
        bo    | 2025-10-20  | 90          | N05BA04        | rx-bo
        bo    | 2025-11-02  | 14          | N05BA04        | rx-bo
        cia   | 2026-10-20  | 90          | N05BA04        | rx-cia
        cia   | 2026-11-01  | 14          | N05BA04        | rx-cia
        dan   | 2026-10-20  | 90          | N05BA04        | rx-dan
        dan   | 2026-11-02  | 14          | N05BA04        | rx-dan
        eva   | 2025-05-06  | 400         | N05BA04        | rx-eva
        eva   | 2025-11-02  | 14          | N05BA04        | rx-eva
        finn  | 2025-05-05  | 400         | N05BA04        | rx-finn
        finn  | 2025-11-02  | 14          | N05BA04        | rx-finn
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"early_refills": 0},
            "bo": {"early_refills": 1},
            "cia": {"early_refills": 1},
            "dan": {"early_refills": 0},
            "eva": {"early_refills": 1},
            "finn": {"early_refills": 0},
        },
    )


def test_an_early_dispensing_is_of_the_same_prescription(spec):
    """Two forms of one substance stand side by side; two packs of a day add up.

    Where two clients share the key of a prescription, each has one of their own.
    """
    spec(
        on="2026-11-01",
        prescriptions="""
              | event     | occurred_on | days_supply | substance_code | prescription_id
        ------+-----------+-------------+-------------+----------------+----------------
        anna  | dispensed | 2026-06-01  | 30          | N02AA05        | rx-slow
        anna  | dispensed | 2026-06-10  | 30          | N02AA05        | rx-fast
        anna  | dispensed | 2026-07-01  | 30          | N02AA05        | rx-slow
        bo    | dispensed | 2026-06-01  | 15          | N02AA05        | rx-bo
        bo    | dispensed | 2026-06-01  | 15          | N02AA05        | rx-bo
        bo    | dispensed | 2026-06-20  | 30          | N02AA05        | rx-bo
        cia   | renewed   | 2026-06-01  | 30          | N02AA05        | rx-cia
        cia   | dispensed | 2026-06-02  | 30          | N02AA05        | rx-cia
        dan   | dispensed | 2026-06-01  | 30          | N02AA05        | rx-dan-1
        dan   | dispensed | 2026-06-01  | 30          | N02AA05        | rx-dan-2
        dan   | dispensed | 2026-06-20  | 30          | N02AA05        | rx-dan-1
        dan   | dispensed | 2026-06-20  | 30          | N02AA05        | rx-dan-2
        eva   | dispensed | 2026-06-01  | 30          | N02AA05        | rx-shared
        finn  | dispensed | 2026-06-10  | 30          | N02AA05        | rx-shared
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"early_refills": 0},
            "bo": {"early_refills": 1},
            "cia": {"early_refills": 0},
            "dan": {"early_refills": 1},
            "finn": {"early_refills": 0},
        },
    )


def test_where_the_supply_is_estimated_a_dispensing_may_be_early(spec):
    """Estimated from daily doses or assumed, it widens what is known to a range."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | ddd | substance_code | prescription_id
        ------+-------------+-------------+-----+----------------+----------------
        anna  | 2026-06-01  | -           | 30  | N05BA04        | rx-1
        anna  | 2026-06-21  | -           | 30  | N05BA04        | rx-1
        anna  | 2026-06-01  | 30          | 30  | N05BA12        | rx-2
        anna  | 2026-06-22  | 30          | 30  | N05BA12        | rx-2
        anna  | 2026-07-13  | 30          | 30  | N05BA12        | rx-2
        bo    | 2026-06-01  | -           | 30  | N05BA04        | rx-3
        bo    | 2026-06-21  | 30          | 30  | N05BA04        | rx-3
        bo    | 2026-07-11  | 30          | 30  | N05BA04        | rx-3
        cia   | 2026-06-01  | -           | 30  | N05BA04        | rx-4
        cia   | 2026-06-28  | -           | 30  | N05BA04        | rx-4
        cia   | 2026-06-01  | 30          | 30  | N05BA12        | rx-5
        cia   | 2026-06-01  | -           | 30  | N05BA12        | rx-5
        cia   | 2026-06-22  | 30          | 30  | N05BA12        | rx-5
        cia   | 2026-07-13  | 30          | 30  | N05BA12        | rx-5
        cia   | 2026-08-03  | 30          | 30  | N05BA12        | rx-5
        cia   | 2026-08-24  | 30          | 30  | N05BA12        | rx-5
        """,
        outcomes={"anna": "not_assessable", "bo": "quiet", "cia": "fired"},
        measures={
            "anna": {"early_refills": 2},
            "bo": {"early_refills": 1},
            "cia": {"early_refills": 3},
        },
        reasons={"anna": "range"},
    )


def test_two_organisations_are_quiet_and_three_with_three_pharmacies_fire(spec):
    """The smaller of both numbers must reach the limit."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | substance_code | prescriber_organisation | pharmacy
        ------+-------------+----------------+-------------------------+---------
        anna  | 2026-06-01  | N05BA04        | county                  | a
        anna  | 2026-07-01  | N05CF01        | clinic                  | b
        anna  | 2026-08-01  | N02AX02        | clinic                  | c
        bo    | 2026-06-01  | N05BA04        | county                  | a
        bo    | 2026-07-01  | N05CF01        | clinic                  | b
        bo    | 2026-08-01  | N02AX02        | hospital                | b
        cia   | 2026-06-01  | N05BA04        | county                  | a
        cia   | 2026-07-01  | N05CF01        | clinic                  | b
        cia   | 2026-08-01  | N02AX02        | hospital                | c
        dan   | 2026-06-01  | N05BA04        | county                  | a
        dan   | 2026-07-01  | N05CF01        | clinic                  | b
        dan   | 2026-08-01  | N02AX02        | hospital                | c
        dan   | 2026-09-01  | N02AX02        | school                  | d
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {"organisations_with_pharmacies": 2, "organisations": 0},
            "bo": {"organisations_with_pharmacies": 2},
            "cia": {"organisations_with_pharmacies": 3, "organisations": 0},
            "dan": {"organisations_with_pharmacies": 4},
        },
        evidence={"cia": ["event-7", "event-8", "event-9"]},
    )


def test_prescriptions_and_renewals_tell_of_organisations_too(spec):
    """A request or a refusal tells no prescriber, a prescription no pharmacy."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | substance_code | pharmacy | prescriber_organisation
        ------+-------------------+----------------+----------+------------------------
        anna  | dispensed         | N05BA04        | a        | county
        anna  | dispensed         | N05BA04        | b        | county
        anna  | dispensed         | N05BA04        | c        | county
        anna  | prescribed        | N05BA04        | -        | clinic
        anna  | renewed           | N05BA04        | -        | hospital
        bo    | dispensed         | N05BA04        | a        | county
        bo    | dispensed         | N05BA04        | b        | county
        bo    | dispensed         | N05BA04        | c        | county
        bo    | renewal_requested | N05BA04        | -        | clinic
        bo    | renewal_refused   | N05BA04        | -        | hospital
        cia   | dispensed         | N05BA04        | a        | county
        cia   | prescribed        | N05BA04        | b        | clinic
        cia   | prescribed        | N05BA04        | c        | hospital
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"organisations_with_pharmacies": 3},
            "bo": {"organisations_with_pharmacies": 1},
            "cia": {"organisations_with_pharmacies": 1},
        },
        evidence={"anna": ["event-1", "event-2", "event-3", "event-4", "event-5"]},
    )


def test_without_any_pharmacy_four_organisations_fire(spec):
    """Three stay below; one recorded pharmacy makes the other limit hold."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | substance_code | prescriber_organisation | pharmacy
        ------+-------------+----------------+-------------------------+---------
        anna  | 2026-06-01  | N05BA04        | county                  | -
        anna  | 2026-07-01  | N05CF01        | clinic                  | -
        anna  | 2026-08-01  | N02AX02        | hospital                | -
        bo    | 2026-06-01  | N05BA04        | county                  | -
        bo    | 2026-07-01  | N05CF01        | clinic                  | -
        bo    | 2026-08-01  | N02AX02        | hospital                | -
        bo    | 2026-09-01  | N02BF02        | school                  | -
        cia   | 2026-05-06  | N05BA04        | county                  | -
        cia   | 2026-06-01  | N05BA04        | county                  | -
        cia   | 2026-07-01  | N05CF01        | clinic                  | -
        cia   | 2026-08-01  | N02AX02        | hospital                | -
        cia   | 2026-09-01  | N02BF02        | school                  | -
        cia   | 2026-10-01  | N02BF02        | army                    | -
        dan   | 2026-06-01  | N05BA04        | county                  | a
        dan   | 2026-07-01  | N05CF01        | clinic                  | a
        dan   | 2026-08-01  | N02AX02        | hospital                | a
        dan   | 2026-09-01  | N02BF02        | school                  | a
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"organisations_with_pharmacies": 0, "organisations": 3},
            "bo": {"organisations_with_pharmacies": 0, "organisations": 4},
            "cia": {"organisations": 5},
            "dan": {"organisations_with_pharmacies": 1, "organisations": 0},
        },
        evidence={"bo": ["event-4", "event-5", "event-6", "event-7"]},
    )


def test_a_prescriber_or_a_pharmacy_that_is_not_recorded_may_be_another(spec):
    """A prescription without a prescriber, a dispensing without a pharmacy."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | prescription_id | pharmacy | prescriber_organisation
        ------+----------------+-----------------+----------+------------------------
        anna  | N05BA04        | rx-1            | a        | county
        anna  | N05CF01        | rx-2            | b        | clinic
        anna  | N02AX02        | rx-3            | c        | -
        bo    | N05BA04        | rx-4            | a        | county
        bo    | N05CF01        | rx-5            | b        | clinic
        bo    | N02AX02        | rx-6            | b        | -
        cia   | N05BA04        | rx-7            | a        | county
        cia   | N05CF01        | rx-8            | b        | clinic
        cia   | N05CF01        | rx-8            | c        | -
        dan   | N05BA04        | rx-9            | a        | county
        dan   | N05CF01        | rx-10           | b        | clinic
        dan   | N02AX02        | rx-11           | -        | hospital
        eva   | N05BA04        | rx-12           | -        | county
        eva   | N05CF01        | rx-13           | -        | clinic
        eva   | N02AX02        | rx-14           | -        | hospital
        eva   | N02BF02        | rx-15           | -        | -
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "not_assessable",
            "eva": "not_assessable",
        },
        measures={
            "anna": {"organisations_with_pharmacies": 2},
            "dan": {"organisations_with_pharmacies": 2},
            "eva": {"organisations": 3},
        },
        reasons={"anna": "range", "dan": "range", "eva": "range"},
    )


def test_the_half_year_of_organisations_has_edges(spec):
    """It begins 179 days before the as-of day; nothing after that day counts."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | substance_code | prescriber_organisation | pharmacy
        ------+-------------+----------------+-------------------------+---------
        anna  | 2026-05-05  | N05BA04        | county                  | a
        anna  | 2026-07-01  | N05CF01        | clinic                  | b
        anna  | 2026-08-01  | N02AX02        | hospital                | c
        bo    | 2026-05-06  | N05BA04        | county                  | a
        bo    | 2026-07-01  | N05CF01        | clinic                  | b
        bo    | 2026-08-01  | N02AX02        | hospital                | c
        cia   | 2026-11-01  | N05BA04        | county                  | a
        cia   | 2026-07-01  | N05CF01        | clinic                  | b
        cia   | 2026-08-01  | N02AX02        | hospital                | c
        dan   | 2026-11-02  | N05BA04        | county                  | a
        dan   | 2026-07-01  | N05CF01        | clinic                  | b
        dan   | 2026-08-01  | N02AX02        | hospital                | c
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"organisations_with_pharmacies": 2},
            "dan": {"organisations_with_pharmacies": 2},
        },
    )


def test_one_day_of_overlap_is_quiet_and_two_fire(spec):
    """A dispensing while one of another organisation lasts for a week or more."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescriber_organisation
        ------+-------------+-------------+----------------+------------------------
        anna  | 2026-06-01  | 30          | N05BA04        | county
        anna  | 2026-06-20  | 30          | N05BA12        | clinic
        bo    | 2026-06-01  | 30          | N05BA04        | county
        bo    | 2026-06-20  | 30          | N05BA12        | clinic
        bo    | 2026-07-10  | 30          | N05BA04        | county
        cia   | 2026-06-01  | 30          | N05BA04        | county
        cia   | 2026-06-20  | 30          | N05BA04        | clinic
        cia   | 2026-07-10  | 30          | N05BA04        | county
        cia   | 2026-08-01  | 30          | N05BA04        | clinic
        dan   | 2026-06-01  | 90          | N05BA04        | county
        dan   | 2026-06-20  | 30          | N05BA04        | clinic
        dan   | 2026-06-20  | 30          | N05BA12        | clinic
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"overlaps": 1},
            "bo": {"overlaps": 2},
            "cia": {"overlaps": 3},
            "dan": {"overlaps": 1},
        },
        evidence={"bo": ["event-3", "event-4", "event-5"]},
    )


def test_both_must_last_for_a_week_after_the_later_one(spec):
    """Six days together are none; a short pack ends the overlap as a long one does."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescriber_organisation
        ------+-------------+-------------+----------------+------------------------
        anna  | 2026-06-01  | 30          | N05BA04        | county
        anna  | 2026-06-24  | 30          | N05BA04        | clinic
        bo    | 2026-06-01  | 30          | N05BA04        | county
        bo    | 2026-06-25  | 30          | N05BA04        | clinic
        cia   | 2026-06-01  | 30          | N05BA04        | county
        cia   | 2026-06-10  | 7           | N05BA04        | clinic
        dan   | 2026-06-01  | 30          | N05BA04        | county
        dan   | 2026-06-10  | 6           | N05BA04        | clinic
        eva   | 2026-06-10  | 30          | N05BA04        | county
        eva   | 2026-06-10  | 30          | N05BA04        | clinic
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"overlaps": 1},
            "bo": {"overlaps": 0},
            "cia": {"overlaps": 1},
            "dan": {"overlaps": 0},
            "eva": {"overlaps": 1},
        },
    )


def test_an_overlap_is_of_one_group_and_of_two_organisations(spec):
    """A sedative and a hypnotic are two groups; one organisation is one prescriber."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | substance_code | prescriber_organisation
        ------+------------+-------------+----------------+------------------------
        anna  | dispensed  | 2026-06-01  | N05BA04        | county
        anna  | dispensed  | 2026-06-10  | N05CF01        | clinic
        bo    | dispensed  | 2026-06-01  | N05BA04        | county
        bo    | dispensed  | 2026-06-10  | N05BA12        | county
        cia   | dispensed  | 2026-06-01  | N03AX16        | county
        cia   | dispensed  | 2026-06-10  | N02BF02        | clinic
        dan   | dispensed  | 2026-06-01  | N03AX12        | county
        dan   | dispensed  | 2026-06-10  | N02BF01        | clinic
        eva   | prescribed | 2026-06-01  | N05BA04        | county
        eva   | dispensed  | 2026-06-10  | N05BA04        | clinic
        finn  | dispensed  | 2026-06-01  | N02AA05        | county
        finn  | dispensed  | 2026-06-10  | N02AX02        | clinic
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"overlaps": 0},
            "bo": {"overlaps": 0},
            "cia": {"overlaps": 1},
            "dan": {"overlaps": 1},
            "eva": {"overlaps": 0},
            "finn": {"overlaps": 0},
        },
    )


def test_the_half_year_of_overlaps_begins_179_days_before(spec):
    """The later of the two lies in it; the earlier one may be older."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescriber_organisation
        ------+-------------+-------------+----------------+------------------------
        anna  | 2026-04-20  | 90          | N05BA04        | county
        anna  | 2026-05-05  | 90          | N05BA04        | clinic
        bo    | 2026-04-20  | 90          | N05BA04        | county
        bo    | 2026-05-06  | 90          | N05BA04        | clinic
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"overlaps": 0}, "bo": {"overlaps": 1}},
    )


def test_an_overlap_with_an_unknown_prescriber_or_supply_may_count(spec):
    """A prescriber that is not recorded, or a supply that is estimated, of either."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code | prescriber_organisation
        ------+-------------+-------------+----------------+------------------------
        anna  | 2026-06-01  | 30          | N05BA04        | county
        anna  | 2026-06-10  | 30          | N05BA12        | -
        anna  | 2026-08-01  | 30          | N05BA04        | -
        anna  | 2026-08-10  | 30          | N05BA12        | clinic
        bo    | 2026-06-01  | -           | N05BA04        | county
        bo    | 2026-06-10  | 30          | N05BA12        | clinic
        bo    | 2026-09-10  | 30          | N05BA04        | county
        bo    | 2026-09-20  | -           | N05BA12        | clinic
        cia   | 2026-06-01  | -           | N05BA04        | county
        cia   | 2026-06-10  | 30          | N05BA12        | clinic
        cia   | 2026-09-01  | 30          | N05BA04        | county
        cia   | 2026-09-10  | 30          | N05BA12        | clinic
        cia   | 2026-10-01  | 30          | N05BA04        | county
        cia   | 2026-10-10  | 30          | N05BA12        | clinic
        dan   | 2026-06-01  | 30          | N05BA04        | -
        dan   | 2026-06-10  | 30          | N05BA12        | clinic
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "fired",
            "dan": "quiet",
        },
        measures={
            "anna": {"overlaps": 0},
            "bo": {"overlaps": 0},
            "cia": {"overlaps": 3},
            "dan": {"overlaps": 0},
        },
        reasons={"anna": "range", "bo": "range"},
    )


def test_a_prescription_does_not_overlap_with_itself(spec):
    """Also where its prescriber is not recorded."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | substance_code | prescription_id | prescriber_organisation
        ------+-------------+----------------+-----------------+------------------------
        anna  | 2026-06-01  | N05BA04        | rx-1            | -
        anna  | 2026-08-10  | N05BA04        | rx-1            | -
        anna  | 2026-10-20  | N05BA04        | rx-1            | -
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"overlaps": 0, "early_refills": 0}},
    )


def test_one_refused_request_is_quiet_and_two_days_fire(spec):
    """Several on one day are one day; the half year begins 179 days before."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on | substance_code
        ------+-------------------+-------------+---------------
        anna  | renewal_refused   | 2026-06-01  | N05BA04
        anna  | renewal_refused   | 2026-06-01  | N05CF01
        bo    | renewal_refused   | 2026-06-01  | N05BA04
        bo    | renewal_refused   | 2026-07-01  | N05CF01
        cia   | renewal_refused   | 2026-06-01  | N05BA04
        cia   | renewal_refused   | 2026-07-01  | N05CF01
        cia   | renewal_refused   | 2026-08-01  | N02AA05
        cia   | renewal_requested | 2026-08-01  | N02AA05
        dan   | renewal_refused   | 2026-05-05  | N05BA04
        dan   | renewal_refused   | 2026-06-01  | N05BA04
        eva   | renewal_refused   | 2026-05-06  | N05BA04
        eva   | renewal_refused   | 2026-11-01  | N05BA04
        finn  | renewal_refused   | 2026-06-01  | N05BA04
        finn  | renewal_refused   | 2026-11-02  | N05BA04
        gun   | renewal_refused   | 2026-06-01  | N05BA04
        gun   | renewal_requested | 2026-07-01  | N05BA04
        known | dispensed         | 2026-07-01  | A10BA02
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
            "gun": "quiet",
            "known": "not_applicable",
        },
        measures={
            "anna": {"refused_requests": 1},
            "bo": {"refused_requests": 2},
            "cia": {"refused_requests": 3},
            "dan": {"refused_requests": 1},
            "finn": {"refused_requests": 1},
            "gun": {"refused_requests": 1},
        },
        evidence={"cia": ["event-5", "event-6", "event-7"]},
    )


def test_where_the_source_knows_no_dispensings_only_the_rest_can_decide(spec):
    """Four organisations fire all the same; fewer leave it open."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | substance_code | prescriber_organisation
        ------+------------+-------------+----------------+------------------------
        anna  | prescribed | 2026-06-01  | N05BA04        | county
        bo    | prescribed | 2026-06-01  | N05BA04        | county
        bo    | prescribed | 2026-07-01  | N05CF01        | clinic
        bo    | prescribed | 2026-08-01  | N02AX02        | hospital
        bo    | prescribed | 2026-09-01  | N02BF02        | school
        cia   | prescribed | 2026-09-01  | A10BA02        | school
        """,
        outcomes={"anna": "not_assessable", "bo": "fired", "cia": "not_applicable"},
        measures={"bo": {"organisations": 4, "early_refills": 0}},
        reasons={"anna": "range"},
    )


def test_the_rule_is_about_people_with_such_a_medicine_in_the_year(spec):
    """Any event of one; hydroxyzine and melatonin are none, nor is another system."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on | substance_code | substance_system
        ------+-------------------+-------------+----------------+-----------------
        anna  | prescribed        | 2025-11-02  | N05BA04        | atc
        bo    | renewal_requested | 2026-11-01  | N06BA04        | atc
        cia   | dispensed         | 2025-11-01  | N05BA04        | atc
        dan   | dispensed         | 2026-11-02  | N05BA04        | atc
        eva   | dispensed         | 2026-10-01  | N05BB01        | atc
        finn  | dispensed         | 2026-10-01  | N05CH01        | atc
        gun   | dispensed         | 2026-10-01  | 617314         | rxnorm
        hugo  | dispensed         | 2026-10-01  | -              | -
        ida   | dispensed         | 2026-10-01  | R05DA04        | atc
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "not_applicable",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "not_applicable",
            "hugo": "not_applicable",
            "ida": "quiet",
        },
        measures={"cia": {"early_refills": None, "refused_requests": None}},
    )


def test_medicines_in_daily_doses_do_not_count(spec):
    """Fetched in rounds of a pharmacy; not recorded counts as no."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event           | occurred_on | substance_code | dose_dispensing
        ------+-----------------+-------------+----------------+----------------
        anna  | renewal_refused | 2026-06-01  | N05BA04        | yes
        anna  | renewal_refused | 2026-07-01  | N05BA04        | yes
        bo    | renewal_refused | 2026-06-01  | N05BA04        | no
        bo    | renewal_refused | 2026-07-01  | N05BA04        | -
        """,
        outcomes={"anna": "not_applicable", "bo": "fired"},
    )


TWICE_REFUSED = """
      | event           | occurred_on | substance_code
------+-----------------+-------------+---------------
anna  | renewal_refused | 2026-06-01  | N02AA05
anna  | renewal_refused | 2026-07-01  | N02AA05
bo    | renewal_refused | 2026-06-01  | N02AA05
bo    | renewal_refused | 2026-07-01  | N02AA05
cia   | renewal_refused | 2026-06-01  | N02AA05
cia   | renewal_refused | 2026-07-01  | N02AA05
dan   | renewal_refused | 2026-06-01  | N02AA05
dan   | renewal_refused | 2026-07-01  | N02AA05
eva   | renewal_refused | 2026-06-01  | N02AA05
eva   | renewal_refused | 2026-07-01  | N02AA05
"""


def test_it_is_not_about_people_in_palliative_care(spec):
    """On whatever day it was recorded; a suspicion or a later day is not enough."""
    spec(
        on="2026-11-01",
        prescriptions=TWICE_REFUSED,
        diagnoses="""
              | recorded_on | code  | confirmed
        ------+-------------+-------+----------
        anna  | 2020-03-01  | Z51.5 | yes
        bo    | 2026-11-01  | Z51.5 | -
        cia   | 2026-11-02  | Z51.5 | yes
        dan   | 2026-03-01  | Z51.5 | no
        eva   | 2026-03-01  | Z51.1 | yes
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "not_applicable",
            "cia": "fired",
            "dan": "fired",
            "eva": "fired",
        },
    )


def test_it_is_not_about_people_with_a_cancer_recorded_in_the_year(spec):
    """The year begins 364 days before the as-of day; a benign tumour is no cancer."""
    spec(
        on="2026-11-01",
        prescriptions=TWICE_REFUSED,
        diagnoses="""
              | recorded_on | code  | system
        ------+-------------+-------+-------
        anna  | 2025-11-02  | C50.9 | icd10
        bo    | 2025-11-01  | C50.9 | icd10
        cia   | 2026-10-01  | X76   | icpc2
        dan   | 2026-11-01  | C61   | icd10
        eva   | 2026-10-01  | D12.6 | icd10
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "fired",
            "cia": "not_applicable",
            "dan": "not_applicable",
            "eva": "fired",
        },
    )


def test_it_is_not_about_people_in_opioid_substitution(spec):
    """By its medicine or by its contacts in the year; naltrexone is not it."""
    spec(
        on="2026-11-01",
        prescriptions=TWICE_REFUSED
        + "anna | dispensed       | 2025-11-02  | N07BC51\n"
        + "bo   | dispensed       | 2025-11-01  | N07BC51\n"
        + "cia  | dispensed       | 2026-10-01  | N07BB04\n",
        diagnoses="""
              | recorded_on | code     | system
        ------+-------------+----------+-------
        dan   | 2025-11-02  | SPAT1275 | spat
        eva   | 2025-11-01  | SPAT1275 | spat
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "fired",
        },
    )

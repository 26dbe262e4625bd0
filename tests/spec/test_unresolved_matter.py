"""One matter that keeps being brought up and is not resolved."""

from tests.spec.matters import ILLNESSES, MATTERS, SYMPTOMS


def about(columns, rows):
    """Contacts with a diagnosis each: after the name its code, then the `columns`."""
    contacts, diagnoses = [f"| {columns}"], ["| contact_id | code | system"]
    for number, row in enumerate(rows.strip().splitlines(), start=1):
        who, code, cells = (part.strip() for part in row.split("|", 2))
        contacts.append(f"{who} | {cells}")
        if code != "-":
            system = "icpc2" if code in {"N01", "A97", "P76", "Z03"} else "icd10"
            diagnoses.append(f"{who} | contact-{number} | {code} | {system}")
    return {"contacts": "\n".join(contacts), "diagnoses": "\n".join(diagnoses)}


def test_one_matter_at_two_points_is_quiet_and_at_three_fires(spec):
    """Other matters at other points do not add up."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | site",
            """
            anna | R51 | 2026-10-01 | a
            anna | R51 | 2026-10-02 | b
            anna | R51 | 2026-10-03 | b
            anna | M17 | 2026-10-04 | c
            bo   | R51 | 2026-10-01 | a
            bo   | R51 | 2026-10-02 | b
            bo   | R51 | 2026-10-03 | c
            bo   | M17 | 2026-10-04 | d
            cia  | R51 | 2026-10-01 | a
            cia  | R51 | 2026-10-02 | b
            cia  | R51 | 2026-10-03 | c
            cia  | R51 | 2026-10-04 | d
            bo   | M17 | 2026-10-05 | a
            """,
        ),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={"anna": {"points": 2}, "bo": {"points": 3}, "cia": {"points": 4}},
        evidence={"bo": ["contact-5", "contact-6", "contact-7"]},
    )


def test_a_matter_is_one_in_both_systems(spec):
    """R51 and N01 are headache, and the fourth character tells no other matter."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | site",
            """
            anna | R51   | 2026-10-01 | a
            anna | N01   | 2026-10-02 | b
            anna | R51   | 2026-10-03 | c
            bo   | K57.1 | 2026-10-01 | a
            bo   | K57.3 | 2026-10-02 | b
            bo   | K57   | 2026-10-03 | c
            cia  | K57.1 | 2026-10-01 | a
            cia  | K58.1 | 2026-10-02 | b
            cia  | K59.1 | 2026-10-03 | c
            """,
        ),
        outcomes={"anna": "fired", "bo": "fired", "cia": "quiet"},
        measures={"anna": {"points": 3}, "bo": {"points": 3}, "cia": {"points": 1}},
    )


def test_the_quarter_of_the_points_has_two_edges(spec):
    """It begins 89 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | site",
            """
            anna | R51 | 2026-08-03 23:59 | a
            anna | R51 | 2026-10-01       | b
            bo   | R51 | 2026-08-04 00:00 | a
            bo   | R51 | 2026-10-01       | b
            bo   | R51 | 2026-11-01 23:59 | c
            bo   | R51 | 2026-08-03 23:59 | d
            bo   | R51 | 2026-11-02 00:00 | e
            """,
        ),
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"points": 1}, "bo": {"points": 3}},
        evidence={"bo": ["contact-3", "contact-4", "contact-5"]},
    )


def test_points_that_a_plan_or_a_referral_led_to_do_not_count(spec):
    """Somebody knew why the client went there."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | site | plan_id | referral_id",
            """
            anna | R51 | 2026-10-01 | a | -      | -
            anna | R51 | 2026-10-02 | b | -      | -
            anna | R51 | 2026-10-03 | c | -      | referral-1
            anna | R51 | 2026-10-04 | d | plan-1 | -
            bo   | R51 | 2026-10-01 | a | -      | -
            bo   | R51 | 2026-10-02 | b | -      | -
            bo   | R51 | 2026-10-03 | c | -      | -
            bo   | R51 | 2026-10-03 | d | -      | referral-2
            bo   | R51 | 2026-10-03 | e | plan-2 | -
            """,
        ),
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"points": 2}, "bo": {"points": 3}},
        evidence={"bo": ["contact-5", "contact-6", "contact-7"]},
    )


def test_what_is_no_matter_does_not_count(spec):
    """Prevention, certificates, no disease, and contacts without a diagnosis."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | site",
            """
            anna | Z00.0 | 2026-10-01 | a
            anna | Z00.0 | 2026-10-02 | b
            anna | Z00.0 | 2026-10-03 | c
            bo   | A97   | 2026-10-01 | a
            bo   | A97   | 2026-10-02 | b
            bo   | A97   | 2026-10-03 | c
            cia  | -     | 2026-10-01 | a
            cia  | -     | 2026-10-02 | b
            cia  | -     | 2026-10-03 | c
            dan  | Z59.1 | 2026-10-01 | a
            dan  | Z03   | 2026-10-02 | b
            dan  | Z59.1 | 2026-10-03 | c
            """,
        ),
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet", "dan": "fired"},
        measures={
            "anna": {"points": 0},
            "bo": {"points": 0},
            "cia": {"points": 0},
            "dan": {"points": 3},
        },
    )


def test_secondary_diagnoses_do_not_count(spec):
    """A long-term illness may be noted at every contact; a suspicion is a matter."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | site
        ------+------------+-----
        anna  | 2026-10-01 | a
        anna  | 2026-10-02 | b
        anna  | 2026-10-03 | c
        bo    | 2026-10-01 | a
        bo    | 2026-10-02 | b
        bo    | 2026-10-03 | c
        """,
        diagnoses="""
              | contact_id | code  | main | confirmed | recorded_on
        ------+------------+-------+------+-----------+------------
        anna  | contact-1  | E11.9 | yes  | -         | 2026-10-01
        anna  | contact-2  | E11.9 | no   | -         | 2026-10-02
        anna  | contact-3  | E11.9 | no   | -         | 2026-10-03
        bo    | contact-4  | I48   | yes  | no        | 2026-10-01
        bo    | contact-5  | I48   | -    | -         | 2026-10-02
        bo    | contact-6  | I48   | yes  | yes       | 2026-10-03
        bo    | -          | I48   | yes  | yes       | 2026-10-03
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"points": 1}, "bo": {"points": 3}},
    )


def test_services_that_are_left_out_are_no_points(spec):
    """Nor are wards, messages, visits with a child, or what did not take place."""
    columns = "starts_at | site | service_family | mode | visitor_role | status"
    families = [
        "laboratory",
        "imaging",
        "pharmacy",
        "vaccination",
        "screening",
        "dental",
        "maternity_child",
        "occupational",
        "home_care",
        "home_hospital",
    ]
    others = [
        "specialised | ward | client | fulfilled",
        "other | digital | client | fulfilled",
        "other | letter | client | fulfilled",
        "other | visit | for_child | fulfilled",
        "other | visit | group | fulfilled",
        "other | visit | client | booked",
        "other | visit | client | no_show",
    ]
    left_out = [
        f"{family} | visit | client | fulfilled" for family in families
    ] + others
    counts = [
        "emergency | visit | client | fulfilled",
        "mental_health | telephone | client | fulfilled",
        "adult_social_work | remote | proxy | fulfilled",
        "other | home | client | fulfilled",
        "other | workplace | client | fulfilled",
        "specialised | elsewhere | client | fulfilled",
    ]
    rows = [f"anna | M17 | 2026-10-01 | {n} | {row}" for n, row in enumerate(left_out)]
    rows += [f"bo | M17 | 2026-10-01 | {n} | {row}" for n, row in enumerate(counts)]
    rows += [f"bo | M17 | 2026-10-01 | x | {row}" for row in left_out]
    spec(
        on="2026-11-01",
        **about(columns, "\n".join(rows)),
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={
            "anna": {"points": 0, "stuck_meetings": 0},
            "bo": {"points": 6, "stuck_meetings": 0},
        },
        evidence={"bo": [f"contact-{n}" for n in range(18, 24)]},
    )


STUCK = "starts_at | profession | redirected | plan_id | referral_id"


def meetings(who, number, redirected, code="R51", plan="-", referral="-"):
    """So many meetings about one matter, the first of them directed elsewhere."""
    return "".join(
        f"{who} | {code} | 2026-10-{day:02} | nurse | "
        f"{'yes' if day <= redirected else 'no'} | {plan} | {referral}\n"
        for day in range(1, number + 1)
    )


def test_five_meetings_of_a_stuck_matter_are_quiet_and_six_fire(spec):
    """Three of them ended in directing the client elsewhere."""
    spec(
        on="2026-11-01",
        **about(
            STUCK, meetings("anna", 5, 3) + meetings("bo", 6, 3) + meetings("cia", 7, 4)
        ),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"stuck_meetings": 5},
            "bo": {"stuck_meetings": 6, "points": 1},
            "cia": {"stuck_meetings": 7},
        },
        evidence={
            "bo": ["contact-10", "contact-11", *(f"contact-{n}" for n in range(6, 10))]
        },
    )


def test_directed_elsewhere_twice_is_not_stuck(spec):
    """However many meetings there were; those of another matter do not add up."""
    spec(
        on="2026-11-01",
        **about(
            STUCK,
            meetings("anna", 9, 2)
            + meetings("anna", 2, 2, code="M17")
            + meetings("bo", 6, 3),
        ),
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"stuck_meetings": 0}, "bo": {"stuck_meetings": 6}},
    )


def test_a_matter_in_a_plan_or_on_referral_is_in_hand(spec):
    """One such meeting of the half-year is enough."""
    spec(
        on="2026-11-01",
        **about(
            STUCK,
            meetings("anna", 6, 3)
            + meetings("anna", 1, 0, plan="plan-1")
            + meetings("bo", 6, 3)
            + meetings("bo", 1, 0, referral="referral-1")
            + meetings("cia", 6, 3)
            + meetings("cia", 1, 0, code="M17", plan="plan-2"),
        ),
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired"},
        measures={
            "anna": {"stuck_meetings": 0},
            "bo": {"stuck_meetings": 0},
            "cia": {"stuck_meetings": 6},
        },
    )


def test_contacts_of_one_day_one_point_and_one_profession_are_one_meeting(spec):
    """Also when one of them ended in directing the client elsewhere."""
    spec(
        on="2026-11-01",
        **about(
            STUCK,
            """
            anna | R51 | 2026-10-01 08:00 | nurse     | yes | - | -
            anna | R51 | 2026-10-01 12:00 | nurse     | yes | - | -
            anna | R51 | 2026-10-01 13:00 | physician | no  | - | -
            anna | R51 | 2026-10-02       | nurse     | yes | - | -
            anna | R51 | 2026-10-03       | nurse     | yes | - | -
            anna | R51 | 2026-10-04       | nurse     | no  | - | -
            bo   | R51 | 2026-10-01 08:00 | nurse     | yes | - | -
            bo   | R51 | 2026-10-01 12:00 | nurse     | yes | - | -
            bo   | R51 | 2026-10-02 12:00 | nurse     | yes | - | -
            """,
        ),
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"stuck_meetings": 5}, "bo": {"stuck_meetings": 0}},
    )


def test_the_half_year_of_meetings_has_two_edges(spec):
    """It begins 179 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        **about(
            STUCK,
            meetings("anna", 4, 1)
            + """
            anna | R51 | 2026-05-06 00:00 | nurse | yes | - | -
            anna | R51 | 2026-11-01 23:59 | nurse | yes | - | -
            """.strip()
            + "\n"
            + meetings("bo", 4, 2)
            + """
            bo   | R51 | 2026-05-05 23:59 | nurse | yes | - | -
            bo   | R51 | 2026-11-02 00:00 | nurse | yes | - | -
            """.strip(),
        ),
        outcomes={"anna": "fired", "bo": "quiet"},
        measures={"anna": {"stuck_meetings": 6}, "bo": {"stuck_meetings": 0}},
    )


def test_where_nobody_noted_what_became_of_a_meeting_it_is_not_known(spec):
    """Not assessable when such meetings could make the matter a stuck one."""
    spec(
        on="2026-11-01",
        **about(
            STUCK,
            meetings("anna", 6, 2).replace("| no", "| -")
            + meetings("bo", 5, 2).replace("| no", "| -")
            + meetings("cia", 6, 2)
            + meetings("dan", 7, 3).replace("| no", "| -")
            + meetings("eva", 6, 0, plan="plan-1").replace("| no", "| -")
            + meetings("finn", 6, 2).replace("| no", "| -", 1)
            + meetings("gun", 6, 1).replace("| no", "| -", 1)
            + "gun | R51 | 2026-10-02 20:00 | nurse | - | - | -",
        ),
        outcomes={
            "anna": "not_assessable",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "fired",
            "eva": "quiet",
            "finn": "not_assessable",
            "gun": "quiet",
        },
        measures={
            "anna": {"stuck_meetings": 0},
            "dan": {"stuck_meetings": 7},
        },
        reasons={"anna": "range", "finn": "range"},
    )


ROUNDS = "starts_at | service_family | profession"


def test_two_rounds_of_examinations_are_quiet_and_three_fire(spec):
    """Each round begins more than a fortnight after the one before."""
    spec(
        on="2026-11-01",
        **about(
            ROUNDS,
            """
            anna | R10 | 2026-03-02 | laboratory | laboratory
            anna | R10 | 2026-03-16 | imaging    | other
            anna | R10 | 2026-05-04 | imaging    | other
            bo   | R10 | 2026-03-02 | laboratory | laboratory
            bo   | R10 | 2026-03-17 | laboratory | laboratory
            bo   | R10 | 2026-05-04 | imaging    | other
            cia  | R10 | 2026-03-02 | laboratory | laboratory
            cia  | R10 | 2026-04-17 | laboratory | laboratory
            cia  | R10 | 2026-05-04 | imaging    | other
            cia  | R10 | 2026-07-06 | imaging    | other
            """,
        ),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"examination_rounds": 2},
            "bo": {"examination_rounds": 3, "points": 0},
            "cia": {"examination_rounds": 4},
        },
        evidence={"bo": ["contact-4", "contact-5", "contact-6"]},
    )


def test_an_examination_belongs_to_a_symptom_shortly_before_it(spec):
    """Up to a fortnight, or recorded at the examination itself; not after it."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-03-16 | laboratory
        bo    | 2026-03-17 | laboratory
        cia   | 2026-03-02 | laboratory
        dan   | 2026-03-01 | laboratory
        eva   | 2026-09-01 | laboratory
        finn  | 2026-03-02 | primary_care
        """,
        diagnoses="""
              | recorded_on | code | contact_id
        ------+-------------+------+-----------
        anna  | 2026-03-02  | R10  | -
        bo    | 2026-03-02  | R10  | -
        cia   | 2026-03-02  | R10  | -
        dan   | 2026-03-02  | R10  | -
        eva   | 2026-03-02  | R10  | contact-5
        finn  | 2026-03-02  | R10  | contact-6
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"examination_rounds": 1},
            "bo": {"examination_rounds": 0},
            "cia": {"examination_rounds": 1},
            "dan": {"examination_rounds": 0},
            "eva": {"examination_rounds": 1},
            "finn": {"examination_rounds": 0},
        },
    )


def test_a_visit_on_referral_is_an_examination(spec):
    """For the symptom that is recorded at it; other visits are none."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | service_family | referral_id",
            """
            anna | R10 | 2026-03-02 | specialised | referral-1
            anna | R10 | 2026-05-04 | specialised | referral-2
            anna | R10 | 2026-07-06 | imaging     | -
            bo   | R10 | 2026-03-02 | specialised | -
            bo   | R10 | 2026-05-04 | specialised | -
            bo   | R10 | 2026-07-06 | imaging     | -
            """,
        ),
        outcomes={"anna": "fired", "bo": "quiet"},
        measures={
            "anna": {"examination_rounds": 3},
            "bo": {"examination_rounds": 1},
        },
    )


def test_only_symptoms_lead_to_rounds(spec):
    """A known illness is followed with examinations; each symptom has its own."""
    spec(
        on="2026-11-01",
        **about(
            ROUNDS,
            """
            anna | E11 | 2026-03-02 | laboratory | laboratory
            anna | E11 | 2026-05-04 | laboratory | laboratory
            anna | E11 | 2026-07-06 | laboratory | laboratory
            bo   | R10 | 2026-03-02 | laboratory | laboratory
            bo   | R51 | 2026-05-04 | imaging    | other
            bo   | N01 | 2026-07-06 | imaging    | other
            """,
        ),
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"examination_rounds": 0},
            "bo": {"examination_rounds": 2},
        },
    )


def test_a_newly_found_illness_ends_the_rounds(spec):
    """First recorded since they began; known before, or suspected, it is no end."""
    exams = "".join(
        f"{who} | R10 | 2026-{month}-02 | laboratory | laboratory\n"
        for who in ("anna", "bo", "cia", "dan", "eva", "finn")
        for month in ("03", "05", "07")
    )
    tables = about(ROUNDS, exams)
    spec(
        on="2026-11-01",
        contacts=tables["contacts"],
        diagnoses="""
              | recorded_on | code  | contact_id | confirmed | main
        ------+-------------+-------+------------+-----------+-----
        anna  | 2026-03-02  | K50   | -          | -         | -
        anna  | 2025-03-02  | K57   | -          | -         | -
        anna  | 2026-03-02  | R10   | contact-1  | -         | -
        anna  | 2026-03-02  | R10   | contact-2  | -         | -
        anna  | 2026-03-02  | R10   | contact-3  | -         | -
        bo    | 2026-03-01  | K50   | -          | -         | -
        bo    | 2026-08-01  | K50   | -          | -         | -
        bo    | 2026-03-02  | R10   | contact-4  | -         | -
        bo    | 2026-03-02  | R10   | contact-5  | -         | -
        bo    | 2026-03-02  | R10   | contact-6  | -         | -
        cia   | 2026-08-01  | K50   | -          | no        | -
        cia   | 2026-03-02  | R10   | contact-7  | -         | -
        cia   | 2026-03-02  | R10   | contact-8  | -         | -
        cia   | 2026-03-02  | R10   | contact-9  | -         | -
        dan   | 2026-11-02  | K50   | -          | -         | -
        dan   | 2026-08-01  | R11   | -          | -         | -
        dan   | 2026-03-02  | R10   | contact-10 | -         | -
        dan   | 2026-03-02  | R10   | contact-11 | -         | -
        dan   | 2026-03-02  | R10   | contact-12 | -         | -
        eva   | 2026-11-01  | K50   | -          | -         | -
        eva   | 2026-03-02  | R10   | contact-13 | -         | -
        eva   | 2026-03-02  | R10   | contact-14 | -         | -
        eva   | 2026-03-02  | R10   | contact-15 | -         | -
        finn  | 2026-08-01  | K51   | -          | -         | no
        finn  | 2026-03-02  | R10   | contact-16 | -         | yes
        finn  | 2026-03-02  | R10   | contact-17 | -         | -
        finn  | 2026-03-02  | R10   | contact-18 | -         | no
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "fired",
            "eva": "quiet",
            "finn": "quiet",
        },
        measures={
            "anna": {"examination_rounds": 0},
            "bo": {"examination_rounds": 3},
            "cia": {"examination_rounds": 3},
            "dan": {"examination_rounds": 3},
            "eva": {"examination_rounds": 0},
            "finn": {"examination_rounds": 0},
        },
    )


def test_a_symptom_beside_another_matter_leads_to_no_rounds(spec):
    """A secondary diagnosis is no matter of its own."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-03-02 | imaging
        anna  | 2026-05-02 | imaging
        anna  | 2026-07-02 | imaging
        """,
        diagnoses="""
              | contact_id | code | main
        ------+------------+------+-----
        anna  | contact-1  | R10  | no
        anna  | contact-2  | R10  | yes
        anna  | contact-3  | R10  | -
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"examination_rounds": 2}},
    )


def test_the_year_of_examinations_has_two_edges(spec):
    """It begins 364 days before the as-of day; only those that took place count."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | service_family | status | mode | visitor_role",
            """
            anna | R10 | 2025-11-01 23:59 | imaging | fulfilled | visit | client
            bo   | R10 | 2025-11-02 00:00 | imaging | fulfilled | visit | client
            cia  | R10 | 2026-11-01 23:59 | imaging | fulfilled | visit | client
            dan  | R10 | 2026-11-02 00:00 | imaging | fulfilled | visit | client
            eva  | R10 | 2026-10-01       | imaging | booked    | visit | client
            finn | R10 | 2026-10-01       | imaging | fulfilled | handling | client
            gun  | R10 | 2026-10-01       | imaging | fulfilled | visit | for_child
            """,
        ),
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun"], "quiet"
        ),
        measures={
            "anna": {"examination_rounds": 0},
            "bo": {"examination_rounds": 1},
            "cia": {"examination_rounds": 1},
            "dan": {"examination_rounds": 0},
            "eva": {"examination_rounds": 0},
            "finn": {"examination_rounds": 0},
            "gun": {"examination_rounds": 0},
        },
    )


def test_without_contacts_nothing_is_unresolved(spec):
    """Somebody without any contact is quiet, not unknown."""
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"points": 0, "stuck_meetings": 0, "examination_rounds": 0}},
    )


def test_each_matter_of_the_list_is_one_in_both_systems(spec):
    """Brought up at three points, at the second in the other system."""
    spec(
        on="2026-11-01",
        contacts="| starts_at | site | contact_id\n"
        + "".join(
            f"{icd} | 2026-10-0{number} | station-{number} | {icd}-{number}\n"
            for icd, _ in MATTERS
            for number in (1, 2, 3)
        ),
        diagnoses="| contact_id | code | system\n"
        + "".join(
            f"{icd} | {icd}-1 | {icd} | icd10\n"
            f"{icd} | {icd}-2 | {icpc} | icpc2\n"
            f"{icd} | {icd}-3 | {icd} | icd10\n"
            for icd, icpc in MATTERS
        ),
        outcomes=dict.fromkeys([icd for icd, _ in MATTERS], "fired"),
    )


def test_each_symptom_of_the_list_leads_to_rounds_and_no_illness_does(spec):
    """Three samples for a symptom or an illness that has been known for long."""
    spec(
        on="2026-11-01",
        contacts="| starts_at | service_family | contact_id\n"
        + "".join(
            f"{icd} | 2026-0{month}-02 | laboratory | {icd}-{month}\n"
            for icd, _ in MATTERS
            for month in (3, 5, 7)
        ),
        diagnoses="| contact_id | code | recorded_on\n"
        + "".join(f"{icd} | - | {icd} | 2020-01-02\n" for icd, _ in MATTERS)
        + "".join(
            f"{icd} | {icd}-{month} | {icd} | 2026-0{month}-02\n"
            for icd, _ in MATTERS
            for month in (3, 5, 7)
        ),
        outcomes=dict.fromkeys([icd for icd, _ in SYMPTOMS], "fired")
        | dict.fromkeys([icd for icd, _ in ILLNESSES], "quiet"),
    )


def test_the_evidence_is_what_came_again_in_each_way(spec):
    """Also where another way met its limit: once is no return to a matter."""
    spec(
        on="2026-11-01",
        **about(
            "starts_at | site | service_family",
            """
            anna | R10 | 2026-03-02 | hospital | laboratory
            anna | R10 | 2026-05-04 | hospital | laboratory
            anna | R10 | 2026-07-06 | hospital | laboratory
            anna | R51 | 2026-10-05 | a        | primary_care
            anna | R51 | 2026-10-12 | b        | primary_care
            bo   | R10 | 2026-03-02 | hospital | laboratory
            bo   | R10 | 2026-05-04 | hospital | laboratory
            bo   | R10 | 2026-07-06 | hospital | laboratory
            bo   | R51 | 2026-10-05 | a        | primary_care
            """,
        ),
        outcomes={"anna": "fired", "bo": "fired"},
        measures={"anna": {"points": 2}, "bo": {"points": 1}},
        evidence={
            "anna": [f"contact-{number}" for number in range(1, 6)],
            "bo": ["contact-6", "contact-7", "contact-8"],
        },
    )

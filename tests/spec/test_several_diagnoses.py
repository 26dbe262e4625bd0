"""Several long-term illnesses at once."""


def test_three_groups_are_quiet_and_four_fire(spec):
    """Four groups of illnesses in three chapters meet both limits, five as well."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2026-03-01
        anna  | E11.9 | 2026-09-01
        anna  | I10   | 2026-03-01
        anna  | I10   | 2026-09-01
        anna  | J45.9 | 2026-03-01
        anna  | J45.9 | 2026-09-01
        bo    | E11.9 | 2026-03-01
        bo    | E11.9 | 2026-09-01
        bo    | I10   | 2026-03-01
        bo    | I10   | 2026-09-01
        bo    | J45.9 | 2026-03-01
        bo    | J45.9 | 2026-09-01
        bo    | I48.9 | 2026-03-01
        bo    | I48.9 | 2026-09-01
        cia   | E11.9 | 2026-03-01
        cia   | E11.9 | 2026-09-01
        cia   | I10   | 2026-03-01
        cia   | I10   | 2026-09-01
        cia   | J45.9 | 2026-03-01
        cia   | J45.9 | 2026-09-01
        cia   | I48.9 | 2026-03-01
        cia   | I48.9 | 2026-09-01
        cia   | M17.1 | 2026-03-01
        cia   | M17.1 | 2026-09-01
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"groups": 3, "chapters": 3},
            "bo": {"groups": 4, "chapters": 3},
            "cia": {"groups": 5, "chapters": 4},
        },
        evidence={
            "bo": [f"diagnosis-{number}" for number in (10, 11, 12, 13, 14, 7, 8, 9)]
        },
    )


def test_two_chapters_are_quiet_and_three_fire(spec):
    """Four groups that lie in two chapters stay below."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-03-01
        anna  | I10   | 2026-09-01
        anna  | I25.1 | 2026-03-01
        anna  | I25.1 | 2026-09-01
        anna  | I48.9 | 2026-03-01
        anna  | I48.9 | 2026-09-01
        anna  | E11.9 | 2026-03-01
        anna  | E11.9 | 2026-09-01
        bo    | I10   | 2026-03-01
        bo    | I10   | 2026-09-01
        bo    | I25.1 | 2026-03-01
        bo    | I25.1 | 2026-09-01
        bo    | J44.9 | 2026-03-01
        bo    | J44.9 | 2026-09-01
        bo    | E11.9 | 2026-03-01
        bo    | E11.9 | 2026-09-01
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={
            "anna": {"groups": 4, "chapters": 2},
            "bo": {"groups": 4, "chapters": 3},
        },
    )


def test_one_day_is_too_few_and_two_are_enough(spec):
    """A single code may be a mistake; two of one day are one day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-03-01
        bo    | I10   | 2026-03-01
        bo    | I11.9 | 2026-03-01
        cia   | I10   | 2026-03-01
        cia   | I11.9 | 2026-03-02
        dan   | I10   | 2026-03-01
        dan   | I48.9 | 2026-03-02
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"groups": 0},
            "bo": {"groups": 0},
            "cia": {"groups": 1},
            "dan": {"groups": 0},
        },
    )


def test_one_day_is_enough_with_a_medicine_of_the_group(spec):
    """Dispensed within a year; a prescription alone or another medicine is not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-03-01
        bo    | I10   | 2026-03-01
        cia   | I10   | 2026-03-01
        dan   | I10   | 2026-03-01
        eva   | I10   | 2026-03-01
        finn  | I10   | 2026-03-01
        """,
        prescriptions="""
              | substance_code | event      | occurred_on
        ------+----------------+------------+------------
        anna  | C09AA05        | dispensed  | 2025-11-02
        bo    | C09AA05        | dispensed  | 2025-11-01
        cia   | C09AA05        | prescribed | 2026-03-01
        dan   | H03AA01        | dispensed  | 2026-03-01
        eva   | C09AA05        | dispensed  | 2026-11-02
        finn  | -              | dispensed  | 2026-03-01
        gun   | C09AA05        | dispensed  | 2026-03-01
        hans  | C09AA05        | dispensed  | 2026-11-01
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans"], "quiet"
        ),
        measures={
            "anna": {"groups": 1, "chapters": 1},
            "bo": {"groups": 0, "chapters": 0},
            "cia": {"groups": 0},
            "dan": {"groups": 0},
            "eva": {"groups": 0},
            "finn": {"groups": 0},
            "gun": {"groups": 0},
            "hans": {"groups": 0},
        },
    )


def test_with_a_medicine_the_diagnoses_are_the_evidence(spec):
    """Four illnesses, each recorded once and treated."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-03-01
        anna  | E11.9 | 2026-03-01
        anna  | G20   | 2026-03-01
        anna  | F32.1 | 2026-03-01
        anna  | M54.5 | 2026-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on
        ------+----------------+------------
        anna  | C09AA05        | 2026-10-02
        anna  | A10BA02        | 2026-10-02
        anna  | N04BA02        | 2026-10-02
        anna  | N06AB06        | 2026-10-02
        """,
        outcomes={"anna": "fired"},
        measures={"anna": {"groups": 4, "chapters": 4}},
        evidence={"anna": [f"diagnosis-{number}" for number in range(1, 5)]},
    )


def test_the_window_has_edges(spec):
    """It begins 729 days before the as-of day; nothing after the as-of day counts."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2024-11-01
        anna  | I10   | 2026-11-01
        bo    | I10   | 2024-11-02
        bo    | I10   | 2026-11-01
        cia   | I10   | 2024-11-02
        cia   | I10   | 2026-11-02
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia"], "quiet"),
        measures={
            "anna": {"groups": 0},
            "bo": {"groups": 1},
            "cia": {"groups": 0},
        },
    )


def test_a_suspicion_does_not_count(spec):
    """Not recorded as one counts as established; so does one marked as over."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | confirmed | ended_on
        ------+-------+-------------+-----------+-----------
        anna  | I10   | 2026-03-01  | no        | -
        anna  | I10   | 2026-09-01  | yes       | -
        bo    | I10   | 2026-03-01  | -         | -
        bo    | I10   | 2026-09-01  | yes       | -
        cia   | I10   | 2026-03-01  | yes       | 2026-03-01
        cia   | I10   | 2026-09-01  | yes       | 2026-09-01
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia"], "quiet"),
        measures={
            "anna": {"groups": 0},
            "bo": {"groups": 1},
            "cia": {"groups": 1},
        },
    )


def test_one_illness_in_two_systems_or_chapters_is_one_group(spec):
    """A memory illness has codes in two chapters and in two systems."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system | recorded_on
        ------+-------+--------+------------
        anna  | G30.1 | icd10  | 2026-03-01
        anna  | F00.1 | icd10  | 2026-04-01
        anna  | P70   | icpc2  | 2026-05-01
        bo    | K86   | icpc2  | 2026-03-01
        bo    | I10   | icd10  | 2026-04-01
        cia   | K86   | icd10  | 2026-03-01
        cia   | I10   | icpc2  | 2026-04-01
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia"], "quiet"),
        measures={
            "anna": {"groups": 1, "chapters": 1},
            "bo": {"groups": 1, "chapters": 1},
            "cia": {"groups": 0},
        },
    )


def test_every_group_of_the_list_in_its_chapter(spec):
    """Each illness recorded twice; and each that a medicine confirms, recorded once."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | C00   | 2026-03-01
        anna  | C00   | 2026-09-01
        anna  | B18   | 2026-03-01
        anna  | B18   | 2026-09-01
        anna  | E10   | 2026-03-01
        anna  | E10   | 2026-09-01
        anna  | E00   | 2026-03-01
        anna  | E00   | 2026-09-01
        anna  | E66   | 2026-03-01
        anna  | E66   | 2026-09-01
        anna  | F00   | 2026-03-01
        anna  | F00   | 2026-09-01
        anna  | F10   | 2026-03-01
        anna  | F10   | 2026-09-01
        anna  | F20   | 2026-03-01
        anna  | F20   | 2026-09-01
        anna  | F31   | 2026-03-01
        anna  | F31   | 2026-09-01
        anna  | F32   | 2026-03-01
        anna  | F32   | 2026-09-01
        anna  | F40   | 2026-03-01
        anna  | F40   | 2026-09-01
        anna  | F60   | 2026-03-01
        anna  | F60   | 2026-09-01
        anna  | F84   | 2026-03-01
        anna  | F84   | 2026-09-01
        anna  | G20   | 2026-03-01
        anna  | G20   | 2026-09-01
        anna  | G40   | 2026-03-01
        anna  | G40   | 2026-09-01
        anna  | G43   | 2026-03-01
        anna  | G43   | 2026-09-01
        anna  | G47.3 | 2026-03-01
        anna  | G47.3 | 2026-09-01
        anna  | I10   | 2026-03-01
        anna  | I10   | 2026-09-01
        anna  | I20   | 2026-03-01
        anna  | I20   | 2026-09-01
        anna  | I50   | 2026-03-01
        anna  | I50   | 2026-09-01
        anna  | I48   | 2026-03-01
        anna  | I48   | 2026-09-01
        anna  | I60   | 2026-03-01
        anna  | I60   | 2026-09-01
        anna  | I70   | 2026-03-01
        anna  | I70   | 2026-09-01
        anna  | J45   | 2026-03-01
        anna  | J45   | 2026-09-01
        anna  | J44   | 2026-03-01
        anna  | J44   | 2026-09-01
        anna  | K50   | 2026-03-01
        anna  | K50   | 2026-09-01
        anna  | K70   | 2026-03-01
        anna  | K70   | 2026-09-01
        anna  | M05   | 2026-03-01
        anna  | M05   | 2026-09-01
        anna  | M15   | 2026-03-01
        anna  | M15   | 2026-09-01
        anna  | M40   | 2026-03-01
        anna  | M40   | 2026-09-01
        anna  | M80   | 2026-03-01
        anna  | M80   | 2026-09-01
        anna  | N18   | 2026-03-01
        anna  | N18   | 2026-09-01
        bo    | E10   | 2026-03-01
        bo    | E00   | 2026-03-01
        bo    | F00   | 2026-03-01
        bo    | F10   | 2026-03-01
        bo    | F20   | 2026-03-01
        bo    | F31   | 2026-03-01
        bo    | F32   | 2026-03-01
        bo    | F84   | 2026-03-01
        bo    | G20   | 2026-03-01
        bo    | G40   | 2026-03-01
        bo    | I10   | 2026-03-01
        bo    | I20   | 2026-03-01
        bo    | I48   | 2026-03-01
        bo    | J45   | 2026-03-01
        bo    | J44   | 2026-03-01
        bo    | K50   | 2026-03-01
        bo    | M05   | 2026-03-01
        bo    | M80   | 2026-03-01
        """,
        prescriptions="""
              | substance_code
        ------+---------------
        bo    | A10BA02
        bo    | H03AA01
        bo    | N06DA02
        bo    | N07BB04
        bo    | N05AA02
        bo    | N05AN01
        bo    | N06AB06
        bo    | N06BA04
        bo    | N04BA02
        bo    | N03AA03
        bo    | C02AC05
        bo    | C01DA14
        bo    | B01AA03
        bo    | R03AC02
        bo    | R03AL04
        bo    | A07EC02
        bo    | M04AA01
        bo    | M05BA04
        """,
        outcomes={"anna": "fired", "bo": "fired"},
        measures={
            "anna": {"groups": 32, "chapters": 10},
            "bo": {"groups": 18, "chapters": 7},
        },
    )


def test_what_is_no_long_term_illness_does_not_count(spec):
    """No illness, prevention, symptoms, injuries, acute infections and tobacco."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system | recorded_on
        ------+-------+--------+------------
        anna  | A97   | icpc2  | 2026-03-01
        anna  | A97   | icpc2  | 2026-04-01
        anna  | A98   | icpc2  | 2026-03-01
        anna  | A98   | icpc2  | 2026-04-01
        bo    | R51   | icd10  | 2026-03-01
        bo    | R51   | icd10  | 2026-04-01
        bo    | S93.4 | icd10  | 2026-03-01
        bo    | S93.4 | icd10  | 2026-04-01
        cia   | J06.9 | icd10  | 2026-03-01
        cia   | J06.9 | icd10  | 2026-04-01
        cia   | F17.2 | icd10  | 2026-03-01
        cia   | F17.2 | icd10  | 2026-04-01
        cia   | P17   | icpc2  | 2026-03-01
        cia   | P17   | icpc2  | 2026-04-01
        dan   | R52.2 | icd10  | 2026-03-01
        dan   | R52.2 | icd10  | 2026-04-01
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"groups": 0},
            "bo": {"groups": 0},
            "cia": {"groups": 0},
            "dan": {"groups": 1},
        },
    )


def test_without_diagnoses_there_are_no_groups(spec):
    """Somebody without any diagnosis is quiet, not unknown."""
    spec(
        on="2026-11-01",
        diagnoses="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"groups": 0, "chapters": 0}},
    )


def test_the_groups_of_one_chapter_lie_in_one(spec):
    """Somebody with all of them, for each chapter that has several."""
    chapters = {
        "anna": ["E10", "E00", "E66"],
        "bo": ["F00", "F10", "F20", "F31", "F32", "F40", "F60", "F84"],
        "cia": ["G20", "G40", "G43", "G47.3"],
        "dan": ["I10", "I20", "I50", "I48", "I60", "I70"],
        "eva": ["J45", "J44"],
        "finn": ["K50", "K70"],
        "gun": ["M05", "M15", "M40", "M80"],
    }
    spec(
        on="2026-11-01",
        diagnoses="| code | recorded_on\n"
        + "".join(
            f"{who} | {code} | 2026-0{month}-01\n"
            for who, codes in chapters.items()
            for code in codes
            for month in (3, 9)
        ),
        outcomes=dict.fromkeys(chapters, "quiet"),
        measures={
            who: {"groups": len(codes), "chapters": 1}
            for who, codes in chapters.items()
        },
    )

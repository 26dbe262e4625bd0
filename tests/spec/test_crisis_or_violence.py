"""A crisis or an unsafe situation that has been recorded."""


def test_one_day_fires_and_none_is_quiet(spec):
    """Days are counted, not records; one is enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-10-01
        bo    | F43.0 | 2026-10-01
        cia   | F43.0 | 2026-10-01
        cia   | T74.1 | 2026-10-01
        dan   | F43.0 | 2026-10-01
        dan   | T74.1 | 2026-10-02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {"situation_days": 0},
            "bo": {"situation_days": 1},
            "cia": {"situation_days": 1},
            "dan": {"situation_days": 2},
        },
        evidence={
            "bo": ["diagnosis-2"],
            "cia": ["diagnosis-3", "diagnosis-4"],
            "dan": ["diagnosis-5", "diagnosis-6"],
        },
    )


def test_a_crisis_counts_for_half_a_year(spec):
    """From 179 days before the as-of day to the as-of day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | F43.2 | 2026-05-05
        bo    | F43.2 | 2026-05-06
        cia   | F43.2 | 2026-11-01
        dan   | F43.2 | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
    )


def test_danger_counts_for_a_year(spec):
    """From 364 days before the as-of day to the as-of day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | T74.1 | 2025-11-01
        bo    | T74.1 | 2025-11-02
        cia   | X84   | 2026-11-01
        dan   | X84   | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
    )


def test_what_counts_in_each_code_system(spec):
    """Crisis, violence and self-harm, in ICD-10 and ICPC-2."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system
        ------+-------+-------
        anna  | Z63.5 | icd10
        bo    | P25   | icpc2
        cia   | Z23   | icpc2
        dan   | Y04.0 | icd10
        eva   | X60   | icd10
        finn  | P77   | icpc2
        gun   | Z25   | icpc2
        hans  | Z04.5 | icd10
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans"], "fired"
        ),
    )


def test_what_does_not_count(spec):
    """Trouble in relations, a code of another system, accidents, and drug harm."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system
        ------+-------+-------
        anna  | Z63.0 | icd10
        bo    | Z12   | icpc2
        cia   | Z25   | icd10
        dan   | X59   | icd10
        eva   | Y10   | icd10
        finn  | F43.8 | icd10
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
    )


def test_a_suspicion_counts(spec):
    """The question is whether somebody has looked."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | confirmed
        ------+-------+----------
        anna  | T74.1 | no
        bo    | T74.1 | -
        """,
        outcomes={"anna": "fired", "bo": "fired"},
    )


def test_a_lasting_stress_disorder_counts_only_where_it_begins(spec):
    """First in the data, or again after at least 365 days; its window is the short."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system | recorded_on
        ------+-------+--------+------------
        anna  | F43.1 | icd10  | 2026-10-01
        bo    | F43.1 | icd10  | 2025-10-02
        bo    | F43.1 | icd10  | 2026-10-01
        cia   | F43.1 | icd10  | 2025-10-01
        cia   | F43.1 | icd10  | 2026-10-01
        dan   | F43.1 | icd10  | 2026-03-01
        dan   | F43.1 | icd10  | 2026-10-01
        eva   | F43.1 | icd10  | 2026-05-05
        finn  | F43.1 | icd10  | 2026-05-06
        gun   | P82   | icpc2  | 2026-03-01
        gun   | F43.1 | icd10  | 2026-10-01
        hans  | P82   | icpc2  | 2026-10-01
        ida   | F43.1 | icd10  | 2026-10-01
        ida   | F43.1 | icd10  | 2026-03-01
        """,
        outcomes={
            "anna": "fired",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "fired",
            "gun": "quiet",
            "hans": "fired",
            "ida": "quiet",
        },
        evidence={"cia": ["diagnosis-5"]},
    )


def test_it_begins_on_one_day_however_often_it_is_recorded(spec):
    """The first record of that day is the evidence; the following days add nothing."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | F43.1 | 2026-10-01
        anna  | F43.1 | 2026-10-01
        anna  | F43.1 | 2026-10-02
        bo    | F43.1 | 2026-11-02
        bo    | F43.1 | 2026-11-03
        """,
        outcomes={"anna": "fired", "bo": "quiet"},
        measures={"anna": {"situation_days": 1}, "bo": {"situation_days": 0}},
        evidence={"anna": ["diagnosis-1"]},
    )


def test_one_persons_record_says_nothing_of_another(spec):
    """The gap before is counted for each person."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | F43.1 | 2026-09-01
        bo    | F43.1 | 2026-10-01
        """,
        outcomes={"anna": "fired", "bo": "fired"},
    )


def test_without_diagnoses_nothing_is_recorded(spec):
    """Somebody without any diagnosis is quiet; it says nothing of the need."""
    spec(
        on="2026-11-01",
        diagnoses="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"situation_days": 0}},
    )

"""Hardships of life that professionals have recorded."""


def test_one_domain_fires_and_none_is_quiet(spec):
    """Distinct domains are counted, not records."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-10-01
        bo    | Z56.0 | 2026-10-01
        cia   | Z56.0 | 2026-09-01
        cia   | Z56.3 | 2026-10-01
        dan   | Z56.0 | 2026-10-01
        dan   | Z59.0 | 2026-10-01
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {"domains": 0},
            "bo": {"domains": 1},
            "cia": {"domains": 1},
            "dan": {"domains": 2},
        },
        evidence={"cia": ["diagnosis-3", "diagnosis-4"]},
    )


def test_the_window_has_edges(spec):
    """From 364 days before the as-of day to the as-of day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | Z59.6 | 2025-11-01
        bo    | Z59.6 | 2025-11-02
        cia   | Z59.6 | 2026-11-01
        dan   | Z59.6 | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
    )


def test_the_domains_of_life(spec):
    """Work, money, relations, housing, studies, safety, everyday life; both systems."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system
        ------+-------+-------
        anna  | Z56.0 | icd10
        anna  | Z59.6 | icd10
        anna  | Z63.0 | icd10
        anna  | Z59.0 | icd10
        anna  | Z55.3 | icd10
        anna  | Z60.2 | icd10
        anna  | Z73.0 | icd10
        bo    | Z06   | icpc2
        bo    | Z01   | icpc2
        bo    | Z12   | icpc2
        bo    | Z03   | icpc2
        bo    | Z07   | icpc2
        bo    | Z27   | icpc2
        bo    | Z29   | icpc2
        cia   | Z06   | icpc2
        cia   | Z56.0 | icd10
        dan   | Z12   | icd10
        eva   | Z63   | icpc2
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={"anna": {"domains": 7}, "bo": {"domains": 7}, "cia": {"domains": 1}},
    )


def test_a_crisis_or_violence_is_left_to_its_own_trigger(spec):
    """Also where its code lies within a domain; taking up care is no domain."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system
        ------+-------+-------
        anna  | Z63.5 | icd10
        bo    | Z73.3 | icd10
        cia   | Z25   | icpc2
        dan   | Z23   | icpc2
        eva   | Z11   | icpc2
        finn  | Z63   | icd10
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "fired",
        },
    )


def test_a_suspicion_does_not_count(spec):
    """What is not recorded as a suspicion is established."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | confirmed
        ------+-------+----------
        anna  | Z59.0 | no
        bo    | Z59.0 | -
        cia   | Z59.0 | yes
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
    )


def test_a_record_counts_wherever_it_was_made(spec):
    """At a contact of either register, at one that is not known, or at none."""
    spec(
        on="2026-11-01",
        contacts="""
              | contact_id | source_register
        ------+------------+----------------
        anna  | visit-1    | social
        bo    | visit-2    | health
        """,
        diagnoses="""
              | code  | contact_id
        ------+-------+-----------
        anna  | Z59.0 | visit-1
        bo    | Z59.0 | visit-2
        cia   | Z59.0 | visit-3
        dan   | Z59.0 | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "fired"),
        evidence={"anna": ["diagnosis-1"]},
    )


def test_without_diagnoses_nothing_is_recorded(spec):
    """Somebody without any diagnosis is quiet; it says nothing of the need."""
    spec(
        on="2026-11-01",
        diagnoses="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"domains": 0}},
    )

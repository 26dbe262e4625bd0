"""Records that give reason to ask about substance use or gambling."""


def test_one_day_fires_and_none_is_quiet(spec):
    """Days are counted, not records."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I10   | 2026-10-01
        bo    | F10.1 | 2026-10-01
        cia   | F10.1 | 2026-10-01
        cia   | F13.2 | 2026-10-01
        dan   | F10.1 | 2026-10-01
        dan   | F10.1 | 2026-10-02
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {"sign_days": 0, "audit": 0, "acute_days": 0},
            "bo": {"sign_days": 1},
            "cia": {"sign_days": 1},
            "dan": {"sign_days": 2},
        },
        evidence={"cia": ["diagnosis-3", "diagnosis-4"]},
    )


def test_the_window_has_edges(spec):
    """From 364 days before the as-of day to the as-of day, for every kind of sign."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | F10.1 | 2025-11-01
        bo    | F10.1 | 2025-11-02
        cia   | F10.1 | 2026-11-01
        dan   | F10.1 | 2026-11-02
        """,
        prescriptions="""
              | substance_code | occurred_on
        ------+----------------+------------
        eva   | N07BB04        | 2025-11-01
        finn  | N07BB04        | 2025-11-02
        gun   | N07BB04        | 2026-11-02
        """,
        contacts="""
              | service_family | starts_at
        ------+----------------+-----------
        hans  | substance_use  | 2025-11-01
        ida   | substance_use  | 2025-11-02
        jan   | substance_use  | 2026-11-02
        """,
        measurements="""
              | analyte | value | taken_on
        ------+---------+-------+-----------
        kaj   | audit   | 20    | 2025-11-01
        lea   | audit   | 20    | 2025-11-02
        mia   | audit   | 20    | 2026-11-02
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "fired",
            "gun": "quiet",
            "hans": "quiet",
            "ida": "fired",
            "jan": "quiet",
            "kaj": "quiet",
            "lea": "fired",
            "mia": "quiet",
        },
        evidence={
            "finn": ["event-2"],
            "ida": ["contact-2"],
            "lea": ["measurement-2"],
        },
    )


def test_what_counts_in_each_code_system(spec):
    """Alcohol, drugs, medicines, harm from them, gambling; a suspicion counts."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | confirmed
        ------+----------+--------+----------
        anna  | F10      | icd10  | yes
        bo    | F19.24   | icd10  | no
        cia   | F63.0    | icd10  | -
        dan   | Z72.6    | icd10  | yes
        eva   | K70.3    | icd10  | yes
        finn  | P15      | icpc2  | yes
        gun   | P19      | icpc2  | yes
        hans  | SPAT1274 | spat   | -
        ida   | SPAT1275 | spat   | -
        jan   | F11.2    | icd10  | yes
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans", "ida", "jan"],
            "fired",
        ),
    )


def test_what_does_not_count(spec):
    """Tobacco, a drug screen, other habits, and a code of another system."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system
        ------+----------+-------
        anna  | F17.2    | icd10
        bo    | P17      | icpc2
        cia   | SPAT1272 | spat
        dan   | F63.1    | icd10
        eva   | P15      | icd10
        finn  | Z72.0    | icd10
        """,
        prescriptions="""
              | substance_code | event
        ------+----------------+------------------
        gun   | N07BA03        | dispensed
        hans  | N07BB04        | prescribed
        ida   | N07BB04        | renewal_requested
        jan   | N05BA01        | dispensed
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans", "ida", "jan"],
            "quiet",
        ),
    )


def test_many_medicines_and_renewals_are_no_sign(spec):
    """However many medicines, and however often they are renewed."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | event
        ------+----------------+----------
        anna  | N05BA01        | dispensed
        anna  | N05CF01        | dispensed
        anna  | N02AA59        | dispensed
        anna  | N03AX16        | dispensed
        anna  | A02BC02        | dispensed
        anna  | B01AC06        | dispensed
        anna  | C07AB07        | dispensed
        anna  | N05BA01        | renewed
        anna  | N05BA01        | renewed
        anna  | N05BA01        | renewed
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"sign_days": 0}},
    )


def test_an_acute_intoxication_counts_from_the_second_day(spec):
    """Once it is told as context, also in ICPC-2 and twice on one day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code   | system | recorded_on
        ------+--------+--------+------------
        anna  | F10.0  | icd10  | 2026-09-01
        bo    | F10.00 | icd10  | 2026-09-01
        bo    | P16    | icpc2  | 2026-09-01
        cia   | F10.0  | icd10  | 2026-09-01
        cia   | P16    | icpc2  | 2026-09-02
        dan   | F10.0  | icd10  | 2025-11-01
        dan   | F10.0  | icd10  | 2026-09-01
        eva   | F10.0  | icd10  | 2026-09-01
        eva   | F10.1  | icd10  | 2026-10-01
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
        },
        measures={
            "anna": {"sign_days": 0, "acute_days": 1},
            "bo": {"sign_days": 0, "acute_days": 1},
            "cia": {"sign_days": 2, "acute_days": 2},
            "dan": {"sign_days": 0, "acute_days": 1},
            "eva": {"sign_days": 1, "acute_days": 1},
        },
        evidence={"cia": ["diagnosis-4", "diagnosis-5"], "eva": ["diagnosis-9"]},
    )


def test_contacts_at_substance_services(spec):
    """Carried out, with the client present, on the own matter."""
    spec(
        on="2026-11-01",
        contacts="""
              | service_family | status    | mode         | visitor_role
        ------+----------------+-----------+--------------+-------------
        anna  | substance_use  | fulfilled | telephone    | client
        bo    | substance_use  | fulfilled | visit        | proxy
        cia   | mental_health  | fulfilled | visit        | client
        dan   | substance_use  | no_show   | visit        | client
        eva   | substance_use  | fulfilled | consultation | client
        finn  | substance_use  | fulfilled | visit        | for_child
        gun   | substance_use  | fulfilled | visit        | group
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "quiet",
            "gun": "quiet",
        },
    )


def test_the_latest_audit_counts_from_its_limit(spec):
    """14 is quiet, 15 and 16 fire; of one day the highest counts, and no older one."""
    spec(
        on="2026-11-01",
        measurements="""
              | analyte | value | taken_on   | result_status
        ------+---------+-------+------------+--------------
        anna  | audit   | 14    | 2026-09-01 | final
        bo    | audit   | 15    | 2026-09-01 | final
        cia   | audit   | 16    | 2026-09-01 | corrected
        dan   | audit   | 20    | 2026-08-01 | final
        dan   | audit   | 8     | 2026-09-01 | final
        eva   | audit   | 20    | 2026-09-01 | final
        eva   | audit   | 8     | 2026-09-01 | final
        finn  | audit   | 20    | 2026-09-01 | preliminary
        gun   | audit   | -     | 2026-09-01 | final
        hans  | phq9    | 20    | 2026-09-01 | final
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
            "gun": "quiet",
            "hans": "quiet",
        },
        measures={
            "anna": {"audit": 14},
            "bo": {"audit": 15},
            "cia": {"audit": 16},
            "dan": {"audit": 8},
            "eva": {"audit": 20},
            "finn": {"audit": 0},
            "gun": {"audit": 0},
            "hans": {"audit": 0},
        },
        evidence={"bo": ["measurement-2"], "eva": ["measurement-6"]},
    )


def test_audit_c_is_context_only(spec):
    """For women apart; an unknown sex goes with the others."""
    spec(
        on="2026-11-01",
        clients="""
              | sex
        ------+-------
        anna  | female
        bo    | male
        cia   | -
        """,
        measurements="""
              | analyte | value
        ------+---------+------
        anna  | audit_c | 12
        bo    | audit_c | 12
        cia   | audit_c | 11
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"audit_c_women": 12, "audit_c_others": 0},
            "bo": {"audit_c_women": 0, "audit_c_others": 12},
            "cia": {"audit_c_women": 0, "audit_c_others": 11},
        },
    )


def test_a_substitution_treatment_that_goes_on_as_planned_does_not_count(spec):
    """Its medicine, records, opioid dependence and contacts; other signs still do."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | recorded_on
        ------+----------+--------+------------
        anna  | SPAT1275 | spat   | 2026-10-01
        anna  | F11.2    | icd10  | 2026-10-01
        anna  | P19      | icpc2  | 2026-10-01
        bo    | F11.2    | icd10  | 2026-10-01
        bo    | F10.1    | icd10  | 2026-10-02
        cia   | SPAT1275 | spat   | 2026-10-01
        dan   | F11.2    | icd10  | 2026-10-01
        """,
        prescriptions="""
              | substance_code | occurred_on
        ------+----------------+------------
        anna  | N07BC01        | 2026-10-01
        bo    | N07BC01        | 2026-10-01
        """,
        contacts="""
              | service_family | starts_at  | plan_id
        ------+----------------+------------+--------
        anna  | substance_use  | 2026-09-01 | plan-1
        anna  | substance_use  | 2026-10-01 | -
        bo    | substance_use  | 2026-10-01 | plan-2
        cia   | mental_health  | 2026-10-01 | plan-3
        dan   | substance_use  | 2026-10-01 | plan-4
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"},
        measures={"bo": {"sign_days": 1}, "cia": {"sign_days": 1}},
        evidence={"bo": ["diagnosis-5"], "dan": ["contact-5", "diagnosis-7"]},
    )


def test_a_treatment_goes_on_as_planned_while_its_contacts_are_recent(spec):
    """A contact that belonged to a plan, from 89 days before the as-of day on."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on
        ------+----------------+------------
        anna  | N07BC01        | 2026-10-01
        bo    | N07BC01        | 2026-10-01
        cia   | N07BC01        | 2026-10-01
        dan   | N07BC01        | 2026-10-01
        """,
        contacts="""
              | service_family | starts_at  | plan_id | status
        ------+----------------+------------+---------+----------
        anna  | substance_use  | 2026-08-03 | plan-1  | fulfilled
        bo    | substance_use  | 2026-08-04 | plan-2  | fulfilled
        cia   | substance_use  | 2026-10-01 | -       | fulfilled
        dan   | substance_use  | 2026-10-01 | plan-3  | no_show
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "fired", "dan": "fired"},
    )


def test_without_rows_there_is_no_sign(spec):
    """Somebody without any record is quiet; it says nothing of the need."""
    spec(
        on="2026-11-01",
        diagnoses="",
        outcomes={"anna": "quiet"},
        measures={
            "anna": {
                "sign_days": 0,
                "audit": 0,
                "acute_days": 0,
                "audit_c_women": 0,
                "audit_c_others": 0,
            }
        },
    )

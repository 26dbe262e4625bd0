"""Visits become contacts."""

from .tables import VISIT, of


def test_visits_become_contacts(brought):
    report, read = brought(
        visit_occurrence=f"{VISIT},visit_source_value,care_site_id,provider_id\n"
        "1,1,9201,2020-01-01,,5,\n"
        "2,1,9203,2020-01-02,,,7\n"
        "3,1,0,2020-01-03,PRIM|R52|T71,,\n"
        "4,1,0,2020-01-04,7bc8c026-R10a-T11b,,\n"
        "5,9,9202,2020-01-05,,,\n"
        "6,1,9202,soon,,,\n",
        care_site="care_site_id,care_site_name\n5,Kalliola\n6,Rinne\n",
        provider="provider_id,specialty_source_value,care_site_id\n7,32312,6\n",
    )
    columns = ("mode", "service_family", "urgency", "site", "profession")
    assert read("contacts").select(columns).rows() == [
        ("ward", "specialised", None, "Kalliola", None),
        ("visit", "emergency", "emergency", "Rinne", "public_health_nurse"),
        ("remote", "mental_health", None, "unknown", None),
        ("other", "other", None, "unknown", None),
    ]
    count = of(report, "visit_occurrence")
    assert count.unmapped == {"no day that can be read": 1, "no such client": 1}
    assert count.notes["mode not known"] == 1
    assert count.unmapped_codes["mode not known"][0].code == "0"


def test_a_time_on_another_day_than_the_date_is_not_believed(brought):
    _, read = brought(
        visit_occurrence=f"{VISIT},visit_start_datetime\n"
        "1,1,9202,2020-01-01,2020-01-01 09:30:00\n"
        "2,1,9202,2020-01-02,2020-05-05 09:30:00\n"
        "3,1,9202,2020-01-03,\n"
        "4,1,9202,,2020-07-01T21:30:00Z\n"
        "5,1,9202,,2020-01-01T23:30:00+01:00\n"
    )
    assert [str(time) for time in read("contacts")["starts_at"]] == [
        "2020-01-01 09:30:00",
        "2020-01-02 00:00:00",
        "2020-01-03 00:00:00",
        "2020-07-02 00:30:00",
        "2020-01-02 00:30:00",
    ]


def test_a_recorded_status_is_believed(brought):
    report, read = brought(
        visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-01\n2,1,9202,2020-01-02\n",
        observation="observation_id,person_id,visit_occurrence_id,"
        "observation_source_value,value_source_value\n"
        "1,1,1,1.2.246.537.6.881,9\n2,1,2,1.2.246.537.6.881,77\n",
    )
    assert read("contacts")["status"].to_list() == ["no_show", "fulfilled"]
    assert of(report, "observation").folded == 1
    assert of(report, "observation").unmapped == {"no analyte of ours": 1}
